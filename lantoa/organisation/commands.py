"""`lantoa check-tree`: is the tree sound on every day; recompute its closure and compare.

`lantoa import-tree`, `lantoa export-tree`: a tree as a file.
"""

import argparse
from datetime import date
from pathlib import Path

from lantoa.attachments.choices import Kind
from lantoa.attachments.gate import admit_bytes
from lantoa.core import clock
from lantoa.core.actor import System
from lantoa.core.errors import Refused
from lantoa.core.vi_dates import parse_day
from lantoa.organisation.models import Unit
from lantoa.organisation.printouts.tree import tree_csv, tree_file
from lantoa.organisation.queries.consistency import Unsoundness, disagreements, faults
from lantoa.organisation.queries.standing_trees import kind_names, standing_branch
from lantoa.organisation.queries.tree_differences import WHAT_WORDS, Change, cells_of, compared, counted
from lantoa.organisation.queries.tree_files import Fault
from lantoa.organisation.queries.units import unit_by_code
from lantoa.organisation.services import imports
from lantoa.organisation.services.decisions import Decision

Subparsers = argparse._SubParsersAction  # the type that argparse hands out has no public name
SHOWN = 20


def commands(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser(
        "check-tree", help="soát cây tổ chức từng ngày, tính lại quan hệ trên dưới và đối chiếu"
    )
    parser.set_defaults(run=check_tree)
    taking = subparsers.add_parser(
        "import-tree", help="đối chiếu một tệp cây tổ chức, và áp dụng với --apply"
    )
    taking.add_argument(
        "file", type=Path, metavar="TỆP", help="tệp .xlsx hoặc .csv, cột như tệp của export-tree"
    )
    taking.add_argument(
        "--under", default="", metavar="MÃ", help="đơn vị nhận; bỏ trống khi cây chưa có gì và tệp có cả gốc"
    )
    taking.add_argument("--decision", required=True, metavar="SỐ", help="số quyết định, ví dụ 815-QĐ/TU")
    taking.add_argument("--issuer", required=True, metavar="TÊN", help="cơ quan ban hành")
    taking.add_argument("--decided", required=True, metavar="NGÀY", help="ngày quyết định, ví dụ 15/9/2015")
    taking.add_argument(
        "--effective", default="", metavar="NGÀY", help="ngày có hiệu lực; bỏ trống là ngày quyết định"
    )
    taking.add_argument("--end-missing", action="store_true", help="đơn vị không có trong tệp thì kết thúc")
    taking.add_argument("--apply", action="store_true", help="áp dụng; không ghi thì chỉ đối chiếu")
    taking.set_defaults(run=import_tree)
    giving = subparsers.add_parser(
        "export-tree", help="ghi cây bên dưới một đơn vị ra tệp để sửa rồi nhập lại"
    )
    giving.add_argument("--under", default="", metavar="MÃ", help="đơn vị ở trên; bỏ trống là toàn bộ")
    giving.add_argument("--on", default="", metavar="NGÀY", help="cây của ngày nào; bỏ trống là hôm nay")
    giving.add_argument("--out", required=True, type=Path, metavar="TỆP", help="tệp .xlsx hoặc .csv nhận cây")
    giving.set_defaults(run=export_tree)


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


def import_tree(arguments: argparse.Namespace) -> int:
    """Compare, tell every fault or change, and change the tree where asked to. Exit code 1 when the file has faults."""
    unit = unit_by_code(arguments.under) if arguments.under else None
    decided = parse_day(arguments.decided)
    effective = parse_day(arguments.effective) if arguments.effective else decided
    decision = Decision(arguments.decision, decided, effective, arguments.issuer)
    try:
        content = arguments.file.read_bytes()
    except OSError as error:
        raise Refused(f"Không đọc được tệp «{arguments.file}»: {error.strerror}.") from error
    file = admit_bytes(content, arguments.file.name, allowed=(Kind.XLSX, Kind.CSV))
    cells = cells_of(file)
    reading, changes = compared(unit, decision.effective_on, cells, ends_missing=arguments.end_missing)
    for hint in reading.hints:
        print(f"Lưu ý, {_place(hint)}: {hint.sentence}")  # noqa: T201
    for fault in reading.faults:
        print(f"Lỗi, {_place(fault)}: {fault.sentence}")  # noqa: T201
    if reading.faults:
        print(f"Có {len(reading.faults)} lỗi; cây tổ chức không thay đổi.")  # noqa: T201
        return 1
    for change in changes[:SHOWN]:
        print(_told(change))  # noqa: T201
    if len(changes) > SHOWN:
        print(f"… và {len(changes) - SHOWN} thay đổi nữa")  # noqa: T201
    counts = counted(changes)
    told = [f"{WHAT_WORDS[what]}: {count}" for what, count in counts.items() if count]
    print(", ".join(told) or "Không có gì khác.")  # noqa: T201
    if arguments.apply:
        imports.apply_rows(actor=System("dòng lệnh"), decision=decision, rows=reading.rows, changes=changes)
        print("Đã áp dụng.")  # noqa: T201
    return 0


def export_tree(arguments: argparse.Namespace) -> int:
    unit: Unit | None = unit_by_code(arguments.under) if arguments.under else None
    day: date = parse_day(arguments.on) if arguments.on else clock.today()
    branch = standing_branch(unit, day)
    kinds = kind_names()
    is_csv = arguments.out.suffix.lower() == ".csv"
    content = tree_csv(branch, kinds) if is_csv else tree_file(branch, kinds, "Cây tổ chức", day)
    try:
        arguments.out.write_bytes(content)
    except OSError as error:
        raise Refused(f"Không ghi được tệp «{arguments.out}»: {error.strerror}.") from error
    print(f"Đã ghi {len(branch)} đơn vị vào {arguments.out}")  # noqa: T201
    return 0


def _place(fault: Fault) -> str:
    where = f"dòng {fault.line}" if fault.line else "cả tệp"
    return f"{where}, cột {fault.column}" if fault.column else where


def _told(change: Change) -> str:
    way = f": {change.before or '–'} → {change.after or '–'}" if change.before or change.after else ""
    return f"{WHAT_WORDS[change.what]} {change.code} {change.name}{way}"
