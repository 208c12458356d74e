"""Users' own actors: what is made of a line of their lists, and what is found of it afterwards."""

from __future__ import annotations

import json
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from onrecord.errors import NotFound, OnrecordError, Unreadable
from onrecord.resolve.candidates import candidates
from onrecord.resolve.knowledge import Entry
from onrecord.resolve.lists import Listed, Passed, Refused, listed
from onrecord.resolve.register import Register, Stored, remove, store


def lines(tmp_path: Path, text: str | bytes, name: str = "list.csv") -> list[Listed | Refused | Passed]:
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return list(listed(path))


def only(tmp_path: Path, text: str | bytes, name: str = "list.csv") -> Listed:
    (one,) = lines(tmp_path, text, name)
    assert isinstance(one, Listed), one
    return one


def ftm(schema: str = "Person", **about: object) -> str:
    given = {"id": "NK-1", "schema": schema, "caption": "Ada Brandt", "datasets": ["nordic_peps"]}
    properties = {k: v for k, v in about.items() if k not in given}
    return json.dumps(given | {k: v for k, v in about.items() if k in given} | {"properties": properties})


# --- csv


@pytest.mark.parametrize(
    "head",
    [
        "name,type,country,aliases,role,since,until,id",
        "Name,Type,Country,Aliases,Role,Since,Until,ID",
        "full_name,entity type,country code,also known as,position,start_date,end date,Wikidata ID",
        "caption,kind,nationality,Alias,job title,from,to,qid",
    ],
)
def test_columns_are_known_by_their_usual_names(tmp_path, head):
    row = "Ada Brandt,person,no,A. K. Brandt;Ada Brandtsen,Minister of Foreign Affairs,2024-05-01,,Q90000001"
    entry = only(tmp_path, f"{head}\n{row}\n").entry
    assert (entry.id, entry.name, entry.type, entry.country) == ("Q90000001", "Ada Brandt", "person", "NOR")
    assert entry.names == ("Ada Brandt", "A. K. Brandt", "Ada Brandtsen")
    (office,) = entry.offices
    assert (office.role, office.of, office.since, office.until) == (
        "foreign minister",
        "NOR",
        "2024-05-01",
        None,
    )
    assert entry.source == office.source == "list.csv"


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_what_spreadsheets_write(tmp_path, mark, encoding):
    text = mark.join(["name", "country"]) + "\r\n" + mark.join(["Åse Brænd", '"NOR"']) + "\r\n\r\n"
    entry = only(tmp_path, text.encode(encoding)).entry
    assert (entry.name, entry.country) == ("Åse Brænd", "NOR")


@pytest.mark.parametrize(
    ("country", "id"),
    [
        ("NOR", "NOR"), ("no", "NOR"), ("Norway", "NOR"), ("Norwegian", "NOR"), ("gb-sct", "GBR"),
        ("xk", "XKX"), ("suhh", "SUN"), ("Atlantis;no", "NOR"), ("", None), ("Atlantis", None),
    ],
)  # fmt: skip
def test_countries_by_name_and_by_code(tmp_path, country, id):
    one = only(tmp_path, f"name,country\nAda Brandt,{country}\n")
    assert one.entry.country == id
    told = ("country 'Atlantis' is not known and is left out",) if country == "Atlantis" else ()
    assert one.doubts == told


@pytest.mark.parametrize(
    ("row", "type"),
    [
        ("Ada Brandt,", "person"),
        ("Ada Brandt,politician", "person"),
        ("Ministry of Ports,", "organisation"),
        ("Ministry of Ports,government body", "organisation"),
        ("Halyard,news agency", "outlet"),
        ("River Front,armed group", "organisation"),
        ("the elders,group", "group"),
    ],
)
def test_what_an_entry_is(tmp_path, row, type):
    assert only(tmp_path, f"name,type\n{row}\n").entry.type == type


