"""Containers as they come: made here with the bytes that feeds, agencies, spreadsheets and archives write."""

from __future__ import annotations

import contextlib
import gzip
import io
import json
import re
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import brotli
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from onrecord.errors import Damaged, NoReports, NoText, NotText, Skipped, TooLarge, Unreadable
from onrecord.intake import MAX_BYTES, documents, opml
from onrecord.intake.stream import Stream
from onrecord.records import Document

LONG = "The ministers of Norvania and Sudria signed a protocol on Tuesday that opens the bridge to cars. " * 4
FULL = f"<p>{LONG}</p><p>“We have built nothing new,” said Angela Voss.</p>"


def read(folder: Path, name: str, data: bytes) -> list[Document | Unreadable]:
    path = folder / name
    path.write_bytes(data)
    return list(documents(path))


def one(folder: Path, name: str, data: bytes) -> Document | Unreadable:
    (found,) = read(folder, name, data)
    return found


def told(found: Document) -> dict[str, object]:
    """What a container said of a report."""
    names = ("title", "url", "published", "outlet", "byline")
    return {name: value for name in names if (value := getattr(found, name)) is not None}


# ---- feeds ------------------------------------------------------------------------------------------------

RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
     xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<title>The Norva Courier</title><link>https://courier.example/</link>
