"""What can go wrong, on one screen. Each message is one line: what was found, what was expected, what to do.

OnrecordError
├── Unreadable            one report cannot be read; a batch goes on with the next
│   ├── NotFound          no such file, folder or address
│   ├── NotText           binary, damaged, password-protected
│   │   └── Damaged       a break in a container: what stands behind it is read
│   ├── TooLarge          over the limit of one report
│   ├── NoText            empty, or a page without an article
│   │   └── NoReports     a list, table or feed in which there is none
│   ├── Barred            an address that must not be read: robots.txt, or a network of others
│   ├── Skipped           no report and never meant as one: another file of a folder, a picture
│   └── WrongLanguage     not a language that the model knows, and `--strict` was asked for
└── ModelMismatch         the model's files are not the ones that this version was made for
"""

from __future__ import annotations

import re

_BREAKS = re.compile("[\x00-\x1f\x7f\x85\u2028\u2029]+")


class OnrecordError(Exception):
    """Any error that this package raises on purpose."""


class Unreadable(OnrecordError):
    """One report cannot be read.

    What is shown of a source may hold anything: a mark that breaks a line is shown as a blank.

    >>> str(Unreadable("found a\\nb"))
    'found a b'
    """

    def __init__(self, message: str = "") -> None:
        super().__init__(_BREAKS.sub(" ", message))


class NotFound(Unreadable):
    """No such file, folder or address."""


class NotText(Unreadable):
    """Binary, damaged or password-protected."""


class Damaged(NotText):
    """A break in a container, packed wrongly or cut off: what stands behind it is read."""


class TooLarge(Unreadable):
    """Over the limit of one report."""


class NoText(Unreadable):
    """Empty, or a page without an article."""


class NoReports(NoText):
    """A list, table or feed in which there is no report."""


class Barred(Unreadable):
    """An address that must not be read: by its robots.txt, or since it leads into a network of others."""


class Skipped(Unreadable):
    """No report and never meant as one: another file of a folder, a picture: counted, not complained of."""


class WrongLanguage(Unreadable):
    """Not a language that the model knows, and a strict reading was asked for."""


class ModelMismatch(OnrecordError):
    """The model's files are not the ones that this version was made for."""
