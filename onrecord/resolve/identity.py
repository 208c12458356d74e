"""Who a name is, by what is known: people in office, countries, organisations, outlets.

A name alone is no proof: what the report says of its bearer (office, country, date) must fit what is known.
Where two fit, or what is said speaks against the one that is known, there is no answer: a stranger stays one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.records import Score
from onrecord.resolve.knowledge import Entry, Gender, Knowledge, Office, role
from onrecord.resolve.names import key
from onrecord.resolve.roles import Role

# What a match of the name is worth by itself, and what the rest of the report adds or takes.
FULL_NAME, SOUNDS, SURNAME = 0.75, 0.65, 0.45
SAME_OFFICE, SAME_COUNTRY, IN_OFFICE = 0.2, 0.12, 0.15
OTHER_OFFICE, OTHER_COUNTRY, OTHER_GENDER, CIVILIAN = -0.15, -0.35, -0.6, -0.5
SURE = 0.6
# Offices whose holders are called by their last names alone.
PROMINENT = frozenset({
    "president", "prime minister", "chancellor", "foreign minister", "king", "queen", "pope",
    "supreme leader", "secretary-general", "secretary general", "defence minister", "vice president",
    "crown prince", "emir", "premier",
    "high representative", "leader",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a report says of somebody. ``countries`` are those that it names most."""

    name: str
    roles: tuple[Role, ...] = ()
    country: str | None = None
    gender: Gender | None = None
    countries: frozenset[str] = frozenset()


def identify(said: Evidence, known: Knowledge, on: str | None) -> tuple[Entry, Score] | None:
    """The one that is known by this name and fits what is said of it; None where none does, or two do."""
    alone = " " not in key(said.name)
    exact = [e for e in known.named(said.name) if e.type == "person"]
    base = FULL_NAME
    if alone:
        exact = list({e.id: e for e in (*exact, *known.surnamed(said.name))}.values())
        base = SURNAME
    elif not exact:
        exact, base = [e for e in known.sounding(said.name) if e.type == "person"], SOUNDS
    scored = sorted(((*_score(said, e, on, base, alone), e) for e in exact), key=lambda s: -s[0])
    if not scored or scored[0][0] < SURE:
        return None
    if len(scored) > 1 and scored[0][0] - scored[1][0] < 0.1:
        return None
    value, reason, entry = scored[0]
    return entry, Score(round(min(value, 0.99), 2), reason)


def _score(said: Evidence, entry: Entry, on: str | None, base: float, alone: bool) -> tuple[float, str]:
    value, why = base, ["same name" if not alone else "same last name"]
    if said.gender and entry.gender and said.gender != entry.gender:
        return value + OTHER_GENDER, "another gender"
    now = [o for o in entry.offices if o.holds(on)]
    fits = matching(said.roles, entry.offices, said.country)
    if fits is not None:
        value, why = value + SAME_OFFICE, [*why, f"{fits.role} of {fits.of}"]
        value += IN_OFFICE if fits in now else -0.05
    elif said.roles:
        step, reason = _stranger(said, entry)
        value, why = value + step, [*why, reason]
    if said.country and entry.country:
        same = said.country == entry.country or any(o.of == said.country for o in entry.offices)
        value += SAME_COUNTRY if same else OTHER_COUNTRY
        why.append("same country" if same else "another country")
    elif entry.country in said.countries:
        value, why = value + SAME_COUNTRY, [*why, "the report is about that country"]
    elif alone:
        value -= 0.1
    if fits is None and any(o.role in PROMINENT for o in now):
        value, why = value + IN_OFFICE, [*why, "in office on that day"]
    elif alone and not now:
        value -= 0.25
    return value, ", ".join(why)


def _stranger(said: Evidence, entry: Entry) -> tuple[float, str]:
    """What it costs that the report calls somebody what the one that is known is not."""
    public = any(role(r.words) is not None or (r.noun and r.noun.kind == "office") for r in said.roles)
    if not public:
        return CIVILIAN, f"called “{said.roles[0].words}”"
    return (OTHER_OFFICE, "another office") if entry.offices else (0.0, "office not known")


def matching(roles: Sequence[Role], offices: Sequence[Office], country: str | None) -> Office | None:
    """The office that one of the roles names, of the same country where the role says which."""
    for said in roles:
        normal = role(said.words)
        for office in offices:
            place = said.country or country
            fits = office.role == normal or (normal is None and said.head and office.role.endswith(said.head))
            if fits and (place is None or place == office.of or not office.of.isalpha()):
                return office
    return None
