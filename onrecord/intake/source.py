"""Where reports come from: a path, a pattern, an address, standard input, or a list of these."""

from __future__ import annotations

import difflib
import glob
import os
import re
import sys
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, TypeAlias
from urllib.parse import unquote, urlsplit

from onrecord.errors import NoReports, NoText, NotFound, NotText, Skipped, TooLarge, Unreadable
from onrecord.intake import containers, html
from onrecord.intake.addresses import Answer, found, scheme_of
from onrecord.intake.containers import Feed, Found, followed
from onrecord.intake.feeds import root
from onrecord.intake.item import Item, document
from onrecord.intake.stream import MAX_BYTES, Stream, pieces, unpacked
from onrecord.intake.text import decode, refuse
from onrecord.records import Document

PAGES = frozenset({".htm", ".html", ".xhtml"})
SUFFIXES = PAGES | containers.SUFFIXES | {".txt", ".text", ".md"}
PACKED = ".gz"

Source: TypeAlias = "str | os.PathLike[str] | Document | Iterable[Source]"

_DOMAIN = re.compile(r"(?:www\.)?[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}(?:/\S*)?", re.I)
# A page says where its feed is.
_ALTERNATE = re.compile(rb"<link\b[^<>]*\btype=[\"']application/(?:rss|atom)\+xml[\"'][^<>]*>", re.I)
_HREF = re.compile(rb"\bhref=[\"']([^\"'<>]{1,500})[\"']", re.I)


def documents(source: Source, *, stdin: BinaryIO | None = None) -> Iterator[Document | Unreadable]:
    """Yield a document for each report of a source, in order, or the error that says why there is none.

    A source is a file, a folder (all that are reports by their names, deep and sorted), a pattern
    ("news/*.txt"), an http address, "-" for standard input, a `Document` (which comes back as it is), or a
    list of these. A file or address can hold many: a feed, a list of feeds (OPML), JSON lines, a table with
    a column of texts, ninjs, a web archive (WARC), each of them packed (.gz) or not. Of a feed at an address
    the pages behind its items are fetched unless it carries them whole.
    """
    if isinstance(source, Document):
        yield source
    elif isinstance(source, str | os.PathLike):
        yield from _of_place(os.fspath(source), stdin)
    else:
        for one in source:
            yield from documents(one, stdin=stdin)


def _of_place(place: str, stdin: BinaryIO | None) -> Iterator[Document | Unreadable]:
    scheme = scheme_of(place)
    try:
        if place == "-":
            yield from _of_stream(Stream(pieces(stdin or sys.stdin.buffer)), "stdin", "standard input")
        elif scheme is not None and scheme != "file":
            yield from _of_address(place)
        else:
            path = unquote(urlsplit(place).path) if scheme is not None else os.path.expanduser(place)
            yield from _of_paths(path)
    except Unreadable as error:
        yield error


def _of_paths(place: str) -> Iterator[Document | Unreadable]:
    for path in _paths(place):
        if isinstance(path, Unreadable):
            yield path
            continue
        for one in _of_file(path):
            # Who names a folder did not say that all lists in it are lists of reports.
            passed_over = isinstance(one, NoReports) and path != place
            yield Skipped(str(one)) if passed_over else one


# ---- files and folders --------------------------------------------------------------------------------


def _paths(place: str) -> Iterator[str | Unreadable]:
    """The files that a path or pattern stands for. Raises `NotFound` where there are none."""
    if not _exists(place):
        matches = sorted(glob.glob(place, recursive=True)) if glob.has_magic(place) else []
        if not matches:
            raise NotFound(_not_there(place))
        for match in matches:
            yield from _of_folder(match) if os.path.isdir(match) else (match,)
    elif os.path.isdir(place):
        found = list(_of_folder(place))
        yield from found
        if all(isinstance(path, Skipped) for path in found):
            kinds = ", ".join(sorted(SUFFIXES))
            raise NotFound(
                f"{place} holds no reports, expected files that end with {kinds}: name another folder"
            )
    else:
        yield place


def _exists(place: str) -> bool:
    try:
        return os.path.exists(place) or os.path.islink(place)
    except ValueError:  # a NUL in the name
        return False


