"""What an act amounts to between two sides: PLOVER's event type, and CAMEO's code beside it.

    cue and content → frame (names become sides) → the first rule that fits → target → CAMEO code

The rules are in `rules/plover.toml`; the types are those of PLOVER's own conversion table there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from onrecord.positions.utterance import Utterance
from onrecord.records import Act, Actor, Party, Plover, Score, Span
from onrecord.resolve.who import Named, Who
from onrecord.resources import rules

# A frame holds so many characters of a content: what it amounts to is told at its head.
HEAD = 400
# Words between cue and content ("told <side> on Monday | that") belong to the frame up to so many.
GAP = 90
# Bodies by their nouns, which stand for a side without a name ("the union"), are looked for so far.
NEAR = 200

# Bodies and offices that stand for a side without a name.
_BODY = re.compile(
    r"\b[Tt]he (?:[\w-]+ ){0,2}?(?P<noun>(?i:government|regime|authorities|administration|military|army"
    r"|police|ministry|parliament|opposition|rebels|militants|insurgents|council|court|commission|company|firm|airline"
    r"|carrier|employers?|management|owners?|board|club|league|union|federation|bank|operator|party|president"
    r"|prime minister|premier|chancellor|minister|ambassador|mayor|governor|king))\b(?! (?:[A-Z]|of\b))"
)
# Of these a speaker for a country has its own, where no other is named.
_STATE = frozenset(
    ["government", "authorities", "administration", "military", "army", "police", "parliament"]
)
# Short names that are words too, and so no names by themselves.
_SHORT = re.compile(r"\b(?:US|UK|EU|UN)\b")
_PUBLIC_BODY = re.compile(
    r"\b(?:ministry|government|cabinet|army|navy|air force|military|police|parliament|presidency|embassy"
    r"|mission|security council|foreign office|state department|pentagon|intelligence|prosecutors?|court)\b",
    re.I,
)
_PUBLIC_ROLE = re.compile(
    r"\b(?:spokes\w+|officials?|advis[eo]rs?|aides?|ministry|minister|government|presiden\w+|ambassador|envoy"
    r"|diplomats?|negotiators?|generals?|commanders?|chief of staff)\b",
    re.I,
)
# No longer held, or no office: "defended Iraq" makes nobody its lawyer.
_PAST = re.compile(r"\b(?:former|ex|late|then|lawyer)\b", re.I)
# Whose words these are, they are not of the side that stands before: "Indonesia’s donors".
_OTHERS = re.compile(
    r"[’']s? (?:[a-z]+ )?(?:donors|critics|rivals|opponents|enemies|neighbou?rs|allies|creditors|victims)\b"
)
# Groups of a rule that hold the token of its target.
_GROUPS = ("to", "head", "with")
# What an envoy, a mission or a tribunal deals with is not its side.
_ABOUT = re.compile(r"\b(?P<word>to|in|on|against|over|between|for) (?:the )?$")
# Two who speak as one: "Jordan and Britain", "Kazakhstan’s minister and his Uzbek".
_AND = re.compile(
    r"(?:[’']s)?(?: [a-z]+){0,3}(?:,? and |,? as well as |, )(?:(?:the|its|his|her|their) )?(?:[a-z]+ ){0,2}"
)
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Amount:
    """An event type between a speaker's side and ``target``; all None where it comes to nothing."""

    plover: Plover | None
    target: Party | None
    cameo: str | None
    score: Score


NOTHING = Amount(None, None, None, Score(0.0, "nothing between two sides"))


@dataclass(frozen=True, slots=True)
class Slot:
    """A name in a frame: where its token stands, and whom it names."""

    at: int
    named: Named


@dataclass(frozen=True, slots=True)
class Frame:
    """The words of a cue and a content with the names in them replaced by whose side they are on.

    ``words`` is "cue | content"; <own> is the speaker's side, <kin> another actor of it, <side> another
    side, <press> an outlet.
    """

    words: str
    slots: tuple[Slot, ...]

    def named(self, at: int) -> Named:
        """Whom the token at a place of ``words`` names."""
        return next(slot.named for slot in self.slots if slot.at == at)


