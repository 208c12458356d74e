"""Whom a description means: somebody named before or after, a body, whoever held an office, or nobody.

Each step answers for one sort of description, or with None; the first answer counts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from onrecord.records import ActorType, Span
from onrecord.resolve.cast import Figure
from onrecord.resolve.coreference import CLOSE, LEAST, Meant, Memory, somebody
from onrecord.resolve.knowledge import Gender, role
from onrecord.resolve.names import key
from onrecord.resolve.phrases import BARE, OWNER, Phrase
from onrecord.resolve.roles import Role, strip_article
from onrecord.resolve.words import lexicon

# How well a description fits: the very words, the noun that heads them, a noun of the sort, anybody.
WORDS, HEAD, SORT, ANYBODY = 1.0, 0.85, 0.7, 0.35
# Somebody must have been named this prominently to be told anew in other words.
PROMINENT = 0.3
# And this much a name of which nothing is told, to be "the company".
LIKELY_BODY = 0.15
# A name that comes with the next sentence stands within so many characters of its beginning.
NEAR = 12
# … or, in the lead, among so many of the next sentence: "“We are not there yet,” Ada Vella told reporters".
LEAD_NEAR = 90
# These may mean a body of whatever name.
COMPANIES = frozenset({"company", "firm"})
# Names that end so are papers.
PRESS = frozenset({
    "gazette", "times", "post", "herald", "news", "tribune", "journal", "chronicle", "telegraph", "mail",
    "echo", "courier", "observer", "star", "sun", "mirror", "express", "argus", "examiner",
})  # fmt: skip
BLOCS = {"bloc": "Q458", "alliance": "Q7184"}

_ANEW = re.compile(
    r"\b(?:former|retired|mum|mother|father|dad|veteran|born|winning|turned|one-time|lifelong|career|native)\b"
    r"|\bex-|\w+-of-\w+"
)
_MADE = re.compile(
    r",? (?:circulated|seen|obtained|reviewed|published|issued|sent|released|dated|signed|read|posted|leaked"
    r"|filed|that|which|whose)\b"
)
_ASIDE = re.compile(r",\s+(?:who|which|whose)\b.*$", re.S)
_BOTH = re.compile(r"^(?:both|the two)\b", re.I)
_LEADING = re.compile(r"^(?:the|an?|same|this|that|his|her|its|their)\s+", re.I)


def described(phrase: Phrase, memory: Memory) -> Meant:
    """Whom a description means."""
    for step in STEPS:
        meant = step(phrase, memory)
        if meant is not None:
            return meant
    return unnamed(phrase, memory)


def governments(phrase: Phrase, memory: Memory) -> Meant | None:
    """ "The Tunisian government", "the Russian side": the country."""
    if phrase.head not in lexicon("organisations", "governments"):
        return None
    if phrase.plural and phrase.head not in ("authorities", "negotiators"):
        return None
    leading = next(iter(memory.cast.named_at(phrase.span)), None)
    if leading is not None and leading[1].type == "organisation" and leading[1].id != phrase.country:
        # "Houthi authorities" are the Houthis and not Yemen.
        return somebody(leading[1], 0.85, f"“{phrase.words}”: {leading[1].name} by its own authorities")
    if phrase.country is not None:
        return somebody(
            memory.cast.country(phrase.country), 0.9, f"“{phrase.words}”: a government is its country"
        )
    if phrase.head not in ("government", "authorities", "administration"):
        return None
    here = _country_here(phrase, memory)
    return (
        None
        if here is None
        else somebody(memory.cast.country(here), 0.65, f"“{phrase.words}”: of the country named there")
    )


def _country_here(phrase: Phrase, memory: Memory) -> str | None:
    """The country of a name, or of a capital as a place, in the same sentence before these words."""
    cast = memory.cast
    sentence = cast.sentences[cast.sentence(phrase.span.start)]
    before = cast.named_at(Span(sentence.start, phrase.span.start))
    near = [name.country for name, _, _ in before if name.id and name.country]
    return near[-1] if near else None


def voices(phrase: Phrase, memory: Memory) -> Meant | None:
    """A spokesman who is not named: himself, speaking for somebody; or one who was named for that body."""
    if phrase.head not in lexicon("speakers", "voices"):
        return None
    return named_before(phrase, memory) or named_next(phrase, memory) or unnamed(phrase, memory)


def one_of_them(phrase: Phrase, memory: Memory) -> Meant | None:
    """ "One", "Another", "The third": of the group named last."""
    bare = BARE.sub("", phrase.words).lower()
    several = bare in lexicon("speakers", "several")
    if not several and bare not in lexicon("speakers", "singles"):
        return None
    group = memory.last((f for f in memory.cast.figures if f.plural), phrase.span.start)
    figure = memory.cast.unnamed("group", bare if group is None else f"{bare} of {strip_article(group.name)}")
    figure.plural = several
    return somebody(figure, 0.7, f"“{phrase.words}”, not named")


def the_two(phrase: Phrase, memory: Memory) -> Meant | None:
    """ "Both ministers", "the two sides": the two named last."""
    if not _BOTH.match(phrase.words):
        return None
    kinds = ("person",) if phrase.noun is not None else ("country", "organisation")
    at = phrase.span.start
    ranked = sorted((f for f in memory.cast.figures if f.type in kinds), key=lambda f: -memory.worth(f, at))[
        :2
    ]
    if len(ranked) < 2 or memory.worth(ranked[1], at) < LEAST:
        return None
    first, second = sorted(ranked, key=lambda f: f.mentions[0].span)
    found = somebody(first, 0.6, f"“{phrase.words}”: {first.name} and {second.name}, named last")
    return Meant((first, second), found.score)


def counterparts(phrase: Phrase, memory: Memory) -> Meant | None:
    """ "His Turkish counterpart": the same office in another country, or the other one of two."""
    if phrase.head not in ("counterpart", "colleague", "homologue"):
        return None
    people = [f for f in memory.cast.figures if f.type == "person" and f is not phrase.owner]
    if phrase.country is None:
        return _beside(phrase, [f for f in people if f.roles and f.mentions], memory)
    fits = [f for f in people if f.country == phrase.country]
    fits = [
        f for f in fits if any(r.head == phrase.head or _shares(r, phrase.owner) for r in f.roles)
    ] or fits
    if len(fits) == 1:
        return somebody(fits[0], 0.85, f"“{phrase.words}”: {fits[0].name}, the only one of that country")
    held = (role(r.words) for r in (phrase.owner.roles if phrase.owner else ()))
    office = next((o for o in held if o), None)
    return in_office(phrase, memory, office) if office else None


def _beside(phrase: Phrase, people: list[Figure], memory: Memory) -> Meant | None:
    """The other one of two who were named side by side."""
    if phrase.owner is None or not phrase.owner.mentions or not people:
        return None
    sentence = memory.cast.sentence
    first = sentence(phrase.owner.mentions[0].span.start)
    other = min(people, key=lambda f: abs(sentence(f.mentions[0].span.start) - first))
    return somebody(other, 0.6, f"“{phrase.words}”: {other.name}, named beside {phrase.owner.name}")


def _shares(held: Role, other: Figure | None) -> bool:
    return other is not None and any(r.head == held.head for r in other.roles)


def outlets(phrase: Phrase, memory: Memory) -> Meant | None:
    """ "The newspaper", "Paper:" in a headline: an outlet that the report names."""
    if phrase.head not in lexicon("speakers", "outlets") or phrase.noun is not None or not phrase.definite:
        return None
    named = [f for f in memory.cast.figures if f.type == "outlet" and f.mentions]
    figure = memory.last(named, phrase.span.start)
    if figure is None and named and memory.in_title(phrase.span.start):
        figure = min(named, key=lambda f: (phrase.head not in _before_name(f, memory), f.mentions[0].span))
    return None if figure is None else somebody(figure, 0.7, f"“{phrase.words}”: {figure.name}")


def _before_name(figure: Figure, memory: Memory) -> str:
    start = figure.mentions[0].span.start
    return memory.cast.text[max(0, start - 30) : start].lower()


def texts(phrase: Phrase, memory: Memory) -> Meant | None:
    """ "The message read": whoever wrote it; "the draft says": a document."""
    if phrase.noun is not None:
        return None
    if phrase.head in lexicon("speakers", "reports"):
        outlet = next((f for _, f, _ in memory.cast.named_at(phrase.span) if f.type == "outlet"), None)
        if outlet is not None:
            return somebody(outlet, 0.85, f"“{phrase.words}”: {outlet.name} speaks by it")
    carried = phrase.head in lexicon("speakers", "carriers")
    writer = phrase.owner or memory.spoke_last(phrase.span.start)
    if carried and writer is not None:
        return somebody(writer, 0.75, f"“{phrase.words}”: written by {writer.name}")
    if carried or phrase.head in lexicon("speakers", "documents"):
        return somebody(_called_so("document", phrase, memory), 0.8, "a text that speaks")
    return None


def _called_so(kind: ActorType, phrase: Phrase, memory: Memory) -> Figure:
    """The figure of this kind that was called so before, or a new one."""
    name = _LEADING.sub("", phrase.words).strip(" ,")
    name = _MADE.split(name)[0] if kind == "document" else name
    for figure in reversed(memory.cast.figures):
        again = phrase.definite and phrase.head in figure.heads and not figure.named
        if figure.type == kind and (key(figure.name) == key(name) or again):
            return figure
    figure = memory.cast.unnamed(kind, name)
    figure.heads.add(phrase.head)
    return figure


# ---- people by what they are ----------------------------------------------------------------------------


def named_before(phrase: Phrase, memory: Memory) -> Meant | None:
    """Somebody mentioned before whom the description fits."""
    if not phrase.definite or phrase.plural or (phrase.noun is None and phrase.age is None):
        return None
    at = phrase.span.start
    before = (f for f in memory.cast.figures if f.mentions and f.mentions[0].span.start < at)
    ranked = [(fit, memory.worth(f, at), f) for f in before if (fit := fits(f, phrase)) > 0]
    exact = [row for row in ranked if row[0] >= HEAD]
    ranked = sorted(exact or ranked, key=lambda r: -r[0] * (0.15 + r[1]))
    if not ranked:
        return None
    (fit, worth, figure), others = ranked[0], ranked[1:]
    best = fit * (0.15 + worth)
    if others and best - others[0][0] * (0.15 + others[0][1]) < CLOSE * best:
        return None
    called = figure.roles[0].words if figure.roles else "named before"
    sure = min(0.93, 0.55 + 0.35 * fit + 0.1 * (not others))
    return somebody(figure, sure, f"“{phrase.words}”: {figure.name}, {called}")


def fits(figure: Figure, phrase: Phrase) -> float:
    """How well a description fits a figure, from 0 to 1; 0 where something speaks against it."""
    if figure.type not in ("person", "group") or figure.plural or figure is phrase.owner:
        return 0.0
    if not _of_gender(figure, phrase):
        return 0.0
    if phrase.country and figure.country and phrase.country != figure.country:
        return 0.0
    if phrase.head in lexicon("speakers", "voices") and (phrase.of or phrase.owner):
        return _speaks_for(figure, phrase)
    fit = _called(figure, phrase)
    # "Its manager" is nobody's manager but its own: another word for one is not enough.
    return fit if phrase.owner is None or fit >= HEAD or _is_of(figure, phrase.owner) else 0.0


def _is_of(figure: Figure, owner: Figure) -> bool:
    """Whether a role of a figure names the body or country whose it is: "Solara’s managing director"."""
    named = {key(owner.name).split()[-1], *owner.heads}
    return any(r.country == owner.id or named & set(key(r.words).split()) for r in figure.roles)


def _speaks_for(figure: Figure, phrase: Phrase) -> float:
    body = phrase.of or phrase.owner
    held = [r for r in figure.roles if r.head in lexicon("speakers", "voices")]
    return 0.9 if body and any(key(body.name) in key(r.words) or r.country == body.id for r in held) else 0.0


def _called(figure: Figure, phrase: Phrase) -> float:
    heads = {r.head for r in figure.roles} | figure.heads
    if figure.entry:
        heads |= {o.role.split()[-1] for o in figure.entry.offices}
    if phrase.head and phrase.head in heads:
        bare = set(key(strip_article(phrase.words)).split())
        return WORDS if any(bare <= set(key(r.words).split()) for r in figure.roles) else HEAD
    if lexicon("nouns", phrase.head) & heads:
        return SORT
    return ANYBODY if phrase.head in ("man", "woman") or phrase.age is not None else 0.0


def named_after(phrase: Phrase, memory: Memory) -> Meant | None:
    """Somebody named only later: headlines and first sentences hold the name back."""
    at = phrase.span.start
    if phrase.plural or phrase.noun is None:
        return None
    if at > memory.lead_ends():
        return named_next(phrase, memory) if phrase.definite else None
    later = [
        f for f in memory.cast.figures if f.type == "person" and f.mentions and f.mentions[0].span.start > at
    ]
    ranked = sorted(((fits(f, phrase), f) for f in later), key=lambda r: (-r[0], r[1].mentions[0].span))
    ranked = [row for row in ranked if row[0] >= (HEAD if _of_another(row[1], phrase) else SORT)]
    if not ranked:
        return named_next(phrase, memory)
    if not phrase.definite and len(ranked) > 1:
        return None
    fit, figure = ranked[0]
    return somebody(figure, 0.5 + 0.3 * fit, f"“{phrase.words}”: {figure.name}, named below")


def _of_another(figure: Figure, phrase: Phrase) -> bool:
    """Whether a description names a body that no role of the figure does: "the U.N. | envoy"."""
    named = {key(word) for word in strip_article(phrase.words).split()[:-1] if word[:1].isupper()}
    told = {word for r in figure.roles for word in key(r.words).split()}
    return bool(named - told) and phrase.country is None


def named_next(phrase: Phrase, memory: Memory) -> Meant | None:
    """Somebody whose name comes only with the next sentence, without an office of its own."""
    cast = memory.cast
    here, part = cast.sentence(phrase.span.start), cast.part(phrase.span.start)
    if not phrase.definite or here + 1 >= len(cast.sentences):
        return None
    begins = cast.sentences[here + 1].start
    # The first paragraph of a report may leave the name to the quotation that is the second.
    lead = phrase.span.start <= memory.lead_ends()
    parts, reach = ((0, 1), LEAD_NEAR) if lead else ((0,), NEAR)
    for figure in cast.figures:
        first = figure.mentions[0].span.start if figure.mentions else -1
        near = begins <= first < begins + reach and cast.part(first) - part in parts
        if near and figure.type == "person" and not figure.roles and _agrees(figure, phrase):
            figure.heads |= {phrase.head} if phrase.head else set()
            return somebody(figure, 0.65, f"“{phrase.words}”: {figure.name}, named next")
    return None


def told_anew(phrase: Phrase, memory: Memory) -> Meant | None:
    """ "The former officer", "the Cypriot", "the mother of three": whoever was named last."""
    if not phrase.definite or phrase.plural or phrase.of is not None or OWNER.match(phrase.words):
        return None
    new = _is_told_anew(phrase)
    single = [f for f in memory.cast.figures if f.type in ("person", "group") and not f.plural]
    people = [f for f in single if _agrees(f, phrase)]
    if not new:
        people = [f for f in people if not f.roles and _is_near(f, phrase, memory)]
        if phrase.noun is None or phrase.noun.kind != "person" or len(people) != 1:
            return None
    at_home = [f for f in people if phrase.country and f.country == phrase.country]
    figure = memory.last(at_home or people, phrase.span.start)
    if figure is None or (not at_home and memory.worth(figure, phrase.span.start) < PROMINENT):
        return None
    return somebody(figure, 0.65, f"“{phrase.words}”: {figure.name}, named last, told anew")


def _is_near(figure: Figure, phrase: Phrase, memory: Memory) -> bool:
    last = next(figure.before(phrase.span.start), None)
    return last is not None and memory.cast.part(last.span.start) == memory.cast.part(phrase.span.start)


def _is_told_anew(phrase: Phrase) -> bool:
    """Whether a description tells something new of somebody instead of introducing another."""
    last = phrase.words.split()[-1].lower()
    people = phrase.noun is None and phrase.country is not None and len(phrase.words.split()) == 2
    partisan = last in lexicon("speakers", "partisans") or last in lexicon("speakers", "anew")
    return people or partisan or phrase.age is not None or _ANEW.search(phrase.words.lower()) is not None


def _gender_of(head: str) -> Gender | None:
    """What a noun tells that no list has: "Frenchwoman"."""
    return "f" if head.endswith("woman") else "m" if head.endswith("man") else None


def _of_gender(figure: Figure, phrase: Phrase) -> bool:
    gender = phrase.noun.gender if phrase.noun else _gender_of(phrase.head)
    return gender is None or (figure.gender or figure.likely) in (None, gender)


def _agrees(figure: Figure, phrase: Phrase) -> bool:
    """Whether gender and country do not speak against it."""
    if not _of_gender(figure, phrase):
        return False
    anywhere = "former" in phrase.words.lower() or phrase.country is None
    return anywhere or figure.country in (None, phrase.country) or not str(figure.country).isalpha()


# ---- bodies and offices ---------------------------------------------------------------------------------


def bodies(phrase: Phrase, memory: Memory) -> Meant | None:
    """ "The ministry", "the union", "the bloc": an organisation named before, or one by its own words."""
    if phrase.noun is not None or not phrase.head:
        return None
    known = [f for f in memory.cast.figures if f.type == "organisation" and _is_called(f, phrase)]
    if phrase.head in COMPANIES:
        plain = lexicon("organisations", "nouns") | lexicon("organisations", "offices") | PRESS
        known += [f for f in _guessed(memory) if f not in known and key(f.name).split()[-1] not in plain]
    figure = memory.last(known, phrase.span.start)
    if figure is None and phrase.span.start <= memory.lead_ends():
        figure = next((f for f in known if f.mentions and f.named), None)
    if figure is None and len(known) == 1 and known[0].named:
        figure = known[0]
    if figure is not None and phrase.definite:
        return somebody(figure, 0.8, f"“{phrase.words}”: {figure.name}, named before")
    if phrase.plural or phrase.head not in _bodily():
        return None
    return _company(phrase, memory) or somebody(
        _body_by_words(phrase, memory), 0.75, "a body, by its own words"
    )


def _bodily() -> frozenset[str]:
    return (
        lexicon("organisations", "nouns") | lexicon("organisations", "offices") | lexicon("names", "called")
    )


def _guessed(memory: Memory) -> list[Figure]:
    """Names of which the report does not say what they are, or what sort of body."""
    figures = (f for f in memory.cast.figures if f.named and not (f.gender or f.likely or f.roles))
    return [f for f in figures if f.soft or (f.type == "organisation" and not f.entry and not f.heads)]


def _company(phrase: Phrase, memory: Memory) -> Meant | None:
    """ "The company": of bodies of which the report does not say what they are, the one named last."""
    if phrase.head not in lexicon("names", "called") or not phrase.definite or phrase.owner or phrase.country:
        return None
    figure = memory.last(_guessed(memory), phrase.span.start)
    if figure is None or memory.worth(figure, phrase.span.start) < LIKELY_BODY:
        return None
    figure.type, figure.soft = "organisation", False
    return somebody(figure, 0.65, f"“{phrase.words}”: {figure.name}, named last")


def _body_by_words(phrase: Phrase, memory: Memory) -> Figure:
    figure = _called_so("organisation", phrase, memory)
    if phrase.owner is not None and phrase.head in lexicon("organisations", "offices"):
        figure.name = f"{phrase.head} of {phrase.owner.title}"
    if phrase.owner is not None and phrase.owner.type == "country":
        figure.country = phrase.owner.id
    figure.country = figure.country or phrase.country
    return figure


def _is_called(figure: Figure, phrase: Phrase) -> bool:
    if phrase.head in BLOCS and phrase.country is None and not phrase.words.split()[-1][:1].isupper():
        return figure.id == BLOCS[phrase.head]
    words = key(figure.name).split()
    # "The government" is no Local Government Association.
    own = set(words[-1:] if phrase.head in lexicon("organisations", "governments") else words) | figure.heads
    fits_country = phrase.country in (None, figure.country, figure.id)
    return fits_country and (phrase.head in own or bool(lexicon("bodies", phrase.head) & own))


def offices(phrase: Phrase, memory: Memory) -> Meant | None:
    """ "Russia’s foreign minister": whoever held the office in that country on the day of the report."""
    if phrase.noun is None or phrase.plural or not phrase.definite or phrase.country is None:
        return None
    core = re.sub(r"^(?:\S+[’']s?|\w+)\s+", "", strip_article(phrase.words))
    office = role(core) or role(phrase.head)
    return in_office(phrase, memory, office) if office else None


def in_office(phrase: Phrase, memory: Memory, office: str) -> Meant | None:
    """Whoever holds an office by this report, or held it by what is known on the day of the report."""
    cast, country = memory.cast, phrase.country
    people = [f for f in cast.figures if f.type == "person" and f.country == country]
    mine = [f for f in people if any(role(r.words) == office for r in f.roles)]
    if len(mine) == 1:
        return somebody(mine[0], 0.8, f"“{phrase.words}”: {mine[0].name}, in that office by this report")
    if mine or cast.on is None or country is None:
        return None
    holders = cast.known.holders(office, country, cast.on[:10])
    if len(holders) != 1:
        return None
    entry, day = holders[0], cast.on[:10]
    found = somebody(
        next((f for f in cast.figures if f.id == entry.id), None)
        or _appointed(
            Figure("person", entry.name, entry.id, country, entry.gender, entry=entry), office, phrase, memory
        ),
        0.75,
        f"“{phrase.words}”: {entry.name} held that office on {day}",
    )
    return found


def _appointed(figure: Figure, office: str, phrase: Phrase, memory: Memory) -> Figure:
    figure.roles.append(Role(office, phrase.noun, phrase.country))
    figure.score = somebody(figure, 0.75, f"held the office of {office} on the day of the report").score
    memory.cast.figures.append(figure)
    return figure


def unnamed(phrase: Phrase, memory: Memory) -> Meant:
    """A group or somebody without a name, by the words that describe them."""
    name = _ASIDE.sub("", _LEADING.sub("", phrase.words)).strip(" ,")
    if phrase.owner is not None:
        voice = phrase.head in lexicon("speakers", "voices")
        name = f"{OWNER.sub('', phrase.words)} {'for' if voice else 'of'} {phrase.owner.title}"
    groups: Iterable[Figure] = (
        f for f in memory.cast.figures if f.type == "group" and key(f.name) == key(name)
    )
    same = next(iter(groups), None)
    if same is not None:
        return somebody(same, 0.8, "the same words as before")
    figure = memory.cast.unnamed("group", name)
    figure.plural, figure.country = phrase.plural, phrase.country
    figure.heads.add(phrase.head)
    if phrase.noun is not None:
        figure.gender = phrase.noun.gender
        figure.roles.append(Role(strip_article(phrase.words), phrase.noun, phrase.country))
    return somebody(figure, 0.85, "not named")


STEPS: tuple[Callable[[Phrase, Memory], Meant | None], ...] = (
    governments,
    voices,
    one_of_them,
    the_two,
    counterparts,
    outlets,
    texts,
    named_before,
    named_after,
    bodies,
    offices,
    told_anew,
)
