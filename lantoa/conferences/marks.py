"""Which tasks are ticked, short enough for an address: so that a list narrowed and ticked can be kept and sent on.

Each year's numbers in order, each as its distance from the one before in base 36, with how many more follow it without a gap:
`2021.1a.3_4` is NV-2021-00046 and NV-2021-00049 to 00053; a check sum follows it. Five hundred tasks picked here and there among
a hundred thousand make some 1,500 characters; as codes they would make 9,500, more than servers take in an address. What was cut
on its way, or changed, would name other tasks: it is refused as a whole.
"""

import re
import zlib
from collections.abc import Iterable

CODE = re.compile(r"NV-([0-9]{4})-([0-9]{5,8})")
LONGEST = 3500
MOST = 5000  # however an address is written, it names no more
_STEP = re.compile(r"([0-9a-z]{1,6})(?:_([0-9a-z]{1,3}))?")
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


class Broken(ValueError):
    """The text is not what `packed` made."""


def packed(codes: Iterable[str]) -> str:
    """What is no code of a task is left out; "" where nothing is left."""
    years: dict[str, set[int]] = {}
    for code in codes:
        if found := CODE.fullmatch(code):
            years.setdefault(found.group(1), set()).add(int(found.group(2)))
    body = "~".join(".".join([year, *_steps(sorted(numbers))]) for year, numbers in sorted(years.items()))
    return f"{body}-{_sum_of(body)}" if body else ""


def unpacked(text: str) -> set[str]:
    """The codes; none of "". Raises Broken where a letter is missing, too many or another."""
    if not text:
        return set()
    body, _dash, told = text.rpartition("-")
    if len(text) > LONGEST or told != _sum_of(body):
        raise Broken(text[:20])
    found: set[str] = set()
    for part in body.split("~"):
        year, *steps = part.split(".")
        at = 0
        for step in steps:
            read = _STEP.fullmatch(step)
            if read is None or not re.fullmatch(r"[0-9]{4}", year):
                raise Broken(step)
            first = at + int(read.group(1), 36)
            at = first + int(read.group(2) or "0", 36)
            if at > 99_999_999 or len(found) + at - first >= MOST:
                raise Broken(step)
            found.update(f"NV-{year}-{number:05d}" for number in range(first, at + 1))
    return found


def _sum_of(body: str) -> str:
    return _base36(zlib.crc32(body.encode())).rjust(7, "0")


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