@dataclass(frozen=True, slots=True)
class Rule:
    """What statements of certain acts come to where their frame has a form.

    ``needs`` is whether another side must be named, ``shared`` of which kind the matter must be where none
    is, ``against`` whether it is against another by its nature.
    """

    plover: Plover | None
    acts: frozenset[str]
    score: Score
    form: str = ""
    needs: bool = False
    shared: str = ""
    against: bool = False

    def fits(self, frame: Frame) -> re.Match[str] | None:
        """The match of its form in a frame, of its beginning where it has no form."""
        return compiled(self.form).search(frame.words)

    def holds(self, frame: Frame, target: Party | None, *, stands: bool) -> bool:
        """Whether this is between two sides; ``stands`` is whether the speaker is known to stand for one."""
        if target is not None:
            return True
        kind = self.shared or ("" if stands or self.against else "between")
        return not self.needs and (not kind or any(p.search(frame.words) for p in patterns(kind)))


def amount(u: Utterance, act: Act, speaker: str | None, who: Who) -> Amount:
    """Return what a statement amounts to; ``speaker`` is the id of the actor that speaks."""
    if not any(act in rule.acts for rule in ruled()):
        return NOTHING
    if why := _for_no_side(u, speaker, who):
        return _nothing(why)
    sides = _sides(u, speaker, who)
    frame, stands = framed(u, sides, who), _stands(speaker, sides, who)
    for rule in ruled():
        found = rule.fits(frame) if act in rule.acts else None
        if found is None:
            continue
        if rule.plover is None:
            return _nothing(rule.score.reason)
        target = _target(rule.plover, act, frame, found, _partner(rule.plover, u, who))
        if rule.holds(frame, target, stands=stands):
            said = f"“{u.cue or u.content[:40]}”: {rule.score.reason}"
            return Amount(rule.plover, target, cameo(rule.plover, frame), Score(rule.score.value, said))
    return NOTHING


def _nothing(reason: str) -> Amount:
    return Amount(None, None, None, Score(0.0, reason))


# --- who speaks -------------------------------------------------------------------------------------------


def _for_no_side(u: Utterance, speaker: str | None, who: Who) -> str:
    """Why a speaker stands for no side; empty where it does."""
    if speaker is None and not u.said.source:
        return "nobody is named who speaks"
    actor = _actors(who).get(speaker or "")
    if actor is not None and actor.type == "outlet":
        return f"{actor.name} reports, and is no side"
    held = [role for role in (actor.roles if actor else ()) if " of " not in role]
    private = any(p.search(w) for w in (u.source, *(f"a {r}" for r in held)) for p in patterns("private"))
    return f"{u.source} speaks for no side" if private else ""


def _sides(u: Utterance, speaker: str | None, who: Who) -> frozenset[str]:
    """The ids of the speaker, of those who speak with it, and of whom they act for."""
    own = {speaker} if speaker else set()
    for span in u.said.source:
        for named in (*_sided(u.text, span, who), *who.meant(span)):
            if _is_own(u.text, span, named, who):
                own |= {named.actor, named.side}
    titles = [u.source]
    for id in tuple(own):
        actor = _actors(who).get(id)
        if actor is not None:
            held = [role for role in actor.roles if not _PAST.search(role)]
            own |= {actor.country} if actor.country and _is_public(actor, held) else set()
            titles += held
    # "United Nations envoy Ada Orbe": the body in a title is no name by itself.
    heard = {named.actor for piece in _pieces(u) if piece for named in _sided(u.text, piece, who)}
    names = {id: actor.name for id in heard - own if (actor := _actors(who).get(id))}
    own |= {id for id, name in names.items() if any(_is_in(name, title) for title in titles)}
    return frozenset(own)


def _is_own(text: str, source: Span, named: Named, who: Who) -> bool:
    """Whether who is named in a source is on the speaker's side: no "donors of", no "envoy to"."""
    if _OTHERS.search(text, named.whole.end, source.end):
        return False
    about = _ABOUT.search(text, max(source.start, named.whole.start - 30), named.whole.start)
    return about is None or (about["word"] == "in" and who.is_seat(named))


