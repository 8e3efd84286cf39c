"""`lantoa check-tree`: is the tree sound on every day; recompute its closure and compare."""

import argparse

from lantoa.organisation.queries.consistency import Unsoundness, disagreements, faults

Subparsers = argparse._SubParsersAction  # the type that argparse hands out has no public name
SHOWN = 20


def commands(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser(
        "check-tree", help="soát cây tổ chức từng ngày, tính lại quan hệ trên dưới và đối chiếu"
    )
    parser.set_defaults(run=check_tree)


WORDS = {
    Unsoundness.OVERLAP: "{unit}: hai bản ghi cùng có hiệu lực trong {days}",
    Unsoundness.UNDER_NOBODY: "{unit} trực thuộc {other} là đơn vị không hoạt động trong {days}",
    Unsoundness.CYCLE: "{unit} ở trên chính mình qua {other} trong {days}",
}


def check_tree(arguments: argparse.Namespace) -> int:
    """Exit code 1 when something is unsound or differs; the first of them are named."""
    lines = [WORDS[one.kind].format(unit=one.unit, other=one.other, days=one.days) for one in faults()]
    for link in disagreements():
        told, kept = link.told or "không", link.kept or "không"
        lines.append(
            f"{link.descendant} dưới {link.ancestor} ({link.depth} cấp): lịch sử ghi {told}, đang giữ {kept}"
        )
    for line in lines[:SHOWN]:
        print(line)  # noqa: T201
    print(f"Có {len(lines)} chỗ sai hoặc lệch." if lines else "Cây tổ chức khớp.")  # noqa: T201
    return 1 if lines else 0
