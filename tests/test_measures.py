"""The measures of who is meant: what they count as right, wrong and abstained, on readings made by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval import coreference, ledger, linking
from eval.coreference import Chains, Text, own_verdict, parse
from eval.linking import Judge, KeepingReader, Lands, Link, Tally, Titles, Verdict
from onrecord import Document, Reader, Report
from onrecord.records import Actor, ActorType, Mention, Passage, Score, Span, Statement
from onrecord.resolve.knowledge import knowledge

SHARED = Path(__file__).parents[2] / "shared"
LANDS = Lands(
    names={"ghana": "GHA", "togo": "TGO", "iran": "IRN", "united states": "USA", "us": "USA", "u s": "USA"},
    demonyms={"ghanaian": "GHA", "iranian": "IRN", "togolese": "TGO", "american": "USA"},
    capitals={"accra": "GHA", "lome": "TGO", "tehran": "IRN"},
)
JUDGE = Judge(LANDS, knowledge())
TITLES = Titles(LANDS, frozenset({"Ilse Tranmoor"}), knowledge())


def marked(text: str) -> tuple[str, Span]:
    """A text without the square brackets around some words of it, and where these stand."""
    start, end = text.index("["), text.index("]") - 1
    return text.replace("[", "").replace("]", ""), Span(start, end)


def entity(text: str, title: str) -> dict[str, object]:
    words, span = marked(text)
    return {"start": span.start, "end": span.end, "text": span.of(words), "wikipedia": title}


def actor(
    text: str, name: str, *words: str, id: str = "", type: ActorType = "person", country: str = ""
) -> Actor:
    """An actor with a mention for each of these words, each looked for behind the last."""
    at, mentions = 0, []
    for one in words:
        at = text.index(one, at)
        mentions.append(Mention(Span(at, at + len(one)), Score(0.9, "by hand")))
    slug = id or name.lower().replace(" ", "-")
    return Actor(slug, name, type, Score(0.9, "by hand"), country or None, (), tuple(mentions))


def report(text: str, *actors: Actor, statements: tuple[Statement, ...] = ()) -> Report:
    return Report("0", text, (), statements, actors=actors)


def statement(text: str, source: str, speaker: str | None, *others: str) -> Statement:
    start = text.index(source)
    said = Passage(text, (Span(start, start + len(source)),))
    nothing = Passage(text)
    return Statement("s1", "indirect", said, nothing, said, 0.9, speaker=speaker, others=others)


# --- links ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "title", "kind", "iso"),
    [
        ("[Ghana] signs", "Ghana", "state", "GHA"),
        ("the [Ghanaian government] falls", "Government of Ghana", "state", "GHA"),
        ("[Tehran] says", "Tehran", "state", "IRN"),
        ("the [White House] says", "White House", "state", "USA"),
        ("[Iran] shells the port", "Islamic Republic of Iran Armed Forces", "state", "IRN"),
        ("[Iranian foreign ministry] denies", "Ministry of Foreign Affairs (Iran)", "organisation", None),
        ("the [Ghana Navy] sinks a ship", "Ghana Navy", "organisation", None),
        ("[Ghanaian police] say", "Ghana Police", "organisation", None),
        ("[Ilse Tranmoor] resigns", "Ilse Tranmoor", "unknown", None),
    ],
)
def test_what_a_link_is(text: str, title: str, kind: str, iso: str | None) -> None:
    link = TITLES.link(entity(text, title))
    assert link is not None
    assert (link.kind, link.iso) == (kind, iso)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("[Iranian] airstrikes", "Islamic Republic of Iran Air Force"),
        ("[Ghanaian president] Ada Brandt", "President of Ghana"),
        ("the [military] fires", "Ghana Armed Forces"),
        ("[Ghanaian forces] fire", "Ghana Armed Forces"),
        ("the [2031 Ghana Navy mutiny]", "2031 Ghana Navy mutiny"),
        ("on [Merrow Island]", "Merrow Island"),
        ("[US$]900", "United States"),
        ("in [Ghana]", "Ghana (U.S. state)"),
        ("the [president] resigns", "Ilse Tranmoor"),
        ("[Ghanaian police] say", "Interior Guard (Ghana)"),
        ("the [Navy] says", "Ghana Sea Guard"),
        ("[Liberals] vote", "Liberal Party of Ghana"),
    ],
)
def test_what_is_not_counted(text: str, title: str) -> None:
    assert TITLES.link(entity(text, title)) is None


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("[Ghana] launches a satellite.", True),
        ("The reef is theirs, say officials. Togo and [Ghana] sign a treaty.", True),
        ("Talks between Togo and [Ghana] resume.", True),
        ("A deal with [Ghana] is near.", True),
        ("A bus overturns in [Ghana].", False),
        ("A bus overturns in Kumasi, [Ghana], killing two.", False),
        ("[Ghana]'s parliament votes.", False),
        ("[Ghana] president Ada Brandt resigns.", False),
        ("They flee near the border with [Ghana].", False),
        ("The [Ghanaian government] resigns.", True),
    ],
)
def test_countries_that_take_part(text: str, part: bool) -> None:
    words, span = marked(text)
    assert linking.takes_part(words, Link(span, span.of(words), "Ghana", "state", "GHA")) is part


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("The [Reef Party] (RP) wins.", True),
        ("She is elected by the [Reef Party].", True),
        ("A [Reef Party] official resigns.", False),
        ("The [Reef Party]-led government falls.", False),
        ("The [Reef Party]’s accounts are lost.", False),
        ("A brawl at the [Reef Party].", False),
        ("A [Reef Party] Boeing lands.", False),
    ],
)
def test_organisations_that_take_part(text: str, part: bool) -> None:
    words, span = marked(text)
    assert linking.takes_part(words, Link(span, span.of(words), "Reef Party", "organisation")) is part


@pytest.mark.parametrize(
    ("source", "head"),
    [
        ("[Iran]", True),
        ("Foreign minister [Ilse Tranmoor]", True),
        ("the head of the agency, [Ilse Tranmoor]", True),
        ("[Ghana] and Togo", True),
        ("officials in [Iran]", False),
        ("a court in Kumasi, [Ghana]", False),
        ("ministers from Togo, [Ghana] and Iran", False),
        ("[Iran]'s foreign minister", False),
        ("a [Reef Party] official", False),
        ("the minister of [Ghana]", False),
    ],
)
def test_the_head_of_a_source(source: str, head: bool) -> None:
    words, span = marked(source)
    kind: linking.Kind = "state" if span.of(words).lower() in LANDS.names else "organisation"
    assert linking.heads(words, Link(span, span.of(words), "", kind), Span(0, len(words))) is head


STATE = Link(Span(0, 5), "Ghana", "Ghana", "state", "GHA")
MINISTRY = Link(Span(0, 24), "Iranian foreign ministry", "Ministry of Foreign Affairs (Iran)", "organisation")
PARTY = Link(Span(0, 10), "Reef Party", "Reef Party (Ghana)", "organisation")
PERSON = Link(Span(0, 8), "Tranmoor", "Ilse Tranmoor (politician)", "unknown")


@pytest.mark.parametrize(
    ("link", "name", "id", "type", "country", "label"),
    [
        (STATE, "Ghana", "GHA", "country", "", "right"),
        (STATE, "Togo", "TGO", "country", "", "wrong"),
        (STATE, "government of Ghana", "government-of-ghana", "organisation", "", "abstained"),
        (MINISTRY, "Iranian foreign ministry", "iranian-foreign-ministry", "organisation", "", "right"),
        (MINISTRY, "foreign ministry", "foreign-ministry", "organisation", "IRN", "right"),
        (MINISTRY, "foreign ministry", "foreign-ministry", "organisation", "", "abstained"),
        (MINISTRY, "Iran", "IRN", "country", "", "wrong"),
        (PARTY, "Reef Party", "reef-party", "organisation", "", "right"),
        (PARTY, "Reef Party", "Q1", "organisation", "TGO", "wrong"),
        (PARTY, "Reef Party", "Q2", "organisation", "GHA", "right"),
        (PERSON, "Ilse Tranmoor", "ilse-tranmoor", "person", "", "right"),
        (PERSON, "Ilse M. Tranmoor", "Q3", "person", "", "right"),
        (PERSON, "Tranmoor", "tranmoor", "person", "", "abstained"),
        (PERSON, "Gerd Tranmoor", "Q4", "person", "", "wrong"),
        (PERSON, "Ada Brandt", "ada-brandt", "person", "", "wrong"),
    ],
)
def test_verdicts_on_links(link: Link, name: str, id: str, type: ActorType, country: str, label: str) -> None:
    found = actor("", name, id=id, type=type, country=country)
    assert JUDGE.verdict(found, link).label == label


def test_a_namesake_is_a_person_taken_for_a_known_other_one() -> None:
    assert JUDGE.verdict(actor("", "Gerd Tranmoor", id="Q4"), PERSON).namesake
    assert not JUDGE.verdict(actor("", "Ada Brandt", id="Q6"), PERSON).namesake
    assert not JUDGE.verdict(actor("", "Ada Brandt"), PERSON).namesake
    assert not JUDGE.verdict(actor("", "Tranmoor Ltd", id="Q5", type="organisation"), PERSON).namesake
    assert JUDGE.verdict(None, PERSON) == Verdict("abstained", "no actor")


@pytest.mark.parametrize(
    ("name", "title", "same"),
    [
        ("Ilse Tranmoor", "Ilse Tranmoor", True),
        ("Volodymyr Selenskyj", "Volodymyr Zelenskyy", True),
        ("Ilse M. Tranmoor", "Ilse Tranmoor", True),
        ("Park Do-hyun", "Do-hyun Park", True),
        ("Tranmoor", "Ilse Tranmoor", False),
        ("Ilse Brandt", "Ilse Tranmoor", False),
    ],
)
def test_two_names_of_one_person(name: str, title: str, same: bool) -> None:
    assert linking.same_person(name, title) is same


@pytest.mark.parametrize(
    ("name", "title", "same"),
    [
        ("Iranian foreign ministry", "Ministry of Foreign Affairs (Iran)", True),
        ("Ghanaian health ministry", "Ministry of Public Health (Ghana)", True),
        ("Togolese health ministry", "Ministry of Public Health (Ghana)", False),
        ("Ghanaian military", "Ghana Armed Forces", True),
        ("Office of Reef Management", "U.S. Office of Reef Management", True),
        ("House of Elders", "House of Elders of Ghana", False),
        ("Ghanaian Reef Board", "Reef Board", True),
        ("Hill Reef Board", "Reef Board", False),
        ("Senate of Ghana", "Federal Senate (Ghana)", True),
        ("United Shoals", "United Shoals General Assembly", False),
    ],
)
def test_two_names_of_one_body(name: str, title: str, same: bool) -> None:
    assert linking.alike(LANDS.bag(name), LANDS.bag(title)) is same


def test_who_is_left_out_of_those_who_speak_is_not_the_first_of_them() -> None:
    text = "Ada Brandt and Bo Ilk say no. They wait."
    ada = actor(text, "Ada Brandt", "Ada Brandt", id="Q7")
    bo = Link(Span(15, 21), "Bo Ilk", "Bo Ilk", "unknown")
    both = statement(text, "Ada Brandt and Bo Ilk", "Q7")
    assert linking.speaker(report(text, ada), both, bo) is None
    assert linking.speaker(report(text, ada), statement(text, "They", "Q7"), bo) is ada
    assert linking.speaker(report(text, ada), statement(text, "They", None), bo) is None


def test_the_mention_that_fits_best_tells_the_actor() -> None:
    text = "Ghanaian president Ada Brandt resigns"
    country = actor(text, "Ghana", "Ghanaian", id="GHA", type="country")
    person = actor(text, "Ada Brandt", "Ghanaian president Ada Brandt")
    name = Span(text.index("Ada"), text.index(" resigns"))
    assert linking.covering([country, person], name) is person
    assert linking.covering([country, person], Span(0, 8)) is country
    assert linking.covering([country, person], Span(len(text) - 7, len(text))) is None


def test_sources_and_participants_are_counted_apart() -> None:
    text = "Ghana and Togo say that Iran agrees."
    ghana = actor(text, "Ghana", "Ghana", id="GHA", type="country")
    wrong = actor(text, "Ghana", "Togo", id="TGO", type="country")
    iran = actor(text, "Iran", "Iran", id="USA", type="country")
    said = statement(text, "Ghana and Togo", "GHA", "TGO")
    links = [
        Link(Span(0, 5), "Ghana", "Ghana", "state", "GHA"),
        Link(Span(10, 14), "Togo", "Togo", "state", "TGO"),
        Link(Span(24, 28), "Iran", "Iran", "state", "IRN"),
    ]
    tally = Tally()
    linking.judged(report(text, ghana, wrong, iran, statements=(said,)), links, JUDGE, tally)
    assert tally.counts["source state", "right"] == 2
    assert tally.counts["participant state", "right"] == 2
    assert tally.counts["participant state", "wrong"] == 1
    assert tally.share("participant state") == pytest.approx(2 / 3)
    assert any("Iran -> Iran" in line for line in tally.detail(5))


def test_a_sample_is_even_over_months_and_always_the_same(tmp_path: Path) -> None:
    folder = tmp_path / "corpora/current_events"
    folder.mkdir(parents=True)
    rows = [
        {
            "id": f"{month}-{n}",
            "date": f"2025-{month:02}-03",
            "section": "Sports" if n == 0 else "Law and crime",
        }
        for month in (1, 2, 3)
        for n in range(10 * month)
    ]
    (folder / "items.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    sample = linking.items(tmp_path, "2025-01", "2025-02", 12)
    assert [row["date"][:7] for row in sample] == ["2025-01"] * 6 + ["2025-02"] * 6
    assert all(row["section"] != "Sports" for row in linking.items(tmp_path, "2025-01", "2025-03", 90))
    assert linking.items(tmp_path, "2025-01", "2025-02", 12) == sample


def test_kept_scores_make_the_same_reading(tmp_path: Path) -> None:
    text = Document("“We will wait,” Ada Brandt said on Monday. The gates stay shut, she added.")
    first = KeepingReader(tmp_path).read(text)
    kept = sorted(tmp_path.iterdir())
    assert first.statements
    assert kept
    assert KeepingReader(tmp_path).read(text) == first
    assert sorted(tmp_path.iterdir()) == kept


# --- chains -----------------------------------------------------------------------------------------

# Ada Brandt left. "We wait", she said. The minister smiled. Bo Ilk spoke.
CONLLU = """\
# newdoc id = GUM_news_made
# meta::dateCreated = 2031-05-03
# newpar
# text = Ada Brandt left.
1\tAda\tAda\tPROPN\tNNP\t_\t3\tnsubj\t_\tEntity=(1-person-new-s-c-1-coref-Ada_Brandt
2\tBrandt\tBrandt\tPROPN\tNNP\t_\t1\tflat\t_\tEntity=1)
3\tleft\tleave\tVERB\tVBD\t_\t0\troot\t_\tSpaceAfter=No
4\t.\t.\tPUNCT\t.\t_\t3\tpunct\t_\t_

