"""Each format by its own reader: followthemoney, RDF, icalendar, Arrow and DuckDB, HTML, Markdown."""

from __future__ import annotations

import csv
import io
import json
import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import lxml.html
import pytest
from ledgers import SURE, Told, story
from markdown_it import MarkdownIt
from samples import report, resolved
from sqlalchemy import insert
from test_export import hostile, written

from onrecord.export import export
from onrecord.export.calendar import WIDTH
from onrecord.export.happenings import CONTEXTS, HELD, MODES
from onrecord.export.parquet import TABLES
from onrecord.export.table import COLUMNS
from onrecord.ledger import Ledger
from onrecord.ledger.judging import judge
from onrecord.ledger.tables import copy, origin, rendering
from onrecord.records import (
    Actor,
    ActorType,
    Event,
    EventStatus,
    EventType,
    Mention,
    Participant,
    Passage,
    Plover,
    Report,
    Span,
    Time,
)
from onrecord.resources import rules

TEXT = "Ansel Quill told Northwire that Merrow would sign. Tilda Oske of Tarn and ministers met him on 8 May."


def meeting(
    status: EventStatus = "scheduled", on: str | None = "2031-05-08", *, type: EventType = "talks",
    plover: Plover | None = "CONSULT", said: str = "", published: str = "2031-05-03",
) -> Report:  # fmt: skip
    """A report of one event between Merrow and Tarn, of which a country, people and a group take part."""
    text = f"{said}{TEXT}"

    def at(words: str) -> Span:
        return Span(text.index(words), text.index(words) + len(words))

    def actor(id: str, name: str, kind: ActorType, country: str | None = None) -> Actor:
        return Actor(id, name, kind, SURE, country, mentions=(Mention(at(name), SURE),))

    actors = (
        actor("RUS", "Merrow", "country", "RUS"), actor("Q77", "Tilda Oske", "person", "UKR"),
        actor("ministers", "ministers", "group"), actor("northwire", "Northwire", "outlet"),
    )  # fmt: skip
    parts = [Participant(one.id, "party", one.mentions[0].span) for one in actors[:3]]
    time = Time(at("8 May"), "DATE", on) if on else None
    event = Event("e1", type, Passage(text, (at("met"),)), status, tuple(parts), time, None, plover)
    return report(
        text, actors=actors, events=(event,), published=published, outlet=f"Post of {published}",
        url=f"https://post.example/{published}/{status}",
    )  # fmt: skip


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    """A ledger of which two reports have one dispatch and render one utterance."""
    chain = story(
        Told("Ada Brandt", "said", "“no deal”", kind="direct", through="Eastwire"),
        published="2031-05-02", outlet="River Post", url="https://river.example/1",
    )  # fmt: skip
    again = story(
        Told("Ada Brandt", "said", "that there was no deal"), published="2031-05-03", outlet="Hill Post",
        url="https://hill.example/1",
    )  # fmt: skip
    with Ledger.open(tmp_path_factory.mktemp("kept") / "ledger.sqlite") as one:
        for made in (resolved(), hostile(), meeting(), chain, again):
            one.add(made, source="a.txt")
        first, other = (next(one.statements(reports=[r.id])) for r in (chain, again))
        judge(one, "right", first.id, by="Ada")
        with one.begin() as connection:
            for id in (first.id, other.id):
                connection.execute(insert(rendering).values(
                    statement=id, utterance=first.id, score=0.9, reason="the same words"
                ))  # fmt: skip
            connection.execute(
                insert(origin).values(statement=first.id, key="northwire", kind="agency", reason="the chain")
            )
            for id in (chain.id, again.id):
                connection.execute(insert(copy).values(
                    report=id, dispatch=chain.id, kind="copy", origin="northwire", score=0.9, reason="words"
                ))  # fmt: skip
        yield one


# ---- CSV ------------------------------------------------------------------------------------------------


