"""The steps of an inspection, each taken on its day."""

from datetime import date

from lantoa.attachments.choices import Kind
from lantoa.attachments.gate import AcceptedFile
from lantoa.core import clock
from lantoa.organisation.models import Person
from lantoa.oversight.choices import FindingKind, InspectionKind, TeamPart
from lantoa.oversight.models import Inspection, InspectionTheme, ProgrammeItem, Remedy
from lantoa.oversight.services import concluding, preparing, working
from lantoa.oversight.services.preparing import InspectionText
from lantoa.oversight.services.working import FindingText
from lantoa.printing.workbooks import Sheet, SheetColumn, workbook_bytes
from lantoa.sample.story import ACTOR, Story
from lantoa.tasks import services as tasks

OUTLINE = (
    "1. Việc lãnh đạo, chỉ đạo thực hiện Chỉ thị 05.\n2. Việc quán triệt, học tập chuyên đề năm.\n"
    "3. Việc làm theo, nêu gương; kết quả thấy được.\n4. Hạn chế, nguyên nhân, đề nghị."
)
TITLES = {
    InspectionKind.INSPECTION: "Kiểm tra việc thực hiện Chỉ thị 05",
    InspectionKind.SUPERVISION: "Giám sát việc thực hiện Chỉ thị 05",
}


def theme_of(code: str) -> InspectionTheme:
    return InspectionTheme.objects.get(code=code)


def decide(
    story: Story,
    item: ProgrammeItem,
    day: date,
    until: date,
    due: date,
    number: int,
    members: int | None = None,
) -> Inspection:
    """Opened and decided on a day, with the team of three that the body has; `members` are looked at with the unit."""
    kind = InspectionKind(item.kind)
    with clock.set_to(day):
        year = day.year - 1
        made = preparing.open_inspection(
            actor=ACTOR,
            unit=story.bloc,
            subject=item.subject,
            text=InspectionText(
                kind,
                item.theme,
                f"{TITLES[kind]} năm {year}",
                date(year, 1, 1),
                date(year, 12, 31),
                OUTLINE,
                story.directive,
                members,
            ),
            item=item,
        )
        for name, part in (
            ("kiemtra", TeamPart.HEAD),
            ("chuyenvien", TeamPart.SECRETARY),
            ("chuyenvien2", TeamPart.MEMBER),
        ):
            made = _fresh(made)
            preparing.add_member(
                actor=ACTOR,
                inspection=made,
                person=Person.objects.get(user__username=name),
                part=part,
                row_version=made.row_version,
            )
        made = _fresh(made)
        return preparing.decide_inspection(
            actor=ACTOR,
            inspection=made,
            issued_on=day,
            begins_on=day,
            ends_on=until,
            self_report_due_on=due,
            number=number,
            row_version=made.row_version,
        )


def _fresh(inspection: Inspection) -> Inspection:
    return Inspection.objects.select_related("unit", "subject", "theme").get(pk=inspection.pk)


def send_self_report(made: Inspection, day: date) -> None:
    with clock.set_to(day):
        working.send_self_report(
            actor=ACTOR,
            inspection=made,
            text="1. Cấp ủy có kế hoạch, phân công rõ.\n2. Học đủ chuyên đề năm.\n3. Mỗi chi bộ một việc làm theo.\n"
            "4. Còn chậm cập nhật sổ theo dõi; đề nghị hướng dẫn mẫu sổ chung.",
            files=[],
            row_version=_fresh(made).row_version,
        )


def sit_with(made: Inspection, day: date) -> None:
    with clock.set_to(day):
        working.write_minutes(
            actor=ACTOR,
            inspection=made,
            held_on=day,
            place="Phòng họp của đơn vị",
            present="Bí thư, Phó Bí thư, hai cấp ủy viên; đoàn ba người",
            minutes="Nghe báo cáo theo đề cương; xem sổ họp, kế hoạch, bảng niêm yết; xem thực tế hai bộ phận.",
            row_version=_fresh(made).row_version,
        )


def write_findings(made: Inspection, day: date, *texts: FindingText) -> None:
    with clock.set_to(day):
        for text in texts:
            working.write_finding(
                actor=ACTOR, inspection=made, text=text, row_version=_fresh(made).row_version
            )


def present(made: Inspection, day: date) -> Inspection:
    with clock.set_to(day):
        return working.present_findings(actor=ACTOR, inspection=made, row_version=_fresh(made).row_version)


def strength(theme: str, text: str) -> FindingText:
    return FindingText(FindingKind.STRENGTH, theme_of(theme), text)


def shortcoming(
    theme: str, text: str, cause: str, request: str, post: str, proof: str, due: date
) -> FindingText:
    return FindingText(FindingKind.SHORTCOMING, theme_of(theme), text, cause, request, post, proof, due)


def conclude(made: Inspection, day: date, words: dict[int, str], conclusion: str, number: int) -> None:
    with clock.set_to(day):
        working.respond(actor=ACTOR, inspection=made, words=words, row_version=_fresh(made).row_version)
        concluding.conclude_inspection(
            actor=ACTOR,
            inspection=made,
            conclusion=conclusion,
            issued_on=day,
            number=number,
            row_version=_fresh(made).row_version,
        )


def report_remedy(made: Inspection, finding: int, day: date, result: str) -> Remedy:
    remedy = Remedy.objects.select_related("task", "finding__inspection").get(
        finding__inspection=made, finding__number=finding
    )
    with clock.set_to(day):
        tasks.report_done(
            actor=ACTOR,
            task=remedy.task,
            result=result,
            row_version=remedy.task.row_version,
            proof=_proof(result, day),
        )
    remedy.task.refresh_from_db()
    return remedy


def _proof(result: str, day: date) -> AcceptedFile:
    """A sheet that says what was done."""
    title = "Bảng kê kết quả khắc phục"
    columns = (SheetColumn("Việc đã làm", width=60), SheetColumn("Ngày", "date", 14))
    sheet = Sheet(title, columns, [(result, day)], heading=(title, "Dữ liệu minh họa"))
    content = workbook_bytes([sheet], title=title, author="Dữ liệu minh họa", day=day)
    return AcceptedFile(Kind.XLSX, "ket-qua-khac-phuc.xlsx", content)


def check_remedy(remedy: Remedy, day: date, words: str) -> None:
    with clock.set_to(day):
        concluding.check_remedy(
            actor=ACTOR, remedy=remedy, passed=True, words=words, row_version=remedy.task.row_version
        )
