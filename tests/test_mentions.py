"""Names as they stand in a text: what is one, of whom, and what stands beside it."""

from __future__ import annotations

import pytest

from onrecord.records import Span
from onrecord.resolve.knowledge import knowledge
from onrecord.resolve.mentions import Finder, Name
from onrecord.resolve.roles import deeds, head_noun
from onrecord.resolve.words import lexicon
from onrecord.resources import rules
from onrecord.sentences import sentences


def names(text: str) -> list[Name]:
    return Finder(text, [Span(0, len(text))], knowledge()).names()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Kazakh Deputy Transport Minister Yerlan Sadykbek spoke.", ["Yerlan Sadykbek"]),
        ("On Monday Ada Brandt met Mr. Voss in Orval.", ["Ada Brandt", "Voss", "Orval"]),
        ("The Bank of England and Ines van der Meulen agreed.", ["Bank of England", "Ines van der Meulen"]),
        ("Former President Milo Orbe said no.", ["Milo Orbe"]),
        ("Albania’s Arta Kostallari left.", ["Albania", "Arta Kostallari"]),
        ("The Irish Ward Doctors’ Union struck.", ["Irish Ward Doctors’ Union"]),
        ("Prof. Ludmila Hav and Brig. Otto Grau came.", ["Ludmila Hav", "Otto Grau"]),
        ("Talks failed. Officials left.", []),
        ("Chinese energy official Liao Wendong stayed.", ["Liao Wendong"]),
        ("“The Orvals,” he said, “left in May.”", ["Orvals"]),
        ("Secretary of State Ada Brandt spoke in New York.", ["Ada Brandt", "New York"]),
        ("A Name Is Signed Away Beside a Lake", []),
        ("Toy maker Pim & Daughters closed.", ["Pim & Daughters"]),
        ("The Alliance of Free Voters (AFV) left.", ["Alliance of Free Voters", "AFV"]),
    ],
)
def test_what_is_a_name(text: str, found: list[str]) -> None:
    assert [n.words for n in names(text) if n.id is None or not n.place] == found


@pytest.mark.parametrize(
    ("text", "name", "roles", "country", "gender"),
    [
        ("Maltese Fisheries Minister Karl Zerba said.", "Karl Zerba", ["Fisheries Minister"], "MLT", None),
        ("His Tunisian counterpart, Habib Mzali, left.", "Habib Mzali",
         ["Tunisian counterpart"], "TUN", None),
        ("Said Moira Kett, general secretary of the Rail Crew Union.", "Moira Kett",
         ["general secretary of the Rail Crew Union"], None, None),
        ("Mrs Ada Brandt, who chairs the union, said.", "Ada Brandt", ["chair of the union"], None, "f"),
        ("Albania’s prime minister, Arben Kosta, spoke.", "Arben Kosta",
         ["Albania’s prime minister"], "ALB", None),
        ("A call between the union's chairwoman, Ada Dachs, and him.", "Ada Dachs",
         ["union's chairwoman"], None, "f"),
        ("Cormac Dun, wishes his counterpart well.", "Cormac Dun", [], None, None),
    ],
)  # fmt: skip
def test_what_stands_beside_a_name(
    text: str, name: str, roles: list[str], country: str | None, gender: str | None
) -> None:
    (found,) = [n for n in names(text) if n.words == name]
    assert ([r.words for r in found.roles], found.country, found.gender) == (roles, country, gender)


def test_a_plural_title_is_of_both() -> None:
    first, second = names("Prime Ministers Alex Tsip and Zoran Zav stood there.")
    assert [r.words for r in first.roles] == [r.words for r in second.roles] == ["Prime Ministers"]


@pytest.mark.parametrize(
    ("text", "word", "kind"),
    [
        ("budget airline Solara flies", "Solara", "organisation"),
        ("the Kyrgyz news agency Kabarin reported", "Kabarin", "outlet"),
        ("Moscow denied it", "Moscow", "country"),
        ("a word from Reuters", "Reuters", "outlet"),
        ("the European Commission said", "European Commission", "organisation"),
        ("Mr Voss said", "Voss", "person"),
    ],
)
def test_what_sort_of_name(text: str, word: str, kind: str) -> None:
    (found,) = [n for n in names(text) if n.words == word]
    assert found.type == kind


@pytest.mark.parametrize(
    ("phrase", "noun"),
    [
        ("general secretary of the Rail Crew Union", "secretary"),
        ("two people familiar with the matter", "person"),
        ("spokeswoman for the ministry", "spokeswoman"),
        ("foreign ministry", None),
        ("long report", None),
    ],
)
def test_the_noun_that_heads_a_phrase(phrase: str, noun: str | None) -> None:
    found = head_noun(phrase)
    assert (found.word if found else None) == noun


def test_deeds_tell_what_somebody_is() -> None:
    told = deeds("who heads the union and has mediated eleven strikes", knowledge())
    assert [r.words for r in told] == ["head of the union", "mediator of eleven strikes"]


def test_every_list_of_words_is_read() -> None:
    for section, lists in rules("actors").items():
        for name, words in lists.items():
            assert set(words.split()) == lexicon(section, name) or section == "honorifics", (section, name)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Mr. Voss left the U.S. The talks go on.", 2),
        ("It cost $3.5 million, he said. “No.” She left.", 3),
        ("Gen. Grau met Sen. Orbe at 5 p.m. on Friday.", 1),
        ("One line\nand another", 2),
        ("", 0),
    ],
)
def test_sentences(text: str, count: int) -> None:
    assert len(sentences(text)) == count