def test_csv_is_read_by_csv_and_by_a_sniffer(kept: Ledger, tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    export(kept, "csv", tmp_path / "out.csv")
    raw = (tmp_path / "out.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbfid,day,")
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == sum(1 for _ in kept.statements())
    assert raw.count(b"\r\n") >= len(rows) + 1
    held = next(row for row in rows if row["act"] == "accept")
    assert (held["day"], held["speaker"], held["target"]) == ("2031-05-03", "Ansel Quill", "Tarn & Vale")
    assert held["conditions"] == "only if the dredging clause was restored"
    found = duckdb.read_csv(str(tmp_path / "out.csv"), header=True)
    assert found.columns == list(COLUMNS)
    assert len(found) == len(rows)
    assert str(found.types[1]) == "DATE"


# ---- Parquet --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def tables(kept: Ledger, tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("pyarrow")
    folder = tmp_path_factory.mktemp("tables")
    export(kept, "parquet", folder)
    return folder


def test_every_table_has_its_schema_whatever_is_in_it(tables: Path, tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    with Ledger.open(tmp_path / "empty.sqlite") as empty:
        export(empty, "parquet", tmp_path / "empty")
    for name, columns in TABLES.items():
        schema = pq.read_schema(tables / f"{name}.parquet")
        assert schema.equals(pq.read_schema(tmp_path / "empty" / f"{name}.parquet"), check_metadata=True)
        assert {f.name: f.metadata[b"description"].decode() for f in schema} == {
            column: told for column, (_, told) in columns.items()
        }
        assert {f.name for f in schema if f.nullable} == {
            column for column, (type, _) in columns.items() if not type.endswith("!")
        }


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        (
            "SELECT speaker_name, act, c.words, earliest, matter[1] FROM statements s JOIN conditions c "
            "ON c.statement = s.id WHERE c.kind = 'only_if'",
            [("Ansel Quill", "accept", "only if the dredging clause was restored", date(2031, 5, 3),
              "harbour treaty")],
        ),
        (
            "SELECT name, role, number FROM parties WHERE role = 'channel' AND name = 'Eastwire'",
            [("Eastwire", "channel", 1)],
        ),
        (
            "SELECT e.type, e.status, p.name FROM events e JOIN participants p ON p.event = e.id "
            "WHERE e.earliest = '2031-05-08' AND e.type = 'talks' AND p.role = 'party' AND e.place IS NULL "
            "ORDER BY p.number",
            [("talks", "scheduled", "Merrow"), ("talks", "scheduled", "Tilda Oske"),
             ("talks", "scheduled", "ministers")],
        ),
        (
            "SELECT t.value, t.since FROM papers p JOIN stages t ON t.paper = p.id "
            "WHERE p.name = 'harbour treaty' ORDER BY t.number",
            [("unsigned", None), ("signed", "2031-05-08")],
        ),
        ("SELECT roles[1], type, country FROM actors WHERE id = 'ansel-quill'",
         [("ports minister", "person", "merrow")]),
        ("SELECT verdict, judge, withdrawn_at FROM judgments", [("right", "Ada", None)]),
        ("SELECT count(DISTINCT utterance), count(*), max(origin) FROM statements "
         "WHERE speaker = 'ada-brandt'", [(1, 2, "northwire")]),
        ("SELECT count(*) FROM reports r JOIN reports d ON d.id = r.dispatch AND d.id <> r.id", [(1,)]),
        ("SELECT count(*) FROM statements s LEFT JOIN actors a ON a.id = s.speaker "
         "WHERE s.speaker IS NOT NULL AND a.id IS NULL", [(0,)]),
        ("SELECT count(*) FROM statements s JOIN reports r ON r.id = s.report "
         "WHERE substr(r.text, s.content_spans[1][1] + 1, s.content_spans[1][2] - s.content_spans[1][1]) "
         "<> split_part(s.content, ' … ', 1)", [(0,)]),
    ],
)  # fmt: skip
def test_tables_answer_questions_in_sql(tables: Path, query: str, rows: list[Any]) -> None:
    duckdb = pytest.importorskip("duckdb")
    connection = duckdb.connect()
    for name in TABLES:
        connection.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet('{tables}/{name}.parquet')")
    assert connection.execute(query).fetchall() == rows


