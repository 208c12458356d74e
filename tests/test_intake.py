"""Real files, real bytes, a real server on this machine."""

from __future__ import annotations

import gzip
import io
import json
import os
import socket
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from onrecord.errors import Damaged, NoReports, NoText, NotFound, NotText, Skipped, TooLarge, Unreadable
from onrecord.intake import MAX_BYTES, documents, source
from onrecord.intake.html import document
from onrecord.layout import segments
from onrecord.records import Document

REPORT = "Ministers sign bridge deal\n\n“We will wait,” said Ada Vella. The minister’s aide did not.\n"


def one(place: object, **options: object) -> Document | Unreadable:
    """The one thing that a source yields."""
    (found,) = documents(place, **options)  # type: ignore[arg-type]
    return found


def read(path: Path, data: bytes) -> Document | Unreadable:
    path.write_bytes(data)
    return one(path)


# ---- text -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("encoding", "note"),
    [
        ("utf-8", None),
        ("utf-8-sig", None),
        ("utf-16", None),
        ("utf-32", None),
        ("utf-16-le", "encoding guessed: UTF-16-LE"),
        ("utf-16-be", "encoding guessed: UTF-16-BE"),
        ("cp1252", "encoding guessed: Windows-1252"),
    ],
)
def test_encodings(tmp_path: Path, encoding: str, note: str | None):
    found = read(tmp_path / "a.txt", REPORT.encode(encoding))
    assert isinstance(found, Document)
    assert found.text == REPORT
    assert found.notes == ((note,) if note else ())


def test_an_encoding_of_other_letters_is_guessed(tmp_path: Path):
    text = "Министр заявил в понедельник, что соглашение не будет подписано на этой неделе. " * 5
    found = read(tmp_path / "a.txt", text.encode("cp1251"))
    assert isinstance(found, Document)
    assert found.text == text
    assert found.notes[0].startswith("encoding guessed: ")


@pytest.mark.parametrize(
    "text",
    [
        "No deal\r\n\r\nHe said no.\r\n",
        "No deal\r\rHe said no.",
        "No\u00a0deal\u2028He said\u2009no.\u2029\t\n\n\n ",
        "“𝕏 is no ministry,” 👩‍🚀 said. Cafe\u0301 \u200b\u00ad.",
        "\ufb01nal \uff21",
        "He \ufffd said no, and the rest of the text is as it was written.",
    ],
)
def test_the_text_is_kept_as_it_is(tmp_path: Path, text: str):
    found = read(tmp_path / "a.txt", text.encode())
    assert isinstance(found, Document)
    assert found.text == text
    assert found.notes == ()


def test_damage_is_shown_and_noted(tmp_path: Path):
    data = (REPORT * 3).encode()
    found = read(tmp_path / "a.txt", data[:40] + b"\xff" + data[40:] + "é".encode()[:1])
    assert isinstance(found, Document)
    assert found.text.count("\ufffd") == 2
    assert found.notes == ("2 damaged places in the UTF-8 text, shown as \ufffd",)


def zipped(*names: str) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return data.getvalue()