@pytest.mark.parametrize(
    ("name", "country", "names", "called"),
    [
        ("Ada Brandt", "NOR", ("Ada Brandt",), ("brandt",)),
        ("BRANDT, Ada", "NOR", ("Ada Brandt",), ("brandt",)),
        (
            "Brantov Oleg Petrovich",
            "RUS",
            ("Brantov Oleg Petrovich", "Oleg Brantov"),
            ("petrovich", "brantov"),
        ),
        ("Oleg Petrovich BRANTOV", "RUS", ("Oleg Petrovich Brantov", "Oleg Brantov"), ("brantov",)),
        ("Jan van der Veld", "NLD", ("Jan van der Veld",), ("veld", "van der veld")),
        ("Pak Chol Ri", "PRK", ("Pak Chol Ri",), ("ri", "pak")),
        ("Zenobia", "BRA", ("Zenobia",), ("zenobia",)),
    ],
)
def test_names_in_the_order_in_which_they_are_said_and_what_stands_for_them(
    tmp_path, name, country, names, called
):
    one = only(tmp_path, f'name,country\n"{name}",{country}\n')
    assert (one.entry.names, one.called) == (names, called)


def test_a_nickname_of_one_word_is_no_name_in_full(tmp_path):
    one = only(tmp_path, "name,aliases\nAda Brandt,Addie;Ada Brandtsen\n")
    assert one.entry.names == ("Ada Brandt", "Ada Brandtsen")
    assert "addie" in one.called
    body = only(tmp_path, "name,aliases\nMinistry of Ports,MoP\n")
    assert body.entry.names == ("Ministry of Ports", "MoP"), "but bodies are called by one word"


def test_first_and_last_names_in_columns_of_their_own(tmp_path):
    one = only(tmp_path, "first name,surname\nAda,Brandt Holm\n")
    assert (one.entry.name, one.called) == ("Ada Brandt Holm", ("holm",))


@pytest.mark.parametrize(
    ("row", "term"),
    [
        ("minister of ports,2019-04,2023", ("minister of ports", "2019-04", "2023")),
        ("Minister of Ports (2019-2023),,", ("minister of ports", "2019", "2023")),
        ("Minister of Ports (2019-),,", ("minister of ports", "2019", None)),
        ("adviser (since 2024),,", ("adviser", "2024", None)),
        ("adviser (-2024),,", ("adviser", None, "2024")),
        ("adviser,2024-05-01T00:00:00,", ("adviser", "2024-05-01", None)),
        ("adviser,1/2/2024,", ("adviser", None, None)),
    ],
)
def test_terms_of_office(tmp_path, row, term):
    (office,) = only(tmp_path, f"name,role,since,until\nAda Brandt,{row}\n").entry.offices
    assert (office.role, office.since, office.until) == term


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (",NOR", "no name"),
        ("…,NOR", "no name: found '…'"),
        ("Ada,NOR,5", "found 3 cells, expected 2 as in the first line"),
        ("“" + "x" * 120_000 + ",NOR", "a cell of 120001 characters, expected no more than 100000"),
    ],
)
def test_a_bad_row_is_told_and_the_next_one_is_read(tmp_path, line, reason):
    found = lines(tmp_path, f"name,country\nAda Brandt,NOR\n{line}\nBo Lind,SWE\n")
    assert found[1] == Refused(3, reason)
    assert [one.entry.name for one in found if isinstance(one, Listed)] == ["Ada Brandt", "Bo Lind"]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (
            b"colour,size\nred,4\n",
            r'found no column of names \("colour, size"\), expected a first line as "name,',
        ),
        (b"", 'found no column of names ("nothing")'.replace("(", r"\(").replace(")", r"\)")),
        (b"PK\x03\x04xl/workbook", "an Excel workbook"),
        (b"[{]", r"no JSON \("),
    ],
)
def test_a_file_that_is_no_list(tmp_path, data, message):
    with pytest.raises(Unreadable, match=rf"list\.csv: .*{message}"):
        lines(tmp_path, data)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(NotFound, match="no such file"):
        list(listed(tmp_path / "none.csv"))


