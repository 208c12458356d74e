"""What the rules add to the model: cues that announce no words, and the kind of a statement."""

from __future__ import annotations

import pytest

from onrecord.mend import mended, patterns
from onrecord.quotes import lines
from onrecord.records import Attribution, Span
from onrecord.resources import rules
from onrecord.speech import kind

# Rules that are matched where they must begin; the others are searched for.
MATCHED = ("silence", "participle", "as_saying", "as_saying_last", "quoted_saying", "own_cue", "between")
KINDS = sorted(rules("speech"))
EXAMPLES = [(kind, w) for kind in KINDS for r in rules("speech")[kind] for w in r["examples"]]
TRAPS = [(kind, w) for kind in KINDS for r in rules("speech")[kind] for w in r["counterexamples"]]


def fits(kind: str, words: str) -> bool:
    return any((p.match if kind in MATCHED else p.search)(words) for p in patterns(kind))


@pytest.mark.parametrize(("kind", "words"), EXAMPLES)
def test_examples_of_rules(kind: str, words: str) -> None:
    assert fits(kind, words)


@pytest.mark.parametrize(("kind", "words"), TRAPS)
def test_counterexamples_of_rules(kind: str, words: str) -> None:
    assert not fits(kind, words)


def marked(text: str, content: list[str], cue: str = "", source: str = "") -> Attribution:
    def at(words: str) -> tuple[Span, ...]:
        return (Span(text.index(words), text.index(words) + len(words)),) if words else ()

    return Attribution(tuple(s for c in content for s in at(c)), at(cue), at(source), 0.9)


def shown(text: str, a: Attribution) -> tuple[list[str], list[str], list[str]]:
    return tuple([s.of(text) for s in spans] for spans in (a.content, a.cue, a.source))  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("text", "found", "wanted"),
    [
        (
            "Belmarch refused to sign the protocol.",
            (["the protocol"], "refused to sign", "Belmarch"),
            [(["to sign the protocol"], ["refused"], ["Belmarch"])],
        ),
        (
            "Fishermen were told to stay in port.",
            (["to stay in port"], "were told", "Fishermen"),
            [(["to stay in port"], ["were told"], [])],
        ),
        (
            "Skippers were told not to sail.",
            (["Skippers", "not to sail"], "were told", ""),
            [(["not to sail"], ["were told"], [])],
        ),
        (
            "Halyard quoted Mr Orbe as saying that the gates were shut.",
            (["Mr Orbe as saying that the gates were shut"], "quoted", "Halyard"),
            [(["that the gates were shut"], ["quoted", "as saying"], ["Mr Orbe"])],
        ),
        ("We wrote that it was late.", (["that it was late"], "wrote", "We"), []),
        ("A vote is expected on Monday.", (["A vote"], "is expected", ""), []),
        ("The parliament ratified the treaty.", (["the treaty"], "ratified", "The parliament"), []),
        ("No group has claimed the attack.", (["the attack"], "has claimed", "No group"), []),
        ("She declined to say who paid.", (["who paid"], "declined to say", "She"), []),
        ("Told of the verdict, he wept.", (["the verdict"], "Told of", ""), []),
        ("“Tak” and “ja” are words.", (["“Tak”"], "", ""), []),
        (
            "“The mine is safe,” Governor Orbe said, quoted by Anvar.",
            (["“The mine is safe,” Governor Orbe"], "said", ""),
            [(["“The mine is safe,”"], ["said"], ["Governor Orbe"])],
        ),
        (
            "“It was late,” said Orbe. “We left.\n\n“Nobody saw us.",
            (["“It was late,”", "“We left."], "said", "Orbe"),
            [(["“It was late,”", "“We left.", "“Nobody saw us."], ["said"], ["Orbe"])],
        ),
        (
            "“It was late,” said Orbe. “We left.\n\n“Nobody saw us.”",
            (["“It was late,”"], "said", "Orbe"),
            [(["“It was late,”", "“We left.", "“Nobody saw us.”"], ["said"], ["Orbe"])],
        ),
        (
            "It rained. The gates are open. Orbe said this on Monday.",
            (["this"], "said", "Orbe"),
            [(["The gates are open"], ["said"], ["Orbe"])],
        ),
        ("Orbe said this on Monday.", (["this"], "said", "Orbe"), []),
        (
            "Two envoys said the gates were open. Orbe denied this.",
            (["this"], "denied", "Orbe"),
            [(["this"], ["denied"], ["Orbe"])],
        ),
        (
            "“It was late.”\n\nThe talks are off, officials said.",
            (["“It was late.”", "The talks are off"], "said", "officials"),
            [(["The talks are off"], ["said"], ["officials"])],
        ),
        (
            "“It was very late.\n\n“We left.”\n\nThe talks are off, officials said.",
            (["“It was very late.", "The talks are off"], "said", "officials"),
            [
                (["“It was very late.", "“We left.”"], [], []),
                (["The talks are off"], ["said"], ["officials"]),
            ],
        ),
        (
            "Orbe smiled when a boy asked him why:\n\n“It is much too late.”",
            (["“It is much too late.”"], "asked", "a boy"),
            [(["“It is much too late.”"], [], [])],
        ),
        (
            "Malta consents to a bridge, the port director Ada Vella told Anvar.",
            (["a bridge"], "consents to", "Malta"),
            [(["Malta consents to a bridge"], ["told"], ["the port director Ada Vella"])],
        ),
        (
            "The boat is lost, its owner Milo Orbe lets it be known.",
            (["it be known"], "lets", "its owner Milo Orbe"),
            [(["The boat is lost"], ["lets it be known"], ["its owner Milo Orbe"])],
        ),
        (
            "Orbe holds out the prospect of a bridge.",
            (["the prospect of a bridge"], "holds out", "Orbe"),
            [(["a bridge"], ["holds out the prospect of"], ["Orbe"])],
        ),
        (
            "Orbe offered a bridge, provided Malta paid.",
            (["a bridge"], "offered", "Orbe"),
            [(["a bridge, provided Malta paid"], ["offered"], ["Orbe"])],
        ),
        (
            "Envoys met. Malta, which had waited, bowed to a fee.",
            (["a fee"], "bowed to", "Envoys"),
            [(["a fee"], ["bowed to"], ["Malta"])],
        ),
        ("The gates shut without Orbe admitting a fault.", (["a fault"], "admitting", "Orbe"), []),
        ("Orbe lashed out at what she called fog.", (["what"], "lashed out at", "Orbe"), []),
        (
            "Orbe said it was late.\n\n“We left at once.”",
            (["it was late", "“We left at once.”"], "said", "Orbe"),
            [(["it was late"], ["said"], ["Orbe"]), (["“We left at once.”"], [], ["Orbe"])],
        ),
    ],
)
def test_what_is_mended(text: str, found: tuple[list[str], str, str], wanted: list[object]) -> None:
    assert [shown(text, a) for a in mended(text, [marked(text, *found)], lines(text))] == wanted


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
