"""Dimensions by which lines are divided: what one is, those that come with the house, and how options are typed. No tables."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources

from django.utils.translation import gettext as _

from lantoa.core import vi_dates
from lantoa.core.text import TextError, clean_line, folding_key
from lantoa.reporting.divided_designs import OPTION

READY_DIMENSIONS = "cach-chia.json"
MOST_OPTIONS = 20  # a line of more parts than that is a sheet of its own
LONGEST_NAME = 120
# «HUYEN: Cấp huyện (đến 30/06/2025)»
_TYPED = re.compile(r"\s*([^:]*?)\s*:\s*(.*?)\s*(?:\(([^()]*)\)\s*)?", re.DOTALL)
# Without accents too: the English page writes its example so.
_SINCE = re.compile(r"\bt[ừu]\s+(\S+)", re.IGNORECASE)
_UNTIL = re.compile(r"\b[đd][ếe]n\s+(\S+)", re.IGNORECASE)


@dataclass(frozen=True)
class OptionSpec:
    """`since` and `until` are allowed themselves; None: without an end on that side."""

    code: str
    name: str
    since: date | None = None
    until: date | None = None

    def stands_on(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class DimensionSpec:
    """`exhaustive`: every case falls under one option, so that parts add up to the total. `ready`: comes with the house."""

    code: str
    name: str
    exhaustive: bool
    options: Sequence[OptionSpec]
    basis: str = ""
    ready: bool = False

    def options_on(self, day: date) -> list[OptionSpec]:
        return [one for one in self.options if one.stands_on(day)]


@cache
def ready_dimensions() -> dict[str, DimensionSpec]:
    """By code, as the file of `content/` has them."""
    text = (resources.files("lantoa.reporting") / "content" / READY_DIMENSIONS).read_text(encoding="utf-8")
    return {
        one["code"]: DimensionSpec(
            one["code"],
            one["name"],
            one["exhaustive"],
            [_ready_option(*option) for option in one["options"]],
            one["basis"],
            ready=True,
        )
        for one in json.loads(text)
    }


def _ready_option(code: str, name: str, since: str | None = None, until: str | None = None) -> OptionSpec:
    return OptionSpec(
        code,
        name,
        date.fromisoformat(since) if since else None,
        date.fromisoformat(until) if until else None,
    )


def written_options(options: Sequence[OptionSpec]) -> str:
    """The options as they are typed: one a line, «CS: Cấp cơ sở», with its days in brackets. In the words of the reader,
    whatever the language of the page: what is shown in the field is read back.
    """
    return "\n".join(_written(one) for one in options)


def _written(one: OptionSpec) -> str:
    days = []
    if one.since:
        days.append(f"từ {vi_dates.format_day(one.since)}")
    if one.until:
        days.append(f"đến {vi_dates.format_day(one.until)}")
    return f"{one.code}: {one.name}" + (f" ({' '.join(days)})" if days else "")


def read_options(text: str) -> tuple[list[OptionSpec], list[str]]:
    """The options in a text, and every fault with the number of its line. Blank lines say nothing."""
    found: list[OptionSpec] = []
    faults: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            found.append(_read_option(line))
        except (ValueError, TextError) as error:
            sentence = getattr(error, "sentence", "") or str(error)
            faults.append(_("Dòng %(number)d: %(sentence)s") % {"number": number, "sentence": sentence})
    for what in ("code", "name"):
        seen: set[str] = set()
        for one in found:
            key = folding_key(getattr(one, what))
            if key in seen:
                faults.append(_("«%(word)s» có hai lần. Đặt khác đi.") % {"word": getattr(one, what)})
            seen.add(key)
    if len(found) < 2 and not faults:
        faults.append(_("Cần ít nhất hai phần, mỗi phần một dòng."))
    if len(found) > MOST_OPTIONS:
        faults.append(_("Nhiều nhất %(most)d phần.") % {"most": MOST_OPTIONS})
    return found, faults


def _read_option(line: str) -> OptionSpec:
    """Raises ValueError with what to do."""
    typed = _TYPED.fullmatch(clean_line(line))
    if typed is None:
        raise ValueError(_("viết mã, dấu hai chấm, tên. Ví dụ: CS: Cấp cơ sở"))
    code, name, days = typed[1].upper(), typed[2], typed[3]
    since, until = (_day(pattern, days) for pattern in (_SINCE, _UNTIL))
    if days is not None and since is None and until is None:  # a bracket that is part of the name
        name = f"{name} ({days})"
    if not OPTION.fullmatch(code):
        raise ValueError(
            _("mã «%(code)s» phải gồm chữ không dấu và số, tối đa 10 ký tự.") % {"code": code[:20]}
        )
    if not name or len(name) > LONGEST_NAME:
        raise ValueError(_("tên phần phải có, tối đa 120 ký tự."))
    if since and until and since > until:
        raise ValueError(_("ngày bắt đầu sau ngày kết thúc."))
    return OptionSpec(code, name, since, until)


def _day(pattern: re.Pattern[str], days: str | None) -> date | None:
    found = pattern.search(days) if days else None
    return vi_dates.parse_day(found[1]) if found else None
