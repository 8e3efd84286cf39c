"""Lines of a design that are divided into parts, and what can be wrong with them. Pure.

A part is a line of its own, directly below its total, with a code made of the total's and the option's: so it keeps its
identity over versions, and the figures of a report stay one array. Rule of the two kinds of totals: `choices.Division`.
"""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from django.utils.translation import gettext as _

from lantoa.reporting.choices import Division, LineKind, TimeRule, TreeRule

if TYPE_CHECKING:
    from lantoa.reporting.design import LineSpec, SectionSpec

OPTION = re.compile(r"[A-Z0-9]{1,10}")
LONGEST_CODE = 40
# Only what is added up goes up the tree and over the periods in parts: the greatest of sums is no sum of greatest ones.
ADDED_UP_TREE = (TreeRule.SUM, TreeRule.OWN_SUM)
ADDED_UP_TIME = (TimeRule.ADD, TimeRule.LAST)
# What a part has from its total.
SHARED = ("unit_of_measure", "kind", "tree_rule", "time_rule")


def part_code(total: str, option: str) -> str:
    """A02 divided by level has the part A02.CS."""
    return f"{total}.{option}"


Row = TypeVar("Row", bound=Any)


def blocks(rows: Sequence[Row]) -> list[list[Row]]:
    """Rows of one section with their parts: [[A02, A02.CS, A02.TCS], [A03]]. Rows of other kinds stand alone."""
    found: list[list[Row]] = []
    for row in rows:
        total = getattr(row, "part_of", "")
        if total and found and found[-1][0].code == total:
            found[-1].append(row)
        else:
            found.append([row])
    return found


def block_of(rows: Sequence[Any], row: Any) -> list[Any]:
    """The row with its parts, as they stand among `rows`."""
    return next(block for block in blocks(rows) if row.pk in {one.pk for one in block})


def reordered(rows: Sequence[Any], row: Any, *, up: bool) -> list[Any] | None:
    """The rows after one has moved a place, with its parts if it has any; None where there is no further place."""
    grouped = blocks(rows)
    at = next(place for place, block in enumerate(grouped) if row.pk in {one.pk for one in block})
    step = -1 if up else 1
    if row.pk != grouped[at][0].pk:  # a part changes places with other parts only
        block = grouped[at]
        here = [one.pk for one in block].index(row.pk)
        if not 1 <= here + step < len(block):
            return None
        block[here], block[here + step] = block[here + step], block[here]
    elif 0 <= at + step < len(grouped):
        grouped[at], grouped[at + step] = grouped[at + step], grouped[at]
    else:
        return None
    return [one for block in grouped for one in block]


def undividable(line: Any) -> str:
    """Why a line (of a design or a draft) cannot be divided at all; empty when it can."""
    if line.part_of:
        return _("%(code)s đã là một phần của %(total)s, không chia tiếp được.") % {
            "code": line.code,
            "total": line.part_of,
        }
    if line.kind == LineKind.SCORE:
        return _("Tiêu chí chấm điểm %(code)s không chia được.") % {"code": line.code}
    if line.kind == LineKind.RATIO:
        return _("Tỷ lệ %(code)s không chia được: chia tử số hoặc mẫu số.") % {"code": line.code}
    if line.tree_rule not in ADDED_UP_TREE or line.time_rule not in ADDED_UP_TIME:
        return _(
            "Chỉ chia được dòng cộng lên cấp trên và cộng hoặc lấy kỳ cuối theo thời gian: xem lại %(code)s."
        ) % {"code": line.code}
    return ""


def division_faults(sections: "Sequence[SectionSpec]") -> Iterator[tuple[int, str]]:
    """(number of the line in the sheet, sentence) for every total and part that is not as it must be."""
    place = 0
    for section in sections:
        for block in blocks(section.lines):
            total = block[0]
            if total.part_of:
                sentence = _("Phần %(code)s phải đứng ngay dưới dòng tổng %(total)s, trong cùng mục.")
                yield place, sentence % {"code": total.code, "total": total.part_of}
            yield from ((place, sentence) for sentence in _total_faults(total, block[1:]))
            options = [part.option for part in block[1:]]
            for at, part in enumerate(block[1:], place + 1):
                yield from ((at, sentence) for sentence in _part_faults(part, total, options))
            place += len(block)


def _total_faults(line: "LineSpec", parts: "Sequence[LineSpec]") -> Iterator[str]:
    words = {"code": line.code}
    if not line.dimension and not line.division:
        if parts:
            yield _("Dòng %(code)s có phần ở dưới nhưng chưa nói chia theo gì.") % words
        return
    if not line.dimension or not line.dimension_name or not line.division:
        yield _("Dòng %(code)s chia dở: cần chia theo gì và tổng tính thế nào.") % words
    reason = undividable(line)
    if reason:
        yield reason
    if line.division == Division.SUM and line.source:
        sentence = _(
            "Dòng %(code)s lấy từ sổ nên không cộng từ các phần được: chọn «trong đó», hoặc bỏ lấy từ sổ."
        )
        yield sentence % words
    if len(parts) < (2 if line.division == Division.SUM else 1):
        yield _("Dòng %(code)s đã chia nhưng thiếu phần ở dưới. Chia lại, hoặc bỏ chia.") % words


def _part_faults(part: "LineSpec", total: "LineSpec", options: Sequence[str]) -> Iterator[str]:
    words = {"code": part.code, "total": total.code}
    if not OPTION.fullmatch(part.option) or options.count(part.option) > 1:
        yield _("Phần %(code)s cần mã phần riêng, gồm chữ hoa không dấu và số, tối đa 10 ký tự.") % words
    elif part.code != part_code(total.code, part.option):
        sentence = _("Mã của phần là mã dòng tổng, dấu chấm, mã phần: %(right)s, không phải %(code)s.")
        yield sentence % {**words, "right": part_code(total.code, part.option)}
    if part.dimension or part.division:
        yield _("Phần %(code)s không chia tiếp được.") % words
    if any(getattr(part, name) != getattr(total, name) for name in SHARED):
        sentence = _("Phần %(code)s phải cùng loại số, đơn vị tính và cách tổng hợp với dòng tổng %(total)s.")
        yield sentence % words