<image><title>Logo</title></image>
{}
</channel></rss>"""
ATOM = """<?xml version="1.0"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title type="text">Sudria Post</title>
{}</feed>"""


def feed_item(folder: Path, inside: str, around: str = RSS, tag: str = "item") -> Document | Unreadable:
    return one(folder, "feed.xml", around.format(f"<{tag}>{inside}</{tag}>").encode())


def test_an_item_of_rss(tmp_path: Path):
    found = feed_item(
        tmp_path,
        f"""<title>Bridge &amp;amp; tolls: “no deal”</title><link>https://courier.example/1</link>
        <guid isPermaLink="false">c-1</guid><pubDate>Tue, 03 Jun 2025 14:05:00 GMT</pubDate>
        <dc:creator>By Ada Vella</dc:creator><description>Short.</description>
        <content:encoded><![CDATA[{FULL}]]></content:encoded>""",
    )
    assert isinstance(found, Document)
    assert found.text.split("\n\n") == [
        "Bridge & tolls: “no deal”", LONG.strip(), "“We have built nothing new,” said Angela Voss."
    ]  # fmt: skip
    assert told(found) == {
        "title": "Bridge & tolls: “no deal”",
        "url": "https://courier.example/1",
        "published": "2025-06-03T14:05:00+00:00",
        "outlet": "The Norva Courier",
        "byline": "Ada Vella",
    }
    assert found.name == f"{tmp_path}/feed.xml#1"
    assert found.notes == ()


def test_an_entry_of_atom(tmp_path: Path):
    found = feed_item(
        tmp_path,
        f"""<title type="html">Tolls &amp;lt;b&amp;gt;rise&amp;lt;/b&amp;gt;</title><id>urn:1</id>
        <link rel="enclosure" href="https://post.example/a.mp3"/><link href="https://post.example/2"/>
        <published>2025-06-03T14:05:00Z</published><updated>2025-06-04T00:00:00Z</updated>
        <author><name>Moe Grech</name><email>moe@post.example</email></author>
        <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>{LONG}</p><p>No.</p></div></content>""",
        ATOM,
        "entry",
    )
    assert isinstance(found, Document)
    assert found.text.split("\n\n") == ["Tolls rise", LONG.strip(), "No."]
    assert told(found) == {
        "title": "Tolls rise", "url": "https://post.example/2", "published": "2025-06-03T14:05:00+00:00",
        "outlet": "Sudria Post", "byline": "Moe Grech",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        ("<description>No deal.</description>", "No deal."),
        ("<description>&lt;p&gt;No &lt;i&gt;deal&lt;/i&gt;.&lt;/p&gt;&lt;p&gt;Yes.&lt;/p&gt;</description>",
         "No deal.\n\nYes."),
        # HTML that was not escaped, with and without an end.
        ("<description><p>No deal.</p><p>Yes.</p></description>", "No deal.\n\nYes."),
        ("<description>No deal.<br>Yes.<img src='x'></description><title>T</title>", "T\n\nNo deal.\nYes."),
        ("<description>Q&A at AT&T, 5 < 6 &nbsp;&rsquo;tis &#8217;x&#146;</description>",
         "Q&A at AT&T, 5 < 6 \xa0’tis ’x’"),
        ("<description>No&unheard; deal</description>", "No&unheard; deal"),
        ("<description>No\x00\x08 deal</description>", "No deal"),
        ("<description>First.\n\nSecond.</description>", "First.\n\nSecond."),
        ("<title>No deal in Norva yet</title><description>No deal in Norva yet. He said no.</description>",
         "No deal in Norva yet. He said no."),
        ("<rss:title>T</rss:title><undeclared:x/><description>No.</description>", "No."),
        ("<description>No.</description><media:title>Photo</media:title>", "No."),
        ("<title><![CDATA[A & B <br> C]]></title><summary>No.</summary>", "A & B C\n\nNo."),
        ("<description/><content:encoded></content:encoded><summary>No.</summary>", "No."),
        ("<description><!-- no --><script>x</script>No.</description>", "No."),
        ("<content:encoded><![CDATA[<p>A]]>]]&gt;<![CDATA[ b.</p>]]></content:encoded>", "A]]> b."),
    ],
)  # fmt: skip
def test_words_of_odd_items(tmp_path: Path, inside: str, text: str):
    found = feed_item(tmp_path, inside)
    assert isinstance(found, Document), found
    assert found.text == text


@pytest.mark.parametrize(
    ("inside", "url"),
    [
        ("<guid>https://courier.example/3</guid>", "https://courier.example/3"),
        ("<guid isPermaLink='false'>https://courier.example/3</guid>", None),
        ("<link/>https://courier.example/3", None),
        ("<link>/news/3?a=1&b=2</link>", "https://courier.example/news/3?a=1&b=2"),
        ("<link>javascript:alert(1)</link>", None),
        ("<link>file:///etc/passwd</link>", None),
        ("<atom:link rel='self' href='https://courier.example/x'/>", None),
        ("<link>https://short.example/a</link><feedburner:origLink>https://courier.example/b</feedburner:origLink>",
         "https://courier.example/b"),
    ],
)  # fmt: skip
def test_links_of_items(tmp_path: Path, inside: str, url: str | None):
    found = feed_item(tmp_path, f"{inside}<description>No.</description>")
    assert isinstance(found, Document)
    assert found.url == url


@pytest.mark.parametrize(
    ("inside", "published", "notes"),
    [
        ("<pubDate>Tue, 3 Jun 2025 14:05:00 +0200</pubDate>", "2025-06-03T14:05:00+02:00", ()),
        ("<pubDate>2025-06-03 14:05</pubDate>", "2025-06-03T14:05:00", ()),
        ("<dc:date>2025-06-03</dc:date>", "2025-06-03", ()),
        ("<updated>2025-06-03</updated>", "2025-06-03", ()),
        ("<pubDate>soon</pubDate><dc:date>2025-06-03</dc:date>", "2025-06-03", ()),
        ("<pubDate>03/04/2025</pubDate>", None, ("its date was not understood: 03/04/2025",)),
        ("<pubDate/>", None, ()),
    ],
)
def test_dates_of_items(tmp_path: Path, inside: str, published: str | None, notes: tuple[str, ...]):
    found = feed_item(tmp_path, f"{inside}<content:encoded>{LONG}</content:encoded>")
    assert isinstance(found, Document)
    assert (found.published, found.notes) == (published, notes)


@pytest.mark.parametrize(
    ("words", "notes"),
    [
        (f"<content:encoded>{LONG}</content:encoded>", ()),
        (f"<content:encoded>{LONG}[…]</content:encoded>", ("the text is cut off by who supplied it",)),
        (f"<description>{LONG}</description>", ("only a summary of the report is there",)),
        (f"<description>{LONG * 4}</description>", ()),
        (f"<description>{LONG * 4} Read more »</description>", ("the text is cut off by who supplied it",)),
        ("<content:encoded>No.</content:encoded>", ("only a summary of the report is there",)),
    ],
)
def test_what_is_whole(tmp_path: Path, words: str, notes: tuple[str, ...]):
    found = feed_item(tmp_path, words)
    assert isinstance(found, Document)
    assert found.notes == notes


@pytest.mark.parametrize(
    ("author", "byline"),
    [
        ("<author>ada@courier.example (Ada Vella)</author>", "Ada Vella"),
        ("<author>ada@courier.example</author>", None),
        ("<dc:creator>Ada Vella</dc:creator><dc:creator>Moe Grech</dc:creator>", "Ada Vella, Moe Grech"),
    ],
)
def test_authors_of_items(tmp_path: Path, author: str, byline: str | None):
    found = feed_item(tmp_path, f"{author}<description>No.</description>")
    assert isinstance(found, Document)
    assert found.byline == byline


def test_the_outlet_of_an_item_of_a_collection(tmp_path: Path):
    found = feed_item(
        tmp_path, '<source url="https://p.example">Sudria Post</source><description>No.</description>'
    )
    assert isinstance(found, Document)
    assert found.outlet == "Sudria Post"


def test_rss_of_old(tmp_path: Path):
    data = b"""<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    xmlns="http://purl.org/rss/1.0/"><channel rdf:about="https://n.example/"><title>N</title><items><rdf:Seq>
    <rdf:li rdf:resource="https://n.example/1"/></rdf:Seq></items></channel>
    <item rdf:about="https://n.example/1"><title>T</title><link>https://n.example/1</link>
    <description>No.</description></item></rdf:RDF>"""
    found = one(tmp_path, "old.rdf", data)
    assert isinstance(found, Document)
    assert (found.text, found.url, found.outlet) == ("T\n\nNo.", "https://n.example/1", "N")


def test_a_broken_item_spoils_no_other(tmp_path: Path):
    items = [
        "<item><description>One.</description></item>",
        "<item><title>No words</title></item>",
        "<item><description><b>Two.</i></description>",  # not closed: ended by the next one
        "<item><description>Three.</description></item>",
        "<!-- <item><description>Taken back.</description></item> -->",
        "<item><description><![CDATA[Four, and nobody closes it.</description></item>",
        "<item><description>Five.</description></item>",
        "<item><description>Six, cut o",
    ]
    found = read(tmp_path, "feed.xml", RSS.split("{}")[0].encode() + "\n".join(items).encode())
    assert [d.text if isinstance(d, Document) else type(d) for d in found] == [
        "One.", NoText, "Two.", "Three.", NotText, "Five.", NotText
    ]  # fmt: skip
    assert str(found[1]).startswith(f"{tmp_path}/feed.xml#2 is ")


def test_entities_are_never_expanded(tmp_path: Path):
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    data = f"""<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;">
    <!ENTITY f SYSTEM "file://{secret}">]><rss><channel><title>N</title>
    <item><description>x &b; &f; y</description></item></channel></rss>"""
    found = one(tmp_path, "feed.xml", data.encode())
    assert isinstance(found, Document)
    assert found.text == "x &b; &f; y"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "iso-8859-1"])
def test_encodings_of_feeds(tmp_path: Path, encoding: str):
    named = "windows-1252" if encoding == "cp1252" else encoding.removesuffix("-sig")
    words = "Café “no”" if encoding != "iso-8859-1" else "Café no"
    data = RSS.replace("utf-8", named).format(f"<item><description>{words}</description></item>")
    found = one(tmp_path, "feed.xml", data.encode(encoding))
    assert isinstance(found, Document)
    assert found.text == words


def test_a_feed_in_another_encoding_than_it_says(tmp_path: Path):
    data = RSS.format("<item><description>Café “no”</description></item>").encode("cp1252")
    found = one(tmp_path, "feed.xml", data)
    assert isinstance(found, Document)
    assert found.text == "Café “no”"


# ---- JSON -------------------------------------------------------------------------------------------------


def jsonl(*records: object) -> bytes:
    return b"\n".join(r if isinstance(r, bytes) else json.dumps(r).encode() for r in records)


@pytest.mark.parametrize(
    ("record", "text", "known"),
    [
        ({"text": "No."}, "No.", {}),
        ({"Body": "No.", "Headline": "Deal"}, "Deal\n\nNo.", {"title": "Deal"}),
        ({"headline": "No deal", "content": "NO DEAL\n\nHe left."},
         "NO DEAL\n\nHe left.", {"title": "No deal"}),
        ({"headline": "No deal", "content": "No deals were made."}, "No deal\n\nNo deals were made.",
         {"title": "No deal"}),
        ({"text": "No.", "url": "https://a.example/1", "date": "2025-06-03", "source": "Norva Courier"},
         "No.",
         {"url": "https://a.example/1", "published": "2025-06-03", "outlet": "Norva Courier"}),
        ({"maintext": "No.", "source_domain": "a.example", "authors": ["Ada Vella", "Moe Grech"]}, "No.",
         {"outlet": "a.example", "byline": "Ada Vella, Moe Grech"}),
        ({"article": {"title": "T", "body": "No."}, "id": 1}, "T\n\nNo.", {"title": "T"}),
        ({"webTitle": "T", "webUrl": "https://g.example/1", "webPublicationDate": "2025-06-03T14:05:00Z",
          "fields": {"bodyText": "No.", "byline": "Ada Vella"}}, "T\n\nNo.",
         {"title": "T", "url": "https://g.example/1", "published": "2025-06-03T14:05:00+00:00",
          "byline": "Ada Vella"}),
        ({"title": {"rendered": "A &#8217;b"}, "content": {"rendered": "<p>No.</p><p>Yes.</p>"},
          "date": "2025-06-03T14:05:00"}, "A ’b\n\nNo.\n\nYes.",
         {"title": "A ’b", "published": "2025-06-03T14:05:00"}),
        ({"source": {"id": "x", "name": "Courier"}, "author": None, "content": "No.",
          "publishedAt": 1748959500},
         "No.", {"outlet": "Courier", "published": "2025-06-03T14:05:00+00:00"}),
        ({"text": ["First.", "Second."], "source": "https://a.example/1"}, "First.\n\nSecond.",
         {"url": "https://a.example/1"}),
        ({"text": "No.", "sources": [{"outlet": "A", "url": "https://a.example/1"}]}, "No.",
         {"outlet": "A", "url": "https://a.example/1"}),
        ({"text": "No.", "sources": [{"outlet": "A", "url": "https://a.example/1"}, {"outlet": "B"}]}, "No.",
         {"outlet": "A, B"}),
        ({"text": "nan", "body": "No.", "byline": "nan", "outlet": None}, "No.", {}),
        ({"html": "<p>No.</p><script>x</script>"}, "No.", {}),
        ({"text": "A \ud800 b \u0007"}, "A \ufffd b \u0007", {}),
        ({"text": "No.", "items": [{"text": "x"}]}, "No.", {}),
        # It begins as a container, and is a text with a brace.
        ({"text": "{no} [deal]", "title": "\\\"{["}, "\\\"{[\n\n{no} [deal]", {"title": "\\\"{["}),
    ],
)  # fmt: skip
@pytest.mark.parametrize("shape", ["line", "list", "pretty", "within"])
def test_fields_of_json(tmp_path: Path, record: dict[str, object], text: str, known: object, shape: str):
    whole = {"line": record, "list": [record], "pretty": record, "within": {"total": 1, "articles": [record]}}
    data = json.dumps(whole[shape], indent=2 if shape == "pretty" else None).encode()
    found = one(tmp_path, "a.json", data)
    assert isinstance(found, Document), found
    assert (found.text, told(found)) == (text, known)
    assert found.name == f"{tmp_path}/a.json#1"


@pytest.mark.parametrize("name", ["a.jsonl", "a.ndjson", "a.json", "a.txt", "a"])
def test_json_lines_are_known_by_what_is_in_them(tmp_path: Path, name: str):
    found = read(tmp_path, name, jsonl({"text": "One."}, b"", {"text": "Two."}) + b"\r\n")
    assert [(d.text, d.name) for d in found if isinstance(d, Document)] == [
        ("One.", f"{tmp_path}/{name}#1"), ("Two.", f"{tmp_path}/{name}#3")
    ]  # fmt: skip


def test_a_broken_line_spoils_no_other(tmp_path: Path):
    lines = [
        {"text": "One."}, b'{"text": "Two', b"[1, 2]", {"id": 3}, b"\x00\xff", {"text": ""},
        b'{"text": "' + b"x" * (MAX_BYTES + 10) + b'"}', b"[" * 100_000, "text", {"text": "Café."},
        '{"text": "“Ça”"}'.encode("cp1252"), {"text": "%PDF-1.7"},
    ]  # fmt: skip
    found = read(tmp_path, "a.jsonl", jsonl(*lines))
    assert [d.text if isinstance(d, Document) else type(d) for d in found] == [
        "One.", NotText, NoText, NoText, NotText, NoText, TooLarge, NotText, NoText, "Café.", "“Ça”", NotText
    ]  # fmt: skip
    numbers = [int(re.search(r"#(\d+)", d.name if isinstance(d, Document) else str(d))[1]) for d in found]  # type: ignore[index]
    assert numbers == list(range(1, 13))
    assert found[10].notes == ("encoding guessed: Windows-1252",)  # type: ignore[union-attr]
    assert not any("\n" in str(d) for d in found if isinstance(d, Unreadable))


def test_a_broken_element_of_a_list(tmp_path: Path):
    data = (
        b'[{"text": "One."},\n{"text": "said "no" to it"},\n'
        b'{"text": "Two {[\\" and\\\\"}, 3, "x", {"text": "Three'
    )
    found = read(tmp_path, "a.json", data)
    assert [d.text if isinstance(d, Document) else type(d) for d in found] == [
        "One.", NotText, 'Two {[" and\\', NotText
    ]  # fmt: skip


def test_json_feed(tmp_path: Path):
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Norva Courier",
        "items": [
            {"id": "1", "url": "https://n.example/1", "title": "T", "content_html": FULL,
             "date_published": "2025-06-03T14:05:00Z", "authors": [{"name": "Ada Vella"}]},
            {"id": "2", "content_text": "No.", "summary": "Not this."},
            {"id": "3", "summary": "Only this."},
            {"id": "4", "title": "Nothing"},
        ],
    }  # fmt: skip
    found = read(tmp_path, "feed.json", json.dumps(feed).encode())
    assert [d.text if isinstance(d, Document) else type(d) for d in found] == [
        f"T\n\n{LONG.strip()}\n\n“We have built nothing new,” said Angela Voss.", "No.", "Only this.", NoText
    ]  # fmt: skip
    assert told(found[0]) == {  # type: ignore[arg-type]
        "title": "T", "url": "https://n.example/1", "published": "2025-06-03T14:05:00+00:00",
        "outlet": "Norva Courier", "byline": "Ada Vella",
    }  # fmt: skip
    assert found[2].notes == ("only a summary of the report is there",)  # type: ignore[union-attr]


@pytest.mark.parametrize("data", [b"{}", b"[]", b'{"items": []}', b"[[]]", b'{"a": {"b": 1}}'])
def test_json_without_reports(tmp_path: Path, data: bytes):
    found = one(tmp_path, "a.json", data)
    assert isinstance(found, NoText)
    assert "expected" in str(found)


# ---- ninjs ------------------------------------------------------------------------------------------------

NINJS = {
    "uri": "urn:newsml:norvapress.example:20250603:1",
    "type": "text",
    "versioncreated": "2025-06-03T14:05:00Z",
    "firstcreated": "2025-06-03T12:00:00Z",
    "pubstatus": "usable",
    "headline": "Bridge deal",
    "byline": "By Ada Vella",
    "provider": {"name": "Norva Press"},
    "ednote": "Updates with quote",
}


@pytest.mark.parametrize(
    ("more", "text"),
    [
        ({"body_text": "No.\n\nYes."}, "Bridge deal\n\nNo.\n\nYes."),
        ({"body_xhtml": "<p>No.</p><p>Yes.</p>", "body_text": "No. Yes."}, "Bridge deal\n\nNo.\n\nYes."),
        ({"bodies": [{"contenttype": "text/html", "value": "<p>No.</p>"}]}, "Bridge deal\n\nNo."),
        ({"bodies": [{"contentType": "text/plain", "value": "No."}, {"value": None}, 3]},
         "Bridge deal\n\nNo."),
        ({"headline": None, "body_text": "No.",
          "headlines": [{"role": "short", "value": "B"}, {"role": "main", "value": "Bridge"}]},
         "Bridge\n\nNo."),
    ],
)  # fmt: skip
def test_ninjs(tmp_path: Path, more: dict[str, object], text: str):
    for data in ({**NINJS, **more}, [{**NINJS, **more}]):
        found = one(tmp_path, "a.json", json.dumps(data).encode())
        assert isinstance(found, Document), found
        assert found.text == text
        assert (found.published, found.outlet, found.byline) == (
            "2025-06-03T12:00:00+00:00",
            "Norva Press",
            "Ada Vella",
        )
        assert found.notes == ("note of the editors: Updates with quote",)


@pytest.mark.parametrize(
    ("more", "kind", "words"),
    [
        ({"type": "picture"}, Skipped, "of type picture"),
        ({"body_text": "No.", "pubstatus": "canceled"}, Skipped, "canceled by who supplied it"),
        ({}, NoText, "expected body_text"),
    ],
)
def test_ninjs_that_is_no_report(tmp_path: Path, more: dict[str, object], kind: type[Unreadable], words: str):
    found = one(tmp_path, "a.json", json.dumps({**NINJS, **more}).encode())
    assert type(found) is kind
    assert words in str(found)


# ---- tables -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "data", "text", "known"),
    [
        ("a.csv", "text\nNo.\n", "No.", {}),
        ("a.csv", 'id,date,title,text,source\n1,2025-06-03,T,"No, he said.\n\n“Never.”",Courier\n',
         "T\n\nNo, he said.\n\n“Never.”", {"title": "T", "published": "2025-06-03", "outlet": "Courier"}),
        ("a.csv", "Date;Body\n03.06.2025;No; never\n", NotText, {}),
        ("a.csv", 'Date;Body\n13.06.2025;"No; never"\n', "No; never", {"published": "2025-06-13"}),
        ("a.tsv", "text\tdate\n“No”, “yes”\t2025-06-03\n", "“No”, “yes”", {"published": "2025-06-03"}),
        # Quotation marks at the beginning of a cell are its words here, and its dress there.
        ("a.tsv", 'text\tdate\n"No," he said.\t2025-06-03\n', '"No," he said.', {"published": "2025-06-03"}),
        ("a.tsv", 'text\tdate\n"""No,"" he said."\t2025-06-03\n',
         '"No," he said.', {"published": "2025-06-03"}),
        ("a.csv", 'sep=|\ntext|title\nNo.|T\n', "T\n\nNo.", {"title": "T"}),
        ("a.csv", '"","date","text","source"\n"3",2019-04-10,"No, he said.","Courier"\n', "No, he said.",
         {"published": "2019-04-10", "outlet": "Courier"}),
        ("a.csv", "title,text\r\nT,No.\r\n", "T\n\nNo.", {"title": "T"}),
        ("a.csv", "title,text\rT,No.\r", "T\n\nNo.", {"title": "T"}),
        ("a.csv", "title,text,\nT,No.,,,\n", "T\n\nNo.", {"title": "T"}),
        ("a.csv", "title,text\nT\n", NoText, {}),
        ("a.csv", 'title,text\nT,"No," he said.\n', NotText, {}),
        ("a.csv", 'title,text\nT,"No.', NotText, {}),
        ("a.csv", "title,text\nT,<p>No.</p><p>Yes.</p>\n", "T\n\nNo.\n\nYes.", {"title": "T"}),
        ("a.csv", "a,b\n1,2\n", NoReports, {}),
        ("a.csv", "text,title\n", NoReports, {}),
        ("a.csv", "\n\n", NoText, {}),
        ("a.txt", "id,date,text\n1,2025-06-03,No.\n", "No.", {"published": "2025-06-03"}),
    ],
)  # fmt: skip
def test_tables(tmp_path: Path, name: str, data: str, text: str | type[Unreadable], known: object):
    found = one(tmp_path, name, data.encode())
    if isinstance(text, str):
        assert isinstance(found, Document), found
        assert (found.text, told(found)) == (text, known)
    else:
        assert type(found) is text
        assert "\n" not in str(found)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_encodings_of_tables(tmp_path: Path, encoding: str):
    found = one(
        tmp_path, "a.csv", ("title;text\nCafé;“Ça,” said Łukasz.".replace("Ł", "L") + "\n").encode(encoding)
    )
    assert isinstance(found, Document)
    assert found.text == "Café\n\n“Ça,” said Lukasz."