# newpar
# text = We wait, she said.
1\tWe\twe\tPRON\tPRP\tPerson=1|PronType=Prs\t2\tnsubj\t_\tEntity=(1-person-giv-s-c-1-ana)
2\twait\twait\tVERB\tVBP\t_\t5\tccomp\t_\tSpaceAfter=No
3\t,\t,\tPUNCT\t,\t_\t2\tpunct\t_\t_
4\tshe\tshe\tPRON\tPRP\tPerson=3|PronType=Prs\t5\tnsubj\t_\t\
Discourse=attribution-positive:3->2:1:sem-atsrc-8-_+lex-indwd-9-_|Entity=(1-person-giv-s-c-1-ana)
5\tsaid\tsay\tVERB\tVBD\t_\t0\troot\t_\tSpaceAfter=No
6\t.\t.\tPUNCT\t.\t_\t5\tpunct\t_\t_

# text = The minister's aide didn't smile.
1\tThe\tthe\tDET\tDT\tDefinite=Def|PronType=Art\t2\tdet\t_\tEntity=(2-person-new-s-c-4-sgl(1-person-giv-s-c-2-ana
2-3\tminister's\t_\t_\t_\t_\t_\t_\t_\t_
2\tminister\tminister\tNOUN\tNN\t_\t4\tnmod:poss\t_\t_
3\t's\t's\tPART\tPOS\t_\t2\tcase\t_\tEntity=1)
4\taide\taide\tNOUN\tNN\t_\t6\tnsubj\t_\tEntity=2)
5-6\tdidn't\t_\t_\t_\t_\t_\t_\t_\t_
5\tdid\tdo\tAUX\tVBD\t_\t6\taux\t_\t_
6\tn't\tnot\tPART\tRB\t_\t7\tadvmod\t_\t_
7\tsmile\tsmile\tVERB\tVB\t_\t0\troot\t_\tSpaceAfter=No
8\t.\t.\tPUNCT\t.\t_\t7\tpunct\t_\t_