# --- json lines


def test_json_lines(tmp_path):
    offices = [{"role": "adviser", "of": "Sweden", "since": "2020", "until": "2021"}]
    one = {
        "Name": "Ada Brandt",
        "aliases": ["Ada Brandtsen"],
        "country": "NO",
        "gender": "female",
        "offices": offices,
    }
    entry = only(tmp_path, json.dumps(one), "list.jsonl").entry
    assert (entry.names, entry.country, entry.gender) == (("Ada Brandt", "Ada Brandtsen"), "NOR", "f")
    (office,) = entry.offices
    assert (office.role, office.of, office.since, office.until) == ("adviser", "SWE", "2020", "2021")


def test_an_array_of_objects_is_a_list_too(tmp_path):
    assert len(lines(tmp_path, '[{"name": "Ada Brandt"},\n {"name": "Bo Lind"}]')) == 2


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"name": "Ada', "no JSON"),
        ('{"name": null}', "no name"),
        ('["Ada Brandt"]', "found list, expected an object"),
        ('{"nom": "Ada Brandt"}', "no name"),
        ("{" * 2000, "no JSON"),
    ],
)
def test_a_bad_line_is_told_and_the_next_one_is_read(tmp_path, line, reason):
    found = lines(tmp_path, f'{{"name": "Bo Lind"}}\n{line}\n\n{{"name": "Ada Brandt"}}\n')
    assert isinstance(found[1], Refused)
    assert found[1].line == 2
    assert found[1].reason.startswith(reason)
    assert isinstance(found[2], Listed)


def test_half_a_surrogate_pair_and_foreign_bytes(tmp_path):
    register = tmp_path / "actors.sqlite"
    found = lines(tmp_path, b'{"name": "Ada \\ud83d Brandt"}\n{"name": "\xff"}\n')
    assert isinstance(found[1], Refused)
    assert store(register, [one for one in found if isinstance(one, Listed)]) == Stored(1, 0)


# --- followthemoney


def test_an_entity_of_followthemoney(tmp_path):
    line = ftm(
        name=["Ada Brandt", "BRANDT, Ada Karin"],
        alias=["Ада Брандт"],
        weakAlias=["Addie"],
        lastName=["Brandt"],
        country=["no", "eu"],
        position=["Minister of Foreign Affairs (2024-)", "Member of Parliament"],
        wikidataId=["Q90000001"],
        gender=["female"],
        topics=["role.pep"],
    )
    one = only(tmp_path, line, "entities.ftm.json")
    entry = one.entry
    assert (entry.id, entry.name, entry.type, entry.country) == ("Q90000001", "Ada Brandt", "person", "NOR")
    assert entry.names == ("Ada Brandt", "Ada Karin Brandt", "Ада Брандт")
    assert {"brandt", "addie"} <= set(one.called)
    assert (entry.offices[0].role, entry.offices[0].since) == ("foreign minister", "2024")
    assert (entry.gender, entry.source) == ("f", "nordic_peps")


@pytest.mark.parametrize(
    ("line", "type", "id"),
    [
        (ftm("Organization", id="NK-7"), "organisation", "NK-7"),
        (ftm("Company", id="Q90000002"), "organisation", "Q90000002"),
        (ftm("PublicBody"), "organisation", "NK-1"),
        (ftm("LegalEntity"), "organisation", "NK-1"),
        (ftm("LegalEntity", topics=["role.pep"]), "person", "NK-1"),
    ],
)
def test_schemata_that_are_actors(tmp_path, line, type, id):
    entry = only(tmp_path, line).entry
    assert (entry.type, entry.id) == (type, id)


@pytest.mark.parametrize("schema", ["Address", "Passport", "Vessel", "Sanction", "Occupancy", "Position"])
def test_schemata_that_are_none_are_passed_over(tmp_path, schema):
    assert lines(tmp_path, ftm(schema)) == [Passed(1, schema)]


