"""Who "he" and "the minister" are: `python -m eval.coreference`, and `--own` for our own passages alone.

GUM (`corpora/gum`) marks which mentions mean the same. Looked at are the pronouns of the third person and the
definite descriptions ("the minister", "his lawyer") that mean persons or organisations and are the source of
something said. The actor that the report has there

- is right, where its other mentions are of the same chain: names where the chain has any, else descriptions;
- is wrong, where most are of another one, or where a description that is alone in its chain became somebody;
- abstains, where there is no actor, or it has no such mentions.

`source` rows are those of our statements, `unread` those that GUM marks and we have no statement for, and
`mention` rows all other such mentions that our report has an actor for; what it has none for is not counted
there. Descriptions beside their name, and governments (by the contract their country), are left out. Half of
the documents, by the hash of their names, are held: their mistakes are never shown.

`pronouns.toml` holds our own passages, with the sources to be resolved in square brackets.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import tarfile
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from eval.linking import Tally, Verdict, a_reader, covering, same_person
from onrecord import Document, Reader, Report
from onrecord.records import Actor, Span
from onrecord.resolve.names import key

OWN = Path(__file__).with_name("pronouns.toml")
ARCHIVE = "corpora/gum/gum_ccby_genres_dep_xml_coref.tar.gz"
GENRES = ("news", "interview", "speech", "bio")

Form = Literal["name", "pronoun", "description", "other"]

# Our span is the mention of GUM whose head it has and with which it shares this much of its characters. Ours
# leave out relative clauses, theirs have them.
SAME_MENTION = 0.3

_SOURCE = re.compile(r"attribution-(?:positive|negative)[^;]*?sem-atsrc-([\d,-]+)")
_FOR = re.compile(r"\b(?:for|of|to|by|with|and)\b")
_BRACKETS = re.compile(r"\[([^\]]*)\]")


# --- GUM ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Mention:
    """Words that mean a person or thing, by GUM. ``head`` is its main noun, with the name beside it ("Mayor
    Ada Brandt"); ``chain`` is one number for all mentions of the same; ``title`` is what Wikipedia calls it,
    where GUM says so.
    """

    span: Span
    head: Span
    chain: str
    type: str
    form: Form
    title: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """One document of GUM. ``sources`` are the words that its attributions name as whoever speaks."""

    name: str
    text: str
    published: str | None
    mentions: tuple[Mention, ...]
    sources: tuple[Span, ...]

    @property
    def genre(self) -> str:
        return self.name.split("_")[1]

    @property
    def held(self) -> bool:
        return hashlib.sha256(self.name.encode()).digest()[0] % 2 == 1


@dataclass(slots=True)
class Word:
    """A line of CoNLL-U, its place in the text, and its sentence's first word."""

    span: Span
    part: str
    features: str
    governor: int
    relation: str
    misc: dict[str, str]


def texts(shared: Path, genres: Sequence[str] = GENRES) -> Iterator[Text]:
    """The documents of some genres."""
    with tarfile.open(shared / ARCHIVE) as archive:
        for member in archive:
            name = Path(member.name).stem
            if member.name.startswith("dep/") and name.split("_")[1] in genres:
                file = archive.extractfile(member)
                assert file is not None
                yield parse(name, file.read().decode("utf-8"))


def parse(name: str, conllu: str) -> Text:
    """One document from its CoNLL-U, a line for each paragraph."""
    words: list[Word] = []
    text, published = "", None
    for block in conllu.split("\n\n"):
        if m := re.search(r"^# meta::dateCreated = (\S+)", block, re.M):
            published = m[1]
        gap = "\n\n" if re.search(r"^# newpar", block, re.M) else " "
        text = text.rstrip(" ") + gap if text else ""
        text = _sentence(block, text, words)
    mentions = tuple(_mentions(text, words))
    sources = tuple(span for w in words for span in _speaking(w, words))
    return Text(name, text, published, mentions, sources)


def _sentence(block: str, text: str, words: list[Word]) -> str:
    """Add the words of one sentence, and return the text with them."""
    first, until = len(words), 0
    joined = Span(0, 0)
    for line in block.splitlines():
        if line.startswith("#") or not line:
            continue
        number, form, _, part, _, features, governor, relation, _, misc = line.split("\t")
        kept = dict(item.split("=", 1) for item in misc.split("|") if "=" in item)
        gap = "" if kept.get("SpaceAfter") == "No" else " "
        if "-" in number:
            joined = Span(len(text), len(text) + len(form))
            text, until = text + form + gap, int(number.split("-")[1])
        elif "." not in number:
            inside = int(number) <= until
            span = joined if inside else Span(len(text), len(text) + len(form))
            text += "" if inside else form + gap
            above = first + int(governor) - 1 if governor != "0" else -1
            words.append(Word(span, part, features, above, relation, kept))
    return text


def _speaking(word: Word, words: Sequence[Word]) -> Iterator[Span]:
    for m in _SOURCE.finditer(word.misc.get("Discourse", "")):
        numbers = [int(n) - 1 for n in re.findall(r"\d+", m[1])]
        yield Span(words[numbers[0]].span.start, words[numbers[-1]].span.end)


def _mentions(text: str, words: Sequence[Word]) -> Iterator[Mention]:
    """Every mention, from the brackets of the Entity field: "(1-person-new-…" opens, "1)" closes."""
    open_: dict[str, list[tuple[int, list[str]]]] = {}
    for at, word in enumerate(words):
        for bracket in re.findall(r"\([^()]+\)?|[^()]+\)", word.misc.get("Entity", "")):
            fields = bracket.strip("()").split("-", 7)
            if bracket.startswith("("):
                open_.setdefault(fields[0], []).append((at, fields))
            if bracket.endswith(")"):
                start, opened = open_[fields[0]].pop()
                yield _mention(words[start : at + 1], start, opened)


def _mention(words: Sequence[Word], start: int, fields: list[str]) -> Mention:
    inside = range(start, start + len(words))
    top = next((n for n in inside if words[n - start].governor not in inside), start)
    beside = [w for w in words if w.governor == top and w.relation in ("flat", "appos")]
    named = [w for w in (words[top - start], *beside) if w.part == "PROPN"]
    heads = [words[top - start], *named]
    head = Span(min(w.span.start for w in heads), max(w.span.end for w in heads))
    span = Span(words[0].span.start, words[-1].span.end)
    title = fields[7].replace("_", " ") if len(fields) > 7 else ""
    form = "name" if named else _form(words[0], words[top - start])
    return Mention(span, head, fields[0].partition("[")[0], fields[1], form, title)


def _form(first: Word, head: Word) -> Form:
    """What kind of words a mention without a name is, by its first word and its head."""
    if head.part == "PRON":
        personal = "Person=3" in head.features and "PronType=Prs" in head.features
        return "pronoun" if personal and "Poss=Yes" not in head.features else "other"
    definite = re.search(r"Definite=Def|PronType=Dem|Poss=Yes", first.features)
    return "description" if head.part == "NOUN" and definite else "other"


# --- verdicts -------------------------------------------------------------------------------------


class Chains:
    """The mentions of one text, by chain and by place."""

    def __init__(self, text: Text) -> None:
        self.mentions = text.mentions
        self.of: dict[str, list[Mention]] = {}
        for mention in text.mentions:
            self.of.setdefault(mention.chain, []).append(mention)

    def asks(self, mention: Mention, text: str) -> bool:
        """Whether it is to be resolved: a pronoun or description of persons or organisations, without its
        name beside it ("his father, Bo Ilk"), and no government, which by the contract is its country.
        """
        if mention.form not in ("pronoun", "description") or mention.type not in ("person", "organization"):
            return False
        beside = Span(max(0, mention.span.start - 2), mention.span.end + 3)
        named = any(m.form == "name" and m.span.overlaps(beside) for m in self.of[mention.chain])
        return not named and "government" not in mention.span.of(text).casefold()

    def at(self, span: Span) -> Mention | None:
        """The mention that a span of ours is, or None."""
        fits = ((_overlap(m.span, span), m) for m in self.mentions if m.head.overlaps(span))
        share, mention = max(fits, key=lambda fit: fit[0], default=(0.0, None))
        return mention if share >= SAME_MENTION else None

    def verdict(self, mention: Mention, actor: Actor | None) -> Verdict:
        """Whether an actor is who the mention means."""
        if actor is None:
            return Verdict("abstained", "no actor")
        chain = [m for m in self.of[mention.chain] if m.span != mention.span]
        forms = {"name"} if any(m.form == "name" for m in chain) else {"name", "description", "other"}
        anchors = [m for m in self._others(actor, mention) if m.form in forms]
        reason = f"{actor.name}: {_why(actor, mention.span)}"
        if anchors:
            ours, _ = Counter(m.chain for m in anchors).most_common(1)[0]
            return Verdict("right" if ours == mention.chain else "wrong", reason)
        if not any(m.form in forms for m in chain):
            return Verdict("right", "alone in its chain, and alone with us")
        if _is_known(actor) and (titles := {m.title for m in chain if m.title}):
            named = any(same_person(actor.name, title) for title in titles)
            return Verdict("right" if named else "wrong", reason)
        return Verdict("abstained", reason)

    def _others(self, actor: Actor, mention: Mention) -> Iterator[Mention]:
        for ours in actor.mentions:
            if not ours.span.overlaps(mention.span) and (other := self.at(ours.span)) is not None:
                yield other


def _overlap(a: Span, b: Span) -> float:
    both = min(a.end, b.end) - max(a.start, b.start)
    return both / (len(a) + len(b) - both)


def _is_known(actor: Actor) -> bool:
    return bool(re.fullmatch(r"Q\d+|[A-Z]{3}", actor.id))


def _why(actor: Actor, span: Span) -> str:
    return next((m.score.reason for m in actor.mentions if m.span.overlaps(span)), "")


# --- measuring on GUM -----------------------------------------------------------------------------


def judged(text: Text, report: Report, tally: Tally) -> None:
    """Count the verdicts on the mentions of one document."""
    chains = Chains(text)
    read = {mention for span in _sources(report) if (mention := chains.at(span)) is not None}
    unread = {mention for span in text.sources if (mention := chains.at(span)) is not None}
    actors = _actors(report, chains)
    for mention in text.mentions:
        part = "source" if mention in read else "unread" if mention in unread else "mention"
        if not chains.asks(mention, text.text) or (part == "mention" and mention not in actors):
            continue
        verdict = chains.verdict(mention, actors.get(mention))
        what = (mention.span.of(text.text)[:50],)
        tally.add(f"{text.genre} {part} {mention.form}", verdict, what, _around(text.text, mention.span))


def _sources(report: Report) -> Iterator[Span]:
    return (span for statement in report.statements for span in statement.source)


def _actors(report: Report, chains: Chains) -> dict[Mention, Actor]:
    """The actor at each mention of GUM: where ours is the same, or the source of a statement is."""
    found = {}
    for statement in report.statements:
        if (actor := report.actor(statement.speaker)) is not None:
            found.update({mention: actor for s in statement.source if (mention := chains.at(s)) is not None})
    for actor in report.actors:
        for ours in actor.mentions:
            if (mention := chains.at(ours.span)) is not None:
                found.setdefault(mention, actor)
    return found


def _around(text: str, span: Span) -> str:
    before, after = text[max(0, span.start - 260) : span.start], text[span.end : span.end + 80]
    return f"…{before}[{span.of(text)}]{after}…".replace("\n", " ")


def measure(reader: Reader, documents: Iterable[Text]) -> dict[str, Tally]:
    """Read the documents and count, those to tune on and those held apart."""
    tallies = {"tune": Tally(), "held": Tally()}
    for text in documents:
        report = reader.read(Document(text.text, published=text.published))
        judged(text, report, tallies["held" if text.held else "tune"])
    return tallies


# --- our own passages -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Passage:
    """A short text with the sources in square brackets, and the name of whom each means: "" is none of those
    named here. ``held`` passages are not looked at in tuning.
    """

    group: str
    marked: str
    speakers: tuple[str, ...]
    others: tuple[str, ...] = ()
    held: bool = False
    published: str | None = None
    note: str = ""

    @property
    def text(self) -> str:
        return self.marked.replace("[", "").replace("]", "")

    @property
    def places(self) -> list[Span]:
        """Where the sources stand in the text without brackets."""
        return [
            Span(m.start() - 2 * n, m.end() - 2 * n - 2)
            for n, m in enumerate(_BRACKETS.finditer(self.marked))
        ]

    @property
    def named(self) -> set[str]:
        """The keys of all who are named."""
        return {key(name) for name in (*self.speakers, *self.others) if name}


def load(path: Path = OWN) -> list[Passage]:
    """Every passage of the table."""
    rows: list[dict[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8"))["passage"]
    return [_passage(**row) for row in rows]


def _passage(*, text: str, speakers: list[str], others: Sequence[str] = (), **row: Any) -> Passage:
    return Passage(marked=text, speakers=tuple(speakers), others=tuple(others), **row)


def own_verdict(passage: Passage, span: Span, wanted: str, report: Report) -> Verdict:
    """Whether the source at a place became the actor whom a careful reader names."""
    actor = speaker_at(report, span)
    meant = {name for name in passage.named if actor is not None and _has_name(actor, name, report.text)}
    if len(meant) > 1:
        return Verdict("wrong", f"several in one: {', '.join(sorted(meant))}")
    if not wanted:
        return Verdict("wrong", f"{meant.pop()}, and not nobody") if meant else Verdict("right", "")
    if actor is None:
        return Verdict("abstained", "no actor")
    reason = f"{actor.name}: {_why(actor, span)}"
    if meant == {key(wanted)}:
        return Verdict("right", "")
    return Verdict("wrong" if meant or _is_known(actor) else "abstained", reason)


def speaker_at(report: Report, span: Span) -> Actor | None:
    """The speaker of the statement that has its source there, or the actor mentioned there."""
    for statement in report.statements:
        if statement.speaker and any(s.overlaps(span) for s in statement.source):
            return report.actor(statement.speaker)
    return covering(report.actors, span)


def _has_name(actor: Actor, name: str, text: str) -> bool:
    """Whether an actor has a name in full, by its own or by a mention: with a title before it or an
    apposition beside it, but not as whom somebody speaks for ("a spokesman for …").
    """
    words = [actor.name, *(m.span.of(text) for m in actor.mentions)]
    parts = [f" {key(part)}" for one in words for part in one.split(",")]
    return any(part.endswith(f" {name}") and not _FOR.search(part[: -len(name)]) for part in parts)


def own(reader: Reader, passages: Iterable[Passage]) -> dict[str, Tally]:
    """Read our own passages and count, those to tune on and those held apart."""
    tallies = {"tune": Tally(), "held": Tally()}
    for passage in passages:
        report = reader.read(Document(passage.text, published=passage.published))
        for span, wanted in zip(passage.places, passage.speakers, strict=True):
            verdict = own_verdict(passage, span, wanted, report)
            what = (f"{span.of(passage.text)} = {wanted or 'nobody named'}",)
            tallies["held" if passage.held else "tune"].add(passage.group, verdict, what, passage.marked)
    return tallies


# --- the command ----------------------------------------------------------------------------------


def figures(reader: Reader, shared: Path | None) -> dict[str, float]:
    """The shares of right ones for the gate: our own passages, and GUM's news where it is there."""
    ours = own(reader, load())
    out = {f"pronouns{'_held' if name == 'held' else ''}": share(tally) for name, tally in ours.items()}
    if shared is not None:
        for name, tally in measure(reader, texts(shared, ("news", "interview"))).items():
            for form in ("pronoun", "description"):
                groups = [g for g in tally.groups() if g.endswith(f"source {form}")]
                out[f"gum_{form}{'_held' if name == 'held' else ''}"] = share(tally, groups)
    return out


def share(tally: Tally, groups: Sequence[str] | None = None, label: str = "right") -> float:
    """The share of a label over some groups together, or over all."""
    groups = tally.groups() if groups is None else groups
    return sum(tally.counts[g, label] for g in groups) / max(1, sum(map(tally.number, groups)))


def shown(title: str, tallies: dict[str, Tally], detail: int) -> None:
    """Print the tables of both halves, and the mistakes of the one that may be looked at."""
    for name, tally in tallies.items():
        labels = ", ".join(
            f"{label} {share(tally, label=label):.3f}" for label in ("right", "wrong", "abstained")
        )
        print(f"{title}, {name}: {labels}", *tally.rows(), sep="\n", flush=True)
    print(*tallies["tune"].detail(detail), sep="\n")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--model", default="accurate")
    parser.add_argument("--own", action="store_true", help="our own passages alone")
    parser.add_argument("--genres", nargs="*", default=["news", "interview"], help=f"of {', '.join(GENRES)}")
    parser.add_argument(
        "--detail", type=int, default=0, metavar="N", help="show the N most frequent mistakes"
    )
    parser.add_argument("--cache", type=Path, metavar="DIR", help="keep the model's scores there")
    a = parser.parse_args()
    reader = a_reader(a.cache, a.model)
    shown("own passages", own(reader, load()), a.detail)
    if not a.own:
        shown("GUM", measure(reader, texts(a.shared, a.genres)), a.detail)


if __name__ == "__main__":
    main()
