"""Who is meant, by links that others made: `python -m eval.linking`.

The items of `corpora/current_events` are a few sentences each, with links to Wikipedia at exact offsets. Two
sets of links are looked at: those that are the head of a statement's source, and those of whoever takes part
by name. Each is right (the actor there is the one that is linked), wrong (it is another one) or abstained (no
actor, or a local one that says no more than the words). A *namesake* is a person who was taken for another
person of the knowledge base: the worst mistake, so it is counted by itself.

What is counted, by the words of the title and those that are linked (`linking.toml`):

- `state`: a country, its government or cabinet, and in sources its capital or seat. Armed forces and the like
  under the bare name of the country ("Russia shells …") count as the country: so they are written.
- `organisation`: by the words of the title ("… Party", "Ministry of …"), or known as one.
- `person`: one whom the knowledge base has by the name of the title; `unknown`: any other person.

Left out: events, places, things; titles of office; adjectives ("Israeli airstrikes"); descriptions without a
name ("the military", "Russian forces"); names that only modify ("Hamas officials", "Google's lawyers");
countries where something happens. Sport and the arts are left out as no part of what is read for.

Months from 2026-02 on are held: their figures are shown, their mistakes never.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import random
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import numpy as np

from onrecord import Document, Reader, Report, Settings
from onrecord.records import Actor, Span, Statement
from onrecord.resolve.knowledge import Entry, Knowledge, knowledge
from onrecord.resolve.names import key, sound
from onrecord.resources import model_folder
from onrecord.tag import Scores, Tagger

Kind = Literal["state", "organisation", "person", "unknown"]
Label = Literal["right", "wrong", "abstained"]
KINDS: tuple[Kind, ...] = ("state", "organisation", "person", "unknown")
LABELS: tuple[Label, ...] = ("right", "wrong", "abstained")

TUNE, HELD = ("2025-01", "2026-01"), ("2026-02", "2026-05")
SEED = 3

_WORDS: dict[str, Any] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


def _any(name: str) -> str:
    """An expression for any of a list of words."""
    return f"(?:{'|'.join(_WORDS[name])})"


_BODY = re.compile(rf"\b{_any('bodies')}\b")
_NOT_A_BODY = re.compile(rf"^\d{{4}}|\b{_any('not_bodies')}\b")
_IS_OFFICE = re.compile(
    rf"(?i)(?:[\w-]+ )?{_any('offices')} (?:of|for|to)\b|.*(?<!of )\b{_any('offices')}(?:$| \()"
)
_GOVERNMENT = re.compile(r"\b(?:[Gg]overnment|[Cc]abinet)\b(?! shutdown| procurement| debt)")
_PLACE = re.compile(rf"\b{_any('places')}\b")
_IN_NAMES = frozenset(_WORDS["in_names"])
_GENERIC = frozenset(_WORDS["generic"])
_PEOPLE = re.compile(_any("people"))
# What stands behind a name that is not meant itself: "Hamas officials", "a Hamas-led ministry", "Hamas’s".
_HEADS = re.compile(
    rf"[ –-](?:{_any('before_heads')}[ -])*{_any('heads')}\b"
    rf"|[ –-](?:strikes?|attacks?)(?= (?:on|in|against|that|which)\b)|-[a-z]|['’]s?(?!\w)| [A-Z0-9]"
)
_WHERE = re.compile(
    r"(?i)\b(?:at|in|near|inside|outside|across|throughout|within|into|around|off) (?:the )?$"
)
# A country acts as the agent or partner of a verb ("talks with Ghana and Togo"), or as its subject.
_COUNTRY = r"(?:the )?[A-Z][\w.]*(?: [A-Z][\w.]*)*"
_OTHERS = rf"(?:(?:{_COUNTRY}, )*{_COUNTRY},? and )?(?:both )?(?:[Tt]he )?"
_ACTS = re.compile(rf"\b{_any('partners')} {_OTHERS}$")
_STARTS = re.compile(rf"(?:^|[.!?;:]\s+|\bthat |, while |\b[Aa]s ){_OTHERS}$")
_VERB = re.compile(
    rf"(?:,? and {_COUNTRY})? (?:(?:also|formally|reportedly|officially|then|again) )?"
    rf"(?:(?!{_any('heads')}\b)[a-z]+s|{_any('plural_verbs')})\b"
)
_PREPOSITION = re.compile(r"\b(?:of|in|from|for|at|to|with|on|under)\b[^(]*$")
_SEATS: dict[str, str] = _WORDS["seats"]
_PARENTHESIS = re.compile(r" \(([^)]*)\)$")
_POSSESSIVE = re.compile(r"['’]s?$")
_PERSON = re.compile(r"[A-ZÀ-Þ][\w'’.\-]+(?: (?:[A-ZÀ-Þ][\w'’.\-]*|al-\w+|bin|de|da|von|van|el|der|la)){1,4}")


# --- what is counted ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether an actor is who is meant, and why; ``namesake`` where a person became a known other one."""

    label: Label
    reason: str
    namesake: bool = False


