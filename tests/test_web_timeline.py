"""The timeline as a picture: what stands where, what it says, and that nothing of a source runs in it."""

from __future__ import annotations

import base64
import hashlib
import re
from datetime import date, timedelta
from importlib.resources import files
from itertools import combinations
from random import Random
from typing import Any
from xml.etree import ElementTree

import pytest

from onrecord.web.drawing import timeline
from onrecord.web.drawing.timeline import drawn, legend, standing_alone

SVG = "{http://www.w3.org/2000/svg}"
# All that there is in a picture, and all that may be said of it.
ELEMENTS = {"svg", "title", "desc", "style", "rect", "path", "circle", "g", "a", "text"}
ATTRIBUTES = {
    "class", "role", "aria-label", "aria-hidden", "width", "height", "viewBox", "x", "y", "d", "r", "rx",
    "transform", "text-anchor", "href",
}  # fmt: skip


def mark(day: str | None, label: str = "accepts", lane: str = "merrow", **more: Any) -> dict[str, Any]:
    about = {"kind": "statement", "id": f"{day}-{label}", "lane": lane, "day": day, "end": day, "sign": "yes"}
    return about | {"label": label, "title": f"Ada Brandt {label}"} | more


def told(*marks: dict[str, Any], until: str | None = None, lanes: tuple[str, ...] = ()) -> dict[str, Any]:
    names = lanes or tuple(dict.fromkeys(one["lane"] for one in marks))
    return {"lanes": [{"id": name, "name": name.title()} for name in names], "marks": marks, "until": until}


def address(kind: str, id: str) -> str:
    return f"/{kind}/{id}"


def parsed(picture: dict[str, Any]) -> ElementTree.Element:
    return ElementTree.fromstring(drawn(picture, address, name="Harbour treaty"))


def words(root: ElementTree.Element) -> list[str]:
    return [one.text or "" for one in root.iter(f"{SVG}text")]


def boxes(root: ElementTree.Element) -> list[tuple[int, int, int, int]]:
    """Each mark's left, top, right and bottom."""
    found = []
    for link in root.iter(f"{SVG}a"):
        group = link.find(f"{SVG}g")
        assert group is not None
        pill = group.find(f"{SVG}rect")
        assert pill is not None
        x, y = map(int, re.findall(r"\d+", group.attrib["transform"]))
        left, top = x + int(pill.attrib["x"]), y + int(pill.attrib["y"])
        found.append((left, top, left + int(pill.attrib["width"]), top + int(pill.attrib["height"])))
    return found


# ---- where things stand ---------------------------------------------------------------------------------


def busy(number: int) -> dict[str, Any]:
    """Many marks on few days, in several lanes."""
    random = Random(number)
    lanes = ("talks", "papers", "merrow", "tarn")
    marks = []
    for n in range(number):
        day = date(2031, 5, 1) + timedelta(days=random.randint(0, 40))
        end = day + timedelta(days=random.choice((0, 0, 0, 20)))
        label = random.choice(("denies", "now accepts, if", "ready: harbour treaty on the lower lock", "说"))
        marks.append(mark(str(day), label, random.choice(lanes), end=str(end), id=str(n)))
    return told(*marks, until="2031-05-20", lanes=lanes)


@pytest.mark.parametrize("number", [1, 2, 7, 30, 120])
def test_no_mark_covers_another_and_all_are_in_the_picture(number: int) -> None:
    root = parsed(busy(number))
    found = boxes(root)
    assert len(found) == number
    for a, b in combinations(found, 2):
        assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1], (a, b)
    wide, high = int(root.attrib["width"]), int(root.attrib["height"])
    assert all(left >= 0 and right <= wide and bottom <= high for left, _, right, bottom in found)


def test_marks_are_big_enough_to_be_hit() -> None:
    assert all(b - t >= 24 and r - le >= 24 for le, t, r, b in boxes(parsed(told(mark("2031-05-03", "x")))))


def test_later_days_stand_further_right() -> None:
    root = parsed(told(*(mark(day) for day in ("2031-05-03", "2031-05-04", "2031-05-09", "2033-01-01"))))
    lefts = [left for left, *_ in boxes(root)]
    assert lefts == sorted(set(lefts))


@pytest.mark.parametrize(
    ("days", "left_out"),
    [
        (("2031-05-03", "2031-05-04", "2031-05-06"), []),
        (("2031-05-03", "2031-05-13"), ["9 d"]),
        (("2031-05-03", "2031-05-13", "2033-05-13"), ["9 d", "24 mo"]),
    ],
)
def test_a_silence_is_broken_and_told(days: tuple[str, ...], left_out: list[str]) -> None:
    root = parsed(told(*map(mark, days)))
    assert [one.text for one in root.iter(f"{SVG}text") if one.get("class") == "gap"] == left_out