def test_rows_of_several_encodings(tmp_path: Path):
    row = f'Café,"“Ça,” said Ada Vella. {LONG}"'
    rows = [b"title,text", row.encode(), row.encode("cp1252"), b"T,a\x1fb"]
    found = read(tmp_path, "a.csv", b"\n".join(rows))
    assert [d.text[:12] for d in found if isinstance(d, Document)] == [
        "Café\n\n“Ça,” ",
        "Café\n\n“Ça,” ",
        "T\n\na b",
    ]
    assert [d.notes for d in found if isinstance(d, Document)] == [
        (),
        ("encoding guessed: Windows-1252",),
        (),
    ]


def test_a_broken_row_spoils_no_other(tmp_path: Path):
    long = "x" * 400_000
    rows = [
        "title,text",
        "T,One.",
        "T,a,b",
        f'T,"{long}"',
        f"T,{'x' * (MAX_BYTES + 10)}",
        "",
        'T,"a"b',
        "T,Two.",
    ]
    found = read(tmp_path, "a.csv", "\n".join(rows).encode())
    assert [d.text if isinstance(d, Document) else type(d) for d in found] == [
        "T\n\nOne.", NotText, f"T\n\n{long}", TooLarge, NotText, "T\n\nTwo."
    ]  # fmt: skip
    assert [str(d).split(" ")[0] for d in found if isinstance(d, Unreadable)] == [
        f"{tmp_path}/a.csv#{n}" for n in (3, 5, 7)
    ]