@dataclass(slots=True)
class Tally:
    """Counts of labels by group, and what was wrong with an example of each."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    mistakes: Counter[tuple[str, ...]] = field(default_factory=Counter)
    examples: dict[tuple[str, ...], str] = field(default_factory=dict)

    def add(self, group: str, verdict: Verdict, what: tuple[str, ...] = (), example: str = "") -> None:
        """Count one verdict; ``what`` names the mistake if it is one."""
        self.counts[group, verdict.label] += 1
        self.counts[group, "namesake"] += verdict.namesake
        if verdict.label != "right":
            mistake = (group, verdict.label, *what, verdict.reason)
            self.mistakes[mistake] += 1
            self.examples.setdefault(mistake, example)

    def number(self, group: str) -> int:
        return sum(self.counts[group, label] for label in LABELS)

    def share(self, group: str, label: str = "right") -> float:
        """The share of a label in a group; 0 where the group is empty."""
        return self.counts[group, label] / max(1, self.number(group))

    def groups(self) -> list[str]:
        return list(dict.fromkeys(group for group, _ in self.counts))

    def rows(self) -> Iterator[str]:
        """The table, one line a group."""
        yield f"  {'':32} {'n':>6} {'right':>7} {'wrong':>7} {'abstained':>10} {'namesakes':>10}"
        for group in self.groups():
            right, wrong, abstained = (self.share(group, label) for label in LABELS)
            namesakes = self.counts[group, "namesake"]
            shares = f"{right:7.3f} {wrong:7.3f} {abstained:10.3f}"
            yield f"  {group:32} {self.number(group):6} {shares} {namesakes:10}"

    def detail(self, number: int) -> Iterator[str]:
        """The most frequent mistakes, each with an example."""
        for mistake, n in self.mistakes.most_common(number):
            yield f"{n:4} " + " | ".join(mistake) + f"\n       {self.examples[mistake]}"


# --- a reader that keeps the model's scores -------------------------------------------------------


class Keeping(Tagger):
    """A tagger that keeps its scores in a folder: what is made of them can be measured again in seconds."""

    def __init__(self, model: Path, kept: Path, *, threads: int = 0) -> None:
        super().__init__(model, threads=threads)
        self.kept, self.model = kept, (model / "SHA256SUMS").read_text(encoding="ascii")
        kept.mkdir(parents=True, exist_ok=True)

    def score(self, text: str, parts: list[tuple[int, int]] | None = None) -> Scores:
        asked = f"{self.model}\n{parts}\n{text}".encode("utf-8", "surrogatepass")
        path = self.kept / f"{hashlib.sha256(asked).hexdigest()}.npz"
        if path.is_file():
            with np.load(path) as file:
                return Scores(**{name: file[name] for name in Scores.__dataclass_fields__})
        scores = super().score(text, parts)
        np.savez(path, **{name: getattr(scores, name) for name in Scores.__dataclass_fields__})
        return scores


class KeepingReader(Reader):
    """A reader whose model's scores are kept in a folder."""

    def __init__(self, kept: Path, settings: Settings | None = None) -> None:
        super().__init__(settings)
        self.kept = kept

    @cached_property
    def tagger(self) -> Tagger:
        return Keeping(model_folder(self.settings.model), self.kept, threads=self.settings.threads)