def test_ten_years_take_no_more_room_than_a_month() -> None:
    month = parsed(told(*(mark(f"2031-05-{day:02}") for day in range(1, 31))))
    years = parsed(told(*(mark(f"{year}-05-01") for year in range(2021, 2032))))
    assert int(years.attrib["width"]) < 1.5 * int(month.attrib["width"])


def test_days_months_lanes_and_the_last_report_are_named() -> None:
    root = parsed(told(mark("2031-05-03"), mark("2031-06-01", lane="tarn"), until="2031-06-02"))
    assert {"May 2031", "3", "1", "2", "Merrow", "Tarn", "last report"} <= set(words(root))


def test_an_interval_reaches_to_its_last_day() -> None:
    whole = parsed(told(mark("2031-05-03", end="2031-05-20"), mark("2031-05-20", "denies")))
    reach = next(one for one in whole.iter(f"{SVG}path") if one.get("class") == "reach")
    begin, _, end = map(int, re.findall(r"\d+", reach.attrib["d"]))
    (first, *_), (second, *_) = boxes(whole)
    assert (begin, end) == (first + 12, second + 12)


@pytest.mark.parametrize(
    "picture",
    [told(), told(mark(None)), told(mark("2031")), told(mark("some day"))],
    ids=["no mark", "no day", "a year", "words"],
)
def test_what_has_no_day_is_not_drawn(picture: dict[str, Any]) -> None:
    assert drawn(picture, address, name="Harbour treaty") == ""
    ElementTree.fromstring(standing_alone(picture, address, name="Harbour treaty", about="Nothing."))


# ---- what it says ---------------------------------------------------------------------------------------


def test_a_mark_is_a_link_with_a_title() -> None:
    link = next(parsed(told(mark("2031-05-03", id="5687a4a6"))).iter(f"{SVG}a"))
    assert (link.attrib["href"], link.findtext(f"{SVG}title")) == (
        "/statement/5687a4a6", "Ada Brandt accepts",
    )  # fmt: skip


def test_every_sign_has_its_own_shape_and_is_explained() -> None:
    marks = [mark("2031-05-03", sign, sign=sign) for sign in timeline.SIGNS]
    shapes = {shape for shape, _ in timeline.SIGNS.values()}
    assert len(shapes) == len(timeline.SIGNS)
    assert [said for *_, said in legend(told(*marks))] == [said for _, said in timeline.SIGNS.values()]
    assert [said for *_, said in legend(told(marks[0]))] == [timeline.SIGNS["yes"][1]]


HOSTILE = [
    "<script>alert(1)</script>",
    '" onload="alert(1)',
    "]]></title><a href='javascript:alert(1)'>",
    "</style><style>*{display:none}",
    "\0\x08\ufffe\ud800 half",
    "left \u202e tfel",
    "&amp; &lt;b&gt;",
]


@pytest.mark.parametrize("said", HOSTILE)
def test_words_of_a_source_stay_words(said: str) -> None:
    picture = told(mark("2031-05-03", said, title=said, lane=said, id="5687"))
    for made in (
        drawn(picture, address, name=said),
        standing_alone(picture, address, name=said, about=said),
    ):
        root = ElementTree.fromstring(made)
        for one in root.iter():
            assert one.tag.removeprefix(SVG) in ELEMENTS
            assert one.attrib.keys() <= ATTRIBUTES
        assert [one.attrib["href"] for one in root.iter(f"{SVG}a")] == ["/statement/5687"]
        assert "\u202e" not in made


def test_the_file_wears_its_own_style_and_a_policy_that_lets_it() -> None:
    made = standing_alone(told(mark("2031-05-03")), address, name="Harbour treaty", about="2 reports")
    root = ElementTree.fromstring(made)
    styles = [one.text or "" for one in root.iter(f"{SVG}style")]
    digest = base64.b64encode(hashlib.sha256(styles[0].encode()).digest()).decode()
    assert len(styles) == 1
    assert f"'sha256-{digest}'" in timeline.POLICY
    assert "default-src 'none'" in timeline.POLICY
    assert "url(" not in styles[0]
    assert {"Harbour treaty", "2 reports", timeline.SIGNS["yes"][1]} <= set(words(root))


CSS = files("onrecord.web").joinpath("static", "dossier.css").read_text()


@pytest.mark.parametrize("dress", [timeline.STYLE, CSS], ids=["the file", "the page"])
def test_nothing_of_the_picture_is_left_undressed(dress: str) -> None:
    kinds = [("event", "held"), ("paper", "paper"), *(("statement", sign) for sign in timeline.SIGNS)]
    marks = [mark("2031-05-03", kind=kind, sign=sign, end="2031-05-09") for kind, sign in kinds]
    picture = told(*marks, mark("2031-09-01"), until="2031-05-20")
    used = {name for one in parsed(picture).iter() for name in one.get("class", "").split()}
    # A sign that has no colour of its own has that of its kind.
    assert used - set(timeline.SIGNS) - {"timeline"} <= set(re.findall(r"\.([a-z]+)", dress))
