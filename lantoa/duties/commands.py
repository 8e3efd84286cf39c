"""`lantoa check-duties`: the kept numbers of duties against a recount."""

import argparse
from typing import Any

from lantoa.core import clock
from lantoa.core.vi_dates import format_day
from lantoa.core.vi_numbers import format_count
from lantoa.duties.choices import Standing
from lantoa.duties.models import ANYWHERE
from lantoa.duties.queries import WAITING, Difference, differences, kinds_kept

SHOWN = 20


def commands(subparsers: "argparse._SubParsersAction[Any]") -> None:
    """Add `check-duties [kind …]`."""
    parser = subparsers.add_parser(
        "check-duties", help="đếm lại việc các đơn vị còn nợ và đối chiếu với số đang giữ"
    )
    parser.add_argument(
        "kinds", nargs="*", metavar="LOẠI", help="task, report…; bỏ trống để đối chiếu tất cả"
    )
    parser.set_defaults(run=check_duties)


def check_duties(arguments: argparse.Namespace) -> int:
    """Print what differs; 0 when all agree, 1 otherwise, 2 for a kind that is not there."""
    kinds: list[str] = arguments.kinds or kinds_kept()
    unknown = [kind for kind in kinds if kind not in kinds_kept()]
    if unknown:
        print(f"Không có loại việc {', '.join(unknown)}; chọn trong: {', '.join(kinds_kept())}.")  # noqa: T201
        return 2
    found = differences(kinds)
    for one in found[:SHOWN]:
        print(_told(one))  # noqa: T201
    if len(found) > SHOWN:
        print(f"… và {format_count(len(found) - SHOWN)} chỗ lệch nữa")  # noqa: T201
    print(f"{len(kinds)} loại việc, {format_count(len(found))} chỗ lệch.")  # noqa: T201
    return 1 if found else 0


def _told(one: Difference) -> str:
    day = f", hạn {format_day(one.due_at.astimezone(clock.VIETNAM).date())}" if one.due_at else ""
    if one.kind in WAITING:
        where = "tất cả" if one.branch == ANYWHERE else f"dưới {one.branch}"
        standing = one.standing
    else:
        where, standing = f"nhánh {one.branch}", str(Standing(one.standing).label)
    return (
        f"{one.kind} {one.subject}, {where}, {standing}{day}: "
        f"giữ {format_count(one.kept)}, đếm lại {format_count(one.counted)}."
    )