def _is_in(name: str, title: str) -> bool:
    """Whether a title names a body as the one that its holder acts for."""
    at = title.find(name)
    return at >= 0 and not _ABOUT.search(title[:at])


def _stands(speaker: str | None, sides: frozenset[str], who: Who) -> bool:
    """Whether a speaker is known to stand for a side: a body, a group, or a person who acts for one."""
    actor = _actors(who).get(speaker or "")
    return actor is None or actor.type != "person" or len(sides) > 1


def _is_public(actor: Actor, held: Sequence[str]) -> bool:
    """Whether an actor speaks for its country: by its office or, of those that are known, without another."""
    if actor.type == "organisation":
        return bool(_PUBLIC_BODY.search(actor.name))
    known = actor.type == "person" and actor.id[:1] == "Q" and not actor.roles
    return known or any(_PUBLIC_ROLE.search(role) for role in held)


@lru_cache(maxsize=1)
def _actors(who: Who) -> dict[str, Actor]:
    """The actors of one report by their ids; kept for the report that is being read."""
    return {actor.id: actor for actor in who.actors(())}


# --- frames -----------------------------------------------------------------------------------------------


def framed(u: Utterance, sides: frozenset[str], who: Who) -> Frame:
    """The frame of a statement whose speaker is on these sides."""
    words, slots = "", list[Slot]()
    for piece in _pieces(u):
        if piece is None:
            words = words.rstrip() + " | "
            continue
        at = piece.start
        for named, token in _tokens(u.text, piece, sides, who):
            words = _joined(words, u.text[at : named.whole.start])
            slots.append(Slot(len(words), named))
            words += token
            at = named.whole.end
        words = _joined(words, u.text[at : piece.end] + " ")
    return Frame(words.rstrip(), tuple(slots))


def _tokens(text: str, piece: Span, sides: frozenset[str], who: Who) -> list[tuple[Named, str]]:
    """Those whom a stretch names, in order, each with its token; of what overlaps, the longer."""
    found = [(named, _token(named, sides)) for named in _sided(text, piece, who)]
    for body, token in _bodies(text, piece, sides, who):
        within = [n for n, _ in found if n.whole.overlaps(body.whole)]
        if not within or not body.named or len(body.whole) > len(within[0].whole):
            found = [(n, t) for n, t in found if n not in within] if body.named or not within else found
            found += [(body, token)] if body.named or not within else []
    return sorted(found, key=lambda row: row[0].whole.start)


def _pieces(u: Utterance) -> Iterator[Span | None]:
    """The stretches of a frame in its order; None is where the content begins."""
    cue, content = u.said.cue, u.said.content
    yield from cue
    if cue and 0 < content[0].start - cue[-1].end <= GAP and u.part.start <= cue[-1].end:
        yield Span(cue[-1].end, content[0].start)
    yield None
    left = HEAD
    for span in content:
        if left > 0:
            yield Span(span.start, min(span.end, span.start + left))
        left -= len(span)


def _sided(text: str, piece: Span, who: Who) -> list[Named]:
    """Those named in a stretch, in order."""
    found: list[Named] = []
    for named in sorted(who.named(piece), key=lambda n: (n.whole.start, -n.whole.end)):
        if named.whole.start >= max(piece.start, found[-1].whole.end if found else 0):
            found.append(named)
    for m in _SHORT.finditer(text, piece.start, piece.end):
        span = Span(*m.span())
        short = None if any(span.overlaps(n.whole) for n in found) else who.unlisted(span)
        found += [short] if short else []
    return sorted(found, key=lambda n: n.whole.start)


def _bodies(text: str, piece: Span, sides: frozenset[str], who: Who) -> Iterator[tuple[Named, str]]:
    """Those whom a stretch calls by what they are ("the union"), each with its token."""
    public = any(len(id) == 3 and id.isupper() for id in sides)
    for m in _BODY.finditer(text, piece.start, min(piece.end, piece.start + NEAR)):
        for named in who.meant(Span(*m.span()))[:1]:
            if named.actor in sides and named.type == "person":
                continue
            own = public and not named.named and m["noun"].lower() in _STATE
            yield named, "<own>" if own else _token(named, sides)


