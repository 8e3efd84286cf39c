"""`lantoa load-sample`, `lantoa sample-2025` and `lantoa sign-ins`."""

import argparse

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from lantoa.core.vi_dates import format_day
from lantoa.sample import reform
from lantoa.sample.build import CHAPTERS, load, set_clock
from lantoa.sample.organisation import BLOC_PEOPLE, WITH_SECOND_FACTOR
from lantoa.sample.story import PASSWORD

Subparsers = argparse._SubParsersAction  # the type that argparse hands out has no public name


def commands(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    loading = subparsers.add_parser("load-sample", help="nạp tổ chức minh họa vào cơ sở dữ liệu trống")
    loading.set_defaults(run=load_sample)
    reforming = subparsers.add_parser(
        "sample-2025", help="kể tiếp cải cách 2025 trên tổ chức minh họa: chia tách, sáp nhập"
    )
    reforming.set_defaults(run=sample_2025)
    listing = subparsers.add_parser("sign-ins", help="liệt kê các tài khoản minh họa")
    listing.set_defaults(run=sign_ins)


def load_sample(arguments: argparse.Namespace) -> None:
    with _progress() as bar:
        task = bar.add_task("Nạp dữ liệu minh họa", total=len(CHAPTERS))
        made = load(lambda done, chapter: bar.update(task, completed=done, description=chapter))
    Console().print("Đã nạp dữ liệu minh họa." if made else "Dữ liệu minh họa đã có, không thay đổi gì.")


def sample_2025(arguments: argparse.Namespace) -> None:
    """Tell the reform, and move the sample's clock behind it."""
    with _progress() as bar:
        task = bar.add_task("Kể tiếp cải cách 2025", total=len(reform.CHAPTERS))
        made = reform.reform(lambda done, chapter: bar.update(task, completed=done, description=chapter))
    if not made:
        Console().print("Cải cách 2025 đã có trong dữ liệu minh họa, không thay đổi gì.")
        return
    set_clock(reform.REFORM_DAY)
    Console().print(
        f"Đã kể tiếp đến ngày {format_day(reform.REFORM_DAY)}. Nếu Lan Tỏa đang chạy, hãy dừng rồi chạy lại “make run”. "
        "Tài khoản của đơn vị mới: “lantoa sign-ins”."
    )


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed}/{task.total}"),
        TimeElapsedColumn(),
    )


def sign_ins(arguments: argparse.Namespace) -> None:
    """The accounts with a published password: who, name, password."""
    table = Table(title="Tài khoản minh họa", title_justify="left")
    for heading in ("Vai trò", "Tên đăng nhập", "Mật khẩu"):
        table.add_column(heading)
    for name, title, _role in BLOC_PEOPLE:
        table.add_row(title, name, PASSWORD)
    if reform.is_reformed():
        for name, title, _unit, _role in reform.REFORM_PEOPLE:
            table.add_row(f"{title} (từ 2025)", name, PASSWORD)
    name, title = WITH_SECOND_FACTOR
    table.add_row(f"{title} (mã: lantoa otp {name})", name, PASSWORD)
    for unit, label in (("benhvien", "Bệnh viện Đa khoa tỉnh"), ("sonoivu", "Sở Nội vụ")):
        table.add_row(f"Bí thư, {label}", f"bithu.{unit}", PASSWORD)
        table.add_row(f"Cán bộ tổng hợp, {label}", f"tonghop.{unit}", PASSWORD)
    Console().print(table)
