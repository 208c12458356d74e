"""A search of the record: statements by their words, who says them, through whom, when and about what.

The newest that fit are looked at, at most `found.SAMPLE` statements: they are counted, narrowed down and
turned over page by page. ``whole`` tells whether that is all of them; older ones come with an earlier
``until``.
"""

from __future__ import annotations

import calendar
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, get_args

from onrecord.asking import told
from onrecord.asking.found import SAMPLE, Found, Sought, about, found, matters, names, origins, people, relays
from onrecord.asking.holding import Held, held
from onrecord.asking.near import near
from onrecord.asking.scope import scoped, statements
from onrecord.asking.told import Told
from onrecord.ledger import Ledger, search
from onrecord.ledger.correcting import Overlay
from onrecord.records import Act, StatementKind
from onrecord.resolve.names import slug
from onrecord.views.wording import ACTS

# Utterances on a page, choices of a facet, and how many names and matters the words may mean.
PAGE, CHOICES, MEANT = 20, 8, 5
KINDS: Mapping[StatementKind, str] = {
    "direct": "word for word", "mixed": "partly word for word", "indirect": "reworded",
}  # fmt: skip
# How many independent origins are asked for: exactly one, or at least so many.
ORIGINS: Mapping[str, str] = {"one": "one origin", "2": "two or more origins", "3": "three or more origins"}
_WORD = re.compile(r"[^\W_]+")
_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")


def searched(
    ledger: Ledger,
    words: str | None = None,
    *,
    speaker: str | None = None,
    outlet: str | None = None,
    agency: str | None = None,
    act: str | None = None,
    matter: str | None = None,
    kind: str | None = None,
    origins: str | None = None,
    since: str | None = None,
    until: str | None = None,
    page: int = 1,
    size: int = PAGE,
) -> Told:
    """The utterances that fit, the latest first, a page of them, with what they can be narrowed down by.

    ``since`` and ``until`` may be a day, a month or a year. ``problem`` says in one line what cannot be
    understood, and then nothing is looked for. ``near`` are statements with nearly these words.
    """
    asked = {
        "words": words, "speaker": speaker, "outlet": outlet, "agency": agency, "act": act, "matter": matter,
        "kind": kind, "origins": origins, "since": since, "until": until,
    }  # fmt: skip
    asked = {name: (value or "").strip() or None for name, value in asked.items()}
    try:
        sought = _understood(asked)
    except ValueError as error:
        return _answer(ledger, asked, _Hits(), page, size, problem=str(error))
    return _answer(ledger, asked, _hits(ledger, sought, asked["origins"]), page, size)


# ---- what is asked for ------------------------------------------------------------------------------------


def _understood(asked: Mapping[str, str | None]) -> Sought:
    """What is asked for. Raises ValueError, in one line, for what cannot be understood."""
    since, until = (_days(name, asked[name]) for name in ("since", "until"))
    for name, known in (("act", get_args(Act)), ("kind", tuple(KINDS)), ("origins", tuple(ORIGINS))):
        value = asked[name]
        if value and value not in known:
            raise ValueError(f"{name}: found “{value}”, expected one of {', '.join(known)}")
    if since and until and since[0] > until[1]:
        raise ValueError(
            f"nothing is from {asked['since']} until {asked['until']}: the first is the later day"
        )
    left = {name: asked[name] for name in ("words", "speaker", "outlet", "agency", "act", "matter", "kind")}
    return Sought(**left, since=since and since[0], until=until and until[1])


def _days(name: str, value: str | None) -> tuple[str, str] | None:
    """The first and the last day of a day, a month or a year."""
    if not value:
        return None
    parts = _DATE.fullmatch(value)
    try:
        if parts is None:
            raise ValueError
        year, month, day = (int(part) if part else None for part in parts.groups())
        first = date(year or 0, month or 1, day or 1)
        last_month = month or 12
        last = first if day else date(first.year, last_month, calendar.monthrange(first.year, last_month)[1])
    except ValueError:
        raise ValueError(f"{name}: found “{value}”, expected a date as 2026-03-09, 2026-03 or 2026") from None
    return first.isoformat(), last.isoformat()


# ---- what was found ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Hits:
    """The statements that were found, the newest first, and what they can be counted by."""

    found: Sequence[Found] = ()
    whole: bool = True
    matters: Sequence[tuple[str, str]] = ()
    relays: Sequence[tuple[str, str]] = ()
    origins: Mapping[str, set[str]] | None = None
    names: Mapping[str, str] | None = None

    @property
    def utterances(self) -> dict[str, list[Found]]:
        """The statements of each utterance."""
        by: dict[str, list[Found]] = {}
        for one in self.found:
            by.setdefault(one.utterance, []).append(one)
        return by

    def called(self, id: str) -> str:
        """The name of an actor or an origin by its id."""
        return (self.names or {}).get(id) or id.replace("-", " ").title()


