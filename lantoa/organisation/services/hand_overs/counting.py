"""Figures of the two sides as they are typed."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from lantoa.core.errors import Refused
from lantoa.core.vi_numbers import format_count
from lantoa.organisation.models import (
    HandOverLine,
)

MOST = 9_999_999
LONGEST_NOTE = 2_000


def require_counts(lines: Sequence[HandOverLine], counts: Mapping[int, int]) -> None:
    missing = {
        f"c-{line.position}": _("Ghi số; không có thì ghi 0.")
        for line in lines
        if line.position not in counts
    }
    wrong = {
        f"c-{line.position}": _("Ghi số nguyên từ 0 trở lên.")
        for line in lines
        if not 0 <= counts.get(line.position, 0) <= MOST
    }
    if missing or wrong:
        raise Refused(
            _("Còn %(count)s nội dung chưa có số.") % {"count": format_count(len(missing | wrong))},
            fields=missing | wrong,
        )
