"""Reporting's part of the command line."""

import argparse
import sys
from typing import Any

from lantoa.reporting.models import Collection
from lantoa.reporting.queries.collections import collection_by_code
from lantoa.reporting.queries.rollups import check_rollups, waiting_nodes


def commands(subparsers: "argparse._SubParsersAction[Any]") -> None:
    """Add `check-rollups [collection …]`."""
    parser = subparsers.add_parser(
        "check-rollups", help="So bảng tổng hợp đã lưu với số cộng lại từ báo cáo đã duyệt."
    )
    parser.add_argument("collections", nargs="*", metavar="MÃ", help="Mã đợt thu; bỏ trống để so tất cả.")
    parser.set_defaults(run=run_check_rollups)


def run_check_rollups(arguments: argparse.Namespace) -> int:
    """Print what differs; 0 when all agree, 1 otherwise."""
    codes: list[str] = arguments.collections
    collections = (
        [collection_by_code(code) for code in codes] if codes else list(Collection.objects.order_by("code"))
    )
    differing = 0
    for collection in collections:
        waiting = waiting_nodes(collection)
        if waiting:
            sys.stdout.write(f"{collection.code}: còn {waiting} nút chờ tính lại.\n")
        for one in check_rollups(collection):
            differing += 1
            sys.stdout.write(
                f"{one.collection_code} {one.unit_code} dòng {one.position}: "
                f"lưu {one.kept_sum} ({one.kept_count} đơn vị), "
                f"cộng lại {one.counted_sum} ({one.counted_count} đơn vị).\n"
            )
    sys.stdout.write(f"{len(collections)} đợt thu, {differing} chỗ lệch.\n")
    return 1 if differing else 0
