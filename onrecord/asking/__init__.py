"""Questions to a ledger. Each takes a ledger and what is asked for, and returns plain values, ready for JSON.

>>> from onrecord.ledger import Ledger
>>> brief(Ledger.open("ledger.sqlite"), "treaty")          # doctest: +SKIP
{'asked': {'matter': 'treaty', …}, 'parties': […], 'talks': […], …}
"""

from onrecord.asking.brief import brief
from onrecord.asking.changes import changes
from onrecord.asking.origins import origins
from onrecord.asking.papers import papers
from onrecord.asking.said import said
from onrecord.asking.talks import talks
from onrecord.asking.trace import trace
from onrecord.asking.who import who

__all__ = ["brief", "changes", "origins", "papers", "said", "talks", "trace", "who"]
