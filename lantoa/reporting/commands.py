"""Reporting's part of the command line."""

import argparse
import sys
from pathlib import Path
from typing import Any

from lantoa.core.actor import SYSTEM
from lantoa.core.errors import Refused
from lantoa.core.vi_numbers import format_count
from lantoa.reporting.models import Collection
from lantoa.reporting.published.checks import differences
from lantoa.reporting.published.files.faults import FileFault
from lantoa.reporting.published.files.format import LARGEST
from lantoa.reporting.published.files.reading import read_reviews
from lantoa.reporting.published.words import sentence_of
from lantoa.reporting.queries.collections import collection_by_code
from lantoa.reporting.queries.publications import keeper, review_faults, standing_of
from lantoa.reporting.queries.rollups import check_distinct, check_rollups, check_standings, waiting_nodes
from lantoa.reporting.services.publications import enter_reviews


def commands(subparsers: "argparse._SubParsersAction[Any]") -> None:
    """Add `check-rollups [collection …]` and `import-review FILE [--dry-run]`."""
    parser = subparsers.add_parser(
        "check-rollups", help="So bảng tổng hợp đã lưu với số cộng lại từ báo cáo đã duyệt."
    )
    parser.add_argument("collections", nargs="*", metavar="MÃ", help="Mã đợt thu; bỏ trống để so tất cả.")
    parser.set_defaults(run=run_check_rollups)
    taking = subparsers.add_parser(
        "import-review", help="nạp số liệu đã công bố từ một tệp JSON, và nói rõ chỗ nào không khớp"
    )
    taking.add_argument("file", type=Path, metavar="TỆP", help="tệp theo docs/how-to/published-figures.md")
    taking.add_argument(
        "--owner",
        default="",
        metavar="MÃ",
        help="cấp ủy giữ số liệu; bỏ trống khi chỉ một đơn vị có chuyên viên cấp ủy",
    )
    taking.add_argument("--dry-run", action="store_true", help="chỉ xem thử, không ghi gì")
    taking.set_defaults(run=run_import_review)


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
        for record in check_distinct(collection):
            differing += 1
            sys.stdout.write(
                f"{record.collection_code} {record.unit_code} {record.indicator}: "
                f"đếm {record.told} bản ghi khác nhau, đếm lại {record.counted}.\n"
            )
        for code in check_standings(collection):
            differing += 1
            sys.stdout.write(f"{collection.code} {code}: tình trạng lưu khác với các bản báo cáo.\n")
    sys.stdout.write(f"{len(collections)} đợt thu, {differing} chỗ lệch.\n")
    return 1 if differing else 0


def run_import_review(arguments: argparse.Namespace) -> int:
    """Say what is wrong with a file (1), or enter its reviews and print each difference (0). With --dry-run nothing is kept."""
    read = read_reviews(_text_of(arguments.file))
    _print_places("Lưu ý", read.notices)
    if read.faults:
        _print_places("Sai", read.faults)
        return 1
    owner = keeper(arguments.owner)
    faults = review_faults(owner, read.reviews)
    if faults:
        _print_places("Sai", faults)
        return 1
    standing = standing_of(owner, read.reviews)
    if not arguments.dry_run:
        enter_reviews(actor=SYSTEM, owner=owner, reviews=read.reviews)
    differing = 0
    for review in read.reviews:
        there = standing[review.source]
        state = "đã có, không đổi" if there.is_same else "thay bản đã có" if there.current else "bài mới"
        found = differences(review)
        differing += len(found)
        sys.stdout.write(
            f"{review.source}: {review.organisation}, {review.period_words}: "
            f"{len(review.figures)} số, {len(found)} chỗ lệch ({state}).\n"
        )
        for check in found:
            sys.stdout.write(f"  Lệch: {check.stated.words}. {sentence_of(check)}\n")
    word = "Xem thử" if arguments.dry_run else "Đã nạp"
    sys.stdout.write(f"{word} {len(read.reviews)} bài, {differing} chỗ lệch; giữ ở {owner.code}.\n")
    return 0


def _text_of(path: Path) -> str:
    try:
        if path.stat().st_size > 4 * LARGEST:
            raise Refused(f"Tệp {path} lớn hơn {format_count(LARGEST)} ký tự. Tách thành nhiều tệp.")
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise Refused(f"Không mở được tệp {path}. Xem lại đường dẫn.") from error
    except UnicodeDecodeError as error:
        raise Refused(f"Tệp {path} không phải UTF-8. Lưu lại tệp ở dạng UTF-8.") from error


def _print_places(word: str, found: list[FileFault]) -> None:
    for one in found:
        place = f"{one.words} ({one.place})" if one.words != one.place and one.place else one.words
        sys.stdout.write(f"{word}: {place}: {one.sentence}\n")
