"""Bytes to text. Nothing is altered but the mark of byte order, which is no part of the text."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from onrecord.errors import NotText

# Of UTF-8 with damage, so many bytes of a hundred may be wrong before it is taken for something else.
DAMAGE = 2
# A text has fewer control characters of a hundred than this.
CONTROLS = 1

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f\ufffd]")
# What Windows-1252 adds to ASCII in English prose. Other readings of these bytes are hardly ever words.
_WESTERN = re.compile("[\x00-\x7f\xa0‘’‚“”„–—…•€£§©®°·½¼«»™À-ÖØ-öø-ÿŠšŽžŒœŸ\xad]*")


@dataclass(frozen=True, slots=True)
class _Format:
    """A kind of file that is no text: how it begins, what it is called, what can be done with it."""

    magic: bytes
    name: str
    advice: str
    at: int = 0


_SAVE = "save it as plain text and read that"
_FORMATS = (
    _Format(b"%PDF-", "a PDF", "convert it to text first (pdftotext FILE.pdf) and read that"),
    _Format(b"PK\x03\x04", "a ZIP archive", "unpack it and read what is in it"),
    _Format(b"PK\x05\x06", "an empty ZIP archive", "check how it was made"),
    _Format(b"\x1f\x8b", "a gzip file", "unpack it (gunzip) and read what is in it"),
    _Format(b"BZh", "a bzip2 file", "unpack it (bunzip2) and read what is in it"),
    _Format(b"\xfd7zXZ\x00", "an xz file", "unpack it (unxz) and read what is in it"),
    _Format(b"\x28\xb5\x2f\xfd", "a Zstandard file", "unpack it (unzstd) and read what is in it"),
    _Format(b"7z\xbc\xaf\x27\x1c", "a 7z archive", "unpack it and read what is in it"),
    _Format(b"Rar!\x1a\x07", "a RAR archive", "unpack it and read what is in it"),
    _Format(b"ustar", "a tar archive", "unpack it (tar xf) and read what is in it", 257),
    _Format(b"\x89PNG\r\n", "a PNG image", "take the text from it with OCR and read that"),
    _Format(b"\xff\xd8\xff", "a JPEG image", "take the text from it with OCR and read that"),
    _Format(b"GIF8", "a GIF image", "take the text from it with OCR and read that"),
    _Format(b"II*\x00", "a TIFF image", "take the text from it with OCR and read that"),
    _Format(b"MM\x00*", "a TIFF image", "take the text from it with OCR and read that"),
    _Format(b"WEBP", "a WebP image", "take the text from it with OCR and read that", 8),
    _Format(b"ftyp", "a video or sound recording", "transcribe it and read that", 4),
    _Format(b"OggS", "a sound recording", "transcribe it and read that"),
    _Format(b"fLaC", "a sound recording", "transcribe it and read that"),
    _Format(b"ID3", "a sound recording", "transcribe it and read that"),
    _Format(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document", _SAVE),
    _Format(b"{\\rtf", "an RTF document", _SAVE),
    _Format(b"SQLite format 3\x00", "an SQLite database", "export its texts and read those"),
)
_PACKED = (
    (b"word/", "a Word document", _SAVE),
    (b"xl/", "an Excel workbook", _SAVE),
    (b"ppt/", "a PowerPoint file", _SAVE),
    (b"opendocument.text", "an OpenDocument text", _SAVE),
    (b"epub", "an EPUB book", _SAVE),
)


def decode(data: bytes, *, declared: str | None = None) -> tuple[str, tuple[str, ...]]:
    """Return the text, and notes where the encoding had to be guessed or bytes were damaged.

    Raises `NotText` where the bytes are of another kind. A mark of byte order is believed first, then
    UTF-8 is tried, then the encoding that the page or its server declares, then what the bytes look like.

    >>> decode(b"No deal"), decode(b"\\xff\\xfeN\\0o\\0")
    (('No deal', ()), ('No', ()))
    """
    refuse(data)
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _checked(*_decoded(data, encoding))
    if b"\0" in data:
        return _checked(*_wide(data))
    try:
        return _checked(data.decode("utf-8"), ())
    except UnicodeDecodeError:
        return _checked(*(_as_declared(data, declared or "") or _guessed(data)))


def guess(start: bytes) -> str | None:
    """The encoding that the first bytes of a container look like; None for UTF-8, and where none is told."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(start)
    except UnicodeDecodeError:
        return "cp1252" if _is_western(start) else _looks_like(start)
    return None


