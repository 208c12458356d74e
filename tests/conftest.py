"""One loaded model for all tests that read; made inputs that are the same in every run."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

from onrecord import Reader
from onrecord.tag import Tagger

# What a search for odd inputs finds belongs in a table here, and not in the next landing of somebody else:
# HYPOTHESIS_PROFILE=default searches anew.
settings.register_profile("steady", derandomize=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))


@pytest.fixture(scope="session")
def reader() -> Reader:
    return Reader()


@pytest.fixture(scope="session")
def tagger(reader: Reader) -> Tagger:
    return reader.tagger
