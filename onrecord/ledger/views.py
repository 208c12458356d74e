"""Views of a ledger in SQLite, for Datasette and whoever asks it in SQL.

They show current readings, with corrections laid over them and without what was judged wrong, names beside
ids and lists as words. They begin with a capital letter to stand together in a list:

- Statements: who said what, on which condition, through whom, where it stands, whose reporting it is.
- Talks: events, who takes part, when, how it stands, according to whom.
- Papers: one row for each status of a paper.
- People_and_bodies: who speaks and takes part, and how often.
- Reports: each with its number of statements, and whose copy it is.
- Corrections: what people decided.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection

_CURRENT = """NOT EXISTS (
    SELECT 1 FROM reading newer
    WHERE newer.report = r.report AND (newer.read, newer.id) > (r.read, r.id))"""

# Of several judgments on one thing the last counts.
_NOT_WRONG = """COALESCE((
    SELECT j.verdict FROM judgment j
    WHERE j.subject = {of}.id AND j.other IS NULL AND j.verdict IN ('right', 'wrong')
        AND j.withdrawn_at IS NULL ORDER BY j.at DESC, j.id DESC LIMIT 1), '') <> 'wrong'"""

_CORRECTED = """(
    SELECT j.{what} FROM judgment j
    WHERE j.subject = {of}.id AND j.verdict = 'correct' AND j.field = '{field}' AND j.withdrawn_at IS NULL
    ORDER BY j.at DESC, j.id DESC LIMIT 1)"""


def create_views(connection: Connection) -> None:
    """Make the views, or make them anew as they are today. In PostgreSQL none are made."""
    if connection.dialect.name != "sqlite":
        return
    for name, query in VIEWS.items():
        connection.exec_driver_sql(f"DROP VIEW IF EXISTS {name}")
        connection.exec_driver_sql(f"CREATE VIEW {name} AS\n{query}")


def _laid(of: str, field: str, read: str | None = None, *, path: str = "$") -> str:
    """A column with its correction laid over it; a correction to nothing is NULL."""
    value, made = (_CORRECTED.format(of=of, field=field, what=what) for what in ("value", "id"))
    return f"CASE WHEN {made} IS NULL THEN {read or f'{of}.{field}'} ELSE json_extract({value}, '{path}') END"


def _parties(role: str, between: str = "; ") -> str:
    """The names of those in a role of a statement, in order."""
    return f"""(
    SELECT group_concat(name, '{between}') FROM (
        SELECT a.name FROM party p JOIN actor a ON a.id = p.actor
        WHERE p.reading = s.reading AND p.statement = s.id AND p.role = '{role}' ORDER BY p.number))"""


def _listed(of: str, table: str, parent: str, words: str, join: str = "") -> str:
    """Words of the rows below one, in order."""
    return f"""(
    SELECT group_concat(words, '; ') FROM (
        SELECT {words} AS words FROM {table} x {join}
        WHERE x.reading = {of}.reading AND x.{parent} = {of}.id ORDER BY x.number))"""


def _teller(column: str) -> str:
    """According to whom: the speaker of the statement that tells it, else the outlet."""
    return f"""COALESCE((
    SELECT COALESCE(a.name, t.source) FROM statement t LEFT JOIN actor a ON a.id = t.speaker
    WHERE t.reading = r.id AND t.id = {column}), r.outlet)"""


_MATTER = f"""CASE WHEN {_CORRECTED.format(of="s", field="matter", what="id")} IS NULL
    THEN {_listed("s", "matter", "statement", "x.name")}
    ELSE (SELECT group_concat(m.value, '; ')
          FROM json_each({_CORRECTED.format(of="s", field="matter", what="value")}) m) END"""

_TAKING = "JOIN actor a ON a.id = x.actor"
_URL = "(SELECT min(g.url) FROM sighting g WHERE g.report = r.report AND g.url IS NOT NULL)"

VIEWS: Mapping[str, str] = {
    "Statements": f"""SELECT
    s.earliest AS day,
    {_laid("s", "speaker", "COALESCE(w.name, s.source)", path="$.name")} AS speaker,
    {_laid("s", "act")} AS act,
    s.content AS content,
    {_listed("s", "condition", "statement", "x.words")} AS conditions,
    {_MATTER} AS matter,
    {_parties("channel", " > ")} AS through,
    r.outlet AS outlet,
    r.published AS published,
    s.kind AS kind,
    {_laid("s", "said")} AS said,
    {_laid("s", "place")} AS place,
    {_parties("with")} AS together_with,
    {_parties("addressee")} AS addressee,
    g.name AS target,
    s.plover AS plover,
    s.cameo AS cameo,
    (SELECT o.key FROM origin o WHERE o.statement = s.id) AS origin,
    COALESCE((SELECT n.utterance FROM rendering n WHERE n.statement = s.id), s.id) AS utterance,
    round(s.confidence, 3) AS confidence,
    r.title AS title,
    {_URL} AS url,
    s.speaker AS speaker_id,
    s.id AS id,
    s.report AS report,
    s.number AS number
