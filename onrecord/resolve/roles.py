"""What somebody is called: titles before a name, appositions beside it, and the noun that heads a phrase."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from onrecord.records import Span
from onrecord.resolve.knowledge import Gender, Knowledge, Noun, noun
from onrecord.resolve.words import Run, Word, honorifics, lexicon, said, touch, words
from onrecord.resources import rules

# A title before a name has no more words than this, an apposition after it no more than that.
LONGEST_TITLE, LONGEST_APPOSITION = 7, 14
# Without an article, an apposition before a name has no more words than this: "Ukrainian President, …".
LONGEST_BARE = 4

_APPOSITION = re.compile(
    r"\s*(?:,\s+(?:1?\d\d\s*,\s+)?|[–—-]{1,2}\s+|\()(?P<words>[^,;:.!?()“”\"–—\n]{3,120})"
)
# "Troops must leave Orval, its negotiator said": who speaks after a comma is nobody's apposition.
_SPEAKS = re.compile(r"\b(?:said|says|told|tells|added|adds|wrote|writes|announced|warned|insisted)\b")
_NO_APPOSITION = frozenset(["which", "whose", "and", "but", "as", "in", "on", "at", "after", "said"])
# What is done to something: "led as well" makes nobody a leader.
_DEED = re.compile(r"\b[a-z]+\b(?= (?!(?:as|to|by|in|on|at|for|from|into|out|off|up)\b)\S)")
_CLAUSE_BEFORE = re.compile(r"(?P<words>[^,.;:!?“”\"—–\n]{4,110}),\s+$")
# "According to a deputy minister, Ada Brandt agreed": he is another than she.
_TELLS = re.compile(r"\b(?:according to|as told by) [^,]*$", re.IGNORECASE)
_TITLED = re.compile(
    r"(?:^|[\s“\"])(?P<words>[A-ZÀ-Þ][\w’'-]*(?: [A-ZÀ-Þ][\w’'-]*){0,4}"
    r" (?:of|for) (?:the |a )?[^,.;:!?“”\"—–\n]{2,80}?)\s+$"
)
_DETERMINER = re.compile(r"(?<!\S)(?:an?|the|his|her|its|their|our|that|this|[^\W\d_]\S*[’']s?)\s", re.I)
_DETERMINED = re.compile(r"\b(?:the|an?|his|her|their|its)\b")
# Before a title that is written with capitals, other words in lower case are verbs.
_ADJECTIVES = frozenset({"former", "first", "acting", "then", "ex", "longtime", "outgoing", "interim"})
_ARTICLE = re.compile(r"^(?:the|an?|his|her|its|their|our|my)\s+", re.I)
_COMPLEMENT = re.compile(
    r"\s(?:of|for|at|in|from|with|to|on|who|whose|that|which|close|familiar|under|about|inside|near|involved|briefed"
    r"|waiting|responsible|representing|living|working|based|named|called|said|told|and)\b.*$",
    re.I | re.S,
)


@dataclass(frozen=True, slots=True)
class Role:
    """What somebody is called: the words, the noun that heads them, and the country that they name."""

    words: str
    noun: Noun | None = None
    country: str | None = None

    @property
    def head(self) -> str:
        """The noun in its base form, or what stands for it."""
        return self.noun.word if self.noun else self.words.split(" of ")[0]


def person_noun(word: str) -> Noun | None:
    """The noun, where it is one for a person or people: no ministry, no police."""
    found = noun(word)
    return found if found is not None and found.kind != "body" else None


def strip_article(phrase: str) -> str:
    """The words without the article or possessive pronoun before them."""
    return _ARTICLE.sub("", phrase)


def core(phrase: str) -> str:
    """A noun phrase without what depends on its head: "secretary" of "secretary of the union"."""
    return _COMPLEMENT.sub("", phrase)


def head_noun(phrase: str) -> Noun | None:
    """The noun for a person that heads a noun phrase, None where its head is none.

    >>> head_noun("deputy secretary of the miners’ union").word
    'secretary'
    """
    head = core(phrase).split()
    while head:
        found = person_noun(head[-1].strip("’'\"“”‘,"))
        if found is not None:
            return found
        if not head[-1][:1].isupper() and not head[-1].isdigit():
            return None
        head = head[:-1]
    return None


def country_in(run: Run, known: Knowledge) -> tuple[str | None, int]:
    """The country that a run of words names, and where the words after it begin if it stands first."""
    for n in (3, 2, 1):
        for i in range(len(run) - n + 1):
            senses = known.territories(said(run[i : i + n]))
            if senses:
                return senses[0].id, i + n if i == 0 else 0
    return None, 0


def called(phrase: str, known: Knowledge, country: str | None = None) -> Role:
    """The role that a phrase names."""
    capitals = [w for w in words(phrase, Span(0, len(phrase))) if w.capital]
    return Role(" ".join(phrase.split()), head_noun(phrase), country or country_in(capitals, known)[0])


def is_title(run: Run) -> bool:
    """Whether a run ends in an honorific or in a noun for a person."""
    return bool(run) and (run[-1].key in honorifics() or person_noun(run[-1].text) is not None)


def title_before(text: str, run: Run, cut: int, part: Span) -> list[Word]:
    """The words of a title: the first of the run, and lower-case ones before ("energy official | Orbe")."""
    title = list(run[:cut])
    before = words(text, Span(max(part.start, run[0].span.start - 90), run[0].span.start))
    nearest = run[0]
    while before and len(title) < cut + LONGEST_TITLE and touch(text, before[-1], nearest):
        word = before.pop()
        begins = not title
        if begins and person_noun(word.text) is None and word.key not in honorifics():
            break
        verb = title and title[0].capital and not word.capital and word.key not in _ADJECTIVES
        if verb or word.key in (lexicon("names", "openers") | lexicon("names", "verbs")) - _ADJECTIVES:
            break
        title.insert(0, word)
        nearest = word
        if word.owns:
            break
    return title


def told_by_title(title: Run, known: Knowledge) -> tuple[tuple[Role, ...], Gender | None, str | None]:
    """The role, gender and country that a title tells."""
    if not title:
        return (), None, None
    country, at = country_in(title, known)
    gender = honorifics().get(title[-1].key)
    held = [
        w
        for w in title[at:]
        if w.key not in honorifics() or (honorifics()[w.key] is None and person_noun(w.text))
    ]
    if not held or not person_noun(held[-1].text):
        return (), gender, country
    role = called(said(held), known, country)
    return (role,), gender or (role.noun.gender if role.noun else None), country


def apposed_after(text: str, end: int, part: Span, known: Knowledge) -> tuple[Role, ...]:
    """What the apposition after a name tells: ", deputy secretary of the miners’ union,"."""
    m = _APPOSITION.match(text, end, part.end)
    if m is None:
        return ()
    phrase = m["words"].strip()
    first = phrase.split()[0].lower()
    if first == "who":
        return deeds(phrase, known)
    if first in _NO_APPOSITION or len(phrase.split()) > LONGEST_APPOSITION or _SPEAKS.search(phrase):
        return ()
    bare = strip_article(phrase)
    head = head_noun(bare)
    if head is None or head.plural or _DETERMINED.search(core(bare)):
        return ()
    return (called(bare, known), *deeds(bare[len(core(bare)) :], known))


def titled_before(text: str, start: int, part: Span, known: Knowledge) -> tuple[Role, ...]:
    """The office that runs on into a name without a comma: "Deputy Head of the port agency | Ada Brandt"."""
    m = _TITLED.search(text[max(part.start, start - 140) : start])
    head = head_noun(m["words"]) if m else None
    return (called(m["words"], known),) if m and head and not head.plural else ()


def apposed_before(text: str, start: int, part: Span, known: Knowledge) -> tuple[Role, ...]:
    """What the apposition before a name tells: "Her Danish counterpart, | Ada Brandt"."""
    m = _CLAUSE_BEFORE.search(text[max(part.start, start - 140) : start])
    if m is None or _TELLS.search(m["words"]):
        return ()
    for at in reversed([d.start() for d in _DETERMINER.finditer(m["words"])]):
        bare = strip_article(m["words"][at:].strip())
        head = head_noun(bare)
        if head is not None:
            return () if head.plural else (called(bare, known),)
    title = m["words"].strip()
    head = head_noun(title) if title[:1].isupper() and len(title.split()) <= LONGEST_BARE else None
    return (called(title, known),) if head and not head.plural and core(title) == title else ()


@cache
def _doers() -> dict[str, str]:
    return {verb: base for base, forms in rules("actors")["deeds"].items() for verb in forms.split()}


def deeds(clause: str, known: Knowledge) -> tuple[Role, ...]:
    """What somebody is by what he does: "who chairs the union" is its chair.

    >>> from onrecord.resolve.knowledge import knowledge
    >>> told = ("chairs the union", "said Iran could wait")
    >>> [role.words for words in told for role in deeds(words, knowledge())]
    ['chair of the union']
    """
    told = []
    for m in _DEED.finditer(clause):
        base = _doers().get(m[0])
        if base is not None:
            what = re.split(r" and |,", clause[m.end() :])[0].strip()
            told.append(Role(f"{base} of {what}", noun(base), called(what, known).country))
    return tuple(told)


def shared(roles: Sequence[Role]) -> tuple[Role, ...]:
    """Of roles, those in the plural: "Prime Ministers" is a title of all who follow."""
    return tuple(role for role in roles if role.noun and role.noun.plural)
