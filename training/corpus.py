"""PolNeAR as training windows: word pieces, a tag for each word, links between spans.

Every epoch reads the texts anew: one annotator of each report by chance, noise of the web laid over
the characters (never changing their number, so that the annotated offsets hold), windows from a
random start.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from onrecord.encode import BREAKS, CASES, QUOTES, Pieces, encode
from onrecord.labels import NO_LABEL, ROLES, tag

Spans = list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Attribution:
    """Character spans of one gold attribution; ``source`` may be empty."""

    source: Spans
    cue: Spans
    content: Spans


@dataclass(frozen=True, slots=True)
class Document:
    """A text and what each of its annotators marked in it."""

    name: str
    text: str
    readings: list[list[Attribution]]


@dataclass(frozen=True, slots=True)
class Window:
    """A training row. Spans are word ranges, end exclusive; links are indices into the lists of spans.

    ``first`` is the first piece of each word, ``starts`` its first character in the text.
    """

    ids: np.ndarray
    features: np.ndarray
    first: np.ndarray
    starts: np.ndarray
    tags: np.ndarray
    contents: Spans
    cues: Spans
    sources: Spans
    content_cue: list[int]
    cue_source: list[int]
    paragraph: np.ndarray


def read_brat(path: Path) -> list[Attribution]:
    """The attributions of one brat file."""
    bound: dict[str, Spans] = {}
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if m := re.match(r"(T\d+)\t\S+ (\d+ \d+(?:;\d+ \d+)*)\t", line):
            bound[m[1]] = [(int(a), int(b)) for a, b in (p.split() for p in m[2].split(";"))]
        elif m := re.match(r"E\d+\t(.+)", line):
            spans: dict[str, Spans] = {role: [] for role in ROLES}
            for arg in m[1].split():
                role, key = arg.split(":", 1)
                spans.get(role.rstrip("0123456789").lower(), []).extend(bound.get(key, []))
            if spans["content"]:
                found.append(Attribution(**{r: sorted(s) for r, s in spans.items()}))
    return found


def read_corpus(root: Path) -> list[Document]:
    """All documents of a split, by name."""
    readings: dict[str, list[list[Attribution]]] = {}
    for path in sorted((root / "attributions").glob("*.ann")):
        readings.setdefault(path.stem.rsplit("_", 1)[0], []).append(read_brat(path))
    return [
        Document(p.stem, p.read_text(encoding="utf-8"), readings[p.stem])
        for p in sorted((root / "text").glob("*.txt"))
        if p.stem in readings
    ]


QUOTE_STYLES = ['""', "‘’", "„“", "„”", "«»", "“““", "''", "»«", "””", "“”"]


def noise(text: str, rng: random.Random) -> str:
    """The text as a careless page might print it, of the same length."""
    if rng.random() < 0.35:
        style = rng.choice(QUOTE_STYLES)
        opening, closing = style[0], style[-1]
        text = re.sub(r"“|(?<!\S)\"(?=\S)", opening, text)
        text = re.sub(r"”|\"", closing, text)
    if rng.random() < 0.15:
        text = text.translate(str.maketrans("’‘", "''"))
    if rng.random() < 0.08:
        share = rng.random()
        text = re.sub(r"[“”\"]", lambda m: " " if rng.random() < share else m[0], text)
    if rng.random() < 0.12:
        text = re.sub(r",|\.(?=\s)", lambda m: " " if rng.random() < 0.25 else m[0], text)
    if rng.random() < 0.10:
        text = re.sub(
            r"\b([a-z]{2,})([a-z])([a-z])",
            lambda m: m[1] + m[3] + m[2] if rng.random() < 0.03 else m[0],
            text,
        )
    if rng.random() < 0.08:
        changed = text.lower() if rng.random() < 0.7 else text.upper()
        text = changed if len(changed) == len(text) else text
    if rng.random() < 0.15:
        text = re.sub(r"\n\n", " \n", text)
    return text


def word_spans(spans: Spans, starts: np.ndarray, ends: np.ndarray) -> Spans:
    """Character spans as ranges of words that they touch."""
    found = []
    for begin, end in spans:
        a, b = int(np.searchsorted(ends, begin, "right")), int(np.searchsorted(starts, end, "left"))
        if a < b:
            found.append((a, b))
    return found


def cut(
    document: Document, tokenizer: Tokenizer, size: int, rng: random.Random, short: float
) -> Iterator[Window]:
    """Training windows of at most ``size`` pieces (two more for the marks at the ends).

    A share ``short`` of the documents is cut into pieces of a sentence or a few, as headlines, captions and
    quotations out of their context are read.
    """
    reading = rng.choice(document.readings)
    text = noise(document.text, rng)
    pieces = encode(tokenizer, text)
    table = pieces.words()
    first, starts, _ = table
    brief = rng.random() < short
    ends = np.array(_sentence_ends(text, starts))
    begin = 0
    # A first window cut short at random: the edges fall elsewhere in every epoch.
    stop = rng.randint(size // 3, size)
    while begin < len(first):
        limit = first[begin] + (rng.randint(8, 120) if brief else stop)
        end = int(np.searchsorted(first, limit, "right")) - 1 if limit < len(pieces) else len(first)
        if brief:
            later = ends[ends > begin]
            whole = later[later <= end]
            end = int(whole[-1] if len(whole) else later[0] if len(later) else len(first))
        end = max(end, begin + 1)
        yield _window(pieces, text, reading, (begin, end), table, size, alone=brief)
        begin, stop = end, size


def _sentence_ends(text: str, starts: np.ndarray) -> list[int]:
    """The numbers of the words before which a sentence ends, roughly, and of the last."""
    closed = re.compile(r"[.!?][”\"’']*\s+$|\n\s*$")
    found = [i for i, s in enumerate(starts.tolist()) if i and closed.search(text, max(0, s - 6), s)]
    return [*found, len(starts)]


def _window(
    pieces: Pieces,
    text: str,
    reading: list[Attribution],
    words: tuple[int, int],
    table: tuple[np.ndarray, np.ndarray, np.ndarray],
    size: int,
    *,
    alone: bool,
) -> Window:
    first, starts, ends = table
    a, b = words
    lo, hi = int(first[a]), int(first[b]) if b < len(first) else len(pieces)
    hi = min(hi, lo + size)
    b = min(b, int(np.searchsorted(first, hi, "left")))
    starts, ends = starts[a:b], ends[a:b]
    tags = np.full(b - a, NO_LABEL, np.int64)
    lists: dict[str, Spans] = {"source": [], "cue": [], "content": []}
    content_cue, cue_source = [], []
    edge_l, edge_r = int(starts[0]), int(ends[-1])
    for one in reading:
        at: dict[str, list[int]] = {}
        for role in ROLES:
            at[role] = []
            for s in getattr(one, role):
                if s[1] <= edge_l or s[0] >= edge_r:
                    continue
                for span in word_spans([s], starts, ends):
                    if span not in lists[role]:
                        if (tags[span[0] : span[1]] != NO_LABEL).any():
                            continue
                        lists[role].append(span)
                        tag(tags, role, span, open_left=s[0] < edge_l, open_right=s[1] > edge_r)
                    at[role].append(lists[role].index(span))
        for cue in at["cue"]:
            if cue == len(cue_source):
                whole = bool(at["source"]) or not one.source
                cue_source.append(at["source"][0] if at["source"] else (-1 if whole else -2))
        while len(content_cue) < len(lists["content"]):
            content_cue.append(at["cue"][0] if at["cue"] else -2)
    cue_source += [-2] * (len(lists["cue"]) - len(cue_source))
    breaks = np.array(
        [text.count("\n", int(starts[max(i - 1, 0)]), int(s)) > 0 for i, s in enumerate(starts)]
    )
    features = pieces.features[lo:hi].copy()
    if alone:
        features[0, 1], features[0, 3] = CASES + 1, CASES + BREAKS + QUOTES + 1
    return Window(
        pieces.ids[lo:hi],
        features,
        first[a:b] - lo,
        starts,
        tags,
        lists["content"],
        lists["cue"],
        lists["source"],
        content_cue,
        cue_source,
        np.cumsum(breaks),
    )
