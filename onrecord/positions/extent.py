"""Where a clause ends, without a parser: by its verbs, and by what opens the next clause.

words and punctuation → verb of the clause → the places where it may be over → the first that fits
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from onrecord.positions.tokens import (
    Token,
    first_verb,
    is_auxiliary,
    is_modal,
    is_participle,
    is_past,
    lexicon,
    subject,
    tokens,
)
from onrecord.records import Span

# A subject has at most so many words before its verb.
SUBJECT = 16
# Between two commas an aside has at most so many words ("Moscow, if it agrees, will …").
ASIDE = 5
# The verb of a clause that has one which is in no list.
UNKNOWN = "?"
# How strongly words open another clause: not at all, by some verb, by a verb with its subject or a modal.
NONE, WEAK, STRONG = 0, 1, 2

_DASHES = frozenset({"–", "—", "--", "---", "-", "−"})
_OPENING = frozenset("“„«([")
_CLOSING = frozenset("”»)]")
# Marks that open and close; a curly single mark is written as a straight one.
_STRAIGHT = frozenset('"’')


def opens(found: Sequence[Token], i: int) -> int:
    """How strongly the words at ``i`` open another main clause: `NONE`, `WEAK` or `STRONG`."""
    while i < len(found) and (
        found[i].key in lexicon("openers") or found[i].key in _OPENING or found[i].key in _STRAIGHT
    ):
        i += 1
    if i >= len(found) or found[i].key in lexicon("relatives") | lexicon("subordinate"):
        asks = i < len(found) and found[i].key in lexicon("questions") and found[-1].key == "?"
        return STRONG if asks else NONE
    key = found[i].key
    stop = _chunk(found, i)
    if key in lexicon("questions") and i + 1 < len(found):
        return STRONG if is_modal(found[i + 1].key) or is_auxiliary(found[i + 1].key) else NONE
    if subject(key) in lexicon("subjects") or key.endswith(("’ll", "’m", "’re", "’ve", "’d")):
        return STRONG
    if is_modal(key) or is_auxiliary(key):
        return STRONG if found[-1].key == "?" else NONE
    verb = first_verb(found, i, min(stop, i + SUBJECT))
    if is_past(key):
        return NONE
    if verb is None:
        return _past_aside(found, i, stop)
    modal = is_modal(found[verb].key)
    if key in lexicon("prepositions") or (key.endswith("ing") and not found[i].capital):
        return WEAK if modal else NONE
    return STRONG if modal or key in lexicon("half_subjects") or is_auxiliary(found[verb].key) else WEAK


def _chunk(found: Sequence[Token], i: int) -> int:
    """The next comma or other mark at which a clause can end."""
    return next(
        (n for n in range(i, len(found)) if found[n].key in ",;:?!" or found[n].key in _DASHES), len(found)
    )


def _past_aside(found: Sequence[Token], i: int, stop: int) -> int:
    """Whether a subject goes on after an aside: "the mayor, who was ill, will resign"."""
    if stop >= len(found) or found[stop].key != "," or found[i].key in lexicon("prepositions"):
        return NONE
    end = next((n for n in range(stop + 1, len(found)) if found[n].key == ","), None)
    aside = stop + 1 < len(found) and found[stop + 1].key in lexicon("relatives")
    after = found[end + 1].key if end is not None and end + 1 < len(found) else ""
    return STRONG if (is_modal(after) or (aside and is_auxiliary(after))) else NONE


@dataclass(frozen=True, slots=True)
class Clause:
    """A subordinate clause from its marker on, and its finite verb if it has one."""

    span: Span
    verb: str | None


@dataclass(frozen=True, slots=True)
class Break:
    """A place at which a clause may be over: before the word or mark ``at``.

    ``by`` is what joins what follows: a comma, "and", "but", "said" (an attribution), "because" (another
    subordinate clause), "then", a dash or a colon. ``opens`` is how strongly a main clause opens there.
    """

    at: int
    by: str
    opens: int


def rest(text: str, marker: Span, end: int) -> Clause:
    """Return all that stands behind a marker, as far as the sentence or what is quoted goes."""
    found = tokens(text, marker.end, end)
    last = _trimmed(found[: _closed(found)])
    return Clause(Span(marker.start, last.span.end if last else marker.end), UNKNOWN)


def clause(text: str, marker: Span, end: int, *, leads: bool, aside: bool) -> Clause:
    """Return the clause that a marker opens in a stretch of text that reaches to ``end``.

    ``leads``: its main clause is still to come. ``aside``: it stands between commas in the middle of one.
    """
    found = tokens(text, marker.end, end)
    found = found[: _closed(found)]
    that = text[marker.start : marker.end].endswith("that")
    breaks = list(_breaks(found, that=that))
    # Where another clause opens before any verb is known, the verb is one that is not in the lists.
    main = next((b.at for b in breaks if b.at > _past_opening(found) + 1 and b.opens == STRONG), None)
    first = _past_opening(found)
    verb = None if _elliptical(found) else first_verb(found, first, main)
    begun = verb if verb is not None else first + int(not _elliptical(found))
    breaks = [b for b in breaks if b.at > begun]
    stop = _before_main(found, begun, breaks) if leads else _after_main(found, breaks, aside=aside)
    last = _trimmed(found[:stop])
    told = UNKNOWN if main == stop else None
    if verb is not None and verb < stop:
        told = found[verb].key
    return Clause(Span(marker.start, last.span.end if last else marker.end), told)


def _past_opening(found: Sequence[Token]) -> int:
    """Where a clause begins behind an aside: "if, as expected, | the vote is lost"; else 0."""
    if len(found) < 3 or found[0].key != ",":
        return 0
    end = next((i for i in range(1, min(len(found) - 1, ASIDE + 2)) if found[i].key == ","), 0)
    is_aside = end and (found[1].key == "as" or first_verb(found, 1, end) is None)
    return end + 1 if is_aside else 0


def _elliptical(found: Sequence[Token]) -> bool:
    """Whether a clause has a participle for a verb ("if elected", "if so"), and none of its own."""
    if not found or found[0].capital or not is_participle(found[0].key):
        return False
    verb = first_verb(found, 0, min(_chunk(found, 0), SUBJECT))
    if verb is None or verb == 0:
        return True
    # "if armed men come" has one; that of "if elected he will" is the main clause's.
    pronouns = {subject(found[verb].key), found[verb - 1].key} & lexicon("subjects")
    return bool(pronouns) or found[1].key in lexicon("determiners") or found[1].capital


def _closed(found: Sequence[Token]) -> int:
    """Where the clause is closed by a mark that was opened before it, or by a semicolon."""
    for i, depth in enumerate(_depths(found)):
        if depth < 0 or (found[i].key == ";" and depth == 0):
            return i
    return len(found)


def _depths(found: Sequence[Token]) -> Iterator[int]:
    """In how many marks each word stands that were opened since the first; below 0 past a closing one.

    A single mark that closes nothing is an apostrophe.
    """
    depth, opened = 0, {"’": False, '"': False}
    for i, token in enumerate(found):
        if token.key in opened:
            opens_here = not opened[token.key] and _next_to(found, i)
            if opens_here or opened[token.key] or token.key == '"':
                depth += 1 if opens_here else -1
            opened[token.key] = opens_here
        elif token.key in _OPENING:
            depth += 1
        elif token.key in _CLOSING:
            depth -= 1
        yield depth


def _next_to(found: Sequence[Token], i: int) -> bool:
    """Whether a straight mark opens: it touches the word after it and none before it."""
    after = i + 1 < len(found) and found[i + 1].span.start == found[i].span.end
    before = i > 0 and found[i - 1].span.end == found[i].span.start
    return after and not before


def _breaks(found: Sequence[Token], *, that: bool) -> Iterator[Break]:
    """The places at which a clause may be over. ``that``: its marker ends in "that", and may be taken up."""
    for i, depth in enumerate(_depths(found)):
        key = found[i].key
        following = found[i + 1].key if i + 1 < len(found) else ""
        if depth > 0 or not following:
            continue
        if key == ",":
            yield _at_comma(found, i, that=that)
        elif key in _DASHES or key in (":", "…", "..."):
            yield Break(i, key, NONE)
        elif key == "then" and i and found[i - 1].key != "," and opens(found, i + 1):
            yield Break(i, "then", STRONG)
        elif key in ("and", "but", "so") and i and found[i - 1].key != ",":
            yield Break(i, key, _joined(found, i, that=that, comma=False))


def _at_comma(found: Sequence[Token], i: int, *, that: bool) -> Break:
    following = found[i + 1].key
    if following == "then":
        return Break(i, "then", STRONG)
    if following == "that" and i + 2 < len(found):
        return Break(i, ",", NONE if that else opens(found, i + 2))
    if following in ("and", "but", "so", "or", "yet"):
        return Break(i, following, _joined(found, i + 1, that=that, comma=True))
    if _attributes(found, i + 1):
        return Break(i, "said", STRONG)
    told = following == "as" and first_verb(found, i + 2, _chunk(found, i + 2)) is not None
    if told or following in lexicon("reasons"):
        return Break(i, "because", NONE)
    return Break(i, ",", opens(found, i + 1))


def _attributes(found: Sequence[Token], i: int) -> bool:
    """Whether the words at ``i`` attribute what stands before: "said Orbe", "the mayor said", "adding
    that"."""
    if found[i].key in lexicon("saying") | {"saying", "adding", "according", "warning", "insisting"}:
        return True
    if found[i].key in lexicon("subordinate"):
        return False
    stop = _chunk(found, i)
    verb = first_verb(found, i, min(stop, i + SUBJECT))
    return verb is not None and found[verb].key in lexicon("saying") and stop - verb <= ASIDE