# ---- FollowTheMoney -------------------------------------------------------------------------------------


def entities(kept: Ledger) -> dict[str, dict[str, Any]]:
    found = [json.loads(line) for line in written(kept, "ftm").decode().splitlines()]
    made = {one["id"]: one for one in found}
    assert len(made) == len(found)
    return made


def test_entities_are_what_followthemoney_takes_them_for(kept: Ledger) -> None:
    ftm = pytest.importorskip("followthemoney", reason="needs ICU: apt-get install libicu-dev")
    found = entities(kept)
    for one in found.values():
        schema = ftm.model.get(one["schema"])
        assert schema is not None
        # A reader that cleans values loses none of them, and finds every property that is required.
        proxy = ftm.model.get_proxy(one, cleaned=False)
        schema.validate(proxy.to_dict())
        assert {k: set(v) for k, v in proxy.properties.items()} == {
            k: {ftm.model.get(one["schema"]).get(k).type.clean(x) or x for x in v}
            for k, v in one["properties"].items()
        }
        for prop, value in proxy.itervalues():
            assert prop.type.validate(value)
            if prop.type.name == "entity":
                assert ftm.model.get(found[value]["schema"]).is_a(prop.range)


def test_entities_refer_to_entities_that_are_there(kept: Ledger) -> None:
    found = entities(kept)
    for one in found.values():
        for name in ("proof", "document", "entity", "involved", "organizer"):
            assert set(one["properties"].get(name, ())) <= found.keys()


def test_who_is_what_in_followthemoney(kept: Ledger) -> None:
    found = entities(kept)
    assert found["Q77"]["schema"] == "Person"
    assert found["Q77"]["properties"]["country"] == ["ua"]
    assert found["Q77"]["properties"]["wikidataId"] == ["Q77"]
    assert found["onr-rus"]["schema"] == "PublicBody"
    assert found["onr-northwire"]["schema"] == "Organization"
    assert found["onr-ansel-quill"]["properties"]["position"] == ["ports minister"]
    assert not [one for one in found.values() if "ministers" in one["properties"].get("name", ())]
    talks = next(one for one in found.values() if one["properties"].get("involved") == ["onr-rus", "Q77"])
    assert talks["schema"] == "Event"
    assert talks["properties"]["startDate"] == ["2031-05-08"]
    said = next(one for one in found.values() if one["properties"].get("role") == ["accepts"])
    assert said["schema"] == "Documentation"
    assert said["properties"]["description"] == ["only_if: only if the dredging clause was restored"]
    assert found[said["properties"]["document"][0]]["schema"] == "Article"


# ---- JSON-LD --------------------------------------------------------------------------------------------

PROV, SCHEMA, OA = "http://www.w3.org/ns/prov#", "https://schema.org/", "http://www.w3.org/ns/oa#"
# What we use of the context that the W3C keeps at the address of an annotation's: tests have no network.
ANNO = {
    "oa": OA, "as": "http://www.w3.org/ns/activitystreams#", "dcterms": "http://purl.org/dc/terms/",
    "dc": "http://purl.org/dc/elements/1.1/", "xsd": "http://www.w3.org/2001/XMLSchema#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "foaf": "http://xmlns.com/foaf/0.1/", "id": "@id", "type": "@type",
    **{name: f"oa:{name}" for name in (
        "Annotation", "TextualBody", "SpecificResource", "TextQuoteSelector", "TextPositionSelector",
        "TimeState", "describing", "tagging", "identifying",
    )},
    "AnnotationCollection": "as:OrderedCollection", "AnnotationPage": "as:OrderedCollectionPage",
    "Software": "as:Application", "label": "rdfs:label", "name": "foaf:name", "value": "rdf:value",
    "format": "dc:format", "exact": "oa:exact", "prefix": "oa:prefix", "suffix": "oa:suffix",
    "body": {"@id": "oa:hasBody", "@type": "@id"}, "target": {"@id": "oa:hasTarget", "@type": "@id"},
    "source": {"@id": "oa:hasSource", "@type": "@id"}, "state": {"@id": "oa:hasState", "@type": "@id"},
    "selector": {"@id": "oa:hasSelector", "@type": "@id"},
    "cached": {"@id": "oa:cachedSource", "@type": "@id"},
    "motivation": {"@id": "oa:motivatedBy", "@type": "@vocab"},
    "purpose": {"@id": "oa:hasPurpose", "@type": "@vocab"},
    "creator": {"@id": "dcterms:creator", "@type": "@id"},
    "created": {"@id": "dcterms:created", "@type": "xsd:dateTime"},
    "sourceDate": {"@id": "oa:sourceDate", "@type": "xsd:dateTime"},
    "start": {"@id": "oa:start", "@type": "xsd:nonNegativeInteger"},
    "end": {"@id": "oa:end", "@type": "xsd:nonNegativeInteger"},
    "first": {"@id": "as:first", "@type": "@id"}, "total": {"@id": "as:totalItems"},
    "startIndex": {"@id": "as:startIndex"},
    "items": {"@id": "as:items", "@type": "@id", "@container": "@list"},
}  # fmt: skip


