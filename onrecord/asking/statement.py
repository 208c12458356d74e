"""A statement as a page has it: the words with all renderings of them, the way they came, what the speaker
held before and after, and what others answered."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from difflib import SequenceMatcher

from sqlalchemy import ColumnElement, Connection, false, func, or_, select

from onrecord.asking import told
from onrecord.asking.changes import LEAST, Finding, around, passages_of, told_of
from onrecord.asking.citing import citations
from onrecord.asking.compared import in_title
from onrecord.asking.holding import Held, held, side
from onrecord.asking.joined import Rendered, roles
from onrecord.asking.judged import judgment
from onrecord.asking.report import office, why
from onrecord.asking.scope import Scope, scoped, statements
from onrecord.asking.told import Told
from onrecord.joining.made import named
from onrecord.joining.origins import Origin
from onrecord.ledger import Ledger, judging
from onrecord.ledger.entries import ActorRef, StatementEntry
from onrecord.ledger.recall import batches, current
from onrecord.ledger.tables import matter, reading
from onrecord.ledger.tables import statement as statement_table
from onrecord.resolve.names import slug

# So many renderings are shown and drawn, the first of each origin before others; so many positions before and
# after, and so many answers.
RENDERINGS, POSITIONS, ANSWERS = 16, 5, 8
# Answers are looked for within so many days; so many statements of the speaker on either side are looked at.
DAYS, LOOKED_AT = 10, 300
# What speaks for or against something.
ANSWERING = frozenset(
    {"accept", "reject", "deny", "criticise", "support", "accuse", "threaten", "demand", "promise"}
)


def statement(ledger: Ledger, id: str) -> Told:
    """A statement by its id or the beginning of one. Raises NotOnRecord.

    ``renderings`` are those of its utterance, the first first, each with ``parts``, its words beside those of
    the fullest one (``compare``). ``chain`` is the way from the speaker to each report, ``earlier`` and
    ``later`` what the speaker holds on the same matters, ``answers`` what others say to it, ``answered`` what
    it answers. ``citations`` are to be copied.
    """
    one = ledger.statement(id)
    scope, left = _rendered(ledger, one)
    near = _Near.of(ledger, one, scope)
    every = scoped(ledger, [*scope.statements, *near.own, *near.others])
    full = max(scope.statements, key=_fullness)
    role = _office(ledger, one)
    return {
        "asked": {"id": id},
        "as_of": ledger.at,
        "statement": _whole(ledger, one, role, scope),
        "compare": full.id,
        "renderings": [_rendering(s, full, scope, near.found) for s in scope.statements],
        "left": left,
        "chain": chain(one, scope),
        "earlier": near.positions(every, later=False),
        "later": near.positions(every, later=True),
        "answers": near.answers(every),
        "answered": near.answered(ledger, every),
        "judged": _judged(ledger, [s.id for s in scope.statements]),
        "citations": citations(one, role, scope.joined),
    }


def _whole(ledger: Ledger, one: StatementEntry, role: str | None, scope: Scope) -> Told:
    return told.statement(one, scope.joined, scope.overlay) | {
        "number": one.number,
        "cue": one.cue,
        "office": role,
        "place_country": one.place_country,
        "target": told.actor(one.target),
        "cameo": one.cameo,
        "why": why(one, _record(ledger, one)),
        "wrong": one.id in scope.overlay.wrong,
    }


def _record(ledger: Ledger, one: StatementEntry) -> Told:
    with ledger.connect() as connection:
        query = select(reading.c.record).where(reading.c.id == one.about.reading)
        found: Told = connection.execute(query).scalar_one()
    return found


def _office(ledger: Ledger, one: StatementEntry) -> str | None:
    if one.speaker is None:
        return None
    with ledger.connect() as connection:
        found = roles(connection, [one.about.reading], [one.speaker])
    return office(one.speaker, found)


def _judged(ledger: Ledger, ids: Collection[str]) -> list[Told]:
    """What people decided of it and its renderings, the last first."""
    every = judging.judgments(ledger, withdrawn=True)
    return [judgment(one) for one in reversed(every) if one.subject in ids or one.other in ids]


# ---- the renderings ---------------------------------------------------------------------------------------


def _rendered(ledger: Ledger, one: StatementEntry) -> tuple[Scope, int]:
    """A statement with the renderings that are shown, and how many are left out."""
    first = scoped(ledger, [one])
    every = first.joined.rendered(one.id)
    chosen = [id for id in _chosen(every) if id != one.id]
    others = statements(ledger, {"ids": chosen}) if chosen else []
    found = sorted([one, *others], key=_published)
    return replace(first, statements=tuple(found)), len({r.statement for r in every} - {one.id, *chosen})


def _chosen(every: Sequence[Rendered]) -> list[str]:
    """The first rendering of each origin, then the others."""
    firsts = {r.origin.key or r.statement: r.statement for r in reversed(every)}
    ordered = sorted(every, key=lambda r: firsts[r.origin.key or r.statement] != r.statement)
    return [r.statement for r in ordered][: RENDERINGS - 1]


def _published(one: StatementEntry) -> tuple[str, str, int]:
    return one.about.published or "", one.report, one.number


def _fullness(one: StatementEntry) -> tuple[bool, bool, int]:
    """The fullest of some renderings has the most of this, and of two that are alike it is the first."""
    return not in_title(one), bool(one.conditions), len(one.content.split())


def _origin(one: StatementEntry, scope: Scope) -> Origin | None:
    found = (r.origin for r in scope.joined.rendered(one.id) if r.statement == one.id)
    return next(found, None)


def _rendering(one: StatementEntry, full: StatementEntry, scope: Scope, found: Iterable[Finding]) -> Told:
    known = next((r for r in scope.joined.rendered(one.id) if r.statement == one.id), None)
    how, parts = compared(full.content, one.content)
    origin = known and known.origin
    return told.statement(one, scope.joined, scope.overlay) | {
        "joined": known and told.score(known.score),
        "origin": origin and {
            "key": origin.key, "name": origin.key and scope.joined.origin_name(origin.key),
            "kind": origin.kind, "reason": origin.reason,
        },
        "how": "fullest" if one is full else how,
        "parts": parts,
        "drift": [*_drift(one, full, scope, found)],
    }  # fmt: skip


# What is lost is lost in the other of two renderings; what is only different differs from the fullest.
_LOST = frozenset({"condition", "hedge"})


def _drift(
    one: StatementEntry, full: StatementEntry, scope: Scope, found: Iterable[Finding]
) -> Iterator[Told]:
    """What a rendering lost, or has otherwise than the fullest; each thing once."""
    contents, told_of_it = {s.id: s.content for s in scope.statements}, set[str]()
    for f in found:
        if f.kind != "drift" or f.what in told_of_it:
            continue
        turned = f.what not in _LOST and compared(full.content, contents.get(f.other, ""))[0] == "same"
        if (f.one if turned else f.other) == one.id:
            told_of_it.add(f.what)
            words = [f.drift.one_words, f.drift.other_words] if f.drift else ["", ""]
            yield {
                "what": f.what, **told.score(f.score), "from": f.other if turned else f.one,
                "words": words[::-1] if turned else words,
            }  # fmt: skip


# Two wordings are shown with what is gone and what is new where so much is the same, with what is other where
# so much is; below that they share too little to be set side by side word by word.
CLOSE, ALIKE = 0.6, 0.3
_EDGE = re.compile(r"^\W+|\W+$")


def compared(full: str, other: str) -> tuple[str, list[list[str]]]:
    """How a wording is like the fullest one: same, close, alike or other; and its words in parts, each with
    what it is: "" the same, "gone" (only in the fullest), "new" (only here), "else" (of two that are alike).

    The parts are to be joined by blanks.

    >>> compared("We will sign in May", "“We will not sign”")
    ('close', [['“We will', ''], ['not', 'new'], ['sign”', ''], ['in May', 'gone']])
    """
    was, is_now = full.split(), other.split()
    match = SequenceMatcher(None, list(map(_folded, was)), list(map(_folded, is_now)), autojunk=False)
    ratio = match.ratio()
    if ratio == 1 or ratio < ALIKE:
        return "same" if ratio == 1 else "other", [[" ".join(is_now), ""]]
    close = ratio >= CLOSE
    parts: list[list[str]] = []
    for tag, a, b, c, d in match.get_opcodes():
        if close and tag != "equal":
            parts.append([" ".join(was[a:b]), "gone"])
        kind = "" if tag == "equal" else "new" if close else "else"
        parts.append([" ".join(is_now[c:d]), kind])
    return "close" if close else "alike", [part for part in parts if part[0]]


def _folded(word: str) -> str:
    return _EDGE.sub("", word).casefold().replace("’", "'")


# ---- the way they came -----------------------------------------------------------------------------------


def chain(one: StatementEntry, scope: Scope) -> Told:
    """The way of an utterance from its speaker over those who relay it to each report, as a tree.

    A node has ``kind`` (speaker, relay or report), ``id``, ``name``, ``children``, whether it is where the
    words come from (``origin``), and of a report what statement it has, when, and whether it is this one
    (``here``).
    """
    name = one.speaker.name if one.speaker else one.source or "Nobody named"
    root = _node("speaker", one.speaker.id if one.speaker and named(one.speaker) else None, name)
    for s in scope.statements:
        origin, at = _origin(s, scope), root
        for step in _relays(s, origin, scope):
            at = _child(at, step)
        at["children"].append(_report(s, origin, scope) | {"here": s.id == one.id})
    return root


def _node(kind: str, id: str | None, name: str, *, origin: bool = False, **more: object) -> Told:
    return {"kind": kind, "id": id, "name": name, "origin": origin, **more, "children": []}


def _child(of: Told, node: Told) -> Told:
    """A relay as a child of another node: the one that is there already, or itself."""
    for there in of["children"]:
        if there["kind"] == "relay" and (there["id"], there["name"]) == (node["id"], node["name"]):
            there["origin"] = there["origin"] or node["origin"]
            found: Told = there
            return found
    of["children"].append(node)
    return node


def _relays(one: StatementEntry, origin: Origin | None, scope: Scope) -> Iterator[Told]:
    """Who passes it on, the nearest to the speaker first; last the dispatch that the report is a copy of."""
    key = origin.key if origin and origin.kind in ("agency", "document") else None
    for party in one.channel:
        id = party.actor.id
        yield _node("relay", id if named(party.actor) else None, party.actor.name, origin=id == key)
    if key and key != _house(one) and all(party.actor.id != key for party in one.channel):
        yield _node("relay", key, scope.joined.origin_name(key), origin=True)


def _report(one: StatementEntry, origin: Origin | None, scope: Scope) -> Told:
    about = told.source(one.about, scope.joined)
    own = bool(origin and (origin.kind == "own" or (origin.key and origin.key == _house(one))))
    return _node(
        "report", one.report, about["name"], origin=own, statement=one.id, published=about["published"],
        unknown=origin is None or origin.key is None, reason=origin.reason if origin else "",
    )  # fmt: skip


def _house(one: StatementEntry) -> str | None:
    return slug(one.about.outlet) if one.about.outlet else None


# ---- before, after, and what others say ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Near:
    """What the speaker says of the same matters, and what others say of them within days.

    ``same`` are the ids of all renderings, ``found`` what was found of them: changes, conflicts and drift.
    """

    one: StatementEntry
    same: frozenset[str]
    found: tuple[Finding, ...]
    own: tuple[StatementEntry, ...]
    others: tuple[StatementEntry, ...]

    @classmethod
    def of(cls, ledger: Ledger, one: StatementEntry, scope: Scope) -> _Near:
        same = frozenset(
            {s.id for s in scope.statements} | {r.statement for r in scope.joined.rendered(one.id)}
        )
        every = around(ledger, same, least=0.0)
        found = tuple(f for f in every if f.kind == "drift" or f.score.value >= LEAST)
        with ledger.connect() as connection:
            looking = _Looking(connection, ledger.at, one)
            own = [*looking.own(later=False), *looking.own(later=True)]
            others = looking.others()
        own += [id for f in found if f.kind == "change" for id in (f.one, f.other)]
        others += [f.other for f in found if f.kind == "conflict"]
        against = {f.other for f in found if f.kind == "conflict"}
        near = _fetched(ledger, [*own, *others], same)
        answering = [s for s in near if s.id in against or not _one_side(s.speaker, one.speaker)]
        mine = tuple(s for s in near if s.id in own)
        return cls(one, same, found, mine, tuple(s for s in answering if s.id in others))

    def positions(self, scope: Scope, *, later: bool) -> list[Told]:
        """What the speaker holds before or after it, in order of days; ``changes`` is what is changed by or
        against it."""
        ids = {s.id for s in self.own}
        ours = held([s for s in scope.statements if s.id in ids], scope.joined)
        of_then = [(h, self._changes(h)) for h in ours if _after(h, self.one) is later]
        of_then.sort(key=lambda p: (not p[1], not p[0].position, _distance(p[0].day, self.one.earliest)))
        return [
            told.statement(h.best, scope.joined, scope.overlay) | {"changes": changes}
            for h, changes in sorted(of_then[:POSITIONS], key=lambda pair: pair[0].day)
        ]

    def _changes(self, one: Held) -> list[Told]:
        theirs = {s.id for s in one.renderings}
        changes = (f for f in self.found if f.kind == "change")
        return [{"what": f.what, **told.score(f.score)} for f in changes if {f.one, f.other} & theirs]

    def answers(self, scope: Scope) -> list[Told]:
        """What others say to it: first what says the contrary, then what is nearest to it."""
        against = {f.other: f for f in self.found if f.kind == "conflict" and f.one in self.same}
        ids = {s.id for s in self.others}
        theirs = held([s for s in scope.statements if s.id in ids], scope.joined)
        after = [h for h in theirs if h.day >= (self.one.earliest or "")]
        conflicts = {h.best.id: f for h in after for s in h.renderings if (f := against.get(s.id))}
        after.sort(key=lambda h: (h.best.id not in conflicts, *self._far(h.best, h.day), h.best.id))
        return [
            told.statement(h.best, scope.joined, scope.overlay)
            | {"days": _distance(h.day, self.one.earliest), "conflict": _conflict(conflicts.get(h.best.id))}
            for h in after[:ANSWERS]
        ]

    def answered(self, ledger: Ledger, scope: Scope) -> list[Told]:
        """What it speaks against itself, with both passages."""
        found = [f for f in self.found if f.kind == "conflict" and f.other in self.same][:ANSWERS]
        passages = passages_of(ledger, found, scope)
        return [told_of(f, passages) for f in found]

    def _far(self, other: StatementEntry, day: str) -> tuple[int, int]:
        """How far from it another is, first by the matters that they share, then in days."""
        ours, theirs = ({word for m in s.matter for word in m.key.split()} for s in (self.one, other))
        return -min(len(ours & theirs), 3), _distance(day, self.one.earliest)


def _fetched(ledger: Ledger, ids: Iterable[str], same: Collection[str]) -> list[StatementEntry]:
    """Statements by their ids, without headlines, which say in few words what the report says, too."""
    wanted = [id for id in dict.fromkeys(ids) if id not in same]
    found = statements(ledger, {"ids": wanted}) if wanted else []
    return [s for s in found if not in_title(s)]


def _conflict(one: Finding | None) -> Told | None:
    return None if one is None else {"what": one.what, **told.score(one.score)}


def _one_side(one: ActorRef | None, other: ActorRef | None) -> bool:
    """Whether two speak for one; nobody is known to speak for another where nobody is named."""
    return one is None or (other is not None and side(one) == side(other))


def _after(one: Held, other: StatementEntry) -> bool:
    return one.day > (other.earliest or "")


def _distance(one: str | None, other: str | None) -> int:
    if not one or not other:
        return 9999
    return abs((date.fromisoformat(one) - date.fromisoformat(other)).days)


@dataclass(frozen=True, slots=True)
class _Looking:
    """Looks for statements on the matters of one: a bounded number of rows by an index on their days."""

    connection: Connection
    at: str | None
    one: StatementEntry

    def own(self, *, later: bool) -> list[str]:
        """The ids of the speaker's statements on its matters, the nearest first."""
        c = statement_table.c
        if self.one.speaker is None or not named(self.one.speaker) or not self._dated:
            return []
        when = c.earliest > self.one.earliest if later else c.earliest <= self.one.earliest
        order = c.earliest.asc() if later else c.earliest.desc()
        return self._on_matter([c.speaker == self.one.speaker.id, when], order)[: 8 * POSITIONS]

    def others(self) -> list[str]:
        """The ids of what is said for or against something on its matters within days."""
        c, first = statement_table.c, self.one.earliest
        if first is None or not self._dated:
            return []
        last = str(date.fromisoformat(first) + timedelta(days=DAYS))
        # By day: an index on what is done would find a twentieth of all statements.
        does = func.trim(c.act).in_(sorted(ANSWERING))
        others = or_(c.speaker.is_(None), c.speaker != (self.one.speaker.id if self.one.speaker else ""))
        wanted = [c.earliest >= first, c.earliest <= last, does, others]
        return self._on_matter(wanted, c.earliest.asc(), often=2)[: 4 * ANSWERS]

    @property
    def _dated(self) -> bool:
        """Whether there is a day to look around, and a matter to look for."""
        return self.one.earliest is not None and any(one.key for one in self.one.matter)

    def _on_matter(
        self, wanted: Sequence[ColumnElement[bool]], order: ColumnElement[str], often: int = 1
    ) -> list[str]:
        s, m = statement_table.c, matter.c
        query = (
            select(s.id, s.reading)
            .join_from(statement_table, reading, s.reading == reading.c.id)
            .where(*wanted, current(self.at))
            .order_by(order, s.report, s.number)
            .limit(often * LOOKED_AT)
        )
        rows = self.connection.execute(query).all()
        about = [set(one.key.split()) for one in self.one.matter if one.key]
        # The last word of a matter is what it is; the database passes by what has not even that.
        last = (one.key.split()[-1] for one in self.one.matter if one.key)
        heads = or_(false(), *(m.key.contains(word, autoescape=True) for word in last))
        found = set[str]()
        for some in batches(row.reading for row in rows):
            keys = select(m.statement, m.key).where(m.reading.in_(some), heads)
            for row in self.connection.execute(keys):
                words = set(row.key.split())
                if any(words <= other or other <= words for other in about):
                    found.add(row.statement)
        return [row.id for row in rows if row.id in found]
