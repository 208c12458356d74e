"""The record on pages: an application that answers in HTML for people and in JSON for programs.

>>> from onrecord.web.settings import Serving
>>> application(Serving(ledger="ledger.sqlite"))                    # doctest: +SKIP
<fastapi.applications.FastAPI object at …>
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fastapi import FastAPI

    from onrecord.web.settings import Serving


def application(serving: Serving) -> FastAPI:
    """The application that serves a ledger. Raises LedgerError where it cannot be opened."""
    from onrecord.web.app import made

    return made(serving)