def a_reader(kept: Path | None, model: str = "accurate") -> Reader:
    """A reader, with its scores kept where a folder is given."""
    settings = Settings(model=model)
    return Reader(settings) if kept is None else KeepingReader(kept, settings)


# --- countries, by tables that are not the package's own ------------------------------------------


@dataclass(frozen=True, slots=True)
class Lands:
    """ISO codes by the keys of names, adjectives and capitals."""

    names: dict[str, str]
    demonyms: dict[str, str]
    capitals: dict[str, str]

    @classmethod
    def load(cls, folder: Path) -> Lands:
        rows = json.loads((folder / "mledoze_countries.json").read_text(encoding="utf-8"))
        codes = {row["cca3"] for row in rows} | {"XKX"}
        names = {key(n): _iso(row) for row in rows for n in (row["name"]["common"], row["name"]["official"])}
        names |= {key(w): _iso(row) for row in rows for w in row["altSpellings"] if len(w) > 3}
        names |= {k: iso for k, iso in _rigour(folder) if iso in codes and k not in names}
        # Islands and regions that are no countries share these names with countries or other things.
        names |= {
            "us": "USA",
            "u s": "USA",
            "uk": "GBR",
            "uae": "ARE",
            "drc": "COD",
            "palestine": "PSE",
            "ireland": "IRL",
        }
        names |= {"georgia": "GEO", "congo": "COD", "vatican": "VAT", "holy see": "VAT"}
        for k in (
            "gaza",
            "gaza strip",
            "england",
            "scotland",
            "wales",
            "northern ireland",
            "west bank",
            "america",
        ):
            names.pop(k, None)
        demonyms = {key(w): _iso(row) for row in rows for w in row["demonyms"]["eng"].values()}
        demonyms |= {k: iso for k, iso in _nationalities(folder) if iso in codes and k not in names}
        demonyms |= {
            "american": "USA",
            "british": "GBR",
            "emirati": "ARE",
            "russian": "RUS",
            "israeli": "ISR",
        }
        capitals = {key(c): _iso(row) for row in rows for c in row["capital"]}
        capitals |= {"kiev": "UKR", "washington": "USA", "washington dc": "USA"}
        del demonyms[""]
        return cls(names, demonyms, capitals)

    def bag(self, words: str) -> frozenset[str]:
        """The words of a name by which it is compared: countries as codes, spelling and number evened out.

        "Iranian foreign ministry" and "Ministry of Foreign Affairs (Iran)" have one bag.
        """
        left, out = _evened(key(words)).split(), []
        while left:
            size = next((n for n in range(min(6, len(left)), 0, -1) if self._land(" ".join(left[:n]))), 0)
            out.append(self._land(" ".join(left[:size])) if size else _stem(left[0]))
            left = left[size or 1 :]
        return frozenset(out) - _STOP

    def of(self, words: str) -> str | None:
        """The only country that a name names, or None."""
        found = {word for word in self.bag(words) if _is_land(word)}
        return found.pop() if len(found) == 1 else None

    def _land(self, words: str) -> str:
        return self.names.get(words) or self.demonyms.get(words) or ""