def _of_folder(folder: str) -> Iterator[str | Unreadable]:
    """The reports in a folder and those below, sorted; what is hidden is passed over, a README skipped."""
    refused: list[OSError] = []
    for here, folders, names in os.walk(folder, onerror=refused.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(name for name in names if not name.startswith(".")):
            path = os.path.join(here, name)
            yield (
                path if _is_report(name) else Skipped(f"{path} is no report by its name: name it to read it")
            )
    for error in refused:
        yield _closed(str(error.filename), error)


def _is_report(name: str) -> bool:
    return not name.lower().startswith("readme") and _suffix(name) in SUFFIXES


def _suffix(name: str) -> str:
    """The end of a file's name in small letters, without that of its packing.

    >>> _suffix("news/March.TXT"), _suffix("march.jsonl.gz")
    ('.txt', '.jsonl')
    """
    path = Path(name.lower())
    return Path(path.stem).suffix if path.suffix == PACKED else path.suffix


def _of_file(path: str) -> Iterator[Document | Unreadable]:
    try:
        with open(path, "rb") as file:
            yield from _of_stream(Stream(pieces(file)), path, path, suffix=_suffix(path))
    except FileNotFoundError:
        yield NotFound(_not_there(path))
    except OSError as error:
        yield _closed(path, error)


def _of_stream(stream: Stream, name: str, shown: str, *, suffix: str = "") -> Iterator[Document | Unreadable]:
    """The reports in a file: those of a container, or the one that it is. ``shown`` is for messages."""
    try:
        stream = unpacked(stream)
        within = containers.opened(stream, name, suffix=suffix)
        if within is None:
            yield _document(stream.read(MAX_BYTES + 1), name, shown, page=suffix in PAGES)
            return
        for one in within:
            yield from _reports(one)
    except Unreadable as error:
        yield _named(error, shown)


def _reports(one: Found) -> Iterator[Document | Unreadable]:
    """What a container holds as reports: feeds in a list of feeds are fetched, items read as they are."""
    if isinstance(one, Feed):
        yield from _of_feed(one.url)
    elif isinstance(one, Item):
        try:
            yield document(one)
        except Unreadable as error:
            yield _named(error, one.name)
    else:
        yield one


def _named(error: Unreadable, shown: str) -> Unreadable:
    """The error with what it is about, if it does not say so yet."""
    return error if str(error).startswith(shown) else type(error)(f"{shown} is {error}")


def _closed(path: str, error: OSError) -> NotFound:
    why = (error.strerror or str(error)).lower()
    return NotFound(
        f"{path} cannot be opened ({why}), expected a readable file: change its permissions or copy it"
    )


def _not_there(place: str) -> str:
    """What to say of a path that leads nowhere, with the name that comes nearest."""
    shown = re.sub(r"\s+", " ", place if len(place) <= 120 else f"{place[:100]}…")
    expected = "expected a file, folder, pattern or address"
    if "\n" in place or len(place) > 300:
        return f"“{shown}” is no path, {expected}: give a text as standard input (-)"
    near = _nearest(place)
    if near is None and _DOMAIN.fullmatch(place) and Path(place).suffix.lower() not in SUFFIXES:
        return f"no file {shown}, {expected}: write https://{shown} for a page"
    if glob.has_magic(place):
        return f"nothing matches {shown}, expected a pattern of files such as news/*.txt: check the folder"
    return f"no file or folder {shown}, {expected}: {f'did you mean {near}?' if near else 'check the name'}"


def _nearest(place: str) -> str | None:
    """The existing path that is most like one that does not exist."""
    path = Path(place)
    while path.parent != path and not _exists(str(path.parent)):
        path = path.parent
    try:
        names = sorted(name for name in os.listdir(path.parent) if not name.startswith("."))
    except (OSError, ValueError):
        return None
    lower = {name.lower(): name for name in reversed(names)}
    near = difflib.get_close_matches(path.name.lower(), lower, n=1, cutoff=0.6)
    return str(path.parent / lower[near[0]]) if near else None


# ---- addresses ----------------------------------------------------------------------------------------


def _of_address(url: str, *, told_by: str | None = None) -> Iterator[Document | Unreadable]:
    """The reports at an address: its page or text, or what is behind each item of a feed."""
    answer = found(url, told_by=told_by)
    within = inside(answer, url)
    if within is None:
        yield page(answer, url)
        return
    for one in within:
        yield from _behind(one, url)


def _of_feed(url: str, *, told_by: str | None = None) -> Iterator[Document | Unreadable]:
    """The reports of a feed that is in a list of feeds."""
    try:
        for one in in_feed(found(url, told_by=told_by), url):
            yield from _behind(one, url)
    except Unreadable as error:
        yield error


def _behind(one: Found, told_by: str) -> Iterator[Document | Unreadable]:
    """The report that a container at an address has: an item that is not whole is fetched."""
    if isinstance(one, Feed):
        yield from _of_feed(one.url, told_by=told_by)
    elif isinstance(one, Item):
        try:
            yield followed(one, lambda link: page(found(link, told_by=told_by), link))
        except Unreadable as error:
            yield error if "://" in str(error)[:8] else _named(error, one.name)
    else:
        yield one


def in_feed(answer: Answer, url: str) -> Iterator[Item | Document | Unreadable]:
    """The items of a feed at an address. Raises `NotText` where a page is there, and names its feed."""
    within = inside(answer, url)
    if within is None:
        raise NotText(no_feed(answer, url))
    for one in within:
        yield NotText(f"{url} is a list of feeds, expected a feed") if isinstance(one, Feed) else one


def inside(answer: Answer, url: str) -> Iterator[Found] | None:
    """What is in a container at an address; None where there is one page or text."""
    try:
        stream = unpacked(Stream(pieces(BytesIO(answer.data[:MAX_BYTES]))))
        within = containers.opened(stream, url, suffix=_suffix(urlsplit(answer.url).path), kind=answer.kind)
    except Unreadable as error:
        raise _named(error, url) from None
    return None if within is None else _all(within, answer, url)


def _all(within: Iterator[Found], answer: Answer, url: str) -> Iterator[Found]:
    try:
        yield from within
    except Unreadable as error:
        yield _named(error, url)
    if len(answer.data) > MAX_BYTES:
        yield TooLarge(
            f"{url} has more than {MAX_BYTES // 1_000_000} MB, of which the first were read: "
            "fetch it and read the file"
        )


def no_feed(answer: Answer, url: str) -> str:
    link = _ALTERNATE.search(answer.data)
    href = _HREF.search(link[0]) if link else None
    hint = f"did you mean {href[1].decode('utf-8', 'replace')}?" if href else "check its address"
    return f"{url} is {answer.kind or 'a text'}, expected a feed (RSS, Atom or JSON): {hint}"


def page(answer: Answer, url: str) -> Document:
    """The page or text that an address answered with."""
    is_page, kind = "html" in answer.kind, answer.kind
    if not is_page and kind and not kind.startswith(("text/", "application/octet-stream")):
        raise NotText(
            f"{url} is {_refused(answer.data) or kind}, expected a page or a text: save it as plain text and "
            "read that"
        )
    return _document(answer.data, url, url, page=is_page, url=answer.url, charset=answer.charset)


def _refused(data: bytes) -> str | None:
    try:
        refuse(data)
    except NotText as error:
        return str(error).partition(",")[0]
    return None


# ---- bytes --------------------------------------------------------------------------------------------


def _document(
    data: bytes,
    name: str,
    shown: str,
    *,
    page: bool = False,
    url: str | None = None,
    charset: str | None = None,
) -> Document:
    """A document of bytes, a page or a text. ``shown`` is how messages call it."""
    if len(data) > MAX_BYTES:
        raise TooLarge(
            f"{shown} has more than {MAX_BYTES // 1_000_000} MB, expected one report: split it into reports"
        )
    if not data.strip():
        raise NoText(f"{shown} is empty, expected the text of a report: check how it was saved")
    try:
        return _page_or_text(data, name, page=page, url=url, charset=charset)
    except Unreadable as error:
        raise type(error)(f"{shown} is {error}") from error


def _page_or_text(data: bytes, name: str, *, page: bool, url: str | None, charset: str | None) -> Document:
    refuse(data)
    if page and b"<" in data:
        return html.document(data, url=url, name=name, charset=charset)
    text, notes = decode(data, declared=charset)
    if html.looks_like(text):
        return html.document(text, url=url, name=name)
    if root(data) in ("urlset", "sitemapindex"):
        raise NotText("a site map, expected one report: read the addresses in it")
    if not text.strip():
        raise NoText("blank, expected the text of a report: check how it was saved")
    return Document(text=text, name=name, url=url, notes=notes)
