"""Collections and their reports, in each state."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile

from lantoa.attachments.parcels import admit_parcel
from lantoa.core import clock
from lantoa.core.actor import SYSTEM
from lantoa.core.periods import from_code
from lantoa.organisation.models import Unit
from lantoa.reporting.choices import SubmissionState
from lantoa.reporting.models import (
    Collection,
    ReopenProposal,
    Scoring,
    SheetVersion,
    Submission,
    SubmissionText,
    WorkbookIntake,
)
from lantoa.reporting.services.collections import close_collection, open_collection
from lantoa.reporting.services.loading import ReportRow, load_reports
from lantoa.reporting.services.narratives import leave_out, merge
from lantoa.reporting.services.sheets import publish_sheet
from lantoa.reporting.workbook_readings import read_book
from tests.permissions.world.places import PLACES, canary
from tests.permissions.world.reporting.sheets import SCORED_SHEET, SHEET
from tests.permissions.world.things import World

REPORT_STATES = (
    SubmissionState.DRAFT,
    SubmissionState.HANDED,
    SubmissionState.SUBMITTED,
    SubmissionState.RETURNED,
    SubmissionState.ACCEPTED,
)


def make_reports(world: World) -> None:
    version, scored = (
        publish_sheet(actor=SYSTEM, sheet=SHEET),
        publish_sheet(actor=SYSTEM, sheet=SCORED_SHEET),
    )
    period = from_code("2021Q1")
    for place in PLACES:
        for state in REPORT_STATES:
            unit = world.units[place]
            collection = open_collection(
                actor=SYSTEM,
                sheet_version=version,
                period=period,
                owner=unit,
                units=[unit],
                opens_at=clock.instant(period.start),
                due_at=clock.instant(date(2021, 4, 10)),
                closes_at=clock.instant(date(2021, 4, 20)),
                title=f"Báo cáo {canary('collection', 'any', place)}",
                code=f"BC-{place}-{state}",
            )
            load_reports(actor=SYSTEM, collection=collection, rows=[_report(world, unit, place, state)])
            world.collections[place, state] = collection
        world.collections[place, "amended"] = _amended(world, version, place)
        world.collections[place, "scored"] = _scored(world, scored, place)
        for state in ("closed", "asked"):
            world.collections[place, state] = _closed(world, version, place, state)
        world.reopenings[place] = ReopenProposal.objects.create(
            collection=world.collections[place, "asked"],
            reason="Còn thiếu đơn vị.",
            closes_at=clock.instant(date(2021, 4, 30)),
            proposed_by=world.clerk,
            proposed_at=clock.now(),
        )


def _amended(world: World, version: SheetVersion, place: str) -> Collection:
    """An accepted report with an amendment in work: its words are the unit's alone."""
    unit = world.units[place]
    made = open_collection(
        actor=SYSTEM,
        sheet_version=version,
        period=from_code("2021Q1"),
        owner=unit,
        units=[unit],
        opens_at=clock.instant(date(2021, 1, 1)),
        due_at=clock.instant(date(2021, 4, 10)),
        closes_at=clock.instant(date(2021, 4, 20)),
        title=f"Báo cáo {canary('collection', 'any', place)}",
        code=f"BC-{place}-amended",
    )
    [first] = load_reports(
        actor=SYSTEM, collection=made, rows=[_report(world, unit, place, SubmissionState.ACCEPTED)]
    )
    Submission.objects.filter(pk=first.pk).update(is_latest=False)
    second = Submission.objects.create(
        collection=made,
        unit=unit,
        version_number=2,
        values=first.values,
        source_values=first.source_values,
        amend_reason=f"Sót {canary('report', 'draft', place)}",
    )
    SubmissionText.objects.create(
        submission=second,
        narrative=version.narratives.get(),
        text=f"Hạn chế {canary('report', 'draft', place)}",
    )
    return made


