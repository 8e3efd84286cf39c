"""What can go wrong in a way that a person should read.

Each error carries one Vietnamese sentence: what is wrong, where, what to do. The edge (`ui.middleware`) turns an error that
leaves a view into the page with the right status.
"""

from collections.abc import Mapping
from typing import Self


class HouseError(Exception):
    """Base of all errors that are shown to a person."""

    status = 500

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Refused(HouseError):
    """The act is allowed to this person, but not with this input or in this state. `fields` names the fields concerned."""

    status = 422

    def __init__(self, sentence: str, *, fields: Mapping[str, str] | None = None) -> None:
        super().__init__(sentence)
        self.fields: dict[str, str] = dict(fields or {})

    @classmethod
    def at(cls, field: str, sentence: str) -> Self:
        """The sentence stands at one field of the form."""
        return cls(sentence, fields={field: sentence})


class Conflict(Refused):
    """Somebody else changed the same thing meanwhile."""

    status = 409


class Forbidden(HouseError):
    """The thing is within this person's sight, the act is not theirs. The sentence is the reason."""

    status = 403


class NotFound(HouseError):
    """Absent, or outside this person's sight: the two are never told apart."""

    status = 404

    def __init__(self, sentence: str = "") -> None:
        super().__init__(sentence)


class UndeclaredFields(HouseError):
    """A form holds names that it does not declare: it was made by hand, or is older than the page. Nothing was changed."""

    status = 400