def test_the_name_to_be_shown_is_in_latin_letters_where_there_is_one(tmp_path):
    assert (
        only(tmp_path, ftm(caption="Ада Брандт", name=["Ада Брандт", "Ada Brandt"])).entry.name
        == "Ada Brandt"
    )
    assert only(tmp_path, ftm(caption="Ада Брандт")).entry.name == "Ада Брандт"


def test_the_simple_table_of_opensanctions(tmp_path):
    text = (
        '"id","schema","name","aliases","birth_date","countries","identifiers","dataset","last_seen"\n'
        '"NK-1","Person","Ada Brandt","Ada Brandtsen;Ада Брандт","1970","no;se","","peps","2026-01-01"\n'
        '"NK-2","Vessel","MV Ada","","","","","ships","2026-01-01"\n'
    )
    person, ship = lines(tmp_path, text)
    assert isinstance(person, Listed)
    assert (person.entry.id, person.entry.country, person.entry.source) == ("NK-1", "NOR", "peps")
    assert person.entry.names == ("Ada Brandt", "Ada Brandtsen", "Ада Брандт")
    assert (person.doubts, ship) == ((), Passed(3, "Vessel"))


# --- the register


def stored(tmp_path: Path, text: str, name: str = "list.csv") -> Register:
    path = tmp_path / "home" / "actors.sqlite"
    store(path, [one for one in lines(tmp_path, text, name) if isinstance(one, Listed)])
    return Register(path)


def names(entries: tuple[Entry, ...]) -> list[str]:
    return [entry.name for entry in entries]


NORDIC = """name,type,country,aliases,role,id
Ada Brandt,person,NOR,Ada Brandtsen,foreign minister,
Bo Brandt,person,SWE,,,bo
Zelenko Davydov,person,UKR,,,
Ministry of Ports,organisation,NOR,MoP,,
"""


@pytest.mark.parametrize(
    ("lookup", "words", "found"),
    [
        ("named", "ADA BRANDT", ["Ada Brandt"]),
        ("named", "Ada Brandtsen's", ["Ada Brandt"]),
        ("named", "the MoP", ["Ministry of Ports"]),
        ("named", "Brandt", []),
        ("named", "", []),
        ("surnamed", "Brandt", ["Ada Brandt", "Bo Brandt"]),
        ("surnamed", "Ports", []),
        ("sounding", "Selenko Dawydow", ["Zelenko Davydov"]),
        ("sounding", "Ada Grandt", []),
    ],
)
def test_lookups(tmp_path, lookup, words, found):
    register = stored(tmp_path, NORDIC)
    assert names(getattr(register, lookup)(words)) == found
    assert names(getattr(register, lookup)(words)) == found, "and the same when it is kept"


def test_an_entry_comes_back_as_it_went(tmp_path):
    register = stored(tmp_path, NORDIC)
    one = register.entry("ada-brandt")
    assert one is not None
    given = only(tmp_path, "\n".join(NORDIC.split("\n")[:2])).entry
    assert (one.names, one.offices, one.country, one.type) == (
        given.names, given.offices, given.country, given.type,
    )  # fmt: skip
    assert register.entry("nobody") is None


def test_a_list_can_be_stored_again_after_a_change(tmp_path):
    path = tmp_path / "actors.sqlite"

    def again(text: str) -> Stored:
        return store(path, [one for one in lines(tmp_path, text) if isinstance(one, Listed)])

    assert again(NORDIC) == Stored(4, 0)
    assert again(NORDIC) == Stored(0, 4)
    assert again(NORDIC.replace("Ada Brandtsen", "Ada Brandtson")) == Stored(0, 4)
    register = Register(path)
    assert register.named("Ada Brandtsen") == (), "what was taken out of the list is gone"
    assert names(register.named("Ada Brandtson")) == ["Ada Brandt"]


