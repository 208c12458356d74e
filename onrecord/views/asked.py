"""Answers of a ledger in a terminal: what `onrecord.asking` returns, in words.

Each entry begins with the first digits of its id, by which `onrecord trace` and `onrecord origins` know it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from rich.console import Group, RenderableType
from rich.style import Style
from rich.text import Text
from rich.tree import Tree

from onrecord.views.asked_brief import Dossier
from onrecord.views.asked_lines import (
    COPIES,
    DIFFERS,
    DRIFTS,
    STATES,
    differing_line,
    event_line,
    paper_line,
    position_lines,
    word_of,
)
from onrecord.views.asked_parts import (
    ID,
    Answer,
    Page,
    Told,
    act,
    column_of,
    many,
    published,
    short,
    speaker,
    through,
    words_of,
)
from onrecord.views.brief import shortened
from onrecord.views.dates import day as day_in_words
from onrecord.views.dates import when
from onrecord.views.marks import shown
from onrecord.views.styles import ACT, BOLD, DIM, NUMBER, ROLES, flat
from onrecord.views.wording import STATUSES


def brief(told: Told) -> RenderableType:
    """The dossier."""
    return Dossier(told)


def said(told: Told) -> RenderableType:
    """Statements, the latest first."""
    if not told["statements"]:
        return Text("Nothing like it is on record: fewer words find more.", DIM)
    return Answer(lambda page: _said(told, page))


def _said(told: Told, page: Page) -> Iterator[Text]:
    for one in told["statements"]:
        yield from _utterance(one, page)
        yield Text()
    if told["more"]:
        yield Text(
            "There is more: narrow it with --actor, --matter or --since, or ask for more with --limit.", DIM
        )


def _utterance(one: Told, page: Page) -> Iterator[Text]:
    head = short(one["id"]).append(flat(speaker(one)), BOLD)
    head.append(f" {act(one)}", ACT)
    when_said = page.date(one["said"] or one["day"])
    aside = [when_said, one["place"] or "", *(f"to {p['name']}" for p in one["addressee"])]
    head.append(shown("".join(f" · {words}" for words in aside if words)), DIM)
    yield head
    yield from page.hung(Text(), words_of(one, 10_000), ID + 1)
    told = one["origins"]["told"] if one["origins"]["reports"] > 1 else ""
    under = " · ".join(filter(None, (through(one), published(one["source"]), told)))
    yield from page.hung(Text(), Text(shown(under), DIM), ID + 1)
    for field, fixed in one["corrected"].items():
        yield from page.hung(
            Text(), Text(f"{field} corrected by {fixed['by']}, {fixed['at'][:10]}", NUMBER), ID + 1
        )


def who(told: Told) -> RenderableType:
    """Somebody: names, offices, what is held now."""
    if told["actor"] is None:
        name = told["asked"]["name"]
        return Text(
            f"Nobody called {name!r} is on record; `onrecord actors show {name}` asks what is known.", DIM
        )
    return Answer(lambda page: _whole(told, page))


def _whole(told: Told, page: Page) -> Iterator[Text]:
    one = told["actor"]
    yield Text(flat(one["name"]), BOLD).append(f"  {one['id']}", DIM)
    counts = f"{many(one['reports'], 'report')}, {many(one['statements'], 'statement')}"
    yield Text(shown(" · ".join(filter(None, (one["type"], one["country"], counts)))), DIM)
    rows = [("Also called", ", ".join(one["names"][1:]))]
    rows += [("" if n else "In office", _role(role)) for n, role in enumerate(one["roles"][:4])]
    for label, field in (("On", "matters"), ("Through", "through"), ("In", "outlets")):
        rows.append((label, ", ".join(f"{each['name']} ({each['statements']})" for each in one[field])))
    for label, words in rows:
        if words:
            yield from page.hung(Text(label, DIM), Text(shown(words)), 13)
    if one["holds"]:
        yield Text()
        column = column_of(one["holds"])
        for held in one["holds"]:
            yield from position_lines(
                held, {"id": held["speaker"]["id"]} if held["speaker"] else one, column, page
            )
    if one["changed"]:
        yield Text()
        for change in one["changed"]:
            yield from page.hung(Text(), differing_line(change, page), 0)
    if told["others"]:
        others = ", ".join(f"{each['name']} ({each['id']})" for each in told["others"])
        yield Text()
        yield from page.hung(Text("Others", DIM), Text(shown(others), DIM), 13)


def _role(role: Told) -> str:
    first, last = day_in_words(role["first"]), day_in_words(role["last"])
    days = first if first == last else f"{first} to {last}"
    return f"{role['role']} ({days})" if days else str(role["role"])


def talks(told: Told) -> RenderableType:
    """Events by how it stands with them."""
    if not told["events"]:
        return Text("No talks or other events on record fit.", DIM)
    return Answer(lambda page: _talks(told, page))


def _talks(told: Told, page: Page) -> Iterator[Text]:
    for state, label in STATES.items():
        some = [one for one in told["events"] if one["state"] == state]
        if some:
            yield Text(label, DIM)
            for one in some:
                yield from page.hung(Text(), event_line(one, page), 0)
                yield from _tellings(one, page)
    if told["last_report"]:
        yield Text()
        yield Text(f"As of the last report that tells of them, {day_in_words(told['last_report'])}.", DIM)


def _tellings(one: Told, page: Page) -> Iterator[Text]:
    """What each report says, where they are several."""
    if len(one["told"]) > 1:
        for each in one["told"]:
            words = [
                STATUSES[each["status"]],
                when(each["time"]),
                each["place"],
                word_of(each),
                published(each["source"]),
            ]
            line = Text(shown(" · ".join(filter(None, words))), DIM)
            yield from page.hung(Text(), line, ID + 1)


def papers(told: Told) -> RenderableType:
    """Papers with their statuses."""
    if not told["papers"]:
        return Text("No papers on record fit.", DIM)
    return Answer(
        lambda page: (line for one in told["papers"] for line in page.hung(Text(), paper_line(one, page), 0))
    )


def changes(told: Told) -> RenderableType:
    """What changed, what conflicts, what was lost or altered on the way."""
    return Answer(lambda page: _changes(told, page))


def _changes(told: Told, page: Page) -> Iterator[Text]:
    parts = (("Changed", "changes"), ("Conflicts", "conflicts"), ("Lost or altered on the way", "drift"))
    for label, field in parts:
        if told[field]:
            yield Text(label, BOLD)
            for one in told[field]:
                yield from _side_by_side(one, page)
    if told["altered"]:
        yield Text("Altered on the page", BOLD)
        for one in told["altered"]:
            yield from _alteration(one, page)
    if not (told["count"] or told["altered"]):
        yield Text("Nothing changed, and nothing conflicts, as far as it is on record.", DIM)


def _side_by_side(one: Told, page: Page) -> Iterator[Text]:
    what = DRIFTS[one["what"]] if one["kind"] == "drift" else DIFFERS[one["what"]]
    yield Text("  ").append(what, NUMBER).append(f"  {one['score']:.2f}  {flat(one['reason'])}", DIM)
    for each in (one.get("before") or one["one"], one.get("after") or one["other"]):
        body = Text(flat(speaker(each)), BOLD).append(
            shown(f" · {page.date(each['day'])} · {through(each)}  "), DIM
        )
        yield from page.hung(
            Text("    ").append_text(short(each["id"])), body.append_text(words_of(each, 300)), ID + 5
        )
    yield Text()


def _alteration(one: Told, page: Page) -> Iterator[Text]:
    yield Text("  ").append(one["kind"], NUMBER).append(f"  {one['later']['url'] or ''}", DIM)
    for label, each in (("before", one["earlier"]), ("after", one["later"])):
        if each["content"]:
            yield from page.hung(Text(f"    {label:7}", DIM), Text(flat(each["content"])), 11)
    for each in one["differences"]:
        yield Text(f"           “{flat(each['before'])}” → “{flat(each['after'])}”", NUMBER)
    yield Text()


def origins(told: Told) -> RenderableType:
    """Where a statement, event or paper comes from."""
    if told["kind"] == "event":
        return Answer(
            lambda page: chain_of(page.hung(Text(), event_line(told, page), 0), _tellings(told, page))
        )
    if told["kind"] == "paper":
        return Answer(lambda page: page.hung(Text(), paper_line(told, page), 0))
    return Answer(lambda page: _origins(told, page))


def chain_of(*parts: Iterable[Text]) -> Iterator[Text]:
    """The lines of several parts."""
    for part in parts:
        yield from part


def _origins(told: Told, page: Page) -> Iterator[Text]:
    yield from _utterance(told["statement"], page)
    yield Text(shown(told["origins"]["told"]), BOLD)
    for one in told["renderings"]:
        yield Text()
        origin = one.get("origin")
        name = origin["name"] or "unknown" if origin else "not worked out yet"
        head = short(one["id"]).append(flat(one["source"]["name"]), BOLD)
        head.append(shown(f" · {published(one['source'])}"), DIM)
        yield head.append(" · origin: ").append(flat(name), NUMBER)
        why = [f"{one['reason']} ({one['score']:.2f})"] if "reason" in one else []
        why += [origin["reason"]] if origin else []
        why += [f"{COPIES[c['kind']]} {c['name']}: {c['reason']} ({c['score']:.2f})" for c in one["copies"]]
        yield from page.hung(Text(), Text(flat(one["content"])), ID + 1)
        yield from page.hung(Text(), Text(shown("; ".join(why)), DIM), ID + 1)
    if told["drift"]:
        yield Text()
        for drift in told["drift"]:
            yield from _side_by_side(drift, page)


def trace(told: Told) -> RenderableType:
    """The chain as a tree."""
    if "statements" in told:
        return Group(*(_tree(one) for one in told["statements"]))
    return _tree(told)


def _tree(told: Told) -> RenderableType:
    one = told["statement"]
    root = Tree(Text(flat(told["tree"]["name"]), ROLES["source"]).append(f" {act(one)}", ACT))
    _grow(root, told["tree"]["children"])
    return Group(root, Text(shown(told["origins"]["told"]), DIM))


def _grow(tree: Tree, children: Iterable[Told]) -> None:
    for child in children:
        _grow(tree.add(_twig(child)), child["children"])


def _twig(node: Told) -> Text:
    if node["kind"] == "relay":
        return Text(flat(node["name"]), Style(bold=True)).append(" relays", DIM)
    if node["kind"] == "report":
        return _leaf(node)
    places = ", ".join(f"{start}–{end}" for start, end in node["spans"])
    made = short(node["id"]).append(f"characters {places}", NUMBER)
    made.append("" if node["stands"] else " – the words do not stand there", Style(bold=True))
    made.append("\n").append(_blanks(f"…{node['before']}"), DIM)
    made.append(_blanks(node["words"]), ROLES["content"]).append(_blanks(f"{node['after']}…"), DIM)
    for one in node["judged"]:
        value = f" {one['field']}" if one["field"] else ""
        note = f": {flat(one['note'])}" if one["note"] else ""
        made.append("\n").append(
            shown(f"{one['verdict']}{value}, {one['by']}, {one['at'][:10]}{note}"), NUMBER
        )
    return made


def _blanks(words: str) -> str:
    """Words on one line, with the blanks at their ends."""
    return shown(re.sub(r"\s+", " ", words))


def _leaf(node: Told) -> Text:
    made = Text(flat(node["name"]), BOLD)
    title = f"“{shortened(flat(node['title']), 60)}”" if node["title"] else ""
    about = [day_in_words(node["published"]), title, node["url"] or "", f"report {node['id'][:ID]}"]
    made.append(shown("".join(f" · {words}" for words in about if words)), DIM)
    if not node["intact"]:
        made.append(" – the text was altered", Style(bold=True))
    if copied := node["copy_of"]:
        origin = f", a dispatch of {copied['origin']}" if copied["origin"] else ""
        made.append("\n").append(
            shown(f"{COPIES[copied['kind']]} {copied['name']}{origin} ({copied['score']:.2f})"), DIM
        )
    return made


VIEWS: Mapping[str, Callable[[Told], RenderableType]] = {
    "brief": brief, "who": who, "said": said, "talks": talks, "papers": papers, "changes": changes,
    "origins": origins, "trace": trace,
}  # fmt: skip
