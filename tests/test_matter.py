"""What statements are about: the examples of rules/matter.toml, and reports as a whole."""

from __future__ import annotations

import pytest

from onrecord import Document, Reader
from onrecord.grammar import NO_GRAMMAR, grammar
from onrecord.positions.matter import matters
from onrecord.positions.utterance import Utterance
from onrecord.quotes import lines
from onrecord.records import Attribution, Span
from onrecord.resolve import resolve
from onrecord.resolve.known import known
from onrecord.resources import rules
from onrecord.settings import Settings


def about(reader: Reader, text: str, *contents: str) -> list[list[str]]:
    """What the contents of a text are about."""
    words = grammar(reader.tagger, [reader.tagger.score(text)])
    who = resolve(text, (), (), known(Settings().register)).who
    parts = [Span(a, b) for a, b in lines(text)]
    spans = [Span(text.index(content), text.index(content) + len(content)) for content in contents]
    found = [
        Utterance(text, Attribution((span,), (), (), 1.0), "indirect", parts, parts[0], words)
        for span in spans
    ]
    return [[matter.name for matter in each] for each in matters(found, who)]


@pytest.mark.parametrize("row", rules("matter")["example"], ids=lambda row: row["content"])
def test_examples(reader: Reader, row: dict[str, str]) -> None:
    assert about(reader, row["text"], row["content"]) == [row["matter"]]


def test_the_same_words_for_the_same_matter(reader: Reader) -> None:
    text = (
        "Envoys met over the Orval dam levy.\nThe levy is too high, Ada Voss said. "
        "Bo Ilk said that the dam levy would stay."
    )
    first, second = about(reader, text, "The levy is too high", "that the dam levy would stay")
    assert first == second
    assert first[0].endswith("dam levy")


def test_what_names_nothing_is_about_what_went_before(reader: Reader) -> None:
    text = "The wage offer is too low, Ada Voss said. “We will not take it,” she said."
    first, second = about(reader, text, "The wage offer is too low", "We will not take it")
    assert first == second == ["wage offer"]


def test_every_matter_points_to_its_words(reader: Reader) -> None:
    text = "Ada Voss said the gates would stay shut. “Open the gates,” Bo Ilk told Reuters."
    report = reader.read(Document(text))
    found = [(m.name, m.span.of(text)) for s in report.statements for m in s.matter]
    assert found
    assert all(name == words.lower() for name, words in found)


def test_without_grammar_there_is_none() -> None:
    text = "No, he said."
    who = resolve(text, (), (), known(Settings().register)).who
    u = Utterance(text, Attribution((Span(0, 2),), (), (), 1.0), "indirect", [], Span(0, 12), NO_GRAMMAR)
    assert matters([u], who) == [()]
    assert matters([], who) == []
