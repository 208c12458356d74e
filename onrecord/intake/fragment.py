"""A piece of HTML, as feeds and agencies carry reports in, to text: nothing is chosen, all its words are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

_BLANKS = re.compile(r"[ \t\r\n\f\u200b]+")
_TAG = re.compile(r"</?[a-zA-Z][a-zA-Z0-9:-]*(?:\s[^<>]*)?/?>")
_BLOCK = re.compile(r"<(?:p|br|div|h[1-6]|ul|ol|li|blockquote|table|article|section)\b[^<>]*>", re.I)
_BLOCKS = frozenset(
    [
        *("address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div"),
        *("dl", "dt", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header"),
        *("hr", "html", "li", "main", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td"),
        *("tfoot", "th", "thead", "tr", "ul"),
    ]
)
_WITHOUT_WORDS = frozenset(
    [
        *("audio", "button", "canvas", "head", "iframe", "math", "noscript", "object", "script", "select"),
        *("style", "svg", "template", "textarea", "video"),
    ]
)


def has_tags(words: str) -> bool:
    """Whether a text is a piece of HTML, by the tags of its paragraphs.

    >>> has_tags("<p>No deal.</p>"), has_tags("<No deal>, he said."), has_tags("5 < 6 <b>")
    (True, False, False)
    """
    return _BLOCK.search(words) is not None


def is_plain(words: str) -> bool:
    """Whether a text has no tag of HTML at all."""
    return _TAG.search(words) is None


def line(words: str) -> str:
    """A title or name as one line, without tags, its entities as characters.

    >>> line("Talks &amp;amp; <b>tea</b>\\n at  five")
    'Talks & tea at five'
    """
    # Twice: feeds carry titles that were escaped once too often.
    return _BLANKS.sub(" ", _TAG.sub("", unescape(unescape(words)))).strip()


def text(source: str) -> str:
    """The words of a piece of HTML, a blank line between paragraphs; empty where it has none.

    >>> text("<p>No <b>deal</b>,<br>he said.</p><ul><li>Never.</ul>")
    'No deal,\\nhe said.\\n\\n• Never.'
    """
    root = _root(source)
    if root is None:
        return ""
    whole = "".join(_words(root))
    blocks = (
        "\n".join(filter(None, (_BLANKS.sub(" ", one).strip() for one in block.split("\v"))))
        for block in whole.split("\x1e")
    )
    return "\n\n".join(block for block in blocks if block.strip(" •\n"))


def _root(source: str) -> Any:
    from lxml import etree
    from lxml import html as lxml_html

    # The marks that `_words` makes.
    source = source.replace("\v", " ").replace("\x1e", " ")
    try:
        parser = lxml_html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
        return lxml_html.document_fromstring(source.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def _words(root: Any) -> Iterator[str]:
    """The words in their order; \\x1e begins a paragraph, \\v a line. Without recursion: tags nest deep."""
    from lxml.etree import iterwalk

    events = iterwalk(root, events=("start", "end"))
    for event, element in events:
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "end":
            yield "\x1e" if tag in _BLOCKS else ""
            yield element.tail or "" if element is not root else ""
        elif tag in _WITHOUT_WORDS:
            events.skip_subtree()
        else:
            yield "\v" if tag == "br" else "\x1e" if tag in _BLOCKS else ""
            yield "• " if tag == "li" else ""
            yield element.text or ""