def _token(named: Named, sides: frozenset[str]) -> str:
    if named.actor in sides:
        return "<own>"
    if named.type in ("outlet", "document"):
        return "<press>"
    return "<kin>" if named.side in sides else "<side>"


def _joined(words: str, more: str) -> str:
    """Words with more behind them on one line, without what frames are made of."""
    flat = _BLANKS.sub(" ", more.replace("|", "/").replace("<", "(").replace(">", ")"))
    return words + (flat.lstrip() if not words or words.endswith(" ") else flat)


# --- targets ----------------------------------------------------------------------------------------------


def _target(
    plover: Plover, act: Act, frame: Frame, found: re.Match[str], partner: Party | None
) -> Party | None:
    """The other side: where the rule has it, else as the frame names it, or who agrees to it together."""
    if found.lastgroup in _GROUPS:
        return _party(frame, found, found.lastgroup)
    fitting = (
        compiled(form).search(frame.words) for types, form in targets() if not types or plover in types
    )
    named = next((_party(frame, m, "to") for m in fitting if m), None)
    return partner if partner and (act == "accept" or named is None) else named


def _party(frame: Frame, found: re.Match[str], group: str) -> Party:
    named = frame.named(found.start(group))
    return Party(named.actor, named.span)


def _partner(plover: Plover, u: Utterance, who: Who) -> Party | None:
    """The other of two who speak together, for what two do with each other."""
    if plover not in ("AGREE", "SUPPORT", "COOPERATE", "CONSULT"):
        return None
    for span in u.said.source:
        named = _sided(u.text, span, who)
        if len(named) == 2 and _AND.fullmatch(u.text, named[0].whole.end, named[1].whole.start):
            first, second = named
            return Party(second.actor, second.span) if first.side != second.side else None
    return None


# --- codes ------------------------------------------------------------------------------------------------


def cameo(plover: Plover, frame: Frame) -> str:
    """A CAMEO code of a type: of the first theme that the frame has, else the type's own."""
    for form, code in themes(plover):
        if compiled(form).search(frame.words):
            return code
    root: str = rules("plover")["root"][plover]
    return root


# --- rules ------------------------------------------------------------------------------------------------


@cache
def ruled() -> tuple[Rule, ...]:
    """What statements come to, in the order in which it is tried."""
    return tuple(_rule(entry) for entry in rules("plover")["rule"])


def _rule(entry: dict[str, Any]) -> Rule:
    return Rule(
        plover=entry["plover"] or None,
        acts=frozenset(entry["acts"]),
        score=Score(float(entry["score"]), entry["idea"]),
        form=entry.get("pattern", ""),
        needs=entry.get("needs", False),
        shared=entry.get("shared", ""),
        against=entry.get("against", False),
    )


@cache
def targets() -> tuple[tuple[frozenset[str], str], ...]:
    """Where targets stand, and for which types; none are all."""
    return tuple((frozenset(e.get("types", ())), e["pattern"]) for e in rules("plover")["target"])


@cache
def themes(plover: Plover) -> tuple[tuple[str, str], ...]:
    """The themes that have a code of a type, in order, with that code."""
    entries: Sequence[dict[str, Any]] = rules("plover")["theme"]
    return tuple((e["pattern"], e["codes"][plover]) for e in entries if plover in e["codes"])


@cache
def patterns(name: str) -> tuple[re.Pattern[str], ...]:
    """The patterns of a kind of rule that says yes or no."""
    return tuple(compiled(entry["pattern"]) for entry in rules("plover")[name])


@cache
def compiled(form: str) -> re.Pattern[str]:
    """A pattern with the lists that it names, which may name others."""
    lists: dict[str, str] = rules("plover")["words"]
    while any(f"%{name}%" in form for name in lists):
        for name, words in lists.items():
            form = form.replace(f"%{name}%", words)
    return re.compile(form, re.IGNORECASE)