FROM statement s
JOIN reading r ON r.id = s.reading
LEFT JOIN actor w ON w.id = s.speaker
LEFT JOIN actor g ON g.id = s.target
WHERE {_CURRENT} AND {_NOT_WRONG.format(of="s")}""",
    "Talks": f"""SELECT
    e.earliest AS day,
    {_laid("e", "type")} AS type,
    {_laid("e", "status")} AS status,
    {_listed("e", "participant", "event", "a.name || ' (' || x.role || ')'", _TAKING)} AS participants,
    {_laid("e", "place")} AS place,
    {_teller("e.reported_by")} AS according_to,
    r.outlet AS outlet,
    r.published AS published,
    {_laid("e", "time")} AS time,
    e.latest AS last_day,
    e."trigger" AS words,
    e.plover AS plover,
    r.title AS title,
    {_URL} AS url,
    e.reported_by AS statement,
    e.id AS id,
    e.report AS report
FROM event e
JOIN reading r ON r.id = e.reading
WHERE {_CURRENT} AND {_NOT_WRONG.format(of="e")}""",
    "Papers": f"""SELECT
    {_laid("p", "name")} AS name,
    t.value AS status,
    t.since AS since,
    (SELECT group_concat(name, '; ') FROM (
        SELECT a.name FROM paper_party y JOIN actor a ON a.id = y.actor
        WHERE y.reading = p.reading AND y.paper = p.id ORDER BY a.name)) AS parties,
    CASE WHEN t.value IS NULL THEN NULL ELSE {_teller("t.reported_by")} END AS according_to,
    r.outlet AS outlet,
    r.published AS published,
    r.title AS title,
    {_URL} AS url,
    t.reported_by AS statement,
    p.id AS id,
    p.report AS report
FROM paper p
JOIN reading r ON r.id = p.reading
LEFT JOIN stage t ON t.reading = p.reading AND t.paper = p.id
WHERE {_CURRENT} AND {_NOT_WRONG.format(of="p")}""",
    "People_and_bodies": f"""SELECT
    a.name AS name,
    a.type AS type,
    a.country AS country,
    (SELECT group_concat(role, '; ') FROM (
        SELECT DISTINCT y.value AS role FROM appearance x, json_each(x.roles) y
        WHERE x.actor = a.id ORDER BY role)) AS roles,
    (SELECT count(*) FROM appearance x JOIN reading r ON r.id = x.reading
        WHERE x.actor = a.id AND {_CURRENT}) AS reports,
    (SELECT count(*) FROM statement s JOIN reading r ON r.id = s.reading
        WHERE s.speaker = a.id AND {_CURRENT}) AS statements,
    a.id AS id
FROM actor a
WHERE instr(a.id, '@') = 0""",
    "Reports": f"""SELECT
    r.published AS published,
    r.outlet AS outlet,
    r.title AS title,
    r.byline AS byline,
    (SELECT group_concat(a.name, '; ') FROM credit c JOIN actor a ON a.id = c.actor
        WHERE c.reading = r.id) AS credits,
    (SELECT count(*) FROM statement s WHERE s.reading = r.id) AS statements,
    (SELECT c.dispatch FROM "copy" c
        WHERE c.report = r.report AND c.dispatch <> c.report AND c.kind = 'copy' LIMIT 1) AS copy_of,
    {_URL} AS url,
    (SELECT min(g.seen) FROM sighting g WHERE g.report = r.report) AS seen,
    r.read AS read,
    r.version AS version,
    r.report AS id
FROM reading r
WHERE {_CURRENT}""",
    "Corrections": """SELECT
    j.at AS at,
    j.judge AS judge,
    j.verdict AS verdict,
    j.field AS field,
    CASE json_type(j.value) WHEN 'object' THEN json_extract(j.value, '$.name')
        WHEN 'array' THEN j.value ELSE json_extract(j.value, '$') END AS value,
    (SELECT s.content FROM statement s WHERE s.id = j.subject LIMIT 1) AS content,
    j.note AS note,
    j.withdrawn_by AS withdrawn_by,
    j.withdrawn_at AS withdrawn_at,
    j.subject AS subject,
    j.other AS other
FROM judgment j""",
}
