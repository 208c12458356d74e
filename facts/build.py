"""Write `onrecord/knowledge/` anew from the public sources and our own tables.

python -m facts.build --shared ../shared
"""

from __future__ import annotations

import argparse
from pathlib import Path

from facts import countries, current_events, first_names, heads, organisations, outlets, people, places
from facts.table import OUT


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--shared", type=Path, default=Path("../shared"))
    options.add_argument("--only", nargs="*", choices=STEPS, help="files to write; all, in order, without it")
    given = options.parse_args()
    for name in given.only or STEPS:
        print(f"{name}: {STEPS[name](given.shared, OUT)} rows")


# In order: a later file looks into the ones before.
STEPS = {
    "countries.tsv": countries.build,
    "heads.tsv": heads.build,
    "people.tsv": people.build,
    "current_events_people.tsv": current_events.build,
    "first_names.tsv": first_names.build,
    "organisations.tsv": organisations.build,
    "outlets.tsv": outlets.build,
    "media.tsv": outlets.build_media,
    "current_events_outlets.tsv": outlets.build_current,
    "places.tsv": places.build,
    "places_more.tsv": places.build_more,
}

if __name__ == "__main__":
    main()
