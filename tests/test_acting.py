"""Verbs that put on record what is refused, offered, agreed to: which words of a sentence they are."""

from __future__ import annotations

import pytest

from onrecord.acting import tells, verbs
from onrecord.resources import rules


@pytest.mark.parametrize(
    "form", ["refused", "refuses", "denies", "swore", "undertaken", "rebuffing", "ruled"]
)
def test_the_forms_of_a_verb_are_known(form: str):
    assert form in verbs()


@pytest.mark.parametrize("form", ["said", "asked", "went well", "offer's", "rules"])
def test_other_verbs_are_read_as_the_model_reads_them(form: str):
    assert () not in verbs().get(form, ())


TAGS = {
    "Norva refused to sign": "NNP VBD TO VB",
    "The union has ruled out a strike": "DT NN VBZ VBN RP DT NN",
    "Voss balks at the fee": "NNP VBZ IN DT NN",
    "Orbe was promising a bridge": "NNP VBD VBG DT NN",
    "Norva was offered a seat": "NNP VBD VBN DT NN",
    "the terms offered by Voss": "DT NNS VBN IN NNP",
    "Voss may refuse": "NNP MD VB",
    "the order of the day": "DT NN IN DT NN",
    "They ruled the sea": "PRP VBD DT NN",
}


@pytest.mark.parametrize("sentence", rules("acting")["examples"])
def test_what_somebody_did(sentence: str):
    assert any(tells(sentence.lower().split(), TAGS[sentence].split()))


@pytest.mark.parametrize("sentence", rules("acting")["counterexamples"])
def test_what_was_done_to_somebody_or_is_not_done(sentence: str):
    assert not any(tells(sentence.lower().split(), TAGS[sentence].split()))
