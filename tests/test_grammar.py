"""Parts of speech and noun phrases, by the model that ships."""

from __future__ import annotations

import pytest

from onrecord import Document, Reader
from onrecord.forms import without
from onrecord.grammar import Grammar, grammar
from onrecord.records import Segment, Span


def read(reader: Reader, text: str) -> Grammar:
    return grammar(reader.tagger, [reader.tagger.score(text)])


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("Both sides will strike again on Monday.", "DT NNS MD VB RB IN NNP ."),
        ("The strike was called off.", "DT NN VBD VBN RP ."),
        ("Ada Brandt had signed the draft.", "NNP NNP VBD VBN DT NN ."),
    ],
)
def test_parts_of_speech(reader: Reader, text: str, tags: str) -> None:
    assert [word.pos for word in read(reader, text).words] == tags.split()


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ("The draft security agreement was sent back.", ["The draft security agreement"]),
        ("Orval’s water minister wants a fair price for the new dam.",
         ["Orval’s water minister", "a fair price", "the new dam"]),
        ("Nobody came.", ["Nobody"]),
        ("They left quickly.", []),
    ],
)  # fmt: skip
def test_noun_phrases(reader: Reader, text: str, phrases: list[str]) -> None:
    found = read(reader, text).phrases(Span(0, len(text)))
    assert [text[p[0].span.start : p[-1].span.end] for p in found] == phrases


def test_words_are_found_by_their_place(reader: Reader) -> None:
    words = read(reader, "Talks failed again.")
    assert words.at(6) == words.words[1]
    assert words.at(7) is None
    assert [w.span.start for w in words.within(Span(6, 12))] == [6]


def test_what_the_model_was_not_asked_for_is_read_for_its_grammar() -> None:
    parts = [(0, 10), (15, 20)]
    segments = [
        Segment("body", Span(0, 30)),
        Segment("furniture", Span(30, 40)),
        Segment("body", Span(40, 50)),
    ]
    assert without(segments, parts) == [(10, 15), (20, 30), (40, 50)]


def test_a_text_in_another_language_has_none(reader: Reader) -> None:
    text = "Der Minister sagte am Montag, die Verhandlungen über das Wasser seien gescheitert und vorbei."
    assert reader.read(Document(text)).language == "de"
