"""Who is meant: names, offices, pronouns and descriptions, read without the model.

In each passage the words for a speaker stand in square brackets, and beside it whom they mean, in order: an
id, or "" where nobody is to be named.
"""

from __future__ import annotations

import re

import pytest

from onrecord.quotes import lines
from onrecord.records import Span
from onrecord.resolve.cast import Cast, is_common
from onrecord.resolve.coreference import Meant
from onrecord.resolve.knowledge import knowledge
from onrecord.resolve.listener import Listener

ON = "2025-06-12"


def heard(marked: str, on: str | None = ON) -> list[Meant]:
    """Whom the words in brackets mean."""
    sources, text = [], ""
    for piece in re.split(r"(\[[^\]]*\])", marked):
        if piece.startswith("["):
            sources.append(Span(len(text), len(text) + len(piece) - 2))
        text += piece.strip("[]") if piece.startswith("[") else piece
    parts = [Span(a, b) for a, b in lines(text)]
    listener = Listener(Cast(text, parts, sources, knowledge(), on), [])
    found = [listener.heard(span) for span in sources]
    listener.cast.ids()
    return found


def shown(marked: str, on: str | None = ON) -> list[str]:
    """The ids of whom the words in brackets mean."""
    return [m.figures[0].id if m.figures else "" for m in heard(marked, on)]


@pytest.mark.parametrize(
    ("marked", "who"),
    [
        ("[Sergei Lavrov] said no. [He] left.", ["Q58217", "Q58217"]),
        ("Russian Foreign Minister [Sergey Lavrov] spoke.", ["Q58217"]),
        ("[Ada Brandt] said no. [Brandt] left.", ["ada-brandt", "ada-brandt"]),
        ("[Mr. Voss] said no.", ["voss"]),
        ("[Moscow] said no to [Kyiv].", ["RUS", "UKR"]),
        ("[The Kremlin] said so, and [Downing Street] did not.", ["RUS", "GBR"]),
        ("[Brussels] will pay, [Berlin] says.", ["Q458", "DEU"]),
        ("[The Tunisian government] agreed.", ["TUN"]),
        ("[Reuters] reported it.", ["reuters"]),
        ("[Ada Brandt’s] refusal came late. [Brandt] left.", ["ada-brandt", "ada-brandt"]),
        ("According to a deputy harbour minister, [Sergei Lavrov] agreed.", ["Q58217"]),
        ("[Sergei Lavrov] said Iran could wait.", ["Q58217"]),
        ("[Two officials briefed on the talks] said so.", ["two-officials-briefed-on-the-talks"]),
        ("[A spokesman for the European Commission] said so.", ["spokesman-for-the-european-commission"]),
        ("[NATO] said so. [The alliance] added this.", ["Q7184", "Q7184"]),
    ],
)
def test_names_and_bodies(marked: str, who: list[str]) -> None:
    assert shown(marked) == who


@pytest.mark.parametrize(
    ("marked", "on", "who"),
    [
        ("[Russia’s foreign minister] said no.", "2015-03-01", ["Q58217"]),
        ("[Russia’s foreign minister] said no.", None, ["foreign-minister-of-russia"]),
        ("[Atlantis’s foreign minister] said no.", "2015-03-01", ["foreign-minister-of-atlantis"]),
    ],
)
def test_offices_are_those_of_the_day(marked: str, on: str | None, who: list[str]) -> None:
    (found,) = shown(marked, on)
    assert [found] == who


def test_an_office_has_had_several_holders() -> None:
    before, after = (
        shown("[Britain’s foreign secretary] said no.", on) for on in ("2015-03-01", "2020-03-01")
    )
    assert before != after
    assert all(id.startswith("Q") for id in (*before, *after))


