"""`lantoa review`: the main job without a browser."""

import argparse
import errno
import tempfile
from pathlib import Path

from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from lantoa.attachments.queries import content_of
from lantoa.conferences.choices import FILE_NAMES, ItemKind
from lantoa.conferences.models import Conference, Pack
from lantoa.conferences.queries.reviews import conference_by_code, latest_conference
from lantoa.conferences.services import editions as services
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
    """Freeze, make and write the files: all of them, or none where the folder refuses one."""
    out = Path(arguments.out)
    if out.exists() and not out.is_dir():
        raise Refused(f"«{out}» là một tệp, không phải thư mục. Chọn thư mục khác.")
    conference = _conference(arguments.conference)
    _prepare(out)
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
    files = {FILE_NAMES[item.kind]: content_of(item.file) for item in pack.items.select_related("file")}
    _write(out, files)
    print(f"Đã ghi {len(files)} tệp vào {out}")  # noqa: T201


def _conference(code: str) -> Conference:
    try:
        return conference_by_code(code) if code else latest_conference()
    except NotFound:
        raise Refused(f"Không có hội nghị mang mã «{code}»." if code else "Chưa có hội nghị nào.") from None


def _prepare(out: Path) -> None:
    """Find out before the work, not after it, that nothing can be written there."""
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refused(f"Không tạo được thư mục «{out}»: {error.strerror}. Chọn thư mục khác.") from error
    try:
        with tempfile.NamedTemporaryFile(dir=out):
            pass
    except OSError as error:
        raise Refused(_cannot_write(out, error)) from error


def _write(out: Path, files: dict[str, bytes]) -> None:
    """Everything is on the disk before the first file takes its name."""
    temporary = {out / name: out / f".{name}.dang-ghi" for name in files}
    try:
        for (path, beside), content in zip(temporary.items(), files.values(), strict=True):
            beside.write_bytes(content)
            if path.is_dir():
                raise IsADirectoryError(errno.EISDIR, f"{path.name} là một thư mục")
        for path, beside in temporary.items():
            beside.replace(path)
    except OSError as error:
        for beside in temporary.values():
            beside.unlink(missing_ok=True)
        raise Refused(_cannot_write(out, error)) from error


def _cannot_write(out: Path, error: OSError) -> str:
    return f"Không ghi được vào thư mục «{out}»: {error.strerror}. Chọn thư mục khác."