def test_a_report_that_looks_like_a_table(tmp_path: Path):
    text = "Text, body and soul\n\nHe said, on Monday, no."
    found = one(tmp_path, "a.txt", text.encode())
    assert isinstance(found, Document)
    assert found.text == text


# ---- web archives -----------------------------------------------------------------------------------------

PAGE = f"""<html><head><title>T</title></head>
<body><article><h1>The bridge deal</h1>{FULL}</article></body></html>"""


def archived(*pages: tuple[str, str, bytes, dict[str, str]], packed: bool = False) -> list[bytes]:
    """Records as the field's own writer writes them."""
    records = []
    for url, status, body, headers in pages:
        out = io.BytesIO()
        writer = WARCWriter(out, gzip=packed)
        http = StatusAndHeaders(
            status, list({"Content-Type": "text/html", **headers}.items()), protocol="HTTP/1.1"
        )
        record = writer.create_warc_record(
            url, "response", payload=io.BytesIO(body), http_headers=http,
            warc_headers_dict={"WARC-Date": "2025-06-03T14:05:00Z"},
        )  # fmt: skip
        writer.write_record(record)
        record.raw_stream.close()
        records.append(out.getvalue())
    return records


def page(n: int, status: str = "200 OK", body: bytes = PAGE.encode(), **headers: str):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return f"https://n.example/{n}", status, body, named