def decode_one(data: bytes, guessed: str | None) -> tuple[str, tuple[str, ...]]:
    """As `decode`, for one record of a container of which the encoding was guessed."""
    text, notes = decode(data, declared=guessed)
    if guessed is None or notes or text.encode("utf-8", "replace") == data:
        return text, notes
    return text, (f"encoding guessed: {_called(guessed)}",)


def _as_declared(data: bytes, declared: str) -> tuple[str, tuple[str, ...]] | None:
    name = declared.strip().lower()
    # As browsers do: who declares these means Windows.
    encoding = "cp1252" if name in ("iso-8859-1", "latin-1", "latin1", "us-ascii", "ascii") else name
    try:
        return data.decode(encoding), ()
    except (LookupError, UnicodeError):
        return None


def refuse(data: bytes) -> None:
    """Raise `NotText` where the first bytes are those of a file that is no text."""
    for kind in _FORMATS:
        if data.startswith(kind.magic, kind.at):
            name, advice = _inside(data, kind)
            raise NotText(f"{name}, expected text or HTML: {advice}")


def _inside(data: bytes, kind: _Format) -> tuple[str, str]:
    """What a file is more exactly."""
    if kind.magic == b"%PDF-" and b"/Encrypt" in data:
        return "a password-protected PDF", "unlock it, convert it to text (pdftotext FILE.pdf) and read that"
    if kind.magic == b"PK\x03\x04":
        start = data[:4096] + data[-65536:]
        return next(
            ((name, advice) for mark, name, advice in _PACKED if mark in start), (kind.name, kind.advice)
        )
    if kind.magic == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" and "EncryptedPackage".encode("utf-16-le") in data:
        return "a password-protected Office document", f"unlock it, {_SAVE}"
    return kind.name, kind.advice


def _decoded(data: bytes, encoding: str) -> tuple[str, tuple[str, ...]]:
    """The text in a known encoding, and a note if some of its bytes are none of it."""
    try:
        return data.decode(encoding), ()
    except UnicodeDecodeError:
        text = data.decode(encoding, "replace")
        return text, (_damaged(text, encoding.removesuffix("-sig")),)


def _damaged(text: str, encoding: str) -> str:
    return f"{text.count('�')} damaged places in the {encoding.upper()} text, shown as \ufffd"


def _wide(data: bytes) -> tuple[str, tuple[str, ...]]:
    """UTF-16 without a mark of byte order: every other byte of a text in Latin letters is 0."""
    for first, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        zeros = data[first:2000:2].count(0)
        if zeros > 0.8 * len(data[first:2000:2]) and not data[1 - first : 2000 : 2].count(0):
            text, notes = _decoded(data, encoding)
            return text, (f"encoding guessed: {encoding.upper()}", *notes)
    raise NotText(f"a binary file (it holds NUL bytes), expected text or HTML: {_SAVE}")


def _guessed(data: bytes) -> tuple[str, tuple[str, ...]]:
    """The text in the encoding that its bytes look like."""
    damaged = data.decode("utf-8", "replace")
    wrong = damaged.count("\ufffd")
    # Other encodings hold no valid sequences of UTF-8 but by chance.
    right = sum(c > "\x7f" for c in damaged) - wrong
    if right > 2 * wrong and 100 * wrong <= DAMAGE * len(damaged):
        return damaged, (_damaged(damaged, "UTF-8"),)
    encoding = "cp1252" if _is_western(data) else _looks_like(data)
    if encoding is not None:
        return data.decode(encoding), (f"encoding guessed: {_called(encoding)}",)
    if 100 * wrong <= 5 * len(damaged):
        return damaged, (_damaged(damaged, "UTF-8"),)
    raise NotText("a file of no known encoding, expected text or HTML: save it as UTF-8 and read that")


def _called(encoding: str) -> str:
    return {"cp1252": "Windows-1252"}.get(encoding, encoding.upper().replace("_", "-"))


def _is_western(data: bytes) -> bool:
    """Whether this is English, or another western language, from Windows or an old web page."""
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return False
    other = sum(c > "\x7f" for c in text)
    return _WESTERN.fullmatch(text) is not None and other <= 0.08 * len(text)


def _looks_like(data: bytes) -> str | None:
    from charset_normalizer import from_bytes  # a tenth of a second, for few files

    best = from_bytes(data[:200_000]).best()
    if best is None:
        return None
    try:
        data.decode(best.encoding)
    except UnicodeDecodeError:
        return None
    return best.encoding


def _checked(text: str, notes: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """The text, unless too much of it is no writing."""
    odd = len(_CONTROL.findall(text))
    if odd > 3 and 100 * odd > (CONTROLS + 4 * bool(notes)) * len(text):
        raise NotText(f"a binary or damaged file, expected text or HTML: {_SAVE}")
    return text, notes
