"""A web page to a document: the article's words, and what the page says of it.

The words are found by trafilatura, the date, the authors and the outlet in the page's JSON-LD and meta
elements. Where the page has paragraphs but no article can be told, all its paragraphs are taken.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from typing import Any

from onrecord.errors import NoText
from onrecord.intake.text import decode
from onrecord.records import Document

# An article of fewer letters than this is taken for a stray line if the page has more to offer.
SHORT = 250
ALL_TAKEN = "no article could be told on the page: all its paragraphs were taken"

_DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.I)
_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body|article|main|meta|title)\b",
    re.I | re.S,
)
_ARTICLE = re.compile(r"article|posting|report$|review$", re.I)
_STANDFIRST = re.compile(
    r"(?i)(?:^|[\s_-])(?:standfirst|dek|subtitle|sub-?headline|subheading|teaser|lead-?text|intro)(?:$|[\s_-])"
)
# Where paragraphs are none of the article's.
_ASIDE = (
    " or ".join(
        f"ancestor::{tag}"
        for tag in ("nav", "footer", "aside", "form", "header", "figure", "button", "template", "noscript")
    )
    + " or ancestor::*[contains(@id, 'comments') or contains(@class, 'comments')]"
)
_BLANKS = re.compile(r"[ \t\r\n\f\u200b]+")
_QUOTES = "“”\"'‘’.… "
# A paragraph of a text, and no label.
_SENTENCE = re.compile(r".{39}[.!?”\"'’…]$")
_GUARDED = re.compile(
    r"(?i)\b(?:subscribe|subscription|log in|sign in|cookies|consent|javascript|captcha|robot|denied)\b"
)


@dataclass(frozen=True, slots=True)
class _Said:
    """What the page says of the article."""

    title: str | None = None
    published: str | None = None
    byline: str | None = None
    outlet: str | None = None
    url: str | None = None


def looks_like(text: str) -> bool:
    """Whether a text is the source of a web page.

    >>> looks_like("<!DOCTYPE html><p>No deal"), looks_like("<No deal>, he said.")
    (True, False)
    """
    return _PAGE.match(text[:4000]) is not None


def document(
    data: bytes | str, *, url: str | None = None, name: str = "", charset: str | None = None
) -> Document:
    """Return the article of a page: its title, a blank line, its paragraphs with blank lines between.

    Raises `NoText` where the page has no article, `NotText` where it is no page.
    """
    source, notes = (data, ()) if isinstance(data, str) else _decoded(data, charset)
    tree = _tree(source)
    if tree is None:
        raise NoText("a page without words, expected an article: check the address, or save its text as .txt")
    extracted = _extracted(source, url)
    said = _told(tree, extracted)
    blocks, more = _blocks(tree, extracted)
    title = _headline(tree, said)
    words = _with_title(title, _standfirst(tree, blocks), blocks)
    return Document(
        text="\n\n".join(words),
        name=name,
        media="html",
        url=url or said.url,
        outlet=said.outlet,
        title=title,
        byline=said.byline,
        published=said.published,
        notes=notes + more,
    )


# ---- the page -----------------------------------------------------------------------------------------


def _decoded(data: bytes, charset: str | None) -> tuple[str, tuple[str, ...]]:
    """The page's source, in the encoding that the server or the page declares if it is not UTF-8."""
    found = _DECLARED.search(data[:4096])
    return decode(data, declared=charset or (found[1].decode("ascii", "replace") if found else None))