def _joined(found: Sequence[Token], i: int, *, that: bool, comma: bool) -> int:
    """How strongly a main clause goes on after "and", "but" or "so" at ``i``."""
    if i + 1 >= len(found):
        return NONE
    key, joint = found[i + 1].key, found[i].key
    if key in lexicon("saying") or key in ("will", "would", "won’t", "wouldn’t"):
        return STRONG
    if key == "that":
        return NONE if that else STRONG
    if joint == "but" and comma:
        return STRONG
    verb = first_verb(found, i + 1, _chunk(found, i + 1))
    modal = verb is not None and is_modal(found[verb].key)
    pronoun = key in lexicon("subjects") or key.endswith(("’ll", "’m", "’re", "’ve", "’d"))
    if modal and (comma or pronoun):
        return STRONG
    return STRONG if pronoun and (comma or joint != "and") else NONE


def _before_main(found: Sequence[Token], begun: int, breaks: Sequence[Break]) -> int:
    """Where a clause ends whose main clause is to come."""
    second, sure = _before_second_verb(found, begun)
    main = next((b.at for b in breaks if b.by in (",", "then", "said") and b.opens), None)
    if main is not None:
        return min(main, second) if sure else main
    ends = [b.at for b in breaks if b.by in _DASHES or b.by in (":", "…", "...")]
    ends += [b.at for b in breaks if b.by == "," and not _continues(found[b.at + 1])]
    return min([*ends, second])