def parsed(told: bytes) -> Any:
    rdflib = pytest.importorskip("rdflib")
    document = json.loads(told)
    if document["@context"] == "http://www.w3.org/ns/anno.jsonld":
        document["@context"] = ANNO
    graph = rdflib.Graph()
    with warnings.catch_warnings():
        # Its own reader of JSON-LD uses what it calls old.
        warnings.filterwarnings("ignore", "ConjunctiveGraph", DeprecationWarning)
        graph.parse(data=json.dumps(document), format="json-ld")
    return graph


def asked(graph: Any, query: str) -> list[tuple[Any, ...]]:
    prefixes = f"PREFIX prov: <{PROV}> PREFIX s: <{SCHEMA}> PREFIX oa: <{OA}> "
    return [
        tuple(None if one is None else one.toPython() for one in row) for row in graph.query(prefixes + query)
    ]


# The terms of the Web Annotation vocabulary that can be of use here; rdflib does not have them.
OA_TERMS = {
    "Annotation", "TextualBody", "SpecificResource", "TextQuoteSelector", "TextPositionSelector", "TimeState",
    "hasBody", "hasTarget", "hasSource", "hasSelector", "hasState", "hasPurpose", "motivatedBy", "exact",
    "prefix", "suffix", "start", "end", "sourceDate", "cachedSource", "describing", "tagging", "identifying",
}  # fmt: skip


@pytest.mark.parametrize(("form", "vocabulary"), [("prov", PROV), ("schema", SCHEMA), ("annotation", OA)])
def test_every_term_is_one_of_its_vocabulary(kept: Ledger, form: str, vocabulary: str) -> None:
    graph = parsed(written(kept, form))
    from rdflib import PROV as prov
    from rdflib import RDF, SDO

    terms = {PROV: prov, SCHEMA: SDO, OA: [OA + term for term in OA_TERMS]}[vocabulary]
    used = {str(term) for _, p, o in graph for term in (p, o if p == RDF.type else p)}
    ours = {term for term in used if term.startswith(vocabulary)}
    assert len(ours) > 9
    assert not {term for term in ours if term not in terms}


def keys(value: Any) -> set[str]:
    """All names of properties in a document."""
    if isinstance(value, list):
        return {key for one in value for key in keys(one)}
    return set(value) | keys([*value.values()]) if isinstance(value, dict) else set()


def test_no_property_of_an_annotation_is_lost_to_its_context(kept: Ledger) -> None:
    assert keys(json.loads(written(kept, "annotation"))) <= ANNO.keys() | {"@context"}


