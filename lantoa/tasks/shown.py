"""What a person was shown before it is given: how many, and a check sum of all of it, so that nobody gives what was not seen.

An edit, or a change of the tree meanwhile, that leaves the number as it was gives another mark.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence

from lantoa.tasks.conclusions import Line


def mark_of_lines(lines: Sequence[Line]) -> str:
    """Of a table: what each line says, and to which units it goes."""
    told = [
        (one.number, one.title, one.units, one.due_on and one.due_on.isoformat(), one.proof_wanted)
        for one in lines
    ]
    return _mark(sum(len(one.units) for one in lines), told)


def mark_of_units(codes: Iterable[str]) -> str:
    """Of the units to which one task goes."""
    told = sorted(codes)
    return _mark(len(told), told)


def _mark(count: int, told: object) -> str:
    digest = hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()
    return f"{count}-{digest[:16]}"
