"""Which tasks are ticked, short enough for an address: so that a list narrowed and ticked can be kept and sent on.

Each year's numbers in order, each as its distance from the one before in base 36, with how many more follow it without a gap:
`2021.1a.3_4` is NV-2021-00046 and NV-2021-00049 to 00053. Five hundred tasks picked here and there among a hundred thousand make
some 1,500 characters; as codes they would make 9,500, more than servers take in an address.
"""

import re
from collections.abc import Iterable

CODE = re.compile(r"NV-([0-9]{4})-([0-9]{5,8})")
LONGEST = 3500
MOST = 5000  # however an address is written, it names no more
_STEP = re.compile(r"([0-9a-z]{1,6})(?:_([0-9a-z]{1,3}))?")
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def packed(codes: Iterable[str]) -> str:
    """What is no code of a task is left out."""
    years: dict[str, set[int]] = {}
    for code in codes:
        if found := CODE.fullmatch(code):
            years.setdefault(found.group(1), set()).add(int(found.group(2)))
    return "~".join(".".join([year, *_steps(sorted(numbers))]) for year, numbers in sorted(years.items()))


def unpacked(text: str) -> set[str]:
    """The codes; what cannot be read is left out."""
    found: set[str] = set()
    for part in text[:LONGEST].split("~"):
        year, *steps = part.split(".")
        if not re.fullmatch(r"[0-9]{4}", year):
            continue
        at = 0
        for step in steps:
            read = _STEP.fullmatch(step)
            if read is None:
                break
            first = at + int(read.group(1), 36)
            at = first + int(read.group(2) or "0", 36)
            if at > 99_999_999 or len(found) + at - first >= MOST:
                return found
            found.update(f"NV-{year}-{number:05d}" for number in range(first, at + 1))
    return found


def _steps(numbers: list[int]) -> list[str]:
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1 and runs[-1][1] - runs[-1][0] < MOST:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    steps, at = [], 0
    for first, last in runs:
        more = f"_{_base36(last - first)}" if last > first else ""
        steps.append(f"{_base36(first - at)}{more}")
        at = last
    return steps


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return digits or "0"