@pytest.mark.parametrize(
    ("data", "kind", "words"),
    [
        (b"", NoText, "empty"),
        (b" \n\n\t", NoText, "empty"),
        ("\u00a0\u2003\n".encode(), NoText, "blank"),
        (b"x" * (MAX_BYTES + 1), TooLarge, "more than 5 MB"),
        (b"%PDF-1.7\n1 0 obj\n", NotText, "a PDF, expected text or HTML: convert it to text first"),
        (b"%PDF-1.7\n1 0 obj\n/Encrypt 5 0 R", NotText, "a password-protected PDF"),
        (zipped("a.txt"), NotText, "a ZIP archive"),
        (zipped("word/document.xml"), NotText, "a Word document"),
        (zipped("xl/workbook.xml"), NotText, "an Excel workbook"),
        (gzip.compress(b"%PDF-1.7\n1 0 obj\n"), NotText, "a PDF"),
        (gzip.compress(b"He said no." * 999)[:40], Damaged, "is cut off where it is packed (gzip)"),
        (b"\x89PNG\r\n\x1a\n\0\0", NotText, "a PNG image"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", NotText, "a JPEG image"),
        (b"{\\rtf1\\ansi He said no.}", NotText, "an RTF document"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            NotText,
            "password-protected",
        ),
        (b"He said\0 no." * 20, NotText, "NUL bytes"),
        (bytes(range(1, 256)) * 20, NotText, "expected text or HTML"),
        (b"\x7fELF\x02\x01\x01" + bytes(64), NotText, "NUL bytes"),
        (b"<?xml version='1.0'?><rss version='2.0'><channel/></rss>", NoReports, "a feed without items"),
        (b"<?xml version='1.0'?><urlset><url><loc>x</loc></url></urlset>", NotText, "a site map"),
    ],
)
def test_what_is_no_report(tmp_path: Path, data: bytes, kind: type[Unreadable], words: str):
    found = read(tmp_path / "a.txt", data)
    assert type(found) is kind
    assert words in str(found)
    assert str(found).startswith(str(tmp_path / "a.txt"))
    assert "\n" not in str(found)


def test_the_largest_text_is_read(tmp_path: Path):
    found = read(tmp_path / "a.txt", b"x" * MAX_BYTES)
    assert isinstance(found, Document)
    assert len(found.text) == MAX_BYTES


# ---- places ---------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("b.txt", "a.md", "deep/er/c.text", "deep/d.html", ".hidden.txt", ".git/x.txt", "README.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(PAGE if name.endswith("html") else REPORT, encoding="utf-8")
    (tmp_path / "photo.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (tmp_path / "deep" / "empty.txt").write_bytes(b"")
    return tmp_path


def test_a_folder_is_read_deep_and_sorted_and_goes_on_after_an_error(folder: Path):
    found = list(documents(folder))
    names = [os.path.relpath(d.name, folder) for d in found if isinstance(d, Document)]
    assert names == ["a.md", "b.txt", "deep/d.html", "deep/er/c.text"]
    assert [type(d) for d in found if isinstance(d, Unreadable)] == [Skipped, Skipped, NoText]


def test_patterns_lists_and_documents(folder: Path):
    assert [Path(d.name).name for d in documents(f"{folder}/*.txt") if isinstance(d, Document)] == ["b.txt"]
    mine = Document("He said no.", name="mine")
    found = list(documents([folder / "b.txt", mine, str(folder / "nope.txt"), (folder / "a.md",)]))
    assert [d.name for d in found if isinstance(d, Document)] == [
        str(folder / "b.txt"),
        "mine",
        str(folder / "a.md"),
    ]
    assert found[1] is mine
    assert isinstance(found[2], NotFound)


def test_a_file_whose_name_looks_like_a_pattern(tmp_path: Path):
    found = read(tmp_path / "a[1].txt", REPORT.encode())
    assert isinstance(found, Document)


def test_a_file_address(folder: Path):
    found = one((folder / "b.txt").as_uri())
    assert isinstance(found, Document)
    assert found.text == REPORT


def test_standard_input():
    found = one("-", stdin=io.BytesIO(REPORT.encode()))
    assert isinstance(found, Document)
    assert (found.text, found.name) == (REPORT, "stdin")
    assert isinstance(one("-", stdin=io.BytesIO(b"")), NoText)
    page = one("-", stdin=io.BytesIO(PAGE.encode()))
    assert isinstance(page, Document)
    assert page.media == "html"


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("{}/bb.txt", "did you mean {}/b.txt?"),
        ("{}/B.TXT", "did you mean {}/b.txt?"),
        ("{}/dep/er/c.text", "did you mean {}/deep?"),
        ("{}/qqqqq", "check the name"),
        ("{}/*.docx", "nothing matches"),
        ("{}/deep/none", "no file or folder"),
        ("www.example.org/a", "write https://www.example.org/a"),
        ("ftp://example.org/a.txt", "is a ftp address"),
        ("He said no.\nShe said yes.", "is no path"),
        ("x" * 5000, "is no path"),
        ("a\0b", "no file or folder"),
    ],
)
def test_what_is_not_there(folder: Path, place: str, words: str):
    found = one(place.format(folder))
    assert type(found) is NotFound
    assert words.format(folder) in str(found)
    assert "\n" not in str(found)


def test_an_empty_folder(tmp_path: Path):
    (tmp_path / "photo.png").write_bytes(b"x")
    skipped, found = documents(tmp_path)
    assert type(skipped) is Skipped
    assert type(found) is NotFound
    assert "holds no reports" in str(found)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_closed_file(tmp_path: Path):
    path = tmp_path / "a.txt"
    path.write_text(REPORT)
    path.chmod(0)
    found = one(path)
    assert type(found) is NotFound
    assert "permission denied" in str(found)