@pytest.mark.parametrize(
    "marked",
    [
        "[Sergei Lavrov], a baker from Leeds, said the oven was cold.",
        "[Sergei Lavrov], a 23-year-old student, said he had seen nothing.",
        "Pensioner [David Cameron] said the bus never came.",
    ],
)
def test_a_namesake_is_a_stranger(marked: str) -> None:
    assert not shown(marked)[0].startswith("Q")


@pytest.mark.parametrize(
    ("marked", "who"),
    [
        (
            "Maltese Harbour Minister [Karl Zerba] said no. His Danish counterpart, Ulf Brandt, left. "
            "[The Dane] said nothing more would come.",
            ["karl-zerba", "ulf-brandt"],
        ),
        (
            "The envoy, Ada Brandt, came late. [She] said so. [The envoy] left. [The 61-year-old] was tired.",
            ["ada-brandt"] * 3,
        ),
        ("[The leader of the crews’ union] will end it.\n\nAda Brandt, who chairs the union, said so.",
         ["ada-brandt"]),
        (
            "Budget airline Solara cancelled its flights. [The airline] said it was sorry.",
            ["solara"],
        ),
        ("[Hamish Lorne] and his sister Mary Lorne left. [Mr Lorne] wept. [Ms Lorne] did not.",
         ["hamish-lorne", "hamish-lorne", "mary-lorne"]),
        ("[Ada Brandt] wrote to the staff. [The letter] said no.", ["ada-brandt", "ada-brandt"]),
        ("[The draft] says so.", ["draft"]),
        ("[Three people] saw it. [One] said no. [Another] said yes.",
         ["three-people", "one-of-three-people", "another-of-three-people"]),
        ("The union chief, Ada Brandt, came. The minister, Otto Grau, left. But the union chief laughed. "
         "[She] stayed.", ["ada-brandt"]),
        ("In Tunis, [the government] said it would wait.", ["TUN"]),
        ("[The Alliance of Free Voters] (AFV) left. [The AFV] said no.", ["alliance-of-free-voters"] * 2),
    ],
)  # fmt: skip
def test_descriptions_and_pronouns(marked: str, who: list[str]) -> None:
    assert shown(marked) == who


@pytest.mark.parametrize(
    "marked",
    [
        "Otto Grau met Emil Voss. Then came Karl Orbe, Hans Till and Paul Lund. It was late. [She] said no.",
        "[He] said no.",
        "[It] was cold, they say.",
    ],
)
def test_nobody_is_better_than_somebody_wrong(marked: str) -> None:
    assert shown(marked) == [""]


def test_every_answer_has_a_reason() -> None:
    for meant in heard("[Ada Brandt] said no. [She] left. [The minister] came. [It] rained."):
        assert meant.score.reason
        assert bool(meant.figures) == (meant.score.value > 0)


def test_names_that_many_countries_have() -> None:
    assert is_common("Ministry of Justice")
    assert not is_common("Miners Association of Orval")
    (found,) = shown("The Irish clinics struck. [The Department of Health] said no in Dublin.")
    assert "social-care" not in found


@pytest.mark.parametrize(
    ("marked", "who"),
    [
        # An envoy of the United Nations is not the negotiator of a side, but whoever speaks next without
        # an office.
        (
            "[The U.N. envoy] said so.\n\n“Not yet,” [Hanna Lind] told reporters.\n\n"
            "Maltese negotiator [Pawlu Borg] left.",
            ["hanna-lind", "hanna-lind", "pawlu-borg"],
        ),
        (
            "The Welsh Local Government Association met. [The government] had promised a review.",
            ["government"],
        ),
        # A council is no firm, and a place has no negotiator for its name.
        (
            "Orval Ferries lost. The Skarra Community Council told the Skarra Gazette. [The firm] denied it.",
            ["orval-ferries"],
        ),
        ("The rebels must quit Omdurman, [its negotiator] said.", ["negotiator"]),
    ],
)
def test_what_a_description_names_of_its_own(marked: str, who: list[str]) -> None:
    assert shown(marked) == who
