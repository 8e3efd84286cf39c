"""`lantoa verify-audit`: recompute the hash chains of the record."""

import argparse

from lantoa.audit.models import Entry
from lantoa.audit.queries import breaks

Subparsers = argparse._SubParsersAction  # the type that argparse hands out has no public name

REASONS = {
    "missing": "thiếu hoặc thừa một bản ghi",
    "order": "bản ghi không nối tiếp bản ghi trước",
    "changed": "nội dung đã bị sửa",
    "truncated": "mất các bản ghi cuối",
}


def commands(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser(
        "verify-audit", help="đối chiếu chuỗi băm của nhật ký, chỉ ra chỗ đứt đầu tiên"
    )
    parser.set_defaults(run=verify_audit)


def verify_audit(arguments: argparse.Namespace) -> int:
    """Exit code 1 when a chain is broken; each broken chain is named with its first bad place."""
    found = list(breaks())
    for one in found:
        print(f"Chuỗi {one.chain}, bản ghi {one.sequence}: {REASONS[one.reason]}.")  # noqa: T201
    if not found:
        print(f"Nhật ký khớp: {Entry.objects.count()} bản ghi.")  # noqa: T201
    return 1 if found else 0
