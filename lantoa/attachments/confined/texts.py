"""Files of plain text with a structure of their own."""

import json
from collections.abc import Iterator
from typing import Any

from lantoa.attachments.confined.faults import Fault


def words_of_json(raw: bytes) -> list[str]:
    """The lines of all texts in a JSON file, escapes undone; of one that is broken, its lines as they stand.

    What is wrong in it is told by who reads it, with the place.
    """
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Fault("text_encoding") from error
    if any(ord(letter) < 32 and letter not in "\t\n\r" for letter in text):
        raise Fault("text_encoding")
    try:
        found = list(_texts(json.loads(text)))
    except (RecursionError, ValueError):
        found = [text]
    return [line for one in found for line in one.splitlines() if line.strip()]


def _texts(part: Any) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, list):
        for one in part:
            yield from _texts(one)
    elif isinstance(part, dict):
        for name, one in part.items():
            yield name
            yield from _texts(one)