def test_a_statement_is_derived_along_its_chain(kept: Ledger) -> None:
    graph = parsed(written(kept, "prov"))
    chain = asked(graph, """SELECT ?name ?speaker ?version WHERE {
        ?said prov:value "“no deal”" ; prov:wasQuotedFrom ?report ; prov:wasGeneratedBy ?reading ;
            prov:wasDerivedFrom ?relayed .
        ?relayed prov:wasAttributedTo [ rdfs:label ?name ] ; prov:wasDerivedFrom ?utterance .
        ?utterance prov:wasAttributedTo [ rdfs:label ?speaker ] .
        ?reading a prov:Activity ; prov:used ?report ;
            prov:wasAssociatedWith [ a prov:SoftwareAgent ; rdfs:label ?version ] }""")  # fmt: skip
    assert chain == [("Eastwire", "Ada Brandt", f"onrecord {kept.version}")]


def test_renderings_and_copies_share_what_they_come_from(kept: Ledger) -> None:
    graph = parsed(written(kept, "prov"))
    shared = asked(
        graph,
        """SELECT ?content WHERE {
        ?one prov:value "“no deal”" ; prov:wasDerivedFrom+ ?utterance .
        ?other prov:value ?content ; prov:wasDerivedFrom+ ?utterance . FILTER(?one != ?other) }""",
    )
    assert shared == [("that there was no deal",)]
    copies = asked(
        graph,
        """SELECT ?url WHERE {
        ?copy prov:wasDerivedFrom ?dispatch ; prov:used*/^prov:used ?reading .
        ?dispatch prov:specializationOf ?url }""",
    )
    assert copies == [("https://river.example/1",)]


def test_a_claim_appears_in_every_report_that_renders_it(kept: Ledger) -> None:
    graph = parsed(written(kept, "schema"))
    found = asked(
        graph,
        """SELECT ?name ?url ?first WHERE {
        ?claim a s:Claim ; s:creator [ s:name ?name ] ; s:appearance [ s:url ?url ] ;
            s:firstAppearance [ s:url ?first ] .
        FILTER(?name = "Ada Brandt") } ORDER BY ?url""",
    )
    assert found == [
        ("Ada Brandt", "https://hill.example/1", "https://river.example/1"),
        ("Ada Brandt", "https://river.example/1", "https://river.example/1"),
    ]
    quoted = asked(
        graph,
        """SELECT ?text ?outlet WHERE {
        ?quotation a s:Quotation ; s:text ?text ; s:spokenByCharacter [ s:name "Ada Brandt" ] ;
            s:isPartOf [ a s:NewsArticle ; s:publisher [ s:name ?outlet ] ] }""",
    )
    assert quoted == [("“no deal”", "River Post")]


def test_annotations_are_found_in_the_text_that_they_are_of(kept: Ledger) -> None:
    graph = parsed(written(kept, "annotation"))
    texts = {f"urn:onrecord:report:{one.id}": one.text for one in kept.reports()}
    places = asked(graph, """SELECT ?copy ?exact ?prefix ?suffix ?start ?end WHERE {
        ?a a oa:Annotation ; oa:hasTarget ?target . ?target oa:hasSource ?source ;
            oa:hasState [ oa:cachedSource ?copy ] ; oa:hasSelector ?quote, ?place .
        ?quote a oa:TextQuoteSelector ; oa:exact ?exact ; oa:prefix ?prefix ; oa:suffix ?suffix .
        ?place a oa:TextPositionSelector ; oa:start ?start ; oa:end ?end }""")  # fmt: skip
    assert len(places) == sum(len(one.content_spans) for one in kept.statements())
    for id, exact, prefix, suffix, start, end in places:
        text = re.sub("[\0\ud800-\udfff]", "\ufffd", texts[id])
        assert text[start:end] == exact
        assert text[max(start - 32, 0) : start] == prefix
        assert text[end : end + 32] == suffix
    sources = {row[0] for row in asked(graph, "SELECT ?s WHERE { ?t oa:hasSource ?s }")}
    assert "https://river.example/1" in sources
    assert not {one for one in sources if one.startswith("javascript")}


