"""Collections and their reports, in each state."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile

from lantoa.attachments.parcels import admit_parcel
from lantoa.core import clock
from lantoa.core.actor import SYSTEM
from lantoa.core.periods import Period, from_code
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
LAST_QUARTER, THIS_QUARTER = from_code("2020Q4"), from_code("2021Q1")


def make_reports(world: World) -> None:
    version = publish_sheet(actor=SYSTEM, sheet=SHEET)
    scored = publish_sheet(actor=SYSTEM, sheet=SCORED_SHEET)
    for place in PLACES:
        for state in REPORT_STATES:
            collection = _collection(world, version, place, state)
            load_reports(actor=SYSTEM, collection=collection, rows=[_report(world, place, state)])
        _amend(world, _collection(world, version, place, "amended"), place)
        _score(world, _collection(world, scored, place, "scored"), place)
        for state in ("closed", "asked"):
            ended = _collection(world, version, place, state, LAST_QUARTER)
            world.collections[place, state] = close_collection(actor=SYSTEM, collection=ended)
        world.reopenings[place] = ReopenProposal.objects.create(
            collection=world.collections[place, "asked"],
            reason="Còn thiếu đơn vị.",
            closes_at=clock.instant(date(2021, 4, 30)),
            proposed_by=world.clerk,
            proposed_at=clock.now(),
        )


def _collection(
    world: World, version: SheetVersion, place: str, state: str, period: Period = THIS_QUARTER
) -> Collection:
    """A unit asks itself alone, so that each state has a collection of its own. Due on the tenth after the period."""
    unit = world.units[place]
    due_on = period.end + timedelta(days=9)  # `end` is the first day after
    made = open_collection(
        actor=SYSTEM,
        sheet_version=version,
        period=period,
        owner=unit,
        units=[unit],
        opens_at=clock.instant(date(2021, 1, 1)),
        due_at=clock.instant(due_on),
        closes_at=clock.instant(due_on + timedelta(days=10)),
        title=f"Báo cáo {canary('collection', 'any', place)}",
        code=f"BC-{place}-{state}",
    )
    world.collections[place, state] = made
    return made


def _amend(world: World, collection: Collection, place: str) -> None:
    """An accepted report with an amendment in work: its words are the unit's alone."""
    [first] = load_reports(
        actor=SYSTEM, collection=collection, rows=[_report(world, place, SubmissionState.ACCEPTED)]
    )
    Submission.objects.filter(pk=first.pk).update(is_latest=False)
    second = Submission.objects.create(
        collection=collection,
        unit=first.unit,
        version_number=2,
        values=first.values,
        source_values=first.source_values,
        amend_reason=f"Sót {canary('report', 'draft', place)}",
    )
    SubmissionText.objects.create(
        submission=second,
        narrative=collection.sheet_version.narratives.get(),
        text=f"Hạn chế {canary('report', 'draft', place)}",
    )


def _score(world: World, collection: Collection, place: str) -> None:
    """A scored report that waits, with second points whose reason is for who may give them."""
    row = replace(_report(world, place, SubmissionState.SUBMITTED), values={"K1": 8})
    [sent] = load_reports(actor=SYSTEM, collection=collection, rows=[row])
    reason = f"Thiếu ý kiến {canary('score', 'scored', place)}"
    Scoring.objects.create(
        submission=sent, points=[Decimal(3)], final_points=[None], reasons={"0": reason}, saved_by=world.clerk
    )


def _report(world: World, place: str, state: SubmissionState) -> ReportRow:
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
    return ReportRow(world.units[place].pk, {"U03": 10, "T03": 8}, state=state, texts={0: text}, **more)


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