def _hits(ledger: Ledger, sought: Sought, asked_origins: str | None) -> _Hits:
    with ledger.connect() as connection:
        overlay = Overlay.of(connection, ledger.at)
        rows = found(connection, ledger.at, sought, SAMPLE + 1)
        whole = len(rows) <= SAMPLE
        some = _corrected(ledger, sought, overlay, rows)[:SAMPLE]
        known = origins(connection, some)
        if asked_origins:
            some = [one for one in some if _rests_on(asked_origins, len(known.get(one.utterance, ())))]
        relayed = relays(connection, some)
        ids = {one.speaker for one in some if one.speaker} | {id for _, id in relayed}
        ids |= {key for keys in known.values() for key in keys if not key.startswith("own:")}
        return _Hits(some, whole, matters(connection, some), relayed, known, names(connection, sorted(ids)))


def _corrected(ledger: Ledger, sought: Sought, overlay: Overlay, rows: Sequence[Found]) -> list[Found]:
    """What was found, as people corrected it: without what is wrong, and with what fits now.

    A correction may change whether a statement fits; they are few, and looked at one by one.
    """
    held_ids = overlay.corrections.keys() | overlay.wrong
    left = [one for one in rows if one.id not in held_ids]
    touched = sorted(overlay.corrections.keys() - overlay.wrong)
    if not touched:
        return left
    before = {one.id: one for one in rows}
    for one in statements(ledger, {**sought.which, "ids": touched}):
        row = before.get(one.id)
        if row is None and sought.agency:
            continue
        left.append(Found(
            one.id, one.about.reading, one.report, one.speaker.id if one.speaker else None, one.act, one.kind,
            one.earliest, one.about.outlet, row.utterance if row else one.id,
        ))  # fmt: skip
    return sorted(left, key=lambda one: (one.day or "", one.report), reverse=True)


def _rests_on(asked: str, known: int) -> bool:
    return known == 1 if asked == "one" else known >= int(asked)


# ---- as plain values --------------------------------------------------------------------------------------