def test_an_annotation_has_what_the_data_model_asks_for(kept: Ledger) -> None:
    told = json.loads(written(kept, "annotation"))
    assert told["@context"] == "http://www.w3.org/ns/anno.jsonld"
    assert told["total"] == len(told["first"]["items"])
    for one in told["first"]["items"]:
        assert one["id"].startswith("urn:onrecord:statement:")
        assert one["type"] == "Annotation"
        assert one["target"]


# ---- brat -----------------------------------------------------------------------------------------------

_LINE = re.compile(
    r"T\d+\t(?P<label>\w+) (?P<spans>\d+ \d+(?:;\d+ \d+)*)\t(?P<words>.+)"
    r"|E\d+\t(?P<event>\w+):T\d+(?: \w+:[TE]\d+)*|A\d+\t(?P<attribute>\w+) [TE]\d+ (?P<value>\S+)"
    r"|R\d+\t(?P<relation>\w+) Arg1:T\d+ Arg2:T\d+|\*\tEquiv(?: T\d+){2,}"
)


def test_brat_files_are_standoff_of_their_texts(kept: Ledger) -> None:
    archive = zipfile.ZipFile(io.BytesIO(written(kept, "brat")))
    files = {name: archive.read(name).decode() for name in archive.namelist()}
    declared = files.pop("annotation.conf")
    stems = {name.rsplit(".", 1)[0] for name in files}
    assert len(files) == 2 * len(stems) == 10
    attributions = 0
    for stem in stems:
        text = files[f"{stem}.txt"]
        for line in re.split("\n", files[f"{stem}.ann"].rstrip("\n")):
            found = _LINE.fullmatch(line)
            assert found, line
            attributions += found["event"] == "Attribution"
            for label in filter(
                None, (found["label"], found["event"], found["relation"], found["attribute"])
            ):
                assert re.search(rf"^{label}\b", declared, re.M), label
            if found["value"]:
                assert re.search(rf"^{found['attribute']}\t.*[:|]{found['value']}\b", declared, re.M)
            if found["spans"]:
                pieces = [[*map(int, one.split())] for one in found["spans"].split(";")]
                words = " ".join(text[start:end] for start, end in pieces)
                assert re.sub(r"\s|[^\w\s]", "", words) == re.sub(r"\s|[^\w\s]", "", found["words"])
                assert not [p for start, end in pieces for p in text[start:end] if p in "\n\r\u2028\x85"]
    assert attributions == sum(1 for _ in kept.statements())


# ---- event rows -----------------------------------------------------------------------------------------


def rows(ledger: Ledger, form: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(written(ledger, form).decode(), newline="")))


def test_every_code_is_one_of_the_conversion_table() -> None:
    known = {code for codes in rules("plover")["codes"].values() for code in codes}
    # CAMEO's own, of which PLOVER's table as kept here tells no mode.
    assert not (MODES.keys() | CONTEXTS.keys() | set(HELD.values())) - known


def test_a_statement_between_two_is_a_row(kept: Ledger) -> None:
    [plover] = [row for row in rows(kept, "plover") if row["status"] == "said"]
    assert (plover["source"], plover["target"], plover["type"], plover["context"], plover["date"]) == (
        "ansel-quill", "tarn", "AGREE", "diplomatic", "2031-05-03",
    )  # fmt: skip
    [cameo] = [row for row in rows(kept, "cameo") if row["status"] == "said"]
    assert (cameo["code"], cameo["root"], cameo["report"]) == ("030", "03", plover["report"])


@pytest.mark.parametrize(
    ("type", "status", "plover", "told"),
    [
        ("talks", "held", "CONSULT", [("CONSULT", "046", "mutual", 6)]),
        ("call", "ongoing", "CONSULT", [("CONSULT", "041", "mutual", 6)]),
        ("talks", "scheduled", "CONSULT", [("AGREE", "036", "mutual", 6)]),
        ("attack", "held", "ASSAULT", [("ASSAULT", "190", "as named", 1)]),
        ("attack", "expected", "ASSAULT", []),
        ("talks", "proposed", "CONSULT", []),
        ("talks", "cancelled", "CONSULT", []),
        ("attack", "denied", "ASSAULT", []),
        ("vote", "held", None, []),
    ],
)
def test_which_events_are_rows(
    type: EventType, status: EventStatus, plover: Plover | None, told: list[Any], tmp_path: Path
) -> None:
    with Ledger.open(tmp_path / "ledger.sqlite") as one:
        one.add(meeting(status, type=type, plover=plover), source="a.txt")
        types, codes = rows(one, "plover"), rows(one, "cameo")
    found = {(a["type"], b["code"], a["order"], len(types)) for a, b in zip(types, codes, strict=True)}
    assert sorted(found) == told
    assert len({row["id"] for row in types}) == len(types)


