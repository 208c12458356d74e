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
        ("Uzbek Deputy Water Minister Timur Sadykbek spoke.", ["Timur Sadykbek"]),
        ("On Monday Ada Brandt met Mr. Voss in Orval.", ["Ada Brandt", "Voss", "Orval"]),
        ("The Bank of England and Ines van der Meulen agreed.", ["Bank of England", "Ines van der Meulen"]),
        ("Former President Milo Orbe said no.", ["Milo Orbe"]),
        ("Latvia’s Ilze Kalns left.", ["Latvia", "Ilze Kalns"]),
        ("The Orval Porters’ Union struck.", ["Orval Porters’ Union"]),
        ("Prof. Ludmila Hav and Brig. Otto Grau came.", ["Ludmila Hav", "Otto Grau"]),
        ("Talks failed. Officials left.", []),
        ("Chinese energy official Luo Guangmei stayed.", ["Luo Guangmei"]),
        ("“The Orvals,” he said, “left in May.”", ["Orvals"]),
        ("Secretary of State Ada Brandt spoke in New York.", ["Ada Brandt", "New York"]),
        ("Two Towns Share One Old Bridge", []),
        ("Toy maker Pim & Daughters closed.", ["Pim & Daughters"]),
        ("The Alliance of Free Voters (AFV) left.", ["Alliance of Free Voters", "AFV"]),
        ("The US and Qatar agreed. “Tell us,” US envoys said.", ["US", "Qatar", "US"]),
        ("The Security Council on Thursday met.", ["Security Council"]),
        ("Head of the Fish Department Pavel Orbe spoke.", ["Pavel Orbe"]),
        ("The Porters’ and Cleaners’ Union struck.", ["Porters’ and Cleaners’ Union"]),
        ("He wished the HEU a happy New Year.", ["HEU", "New Year"]),
    ],
)
def test_what_is_a_name(text: str, found: list[str]) -> None:
    assert [n.words for n in names(text) if n.id is None or not n.place] == found


@pytest.mark.parametrize(
    ("text", "name", "roles", "country", "gender"),
    [
        ("Maltese Harbour Minister Karl Zerba said.", "Karl Zerba", ["Harbour Minister"], "MLT", None),
        ("Her Danish counterpart, Ulf Brandt, left.", "Ulf Brandt",
         ["Danish counterpart"], "DNK", None),
        ("Said Nora Kett, deputy secretary of the Miners Union.", "Nora Kett",
         ["deputy secretary of the Miners Union"], None, None),
        ("Mrs Ada Brandt, who chairs the union, said.", "Ada Brandt", ["chair of the union"], None, "f"),
        ("Latvia’s prime minister, Ivo Kalns, spoke.", "Ivo Kalns",
         ["Latvia’s prime minister"], "LVA", None),
        ("A call between the union's chairwoman, Ada Dachs, and him.", "Ada Dachs",
         ["union's chairwoman"], None, "f"),
        ("Ghana’s former harbour minister Esi Quart came.", "Esi Quart",
         ["former harbour minister"], "GHA", None),
        ("Cormac Dun, wishes his counterpart well.", "Cormac Dun", [], None, None),
    ],
)  # fmt: skip
def test_what_stands_beside_a_name(
    text: str, name: str, roles: list[str], country: str | None, gender: str | None
) -> None:
    (found,) = [n for n in names(text) if n.words == name]
    assert ([r.words for r in found.roles], found.country, found.gender) == (roles, country, gender)


def test_a_plural_title_is_of_both() -> None:
    first, second = names("Prime Ministers Ada Brandt and Otto Grau stood there.")
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
        ("deputy secretary of the Miners Union", "secretary"),
        ("two people close to the talks", "person"),
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


def test_a_country_whose_code_begins_like_an_item_is_a_country() -> None:
    (qatar,) = names("Qatar agreed.")
    assert (qatar.id, qatar.type) == ("QAT", "country")
