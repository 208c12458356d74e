"""Who stands between a speaker and the report, to whom it is said, what carries it, who supplied the copy."""

from __future__ import annotations

import pytest

from eval.chains import Row, Tally, load, read, score
from onrecord import Reader
from onrecord.records import Attribution, Segment, SegmentKind, Span
from onrecord.resolve.channel import Chain, chains
from onrecord.resolve.credits import credited, credits
from onrecord.resolve.hearing import Rule, Sentence, behind, media, reporters, ruleset, told
from onrecord.resolve.knowledge import Knowledge, knowledge
from onrecord.resolve.outlets import naming_all
from onrecord.resources import rules

ROWS = load()
HEARD = ("relay", "reporter", "addressed", "medium")
RULES = [(kind, n) for kind in (*HEARD, "afterword", "elsewhere") for n in range(len(rules("channel")[kind]))]


@pytest.fixture(scope="module")
def known() -> Knowledge:
    return knowledge()


def heard(rule: Rule, words: str, known: Knowledge) -> list[str]:
    """Whom one rule hears in a sentence with its contents and sources hidden."""
    sentence = Sentence(words, Span(0, len(words)))
    m = rule.pattern.search(words)
    if rule.verb:
        said = tuple(Span(i, i + 1) for i, c in enumerate(words) if c == "□")
        cue = Span(m.start(), m.start() + len(m[0].rstrip())) if m else Span(0, 0)
        found = told(sentence, words, Attribution(said or (Span(0, 1),), (cue,), (), 0.9), known)
    else:
        found = [*media(sentence, known), *behind(sentence, known), *reporters(sentence, (), known)]
    return [h.span.of(words) for h in found if h.rule.pattern == rule.pattern]


@pytest.mark.parametrize(("kind", "n"), RULES)
def test_what_rules_hear(kind: str, n: int, known: Knowledge) -> None:
    entry = rules("channel")[kind][n]
    (rule,) = (r for r in ruleset(kind) if r.pattern.pattern == entry["pattern"])  # type: ignore[arg-type]
    for example in entry["examples"]:
        words = example.replace("|", "")
        if kind in HEARD:
            assert heard(rule, words, known)[:1] == example.split("|")[1::2], example
        else:
            assert rule.pattern.search(words), example
    for example in entry["counterexamples"]:
        assert not (heard(rule, example, known) if kind in HEARD else rule.pattern.search(example)), example


@pytest.mark.parametrize(
    ("words", "named", "sort"),
    [
        ("the Interfax news agency on Friday", ["Interfax"], "outlet"),
        ("the Russian newspaper Kommersant", ["Kommersant"], "outlet"),
        ("Germany’s Bild am Sonntag newspaper", ["Bild am Sonntag"], "outlet"),
        ("the local daily El Faro de Orduña.", ["El Faro de Orduña"], "outlet"),
        ("the German news agency dpa had", ["dpa"], "outlet"),
        ("CNN’s “Morning Watch”", ["CNN"], "outlet"),
        ("ITV’s Good Morning Britain, where", ["ITV"], "outlet"),
        ("a report by Reuters", ["Reuters"], "outlet"),
        ("a Xinhua report", ["Xinhua"], "outlet"),
        ("Reuters and AFP that", ["Reuters", "AFP"], "outlet"),
        ("a Reuters journalist in Kyiv", ["Reuters"], "outlet"),
        ("Radio Tesna that", ["Radio Tesna"], "outlet"),
        ("the Kesselmoor Tribune", ["Kesselmoor Tribune"], "outlet"),
        ("Znakomec.com", ["Znakomec.com"], "outlet"),
        ("its rival, the Argus.", ["its rival"], "other"),
        ("the paper, the Argus.", ["Argus"], "outlet"),
        ("the agency", ["the agency"], "unnamed"),
        ("state media", ["state media"], "unnamed"),
        ("the rating agency Quillon", ["the rating agency Quillon"], "other"),
        ("Anvar", ["Anvar"], "name"),
        ("Emily Post", ["Emily Post"], "name"),
        ("the BBC board on Friday", ["the BBC board"], "other"),
        ("Kommersant’s owner", ["Kommersant’s owner"], "other"),
        ("his press service", ["his press service"], "people"),
        ("the press office", ["the press office"], "people"),
        ("two people in the room", ["two people in the room"], "people"),
        ("the law", ["the law"], "other"),
        ("on Friday", [], ""),
    ],
)
def test_who_is_named(words: str, named: list[str], sort: str, known: Knowledge) -> None:
    found = list(naming_all(words, 0, len(words), known))
    assert [n.span.of(words) for n in found] == named
    assert {n.sort for n in found} <= {sort}


