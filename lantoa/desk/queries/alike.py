"""Things that are alike stand as one line that opens: forty versions to read are one line and forty below it."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import ngettext

from lantoa.core.vi_numbers import format_count

FEW = 3  # so many stand by themselves


# Key → what so many of them are called together. Named by the room's provider in `alike`.
WORDS: dict[str, Callable[[int], str]] = {
    "receipt": lambda n: (
        ngettext("%(count)s văn bản chờ tiếp nhận", "%(count)s văn bản chờ tiếp nhận", n)
        % {"count": format_count(n)}
    ),
    "result": lambda n: (
        ngettext("Báo kết quả áp dụng %(count)s mô hình", "Báo kết quả áp dụng %(count)s mô hình", n)
        % {"count": format_count(n)}
    ),
    "check": lambda n: (
        ngettext(
            "Cho biết còn làm theo %(count)s mô hình không",
            "Cho biết còn làm theo %(count)s mô hình không",
            n,
        )
        % {"count": format_count(n)}
    ),
    "returned_result": lambda n: (
        ngettext("Bổ sung kết quả áp dụng %(count)s mô hình", "Bổ sung kết quả áp dụng %(count)s mô hình", n)
        % {"count": format_count(n)}
    ),
    "outreach": lambda n: (
        ngettext(
            "%(count)s hoạt động tuyên truyền chưa ghi kết quả",
            "%(count)s hoạt động tuyên truyền chưa ghi kết quả",
            n,
        )
        % {"count": format_count(n)}
    ),
    "task": lambda n: (
        ngettext("%(count)s nhiệm vụ chờ xác nhận", "%(count)s nhiệm vụ chờ xác nhận", n)
        % {"count": format_count(n)}
    ),
    "time": lambda n: (
        ngettext("%(count)s đề nghị gia hạn", "%(count)s đề nghị gia hạn", n) % {"count": format_count(n)}
    ),
    "practice": lambda n: (
        ngettext("%(count)s mô hình chờ xét", "%(count)s mô hình chờ xét", n) % {"count": format_count(n)}
    ),
    "adoption": lambda n: (
        ngettext("%(count)s kết quả áp dụng chờ kiểm chứng", "%(count)s kết quả áp dụng chờ kiểm chứng", n)
        % {"count": format_count(n)}
    ),
    "nomination": lambda n: (
        ngettext("%(count)s hồ sơ đề nghị khen chờ xét", "%(count)s hồ sơ đề nghị khen chờ xét", n)
        % {"count": format_count(n)}
    ),
}


@dataclass(frozen=True)
class Line:
    """One line: a single thing, or several alike under `title`, in the order in which they came."""

    things: tuple[Any, ...]
    title: str = ""

    @property
    def one(self) -> Any:
        """The thing, or the first of them."""
        return self.things[0]

    @property
    def is_several(self) -> bool:
        return bool(self.title)

    @property
    def first_day(self) -> date | None:
        """The earliest day that any of them has: due, or since."""
        days = [getattr(one, "due_on", None) or getattr(one, "since", None) for one in self.things]
        return min((day for day in days if day), default=None)


def gathered(things: Iterable[Any]) -> tuple[Line, ...]:
    """The things in their order; more than FEW with one key of `alike` become one line, where the first of them stands."""
    listed = list(things)
    counts = Counter(one.alike for one in listed if one.alike)
    lines: list[Line] = []
    told: set[str] = set()
    for one in listed:
        if counts[one.alike] <= FEW or not one.alike:
            lines.append(Line((one,)))
        elif one.alike not in told:
            told.add(one.alike)
            same = tuple(other for other in listed if other.alike == one.alike)
            lines.append(Line(same, WORDS[one.alike](len(same))))
    return tuple(lines)