# ---- iCalendar ------------------------------------------------------------------------------------------


def events(ledger: Ledger, since: str = "2031-05-01") -> list[Any]:
    icalendar = pytest.importorskip("icalendar")
    told = written(ledger, "ics", since=since)
    assert told.endswith(b"END:VCALENDAR\r\n")
    assert max(map(len, told.split(b"\r\n"))) <= WIDTH
    calendar = icalendar.Calendar.from_ical(told)
    assert (calendar["version"], calendar["prodid"]) == ("2.0", "-//onrecord//talks//EN")
    assert not calendar.errors
    found = list(calendar.walk("VEVENT"))
    assert not [error for event in found for error in event.errors]
    assert len({event["uid"] for event in found}) == len(found)
    return found


def test_planned_talks_are_entries_of_whole_days(kept: Ledger) -> None:
    found = {str(event["summary"]): event for event in events(kept)}
    talks = found["Talks: Merrow, Tilda Oske, ministers"]
    assert (talks.decoded("dtstart"), talks.decoded("dtend")) == (date(2031, 5, 8), date(2031, 5, 9))
    assert talks["status"] == "CONFIRMED"
    assert talks.decoded("dtstamp").utcoffset().total_seconds() == 0
    assert talks["url"] == "https://post.example/2031-05-03/scheduled"


def test_words_of_anybody_stay_in_their_property(kept: Ledger) -> None:
    evil = next(event for event in events(kept) if "Hall" in event.get("location", ""))
    assert evil["location"] == "Hall; A,\nX:1"
    assert evil["categories"].cats == ["talks"]
    assert "url" not in evil


@pytest.mark.parametrize(
    ("value", "days"),
    [
        ("2031-05-08", (date(2031, 5, 8), date(2031, 5, 9))),
        ("2031-05-08T10:00", (date(2031, 5, 8), date(2031, 5, 9))),
        ("2031-05-08/2031-05-10", (date(2031, 5, 8), date(2031, 5, 11))),
        ("2031-06", (date(2031, 6, 1), date(2031, 7, 1))),
        ("2031", None),
        ("2031-04-30", None),
        ("FUTURE_REF", None),
        (None, None),
    ],
)
def test_the_days_of_an_entry(value: str | None, days: object, tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "ledger.sqlite") as one:
        one.add(meeting(on=value), source="a.txt")
        found = events(one)
    assert [(e.decoded("dtstart"), e.decoded("dtend")) for e in found] == ([days] if days else [])
    assert ("Some time between" in str(found[0]["description"]) if found else False) == (value == "2031-06")


@pytest.mark.parametrize(
    ("status", "told"),
    [
        ("scheduled", "CONFIRMED"), ("expected", "TENTATIVE"), ("proposed", "TENTATIVE"), ("held", None),
        ("ongoing", None), ("cancelled", None), ("denied", None), ("failed", None),
    ],
)  # fmt: skip
def test_which_talks_are_coming(status: EventStatus, told: str | None, tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "ledger.sqlite") as one:
        one.add(meeting(status), source="a.txt")
        assert [e["status"] for e in events(one)] == ([told] if told else [])


def test_talks_that_are_called_off_keep_their_entry(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "ledger.sqlite") as one:
        one.add(meeting("scheduled"), source="a.txt")
        [planned] = events(one)
        one.add(meeting("cancelled", said="Off. ", published="2031-05-05"), source="b.txt")
        [off] = events(one)
    assert (planned["uid"], planned["status"], planned["sequence"]) == (off["uid"], "CONFIRMED", 0)
    assert (off["status"], off["sequence"]) == ("CANCELLED", 1)


