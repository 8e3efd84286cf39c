"""`lantoa check-tree`: recompute the closure of the tree and compare."""

import argparse

from lantoa.organisation.queries.consistency import disagreements

Subparsers = argparse._SubParsersAction  # the type that argparse hands out has no public name
SHOWN = 20


def commands(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser(
        "check-tree", help="tính lại quan hệ trên dưới của cây tổ chức và đối chiếu"
    )
    parser.set_defaults(run=check_tree)


def check_tree(arguments: argparse.Namespace) -> int:
    """Exit code 1 when something differs; the first differences are named."""
    found = disagreements()
    if not found:
        print("Cây tổ chức khớp.")  # noqa: T201
        return 0
    for one in found[:SHOWN]:
        told, kept = one.told or "không", one.kept or "không"
        print(f"{one.descendant} dưới {one.ancestor} ({one.depth} cấp): lịch sử ghi {told}, đang giữ {kept}")  # noqa: T201
    print(f"Có {len(found)} chỗ lệch.")  # noqa: T201
    return 1