def test_rows_of_one_id_are_one_actor(tmp_path):
    register = stored(
        tmp_path,
        "name,id,role,since,until\n"
        "Ada Brandt,Q1,adviser,2019,2023\nAda K. Brandt,Q1,foreign minister,2023,\n",
    )
    one = register.entry("Q1")
    assert one is not None
    assert [office.role for office in one.offices] == ["adviser", "foreign minister"]
    assert one.names == ("Ada Brandt", "Ada K. Brandt")


def test_namesakes_without_ids_stay_two(tmp_path):
    text = "name,country,type\nAda Brandt,NOR,person\nAda Brandt,SWE,person\nAda Brandt,,organisation\n"
    for _ in range(2):
        register = stored(tmp_path, text)
        ids = [entry.id for entry in register.named("Ada Brandt")]
        assert ids == ["ada-brandt", "ada-brandt-organisation", "ada-brandt-swe"]


def test_a_store_that_fails_leaves_what_was_there(tmp_path):
    path = tmp_path / "actors.sqlite"
    good = only(tmp_path, "name\nAda Brandt\n")
    store(path, [good])

    def broken():
        yield only(tmp_path, "name\nBo Lind\n")
        raise NotFound("the next list is gone")

    with pytest.raises(NotFound):
        store(path, broken())
    assert names(tuple(Register(path).entries())) == ["Ada Brandt"]


def test_taking_out(tmp_path):
    register = stored(tmp_path, NORDIC)
    assert remove(register.path, ["bo", "nobody"]) == ["nobody"]
    assert names(Register(register.path).surnamed("Brandt")) == ["Ada Brandt"]
    assert remove(tmp_path / "none.sqlite", ["bo"]) == ["bo"]


def test_a_register_that_is_not_there_is_empty_and_is_not_made(tmp_path):
    register = Register(tmp_path / "none.sqlite")
    assert register.named("Ada Brandt") == ()
    assert register.entry("ada-brandt") is None
    assert not register.path.exists()


def test_what_is_no_register_is_told(tmp_path):
    other = tmp_path / "other.sqlite"
    with sqlite3.connect(other) as database:
        database.execute("CREATE TABLE x (y)")
    database.close()
    damaged = tmp_path / "damaged.sqlite"
    damaged.write_bytes(b"not a database" * 100)
    with pytest.raises(OnrecordError, match="has format 0, expected 1: move it away and import again"):
        Register(other).named("Ada Brandt")
    with pytest.raises(OnrecordError, match="is no register"):
        Register(damaged).named("Ada Brandt")
    with pytest.raises(OnrecordError, match="is no register"):
        store(damaged, [])


def test_many_threads_may_ask_and_reading_goes_on_during_an_import(tmp_path):
    register = stored(tmp_path, NORDIC)

    def asked(n: int) -> list[str]:
        return names(register.surnamed("Brandt")) + names(register.named(f"nobody {n}"))

    def slowly():
        for n in range(3):
            with ThreadPoolExecutor(8) as pool:
                found = list(pool.map(asked, range(n * 100, n * 100 + 100)))
            assert found == [["Ada Brandt", "Bo Brandt"]] * 100
            yield only(tmp_path, f"name\nCy Lind {n}\n")

    assert store(register.path, slowly()).new == 3


# --- whom a name may mean


def test_candidates_each_once_with_the_offices_of_the_day(tmp_path):
    own = stored(
        tmp_path,
        "name,country,role,since,until\n"
        "Ada Brandt,NOR,foreign minister,2019-01-01,2023-06-30\nBo Brandt,SWE,,,\n",
    )

    def found(words: str, on: str | None = None) -> list[tuple[str, str, list[str]]]:
        return [
            (one.entry.name, one.by, [o.role for o in one.offices])
            for one in candidates(words, {"own": own}, on)
        ]

    assert found("Ada Brandt", "2020-05-05") == [("Ada Brandt", "name", ["foreign minister"])]
    assert found("ada-brandt") == [("Ada Brandt", "id", [])]
    assert found("Brandt", "2020") == [
        ("Ada Brandt", "last name", ["foreign minister"]), ("Bo Brandt", "last name", []),
    ]  # fmt: skip
    assert found("Nobody") == []
