"""Reports as workbooks, and workbooks that came back: whose they are, and what they would change now."""

import hashlib
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.core.errors import NotFound
from lantoa.organisation import access
from lantoa.organisation.queries.units import short_name_on
from lantoa.reporting import sources
from lantoa.reporting.checks import Figure
from lantoa.reporting.choices import READABLE_ABOVE, WITH_UNIT, ObligationState
from lantoa.reporting.filling import doubts
from lantoa.reporting.models import (
    Collection,
    Obligation,
    SheetVersion,
    Submission,
    SubmissionText,
    WorkbookIntake,
)
from lantoa.reporting.queries.sheets import Shape, shape_of
from lantoa.reporting.queries.submissions import Report, counted, places_of
from lantoa.reporting.workbook_differences import Change, Differences, Fault, differences
from lantoa.reporting.workbook_files import Filling, Key, read_key
from lantoa.reporting.workbook_readings import Reading

RELATED = ("unit", "collection__sheet_version__sheet", "saved_by")


def readable_reports(user: User, collection: Collection) -> list[Submission]:
    """The reports of a collection that this person may read, in official order: of one's own units the version they work on, of
    others the last that was sent. One statement."""
    own = access.units_in_scope(user, "submission.read_draft")
    sent = access.units_in_scope(user, "submission.read")
    rows = (
        Submission.objects.select_related(*RELATED)
        .annotate(unit_name=short_name_on("unit"))
        .filter(
            Q(unit__in=own.values("pk")) | Q(unit__in=sent.values("pk"), state__in=[*READABLE_ABOVE]),
            collection=collection,
        )
        .order_by("unit__position", "unit__code", "version_number")
    )
    latest = {row.unit_id: row for row in rows}  # the last version of each, in the order of the first
    return list(latest.values())


def named(report: Report) -> Submission:
    """The submission of a report that passed the gatekeeper, with the name of its unit."""
    report.submission.unit_name = report.unit_name  # type: ignore[attr-defined]
    return report.submission


def fillings(submissions: Sequence[Submission]) -> list[Filling]:
    """What stands in the workbooks of reports of one collection. As many statements for one as for many."""
    if not submissions:
        return []
    collection = submissions[0].collection
    shape = shape_of(collection.sheet_version_id)
    units = [one.unit_id for one in submissions]
    texts = _texts([one.pk for one in submissions])
    before = _before(shape, units, collection)
    codes = sorted({line.source for line in shape.lines if line.source})
    told = {code: sources.counts_for(code, units, collection.period) for code in codes}
    made = []
    for one in submissions:
        said = {
            line.position: int(told[line.source][one.unit_id].value)
            for line in shape.lines
            if line.source and one.unit_id in told[line.source]
        }
        name = str(getattr(one, "unit_name", None) or one.unit.code)
        past = before.get(one.unit_id, {})
        doubted = doubts(shape, one, past, collection.period.previous)
        made.append(Filling(one, name, shape, texts.get(one.pk, {}), past, said, doubted))
    return made


def _texts(submissions: Iterable[uuid.UUID]) -> dict[uuid.UUID, dict[int, str]]:
    rows = SubmissionText.objects.filter(submission__in=list(submissions))
    found: dict[uuid.UUID, dict[int, str]] = {}
    for pk, place, text in rows.values_list("submission_id", "narrative__position", "text"):
        found.setdefault(pk, {})[place] = text
    return found


def _before(
    shape: Shape, units: Sequence[uuid.UUID], collection: Collection
) -> dict[uuid.UUID, dict[str, Figure]]:
    """Unit → indicator code → accepted figure of the period before, in any version of the sheet."""
    rows = list(
        Submission.objects.filter(
            counted(),
            unit__in=list(units),
            collection__period_code=collection.period.previous.code,
            collection__sheet_version__sheet=shape.version.sheet_id,
        ).values_list("unit_id", "collection__sheet_version_id", "values")
    )
    places = places_of(shape, {version for _unit, version, _values in rows})
    return {
        unit: {code: values[place] for code, place in places[version].items() if place < len(values)}
        for unit, version, values in rows
    }


