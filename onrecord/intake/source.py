"""Where reports come from: a path, a pattern, an address, standard input, or a list of these."""

from __future__ import annotations

import difflib
import glob
import os
import re
import sys
import time
from collections.abc import Iterable, Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import BinaryIO, TypeAlias
from urllib.parse import unquote, urlsplit

from onrecord.errors import NoText, NotFound, NotText, Skipped, TooLarge, Unreadable
from onrecord.intake import html
from onrecord.intake.text import decode, refuse
from onrecord.records import Document

MAX_BYTES = 5_000_000
# Seconds that an address has to begin its answer, and to end it.
TIMEOUT = 20.0
DEADLINE = 60.0
PAGES = frozenset({".htm", ".html", ".xhtml"})
SUFFIXES = PAGES | {".txt", ".text", ".md"}

Source: TypeAlias = "str | os.PathLike[str] | Document | Iterable[Source]"

_ADDRESS = re.compile(r"([a-z][a-z0-9+.-]+)://", re.I)
_DOMAIN = re.compile(r"(?:www\.)?[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}(?:/\S*)?", re.I)
_FEED = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:rss|feed|rdf:RDF|urlset|sitemapindex)\b", re.S
)


def documents(source: Source, *, stdin: BinaryIO | None = None) -> Iterator[Document | Unreadable]:
    """Yield a document for each report of a source, in order, or the error that says why there is none.

    A source is a file, a folder (all its texts and pages, deep and sorted), a pattern ("news/*.txt"), an
    http address, "-" for standard input, a `Document` (which comes back as it is), or a list of these.
    """
    if isinstance(source, Document):
        yield source
    elif isinstance(source, str | os.PathLike):
        yield from _of_place(os.fspath(source), stdin)
    else:
        for one in source:
            yield from documents(one, stdin=stdin)


def _of_place(place: str, stdin: BinaryIO | None) -> Iterator[Document | Unreadable]:
    address = _ADDRESS.match(place)
    try:
        if place == "-":
            yield _document((stdin or sys.stdin.buffer).read(MAX_BYTES + 1), "stdin", "standard input")
        elif address is not None and address[1].lower() != "file":
            yield _of_address(place, address[1].lower())
        else:
            path = unquote(urlsplit(place).path) if address is not None else os.path.expanduser(place)
            yield from _of_paths(path)
    except Unreadable as error:
        yield error


def _of_paths(place: str) -> Iterator[Document | Unreadable]:
    for found in _paths(place):
        if isinstance(found, Unreadable):
            yield found
            continue
        try:
            yield _of_file(found)
        except Unreadable as error:
            yield error


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
    path = Path(name)
    return not name.lower().startswith("readme") and path.suffix.lower() in SUFFIXES


def _of_file(path: str) -> Document:
    try:
        with open(path, "rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise NotFound(_not_there(path)) from error
    except OSError as error:
        raise _closed(path, error) from error
    return _document(data, path, path, page=Path(path).suffix.lower() in PAGES)


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


def _of_address(url: str, scheme: str) -> Document:
    if scheme not in ("http", "https"):
        raise NotFound(
            f"{url} is a {scheme} address, expected http or https: save what is there and read the file"
        )
    data, kind, charset, final = _fetched(url)
    page = "html" in kind
    if not page and kind and not kind.startswith(("text/", "application/octet-stream")):
        refused = _refused(data)
        raise NotText(
            f"{url} is {refused or kind}, expected a page or a text: save it as plain text and read that"
        )
    return _document(data, url, url, page=page, url=final, charset=charset)


def _refused(data: bytes) -> str | None:
    try:
        refuse(data)
    except NotText as error:
        return str(error).partition(",")[0]
    return None


def _fetched(url: str) -> tuple[bytes, str, str | None, str]:
    """The bytes of a page, their media type and encoding, and the address that they came from in the end."""
    import httpx  # a tenth of a second, for addresses only

    headers = {"User-Agent": f"onrecord/{_version()}", "Accept": "text/html, text/plain;q=0.9, */*;q=0.5"}
    try:
        with (
            httpx.Client(timeout=TIMEOUT, follow_redirects=True, headers=headers) as client,
            client.stream("GET", url) as answer,
        ):
            if answer.status_code >= 400:
                raise NotFound(_status(url, answer.status_code, answer.reason_phrase))
            kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
            return _received(url, answer.iter_bytes()), kind, answer.charset_encoding, str(answer.url)
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError, OSError) as error:
        why = " ".join(str(error).split()) or type(error).__name__
        raise NotFound(
            f"{url} did not answer ({why}), expected a page: check the address and the connection"
        ) from error


def _status(url: str, status: int, reason: str) -> str:
    found = f"{url} answered {status} {reason}".rstrip()
    advice = (
        "check the address"
        if status in (404, 410)
        else "open it in a browser, save the page and read the file"
    )
    return f"{found}, expected a page: {advice}"


def _received(url: str, chunks: Iterable[bytes]) -> bytes:
    """The bytes of an answer up to one more than the limit."""
    data, begun = bytearray(), time.monotonic()
    for chunk in chunks:
        data += chunk
        if len(data) > MAX_BYTES:
            break
        if time.monotonic() - begun > DEADLINE:
            raise NotFound(
                f"{url} did not end its answer in {DEADLINE:.0f} seconds, expected a page: try again later"
            )
    return bytes(data[: MAX_BYTES + 1])


def _version() -> str:
    try:
        return version("onrecord")
    except PackageNotFoundError:  # a checkout that is not installed
        return "0"


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
    if _FEED.match(text[:4000]):
        raise NotText("a feed or site map, expected one report: read the addresses of its items")
    if not text.strip():
        raise NoText("blank, expected the text of a report: check how it was saved")
    return Document(text=text, name=name, url=url, notes=notes)
