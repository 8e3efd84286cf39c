"""Syllables and pairs of them as numbers, so that the database finds who shares them."""

import zlib
from collections.abc import Iterable

from lantoa.core.likeness.words import Part, read


def mark(part: Part) -> int:
    """A number of four bytes, with sign, never 0. Two may share one, so rarely that it costs a little weight at most."""
    found = zlib.crc32((" ".join(part) if isinstance(part, tuple) else part).encode()) or 1
    return found - (1 << 32) if found >= 1 << 31 else found


def marks(parts: Iterable[Part]) -> list[int]:
    """Ascending, each once."""
    return sorted({mark(part) for part in parts})


def marks_of(title: str, text: str) -> list[int]:
    return marks(read(title, text).parts)