# ---- the brief ------------------------------------------------------------------------------------------

_ALLOWED = {
    "html", "head", "meta", "title", "style", "body", "main", "section", "h1", "h2", "p", "ul", "ol", "li",
    "b", "bdi", "span", "sup", "a", "code",
}  # fmt: skip


def test_the_page_needs_and_runs_nothing(kept: Ledger) -> None:
    told = written(kept, "html").decode()
    page = lxml.html.document_fromstring(told)
    assert {one.tag for one in page.iter()} <= _ALLOWED
    for one in page.iter():
        assert set(one.attrib) <= {
            "lang", "charset", "name", "content", "http-equiv", "class", "dir", "href", "rel", "id", "value",
        }  # fmt: skip
    assert "url(" not in page.findtext(".//style")
    assert page.find(".//meta[@http-equiv]").get("content").startswith("default-src 'none'")
    links = [one.get("href") for one in page.iter("a")]
    assert {link for link in links if not link.startswith("#")} == {
        "https://courier.example/harbour?day=3&page=1", "https://hill.example/1",
        "https://post.example/2031-05-03/scheduled",
    }  # fmt: skip
    ids = [one.get("id") for one in page.iter() if one.get("id")]
    assert {link[1:] for link in links if link.startswith("#")} == set(ids)
    assert len(ids) == len(set(ids))


def test_the_page_says_what_is_held_and_where(kept: Ledger) -> None:
    page = lxml.html.document_fromstring(written(kept, "html").decode())
    assert page.findtext(".//h2") == "What each party holds"
    held = " ".join(
        next(one for one in page.iter("li") if "accepts" in one.text_content()).text_content().split()
    )
    assert "Ansel Quill accepts: that his government would sign the harbour treaty" in held
    assert "on condition: only if the dredging clause was restored" in held
    [number] = set(re.findall(r"\[(\d+)\]", held))
    source = page.get_element_by_id(f"source-{number}").text_content()
    assert source.startswith("Straits Courier, “Merrow harbour talks close")


def test_markdown_has_words_only_as_words(kept: Ledger) -> None:
    told = written(kept, "markdown").decode()
    parser = MarkdownIt("gfm-like", {"linkify": False, "html": True})
    tokens = [t for block in parser.parse(told) for t in (block, *(block.children or ()))]
    assert not [t for t in tokens if t.type in ("html_inline", "html_block", "image", "fence", "table_open")]
    links = {t.attrs["href"] for t in tokens if t.type == "link_open"}
    assert links == {
        "https://courier.example/harbour?day=3&page=1", "https://hill.example/1",
        "https://post.example/2031-05-03/scheduled",
    }  # fmt: skip
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", told)
    shown = re.sub(
        r"\s+", " ", "".join(t.content for t in tokens if t.type in ("text", "code_inline", "text_special"))
    )
    assert "<script>alert(1)</script>" in shown
    assert "that his government would sign the harbour treaty" in shown


def test_a_brief_of_nothing_says_so(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "ledger.sqlite") as one:
        assert written(one, "markdown").decode() == "# On record\n\n0 reports, 0 statements.\n"
        assert "0 reports" in written(one, "html").decode()


def test_a_brief_tells_what_rests_on_what(kept: Ledger) -> None:
    told = written(kept, "markdown", actor="Ada Brandt").decode()
    assert "On record: Ada Brandt" in told
    assert "2 reports" in told


def test_a_corrected_field_names_who_corrected_it(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "ledger.sqlite") as one:
        one.add(replace(resolved(), events=()), source="a.txt")
        subject = next(s for s in one.statements() if s.act == "deny")
        judge(one, "correct", subject.id, field="act", value="threaten", by="Ada *Brandt*")
        told = written(one, "markdown").decode()
    assert "threatens: that any clause had been removed" in told
    assert r"act corrected by Ada \*Brandt\*" in told
