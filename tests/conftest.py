"""One loaded model for all tests that read."""

from __future__ import annotations

import pytest

from onrecord import Reader


@pytest.fixture(scope="session")
def reader() -> Reader:
    return Reader()
