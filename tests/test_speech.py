"""What the rules add to the model: cues that announce no words, and the kind of a statement."""

from __future__ import annotations

import re

import pytest

from onrecord.records import Span
from onrecord.resources import rules
from onrecord.speech import kind

RULES = rules("speech")["silence"]


def fits(rule: dict[str, str], words: str) -> bool:
    return re.compile(rule["pattern"], re.IGNORECASE).match(words) is not None


@pytest.mark.parametrize(("rule", "words"), [(r, w) for r in RULES for w in r["examples"]])
def test_silence(rule: dict[str, str], words: str) -> None:
    assert fits(rule, words), rule["idea"]


@pytest.mark.parametrize("words", [w for r in RULES for w in r["counterexamples"]])
def test_no_rule_takes_words_for_silence(words: str) -> None:
    assert not any(fits(rule, words) for rule in RULES)


@pytest.mark.parametrize(
    ("text", "content", "wanted"),
    [
        ("“We are ready,” he said.", ["“We are ready,”"], "direct"),
        ("He said it was late.", ["it was late"], "indirect"),
        ("He said it was “100% ready“.", ["it was “100% ready“"], "mixed"),
        ("He called it ‘a week’s work’.", ["it ‘a week’s work’"], "mixed"),
        ("“We,” he said, “never.”", ["“We,”", "“never.”"], "direct"),
        ("He said the “Stavelin” sails.", ["sails"], "indirect"),
        (
            "“The river is ours.\n\n“It always was,” he said.",
            ["“The river is ours.", "“It always was,”"],
            "direct",
        ),
    ],
)
def test_kind(text: str, content: list[str], wanted: str) -> None:
    spans = [Span(text.index(words), text.index(words) + len(words)) for words in content]
    assert kind(text, spans) == wanted