def said(text: str, content: str, cue: str, source: str, *through: str) -> Attribution:
    def at(words: str) -> tuple[Span, ...]:
        return (Span(text.index(words), text.index(words) + len(words)),) if words else ()

    return Attribution(at(content), at(cue), at(source), 0.9, None, tuple(s for w in through for s in at(w)))


def body(text: str, kind: SegmentKind = "body") -> list[Segment]:
    return [Segment(kind, Span(0, len(text)))]


def words(text: str, chain: Chain) -> tuple[list[str], list[str], list[str]]:
    return tuple([s.of(text) for s in part] for part in (chain.relays, chain.addressees, chain.media))  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("text", "statement", "relays"),
    [
        (
            "According to AFP, Orbe said it was late, quoted by the daily Kormilo.",
            ("it was late", "said", "Orbe"),
            ["Kormilo", "AFP"],
        ),
        (
            "It was late, Orbe told Anvar TV, AFP reported, citing Interfax.",
            ("It was late", "told", "Orbe"),
            ["Anvar", "Interfax", "AFP"],
        ),
        (
            "Citing Interfax, AFP reported that Orbe had said it was late.",
            ("it was late", "had said", "Orbe", "AFP"),
            ["Interfax", "AFP"],
        ),
        (
            "In remarks published by the daily Kormilo and quoted by AFP, Orbe said it was late.",
            ("it was late", "said", "Orbe"),
            ["Kormilo", "AFP"],
        ),
        (
            "It was late, Orbe said in an interview with Kommersant, cited by AFP.",
            ("It was late", "said", "Orbe"),
            ["Kommersant", "AFP"],
        ),
        (
            "A spokesman said that Orbe had told him it was late.",
            ("it was late", "had told", "Orbe", "A spokesman"),
            ["A spokesman"],
        ),
        # Whoever says that he himself has said something relays nobody.
        ("Orbe said he had told AFP it was late.", ("it was late", "had told", "he", "Orbe"), ["AFP"]),
        # An outlet that speaks is the speaker.
        (
            "AFP said, according to the ferry’s owner, that it was late.",
            ("that it was late", "said", "AFP"),
            [],
        ),
        ("Orbe, citing a report in the Times, said it was late.", ("it was late", "said", "Orbe"), []),
    ],
)
def test_who_stands_nearest(
    text: str, statement: tuple[str, ...], relays: list[str], known: Knowledge
) -> None:
    (chain,) = chains(text, body(text), [said(text, *statement)], known)
    assert words(text, chain)[0] == relays
    assert ("channel" in dict(chain.reasons)) == bool(relays)


@pytest.mark.parametrize(
    ("text", "second", "relays"),
    [
        ("“No,” Orbe told AFP. “Never,” he added.", ("“Never,”", "added", "he"), ["AFP"]),
        ("“No,” Una Orbe told AFP. Orbe said it was late.", ("it was late", "said", "Orbe "), ["AFP"]),
        ("“No,” Orbe told AFP. Voss said it was late.", ("it was late", "said", "Voss"), []),
        ("“No,” Orbe told AFP. He later told a rally it was late.", ("it was late", "told", "He"), []),
        ("“No,” Orbe told AFP. In parliament he said it was late.", ("it was late", "said", "he"), []),
        ("“No,” Orbe told AFP.\n“Never,” he added.", ("“Never,”", "added", "he"), []),
        (
            "“No,” Orbe told AFP. It rained. The sun came out. He said it was late.",
            ("it was late", "said", "He"),
            [],
        ),
    ],
)  # fmt: skip
def test_what_goes_on(text: str, second: tuple[str, str, str], relays: list[str], known: Knowledge) -> None:
    lines = [
        Segment("body", Span(text.index(line), text.index(line) + len(line))) for line in text.split("\n")
    ]
    first = said(text, "“No,”", "told", text.split("” ")[1].split(" told")[0])
    at = text.index(second[0])
    cue = Span(text.rindex(second[1]), text.rindex(second[1]) + len(second[1]))
    source = Span(text.rindex(second[2]), text.rindex(second[2]) + len(second[2].rstrip()))
    after = Attribution((Span(at, at + len(second[0])),), (cue,), (source,), 0.9)
    assert words(text, chains(text, lines, [first, after], known)[1])[0] == relays


