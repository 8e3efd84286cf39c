"""A column of text that nobody reads in the database, in a copy of it or in a dump: each value is sealed by itself."""

from typing import Any

from django.db import models

from lantoa.core.sealing import seal, unseal


class SealedTextField(models.BinaryField):  # type: ignore[type-arg]
    """Text in Python, sealed bytes in the table (`core.sealing`); `purpose` names the key.

    There is nothing to look it up by: a query that compares it is refused. A value that was sealed under another key raises
    `core.sealing.Unreadable` when its row is read.
    """

    def __init__(self, *args: Any, purpose: str = "", **kwargs: Any) -> None:
        self.purpose = purpose
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "purpose": self.purpose}

    def get_default(self) -> str:
        return ""

    def get_prep_value(self, value: Any) -> Any:
        return None if value is None else seal(str(value).encode(), purpose=self.purpose)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return None if value is None else unseal(bytes(value), purpose=self.purpose).decode()

    def to_python(self, value: Any) -> Any:
        return value

    def value_to_string(self, obj: Any) -> str:
        raise TypeError("A sealed text is never written out.")

    def get_lookup(self, lookup_name: str) -> Any:
        return None  # not even by being empty
