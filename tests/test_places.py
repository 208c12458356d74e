"""Which names are places where they stand, and in which country."""

from __future__ import annotations

import pytest

from onrecord.records import Span
from onrecord.resolve.knowledge import knowledge
from onrecord.resolve.places import Atlas, found, patterns
from onrecord.resources import rules

KINDS = ["locative", "kind", "government", "minds", "island", "feature", "stop", "nowhere"]


@pytest.mark.parametrize(
    ("kind", "i"), [(kind, i) for kind in KINDS for i in range(len(rules("occasion")[kind]))]
)
def test_examples_of_patterns(kind: str, i: int) -> None:
    rule, pattern = rules("occasion")[kind][i], patterns(kind)[i]

    def fits(words: str) -> bool:
        m = pattern.match(words) if kind in ("kind", "minds") else pattern.search(words)
        return m is not None and (kind != "kind" or m.end() == len(words))

    assert [w for w in rule["examples"] if not fits(w)] == []
    assert [w for w in rule["counterexamples"] if fits(w)] == []


def places(text: str) -> list[tuple[str, str | None]]:
    return [(p.name, p.country) for p in found(text, Span(0, len(text)), knowledge())]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Voss spoke in Valletta.", [("Valletta", "MLT")]),
        ("Voss spoke in Tripoli.", [("Tripoli", "LBY")]),
        ("The Lebanese minister spoke in Tripoli.", [("Tripoli", "LBN")]),
        ("Libya and Lebanon sent envoys, who met in Tripoli.", [("Tripoli", "LBY")]),
        ("The American envoy spoke in Athens.", [("Athens", "GRC")]),
        ("Voss spoke in Paris.", [("Paris", "FRA")]),
        ("Voss spoke in Paris, Texas.", [("Paris", "USA")]),
        ("Voss spoke in Athens, Ga., on Monday.", [("Athens", "USA")]),
        ("Voss spoke in Lebanon’s second city, Tripoli.", [("Tripoli", "LBN")]),
        ("Voss spoke in the Estonian capital, Tallinn.", [("Tallinn", "EST")]),
        ("Voss spoke in the Black Sea port of Odesa.", [("Odesa", "UKR")]),
        ("Voss spoke in The Hague.", [("The Hague", "NLD")]),
        ("Voss spoke in the Hague.", [("The Hague", "NLD")]),
        ("Voss spoke in Bosnia and Herzegovina.", [("Bosnia and Herzegovina", "BIH")]),
        ("They met in Geneva, Vienna and Oslo.", [("Geneva", "CHE"), ("Vienna", "AUT"), ("Oslo", "NOR")]),
        ("Talks in Geneva and Vienna.", [("Geneva", "CHE"), ("Vienna", "AUT")]),
        ("In Moscow, Kyiv was blamed.", [("Moscow", "RUS")]),
        ("She visited Riga and left for Tunis.", [("Riga", "LVA"), ("Tunis", "TUN")]),
        ("In eastern Ukraine, shops closed.", [("Ukraine", "UKR")]),
        ("Protests spread in Georgia from Tbilisi.", [("Georgia", "GEO"), ("Tbilisi", "GEO")]),
        ("He stood at the White House.", [("White House", "USA")]),
        ("They met by Lake Orval.", [("Lake Orval", None)]),
        ("She waited for a train at Skipton.", [("Skipton", None)]),
        ("They met in Nether Orval on Monday.", [("Nether Orval", None)]),
        ("Boats landed on Lampedusa.", [("Lampedusa", "ITA")]),
        # What is no place where it stands.
        ("Moscow said no.", []),
        ("Talks with Moscow failed.", []),
        ("In Moscow’s view the text is dead.", []),
        ("There was no word from Tehran.", []),
        ("It put pressure on Kyiv.", []),
        ("Sanctions on Syria stay.", []),
        ("He has confidence in Orbe.", []),
        ("He spoke in Arabic in March in Parliament.", []),
        ("He sings in Just the Way You Are.", []),
        ("She is an analyst at Kestrel Partners.", []),
        ("It fell in Tarrow caucuses.", []),
        ("in the end, in general, at last", []),
        ("", []),
    ],
)  # fmt: skip
def test_places(text: str, wanted: list[tuple[str, str | None]]) -> None:
    assert places(text) == wanted


def test_a_place_has_its_words_coordinates_and_a_reason() -> None:
    text = "The envoy flew to the port city of Odesa."
    (place,) = found(text, [Span(0, 10), Span(10, len(text))], knowledge())
    assert place.span.of(text) == "Odesa"
    assert place.latitude == pytest.approx(46.5, abs=0.5)
    assert place.longitude == pytest.approx(30.7, abs=0.5)
    assert place.reason


@pytest.mark.parametrize(
    ("line", "name", "country"),
    [("VALLETTA (dpa) –", "Valletta", "MLT"), ("Tallinn. ", "Tallinn", "EST"), ("(Reuters) -", None, None)],
)
def test_the_place_of_a_dateline(line: str, name: str | None, country: str | None) -> None:
    place = Atlas(line, knowledge()).named(Span(0, len(line)))
    assert (place and place.name, place and place.country) == (name, country)
