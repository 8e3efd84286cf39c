"""`lantoa verify-audit`, `export-heads`, `export-audit`: prove the record, and hand out what others need to prove it."""

import argparse
from pathlib import Path

from django.conf import settings

from lantoa.audit import services, verify_audit
from lantoa.audit.models import Entry
from lantoa.audit.queries import find_faults, lines_of_dump
from lantoa.core.errors import Refused

Subparsers = argparse._SubParsersAction  # the type that argparse hands out has no public name


def commands(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    verify = subparsers.add_parser(
        "verify-audit", help="đối chiếu chuỗi băm của nhật ký, chỉ ra chỗ hỏng đầu tiên của mỗi chuỗi"
    )
    verify.add_argument(
        "--heads", type=Path, action="append", metavar="TỆP", help="tệp hoặc thư mục đầu chuỗi đã xuất"
    )
    verify.add_argument("--public-key", default="", metavar="KHÓA", help="khóa công khai đã công bố")
    verify.set_defaults(run=verify_audit_command)

    heads = subparsers.add_parser(
        "export-heads", help="ký và xuất đầu các chuỗi nhật ký ra một nơi bên ngoài"
    )
    heads.add_argument("--out", type=Path, required=True, metavar="TỆP", help="tệp mới, hoặc thư mục")
    heads.set_defaults(run=export_heads)

    record = subparsers.add_parser("export-audit", help="xuất nhật ký để đối chiếu trên máy khác")
    record.add_argument("--out", type=Path, required=True, metavar="TỆP", help="tệp JSONL mới")
    record.add_argument(
        "--contents", action="store_true", help="kèm tên người và nội dung (không kèm thì chỉ có cam kết băm)"
    )
    record.set_defaults(run=export_audit)


def verify_audit_command(arguments: argparse.Namespace) -> int:
    """Exit code 1 when a chain is broken; each broken chain is named with its first bad place."""
    kept = Path(settings.AUDIT_HEADS_DIR)
    paths = arguments.heads or ([kept] if kept.is_dir() else [])
    for path in paths:
        if not path.exists():
            raise Refused(f"Không có {path}.")
    exports, bad = verify_audit.read_exports(paths, arguments.public_key) if paths else ([], [])
    code = verify_audit.report(find_faults(exports), bad, exports)
    if not code:
        print(f"{Entry.objects.count()} bản ghi.")  # noqa: T201
    return code


def export_heads(arguments: argparse.Namespace) -> int:
    made = services.export_heads(target=arguments.out)
    assert made is not None  # noqa: S101  (None only where nothing may have changed)
    print(f"Đã xuất lần {made.number}: {made.chains} chuỗi, {made.entries} bản ghi, tệp {made.file_name}.")  # noqa: T201
    print(f"Gốc Merkle: {made.root}")  # noqa: T201
    print(f"Khóa công khai: {made.public_key}")  # noqa: T201
    return 0


def export_audit(arguments: argparse.Namespace) -> int:
    path: Path = arguments.out
    try:
        with path.open("x", encoding="utf-8") as file:
            path.chmod(0o600)
            written = sum(1 for _line in map(file.write, lines_of_dump(contents=arguments.contents)))
    except OSError as error:
        raise Refused(f"Không ghi được {path}: {error.strerror}.") from error
    print(f"Đã xuất {written} bản ghi vào {path}.")  # noqa: T201
    return 0
