"""Quotation marks as they stand in the wild, and the words that a careful reader sees in them."""

from __future__ import annotations

import pytest

from onrecord.quotes import quotations, states


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("“We are ready,” he said.", ["We are ready,"]),
        ('He said: "No." Then: "Yes."', ["No.", "Yes."]),
        ("The text is “100% ready“.", ["100% ready"]),
        ("„So nicht“, sagte sie.", ["So nicht"]),
        ("„Wait”, she said.", ["Wait"]),
        ("«Oui», a-t-il dit.", ["Oui"]),
        ("« Oui », a-t-il dit.", [" Oui "]),
        ("»Warte«, sagte er.", ["Warte"]),
        ("‘We won’t cancel anything,’ said Ines. ‘It’s late.’", ["We won’t cancel anything,", "It’s late."]),
        ("members’ rosters were cut ‘at a week’s notice, or less’.", ["at a week’s notice, or less"]),
        ("of ‘moving the posts’. He spoke. ‘That’s it,’ it read.", ["moving the posts", "That’s it,"]),
        ("the drivers’ union and the owners’ club", []),
        ("'No strike next week', says the union", ["No strike next week"]),
        ("the '90s were over, the ’80s too", []),
        ("the '90s and \"rock 'n' roll\" and 'more of it'", ["rock 'n' roll", "more of it"]),
        ("a 5'10\" goalkeeper", []),
        ("“He told me ‘never’ twice,” she said.", ["He told me ‘never’ twice,", "never"]),
        ("“The river is ours.\n\n“It always was,” he said.", ["The river is ours.", "It always was,"]),
        ("‘It’s the drivers’ fault.\n\n‘Now go.’", ["It’s the drivers’ fault.", "Now go."]),
        ("“We never agreed to that, he said.", ["We never agreed to that, he said."]),
        ("″Green,″ he said. 「Dawn,」 said Ken.", ["Green,", "Dawn,"]),
        ("no marks at all", []),
        ("“”", [""]),
        ("”", []),
        ("", []),
    ],
)  # fmt: skip
def test_what_stands_inside_the_marks(text: str, inside: list[str]) -> None:
    assert [text[q.start : q.end] for q in quotations(text)] == inside


def test_states_follow_the_quotations() -> None:
    text = "He said “no”."
    assert list(states(text)[8:13]) == [2, 1, 1, 3, 0]