# --- workbooks that came back ---------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Taken:
    """What an applied workbook came to."""

    file: str
    collection: str
    title: str
    unit: str
    unit_name: str
    changes: int

    def kept(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Judged:
    """One workbook against the report as it stands now. Without `submission` nothing but `found.faults` is told."""

    number: int
    reading: Reading
    found: Differences
    submission: Submission | None = None
    shape: Shape | None = None

    @property
    def file(self) -> str:
        return self.reading.file

    @property
    def unit_name(self) -> str:
        return str(getattr(self.submission, "unit_name", None) or self.reading.unit)

    @property
    def faulty(self) -> bool:
        return bool(self.found.faults)

    @property
    def clashes(self) -> list[Change]:
        return [one for one in self.found.changes if one.clash]

    @property
    def applicable(self) -> bool:
        return not self.faulty and bool(self.found.changes)

    def box(self, change: Change) -> str:
        """The name of the box by which a clash is decided for the workbook."""
        return f"lay-{self.number}-{change.name}"


@dataclass(frozen=True)
class Judgement:
    """A sending as it would go into the reports now; `mark` tells later whether they still stand so."""

    intake: WorkbookIntake
    books: list[Judged] = field(default_factory=list)

    @property
    def applicable(self) -> list[Judged]:
        return [one for one in self.books if one.applicable]

    @property
    def faulty(self) -> list[Judged]:
        return [one for one in self.books if one.faulty]

    @property
    def unchanged(self) -> list[Judged]:
        return [one for one in self.books if not one.faulty and not one.found.changes]

    @property
    def faults(self) -> int:
        return sum(len(one.found.faults) for one in self.books)

    @property
    def changes(self) -> int:
        return sum(len(one.found.changes) for one in self.applicable)

    @property
    def clashes(self) -> int:
        return sum(len(one.clashes) for one in self.applicable)

    @property
    def mark(self) -> str:
        rows = [f"{one.submission.pk} {one.submission.row_version}" for one in self.books if one.submission]
        return hashlib.sha256(" ".join(rows).encode()).hexdigest()[:16]


def get_intake(user: User, code: str) -> WorkbookIntake:
    """NotFound for what somebody else sent."""
    found = WorkbookIntake.objects.filter(sender=user, code=code).first()
    if found is None:
        raise NotFound()
    return found


def intakes_of(user: User) -> QuerySet[WorkbookIntake]:
    return WorkbookIntake.objects.filter(sender=user)


def collections_to_fill(user: User) -> QuerySet[Collection]:
    """The open collections for which one's units still have to send."""
    own = access.units_in_scope(user, "submission.edit")
    now = clock.now()
    rows = Submission.objects.filter(unit__in=own.values("pk"), is_latest=True, state__in=[*WITH_UNIT])
    found = Collection.objects.filter(
        pk__in=rows.values("collection"), closed_at=None, opens_at__lte=now, closes_at__gt=now
    )
    return found.order_by("due_at", "code")


def judged(user: User, intake: WorkbookIntake, *, lock: bool = False) -> Judgement:
    """Each workbook of a sending against the reports as they stand. As many statements for one as for many of one collection.

    `lock` holds the reports until the transaction ends.
    """
    readings = [Reading.from_kept(one) for one in intake.books]
    keys = [read_key(one.key) if one.seal == "signed" else None for one in readings]
    named = [
        (key.collection, key.unit) if key else (one.collection, one.unit)
        for one, key in zip(readings, keys, strict=True)
    ]
    reports = _reports(user, named, lock=lock)
    late = _agreed_late(reports.values())
    texts = _texts([one.pk for one in reports.values()])
    shapes: dict[uuid.UUID, Shape] = {}
    befores: dict[uuid.UUID, dict[uuid.UUID, dict[str, Figure]]] = {}
    books = []
    for number, (reading, key, name) in enumerate(zip(readings, keys, named, strict=True)):
        report = reports.get(name)
        refusal = _refusal(reading, key, report, late, twice=named.count(name) > 1 and name != ("", ""))
        if refusal or report is None:
            found = Differences([Fault("", "", "", refusal)])
            books.append(Judged(number, reading, found, report))
            continue
        version = report.collection.sheet_version_id
        shape = shapes.get(version) or shapes.setdefault(version, shape_of(version))
        if report.collection_id not in befores:
            units = [one.unit_id for one in reports.values() if one.collection_id == report.collection_id]
            befores[report.collection_id] = _before(shape, units, report.collection)
        older = _older(key, report, shapes)
        past = befores[report.collection_id].get(report.unit_id, {})
        compared = differences(reading, key, report, shape, texts.get(report.pk, {}), older, past)
        compared.hints[:0] = _about(reading, key, report, older)
        books.append(Judged(number, reading, compared, report, shape))
    return Judgement(intake, books)


def _reports(
    user: User, named: Sequence[tuple[str, str]], *, lock: bool
) -> dict[tuple[str, str], Submission]:
    """The versions that one's units work on, by (collection, unit)."""
    own = access.units_in_scope(user, "submission.edit")
    rows = Submission.objects.filter(
        unit__in=own.values("pk"),
        is_latest=True,
        collection__code__in={collection for collection, _unit in named},
        unit__code__in={unit for _collection, unit in named},
    ).order_by("pk")
    if lock:
        rows = rows.select_for_update(of=("self",))
    rows = rows.select_related(*RELATED).annotate(unit_name=short_name_on("unit"))
    wanted = set(named)
    found = {(row.collection.code, row.unit.code): row for row in rows}
    return {name: row for name, row in found.items() if name in wanted}


def _agreed_late(reports: Iterable[Submission]) -> set[tuple[uuid.UUID, uuid.UUID]]:
    """(collection, unit) of those that may still send though their collection is closed."""
    reports = list(reports)
    rows = Obligation.objects.filter(
        collection__in={one.collection_id for one in reports},
        unit__in={one.unit_id for one in reports},
        state=ObligationState.LATE_AGREED,
        agreed_until__gt=clock.now(),
    )
    return set(rows.values_list("collection_id", "unit_id"))


def _refusal(
    reading: Reading,
    key: Key | None,
    report: Submission | None,
    late: set[tuple[uuid.UUID, uuid.UUID]],
    *,
    twice: bool,
) -> str:
    """Why nothing of a workbook can be taken; empty if it can."""
    if reading.refusal:
        return reading.refusal
    if reading.seal == "broken":
        return _(
            "Khóa của tệp không do hệ thống này cấp, hoặc đã bị sửa. Tải bảng tính mới từ trang báo cáo rồi chép số sang."
        )
    if key is None and not (reading.collection and reading.unit):
        return _(
            "Tệp không còn khóa, và trên trang tính không có «Mã đợt», «Mã đơn vị» nên không biết là báo cáo nào. "
            "Ghi hai mã đó ở đầu trang, hoặc tải bảng tính mới."
        )
    if key is not None:
        for seen, told in ((reading.collection, key.collection), (reading.unit, key.unit)):
            if seen and seen != told:
                sentence = _(
                    "Trên trang tính ghi mã %(seen)s nhưng khóa của tệp là của %(told)s. Tải đúng bảng tính rồi chép số sang."
                )
                return sentence % {"seen": seen[:40], "told": told}
    if report is None:
        return _(
            "Tệp là báo cáo không có, hoặc không thuộc đơn vị anh/chị nhập. Kiểm tra «Mã đợt», «Mã đơn vị» rồi gửi lại."
        )
    if twice:
        return _("Lần gửi này có hai tệp của cùng một báo cáo. Chỉ gửi tệp cần ghi.")
    if report.state not in WITH_UNIT:
        return _("Báo cáo này đã gửi hoặc đã duyệt nên không sửa được nữa.")
    collection = report.collection
    taken = collection.is_open or report.is_amendment or (collection.pk, report.unit_id) in late
    if not taken:
        if clock.now() < collection.opens_at:
            return _("Đợt báo cáo này chưa mở. Số liệu được nhập từ ngày mở đợt.")
        return _("Kỳ báo cáo đã đóng. Bản nháp vẫn được giữ; liên hệ đơn vị thu báo cáo để xin nộp bổ sung.")
    if key is not None and key.sheet != collection.sheet_version.sheet.code:
        return _("Tệp theo biểu %(sheet)s, đợt này thu theo biểu khác. Tải bảng tính mới.") % {
            "sheet": key.sheet
        }
    return ""


def _older(key: Key | None, report: Submission, shapes: dict[uuid.UUID, Shape]) -> Shape | None:
    """The version that the workbook was made of, if it is not the one that is asked for now."""
    current = report.collection.sheet_version
    if key is None or key.number == current.number:
        return None
    found = SheetVersion.objects.filter(sheet=current.sheet_id, number=key.number).first()
    if found is None:
        return None
    return shapes.get(found.pk) or shapes.setdefault(found.pk, shape_of(found.pk))


def _about(reading: Reading, key: Key | None, report: Submission, older: Shape | None) -> list[Fault]:
    """What is good to know of a workbook as a whole."""
    hints = []
    if key is None:
        sentence = _(
            "Tệp không còn khóa: được nhận theo mã trên trang tính và so với số đang lưu, không biết ô nào đã sửa."
        )
        hints.append(Fault("", "", "", sentence))
    if older is not None:
        sentence = _(
            "Biểu mẫu là bản cũ (%(old)s); bản hiện hành (%(new)s): các dòng cùng mã đã được chuyển sang."
        )
        words = {"old": older.version.number, "new": report.collection.sheet_version.number}
        hints.append(Fault("", "", "", sentence % words))
    return hints


def summaries(intake: WorkbookIntake) -> list[Mapping[str, Any]]:
    """What an applied sending came to (`Taken` as objects)."""
    return list(intake.books)
