"""A small quarterly sheet and its collections on the fixed cast."""

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from lantoa.core import clock
from lantoa.core.actor import SYSTEM
from lantoa.core.periods import Period, from_code
from lantoa.organisation.models import Unit
from lantoa.reporting import sources
from lantoa.reporting.choices import LineKind, Operator, PeriodLength, SubmissionState, TimeRule, TreeRule
from lantoa.reporting.design import LineSpec, QuestionSpec, RelationSpec, SectionSpec, SheetSpec
from lantoa.reporting.models import Collection, SheetVersion, Submission
from lantoa.reporting.services.collections import open_collection
from lantoa.reporting.services.loading import ReportRow, load_reports
from lantoa.reporting.services.sheets import publish_sheet
from tests.cast import Cast

MEMBERS, STUDIED, SHARE, SESSIONS, FOUND, MOST = range(6)
CODES = ["U03", "T03", "T04", "T01", "M04", "X99"]

# What the register of the tests holds; a test sets it for its units.
REGISTER: dict[uuid.UUID, sources.SourceCount] = {}


def _count(unit_ids: object, period: Period) -> Mapping[uuid.UUID, sources.SourceCount]:
    return REGISTER


if not sources.known("tests.register"):
    sources.register("tests.register", "Sổ thử nghiệm", _count, lambda code: f"/mo-hinh/{code}/")

QUARTERLY = SheetSpec(
    "BCQ",
    "Báo cáo thử",
    PeriodLength.QUARTER,
    [
        SectionSpec(
            "I",
            "Học tập",
            [
                LineSpec("U03", "Tổng số đảng viên", "đảng viên", time_rule=TimeRule.LAST),
                LineSpec("T03", "Đảng viên được quán triệt", "đảng viên", time_rule=TimeRule.MAX),
                LineSpec(
                    "T04",
                    "Tỷ lệ được quán triệt",
                    "%",
                    LineKind.RATIO,
                    TreeRule.RATIO,
                    TimeRule.LAST,
                    numerator="T03",
                    denominator="U03",
                ),
                LineSpec("T01", "Hội nghị, lớp quán triệt", "cuộc", tree_rule=TreeRule.OWN_SUM),
            ],
            [QuestionSpec("Hạn chế, nguyên nhân")],
        ),
        SectionSpec(
            "II",
            "Mô hình",
            [
                LineSpec("M04", "Mô hình đăng ký mới", "mô hình", source="tests.register"),
                LineSpec(
                    "X99",
                    "Số giờ dài nhất",
                    "giờ",
                    LineKind.DECIMAL,
                    TreeRule.MAX,
                    TimeRule.MAX,
                    required=False,
                ),
            ],
        ),
    ],
    [RelationSpec("T03", Operator.AT_MOST, "U03", sentence="Sửa số này, hoặc sửa số đảng viên.")],
)


def published() -> SheetVersion:
    return publish_sheet(actor=SYSTEM, sheet=QUARTERLY)


def opened(
    version: SheetVersion,
    owner: Unit,
    units: list[Unit],
    code: str = "2021Q1",
    closes_on: date = date(2021, 4, 20),
) -> Collection:
    period = from_code(code)
    first = clock.instant(period.start)
    return open_collection(
        actor=SYSTEM,
        sheet_version=version,
        period=period,
        owner=owner,
        units=units,
        opens_at=first,
        due_at=max(clock.instant(date(2021, 4, 10), 17) if code == "2021Q1" else first, first),
        closes_at=clock.instant(closes_on) if code == "2021Q1" else clock.instant(period.end),
    )


def story(cast: Cast) -> Collection:
    """Quarter I/2021 asked of the three units of the cast."""
    return opened(published(), cast.bloc, cast.units())


def draft(collection: Collection, unit: Unit) -> Submission:
    return Submission.objects.get(collection=collection, unit=unit, is_latest=True)


def row(unit: Unit, members: int, studied: int, sessions: int = 0, **more: object) -> ReportRow:
    values: dict[str, int | Decimal | None] = {"U03": members, "T03": studied, "T01": sessions, "M04": 0}
    values.update(more.pop("values", {}))  # type: ignore[call-overload]
    more.setdefault("confirmed", ["M04"])
    return ReportRow(unit.pk, values, **more)  # type: ignore[arg-type]


def accepted(collection: Collection, *rows: ReportRow) -> list[Submission]:
    return load_reports(actor=SYSTEM, collection=collection, rows=rows)


def waiting(
    collection: Collection, unit: Unit, submitter: object, moment: datetime | None = None
) -> Submission:
    """A report of the unit that waits for a decision."""
    made = load_reports(
        actor=SYSTEM,
        collection=collection,
        rows=[
            row(
                unit,
                10,
                8,
                2,
                state=SubmissionState.SUBMITTED,
                submitted_at=moment or clock.now(),
                submitted_by=submitter,
            )
        ],
    )
    return Submission.objects.select_related("unit", "collection").get(pk=made[0].pk)