_STOP = frozenset(("of", "for", "and", "in", "on", "affair", "state", "group", "movement", "organization"))
_MINOR = frozenset(("federal", "national", "royal", "republic", "islamic", "public", "central"))
_SAME = (
    ("defence", "defense"), ("minister for", "ministry of"), ("u s", "us"),
    ("federal government", "government"), ("(?:self )?(?:armed|military|self|defense) forces?", "forces"),
    ("military|armed services", "forces"), ("d c", ""),
)  # fmt: skip


def _evened(words: str) -> str:
    for written, same in _SAME:
        words = re.sub(rf"\b(?:{written})\b", same, words)
    return words


def _stem(word: str) -> str:
    return word.removesuffix("s") if len(word) > 3 else word


def _iso(row: dict[str, Any]) -> str:
    return "XKX" if row["cca3"] == "UNK" else str(row["cca3"])


def _rigour(folder: Path) -> Iterator[tuple[str, str]]:
    for line in (folder / "rigour_territories.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["is_country"] or row["name"] in ("Palestine", "Kosovo"):
            for name in (row["name"], row.get("full_name") or "", *row["names_strong"]):
                if len(name) > 3 and (name.isascii() or "ô" in name):
                    yield key(name), row["alpha3"].upper()


def _nationalities(folder: Path) -> Iterator[tuple[str, str]]:
    with (folder / "ngec_nationalities.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield from ((key(w), row["CCA3"]) for w in row["Nationality"].split(",") if " of " not in w)


# --- the links ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Link:
    """A place in an item, the title that it is linked to, and what that is; ``iso`` where it is a state."""

    span: Span
    words: str
    title: str
    kind: Kind
    iso: str | None = None
    capital: bool = False


@dataclass(frozen=True, slots=True)
class Titles:
    """What linked titles are, by the words of title and anchor, the tables and the knowledge base."""

    lands: Lands
    persons: frozenset[str]
    known: Knowledge

    @classmethod
    def load(cls, shared: Path) -> Titles:
        with (shared / "corpora/current_events/persons_roles.tsv").open(encoding="utf-8") as file:
            persons = frozenset(row["wikipedia_title"] for row in csv.DictReader(file, delimiter="\t"))
        return cls(Lands.load(shared / "knowledge/countries"), persons, knowledge())

    def links(self, item: dict[str, Any]) -> list[Link]:
        """The links of an item that are counted, in order."""
        return [link for e in item["entities"] if (link := self.link(e)) is not None]

    def link(self, entity: dict[str, Any]) -> Link | None:
        """One link, or None where it is of no kind that is counted."""
        title, span = entity["wikipedia"], Span(entity["start"], entity["end"])
        words = _POSSESSIVE.sub("", entity["text"])
        span = Span(span.start, span.start + len(words))
        if (
            not is_name(words)
            or key(words) in self.lands.demonyms
            or re.search(r"\$|\bstate\)", words + title)
        ):
            return None
        if _IS_OFFICE.match(title) and key(plain(title)) not in _SEATS:
            return None
        capital = key(plain(title)) in self.lands.capitals and key(words) in self.lands.capitals
        if iso := self.state(title, words):
            return Link(span, words, title, "state", iso, capital)
        kind = self.body_or_person(title, words)
        if kind is None or (kind == "organisation" and not self.is_named(title, words)):
            return None
        return Link(span, words, title, kind)

    def state(self, title: str, words: str) -> str | None:
        """The code of the country that a link means, by its title or by the words under it."""
        lands, bare = self.lands, key(plain(title))
        if (iso := lands.names.get(key(words))) is not None:
            return iso if lands.names.get(bare) == iso or lands.of(title) == iso else None
        if _GOVERNMENT.search(title) and not _NOT_A_BODY.search(plain(title)):
            return lands.of(title)
        return lands.names.get(bare) or _SEATS.get(bare) or lands.capitals.get(bare)

    def body_or_person(self, title: str, words: str) -> Kind | None:
        bare = plain(title)
        types: set[str] = {e.type for e in self.known.named(bare)}
        if self.is_person(title, words, types):
            return "person" if "person" in types else "unknown"
        if _NOT_A_BODY.search(bare) or (self.known.spots(bare) and not types):
            return None
        return "organisation" if types & {"organisation", "group", "outlet"} or _BODY.search(bare) else None

    def is_named(self, title: str, words: str) -> bool:
        """Whether the words name a body, and not only say what kind it is ("the Army", "Turkish police")."""
        bag = self.lands.bag(words)
        if self.known.named(words) or alike(bag, self.lands.bag(title)):
            return True
        described = bag <= _GENERIC or any(w.islower() and w in _GENERIC for w in words.split())
        return not described and not _PEOPLE.fullmatch(words)

    def is_person(self, title: str, words: str, types: set[str]) -> bool:
        """Whether a title is a person's: listed or known as one, or by a first name and the shape."""
        bare = plain(title)
        if not set(key(bare).split()) & set(key(words).split()) or _BODY.search(bare):
            return False
        if _PLACE.search(bare) and types != {"person"}:
            return False
        if title in self.persons or types == {"person"}:
            return bool(_PERSON.fullmatch(bare)) or types == {"person"}
        shaped = _PERSON.fullmatch(bare) and not _NOT_A_BODY.search(bare) and not types
        return bool(shaped) and not self.known.spots(bare) and self.known.gender(bare.split()[0]) is not None


def plain(title: str) -> str:
    """A title without what stands in parentheses behind it.

    >>> plain("Georgia (country)")
    'Georgia'
    """
    return _PARENTHESIS.sub("", title)


def is_name(words: str) -> bool:
    """Whether an anchor is a name: a capital first, and no lower-case words but those that names have.

    >>> is_name("Iranian foreign ministry"), is_name("Russian forces"), is_name("military")
    (True, False, False)
    """
    small = [w for w in re.findall(r"[^\W\d_]+", words) if w.islower()]
    return words[:1].isupper() and set(small) <= _IN_NAMES | {"s"}


def takes_part(text: str, link: Link) -> bool:
    """Whether who is linked takes part by this name, and does not only modify or say where."""
    before, after = (
        text[max(0, link.span.start - 120) : link.span.start],
        text[link.span.end : link.span.end + 60],
    )
    if link.capital or _HEADS.match(after):
        return False
    if link.kind == "state" and not _GOVERNMENT.search(link.words):
        return bool(_ACTS.search(before) or (_STARTS.search(before) and _VERB.match(after)))
    return link.kind in ("person", "unknown") or not _WHERE.search(before)


def heads(text: str, link: Link, source: Span) -> bool:
    """Whether the linked words are what the source is, and no part of another ("officials in Iran")."""
    before, after = text[source.start : link.span.start], text[link.span.end : source.end]
    # Behind a comma a person is named ("the head of the agency, Ilse Tranmoor"), or a place told better.
    told = before if link.kind == "state" else re.split(r"[,(]", before)[-1]
    if not link.span.overlaps(source) or _PREPOSITION.search(told):
        return False
    return not re.match(r"['’]s?\b|-\w| \w+", after) or bool(re.match(r" (?:and|which|who|on|in)\b", after))


# --- verdicts -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Judge:
    """Compares actors with links."""

    lands: Lands
    known: Knowledge

    def verdict(self, actor: Actor | None, link: Link) -> Verdict:
        """Whether an actor is who is linked."""
        if actor is None:
            return Verdict("abstained", "no actor")
        if self.is_meant(actor, link):
            return Verdict("right", "")
        reason = f"{actor.id} {actor.name}: {actor.score.reason}"
        if self._is_known(actor):
            shared = set(key(actor.name).split()) & set(key(link.title).split())
            people = actor.type == "person" and link.kind in ("person", "unknown")
            return Verdict("wrong", reason, namesake=people and bool(shared))
        if set(key(actor.name).split()) & set(key(link.words).split()):
            return Verdict("abstained", reason)
        return Verdict("wrong", f"taken for {reason}")

    def is_meant(self, actor: Actor, link: Link) -> bool:
        if link.kind == "state":
            return actor.id == link.iso
        entry = self.known.entry(actor.id)
        names = {actor.name, *(entry.names if entry else ())}
        if link.kind == "organisation":
            return any(self._same_body(name, actor, entry, link) for name in names)
        return any(same_person(name, plain(link.title)) for name in names)

    def _same_body(self, name: str, actor: Actor, entry: Entry | None, link: Link) -> bool:
        title, bare = link.title, plain(link.title)
        country = (entry.country if entry else None) or actor.country
        if alike(self.lands.bag(name) | ({country} if country else set()), self.lands.bag(title)):
            return True
        where = self.lands.of(title.removeprefix(bare))
        # A party may be named without its country, a ministry may not: every country has one.
        nowhere = country is None and "ministry" in self.lands.bag(bare)
        elsewhere = where is not None and (nowhere or country not in (where, None))
        if key(name) == key(bare) or self.lands.bag(name) == self.lands.bag(bare):
            return not elsewhere
        # The words under the link are all of the name: "Islamic State", linked to its branch in Somalia.
        return (
            key(name) == key(link.words)
            and self.lands.bag(name) < self.lands.bag(title)
            and entry is not None
        )

    def _is_known(self, actor: Actor) -> bool:
        return bool(re.fullmatch(r"Q\d+|[A-Z]{3}", actor.id)) or self.known.entry(actor.id) is not None


def alike(name: frozenset[str], title: frozenset[str]) -> bool:
    """Whether two bags are of one body: the same, or the one lacks what may be left out of the other.

    A ministry may be called by a part of what it is for, and no body needs its "National" or "Royal", nor one
    with a long name its country.

    >>> alike(frozenset({"ministry", "health", "LBN"}), frozenset({"ministry", "public", "health", "LBN"}))
    True
    """
    if name == title:
        return True
    if title < name:
        return len(title) > 1 and all(_is_land(word) for word in name - title)
    if not name < title or len(name) < 2:
        return False
    left = title - name
    if left <= _MINOR or ("ministry" in name and len(name) > 2):
        return True
    return len(name) > 2 and all(_is_land(word) or word in _MINOR for word in left)


def _is_land(word: str) -> bool:
    """Whether a word of a bag is the code of a country."""
    return word.isupper()


def same_person(name: str, title: str) -> bool:
    """Whether two full names are one: the same words or sounds, or one with a further name in between.

    >>> same_person("Ilse M. Tranmoor", "Ilse Tranmoor"), same_person("Tranmoor", "Ilse Tranmoor")
    (True, False)
    """
    if key(name) == key(title) or sound(name) == sound(title):
        return True
    a, b = sound(name).split(), sound(title).split()
    if min(len(a), len(b)) < 2:
        return False
    return (a[0], a[-1]) == (b[0], b[-1]) or (len(a) == len(b) and set(a) == set(b))


def covering(actors: Iterable[Actor], span: Span) -> Actor | None:
    """The actor with the mention that fits a place best, by the share of characters in common."""
    fits = (
        (_common(mention.span, span), actor)
        for actor in actors
        for mention in actor.mentions
        if mention.span.overlaps(span)
    )
    return max(fits, key=lambda fit: fit[0], default=(0.0, None))[1]


def _common(a: Span, b: Span) -> float:
    both = min(a.end, b.end) - max(a.start, b.start)
    return both / (len(a) + len(b) - both)


def speaker(report: Report, statement: Statement, link: Link) -> Actor | None:
    """Of those that a statement is put in the mouth of, the one at the link; the first, where none of them is
    any part of the source by its mentions; None where the link is another part.
    """
    ids = [i for i in (statement.speaker, *statement.others) if i is not None]
    actors = [actor for i in ids if (actor := report.actor(i)) is not None]
    if (found := covering(actors, link.span)) is not None:
        return found
    elsewhere = any(covering(actors, span) for span in statement.source)
    return None if elsewhere or not actors else actors[0]


# --- measuring ------------------------------------------------------------------------------------


def judged(report: Report, links: Sequence[Link], judge: Judge, tally: Tally) -> None:
    """Count the verdicts on the links of one report."""
    for link in links:
        about = (f"{link.words} -> {link.title}",)
        for statement in report.statements:
            if any(heads(report.text, link, span) for span in statement.source):
                verdict = judge.verdict(speaker(report, statement, link), link)
                tally.add(f"source {link.kind}", verdict, about, report.text)
                break
        if takes_part(report.text, link):
            verdict = judge.verdict(covering(report.actors, link.span), link)
            tally.add(f"participant {link.kind}", verdict, about, report.text)


def items(shared: Path, first: str, last: str, number: int) -> list[dict[str, Any]]:
    """A sample of the items of some months, evenly over the months, always the same one."""
    months: dict[str, list[dict[str, Any]]] = {}
    with (shared / "corpora/current_events/items.jsonl").open(encoding="utf-8") as file:
        for item in map(json.loads, file):
            if first <= item["date"][:7] <= last and item["section"] not in _WORDS["sections_left_out"]:
                months.setdefault(item["date"][:7], []).append(item)
    each = -(-number // max(1, len(months)))
    return [
        item
        for m in sorted(months)
        for item in random.Random(f"{SEED} {m}").sample(months[m], min(each, len(months[m])))
    ]


def measure(reader: Reader, sample: Iterable[dict[str, Any]], titles: Titles) -> Tally:
    """Read the items and count. Items without a link that is counted are not read."""
    judge, tally = Judge(titles.lands, titles.known), Tally()
    for side in ("source", "participant"):
        tally.counts.update({(f"{side} {kind}", "right"): 0 for kind in KINDS})
    for item in sample:
        if links := titles.links(item):
            judged(reader.read(Document(item["text"], published=item["date"])), links, judge, tally)
    return tally


def figures(reader: Reader, shared: Path, *, number: int = 600) -> dict[str, float]:
    """Shares of right ones on a sample of all months, and of namesakes, for the gate."""
    tally = measure(reader, items(shared, TUNE[0], HELD[1], number), Titles.load(shared))
    out = {f"linked_{group.replace(' ', '_')}": tally.share(group) for group in tally.groups()}
    people = [f"participant {kind}" for kind in ("person", "unknown")]
    namesakes = sum(tally.counts[group, "namesake"] for group in people)
    return out | {"linked_no_namesake": 1 - namesakes / max(1, sum(map(tally.number, people)))}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--model", default="accurate")
    parser.add_argument("--items", type=int, default=1600, help="how many, of all months together")
    parser.add_argument("--months", default=":".join(TUNE), help="those to tune on, FIRST:LAST")
    parser.add_argument(
        "--detail", type=int, default=0, metavar="N", help="show the N most frequent mistakes"
    )
    parser.add_argument(
        "--cache", type=Path, metavar="DIR", help="keep the model's scores there, to measure again in seconds"
    )
    a = parser.parse_args()
    first, last = a.months.split(":")
    if last >= HELD[0]:
        parser.error(f"months from {HELD[0]} on are held: their figures are shown in any case")
    reader, titles = a_reader(a.cache, a.model), Titles.load(a.shared)
    for name, (since, until), share in (("tune", (first, last), 0.75), ("held", HELD, 0.25)):
        tally = measure(reader, items(a.shared, since, until, round(a.items * share)), titles)
        print(f"{name}, {since} to {until}", *tally.rows(), sep="\n", flush=True)
        if name == "tune":
            print(*tally.detail(a.detail), sep="\n")


if __name__ == "__main__":
    main()
