"""`lantoa review`: the main job without a browser."""

import argparse
from pathlib import Path

from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from lantoa.attachments.queries import content_of
from lantoa.conferences import services
from lantoa.conferences.choices import FILE_NAMES, ItemKind
from lantoa.conferences.models import Pack
from lantoa.conferences.queries import conference_by_code, latest_conference
from lantoa.core.actor import System
from lantoa.core.errors import NotFound, Refused

Subparsers = argparse._SubParsersAction  # the type that argparse hands out has no public name


def commands(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser(
        "review", help="làm báo cáo sơ kết, phụ lục, tập mô hình, giấy khen vào một thư mục"
    )
    parser.add_argument(
        "--out", required=True, metavar="THƯ_MỤC", help="thư mục nhận các tệp; chưa có thì tạo"
    )
    parser.add_argument(
        "--conference", default="", metavar="MÃ", help="mã hội nghị; không ghi thì lấy hội nghị gần nhất"
    )
    parser.set_defaults(run=review)


def review(arguments: argparse.Namespace) -> None:
    """Freeze, make and write the files. Each file appears whole or not at all."""
    out = Path(arguments.out)
    if out.exists() and not out.is_dir():
        raise Refused(f"«{out}» là một tệp, không phải thư mục. Chọn thư mục khác.")
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refused(f"Không tạo được thư mục «{out}»: {error.strerror}. Chọn thư mục khác.") from error
    try:
        conference = conference_by_code(arguments.conference) if arguments.conference else latest_conference()
    except NotFound:
        raise Refused(
            f"Không có hội nghị mang mã «{arguments.conference}»."
            if arguments.conference
            else "Chưa có hội nghị nào."
        ) from None
    edition = services.freeze_edition(actor=System("dòng lệnh"), conference=conference)
    pack = Pack.objects.create(edition=edition)
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed}/{task.total}"),
        TimeElapsedColumn(),
    ) as bar:
        task = bar.add_task("Đang làm bộ tài liệu", total=pack.total)

        def told(done: int, total: int, kind: ItemKind) -> None:
            bar.update(task, completed=done, description=str(kind.label))

        pack = services.make_pack(pack=pack, progress=told)
    for item in pack.items.select_related("file"):
        _write(out / FILE_NAMES[item.kind], content_of(item.file))
    print(f"Đã ghi {pack.items.count()} tệp vào {out}")  # noqa: T201


def _write(path: Path, content: bytes) -> None:
    temporary = path.with_name(f".{path.name}.dang-ghi")
    temporary.write_bytes(content)
    temporary.replace(path)