def test_the_agency_is_the_one_named_before(known: Knowledge) -> None:
    text = "It was late, Orbe told Interfax. The sun came out. The road is shut, an aide told the agency."
    found = [said(text, "It was late", "told", "Orbe"), said(text, "The road is shut", "told the", "an aide")]
    _, chain = chains(text, body(text), found, known)
    assert [s.of(text) for s in chain.relays] == ["the agency"]
    assert [s.of(text) for s in chain.named] == ["Interfax"]


def test_a_report_has_its_own_outlet(known: Knowledge) -> None:
    text = "It was late, Orbe told the Kesselmoor Tribune."
    statement = said(text, "It was late", "told", "Orbe")
    (chain,) = chains(text, body(text), [statement], known, outlet="Kesselmoor Tribune")
    assert words(text, chain) == ([], ["Kesselmoor Tribune"], [])
    (chain,) = chains(text, body(text), [statement], known, outlet="Interfax")
    assert words(text, chain) == (["Kesselmoor Tribune"], [], [])


CREDITS = rules("channel")["credit"]


@pytest.mark.parametrize(("line", "wanted"), CREDITS["examples"])
def test_who_is_credited(line: str, wanted: str, known: Knowledge) -> None:
    assert [s.of(line) for s in credited(line, Span(0, len(line)), known)] == wanted.split("|")


@pytest.mark.parametrize("line", CREDITS["counterexamples"])
def test_who_is_no_outlet(line: str, known: Knowledge) -> None:
    assert credited(line, Span(0, len(line)), known) == []


@pytest.mark.parametrize(
    ("kind", "line", "wanted"),
    [
        ("dateline", "ASTANA, May 19. /TASS/.", ["tass"]),
        ("dateline", "SFAX, March 4, 2025 (AFP) -", ["afp"]),
        ("dateline", "VALLETTA (dpa) –", ["dpa"]),
        ("dateline", "KYIV, 3 March 2025 —", []),
        ("byline", "By Ada Quillfeather, Reuters", ["reuters"]),
        ("byline", "By Hester Applethwaite, transport correspondent", []),
        ("credit", "Sources: Reuters, DPA, dpa", ["reuters", "dpa"]),
        ("body", "Reuters reported it first.", []),
    ],
)
def test_credits(kind: SegmentKind, line: str, wanted: list[str], known: Knowledge) -> None:
    assert [c.outlet for c in credits(line, body(line, kind), known)] == wanted


@pytest.mark.parametrize("row", [r for r in ROWS if not r.held], ids=lambda r: r.text[:60])
def test_the_table(row: Row, reader: Reader, known: Knowledge, request: pytest.FixtureRequest) -> None:
    if row.miss:
        request.node.add_marker(pytest.mark.xfail(reason=row.miss, strict=False))
    assert score(row, read(reader, row.text, known, row.outlet), Tally()) == []


def test_rows_that_nobody_looked_at(reader: Reader, known: Knowledge) -> None:
    tally = Tally()
    for row in (r for r in ROWS if r.held):
        score(row, read(reader, row.text, known, row.outlet), tally)
    assert tally.right["chain"] >= 0.9 * tally.total["chain"]
    assert tally.turned == 0


def test_the_table_is_large_enough_and_has_traps() -> None:
    lengths = [len(s.channel) for row in ROWS for s in row.statements]
    assert len(ROWS) >= 90
    assert lengths.count(0) >= 30
    assert {1, 2, 3} <= set(lengths)
    assert 3 * sum(row.held for row in ROWS) >= 0.95 * len(ROWS)
    for row in ROWS:
        for s in row.statements:
            for w in (s.says, s.source, *s.channel, *(s.addressee or ()), *(s.media or ())):
                assert w in row.text
