"""What can go wrong, and whose fault it is.

StancewireError
├── InputError       yours: the text, file, row or setting that was given; says what was expected and found
│   ├── TooLarge     over a limit; carries it
│   └── Unreadable   not text at all: encoding, NUL bytes
└── ArtifactError    the artifact folder: a file missing, a hash or a shape that does not match
Anything else is ours, a bug.
"""


class StancewireError(Exception):
    """Base of all errors that are meant for people: the message is one clear line."""


class InputError(StancewireError):
    """The input cannot be used. `field` names the part of it that is at fault, where there is one."""

    code = "unusable_input"

    def __init__(self, message: str, *, field: str | None = None, code: str | None = None) -> None:
        super().__init__(message)
        self.field = field
        if code is not None:
            self.code = code


class TooLarge(InputError):
    """The input is over a limit."""

    code = "too_large"

    def __init__(self, message: str, *, limit: int, field: str | None = None) -> None:
        super().__init__(message, field=field)
        self.limit = limit


class Unreadable(InputError):
    """The input is not text."""

    code = "unreadable"


class ArtifactError(StancewireError):
    """The artifact cannot be loaded; nothing was loaded."""
