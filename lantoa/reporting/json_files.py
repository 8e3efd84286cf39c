"""JSON that people send as a file, read strictly: sheets, published figures. Its reader says in its own words what is wrong."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Words:
    """What is said of a file that is too long, that is no JSON, and that is nested too deep or has numbers too long."""

    too_long: str
    no_json: str
    too_deep: str


class Unreadable(Exception):
    """A file that cannot be read: `place` as a person counts («dòng 1, cột 22»), a key, or empty for the whole file."""

    def __init__(self, place: str, sentence: str) -> None:
        super().__init__(f"{place}: {sentence}")
        self.place, self.sentence = place, sentence


class _Twice(Exception):
    """A key stands twice in one object."""


def read_json(text: str, *, largest: int, words: Words, number: Callable[[str], object] | None = None) -> Any:
    """What a file of at most `largest` characters holds; `number` reads its numbers, else they are Python's own.

    With `number`, NaN and its like are texts. Raises Unreadable.
    """
    if len(text) > largest:
        raise Unreadable("", words.too_long)
    try:
        return json.loads(
            text.removeprefix("\ufeff"),
            object_pairs_hook=_once,
            parse_float=number,
            parse_int=number,
            parse_constant=(lambda name: name) if number else None,
        )
    except json.JSONDecodeError as error:
        place = _("dòng %(line)d, cột %(column)d") % {"line": error.lineno, "column": error.colno}
        raise Unreadable(place, words.no_json) from error
    except _Twice as error:
        sentence = _("Khóa này có hai lần trong một phần. Giữ lại một.")
        raise Unreadable(showable(str(error)), sentence) from error
    except (RecursionError, ValueError, ArithmeticError) as error:
        raise Unreadable("", words.too_deep) from error


def showable(key: str) -> str:
    """A key of the file as a page can show it: half a character, which JSON can write, cannot be sent."""
    return key[:60].encode("utf-8", "replace").decode()


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise _Twice(name)
        found[name] = value
    return found