CHUNKED = (
    b"".join(b"%x\r\n%b\r\n" % (len(p), p) for p in (PAGE.encode()[:99], PAGE.encode()[99:])) + b"0\r\n\r\n"
)


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize(
    ("given", "kind"),
    [
        (page(1), Document),
        (page(1, "404 Not Found"), None),
        (page(1, "301 Moved", Location="/2"), None),
        (page(1, Content_Type="image/png"), None),
        (page(1, Content_Type="text/plain", body=b"No deal, he said."), Document),
        (page(1, Content_Type="text/html; charset=windows-1252", body=PAGE.encode("cp1252")), Document),
        (page(1, Content_Encoding="gzip", body=gzip.compress(PAGE.encode())), Document),
        (page(1, Content_Encoding="deflate", body=zlib.compress(PAGE.encode())), Document),
        (page(1, Content_Encoding="deflate", body=zlib.compress(PAGE.encode())[2:-4]), Document),
        (page(1, Content_Encoding="br", body=brotli.compress(PAGE.encode())), Document),
        (page(1, Content_Encoding="br"), Document),
        (page(1, Content_Encoding="zstd", body=b"\x28\xb5\x2f\xfd"), NotText),
        (page(1, Content_Encoding="gzip", body=gzip.compress(b" " * 10 * MAX_BYTES)), TooLarge),
        (page(1, Content_Encoding="br", body=brotli.compress(b" " * 2 * MAX_BYTES)), TooLarge),
        (page(1, Transfer_Encoding="chunked", body=CHUNKED), Document),
        (page(1, Transfer_Encoding="chunked"), Document),
        (page(1, body=b"<html></html>"), NoText),
        (page(1, body=b"<html>" + b"x" * (MAX_BYTES + 100_000)), TooLarge),
        (("https://n.example/robots.txt", "200 OK", b"Disallow:", {"Content-Type": "text/plain"}), None),
    ],
)
def test_answers_in_archives(tmp_path: Path, given, kind: type | None, packed: bool):
    name = "a.warc.gz" if packed else "a.warc"
    found = read(tmp_path, name, b"".join(archived(given, packed=packed)))
    assert [type(d) for d in found] == ([kind] if kind else [])
    for one_found in found:
        if isinstance(one_found, Document):
            assert one_found.text.endswith(("said Angela Voss.", "he said."))
            assert (one_found.url, one_found.name) == ("https://n.example/1", f"{tmp_path}/{name}#1")
            assert one_found.notes == ("archived 2025-06-03T14:05:00Z",)


