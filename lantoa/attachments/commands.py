"""`lantoa sweep-files`: what lies in the store and belongs to nothing. Lists; deletes only when told so."""

import argparse
from datetime import timedelta

from lantoa.attachments import queries, services
from lantoa.core import clock, vi_numbers
from lantoa.core.actor import System

Subparsers = argparse._SubParsersAction  # the type that argparse hands out has no public name
OLD = timedelta(days=1)


def commands(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    sweep = subparsers.add_parser(
        "sweep-files", help="liệt kê tệp không còn nơi nào dùng, tệp mất nội dung; --apply để xóa"
    )
    sweep.add_argument("--apply", action="store_true", help="xóa những tệp không còn nơi nào dùng")
    sweep.set_defaults(run=sweep_files)


def sweep_files(arguments: argparse.Namespace) -> int:
    """What is younger than a day is left alone. Exit code 1 if a file has lost its bytes: that no sweep can mend."""
    before = clock.now() - OLD
    actor = System("dọn tệp")
    swept = 0
    for file in list(queries.unreferenced(before)):
        print(f"không nơi nào dùng  {file.sha256}  {vi_numbers.format_count(file.size)} byte")  # noqa: T201
        swept += arguments.apply and services.discard(actor=actor, file=file, older_than=OLD)
    for path in list(queries.strays(before)):
        print(f"không có trong sổ   {path}")  # noqa: T201
        swept += arguments.apply and services.discard_stray(actor=actor, path=path)
    lost = list(queries.lost())
    for file in lost:
        print(f"MẤT NỘI DUNG        {file.sha256}  {vi_numbers.format_count(file.size)} byte")  # noqa: T201
    if arguments.apply:
        print(f"Đã xóa {vi_numbers.format_count(swept)} tệp.")  # noqa: T201
    return 1 if lost else 0
