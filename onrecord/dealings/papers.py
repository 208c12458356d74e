"""Treaties, agreements, drafts and plans: under their name in the text, with parties and statuses.

writings → steps of each → one paper for all that mean the same → those that are between sides
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from onrecord.dealings.scene import Scene
from onrecord.dealings.stages import Step, mean, steps
from onrecord.dealings.writings import Writing, is_body, lexicon, writings
from onrecord.records import Paper, Party, Passage, Span, Stage
from onrecord.resolve.who import Named
from onrecord.resources import rules
from onrecord.sentences import sentence_at

_ENDS = re.compile(
    r"[;:!?]|\b(?:that|which|who|said|says|told|after|while|when|because|but|if|under|following|mediated|brokered"
    r"|hosted|in|at|on|despite|against|to)\b"
)
_BY = re.compile(
    r"(?:(?!\b(?:mediated|brokered|facilitated|hosted|proposed|backed|led|sponsored|overseen|guaranteed)\b)"
    r"[^.;:]|\.(?=\d)){0,90}?\b(?:by|with|between)\s"
)
_FOLLOWING = re.compile(r"\s(?:political |opposition |private |state )?(\w+)")
_LISTED = re.compile(r",? (?:and|or) ")
_PAIR = re.compile(r"\b(?P<one>[A-Z][\w.]*)[-–/](?P<other>[A-Z]\w*)")
_ACCUSED = re.compile(r"\baccus(?:es|ed|ing|e)\s+(?P<who>[^,;]{1,80}?)\s+of\b")
# The parts of a subject, without what leads up to them.
_AND = re.compile(
    r"(?:\b(?:[Tt]he|[Bb]oth|[Ii]ts|[Tt]heir)\s+)?[^\W\d_][^\s,]*(?:\s+(?!and\b)[^\s,]+){0,5}?(?=\s*$|\s+and\b)"
)
# Where the subject of a verb is over.
_DOING = re.compile(
    r",?\s+(?:ha[sd]|have|was|were|is|are|will|would|did|does|do|could|can|never|not|no longer"
    r"|also|then|already)\b"
)
_HELPS = re.compile(
    r"\s+(?:acting )?as\s+(?:a |an |the )?(?:\w+ )?(?:mediator|witness|host|guarantor|observer|intermediary)"
)
# So many papers are remembered, and so many sentences searched for whom "the two governments" means.
REMEMBERED, BACK = 40, 1
# A resolution, or a mere draft.
DRAWN_UP = frozenset(["act", "sheet"])
# By these who draws up a paper is named as one of those whose paper it is.
DRAWN = frozenset(["drafted", "proposed", "signed"])
# Who is named by these is no party.
_NO_PARTY = frozenset(["outlet", "document"])
# Who made a paper so is bound by it.
_MADE = frozenset(["agreed", "signed", "ratified", "in_force"])
# By these any paper may be taken up again.
LOOSE = frozenset(["bond", "sheet"])


@dataclass(slots=True)
class Sheet:
    """A paper as it is put together from its mentions. ``about`` are words that tell it from others,
    ``bound`` those for the sides between which it is."""

    writings: list[Writing] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    parties: dict[str, Party] = field(default_factory=dict)
    about: set[str] = field(default_factory=set)
    bound: set[str] = field(default_factory=set)
    heads: set[str] = field(default_factory=set)
    proper: set[str] = field(default_factory=set)
    kinds: set[str] = field(default_factory=set)
    years: set[str] = field(default_factory=set)
    headline: bool = True

    def add(self, writing: Writing, told: Sequence[Step]) -> None:
        """Add a mention and what is told of the paper there."""
        self.writings.append(writing)
        self.steps += told
        self.about |= writing.about
        self.bound |= writing.bound
        self.heads.add(writing.head)
        self.proper |= {writing.head} if writing.proper else set()
        self.kinds.add(writing.kind)
        self.years |= {writing.year} if writing.year else set()
        self.headline = self.headline and writing.title


def papers(scene: Scene) -> tuple[Paper, ...]:
    """Return the papers of a report in order of their first mention."""
    found = writings(scene)
    if not found:
        return ()
    told = steps(scene, found)
    sheets = _sheets(scene, found, told)
    kept = [sheet for sheet in sheets if _is_between_sides(scene, sheet)]
    if len(kept) == 1 and any(s.value in _MADE for s in kept[0].steps):
        _add_sides(scene, kept[0])
    return tuple(_paper(scene, f"p{n}", sheet) for n, sheet in enumerate(kept, 1))


def _sheets(scene: Scene, found: Sequence[Writing], told: Sequence[Step]) -> list[Sheet]:
    """One sheet for all writings that mean the same paper."""
    sheets: list[Sheet] = []
    steps_of: dict[int, list[Step]] = defaultdict(list)
    for step in told:
        steps_of[step.writing].append(step)
    last: Sheet | None = None
    for i, writing in enumerate(found):
        sheet = last if _is_apposed(scene.text, found, i) else _same(writing, sheets[-REMEMBERED:])
        if sheet is None:
            sheet = Sheet()
            sheets.append(sheet)
        sheet.add(writing, steps_of[i])
        last = sheet
        for party in _parties(scene, writing, steps_of[i], drawn=sheet.kinds <= DRAWN_UP):
            sheet.parties.setdefault(party.actor, party)
    return sheets


def _add_sides(scene: Scene, sheet: Sheet) -> None:
    """Add the two of whom a report tells to its only paper, where no more than one of them is told.

    Where it has more papers that is mostly wrong: 0.40 of the parties right fell to 0.26 on unseen reports.
    """
    sides = {n.side: Party(n.side, n.span) for n in scene.sides}
    if len(sheet.parties) < 2 and sheet.parties.keys() <= sides.keys() and "act" not in sheet.kinds:
        sheet.parties = sheet.parties | sides


def _is_apposed(text: str, found: Sequence[Writing], i: int) -> bool:
    """Whether a writing explains the one before: "the Goods Protocol, a trade pact that …"."""
    if i == 0 or text[found[i - 1].whole.end : found[i].whole.start] != ", ":
        return False
    article = found[i].whole.start < found[i].span.start
    return article and _LISTED.match(text, found[i].whole.end) is None


def _same(writing: Writing, sheets: Sequence[Sheet]) -> Sheet | None:
    """The paper that a writing means; None where it is a new one.

    Of several that fit, the one that shares most words, then one of the same noun, then one of which
    something has been told, then the last one named.
    """
    fitting = [sheet for sheet in sheets if _fits(writing, sheet)]
    return max(
        fitting,
        key=lambda s: (
            len(writing.about & s.about),
            s.kinds != {"verbal"},
            writing.head in s.heads,
            any(step.value for step in s.steps),
            s.writings[-1].span,
        ),
        default=None,
    )


def _fits(w: Writing, sheet: Sheet) -> bool:
    """Whether a writing may mean a paper that was named before."""
    headline = sheet.headline
    if w.year and sheet.years and w.year not in sheet.years:
        return False
    if (w.about & lexicon("words", "telling")) - sheet.about:
        return False
    if w.bound and sheet.bound and not w.bound & sheet.bound:
        return False
    if w.proper and sheet.proper and w.head not in sheet.proper:
        return False
    if w.kind == "truce" and "truce" not in sheet.kinds:
        return bool(lexicon("heads", "truce") & sheet.about) and sheet.kinds.isdisjoint(("act", "offer"))
    same = w.head in sheet.heads
    if same and headline and not w.title and len(sheet.about) == 1:
        return True
    again = w.kind in (*LOOSE, "verbal") and (w.kind == "sheet" or bool(sheet.kinds - {"offer", "act"}))
    again |= sheet.kinds <= LOOSE or (headline and w.kind == "offer")
    if not (same or again):
        return False
    if not w.about:
        return (same or w.kind in LOOSE or headline) and (w.definite or w.title or headline)
    if not sheet.about:
        return (same or headline) and (w.definite or headline)
    shared, least = len(w.about & sheet.about), min(len(w.about), len(sheet.about))
    return shared * 2 >= least if same else shared * 2 > least


def _is_between_sides(scene: Scene, sheet: Sheet) -> bool:
    """Whether a report tells of these words as of a paper between sides."""
    if sheet.kinds == {"verbal"}:
        return False
    values = {s.value for s in sheet.steps if s.value}
    told = {s.value for s in sheet.steps if s.value and s.verb is not None}
    sided = len(sheet.parties) > 1
    if sheet.heads <= lexicon("evidence", "own"):
        known = sided or len(values) > 1 or bool(sheet.proper)
        return bool(values) and (known or (bool(sheet.about) and any(w.definite for w in sheet.writings)))
    if sheet.kinds & {"bond", "kind"}:
        if not values:
            return _is_there(scene, sheet)
        return "signed" in values or len(values) > 1 or bool(sheet.about or sheet.parties)
    if sheet.kinds == {"truce"}:
        return bool(values & {"signed", "ratified"})
    if "act" in sheet.kinds:
        return bool(values) and (_is_of_bodies(scene, sheet) or sheet.heads <= lexicon("evidence", "joint"))
    sides = bool(sheet.about & lexicon("words", "between_sides"))
    if "offer" in sheet.kinds:
        draft = any(s.of(scene.text).lower() == "draft" for w in sheet.writings for s in w.made)
        answered = len(told) > 1 and bool(sheet.parties)
        answered |= "rejected" in told and sheet.heads <= lexicon("evidence", "open")
        enough = "agreed" in told if "plan" in sheet.heads else bool(told)
        return (
            (bool(told) and (draft or sides))
            or "initial" in _families(sheet)
            or answered
            or (enough and sided)
        )
    another = bool(sheet.about & lexicon("words", "telling")) and len(sheet.about) > 1
    return bool(told) and bool(sheet.about) and (sided or another or sides)


def _is_there(scene: Scene, sheet: Sheet) -> bool:
    """Whether a paper of which no status is told is one that is there, by its name, its date, its parties or
    by how it is spoken of; one that is only hoped for is none."""
    sided = len(sheet.parties) > 1
    again = sum(w.definite for w in sheet.writings)
    there = any(_stands_under(scene, w) for w in sheet.writings)
    words = {w for s in sheet.writings for w in s.whole.of(scene.text).lower().split()}
    if not (again or there) or words & lexicon("words", "hoped"):
        return False
    between = sided and any(w.binding for w in sheet.writings)
    marks = [bool(sheet.proper), bool(sheet.years), sided, between, again > 1, there]
    firm = bool(sheet.heads & lexicon("evidence", "firm"))
    return sum(marks) > (0 if firm else 1) and bool(sheet.about or sided)


def _stands_under(scene: Scene, w: Writing) -> bool:
    """Whether something is done "under" a paper or is told to be part of it."""
    before = scene.text[max(w.sentence.start, w.whole.start - 40) : w.whole.start]
    return re.search(rules("papers")["evidence"]["there"], before, re.IGNORECASE) is not None


def _families(sheet: Sheet) -> set[str]:
    """The verbs for what became of a paper."""
    return {s.verb.family for s in sheet.steps if s.verb and s.value}


def _is_of_bodies(scene: Scene, sheet: Sheet) -> bool:
    """Whether a declaration or a resolution is one of states together, or has a name."""
    if _families(sheet) & {"initial", "ratify", "bind"}:
        return True
    if len(sheet.parties) > 1 and any(s.value == "signed" for s in sheet.steps):
        return True
    if sheet.about & (lexicon("words", "declared") | lexicon("words", "between_sides")):
        return True
    around = [w.sentence.of(scene.text) for w in sheet.writings]
    if any(re.search(rules("papers")["words"]["bodies"], words) for words in around):
        return True
    return any(w.named for w in sheet.writings if w.head != "resolution")


# ---- parties ---------------------------------------------------------------------------------------


def _parties(scene: Scene, writing: Writing, told: Sequence[Step], *, drawn: bool) -> Iterator[Party]:
    """Whom a paper binds, as its name and its verbs tell; of one that is ``drawn`` up, who did that."""
    if not drawn:
        name = Span(writing.whole.start, writing.head_end - len(writing.head))
        before = [*_named(scene, name), *_joined(scene, name)]
        yield from (p for p in before if not _is_seat(scene, p.span))
    if scene.text.startswith("its ", writing.whole.start):
        owners = scene.who.owner(Span(writing.whole.start, writing.whole.start + 3))
        yield from (Party(n.side, n.span) for n in owners if n.type in ("country", "organisation"))
    if writing.theirs:
        yield from _sides_before(scene, writing.whole.start)
    if writing.binding is not None and writing.kind not in ("offer", "act"):
        yield from _named(scene, writing.binding)
    for step in told:
        if (drawn and step.value in DRAWN) or (step.binds and (not drawn or step.value == "signed")):
            yield from _doing(scene, writing, step)


def _doing(scene: Scene, writing: Writing, step: Step) -> Iterator[Party]:
    """Who does what becomes of a paper: the subject of the verb, and those named with "by" and "with"."""
    if step.subject is not None:
        yield from _subjects(scene, step.subject)
    if step.after is None:
        return
    by = _BY.match(scene.text, step.after.start, step.after.end)
    if by:
        agents = _up_to_end(scene, Span(by.end(), step.after.end))
        yield from list(_named(scene, agents)) or _both(scene, agents)
    elif scene.text.startswith(" for ", step.after.start):
        yield from _named(scene, _up_to_end(scene, step.after))


def _subjects(scene: Scene, subject: Span) -> Iterator[Party]:
    """Who does it, by name, by description or as "the two governments"."""
    words = subject.of(scene.text)
    accused = _ACCUSED.search(words)
    if accused:
        subject = Span(subject.start + accused.start("who"), subject.start + accused.end("who"))
        words = subject.of(scene.text)
    doing = _DOING.search(words)
    if doing:
        subject, words = Span(subject.start, subject.start + doing.start()), words[: doing.start()]
    named = list(_named(scene, subject, outlets=True))
    yield from named
    sides = [] if named else _both(scene, subject)
    yield from sides
    if not sides and len(named) < 2:
        for part in _AND.finditer(words):
            yield from _described(scene, Span(subject.start + part.start(), subject.start + part.end()))


def _both(scene: Scene, span: Span) -> list[Party]:
    """Those who are meant by "the two countries"; nobody where the words are others."""
    both = re.search(rules("papers")["both"]["pattern"], span.of(scene.text), re.IGNORECASE)
    return _sides_before(scene, span.start) if both else []


def _described(scene: Scene, span: Span) -> Iterator[Party]:
    """Whom a description without a name means: "the council"."""
    if not list(_named(scene, span)):
        meant = scene.who.meant(span)
        yield from (Party(n.side, n.span) for n in meant if n.type in ("country", "organisation"))


def _sides_before(scene: Scene, at: int) -> list[Party]:
    """The two sides that were named last before a place, in its sentence or else in those before."""
    here = max(0, sentence_at(scene.sentences, at))
    sides: dict[str, Party] = {}
    stretches = [Span(scene.sentences[here].start, at), *scene.sentences[max(0, here - BACK) : here][::-1]]
    for stretch in stretches:
        for party in _named(scene, stretch):
            sides.setdefault(party.actor, party)
        if len(sides) > 1:
            break
    return list(sides.values())[:2]


def _up_to_end(scene: Scene, span: Span) -> Span:
    end = _ENDS.search(scene.text, span.start, span.end)
    return Span(span.start, end.start() if end else span.end)


def _named(scene: Scene, span: Span, *, outlets: bool = False) -> Iterator[Party]:
    """The sides that are named in a stretch: no mediators or persons who act for nobody known, and outlets,
    which mostly report, only where asked for."""
    found = scene.who.named(span)
    for named, following in zip_longest(found, found[1:]):
        person = named.type == "person" and named.side == named.actor
        helps = _HELPS.match(scene.text, named.whole.end)
        left_out = (named.type in _NO_PARTY and not (outlets and named.type == "outlet")) or person or helps
        left_out = left_out or _is_where(scene, named) or _is_private(scene, named)
        if not left_out and not (following and _belongs(scene, named, following)):
            yield Party(_of_state(scene, named) or named.side, named.span)


def _joined(scene: Scene, span: Span) -> Iterator[Party]:
    """The countries of "the Kenya-Uganda treaty"."""
    for m in _PAIR.finditer(scene.text, span.start, span.end):
        for group in ("one", "other"):
            ids = [t.id for t in scene.known.territories(m[group])]
            span = Span(m.start(group), m.end(group))
            if ids:
                yield Party(scene.who.country(ids[0], span).actor, span)


def _is_private(scene: Scene, named: Named) -> bool:
    """Whether a country tells where people or firms are from who do not act for it: "Latvian parties"."""
    following = _FOLLOWING.match(scene.text, named.span.end)
    return named.type == "country" and following is not None and following[1] in lexicon("words", "private")


def _belongs(scene: Scene, named: Named, following: Named) -> bool:
    """Whether a country only tells where the next one is from: "the German drivers’ union VBF"."""
    between = scene.text[named.span.end : following.span.start]
    inside = re.fullmatch(r"(?: (?!and\b|or\b)[\w’'-]+){1,5} ", between) is not None
    return named.type == "country" and following.type == "organisation" and named.place and inside


def _is_seat(scene: Scene, span: Span) -> bool:
    """Whether a paper is only named after a capital: "the Muscat understanding"."""
    return any(t.sense == "capital" for t in scene.known.territories(span.of(scene.text)))


def _of_state(scene: Scene, named: Named) -> str | None:
    """The country of a parliament, which acts for it."""
    words = named.span.of(scene.text)
    if named.type != "organisation" or not is_body(words):
        return None
    adjective = scene.known.territories(words.split()[0])
    return scene.who.country(adjective[0].id, named.span).actor if adjective else None


def _is_where(scene: Scene, named: Named) -> bool:
    before = scene.text[max(0, named.whole.start - 8) : named.whole.start]
    return re.search(r"\b(?:[Ii]n|[Aa]t|near|from)(?: the)? $", before) is not None


# ---- the record ------------------------------------------------------------------------------------


def _paper(scene: Scene, id: str, sheet: Sheet) -> Paper:
    spans = tuple(dict.fromkeys(w.span for w in sheet.writings if w.kind != "verbal"))
    return Paper(
        id, _name(sheet), Passage(scene.text, spans), tuple(sheet.parties.values()), _stages(scene, sheet)
    )


def _name(sheet: Sheet) -> str:
    """The fullest name, the first of those that are equally full."""
    plain = lexicon("heads", "sheet")
    best = max(sheet.writings, key=lambda w: (w.head not in plain, len(w.about), not w.title))
    return best.name


def _stages(scene: Scene, sheet: Sheet) -> tuple[Stage, ...]:
    """The statuses in order of the text, each told once for each date."""
    told: dict[str, list[Stage]] = {}
    for step in sorted(sheet.steps, key=lambda s: s.span):
        if step.value is None:
            continue
        said = scene.told_by(step.span)
        if said is not None and said.act == "deny":
            continue
        stage = Stage(step.value, step.span, step.on, said.id if said else None, mean(step))
        earlier = told.setdefault(step.value, [])
        if not earlier or (stage.on is not None and all(e.on not in (None, stage.on) for e in earlier)):
            earlier.append(stage)
    return tuple(sorted((s for stages in told.values() for s in stages), key=lambda s: s.span))