# text = Mayor Bo Ilk spoke.
1\tMayor\tmayor\tNOUN\tNN\t_\t4\tnsubj\t_\tEntity=(3-person-new-s-c-2-sgl
2\tBo\tBo\tPROPN\tNNP\t_\t1\tflat\t_\t_
3\tIlk\tIlk\tPROPN\tNNP\t_\t1\tflat\t_\tEntity=3)
4\tspoke\tspeak\tVERB\tVBD\t_\t0\troot\t_\tSpaceAfter=No
5\t.\t.\tPUNCT\t.\t_\t4\tpunct\t_\t_
"""


@pytest.fixture(scope="module")
def made() -> Text:
    return parse("GUM_news_made", CONLLU)


def test_a_document_of_gum_is_read(made: Text) -> None:
    assert (
        made.text
        == "Ada Brandt left.\n\nWe wait, she said. The minister's aide didn't smile. Mayor Bo Ilk spoke. "
    )
    assert (made.published, made.genre) == ("2031-05-03", "news")
    assert [s.of(made.text) for s in made.sources] == ["she"]
    assert [(m.span.of(made.text), m.head.of(made.text), m.chain, m.form) for m in made.mentions] == [
        ("Ada Brandt", "Ada Brandt", "1", "name"),
        ("We", "We", "1", "other"),
        ("she", "she", "1", "pronoun"),
        ("The minister's", "minister's", "1", "description"),
        ("The minister's aide", "aide", "2", "description"),
        ("Mayor Bo Ilk", "Mayor Bo Ilk", "3", "name"),
    ]
    assert made.mentions[0].title == "Ada Brandt"


@pytest.mark.parametrize(
    ("asked", "name", "words", "id", "label"),
    [
        ("she", "Ada Brandt", ["Ada Brandt", "she"], "", "right"),
        ("she", "Bo Ilk", ["she", "Bo Ilk"], "", "wrong"),
        ("she", "she", ["she"], "", "abstained"),
        ("she", "Ada Brandt", ["she"], "Q1", "right"),
        ("she", "Gerd Tranmoor", ["she"], "Q2", "wrong"),
        ("The minister's", "Ada Brandt", ["Ada Brandt", "The minister's"], "", "right"),
        ("The minister's", "minister", ["she", "The minister's"], "", "abstained"),
        ("The minister's aide", "aide", ["The minister's aide"], "", "right"),
        ("The minister's aide", "Ada Brandt", ["Ada Brandt", "The minister's aide"], "", "wrong"),
    ],
)
def test_verdicts_on_chains(made: Text, asked: str, name: str, words: list[str], id: str, label: str) -> None:
    mention = next(m for m in made.mentions if m.span.of(made.text) == asked)
    assert Chains(made).verdict(mention, actor(made.text, name, *words, id=id)).label == label


def test_sources_are_asked_of_all_and_other_mentions_of_those_with_an_actor(made: Text) -> None:
    tally = Tally()
    minister = actor(made.text, "Ada Brandt", "Ada Brandt", "The minister's")
    coreference.judged(made, report(made.text, minister), tally)
    assert tally.counts["news unread pronoun", "abstained"] == 1
    assert tally.counts["news mention description", "right"] == 1
    assert tally.number("news mention pronoun") == 0
    said = statement(made.text, "she", "ada-brandt")
    coreference.judged(made, report(made.text, minister, statements=(said,)), tally)
    assert tally.counts["news source pronoun", "right"] == 1


def test_what_has_its_name_beside_it_is_not_asked(made: Text) -> None:
    chains = Chains(made)
    asked = [m.span.of(made.text) for m in made.mentions if chains.asks(m, made.text)]
    assert asked == ["she", "The minister's", "The minister's aide"]
    named = made.text.replace("The minister's aide", "The government's x")
    assert not chains.asks(made.mentions[4], named)


# --- our own passages -------------------------------------------------------------------------------

PASSAGES = coreference.load()


def test_the_passages_are_many_and_a_third_is_held() -> None:
    assert len(PASSAGES) >= 80
    assert 0.3 <= sum(p.held for p in PASSAGES) / len(PASSAGES) <= 0.4
    assert {p.group for p in PASSAGES if p.held} <= {p.group for p in PASSAGES if not p.held}
    assert sum("" in p.speakers for p in PASSAGES) >= 12


def test_every_passage_names_whom_it_means() -> None:
    for passage in PASSAGES:
        assert len(passage.places) == len(passage.speakers) >= 1, passage
        for name in (*passage.speakers, *passage.others):
            assert name in passage.text, (name, passage)


def test_places_are_those_in_brackets() -> None:
    passage = coreference.Passage("made", "No, [he] said. Yes, [Bo] said.", ("", ""))
    assert passage.text == "No, he said. Yes, Bo said."
    assert [place.of(passage.text) for place in passage.places] == ["he", "Bo"]


SPOKE = coreference.Passage(
    "made", "Mayor Bo Ilk met Ada Brandt, an aide. [He] spoke.", ("Bo Ilk",), ("Ada Brandt",)
)


@pytest.mark.parametrize(
    ("wanted", "name", "words", "id", "label"),
    [
        ("Bo Ilk", "Bo Ilk", ["Mayor Bo Ilk", "He"], "", "right"),
        ("Bo Ilk", "mayor", ["Mayor Bo Ilk", "He"], "", "right"),
        ("Bo Ilk", "Ada Brandt", ["Ada Brandt, an aide", "He"], "", "wrong"),
        ("Bo Ilk", "Bo Ilk", ["Bo Ilk", "Ada Brandt", "He"], "", "wrong"),
        ("Bo Ilk", "he", ["He"], "", "abstained"),
        ("Bo Ilk", "Gerd Tranmoor", ["He"], "Q1", "wrong"),
        ("", "he", ["He"], "", "right"),
        ("", "Bo Ilk", ["Bo Ilk", "He"], "", "wrong"),
    ],
)
def test_verdicts_on_passages(wanted: str, name: str, words: list[str], id: str, label: str) -> None:
    text = SPOKE.text
    read = report(text, actor(text, name, *words, id=id))
    assert own_verdict(SPOKE, SPOKE.places[0], wanted, read).label == label


def test_nobody_read_is_nobody_meant() -> None:
    assert own_verdict(SPOKE, SPOKE.places[0], "", report(SPOKE.text)).label == "right"
    assert own_verdict(SPOKE, SPOKE.places[0], "Bo Ilk", report(SPOKE.text)).label == "abstained"


def test_whoever_speaks_for_another_is_not_the_other() -> None:
    text = "A spokesman for Bo Ilk spoke."
    passage = coreference.Passage("made", f"[{text[:22]}]{text[22:]}", ("",), ("Bo Ilk",))
    aide = actor(text, "spokesman", "A spokesman for Bo Ilk", type="group")
    said = statement(text, "A spokesman for Bo Ilk", "spokesman")
    assert (
        own_verdict(passage, passage.places[0], "", report(text, aide, statements=(said,))).label == "right"
    )


# --- whole reports ----------------------------------------------------------------------------------


def test_the_rows_of_the_scorers_table() -> None:
    rows = ledger.rows(
        "2 items              precision  recall      F1     hits  predicted   gold\n"
        "statements               0.900   0.600   0.720      9.0         10     15\n"
        "  place                  0.500   0.500   0.500      4.0          8      8\n"
        "events                   0.000   0.000   0.000      0.0          0      3\n"
        "  place                  0.250   0.250   0.250      1.0          4      4\n"
        "LEDGER 0.500 = mean of statements 0.700\n"
    )
    assert rows["statements"] == ledger.Row(0.9, 0.6, 0.72, 9.0, 10, 15)
    assert rows["place"].f1 == 0.5
    assert rows["event_place"].f1 == 0.25
    assert rows["ledger"].f1 == 0.5
    assert set(rows) == {"statements", "place", "events", "event_place", "ledger"}


def test_own_reports_are_held_by_their_name(tmp_path: Path) -> None:
    found = ledger.sets(tmp_path)
    assert "practice" not in found
    assert found["own"]
    assert found["own_held"]
    assert all(path.name.startswith("held-") for path in found["own_held"])
    assert not any(path.name.startswith("held-") for path in found["own"])


@pytest.mark.skipif(not (SHARED / "exam/score.py").is_file(), reason="the exam is not beside this checkout")
def test_a_report_is_read_and_scored(reader: Reader, tmp_path: Path) -> None:
    (tmp_path / "gates.txt").write_text(
        "Gates stay shut\n\nPublished: 3 May 2031\n\n“We will wait,” Ada Brandt said in Orval.\n",
        encoding="utf-8",
    )
    (tmp_path / "gates.yaml").write_text(
        "report: gates.txt\npublished: 2031-05-03\ntitle: Gates stay shut\n"
        "statements:\n- content: ['“We will wait,”']\n  kind: direct\n",
        encoding="utf-8",
    )
    table = ledger.score(reader, [tmp_path / "gates.yaml"], SHARED / "exam/score.py", detail=True)
    assert table.rows["kind"].hits == 1
    assert table.rows["header"].hits == 2
    assert "gates" in table.text


def test_a_report_that_is_nowhere_is_said_so(tmp_path: Path) -> None:
    gold = tmp_path / "lost.yaml"
    gold.write_text("report: lost.txt\n", encoding="utf-8")
    with pytest.raises(FileNotFoundError, match=r"lost\.txt"):
        ledger.report_of(gold)
