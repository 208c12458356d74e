"""One loaded model for all tests that read."""

from __future__ import annotations

import pytest

from onrecord import Reader
from onrecord.tag import Tagger


@pytest.fixture(scope="session")
def reader() -> Reader:
    return Reader()


@pytest.fixture(scope="session")
def tagger(reader: Reader) -> Tagger:
    return reader.tagger