def _scored(world: World, version: SheetVersion, place: str) -> Collection:
    """A scored report that waits, with second points whose reason is for who may give them."""
    unit = world.units[place]
    made = open_collection(
        actor=SYSTEM,
        sheet_version=version,
        period=from_code("2021Q1"),
        owner=unit,
        units=[unit],
        opens_at=clock.instant(date(2021, 1, 1)),
        due_at=clock.instant(date(2021, 4, 10)),
        closes_at=clock.instant(date(2021, 4, 20)),
        title=f"Báo cáo {canary('collection', 'any', place)}",
        code=f"BC-{place}-scored",
    )
    row = replace(_report(world, unit, place, SubmissionState.SUBMITTED), values={"K1": 8})
    [sent] = load_reports(actor=SYSTEM, collection=made, rows=[row])
    reason = f"Thiếu ý kiến {canary('score', 'scored', place)}"
    Scoring.objects.create(
        submission=sent, points=[Decimal(3)], final_points=[None], reasons={"0": reason}, saved_by=world.clerk
    )
    return made


def _closed(world: World, version: SheetVersion, place: str, state: str) -> Collection:
    """A collection that takes nothing more."""
    unit = world.units[place]
    made = open_collection(
        actor=SYSTEM,
        sheet_version=version,
        period=from_code("2020Q4"),
        owner=unit,
        units=[unit],
        opens_at=clock.instant(date(2021, 1, 1)),
        due_at=clock.instant(date(2021, 1, 10)),
        closes_at=clock.instant(date(2021, 1, 20)),
        title=f"Báo cáo {canary('collection', 'any', place)}",
        code=f"BC-{place}-{state}",
    )
    return close_collection(actor=SYSTEM, collection=made)


def _report(world: World, unit: Unit, place: str, state: SubmissionState) -> ReportRow:
    more: dict[str, Any] = {}
    if state == SubmissionState.HANDED:
        more |= {"saved_at": clock.now(), "saved_by": world.clerk}
    elif state != SubmissionState.DRAFT:
        more |= {"submitted_at": clock.now(), "submitted_by": world.clerk}
    if state in (SubmissionState.RETURNED, SubmissionState.ACCEPTED):
        more |= {"decided_at": clock.now(), "decided_by": world.clerk}
    if state == SubmissionState.RETURNED:
        more["return_reason"] = "Xem lại số đảng viên."
    text = f"{canary('report', state, place)} còn hạn chế."
    return ReportRow(unit.pk, {"U03": 10, "T03": 8}, state=state, texts={0: text}, **more)


def make_narratives(world: World) -> None:
    """Where the report is accepted, its text is merged into a point of the draft; where it waits, it is left out."""
    rows = SubmissionText.objects.select_related(
        "submission__collection__owner", "submission__unit", "narrative"
    )
    for place in PLACES:
        waiting = rows.get(submission__collection=world.collections[place, SubmissionState.SUBMITTED])
        leave_out(actor=SYSTEM, text=waiting)
        text = rows.get(submission__collection=world.collections[place, SubmissionState.ACCEPTED])
        point = merge(actor=SYSTEM, text=text, wording=f"Ý {canary('narrative', 'any', place)}")
        world.points[place] = point.pk


def workbook_of(place: str) -> bytes:
    """A workbook of the draft of a unit, typed from nothing, that would change its first figure and its reason."""
    book = openpyxl.Workbook()
    for row in (
        ["Mã đợt", f"BC-{place}-draft"],
        ["Mã đơn vị", place],
        ["Mã dòng", "Số kỳ này", "Ghi chú"],
        ["U03", 77, f"Vì {canary('intake', 'open', place)}"],
    ):
        book.worksheets[0].append(row)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def make_intakes(world: World) -> None:
    """Workbooks that came back and wait for who sent them; those of units without a reporter are nobody's who is tried."""
    for place in PLACES:
        [book] = admit_parcel([SimpleUploadedFile("bang-tinh.xlsx", workbook_of(place))]).books
        sender = world.users.get(("RP", place), world.clerk)
        world.intakes[place] = WorkbookIntake.objects.create(
            code=f"BT-{place}", sender=sender, books=[read_book(book).kept()]
        )
