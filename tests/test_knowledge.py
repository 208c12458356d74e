"""What is known beforehand: what a word means, who held an office, and the shape of the files."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.resources import files

import pytest

from facts.keys import name_keys, outlet_keys, sound_keys, surname_keys
from facts.table import listed
from onrecord.resolve.knowledge import Territory, knowledge, noun, role
from onrecord.resolve.names import key

FOLDER = files("onrecord").joinpath("knowledge")
TABLES = sorted(file.name for file in FOLDER.iterdir() if file.name.endswith(".tsv"))


def table(name: str) -> list[dict[str, str]]:
    head, *rows = FOLDER.joinpath(name).read_text(encoding="utf-8").rstrip("\n").split("\n")
    return [dict(zip(head.split("\t"), row.split("\t"), strict=True)) for row in rows]


@pytest.mark.parametrize(
    ("words", "means"),
    [
        ("Russia", ["RUS country"]),
        ("Russian", ["RUS demonym"]),
        ("Russians", ["RUS people"]),
        ("Moscow", ["RUS capital"]),
        ("the Kremlin", ["RUS seat"]),
        ("Kyiv", ["UKR capital"]),
        ("Kiev", ["UKR capital"]),
        ("Washington", ["USA capital"]),
        ("White House", ["USA seat"]),
        ("the US", ["USA country", "USA demonym"]),
        ("U.S.", ["USA country", "USA demonym"]),
        ("us", []),
        ("Downing Street", ["GBR seat"]),
        ("Number 10", ["GBR seat"]),
        ("Britons", ["GBR people"]),
        ("Brussels", ["BEL capital", "Q458 seat"]),
        ("The Hague", ["NLD seat"]),
        ("Ramallah", ["PSE seat"]),
        ("Quai d’Orsay", ["FRA seat"]),
        ("Élysée", ["FRA seat"]),
        ("the Elysee", ["FRA seat"]),
        ("Bankova", ["UKR seat"]),
        ("Zhongnanhai", ["CHN seat"]),
        ("the Blue House", ["KOR seat"]),
        ("Planalto", ["BRA seat"]),
        ("Emirati", ["ARE demonym"]),
        ("Kosovar", ["XKX demonym"]),
        ("Kosovan", ["XKX demonym"]),
        ("Bosnian", ["BIH demonym"]),
        ("Burma", ["MMR country"]),
        ("Türkiye", ["TUR country"]),
        ("Holland", ["NLD country"]),
        ("DPRK", ["PRK country"]),
        ("Republic of Korea", ["KOR country"]),
        ("Ivory Coast", ["CIV country"]),
        ("DRC", ["COD country"]),
        ("the former Yugoslav Republic of Macedonia", ["MKD country"]),
        ("Nuuk", ["GRL capital"]),
        ("Taipei", ["TWN capital"]),
        ("Soviet", ["SUN demonym"]),
        ("Yugoslavia", ["YUG country"]),
        ("Transnistrian", ["Q907112 demonym"]),
        ("Nur-Sultan", ["KAZ capital"]),
        ("turkey", []),
        ("polish", []),
        ("male", []),
        ("Halyard", []),
    ],
)
def test_what_a_word_says_of_a_country(words, means):
    assert [f"{t.id} {t.sense}" for t in knowledge().territories(words)] == means


@pytest.mark.parametrize(
    ("words", "id"),
    [
        ("the New York Times", "new-york-times"),
        ("Deutsche Presse-Agentur", "dpa"),
        ("DPA", "dpa"),
        ("dpa", "dpa"),
        ("The Associated Press", "ap"),
        ("Agence France-Presse", "afp"),
        ("ITAR-TASS", "tass"),
        ("state news agency TASS", "tass"),
        ("Russia’s TASS", "tass"),
        ("Russian state news agency RIA Novosti", "ria-novosti"),
        ("the Interfax news agency", "interfax"),
        ("Kommersant newspaper", "kommersant"),
        ("the Financial Times", "financial-times"),
        ("Xinhua", "xinhua"),
        ("Tanjug", "tanjug"),
        ("Serbia’s RTS", "rts-serbia"),
        ("Swiss broadcaster RTS", "rts-switzerland"),
        ("The Times", "the-times"),
        ("Times", None),
        ("Time magazine", "time"),
        ("Time", None),
        ("The Independent", "independent"),
        ("the independent", None),
        ("a sun", None),
        ("the journal Nature", "nature-journal"),
        ("Nature", None),
        ("state news agency", None),
        ("state media", None),
        ("Telegram", None),
        ("the Halyard Dispatch", None),
    ],
)
def test_which_outlet(words, id):
    found = knowledge().outlet(words)
    assert (found and found.id) == id


@pytest.mark.parametrize(
    ("words", "medium"),
    [
        ("Telegram", "Telegram"),
        ("his Telegram channel", "Telegram channel"),
        ("X", "X"),
        ("x", None),
        ("the social media platform X", "X"),
        ("Truth Social", "Truth Social"),
        ("state television", "state television"),
        ("Russian state TV", "state television"),
        ("threads", None),
        ("Reuters", None),
    ],
)
def test_which_medium(words, medium):
    assert knowledge().medium(words) == medium


@pytest.mark.parametrize(
    ("words", "id"),
    [
        ("Sergey Lavrov", "Q58217"),
        ("Sergei Lavrov", "Q58217"),
        ("Volodymyr Zelenskyy", "Q3874799"),
        ("Volodymyr Zelenskiy", "Q3874799"),
        ("Volodymyr Zelensky", "Q3874799"),
        ("Wolodymyr Selenskyj", "Q3874799"),
        ("Recep Tayyip Erdogan", "Q39259"),
        ("Lula", "Q37181"),
        ("António Guterres", "Q311440"),
        ("the European Union", "Q458"),
        ("EU", "Q458"),
        ("the U.N.", "Q1065"),
        ("Nato", "Q7184"),
        ("NATO", "Q7184"),
        ("Hamas", "Q38799"),
        ("Hizbullah", "Q41053"),
        ("Daesh", "Q2429253"),
        ("the State Department", "Q789915"),
        ("the Pentagon", "Q11209"),
        ("the IDF", "israel-defense-forces"),
        ("Kosovo", "XKX"),
        ("Reuters", "reuters"),
    ],
)
def test_whose_name_it_is(words, id):
    assert [entry.id for entry in knowledge().named(words)] == [id]


def test_acronyms_that_are_words_need_their_capitals():
    assert [entry.id for entry in knowledge().named("WHO")] == ["Q7817"]
    assert knowledge().named("Who") == ()


def test_namesakes_are_all_found():
    assert {"Q43723"} < {entry.id for entry in knowledge().surnamed("Netanyahu")} | {"nobody"}
    sanchez = {entry.country for entry in knowledge().surnamed("Sánchez")}
    assert {"ESP", "COL"} <= sanchez
    bushes = {entry.name for entry in knowledge().surnamed("Bush")}
    assert {"George W. Bush", "George H. W. Bush"} <= bushes


def test_two_people_of_one_name_stay_two():
    shared = [entries for row in table("people.tsv") if len(entries := knowledge().named(row["name"])) > 1]
    assert shared
    assert all(len({entry.id for entry in entries}) == len(entries) for entries in shared)


@pytest.mark.parametrize(
    ("name", "last"),
    [
        ("Q15031", "Xi"),
        ("Q60772", "von der Leyen"),
        ("Q60772", "Leyen"),
        ("Q37181", "Lula"),
        ("pete-hegseth", "Hegseth"),
        ("prabowo-subianto", "Prabowo"),
    ],
)
def test_last_names(name, last):
    assert any(entry.id == name or entry.name == name for entry in knowledge().surnamed(last)) or any(
        key(entry.name).replace(" ", "-") == name for entry in knowledge().surnamed(last)
    )


def test_spellings_that_sound_alike():
    assert [entry.id for entry in knowledge().sounding("Wladimir Putin")] == ["Q7747"]


@pytest.mark.parametrize(
    ("office", "of", "on", "name"),
    [
        ("foreign minister", "RUS", "2003-05-01", "Igor Ivanov"),
        ("foreign minister", "RUS", "2009-06-01", "Sergey Lavrov"),
        ("foreign minister", "RUS", "2026-01-29", "Sergey Lavrov"),
        ("foreign minister", "GBR", "2009-06-01", "David Miliband"),
        ("foreign minister", "GBR", "2015-06-01", "Philip Hammond"),
        ("foreign minister", "GBR", "2022-10-01", "James Cleverly"),
        ("foreign minister", "GBR", "2023-12-01", "David Cameron"),
        ("foreign minister", "GBR", "2025-11-01", "Yvette Cooper"),
        ("foreign minister", "DEU", "2009-06-01", "Frank-Walter Steinmeier"),
        ("foreign minister", "DEU", "2012-06-01", "Guido Westerwelle"),
        ("foreign minister", "DEU", "2020-06-01", "Heiko Maas"),
        ("foreign minister", "DEU", "2024-06-01", "Annalena Baerbock"),
        ("foreign minister", "DEU", "2025-06-01", "Johann Wadephul"),
        ("foreign minister", "USA", "2010-01-01", "Hillary Clinton"),
        ("foreign minister", "USA", "2015-06-01", "John Kerry"),
        ("foreign minister", "USA", "2019-06-01", "Mike Pompeo"),
        ("foreign minister", "USA", "2025-01-20", "Antony Blinken"),
        ("foreign minister", "USA", "2025-01-21", "Marco Rubio"),
        ("foreign minister", "Q458", "2025-06-01", "Kaja Kallas"),
        ("defence minister", "UKR", "2024-06-01", "Rustem Umerov"),
        ("prime minister", "GBR", "2019-07-30", "Boris Johnson"),
        ("prime minister", "DEU", "2015-06-01", "Angela Merkel"),
        ("chancellor", "GBR", "2025-06-01", "Rachel Reeves"),
        ("leader", "PRK", "2024-06-01", "Kim Jong Un"),
        ("leader", "GBR", "2024-12-01", "Keir Starmer"),
        ("head of government", "IND", "2020-01-01", "Narendra Modi"),
        ("president", "USA", "2026-01-01", "Donald Trump"),
        ("secretary general", "Q1065", "2005-01-01", "Kofi Annan"),
        ("secretary general", "Q7184", "2025-01-01", "Mark Rutte"),
        ("pope", "VAT", "2025-06-01", "Pope Leo XIV"),
        ("president", "MDA", None, "Maia Sandu"),
    ],
)
def test_who_held_an_office(office, of, on, name):
    assert [entry.name for entry in knowledge().holders(office, of, on)] == [name]


def test_a_shared_office_has_several_holders():
    found = {entry.name for entry in knowledge().holders("deputy foreign minister", "RUS", "2025-02-01")}
    assert {"Sergei Ryabkov", "Mikhail Galuzin"} <= found


def test_an_office_that_nobody_is_known_to_have_held():
    assert knowledge().holders("foreign minister", "ATA") == ()


@pytest.mark.parametrize(
    ("words", "base"),
    [
        ("Foreign Minister", "foreign minister"),
        ("Minister of Foreign Affairs", "foreign minister"),
        ("Minister for Europe and Foreign Affairs", "foreign minister"),
        ("secretary of state", "foreign minister"),
        ("top diplomat", "foreign minister"),
        ("Russian foreign minister", "foreign minister"),
        ("foreign policy chief", "foreign policy chief"),
        ("defense secretary", "defence minister"),
        ("Secretary of Defense", "defence minister"),
        ("Pentagon chief", "defence minister"),
        ("acting interior minister", "interior minister"),
        ("home secretary", "interior minister"),
        ("premier", "prime minister"),
        ("PM", "prime minister"),
        ("deputy prime minister", "deputy prime minister"),
        ("vice foreign minister", "deputy foreign minister"),
        ("shadow foreign secretary", "shadow foreign minister"),
        ("Minister of Energy and Natural Resources", "energy minister"),
        ("secretary-general", "secretary general"),
        ("spokeswoman", "spokesperson"),
        ("supreme leader", "supreme leader"),
        ("former foreign minister", None),
        ("minister for the Halyard crane", None),
        ("farmer", None),
    ],
)
def test_offices_in_base_form(words, base):
    assert role(words) == base


@pytest.mark.parametrize(
    ("word", "base", "kind", "gender", "plural"),
    [
        ("spokesman", "spokesman", "person", "m", False),
        ("spokeswomen", "spokeswoman", "person", "f", True),
        ("diplomats", "diplomat", "person", None, True),
        ("president", "president", "office", None, False),
        ("queen", "queen", "office", "f", False),
        ("ministry", "ministry", "body", None, False),
        ("passers-by", "passer by", "person", None, True),
        ("envoys", "special envoy", "office", None, True),
    ],
)
def test_nouns_for_people(word, base, kind, gender, plural):
    found = noun(word)
    assert found is not None
    assert (found.kind, found.gender, found.plural) == (kind, gender, plural)
    assert found.word in (base, word.removesuffix("s"))


def test_a_noun_for_a_thing():
    assert noun("crane") is None


@pytest.mark.parametrize(
    ("name", "gender"),
    [
        ("Maria", "f"),
        ("Sergey", "m"),
        ("Fatima", "f"),
        ("Oluwaseun", "m"),
        ("Nikita", None),
        ("Qwertz", None),
    ],
)
def test_first_names(name, gender):
    assert knowledge().gender(name) == gender


@pytest.mark.parametrize(
    ("words", "name", "country"),
    [
        ("Kharkov", "Kharkiv", "UKR"),
        ("the Hague", "The Hague", "NLD"),
        ("Geneva", "Geneva", "CHE"),
        ("Cologne", "Cologne", "DEU"),
        ("Camp David", "Camp David", "USA"),
        ("Sharm El Sheikh", "Sharm el-Sheikh", "EGY"),
        ("the Gaza Strip", "Gaza Strip", "PSE"),
        ("Donbass", "Donbas", "UKR"),
        ("Bavaria", "Bavaria", "DEU"),
    ],
)
def test_where_a_place_is(words, name, country):
    largest = knowledge().spots(words)[0]
    assert (largest.name, largest.country) == (name, country)


def test_places_of_one_name_come_by_size():
    people = [spot.population for spot in knowledge().spots("Paris")]
    assert people == sorted(people, reverse=True)
    assert len(people) > 1


def test_an_entry_of_each_kind():
    found = [knowledge().entry(id) for id in ("RUS", "Q458", "Q58217", "Q38799", "reuters")]
    assert [entry and entry.type for entry in found] == [
        "country",
        "organisation",
        "person",
        "organisation",
        "outlet",
    ]
    assert knowledge().entry("halyard-dispatch") is None


def test_terms_of_an_entry_say_their_source_and_date():
    lavrov = knowledge().entry("Q58217")
    assert lavrov is not None
    office = lavrov.offices[0]
    assert (office.role, office.of, office.until) == ("foreign minister", "RUS", None)
    assert office.source
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", office.as_of)


def test_a_later_file_ends_a_term():
    """Whoever left office in 2026 is known to have left it."""
    orban = next(e for e in knowledge().named("Viktor Orbán"))
    assert [o.until for o in orban.offices if o.role == "prime minister" and o.since == "2010-05-29"] == [
        "2026-05-09"
    ]


@pytest.mark.parametrize("name", TABLES)
def test_files_are_sorted_and_say_where_they_are_from(name):
    lines = FOLDER.joinpath(name).read_text(encoding="utf-8").rstrip("\n").split("\n")
    assert lines[1:] == sorted(set(lines[1:]))
    sources = {row["source"] for row in table("sources.tsv")}
    for row in table(name):
        assert re.fullmatch(r"\d{4}(?:-\d\d(?:-\d\d)?)?", row["as_of"])
        if name not in ("sources.tsv", "country_codes.tsv"):
            assert row["source"] in sources


@pytest.mark.parametrize("name", ["people.tsv", "organisations.tsv", "outlets.tsv"])
def test_ids_are_unique(name):
    ids = [row["id"] for row in table(name)]
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"Q\d+|[\w-]+", id) for id in ids)


def test_terms_are_of_people_and_bodies_that_are_known():
    people = {row["id"] for name in ("people.tsv", "current_events_people.tsv") for row in table(name)}
    bodies = {row["id"] for name in ("countries.tsv", "organisations.tsv") for row in table(name)}
    of_parts = {"Q5705", "Q5756"}  # Catalonia and Madrid, whose presidents are in the news
    for name in ("offices.tsv", "current_events_offices.tsv"):
        for row in table(name):
            assert row["person"] in people
            assert row["of"] in bodies | of_parts, row
            assert row["role"] == row["role"].lower()
            assert not row["until"] or row["since"][: len(row["until"])] <= row["until"], row


def test_keys_are_those_of_the_names():
    for row in (*table("people.tsv")[::50], *table("current_events_people.tsv")):
        names = [row["name"], *listed(row["names"])]
        assert set(listed(row["keys"])) <= set(name_keys(names))
        assert set(listed(row["sounds"])) <= set(sound_keys(names))
        assert listed(row["surnames"]) or " " not in row["name"]
    for name in ("organisations.tsv", "outlets.tsv", "media.tsv"):
        for row in table(name):
            assert set(listed(row["keys"])) == set(outlet_keys([row["name"], *listed(row["names"])]))


def test_last_names_by_rule():
    assert surname_keys(["Ursula von der Leyen"], "", "") == ["von der leyen", "leyen"]
    assert surname_keys(["Bashar al-Assad"], "", "") == ["al assad", "assad"]
    assert surname_keys(["Robert Kennedy Jr."], "", "") == ["kennedy"]
    assert surname_keys(["Kang Do-hyun"], "KOR", "") == ["kang"]
    assert surname_keys(["Abiy Ahmed"], "ETH", "Abiy") == ["abiy"]


def test_files_are_read_when_they_are_asked_for():
    """A process that asks for an outlet has read no people, no places."""
    ask = (
        "from onrecord.resolve.knowledge import knowledge; k = knowledge(); k.outlet('Reuters');"
        "print(sorted(name for name in vars(k)))"
    )
    read = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True).stdout
    assert "_outlets" in read
    assert "_people" not in read
    assert "_places" not in read


def test_a_territory_is_a_value():
    assert knowledge().territories("Moscow") == (Territory("RUS", "capital"),)