def test_a_file_that_cannot_be_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    (tmp_path / "a.txt").write_text(REPORT)
    monkeypatch.setattr(source, "open", refuse, raising=False)
    found = one(tmp_path / "a.txt")
    assert type(found) is NotFound
    assert "cannot be opened (permission denied)" in str(found)


# ---- pages ----------------------------------------------------------------------------------------------

ITEM = {
    "@context": "https://schema.org",
    "@graph": [
        {"@type": "BreadcrumbList"},
        {
            "@type": ["NewsArticle"],
            "headline": "Ministers sign bridge deal after nine years",
            "datePublished": "2025-06-03T14:05:00Z",
            "dateModified": "2025-06-04T09:00:00Z",
            "author": [{"@type": "Person", "name": "Ada Vella"}, {"@type": "Person", "name": "Moe Grech"}],
            "publisher": {"@type": "NewsMediaOrganization", "name": "The Norva Courier"},
        },
    ],
}
PAGE = f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8">
<title>Ministers sign bridge deal after nine years | The Norva Courier</title>
<meta property="og:title" content="Ministers sign bridge deal after nine years">
<script type="application/ld+json">{json.dumps(ITEM)}</script>
</head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/w">World</a></li></ul></nav>
<div class="cookies"><p>We use cookies. By continuing you agree to our terms.</p></div>
<main><article>
<h1><span class="kicker">Live</span>Ministers sign bridge deal after nine years</h1>
<p class="standfirst">Cars may cross from August, but lorries must wait for a scanner.</p>
<div class="byline">By Ada Vella and Moe Grech</div>
<p>The ministers of Norvania and Sudria signed a protocol on Tuesday that opens the bridge to cars.</p>
<p>“We have built nothing new today,” said Angela Voss, Norvania’s foreign minister.<br>“We have only stopped
being <em>foolish</em>.”</p>
<blockquote>“We have built nothing new today”</blockquote>
<aside><h4>Also read</h4><ul><li><a href="/1">Longest tunnel opens a year late</a></li></ul></aside>
<h2>The road ahead</h2>
<p>Her colleague Petr Dolan warned that the protocol would fall unless the tolls were shared.</p>
<ul><li>Cars may cross from August, the text says.</li><li>Lorries must wait for a scanner.</li></ul>
<p>The opposition in both parliaments has promised to read the text before it votes on it in July.</p>
</article>
<section id="comments"><h3>Comments (2)</h3>
<div class="comment"><p>reedwarbler said that the bridge is ugly.</p></div></section>
</main>
<footer><p>© 2025 The Norva Courier. All rights reserved. Contact us for licences.</p></footer>
</body></html>"""


def test_a_page():
    found = document(PAGE, name="a.html")
    assert found.title == "Ministers sign bridge deal after nine years"
    assert found.published == "2025-06-03T14:05:00+00:00"
    assert found.byline == "Ada Vella, Moe Grech"
    assert found.outlet == "The Norva Courier"
    assert found.media == "html"
    assert found.text.split("\n\n") == [
        "Ministers sign bridge deal after nine years",
        "Cars may cross from August, but lorries must wait for a scanner.",
        "The ministers of Norvania and Sudria signed a protocol on Tuesday that opens the bridge to cars.",
        "“We have built nothing new today,” said Angela Voss, Norvania’s foreign minister.",
        "“We have only stopped being foolish.”",
        "The road ahead",
        "Her colleague Petr Dolan warned that the protocol would fall unless the tolls were shared.",
        "• Cars may cross from August, the text says.",
        "• Lorries must wait for a scanner.",
        "The opposition in both parliaments has promised to read the text before it votes on it in July.",
    ]
    kinds = [s.kind for s in segments(found.text, title=found.title)]
    assert kinds == ["title", "body", "body", "body", "body", "subhead", "body", "body", "body", "body"]


def test_a_page_in_a_file(tmp_path: Path):
    for name, data in (
        ("a.html", PAGE.encode()),
        ("a.txt", PAGE.encode()),
        ("b.html", PAGE.encode("utf-16")),
        ("c.html", PAGE.replace('charset="utf-8"', 'charset="iso-8859-1"').encode("cp1252")),
        ("d.html", PAGE.replace('<meta charset="utf-8">', "").encode("cp1252")),
    ):
        found = read(tmp_path / name, data)
        assert isinstance(found, Document), found
        assert "“We have only stopped being foolish.”" in found.text
        assert found.title == "Ministers sign bridge deal after nine years"
        assert found.name == str(tmp_path / name)


def test_dates_and_names_of_meta_elements():
    page = (
        "<html><head><meta property='article:published_time' content='2025-06-03'>"
        "<meta name='author' content='Ada Vella'><meta property='og:site_name' content='Courier'></head>"
        f"<h1>Bridge deal signed at last</h1>{'<p>The minister said no, and left the room.</p>' * 8}"
    )
    found = document(page)
    assert (found.published, found.byline, found.outlet) == ("2025-06-03", "Ada Vella", "Courier")
    assert found.title == "Bridge deal signed at last"


def test_a_page_without_dates_has_none():
    lines = "<p>The minister said no, and left the room.</p>" * 9
    page = f"<html><body><h1>Bridge deal signed</h1>{lines}<p>© 2019</p>"
    found = document(page)
    assert (found.published, found.byline) == (None, None)


@pytest.mark.parametrize(
    "item", ["{", "[]", "null", '"x"', '{"@type": "NewsArticle", "headline": 3}', "[" * 5000]
)
def test_broken_metadata_does_no_harm(item: str):
    found = document(PAGE.replace(json.dumps(ITEM), item))
    assert found.title == "Ministers sign bridge deal after nine years"
    assert "said Angela Voss" in found.text


def test_paragraphs_of_a_page_without_an_article():
    lines = [
        f"Minister {name} said on Monday that the bridge would stay closed." for name in ("Voss", "Dolan")
    ]
    found = document(
        f"<html><body><table><tr><td><p>{lines[0]}</p><p>{lines[1]}</p></td></tr></table></body></html>"
    )
    assert all(line in found.text for line in lines)


def test_text_in_json_ld_alone():
    item = {**ITEM["@graph"][1], "articleBody": "The ministers signed. " * 30}  # type: ignore[dict-item]
    script = f"<script type='application/ld+json'>{json.dumps(item)}</script>"
    found = document(f"<html><body><div id=app></div>{script}</body></html>")
    assert found.text.endswith("The ministers signed.")


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("<html><body></body></html>", "without an article"),
        ("<html><body><script>render()</script><div id=app></div></body></html>", "JavaScript"),
        ("<html><body><form><p>Log in to continue</p><input></form></body></html>", "log-in"),
        ("<html><body><nav><a href=/>Home</a></nav></body></html>", "without an article"),
    ],
)
def test_a_page_without_words(tmp_path: Path, page: str, words: str):
    found = read(tmp_path / "a.html", page.encode())
    assert type(found) is NoText
    assert words in str(found)
    assert "\n" not in str(found)


# ---- addresses ------------------------------------------------------------------------------------------


ITEMS = f"""<rss><channel><title>Norva Courier</title>
<item><title>Short</title><link>/page</link><description>Short.</description><author>a@b (Ada)</author></item>
<item><title>Gone</title><link>HERE/nothing</link><description>Gone.</description></item>
<item><title>Whole</title><link>/whole</link><description>{"The minister said no. " * 80}</description></item>
<item><title>Alone</title><description>No link.</description></item>
<item><title>No words</title></item>
</channel></rss>"""
FEEDS = {
    "/feed": ITEMS,
    "/list": '<opml><outline xmlUrl="HERE/feed"/><outline xmlUrl="HERE/page"/><outline xmlUrl="ftp://x/y"/></opml>',
    "/lines": '{"text": "One.", "url": "HERE/page"}\n{"text": "Two."}\n',
    "/long": "<rss><channel>" + f"<item><description>{'x ' * 20_000}</description></item>" * 150,
}


class Pages(BaseHTTPRequestHandler):
    """A few pages and a few faults."""

    def do_GET(self):
        answers = {
            "/page": (200, "text/html; charset=utf-8", PAGE.encode()),
            "/text": (200, "text/plain; charset=iso-8859-1", REPORT.encode("cp1252")),
            "/untyped": (200, "", REPORT.encode()),
            "/pdf": (200, "application/pdf", b"%PDF-1.7"),
            "/json": (200, "application/json", b"{}"),
            "/data": (200, "application/x-own", b"own: data"),
            "/large": (200, "text/plain", b"x" * (MAX_BYTES + 10)),
            "/empty": (200, "text/html", b""),
            "/closed": (403, "text/html", b"no"),
            "/broken": (500, "text/html", b"no"),
        }
        if self.path == "/moved":
            self.send_response(301)
            self.send_header("Location", "/page")
            self.end_headers()
            return
        if self.path in FEEDS:
            here = f"http://{self.headers['Host']}"
            answers[self.path] = (200, "application/xml", FEEDS[self.path].replace("HERE", here).encode())
        if self.path == "/agent":
            answers["/agent"] = (200, "text/plain", f"Agent {self.headers['User-Agent']}".encode())
        status, kind, data = answers.get(self.path, (404, "text/html", b"<p>not here"))
        self.send_response(status)
        if kind:
            self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Pages) as found:
        threading.Thread(target=found.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{found.server_port}"
        found.shutdown()


@pytest.mark.parametrize("path", ["/page", "/moved"])
def test_a_page_by_its_address(server: str, path: str):
    found = one(server + path)
    assert isinstance(found, Document)
    assert (found.name, found.url, found.outlet) == (server + path, f"{server}/page", "The Norva Courier")


@pytest.mark.parametrize("path", ["/text", "/untyped"])
def test_a_text_by_its_address(server: str, path: str):
    found = one(server + path)
    assert isinstance(found, Document)
    assert (found.text, found.media) == (REPORT, "text")


def told(found: list[Document | Unreadable], server: str) -> list[object]:
    """Each report by its name and how it begins, each error by its kind and words."""
    return [
        (d.name.replace(server, ""), d.text[:6]) if isinstance(d, Document) else
        (type(d).__name__, str(d).replace(server, "").split(" is ")[0].split(" answered ")[0])
        for d in found
    ]  # fmt: skip


FROM_FEED = [
    ("/page", "Minist"),
    ("NotFound", "/nothing"),
    ("/whole", "Whole\n"),
    ("/feed#4", "Alone\n"),
    ("NoText", "/feed#5"),
]


def test_a_feed_by_its_address(server: str):
    found = list(documents(f"{server}/feed"))
    assert told(found, server) == FROM_FEED
    first = found[0]
    assert isinstance(first, Document)
    # What the page says of itself goes before what the feed says of it.
    assert (first.outlet, first.byline) == ("The Norva Courier", "Ada Vella, Moe Grech")


def test_a_list_of_feeds(server: str, tmp_path: Path):
    path = tmp_path / "feeds.opml"
    path.write_text(FEEDS["/list"].replace("HERE", server))
    rest = [("NotText", "/page"), ("NotFound", "ftp://x/y")]
    for place in (path, f"{server}/list"):
        assert told(list(documents(place)), server) == FROM_FEED + rest


def test_lines_by_their_address(server: str):
    assert told(list(documents(f"{server}/lines")), server) == [("/page", "One."), ("/lines#2", "Two.")]


def test_a_feed_that_is_too_long(server: str):
    found = list(documents(f"{server}/long"))
    assert len([d for d in found if isinstance(d, Document)]) == 124
    assert [type(d) for d in found[124:]] == [NotText, TooLarge]


def test_we_say_who_we_are(server: str):
    found = one(f"{server}/agent")
    assert isinstance(found, Document)
    assert found.text.startswith("Agent onrecord/")


@pytest.mark.parametrize(
    ("path", "kind", "words"),
    [
        ("/nothing", NotFound, "answered 404 Not Found, expected a page: check the address"),
        ("/closed", NotFound, "answered 403 Forbidden, expected a page: open it in a browser"),
        ("/broken", NotFound, "answered 500"),
        ("/pdf", NotText, "is a PDF"),
        ("/json", NoText, "without a text"),
        ("/data", NotText, "is application/x-own"),
        ("/large", TooLarge, "more than 5 MB"),
        ("/empty", NoText, "is empty"),
    ],
)
def test_faults_of_an_address(server: str, path: str, kind: type[Unreadable], words: str):
    found = one(server + path)
    assert type(found) is kind
    assert words in str(found)
    assert str(found).startswith(server + path)
    assert "\n" not in str(found)


def test_an_address_that_does_not_answer():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/a"
        found = one(url)
    assert type(found) is NotFound
    assert "did not answer" in str(found)


@pytest.mark.parametrize("url", ["http://", "http://[::1", "https://exa mple.org/", "http://\udcff.org"])
def test_an_address_that_is_none(url: str):
    assert type(one(url)) is NotFound
