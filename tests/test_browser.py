"""The pages in a real browser: an editor's ways and an analyst's, and what every page owes everybody."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from browser import NARROW, WIDE, Served, Visit, axe, chromium, kept, served, visit

from onrecord.ledger import Ledger, judging

playwright = pytest.importorskip("playwright.sync_api", reason="pip install playwright")
expect = playwright.expect
__all__ = ["axe", "chromium", "kept", "served", "visit"]

# A report that nobody has: its people and places are invented.
NEWS = """Orval harbour talks to resume, says Quill

ORVAL, 14 March 2026 - The ports minister of Merrow, Ansel Quill, said on Saturday that his government \
would sign the harbour treaty only if the dredging clause was restored.

"We have read every line of it twice," he told reporters on the quay.

Ione Farrant, the chief negotiator of Tarn, denied that any clause had been removed.
"""
HOSTILE = """<script>document.title = "taken"</script> "><img src=x onerror="document.title = 'taken'">

Ansel Quill said on Saturday that </p><b onclick=alert(1)>no ship</b> would leave {{ 7*7 }} before Monday.
"""


@pytest.fixture(scope="module")
def addresses(served: Served) -> dict[str, str]:
    """Where each kind of page is, of what the demo has most of."""
    with Ledger.open(served.ledger, create=False) as ledger:
        said = next(one for one in ledger.statements(actor="Voltusin") if one.conditions)
        report = said.report
    quoted = "/check?words=Signatures+first,+water+later.+Our+engineers+cannot+read&speaker=Voltusin"
    return {
        "front": "/", "report": f"/report/{report}", "statement": f"/statement/{said.id}",
        "actor": "/actor/jarek-voltusin", "dossier": "/matter/river%20treaty", "search": "/search?q=treaty",
        "empty search": "/search?q=zebra", "read": "/read", "judge": "/judge", "decided": "/judge/list",
        "check": quoted, "login": "/login",
    }  # fmt: skip


def test_axe_finds_what_is_wrong(visit: Visit, axe: str) -> None:
    """That nothing is found tells something only where something could be."""
    one = visit()
    page = one.go("/read")
    page.evaluate("() => document.querySelector('label[for=text]').remove()")
    assert any(found.startswith("label at ['#text']") for found in one.violations(axe))


# ---- every page -----------------------------------------------------------------------------------------

PAGES = ("front", "report", "statement", "actor", "dossier", "search", "empty search", "read", "judge",
         "decided", "check")  # fmt: skip


@pytest.mark.parametrize(("size", "theme"), [(WIDE, "light"), (NARROW, "dark")], ids=["wide", "narrow"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_for_everybody(
    visit: Visit, addresses: dict[str, str], axe: str, name: str, size: tuple[int, int], theme: str
) -> None:
    """WCAG 2.2 AA by axe, nothing beside the window, one heading, and a name of its own."""
    one = visit(size, theme)
    page = one.go(addresses[name])
    one.picture(name.replace(" ", "-"))
    assert one.violations(axe) == []
    assert one.overflow() <= 0
    assert page.locator("h1").count() == 1
    assert re.fullmatch(r"\S.* · Onrecord", page.title())


@pytest.mark.parametrize(("size", "theme"), [(WIDE, "dark"), (NARROW, "light")], ids=["wide", "narrow"])
def test_pictures_in_the_other_theme(
    visit: Visit, addresses: dict[str, str], size: tuple[int, int], theme: str
) -> None:
    one = visit(size, theme)
    for name in PAGES:
        one.go(addresses[name])
        one.picture(name.replace(" ", "-"))
        assert one.overflow() <= 0, name


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_there_without_script(visit: Visit, addresses: dict[str, str], name: str) -> None:
    page = visit(script=False).go(addresses[name])
    expect(page.locator("h1")).to_be_visible()
    # What only works with script is not shown.
    assert page.locator(".scripted:visible").count() == 0


@pytest.mark.parametrize("name", ["front", "report", "statement", "dossier", "judge", "read"])
def test_the_keyboard_reaches_everything_and_shows_where_it_is(
    visit: Visit, addresses: dict[str, str], name: str
) -> None:
    one = visit()
    page = one.go(addresses[name])
    page.keyboard.press("Tab")
    assert one.focused() == "Skip to the content"
    reached: list[str] = page.evaluate(_REACHABLE)
    assert len(reached) > 5
    met, ringed = set[str](), set[str]()
    # A field for a date takes the Tab key several times, the last for its calendar, which has its own ring.
    for _ in range(2 * len(reached)):
        at, seen = page.evaluate(_WHERE)
        met.add(at)
        if seen:
            ringed.add(at)
        if met >= set(reached):
            break
        page.keyboard.press("Tab")
    assert [at for at in reached if at not in met] == []
    assert [at for at in reached if at not in ringed] == []


# Marks what can have the focus by the order in which it stands, and says which these are. Of radio buttons
# with one name the Tab key stops at one alone.
_REACHABLE = """() => [...document.querySelectorAll(
  'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]')]
  .filter(one => one.checkVisibility({visibilityProperty: true}) && !one.disabled
    && !(one.type === 'radio' && !one.checked))
  .map((one, n) => one.dataset.reached =
    `${n} ${one.tagName} ${(one.innerText || one.name || '').slice(0, 30)}`)"""
# What has the focus, and whether anybody can see it: an outline, and within the window.
_WHERE = """() => {
  const at = document.activeElement, place = at.getBoundingClientRect();
  // A link in a drawing has its ring around the box in it.
  const box = at.ownerSVGElement && at.querySelector('.pill'), style = getComputedStyle(box || at);
  const ring = box ? style.strokeWidth : style.outlineStyle === 'none' ? '0' : style.outlineWidth;
  const seen = parseFloat(ring) >= 2 && place.bottom > 0 && place.top < innerHeight;
  return [at.dataset.reached ?? at.tagName, at === document.body || seen]; }"""


def test_the_theme_that_was_chosen_stays(visit: Visit) -> None:
    one = visit()
    page = one.go("/")
    light = page.evaluate("() => getComputedStyle(document.documentElement).backgroundColor")
    page.get_by_label("dark").check()
    page.reload()
    dark = page.evaluate("() => getComputedStyle(document.documentElement).backgroundColor")
    assert light != dark
    assert page.get_by_label("dark").is_checked()


# ---- an editor ------------------------------------------------------------------------------------------


def test_an_editor_pastes_a_report_looks_at_it_and_keeps_it(visit: Visit, axe: str, served: Served) -> None:
    one = visit()
    page = one.go("/read")
    page.get_by_label("The text, or the source of a page").fill(NEWS)
    page.get_by_label("Who published it").fill("Straits Courier")
    page.get_by_role("button", name="Read", exact=True).click()
    page.wait_for_url("**/read/*")
    expect(page.locator(".text .content", has_text="his government would sign")).to_be_visible()
    expect(page.locator(".text .condition").first).to_contain_text("only if the dredging clause was restored")
    expect(page.locator("main")).to_contain_text("It is on no record yet")
    one.picture("read-shown")
    assert one.violations(axe) == []
    with Ledger.open(served.ledger, create=False) as ledger:
        assert all("harbour treaty" not in report.text for report in ledger.reports())
    page.get_by_role("button", name="Keep").click()
    page.wait_for_url("**/report/*")
    expect(page.locator("main")).to_contain_text("Straits Courier")
    with Ledger.open(served.ledger, create=False) as ledger:
        (kept_report,) = (report for report in ledger.reports() if "harbour treaty" in report.text)
    assert kept_report.id in page.url


def test_what_is_pasted_is_never_taken_for_a_page_of_ours(visit: Visit) -> None:
    one = visit()
    page = one.go("/read")
    page.get_by_label("The text, or the source of a page").fill(HOSTILE)
    page.get_by_role("button", name="Read", exact=True).click()
    page.wait_for_url("**/read/*")
    expect(page.locator(".text")).to_contain_text("<b onclick=alert(1)>no ship</b>")
    expect(page.locator(".text")).to_contain_text("{{ 7*7 }}")
    assert page.locator("main :is(img, script, b[onclick])").count() == 0
    assert page.title() != "taken"


def test_a_file_is_dropped(visit: Visit, tmp_path: Path) -> None:
    page = visit().go("/read")
    page.evaluate(
        """text => { const data = new DataTransfer();
        data.items.add(new File([text], 'harbour.txt', {type: 'text/plain'}));
        document.querySelector('[data-drop]').dispatchEvent(
          new DragEvent('drop', {dataTransfer: data, bubbles: true, cancelable: true})); }""",
        NEWS,
    )
    page.wait_for_url("**/read/*")
    expect(page.locator("main")).to_contain_text("harbour.txt")


@pytest.mark.parametrize("text", ["", "x" * 60_001], ids=["nothing", "too much"])
def test_what_cannot_be_read_is_told_and_nothing_is_lost(visit: Visit, axe: str, text: str) -> None:
    one = visit()
    page = one.go("/read")
    page.get_by_label("The text, or the source of a page").fill(text)
    page.get_by_label("Who published it").fill("Straits Courier")
    page.get_by_role("button", name="Read", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("expected")
    expect(page.get_by_label("The text, or the source of a page")).to_have_value(text)
    expect(page.get_by_label("Who published it")).to_have_value("Straits Courier")
    assert one.violations(axe) == []


@pytest.mark.parametrize(
    ("words", "speaker", "told"),
    [
        ("they can read a treaty", "", "Yes"),
        ("they can read a treaty", "Voltusin", "Yes"),
        ("they can read a treaty", "Benita Carossi", "Said by another"),
        ("Signatures first, water later. Our engineers cannot read", "", "Not in these words"),
        ("The zebras of the northern zoo are striped", "", "Not on record"),
    ],
)
def test_an_editor_checks_a_quotation(visit: Visit, words: str, speaker: str, told: str) -> None:
    page = visit().go("/read")
    page.get_by_label("The words").fill(words)
    page.get_by_label("Who is said to have said them").fill(speaker)
    page.get_by_role("button", name="Check").click()
    expect(page.locator(".verdict")).to_contain_text(told)


def test_an_editor_judges_with_keys_and_undoes(visit: Visit, served: Served) -> None:
    one = visit()
    page = one.go("/judge?kind=join")
    first, second = page.locator("[data-doubt]").nth(0), page.locator("[data-doubt]").nth(1)
    page.keyboard.press("d")
    expect(first.locator(".judged")).to_contain_text("Not the same, by ada")
    expect(second).to_be_focused()
    page.keyboard.press("s")
    expect(second.locator(".judged")).to_contain_text("The same, by ada")
    assert [j.verdict for j in _judged(served)] == ["different", "same"]
    page.keyboard.press("u")
    expect(second.locator(".judged li")).to_have_count(0)
    page.keyboard.press("u")
    expect(first.get_by_role("button", name="Different")).to_be_visible()
    assert _judged(served) == []


def test_keys_are_off_while_one_writes_and_can_be_switched_off(visit: Visit, served: Served) -> None:
    one = visit()
    page = one.go("/judge?kind=statement")
    first = page.locator("[data-doubt]").first
    page.keyboard.press("n")
    expect(first.get_by_label("Note")).to_be_focused()
    page.keyboard.type("wrong words")
    expect(first.get_by_label("Note")).to_have_value("wrong words")
    page.keyboard.press("Escape")
    page.get_by_label("Keys", exact=True).uncheck()
    first.focus()
    page.keyboard.press("w")
    page.reload()
    assert not page.get_by_label("Keys", exact=True).is_checked()
    assert _judged(served) == []
    page.get_by_label("Keys", exact=True).check()
    page.keyboard.press("r")
    expect(page.locator("[data-doubt]").first.locator(".judged")).to_contain_text("Right, by ada")
    assert [j.verdict for j in _judged(served)] == ["right"]
    page.keyboard.press("u")
    expect(page.locator("[data-doubt]").first.locator(".judged li")).to_have_count(0)


def test_an_editor_judges_puts_right_and_undoes_without_script(visit: Visit, served: Served) -> None:
    page = visit(script=False).go("/judge?kind=statement")
    first = page.locator("[data-doubt]").first
    first.get_by_label("Note").fill("a heading")
    first.get_by_role("button", name="Wrong").click()
    expect(page.locator("aside .judged")).to_contain_text("Wrong, by ada")
    expect(page.locator("aside .judged")).to_contain_text("a heading")
    page.locator("aside").get_by_role("button", name="Undo").click()
    expect(page.locator("aside")).to_contain_text("Nobody decided anything yet")
    first.get_by_text("Put something right").click()
    first.get_by_label("Day of saying").fill("2026-03-08")
    first.get_by_role("button", name="Correct the day").click()
    expect(page.locator("aside .judged")).to_contain_text("day of saying is 2026-03-08")
    page.locator("aside").get_by_role("button", name="Undo").click()
    expect(page.locator("aside")).to_contain_text("Nobody decided anything yet")
    assert _judged(served) == []


def _judged(served: Served) -> list[judging.Judgment]:
    with Ledger.open(served.ledger, create=False) as ledger:
        return judging.judgments(ledger)


def test_an_editor_goes_from_a_report_to_a_statement_and_cites_it(
    visit: Visit, addresses: dict[str, str]
) -> None:
    one = visit()
    one.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = one.go(addresses["report"])
    page.locator("main a[href^='/statement/']").first.click()
    page.wait_for_url("**/statement/*")
    cited = page.locator(".cite textarea").first.input_value()
    page.locator(".cite button").first.click()
    expect(page.locator(".cite button").first).to_contain_text("Copied")
    assert page.evaluate("() => navigator.clipboard.readText()") == cited


# ---- an analyst -----------------------------------------------------------------------------------------


def test_an_analyst_goes_to_a_dossier_filters_and_takes_it_along(visit: Visit) -> None:
    page = visit().go("/")
    page.locator(".weights a[href='/matter/Marenza']").click()
    page.wait_for_url("**/matter/Marenza")
    drawn = page.locator("main svg a").count()
    assert drawn > 3
    page.locator("main form select[name=kind]").select_option("event")
    page.locator("main form:has(select[name=kind]) button").click()
    page.wait_for_url("**kind=event**")
    assert 0 < page.locator("main svg a").count() < drawn
    for ending, begins in ((".svg", "<svg"), ("brief.md", "#"), ("brief.ics", "BEGIN:VCALENDAR")):
        link = page.locator(f"a[href*='{ending}']").first.get_attribute("href")
        assert link is not None
        told = page.request.get(link)
        assert told.ok
        assert begins in told.text()[:200]


def test_an_analyst_searches_narrows_down_and_subscribes(visit: Visit) -> None:
    page = visit().go("/")
    page.locator("#q").fill("treaty")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?**")
    page.locator(".facets a").first.click()
    page.wait_for_url("**/search?*&*")
    for ending, begins in ((".atom", "<?xml"), (".csv", "")):
        link = page.locator(f"a[href*='{ending}']").first.get_attribute("href")
        assert link is not None
        told = page.request.get(link)
        assert told.ok
        assert told.text().startswith(begins)
    assert page.locator("head link[type='application/atom+xml']").count() == 1


def test_an_analyst_asks_for_the_record_as_it_was(visit: Visit, axe: str) -> None:
    one = visit()
    page = one.go("/?as_of=2020-01-01")
    expect(page.get_by_role("region", name="As of")).to_contain_text("1 January 2020")
    assert one.violations(axe) == []