def _continues(token: Token) -> bool:
    return token.key in lexicon("relatives") | lexicon("subordinate") | lexicon("prepositions")


def _before_second_verb(found: Sequence[Token], begun: int) -> tuple[int, bool]:
    """Where a second clause begins without a comma, and whether that is sure: it has the same subject.

    "If they pay | they will go", "If the ice holds | we will go", "Only if we win | will they go".
    """
    subjects, others = lexicon("subjects"), lexicon("half_subjects") | lexicon("determiners")
    inner = lexicon("clausal") | lexicon("saying") | {"and", "or", "but", ","}
    for i in range(begun + 1, len(found)):
        key, after = found[i].key, found[i + 1].key if i + 1 < len(found) else ""
        asks = is_auxiliary(key) and after in subjects | {"you"}
        if (is_modal(key) and after in subjects | others) or asks:
            return i, asks
        again = subject(key) == subject(found[0].key) and subject(key) in subjects | {"you", "it"}
        same = again or (begun == 0 and subject(key) in subjects)
        if same and found[i - 1].key not in inner and ("’" in key or is_modal(after) or is_auxiliary(after)):
            return i, True
        if not is_modal(key):
            continue
        if key not in lexicon("modals"):
            return i, subject(key) == found[0].key
        return _subject_before(found, i, begun, subjects | others), False
    return len(found), False


def _subject_before(found: Sequence[Token], verb: int, begun: int, words: frozenset[str]) -> int:
    """Where the subject of a verb begins, a name or what opens with a determiner; the end where it is that
    of a clause within the clause."""
    named = verb - 1
    for n in range(verb - 1, max(begun, verb - SUBJECT), -1):
        if found[n].key in words:
            inner = found[n - 1].key in lexicon("clausal") | lexicon("saying")
            return len(found) if inner else n
        if found[n].capital and not found[n - 1].capital and n == named:
            return n
        named -= found[n].capital
    return len(found)


def _after_main(found: Sequence[Token], breaks: Sequence[Break], *, aside: bool) -> int:
    """Where a clause ends that stands after its main clause, or in the midst of it."""
    for b in breaks:
        if aside and b.by == "," and b.at <= ASIDE:
            return b.at
        if _elliptical(found) and b.by in (",", "and", "but", "or", "so"):
            return b.at
        if b.by == "," and found[b.at + 1].key in lexicon("relatives") and b is breaks[-1]:
            return b.at
        if aside and b.by == "," and (is_modal(found[b.at + 1].key) or is_auxiliary(found[b.at + 1].key)):
            return b.at
        if b.by in _DASHES and _is_parenthesis(found, b.at):
            continue
        if b.opens or b.by == "because" or b.by in _DASHES:
            return b.at
    return len(found)


def _is_parenthesis(found: Sequence[Token], i: int) -> bool:
    """Whether a dash opens or closes a short aside ("becomes – for whatever reason – unpopular")."""
    dashes = [n for n, token in enumerate(found) if token.key in _DASHES]
    return any(0 < abs(n - i) <= ASIDE + 2 for n in dashes)


def _trimmed(found: Sequence[Token]) -> Token | None:
    """The last word of a clause: without the marks, and the "and" or "but", that stand behind it."""
    depths = [0, *_depths(found)]
    for i in range(len(found) - 1, -1, -1):
        token = found[i]
        if token.is_word and token.key not in ("and", "or", "but"):
            return token
        closes = token.key in _CLOSING | _STRAIGHT and 0 <= depths[i + 1] < depths[i]
        if closes or token.key in "%€£$°":
            return token
    return None