def _tree(source: str) -> Any:
    """The elements of a page, or None where there are none."""
    from lxml import etree
    from lxml import html as lxml_html

    try:
        # As bytes: lxml refuses a text that declares an encoding of its own.
        parser = lxml_html.HTMLParser(encoding="utf-8", remove_comments=True)
        return lxml_html.document_fromstring(source.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def _extracted(source: str, url: str | None) -> Any:
    """What trafilatura finds; None where it finds nothing."""
    import trafilatura  # a third of a second, for pages only

    return trafilatura.bare_extraction(
        source,
        url=url,
        favor_recall=True,
        include_comments=False,
        include_tables=True,
        with_metadata=True,
        # A date of the page's own; none at all is better than one from its footer.
        date_extraction_params={"extensive_search": False, "original_date": True},
    )


# ---- what the page says of the article ----------------------------------------------------------------


def _told(tree: Any, extracted: Any) -> _Said:
    """Title, date, authors and outlet: by JSON-LD, else by meta elements, else by trafilatura."""
    item = _news_item(tree)
    return _Said(
        title=_first(_text(item.get("headline")), _meta(tree, "og:title"), getattr(extracted, "title", None)),
        published=_first(*map(_date, _dates(tree, item)), _date(getattr(extracted, "date", None))),
        byline=_first(_names(item.get("author")), _author(tree, extracted)),
        outlet=_first(
            _names(item.get("publisher")), _meta(tree, "og:site_name"), getattr(extracted, "sitename", None)
        ),
        url=_first(_link(tree), _meta(tree, "og:url")),
    )


def _first(*values: str | None) -> str | None:
    return next((value for value in values if value), None)


def _text(value: Any) -> str | None:
    """A value of JSON-LD as one line, if it is one."""
    return _BLANKS.sub(" ", unescape(value)).strip() or None if isinstance(value, str) else None


def _meta(tree: Any, name: str) -> str | None:
    found = tree.xpath("//meta[@property=$name or @name=$name or @itemprop=$name]/@content", name=name)
    return _first(*(_text(str(value)) for value in found))


def _link(tree: Any) -> str | None:
    return next((str(link) for link in tree.xpath("//link[@rel='canonical']/@href") if "://" in link), None)


def _dates(tree: Any, item: dict[str, Any]) -> Iterator[Any]:
    yield item.get("datePublished")
    for name in (
        "article:published_time",
        "datePublished",
        "og:article:published_time",
        "parsely-pub-date",
        "date",
    ):
        yield _meta(tree, name)
    yield from tree.xpath("(//article|//main)//time[not(ancestor::aside)]/@datetime")[:1]


def _date(value: Any) -> str | None:
    """A date or date-time in ISO 8601, or None where it is something else.

    >>> _date("2026-03-03T19:05:00Z"), _date(" 2026-03-03 "), _date("yesterday")
    ('2026-03-03T19:05:00+00:00', '2026-03-03', None)
    """
    words = str(value or "").strip()
    try:
        found = datetime.fromisoformat(words)
    except ValueError:
        return None
    return found.date().isoformat() if len(words) <= 10 else found.isoformat()


def _names(value: Any) -> str | None:
    """The names of people or organisations in JSON-LD, which come as text, objects or lists of either."""
    if isinstance(value, list):
        return ", ".join(dict.fromkeys(name for one in value if (name := _names(one)))) or None
    if isinstance(value, dict):
        return _names(value.get("name"))
    name = _text(value)
    return None if name is None or "://" in name else name.removeprefix("By ")


def _author(tree: Any, extracted: Any) -> str | None:
    names = _names(_meta(tree, "author")) or getattr(extracted, "author", None)
    return None if names is None else ", ".join(names.split("; "))


def _news_item(tree: Any) -> dict[str, Any]:
    """The JSON-LD object of the article; empty where there is none."""
    found: dict[str, Any] = {}
    for script in tree.xpath("//script[contains(@type, 'ld+json')]"):
        for item in _objects(_parsed(script.text or "")):
            if _is_article(item) and sum(map(bool, item.values())) > sum(map(bool, found.values())):
                found = item
    return found


def _parsed(source: str) -> Any:
    try:
        return json.loads(re.sub(r"^\s*(?:<!--|//<!\[CDATA\[)|(?:-->|//\]\]>)\s*$", "", source), strict=False)
    except (ValueError, RecursionError):
        return None


def _objects(value: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    """All objects in a value of JSON, the outer ones first."""
    if isinstance(value, dict):
        yield value
    if isinstance(value, dict | list) and depth < 8:
        for one in value.values() if isinstance(value, dict) else value:
            yield from _objects(one, depth + 1)


def _is_article(item: dict[str, Any]) -> bool:
    kinds = item.get("@type")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    return any(isinstance(kind, str) and _ARTICLE.search(kind) for kind in kinds) and bool(
        item.get("headline")
    )


# ---- its words ----------------------------------------------------------------------------------------


def _blocks(tree: Any, extracted: Any) -> tuple[list[str], tuple[str, ...]]:
    """The paragraphs and headings of the article, and notes on how they were found."""
    found = list(_of_article(extracted.body)) if extracted is not None and extracted.body is not None else []
    letters = sum(map(len, found))
    if letters >= SHORT:
        return found, ()
    everything = _paragraphs(tree)
    if sum(map(len, everything)) > 2 * letters:
        return everything, (ALL_TAKEN,)
    if not found or not any(_SENTENCE.search(line) or not _GUARDED.search(line) for line in found):
        raise NoText(_nothing(tree))
    return found, ()


def _nothing(tree: Any) -> str:
    words = _line(tree)
    guarded = _GUARDED.search(words) or (tree.xpath("//script") and len(words) < SHORT)
    why = " (it asks for a log-in, consent or JavaScript)" if guarded else ""
    return f"a page without an article{why}, expected paragraphs: open it in a browser, save its text as .txt"


def _of_article(body: Any) -> Iterator[str]:
    """Each paragraph, heading and item of an article as trafilatura gives it, without pull quotes."""
    whole = " ".join(_line(element) for element in body if element.tag == "p")
    for element in body.iter("p", "head", "item", "quote", "row", "ab"):
        if next(element.iterancestors("p", "head", "item", "quote", "row", "ab"), None) is not None:
            continue
        for line in _lines(element):
            if element.tag != "quote" or line.strip(_QUOTES) not in whole:
                yield f"• {line}" if element.tag == "item" else line


def _lines(element: Any) -> list[str]:
    """The words of an element; a break in it begins a new line."""
    parts = [_BLANKS.sub(" ", element.text or "")]
    for child in element.iterdescendants():
        breaks = "\n" if child.tag in ("lb", "p", "item") else " | " if child.tag == "cell" else ""
        parts += [breaks, _BLANKS.sub(" ", child.text or ""), _BLANKS.sub(" ", child.tail or "")]
    lines = (_BLANKS.sub(" ", line).strip(" |") for line in "".join(parts).split("\n"))
    return [line for line in lines if line]


def _line(element: Any) -> str:
    return _BLANKS.sub(" ", "".join(element.itertext("*"))).strip()


def _paragraphs(tree: Any) -> list[str]:
    """The page's paragraphs and headings from the first long one to the last, none of menus and forms."""
    elements = tree.xpath(f"//*[(self::p or self::h2 or self::h3) and not({_ASIDE})]")
    lines = [(element.tag, _line(element)) for element in elements]
    long = [i for i, (tag, line) in enumerate(lines) if tag == "p" and _SENTENCE.search(line)]
    if sum(len(lines[i][1]) for i in long) < 80:
        return []
    return [line for _, line in lines[long[0] : long[-1] + 1] if line]


def _headline(tree: Any, said: _Said) -> str | None:
    """The headline as the page shows it, else as its metadata has it."""
    shown = [line for element in tree.xpath("//h1") if len((line := _line(element)).split()) > 2]
    given, letters = said.title, _letters(said.title or "")
    # A kicker in the headline's element is none of its words, nor is the outlet in that of the metadata.
    if given is not None and any(_letters(line).endswith(letters) and line != given for line in shown):
        return next(
            (line for line in shown if _letters(line) == letters and line.count(" ") == given.count(" ")),
            given,
        )
    like = (line for line in shown if letters.startswith(_letters(line)))
    return _first(*like, shown[0] if len(shown) == 1 else None, given)


def _letters(words: str) -> str:
    return re.sub(r"[\W_]+", "", words).casefold()


def _standfirst(tree: Any, blocks: list[str]) -> list[str]:
    """The lines below the headline that trafilatura leaves out."""
    whole = "\n".join(blocks)
    for element in tree.xpath("(//h1)[1]/following::*[@class][position() < 12]"):
        line = _line(element)
        if _STANDFIRST.search(element.get("class", "")) and 20 <= len(line) <= 400:
            return [] if line in whole else [line]
    return []


def _with_title(title: str | None, standfirst: list[str], blocks: list[str]) -> list[str]:
    """The title once, at the head."""
    if title is None:
        return standfirst + blocks
    # With a kicker, or without.
    repeated = [b for b in blocks[:4] if len(b) < len(title) + 20 and _letters(b).endswith(_letters(title))]
    return [title, *standfirst, *(b for b in blocks if b not in repeated)]