def _answer(
    ledger: Ledger,
    asked: Mapping[str, str | None],
    hits: _Hits,
    page: int,
    size: int,
    problem: str | None = None,
) -> Told:
    by_utterance = hits.utterances
    pages = max(1, -(-len(by_utterance) // size))
    page = min(max(page, 1), pages)
    shown = list(by_utterance.values())[(page - 1) * size : page * size]
    days = [one.day for one in hits.found if one.day]
    said = _shown(ledger, shown, asked["words"] or "")
    return {
        "asked": dict(asked),
        "as_of": ledger.at,
        "problem": problem,
        "count": len(by_utterance),
        "looked_at": len(hits.found),
        "whole": hits.whole,
        "oldest": min(days, default=None),
        "page": page,
        "pages": pages,
        "statements": said,
        "near": [] if problem or page > 1 else near(ledger, asked, frozenset(one.id for one in hits.found)),
        "meant": _meant(ledger, asked) if not problem and page == 1 else {"actors": [], "matters": []},
        "facets": list(_facets(asked, hits)),
        "chosen": _chosen(asked, hits),
    }


def _shown(ledger: Ledger, utterances: Sequence[Sequence[Found]], asked: str) -> list[Told]:
    """Utterances in the words that tell most, in the order in which they were found; ``marks`` are the words
    in each that were asked for."""
    ids = [one.id for some in utterances for one in some]
    if not ids:
        return []
    scope = scoped(ledger, statements(ledger, {"ids": ids}))
    by: dict[str, Held] = {one.best.id: one for one in held(scope.statements, scope.joined)}
    order = {one.id: n for n, some in enumerate(utterances) for one in some}
    every = sorted(by.values(), key=lambda h: min(order[s.id] for s in h.renderings))
    wanted = frozenset(search.words(asked))
    return [
        told.statement(one.best, scope.joined, scope.overlay)
        | {"renderings": len(one.renderings), "marks": _marks(one.best.content, wanted)}
        for one in every
    ]


def _marks(content: str, wanted: frozenset[str]) -> list[str]:
    """The words of a content that were asked for, as they stand in it; short ones tell nothing."""
    said = dict.fromkeys(m[0] for m in _WORD.finditer(content)) if wanted else ()
    return [word for word in said if len(word) > 2 and wanted & set(search.words(word))]


def _meant(ledger: Ledger, asked: Mapping[str, str | None]) -> Told:
    """Whom and what the words may mean, where they are few."""
    words = asked["words"] or ""
    if ledger.at is not None or not 0 < len(search.words(words)) <= MEANT:
        return {"actors": [], "matters": []}
    with ledger.connect() as connection:
        return {
            "actors": [{"id": one.id, "name": one.name, "statements": one.statements}
                       for one in people(connection, words, MEANT)],
            "matters": [{"name": one.name, "statements": one.statements}
                        for one in about(connection, words, MEANT)],
        }  # fmt: skip


# ---- narrowing down ---------------------------------------------------------------------------------------


def _facets(asked: Mapping[str, str | None], hits: _Hits) -> Iterator[Told]:
    """By what the statements that were found can be narrowed down, the frequent ones first."""
    by_name = _counted((one.speaker for one in hits.found), hits.called, skip="@")
    yield _facet("speaker", "Speaker", asked, by_name)
    yield _facet("act", "What is done", asked, _counted((o.act for o in hits.found), lambda a: ACTS[a][0]))  # type: ignore[index]
    yield _facet("matter", "Matter", asked, _counted((name for _, name in hits.matters), str))
    yield _facet("outlet", "Outlet", asked, _counted((one.outlet for one in hits.found), str))
    yield _facet("agency", "Agency", asked, _counted(_agencies(hits), hits.called))
    kinds = _counted((one.kind for one in hits.found), lambda k: KINDS[k])  # type: ignore[index]
    yield _facet("kind", "Words", asked, kinds)
    yield _facet("origins", "Rests on", asked, _resting(hits))
    yield _months(asked, hits)


def _counted(
    values: Iterable[str | None], label: Callable[[str], str], skip: str | None = None
) -> list[tuple[str, str, int]]:
    """Values with what they are called and how often they are, the frequent first."""
    counts = Counter(value for value in values if value and not (skip and skip in value))
    best = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:CHOICES]
    return [(value, label(value), n) for value, n in best]


def _agencies(hits: _Hits) -> Iterator[str]:
    """Through which agencies each statement came, each once."""
    through = defaultdict[str, set[str]](set)
    for id, relay in hits.relays:
        through[id].add(slug(hits.called(relay)) if "@" in relay else relay)
    for one in hits.found:
        known = (hits.origins or {}).get(one.utterance, set())
        yield from sorted({key for key in known if not key.startswith("own:")} | through[one.id])


def _resting(hits: _Hits) -> list[tuple[str, str, int]]:
    """How many utterances rest on how many origins."""
    many = [len((hits.origins or {}).get(utterance, ())) for utterance in hits.utterances]
    counts = ((key, label, sum(_rests_on(key, n) for n in many)) for key, label in ORIGINS.items())
    return [one for one in counts if one[2]]


def _facet(
    name: str, label: str, asked: Mapping[str, str | None], counted: Sequence[tuple[str, str, int]]
) -> Told:
    """A facet: choosing a value sets it, choosing it again takes it out."""
    choices = [
        {"label": words, "count": n, "chosen": asked[name] == value,
         "set": {name: None if asked[name] == value else value}}
        for value, words, n in counted
    ]  # fmt: skip
    return {"name": name, "label": label, "choices": choices if len(choices) > 1 or asked[name] else []}


def _months(asked: Mapping[str, str | None], hits: _Hits) -> Told:
    """The months in which it was said, the last first."""
    counts = Counter(one.day[:7] for one in hits.found if one.day)
    chosen = asked["since"] == asked["until"]
    choices = [
        {"label": f"{calendar.month_name[int(month[5:])]} {month[:4]}", "count": n,
         "chosen": chosen and asked["since"] == month, "set": _month(asked, month)}
        for month, n in sorted(counts.items(), reverse=True)[:CHOICES]
    ]  # fmt: skip
    return {"name": "month", "label": "Month", "choices": choices if len(choices) > 1 else []}


def _month(asked: Mapping[str, str | None], month: str) -> dict[str, str | None]:
    there = asked["since"] == asked["until"] == month
    return {"since": None, "until": None} if there else {"since": month, "until": month}


def _chosen(asked: Mapping[str, str | None], hits: _Hits) -> list[Told]:
    """What the results are narrowed down by, each with what takes it out."""
    called: Mapping[str, Any] = {
        "speaker": hits.names or {}, "agency": hits.names or {}, "kind": KINDS, "origins": ORIGINS,
        "act": {act: words[0] for act, words in ACTS.items()},
    }  # fmt: skip
    return [
        {"name": name, "label": called.get(name, {}).get(value, value), "set": {name: None}}
        for name, value in asked.items()
        if value and name != "words"
    ]
