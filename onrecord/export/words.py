"""Words as files can hold them. Every change is one character for one, so that offsets stay right."""

from __future__ import annotations

import json
import re
from typing import Any

# Half a surrogate pair cannot be encoded; most databases and readers stumble over a NUL.
_UNENCODABLE = re.compile("[\0\ud800-\udfff]")
# What tables, calendars and XML cannot hold besides.
_CONTROL = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
# Some readers of lines break at these.
_LINE_ENDS = re.compile("[\x85\u2028\u2029]")
REPLACEMENT = "\ufffd"


def encodable(words: str) -> str:
    """Words that can be written in UTF-8 and read everywhere.

    >>> encodable("half \\ud83d of it")
    'half � of it'
    """
    return _UNENCODABLE.sub(REPLACEMENT, words)


def plain(words: str) -> str:
    """Words without control characters but for tabs and line ends."""
    return _CONTROL.sub(REPLACEMENT, encodable(words))


def flat(words: str) -> str:
    """Words on one line, without control characters.

    >>> flat("two\\n  lines")
    'two lines'
    """
    return " ".join(plain(words).split())


def dumps(value: Any) -> str:
    """A value as JSON on one line, without the line end; it can be encoded, and read line by line."""
    line = json.dumps(value, ensure_ascii=False, allow_nan=False)
    return _LINE_ENDS.sub(lambda m: f"\\u{ord(m[0]):04x}", _escaped(encodable(line)))


def _escaped(line: str) -> str:
    """A line of JSON in which escaped NULs (there are no others) are replaced too."""
    return re.sub(r"(?<!\\)((?:\\\\)*)\\u0000", rf"\1{REPLACEMENT}", line)
