"""Workbooks of reports taken in: the whole way that a sending goes, beside scripts that only read the same files.

Ours: the gate's rules and the reading in capped children, columns and lines found by their keys, each cell compared with the
report as it stands. The scripts open a file in their own process and walk its cells; they check nothing and find nothing. Of 980
there are no 980 reports in the sample: ten times the same 98 are read, and not compared.
"""

import io
import time
import zipfile
from datetime import date
from typing import Any

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from python_calamine import CalamineWorkbook

from bench.measuring import Timing, median_of, table
from lantoa.accounts.models import User
from lantoa.attachments.parcels import admit_parcel
from lantoa.organisation.choices import Role
from lantoa.organisation.models import Person, RoleAssignment
from lantoa.reporting.models import Submission, WorkbookIntake
from lantoa.reporting.queries.workbooks import fillings, judged
from lantoa.reporting.workbook_files import report_workbook
from lantoa.reporting.workbook_readings import Reading, read_book

COLLECTION = "BCQ-2021Q1"


def measure() -> str:
    with transaction.atomic():
        told = _measure()
        transaction.set_rollback(True)
    return told


def _measure() -> str:
    reporter = _reporter_of_all()
    reports = list(
        Submission.objects.filter(collection__code=COLLECTION, is_latest=True).select_related(
            "unit", "collection__sheet_version__sheet"
        )
    )
    began = time.perf_counter()
    files = [report_workbook(one, author="bench") for one in fillings(reports)]
    written = time.perf_counter() - began
    rows = []
    for times in (1, 10):
        many = files * times
        packed = _packed(many)

        def ours(packed: bytes = packed, times: int = times) -> None:
            readings = _read(packed)
            if len(readings) != len(files) * times or any(one.refusal for one in readings):
                raise RuntimeError("a workbook was refused")
            if times == 1:
                _compare(reporter, readings)

        def with_openpyxl(many: list[bytes] = many) -> None:
            for raw in many:
                for page in openpyxl.load_workbook(io.BytesIO(raw), read_only=True, data_only=True):
                    for _row in page.iter_rows(values_only=True):
                        pass

        def with_calamine(many: list[bytes] = many) -> None:
            for raw in many:
                book = CalamineWorkbook.from_filelike(io.BytesIO(raw))
                for name in book.sheet_names:
                    book.get_sheet_by_name(name).to_python()

        works = {
            "taken in: gate, reading, comparing" if times == 1 else "taken in: gate, reading": ours,
            "openpyxl, read-only, only reads": with_openpyxl,
            "calamine, only reads": with_calamine,
        }
        if pandas := _pandas():

            def with_pandas(many: list[bytes] = many) -> None:
                for raw in many:
                    pandas.read_excel(io.BytesIO(raw), sheet_name=None, header=None)

            works["pandas, only reads"] = with_pandas
        runs = 3 if times == 1 else 1
        timings = median_of(*works.values(), runs=runs, warm_up=1 if times == 1 else 0)
        rows += [
            _row(f"{len(many)} workbooks, {name}", one, len(many))
            for name, one in zip(works, timings, strict=True)
        ]
    size = len(files[0]) / 1024
    lacking = "" if _pandas() else "\npandas is not installed: not measured"
    return (
        f"Workbooks taken in; {size:.0f} KB each; writing the {len(files)} took {written:.1f} s\n"
        + table(["", "wall", "CPU", "a workbook"], rows)
        + lacking
    )


def _pandas() -> Any:
    """None where `make bench` has not installed it."""
    try:
        import pandas
    except ImportError:
        return None
    return pandas


def _row(name: str, timing: Timing, count: int) -> list[str]:
    return [name, f"{timing.wall:.2f} s", f"{timing.cpu:.2f} s", f"{timing.wall / count * 1000:.1f} ms"]


def _reporter_of_all() -> User:
    """A person who enters for every unit that owes; undone with the rest."""
    user = User.objects.get(username="tonghop.benhvien")
    person = Person.objects.get(user=user)
    owing = Submission.objects.filter(collection__code=COLLECTION, is_latest=True).values_list(
        "unit", flat=True
    )
    held = RoleAssignment.objects.filter(person=person).values_list("unit", flat=True)
    RoleAssignment.objects.bulk_create(
        RoleAssignment(person=person, unit_id=unit, role=Role.REPORTER, valid=(date(2015, 10, 1), None))
        for unit in set(owing) - set(held)
    )
    return user


def _packed(files: list[bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for number, raw in enumerate(files):
            archive.writestr(f"{number}.xlsx", raw)
    return out.getvalue()


def _read(packed: bytes) -> list[Reading]:
    parcel = admit_parcel([SimpleUploadedFile("all.zip", packed)])
    return [read_book(one) for one in parcel.books]


def _compare(reporter: User, readings: list[Reading]) -> None:
    intake = WorkbookIntake(code="BENCH", sender=reporter, books=[one.kept() for one in readings])
    judged(reporter, intake)