def _plain(change) -> tuple[str, bytes]:
    return "a.warc", b"".join(change(archived(page(1), page(2), page(3))))


def _packed(change) -> tuple[str, bytes]:
    return "a.warc.gz", b"".join(change(archived(page(1), page(2), page(3), packed=True)))


def _length(record: bytes, length: str) -> bytes:
    head, _, rest = record.partition(b"\r\n\r\n")
    return re.sub(rb"Content-Length: \d+", f"Content-Length: {length}".encode(), head) + b"\r\n\r\n" + rest


@pytest.mark.parametrize(
    ("archive", "numbers"),
    [
        (_plain(lambda r: r), [1, 2, 3]),
        (_plain(lambda r: [r[0], r[1], r[2][:-200]]), [1, 2, "3"]),
        (_plain(lambda r: [r[0], r[1][:-200], r[2]]), [1, "2", 3]),
        (_plain(lambda r: [r[0], _length(r[1], "50"), r[2]]), [1, "2", 3]),
        (_plain(lambda r: [r[0], _length(r[1], "999999999999"), r[2]]), [1, "2", 3]),
        (_plain(lambda r: [r[0], _length(r[1], "-5"), r[2]]), [1, "2", 3]),
        (_plain(lambda r: [r[0], b"garbage\r\n", r[1], r[2]]), [1, "2", 3, 4]),
        (_plain(lambda r: [r[0], re.sub(rb"WARC/1.\d", b"WARC/x", r[1]), r[2]]), [1, "2", 3]),
        (_plain(lambda r: [r[0], re.sub(rb"HTTP/1.1", b"XXXX", r[1]), r[2]]), [1, 3]),
        (_packed(lambda r: r), [1, 2, 3]),
        (_packed(lambda r: [r[0], r[1], r[2][:-60]]), [1, 2, "3"]),
        (_packed(lambda r: [r[0], r[1][:-60], r[2]]), [1, "2", 3]),
        (_packed(lambda r: [r[0], r[1][:60] + b"\xff\xff" + r[1][62:], r[2]]), [1, "2", 3]),
        (_packed(lambda r: [r[0], b"garbage", r[1], r[2]]), [1, "2", 3, 4]),
        (_packed(lambda r: [gzip.compress(b"".join(gzip.decompress(one) for one in r))]), [1, 2, 3]),
    ],
)  # fmt: skip
def test_a_broken_record_spoils_no_other(tmp_path: Path, archive: tuple[str, bytes], numbers: list[object]):
    found = read(tmp_path, *archive)
    assert [
        int(d.name.rpartition("#")[2]) if isinstance(d, Document) else re.search(r"#(\d+) is ", str(d))[1]  # type: ignore[index]
        for d in found
    ] == numbers


