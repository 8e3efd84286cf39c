"""`lantoa read-files`: read anew what the files of evidence say, for search."""

import argparse
from collections import Counter

from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from lantoa.core.errors import Conflict
from lantoa.core.vi_numbers import format_count
from lantoa.practices.choices import FileReading
from lantoa.practices.queries import file_words as queries
from lantoa.practices.services.file_words import read_file

Subparsers = argparse._SubParsersAction  # the type that argparse hands out has no public name
OUTCOMES = {
    FileReading.READ: "đọc được chữ",
    FileReading.PICTURE: "ảnh, tìm theo chú thích",
    FileReading.WORDLESS: "bản chụp không có lớp chữ",
    FileReading.UNREADABLE: "không đọc được",
    FileReading.LOST: "mất nội dung trong kho tệp",
}


def commands(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    read = subparsers.add_parser(
        "read-files",
        help="đọc lại chữ trong mọi tệp minh chứng để tìm kiếm; chạy lại bao nhiêu lần cũng được",
    )
    read.add_argument("--missing", action="store_true", help="chỉ đọc những tệp chưa được đọc lần nào")
    read.set_defaults(run=read_files)


def read_files(arguments: argparse.Namespace) -> int:
    """Each file by itself, so that a run that is stopped has kept what it read. Exit code 1 if a file has lost its bytes or
    could not be tried."""
    found = queries.every_file()
    wanted = queries.unread(len(found)) if arguments.missing else found
    counts: Counter[FileReading] = Counter()
    busy = 0
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed}/{task.total}"),
        TimeElapsedColumn(),
    ) as bar:
        task = bar.add_task("Đang đọc tệp minh chứng", total=len(wanted))
        for identity in wanted:
            try:
                outcome = read_file(evidence_id=identity)
            except Conflict:
                busy += 1
            else:
                counts.update([outcome] if outcome else [])
            bar.advance(task)
    for outcome, words in OUTCOMES.items():
        if counts[outcome]:
            print(f"{words}: {format_count(counts[outcome])}")  # noqa: T201
    if busy:
        print(f"chưa đọc vì đang đọc nhiều tệp khác, hãy chạy lại: {format_count(busy)}")  # noqa: T201
    print(f"Đã đọc {format_count(sum(counts.values()))} tệp.")  # noqa: T201
    return 1 if busy or counts[FileReading.LOST] else 0
