"""schema.org, as JSON-LD: what stands in quotation marks as Quotation, what is said as Claim.

A claim is one utterance, however many reports render it: `appearance` names them all, `firstAppearance` the
first. A quotation is part of the one report in which it stands, and is an appearance of its claim.
"""

from __future__ import annotations

from collections.abc import Iterator

from onrecord.asking.joined import Joined
from onrecord.export.linked import Node, actor, date, graph, iri, web
from onrecord.export.selection import Selection
from onrecord.ledger.entries import About, ActorRef, StatementEntry

# The terms are schema.org's, told here, so that no reader need fetch them.
CONTEXT = {
    "@vocab": "https://schema.org/",
    **{
        name: {"@type": "@id"}
        for name in ("url", "sameAs", "appearance", "firstAppearance", "isPartOf", "spokenByCharacter",
                     "creator", "contributor", "isBasedOn")
    },
    **{name: {"@type": "Date"} for name in ("datePublished", "dateCreated")},
}  # fmt: skip
_TYPES = {"person": "Person", "organisation": "Organization", "outlet": "NewsMediaOrganization",
          "country": "Country", "group": "Organization", "document": "CreativeWork"}  # fmt: skip


def pieces(selection: Selection) -> Iterator[str]:
    """Yield the document, a node a line."""
    return graph(CONTEXT, nodes(selection))


def nodes(selection: Selection) -> Iterator[Node]:
    """Yield every claim, quotation, report and actor once."""
    seen = set[str]()
    for some, joined in selection.pages():
        for one in some:
            for node in _statement(one, joined):
                if node["@id"] not in seen:
                    seen.add(node["@id"])
                    yield node


def _statement(one: StatementEntry, joined: Joined) -> Iterator[Node]:
    claim = iri("utterance", joined.utterance(one.id))
    speakers = [*filter(None, (one.speaker, *(party.actor for party in one.others)))]
    spoken = {"text": one.content, "about": [matter.name for matter in one.matter],
              "dateCreated": _day(one.said)}  # fmt: skip
    if one.kind != "indirect":
        yield {"@id": iri("statement", one.id), "@type": "Quotation", **spoken,
               "spokenByCharacter": [*map(actor, speakers)], "isPartOf": iri("report", one.report),
               "isBasedOn": claim}  # fmt: skip
    reports = [*dict.fromkeys(r.report for r in joined.rendered(one.id))] or [one.report]
    yield {"@id": claim, "@type": "Claim", **spoken, "creator": [*map(actor, speakers)],
           "appearance": [iri("report", id) for id in reports],
           "firstAppearance": iri("report", reports[0])}  # fmt: skip
    yield _report(one.about)
    yield from map(_actor, [*speakers, *one.about.credits])


def _report(about: About) -> Node:
    outlet = {"@type": "NewsMediaOrganization", "name": about.outlet} if about.outlet else None
    return {
        "@id": iri("report", about.report), "@type": "NewsArticle", "headline": about.title,
        "url": web(about.url), "datePublished": about.published, "publisher": outlet,
        "inLanguage": about.language, "identifier": about.report,
        "author": {"@type": "Person", "name": about.byline} if about.byline else None,
        "contributor": [actor(one) for one in about.credits],
    }  # fmt: skip


def _actor(one: ActorRef) -> Node:
    known = actor(one)
    return {"@id": known, "@type": _TYPES[one.type], "name": one.name, "identifier": one.id}


def _day(said: str | None) -> str | None:
    """The date of a TIMEX3 value that is one of the calendar."""
    found = date(said)
    return str(found["@value"]) if found else None
