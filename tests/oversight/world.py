"""An inspection of the office by the bloc, brought as far as a test wants it."""

from datetime import date, timedelta
from io import BytesIO

from django.db.backends.postgresql.psycopg_any import DateRange
from PIL import Image

from lantoa.accounts.models import User
from lantoa.attachments.choices import Kind
from lantoa.attachments.gate import AcceptedFile
from lantoa.core import clock
from lantoa.core.actor import SYSTEM
from lantoa.documents.services import enter_types, open_term
from lantoa.organisation.choices import Role
from lantoa.organisation.models import RoleAssignment, Unit
from lantoa.oversight.choices import FindingKind, InspectionKind, LimitKind, TeamPart
from lantoa.oversight.models import Finding, Inspection, InspectionTheme, Remedy
from lantoa.oversight.services import concluding, preparing, working
from lantoa.oversight.services.preparing import InspectionText
from lantoa.oversight.services.rules import enter_limit
from lantoa.oversight.services.working import FindingText
from tests.cast import SINCE, TODAY, Cast

PAPER = "Quy chế kiểm tra thử nghiệm"
ENDS = TODAY + timedelta(days=19)
DUE = date(2021, 5, 31)
REQUEST = "Công khai thời gian trả hồ sơ ở ba bộ phận một cửa."


def offices(cast: Cast) -> None:
    """What papers and days are decided by: types, a term, limits of the story's year."""
    enter_types(actor=SYSTEM, types=[("QĐ", "quyết định"), ("TB", "thông báo"), ("CTr", "chương trình")])
    open_term(actor=SYSTEM, unit=cast.bloc, name="nhiệm kỳ 2020 - 2025", since=SINCE)
    for kind, value, per in (
        (LimitKind.LENGTH, 20, 1),
        (LimitKind.EXTENSION, 1, 3),
        (LimitKind.PERIOD, 5, 1),
    ):
        enter_limit(
            actor=SYSTEM,
            kind=kind,
            level="",
            value=value,
            per=per,
            source=PAPER,
            since=SINCE,
            until=date(2025, 6, 18),
        )


def theme(code: str = "lam-theo") -> InspectionTheme:
    return InspectionTheme.objects.get(code=code)


def text(kind: InspectionKind = InspectionKind.INSPECTION, **change: object) -> InspectionText:
    values: dict[str, object] = {
        "kind": kind,
        "theme": theme(),
        "title": "Việc thực hiện Chỉ thị 05 năm 2020",
        "period_from": date(2020, 1, 1),
        "period_until": date(2020, 12, 31),
        "outline": "1. Việc lãnh đạo. 2. Việc làm theo.",
    }
    return InspectionText(**(values | change))  # type: ignore[arg-type]


def fresh(inspection: Inspection) -> Inspection:
    return Inspection.objects.select_related("unit", "subject", "theme").get(pk=inspection.pk)


def opened(cast: Cast, kind: InspectionKind = InspectionKind.INSPECTION, **change: object) -> Inspection:
    made = preparing.open_inspection(
        actor=cast.inspector, unit=cast.bloc, subject=cast.office, text=text(kind, **change)
    )
    for user, part in ((cast.inspector, TeamPart.HEAD), (cast.propaganda_officer, TeamPart.MEMBER)):
        made = fresh(made)
        preparing.add_member(
            actor=cast.propaganda_officer,
            inspection=made,
            person=user.person,  # type: ignore[attr-defined]
            part=part,
            row_version=made.row_version,
        )
    return fresh(made)


def begun(cast: Cast, kind: InspectionKind = InspectionKind.INSPECTION) -> Inspection:
    made = opened(cast, kind)
    return preparing.decide_inspection(
        actor=cast.province_lead,
        inspection=made,
        issued_on=TODAY,
        begins_on=TODAY,
        ends_on=ENDS,
        self_report_due_on=TODAY + timedelta(days=5),
        row_version=made.row_version,
    )


def shortcoming(**change: object) -> FindingText:
    values: dict[str, object] = {
        "kind": FindingKind.SHORTCOMING,
        "theme": theme(),
        "text": "Ba bộ phận một cửa chưa công khai thời gian trả hồ sơ.",
        "cause": "Chưa phân công.",
        "request": REQUEST,
        "post": "Bí thư chi bộ một cửa",
        "proof_wanted": "Ảnh bảng công khai",
        "due_on": DUE,
    }
    return FindingText(**(values | change))  # type: ignore[arg-type]


def strength() -> FindingText:
    return FindingText(FindingKind.STRENGTH, theme("hoc-tap"), "Học đủ bốn chuyên đề, đúng lịch.")


def found(cast: Cast, made: Inspection, what: FindingText | None = None) -> Finding:
    return working.write_finding(
        actor=cast.inspector,
        inspection=made,
        text=what or shortcoming(),
        row_version=fresh(made).row_version,
    )


def presented(cast: Cast, kind: InspectionKind = InspectionKind.INSPECTION) -> Inspection:
    made = begun(cast, kind)
    working.write_minutes(
        actor=cast.inspector,
        inspection=made,
        held_on=TODAY,
        place="Phòng họp",
        present="Bí thư, hai cấp ủy viên; đoàn",
        minutes="Nghe báo cáo, xem sổ.",
        row_version=made.row_version,
    )
    found(cast, made, strength())
    found(cast, made)
    made = fresh(made)
    return working.present_findings(actor=cast.inspector, inspection=made, row_version=made.row_version)


def concluded(cast: Cast, kind: InspectionKind = InspectionKind.INSPECTION) -> Inspection:
    made = presented(cast, kind)
    made = working.respond(
        actor=cast.unit_head, inspection=made, words={2: "Đơn vị đã đặt bảng."}, row_version=made.row_version
    )
    return concluding.conclude_inspection(
        actor=cast.province_lead,
        inspection=made,
        conclusion="Đơn vị thực hiện nghiêm túc; còn một việc phải sửa.",
        issued_on=clock.today(),
        row_version=made.row_version,
    )


def picture() -> AcceptedFile:
    """What a unit proves its remedy with."""
    content = BytesIO()
    Image.new("RGB", (8, 8), "red").save(content, "PNG")
    return AcceptedFile(Kind.PNG, "bang.png", content.getvalue())


def remedy_of(made: Inspection) -> Remedy:
    return Remedy.objects.select_related("task", "finding__inspection").get(finding__inspection=made)


def tie(user: User, unit: Unit) -> None:
    """The person comes to work for the unit too."""
    RoleAssignment.objects.create(
        person=user.person,  # type: ignore[attr-defined]
        unit=unit,
        role=Role.REPORTER,
        valid=DateRange(TODAY, None),
    )
