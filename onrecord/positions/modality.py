"""The main clauses of a content: whose act each tells of, its modal verb, its negation, its verb.

    content → sentences → main clause → subject | auxiliaries | verb

No parse is made: the first finite verb outside of relative clauses is taken, and what stands before it is the
subject. The words are those of `rules/modality.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from onrecord.positions.inflection import base, closed, is_past, performing, word_list
from onrecord.positions.owners import Owner, owner
from onrecord.positions.utterance import Utterance
from onrecord.records import Span
from onrecord.resources import rules
from onrecord.sentences import sentences

# So many sentences of a content are read: what a longer one does shows at its beginning.
READ = 4
# A sentence is read so far, in characters, and its finite verb looked for among so many words.
REACH, VERB_WITHIN = 400, 16
# A verb without an auxiliary stands near the beginning: "Belmarch rejects …".
PLAIN_WITHIN = 3
# So many words from the verb on are kept.
KEPT = 10

QUOTES = "\"“”„«»‘’'`"
_TOKEN = re.compile(r"[^\W_]+(?:[-’'.&][^\W_]+)*|[,;:–—]|[’']s?(?=\s)")
_MARKS = re.compile(r"[\"“”„«»`]|(?<!\w)[‘’']+|[‘’']+(?!\w)")
_NOT = re.compile(r"(?i)(?P<aux>\w+?)n[’']t$")
_ENDING = re.compile(r"(?i)(?P<word>\w+)[’'](?P<end>ll|d|ve|re|m|s)$")
_ADVERBIAL = re.compile(r"(?:[^\s,]+\s){0,4}[^\s,]+,\s+(?=\S)")
_PAUSES = frozenset(",;:–—")


@dataclass(frozen=True, slots=True)
class Clause:
    """A main clause as it is read.

    ``text`` is its sentence in lower case without quotation marks, from the main clause on, and ``full`` with
    what stands before it. ``modal`` is one of will, would, must, should, can, could, may, might, do, did,
    have, or "" for a plain verb; None where no finite verb was found. ``verb`` is the verb in base form and
    the words after it, "be" before an adjective or a participle (``passive``). ``perfect``: "would have
    signed"; ``progressive``: "is not signing". ``infinitive``: there is no clause, but what the cue promises
    or refuses ("vowed | to go"), which is the speaker's to do.
    """

    text: str
    full: str
    quoted: bool
    owner: Owner = "other"
    modal: str | None = None
    negated: bool = False
    verb: tuple[str, ...] = ()
    perfect: bool = False
    passive: bool = False
    progressive: bool = False
    infinitive: bool = False


def clauses(u: Utterance) -> list[Clause]:
    """The main clauses of the first sentences of a content, in order."""
    return [_clause(u, sentence) for sentence in _first(u)]


def _first(u: Utterance) -> list[Span]:
    found: list[Span] = []
    for span in u.said.content:
        if len(found) < READ:
            found += sentences(u.text, span.start, min(span.end, span.start + READ * REACH))
    return found[:READ]


def _clause(u: Utterance, sentence: Span) -> Clause:
    """The main clause of one sentence of a content."""
    words = " ".join(_MARKS.sub("", sentence.of(u.text)[:REACH]).split())
    full = _pattern("introduced").sub("", words)
    opening = _pattern("opening").match(full)
    main = full[opening.end() :] if opening else full
    read = Clause(main.lower(), full.lower(), _is_quoted(u, sentence.start))
    if infinitive := _pattern("infinitive").match(main):
        verb = _Verb([t.lower() for t in _tokens(main[infinitive.end() :])]).verb
        return replace(
            read, owner="self", modal="will", negated=bool(infinitive["not"]), verb=verb, infinitive=True
        )
    return _taken_apart(
        read, list(_tokens(_without_adverbial(main))), u.source, opening[0] if opening else ""
    )


def _taken_apart(read: Clause, tokens: Sequence[str], source: str, opening: str) -> Clause:
    """A clause with its subject, its auxiliaries and its verb."""
    low = [token.lower() for token in tokens]
    asks = bool(low) and low[0] in closed("words", "asking") and not read.quoted
    at = None if asks else _finite(low)
    whose = owner(_subject(tokens[:at]) if at else tokens[:1], source, opening, quoted=read.quoted)
    negated = bool(low) and low[0] in closed("words", "none")
    if at is None:
        return replace(read, owner=whose, negated=negated)
    found = _Verb(low[at:])
    if low[at - 1] == "it" and whose == "self" and found.verb[:1] == ("be",):
        # "It" may be the speaker or nobody: "it was late", "it was ready to sign".
        whose = "body"
    return replace(
        read,
        owner=whose,
        modal="" if _is_held(read, whose, found) else found.modal,
        negated=negated or found.negated,
        verb=found.verb,
        perfect=found.perfect,
        passive=found.passive,
        progressive=found.progressive,
    )


def _is_held(read: Clause, whose: Owner, found: _Verb) -> bool:
    """Whether a past of an indirect statement is what the speaker holds: "said it welcomed the pause"."""
    told = not read.quoted and whose == "self" and found.modal == "did" and not found.negated
    return told and found.verb[0] in word_list("attitudes")


def _is_quoted(u: Utterance, at: int) -> bool:
    """Whether a sentence of a content begins inside quotation marks, or after the colon of a headline."""
    if u.kind == "direct" or u.cue.endswith(":") or u.text[at] in '"“„«‘':
        return True
    begin = next((s.start for s in u.said.content if s.start <= at < s.end), at)
    before = u.text[begin:at]
    return u.kind == "mixed" and before.count("“") + before.count("„") > before.count("”")


def _without_adverbial(main: str) -> str:
    """A clause without what a comma parts off before it: "In Riga, "."""
    m = _ADVERBIAL.match(main)
    if m is None or any(w.lower().strip(",") in _auxiliaries() for w in m[0].split()):
        return main
    return main[m.end() :]


def _tokens(text: str) -> Iterator[str]:
    """The words of a clause, contractions written out: "we won’t" is "we will not"."""
    loose, contracted = rules("modality")["loose"], rules("modality")["contractions"]
    for m in _TOKEN.finditer(text):
        if m[0].lower() in loose:
            yield from loose[m[0].lower()].split()
        elif short := _NOT.match(m[0]):
            yield from (contracted.get(short["aux"].lower(), short["aux"]), "not")
        elif ending := _ENDING.match(m[0]):
            yield from _written_out(ending["word"], ending["end"].lower())
        else:
            yield m[0]


def _written_out(word: str, end: str) -> tuple[str, ...]:
    """ "He’s" is "he is"; "Orbe’s" is a possessive."""
    if end == "s" and word.lower() not in closed("pronouns", "whole"):
        return (word,)
    return (word, rules("modality")["endings"][end])


# --- the finite verb --------------------------------------------------------------------------------------


def _finite(low: Sequence[str]) -> int | None:
    """Where the finite verb of a main clause stands, None where none is found."""
    if low and low[0] in closed("pronouns", "whole"):
        at = _after_adverbs(low, 1)
        # "Called it | a farce": there is no verb.
        return None if at is not None and low[at] in closed("words", "article") else at
    skip = False
    for at, word in enumerate(low[1:VERB_WITHIN], 1):
        if word in closed("pronouns", "subjects") and _opens_clause(low, at):
            return _after_adverbs(low, at + 1)
        if word in closed("words", "relative") or word in closed("pronouns", "subjects"):
            skip = True
        elif word in _auxiliaries():
            if not skip:
                return at
            skip = False
        elif not skip and (word in closed("words", "thinks") or _is_plain_verb(low, at)):
            return at
    return None


def _opens_clause(low: Sequence[str], at: int) -> bool:
    """Whether a pronoun within a sentence is the subject of the main clause: "in Riga we will"."""
    return low[at - 1] in _PAUSES or low[0] in closed("words", "adverbial")


def _subject(before: Sequence[str]) -> Sequence[str]:
    """The subject among the words before a verb: of "in Riga we" the pronoun."""
    low = [word.lower() for word in before]
    last = next((n for n in range(len(low) - 1, 0, -1) if low[n] in closed("pronouns", "subjects")), 0)
    return before[last:] if last and _opens_clause(low, last) else before


def _is_plain_verb(low: Sequence[str], at: int) -> bool:
    """Whether a word is one of the verbs that need no auxiliary to tell an act ("Belmarch rejects …")."""
    before, after = low[at - 1], low[at + 1] if at + 1 < len(low) else ""
    if at > PLAIN_WITHIN or after in _auxiliaries() or after == "by":
        return False
    possessed = before in ("the", "of", "no") or before in closed("pronouns", "theirs")
    third = low[at].endswith("s") and base(low[at]) in performing() and not possessed
    return is_past(low[at]) or (third and before not in closed("pronouns", "ours"))


def _after_adverbs(low: Sequence[str], at: int) -> int | None:
    """The first word from a place on that is no adverb, None where the clause ends."""
    return next((n for n in range(at, len(low)) if not _is_adverb(low[n])), None)


def _is_adverb(word: str) -> bool:
    return word in closed("words", "adverb") or (
        word.endswith("ly") and word not in closed("words", "no_adverb")
    )


class _Verb:
    """Auxiliaries, negation and verb from a finite verb on."""

    def __init__(self, low: Sequence[str]) -> None:
        self.low, self.at = low, 0
        self.modal, self.negated, self.perfect = "", False, False
        self.progressive = self.passive = False
        while self.at < len(low) and self._is_auxiliary(low[self.at]):
            self.at += 1
        after = low[self.at : self.at + 3]
        self.negated = self.negated or any(_denies(word) for word in after)
        self.verb = self._verb([w for w in low[self.at : self.at + KEPT] if not self._is_passed(w)])

    def _is_passed(self, word: str) -> bool:
        return _is_adverb(word) or word in closed("words", "negative") or word in _PAUSES

    def _is_auxiliary(self, word: str) -> bool:
        """Whether a word belongs to the auxiliaries; what it tells is noted."""
        following = _after_adverbs(self.low, self.at + 1)
        after = self.low[following] if following is not None else ""
        if word in closed("words", "negative") or (word in ("no", "longer") and "longer" in (word, after)):
            self.negated = True
        elif word in _modals() and not self.modal:
            self.modal = _modals()[word]
        elif after == "to" and (word == "got" or word in _obliging()):
            self.modal, self.at = (
                self.modal if self.modal not in ("", "have") else "must",
                following or self.at,
            )
        elif word in closed("auxiliaries", "have") and self._has_participle():
            self.perfect, self.modal = bool(self.modal), self.modal or "have"
        elif word in closed("auxiliaries", "be") and self._goes_to():
            self.modal = self.modal or "will"
        elif word in closed("auxiliaries", "be") and after.endswith("ing") and base(after) in performing():
            return True
        else:
            return word == "to" or _is_adverb(word)
        return True

    def _has_participle(self) -> bool:
        after = next((w for w in self.low[self.at + 1 :] if not self._is_passed(w)), "")
        return is_past(after) or after in closed("words", "participles") or _is_participle(after)

    def _goes_to(self) -> bool:
        """Whether "is not going to" stands here; its "to" is the place then."""
        near = list(self.low[self.at : self.at + 5])
        if "going" not in near or near[near.index("going") + 1 :][:1] != ["to"]:
            return False
        to = near.index("going") + 1
        self.negated = self.negated or any(w in closed("words", "negative") for w in near[:to])
        self.at += to
        return True

    def _verb(self, words: list[str]) -> tuple[str, ...]:
        """The verb in base form; a plain verb in the past has the modal "did"."""
        if not words:
            return ()
        word, *rest = words
        if word in closed("auxiliaries", "be"):
            return self._of_be(rest)
        form = base(word)
        if not self.modal and (is_past(word) or word.endswith("ed")):
            self.modal = "did"
        if self.modal == "would" and form != word and (is_past(word) or word.endswith("ed")):
            # "He’d" was "he had".
            self.modal = "have"
        return (form, *rest)

    def _of_be(self, rest: list[str]) -> tuple[str, ...]:
        """What follows "be": an -ing form is the verb itself."""
        if rest and rest[0].endswith("ing") and rest[0] not in closed("words", "no_verb"):
            self.progressive = True
            # A verb that the rules do not know is left without its ending: "budg".
            return (base(rest[0]) if base(rest[0]) != rest[0] else rest[0][:-3], *rest[1:])
        self.passive = bool(rest) and _is_participle(rest[0])
        return ("be", *rest)


def _denies(word: str) -> bool:
    return word in closed("words", "negative") or word in closed("words", "none")


def _is_participle(word: str) -> bool:
    return _pattern("participle").match(word) is not None


@cache
def _modals() -> dict[str, str]:
    """Each form of a modal verb and of "do", and what it counts as."""
    listed = {**rules("modality")["modals"], **rules("modality")["do"]}
    return {form: modal for modal, forms in listed.items() for form in forms.split()}


@cache
def _obliging() -> frozenset[str]:
    """ "Have" and "need", before "to"."""
    return closed("auxiliaries", "have") | closed("auxiliaries", "need")


@cache
def _auxiliaries() -> frozenset[str]:
    return frozenset(_modals()) | _obliging() | closed("auxiliaries", "be")


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile("|".join(rule["pattern"] for rule in rules("modality")[name]))