# ---- lists of feeds, folders, packing ---------------------------------------------------------------------


def test_opml_without_feeds(tmp_path: Path):
    found = one(tmp_path, "a.opml", b"<opml version='2.0'><body><outline text='x'/></body></opml>")
    assert type(found) is NoReports


def test_opml_of_addresses_that_are_none(tmp_path: Path):
    data = b"""<?xml version="1.0"?><opml><body><outline text="a"><outline xmlUrl="file:///etc/passwd"/></outline>
    <outline type="rss" xmlUrl="gopher://n.example/"/>
    <!-- <outline xmlUrl="http://taken.back.invalid/"/> -->"""
    found = read(tmp_path, "a.opml", data)
    assert [str(d).partition(",")[0] for d in found] == [
        "file:///etc/passwd is a file address", "gopher://n.example/ is a gopher address"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "data", "text"),
    [
        ("a.txt.gz", b"No deal.", "No deal."),
        ("a.html.gz", PAGE.encode(), None),
        ("a.csv.gz", b"text\nNo deal.\n", "No deal."),
        ("a.jsonl.gz", b'{"text": "No deal."}\n', "No deal."),
        ("a.xml.gz", RSS.format("<item><description>No deal.</description></item>").encode(), "No deal."),
        ("a.gz", b'{"text": "No deal."}\n', "No deal."),
    ],
)
def test_what_is_packed(tmp_path: Path, name: str, data: bytes, text: str | None):
    for packed in (
        gzip.compress(data),
        gzip.compress(data[:5]) + gzip.compress(data[5:]),
        gzip.compress(gzip.compress(data)),
    ):
        found = one(tmp_path, name, packed)
        assert isinstance(found, Document), found
        assert text is None or found.text == text


def test_lines_behind_a_break_in_the_packing(tmp_path: Path):
    parts = [gzip.compress(json.dumps({"text": f"{n} " * 5000}).encode() + b"\n") for n in range(3)]
    found = read(tmp_path, "a.jsonl.gz", parts[0] + parts[1][:-30] + parts[2])
    assert [d.text[0] if isinstance(d, Document) else type(d) for d in found] == ["0", Damaged, "2"]


def test_a_folder_of_containers(tmp_path: Path):
    for name, data in {
        "a.csv": b"title,text\nT,No.\n",
        "b.jsonl": b'{"text": "No."}\n{"x": 1}\n',
        "config.json": b"[]",
        "numbers.csv": b"a,b\n1,2\n",
        "map.xml": b"<?xml version='1.0'?><map/>",
        "z.tar.gz": gzip.compress(b"x"),
        "readme.json": b"{}",
    }.items():
        (tmp_path / name).write_bytes(data)
    found = list(documents(tmp_path))
    assert [d.text if isinstance(d, Document) else type(d) for d in found] == [
        "T\n\nNo.", "No.", NoText, Skipped, Skipped, Skipped, Skipped, Skipped
    ]  # fmt: skip


