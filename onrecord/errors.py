"""What can go wrong, on one screen. Each message is one line: what was found, what was expected, what to do.

OnrecordError
├── Unreadable            one report cannot be read; a batch goes on with the next
│   ├── NotFound          no such file, folder or address
│   ├── NotText           binary, damaged, password-protected
│   ├── TooLarge          over the limit of one report
│   ├── NoText            empty, or a page without an article
│   ├── Skipped           a file of a folder that is no report by its name
│   └── WrongLanguage     not a language that the model knows, and `--strict` was asked for
└── ModelMismatch         the model's files are not the ones that this version was made for
"""

from __future__ import annotations


class OnrecordError(Exception):
    """Any error that this package raises on purpose."""


class Unreadable(OnrecordError):
    """One report cannot be read."""


class NotFound(Unreadable):
    """No such file, folder or address."""


class NotText(Unreadable):
    """Binary, damaged or password-protected."""


class TooLarge(Unreadable):
    """Over the limit of one report."""


class NoText(Unreadable):
    """Empty, or a page without an article."""


class Skipped(Unreadable):
    """A file of a folder that is no report by its name: counted, and not complained of."""


class WrongLanguage(Unreadable):
    """Not a language that the model knows, and a strict reading was asked for."""


class ModelMismatch(OnrecordError):
    """The model's files are not the ones that this version was made for."""
