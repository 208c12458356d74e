"""Which language it is, or better no answer than a wrong one."""

from __future__ import annotations

import pytest

from onrecord.language import detect


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The minister said on Friday that no deal was near.", "en"),
        ("“We will not sign,” Angela Voss said on Monday.", "en"),
        ("Orva denies offering to lend its pumps", "en"),
        ("Der Minister sagte am Montag, es gebe keine Einigung über die Brücke.", "de"),
        ("Le ministre a déclaré lundi que les deux pays signeraient le texte.", "fr"),
        ("El ministro dijo el lunes que los dos países firmarán el acuerdo.", "es"),
        ("Minister powiedział w poniedziałek, że nie podpisze tej umowy.", "pl"),
        ("Министр заявил в понедельник, что соглашение не будет подписано.", "ru"),
        ("Міністр заявив у понеділок, що угоду не буде підписано цього тижня.", "uk"),
        ("外交部表示，双方将继续谈判，直到达成协议为止。双方将继续谈判。", "zh"),
        ("قال الوزير يوم الاثنين إن الاتفاق لن يوقع هذا الأسبوع", "ar"),
    ],
)
def test_language(text: str, language: str):
    assert detect(text) == language


@pytest.mark.parametrize(
    "text", ["", "   \n", "12.30 – 14.45", "No deal", "Nein!", "Ćosović, Trifunović, Radonjić"]
)
def test_too_little_to_tell(text: str):
    assert detect(text) is None


@pytest.mark.parametrize(
    "headline",
    [
        "Brandt slams Orbe over gas pipeline",
        "Minister rules out early vote",
        "Vostan rejects ceasefire proposal",
        "Ravic, Brandt, Orbe, Voss in Kyiv",
        "Norvania premier Hollar quits",
        "Paper: Orva “never asked”",
        "Besnik Haxhimusa, Gordana Stojkoska, Milorad Ćosović",
        "Brandt to Orbe: non!",
        "VATICAN CONCLAVE: PIETRO PAROLIN FAVORITE",
    ],
)
def test_a_short_english_headline_is_no_other_language(headline: str):
    assert detect(headline) in ("en", None)


def test_english_with_foreign_words_is_english():
    text = "“Kommt nicht in Frage,” the chancellor told reporters in Berlin. He said it twice: “Nein, nein.”"
    assert detect(text) == "en"


def test_a_german_report_with_english_names_is_german():
    text = (
        "Die Sängerin der Band The Doors of Perception sagte, sie werde den Titel „The End of the World“ "
        "nicht mehr singen. Das Lied habe ihr kein Glück gebracht, und die Rechte lägen bei der Plattenfirma."
    )
    assert detect(text) == "de"


def test_the_middle_of_a_long_text_counts():
    assert (
        detect("Norvania – Sudria 2:1\n" * 40 + "The minister said that they would not sign it. " * 200)
        == "en"
    )