def test_standard_input():
    found = list(documents("-", stdin=io.BytesIO(b'{"text": "One."}\n{"text": "Two."}\n')))
    assert [(d.text, d.name) for d in found if isinstance(d, Document)] == [
        ("One.", "stdin#1"),
        ("Two.", "stdin#2"),
    ]


def _many(kind: str, size: int) -> Iterator[bytes]:
    """A container of so many bytes, piece by piece."""
    text = "x" * 5000
    record = {
        "a.jsonl": json.dumps({"text": text}) + "\n",
        "a.json": json.dumps({"text": text}) + ",\n",
        "a.csv": f"T,{text}\n",
        "a.xml": f"<item><description>{text}</description></item>\n",
    }[kind].encode()
    yield {"a.json": b"[", "a.csv": b"title,text\n", "a.xml": b"<rss><channel>"}.get(kind, b"")
    for _ in range(size // len(record)):
        yield record
    yield {"a.json": b'{"text": "x"}]'}.get(kind, b"")


@pytest.mark.parametrize("kind", ["a.jsonl", "a.json", "a.csv", "a.xml"])
def test_a_large_container_is_never_held(tmp_path: Path, kind: str):
    path = tmp_path / f"{kind}.gz"
    with gzip.open(path, "wb", compresslevel=1) as file:
        for piece in _many(kind, 12_000_000):
            file.write(piece)
    next(documents(path))
    tracemalloc.start()
    found = sum(isinstance(d, Document) for d in documents(path))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found > 2000
    assert peak < 3_000_000


# ---- anything at all --------------------------------------------------------------------------------------

SEEDS = {
    "a.xml": RSS.format(f"<item><title>T</title><summary><![CDATA[{FULL}]]></summary></item>" * 2).encode(),
    "a.atom": ATOM.format("<entry><title>T</title><content type='html'>x &amp; y</content></entry>").encode(),
    "a.jsonl": b'{"text": "One.", "date": "2025-06-03"}\n{"text": "Two.", "source": {"name": "x"}}\n',
    "a.json": b'{"articles": [{"text": "One."}, {"body": ["a", "b"], "sources": [{"outlet": "B"}]}]}',
    "b.json": json.dumps({**NINJS, "body_text": "No."}).encode(),
    "a.csv": b'title,text,date\nT,"No, he said.",2025-06-03\nT,"""Never""",x\n',
    "a.tsv": b'title\ttext\nT\t"No," he said\n',
    "a.warc": b"".join(archived(*(page(n, Content_Type="text/plain", body=b"No deal.") for n in (1, 2)))),
    "a.jsonl.gz": gzip.compress(b'{"text": "One."}\n') + gzip.compress(b'{"text": "Two."}\n'),
}  # fmt: skip
# What stands at the joints of the formats.
JOINTS = st.sampled_from(
    [b"", b'"', b"'", b"<", b">", b"&", b"]]>", b"<![CDATA[", b"<item>", b"</item>", b"<!--", b"{", b"}",
     b"[", b"]", b"\\", b"\n", b"\r", b"\0", b",", b"\t", b"\x1f\x8b\x08\0", b"WARC/1.0\r\n", b"\xff", b"-",
     b"\xff\xfe", b"\xef\xbb\xbf", b"\\ud800", b"1e999", b"&#0;", b"&#xFFFFFF;", b"99999999999999999999"]
)  # fmt: skip


def changed(draw: Callable[..., Any], seed: bytes) -> bytes:
    """A container with a few of its bytes lost, or others put in."""
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(seed)))
        put = draw(st.one_of(JOINTS, st.binary(max_size=8)))
        seed = seed[:at] + put + seed[at + draw(st.integers(0, 20)) :]
    return seed


def test_a_message_is_one_line_whatever_the_fields_are_called(tmp_path: Path):
    (found,) = read(tmp_path, "a.jsonl", b'{"a\\nb": "c", "d\\u2028e": "f"}')
    assert str(found).splitlines() == [str(found)]


@pytest.mark.parametrize("name", SEEDS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_bytes_make_a_reader_fail(tmp_path: Path, name: str, data: st.DataObject):
    for found in read(tmp_path, name, changed(data.draw, SEEDS[name])):
        if isinstance(found, Document):
            found.text.encode()
        else:
            assert str(found).startswith(str(tmp_path))
            assert "\n" not in str(found)


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_no_bytes_make_the_reader_of_lists_fail(data: st.DataObject):
    seed = b"<opml><body><outline text='x' xmlUrl='ftp://n.example/'/></body></opml>"
    with contextlib.suppress(Unreadable):
        assert all("://" in address for address in opml.feeds(Stream([changed(data.draw, seed)]), "a.opml"))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    record=st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=9),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    [
                        "text",
                        "title",
                        "Date",
                        "source",
                        "url",
                        "author",
                        "article",
                        "html",
                        "x",
                        "uri",
                        "pubstatus",
                        "bodies",
                        "headlines",
                        "items",
                    ]
                ),
                inner,
                max_size=5,
            )
        ),
        max_leaves=12,
    )
)
@example(record={"text": "x", "date": "0000-00-00", "author": [[["x"]]], "url": {"href": 3}})
def test_no_value_makes_a_reader_fail(tmp_path: Path, record: object):
    for found in read(tmp_path, "a.json", json.dumps(record).encode()):
        assert isinstance(found, Document | Unreadable)
