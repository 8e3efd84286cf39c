"""Inspections and supervisions by the bloc: two yearly programmes, one supervision of 2020 whose remedies are partly late, and four
inspections of 2021 in different states. What was found is invented, like the limits of the year: the rule in force since 2025 stands
in the product, that of 2021 is shown as the body's own regulation."""

from dataclasses import dataclass
from datetime import date

from lantoa.attachments.choices import Kind
from lantoa.attachments.gate import AcceptedFile
from lantoa.core import clock
from lantoa.organisation.models import Person
from lantoa.oversight.choices import FindingKind, InspectionKind, LimitKind, TeamPart
from lantoa.oversight.models import Inspection, InspectionTheme, Programme, ProgrammeItem, Remedy
from lantoa.oversight.services import concluding, preparing, programmes, working
from lantoa.oversight.services.preparing import InspectionText
from lantoa.oversight.services.rules import enter_limit
from lantoa.oversight.services.working import FindingText
from lantoa.printing.workbooks import Sheet, SheetColumn, workbook_bytes
from lantoa.sample.story import ACTOR, ESTABLISHED, Story
from lantoa.tasks import services as tasks

REGULATION = "Quy chế kiểm tra, giám sát của Đảng ủy Khối (dữ liệu minh họa)"
NEW_RULE = date(2025, 6, 18)  # since when the limits that the product brings are in force
OUTLINE = (
    "1. Việc lãnh đạo, chỉ đạo thực hiện Chỉ thị 05.\n2. Việc quán triệt, học tập chuyên đề năm.\n"
    "3. Việc làm theo, nêu gương; kết quả thấy được.\n4. Hạn chế, nguyên nhân, đề nghị."
)
TITLES = {
    InspectionKind.INSPECTION: "Kiểm tra việc thực hiện Chỉ thị 05",
    InspectionKind.SUPERVISION: "Giám sát việc thực hiện Chỉ thị 05",
}
HOSPITAL, OFFICE = "HG-048", "HG-019"  # whose people the sample lets one sign in as


@dataclass(frozen=True)
class Line:
    """A line of a programme."""

    code: str
    kind: InspectionKind
    theme: str
    quarter: int
    reason: str


LINES_2020 = [
    Line(
        HOSPITAL,
        InspectionKind.SUPERVISION,
        "lam-theo",
        4,
        "Đơn vị đông người, nhiều chi bộ; chưa được giám sát trong nhiệm kỳ.",
    )
]
LINES_2021 = [
    Line(
        OFFICE,
        InspectionKind.INSPECTION,
        "lam-theo",
        1,
        "Đơn vị đi đầu về cải cách hành chính; xem để rút kinh nghiệm.",
    ),
    Line("HG-015", InspectionKind.INSPECTION, "hoc-tap", 1, "Chưa có cuộc nào từ đầu nhiệm kỳ."),
    Line("HG-011", InspectionKind.INSPECTION, "sinh-hoat", 2, "Báo cáo quý hay gửi muộn."),
    Line(
        HOSPITAL, InspectionKind.INSPECTION, "lam-theo", 2, "Việc khắc phục sau giám sát năm 2020 chưa xong."
    ),
    Line(
        "HG-030", InspectionKind.SUPERVISION, "bao-cao", 3, "Báo cáo chưa thống nhất với sổ của các chi bộ."
    ),
    Line(
        "HG-062",
        InspectionKind.INSPECTION,
        "quy-che",
        3,
        "Mới kiện toàn cấp ủy; xem để giúp nền nếp ngay từ đầu.",
    ),
    Line(
        "HG-077", InspectionKind.SUPERVISION, "neu-guong", 4, "Doanh nghiệp nhiều ca kíp, khó sinh hoạt đều."
    ),
]


def build_oversight(story: Story) -> None:
    _limits()
    before = _programme(story, 2020, LINES_2020, date(2020, 1, 13), 3)
    _supervision_of_2020(story, before)
    now = _programme(story, 2021, LINES_2021, date(2021, 1, 12), 4)
    _concluded(story, _item(now, OFFICE))
    _presented(story, _item(now, "HG-015"))
    _at_work(story, _item(now, "HG-011"))
    _just_decided(story, _item(now, HOSPITAL))


def _limits() -> None:
    rows = (
        (LimitKind.LENGTH, "above_base", 20, 1),
        (LimitKind.EXTENSION, "", 1, 3),
        (LimitKind.PERIOD, "", 5, 1),
    )
    for kind, level, value, per in rows:
        enter_limit(
            actor=ACTOR,
            kind=kind,
            level=level,
            value=value,
            per=per,
            source=REGULATION,
            since=ESTABLISHED,
            until=NEW_RULE,
        )


def _theme(code: str) -> InspectionTheme:
    return InspectionTheme.objects.get(code=code)


def _programme(story: Story, year: int, lines: list[Line], day: date, number: int) -> Programme:
    with clock.set_to(day):
        made = programmes.lay_out_programme(actor=ACTOR, unit=story.bloc, year=year)
        for version, line in enumerate(lines, 1):
            programmes.add_item(
                actor=ACTOR,
                programme=made,
                subject=story.units[line.code],
                kind=line.kind,
                theme=_theme(line.theme),
                quarter=line.quarter,
                reason=line.reason,
                row_version=version,
            )
        return programmes.announce_programme(
            actor=ACTOR, programme=made, issued_on=day, number=number, row_version=len(lines) + 1
        )


def _item(programme: Programme, code: str) -> ProgrammeItem:
    return programme.items.select_related("subject", "theme").get(subject__code=code)


def _fresh(inspection: Inspection) -> Inspection:
    return Inspection.objects.select_related("unit", "subject", "theme").get(pk=inspection.pk)


def _decided(
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


def _self_report(made: Inspection, day: date) -> None:
    with clock.set_to(day):
        working.send_self_report(
            actor=ACTOR,
            inspection=made,
            text="1. Cấp ủy có kế hoạch, phân công rõ.\n2. Học đủ chuyên đề năm.\n3. Mỗi chi bộ một việc làm theo.\n"
            "4. Còn chậm cập nhật sổ theo dõi; đề nghị hướng dẫn mẫu sổ chung.",
            files=[],
            row_version=_fresh(made).row_version,
        )


def _sitting(made: Inspection, day: date) -> None:
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


def _found(made: Inspection, day: date, *texts: FindingText) -> None:
    with clock.set_to(day):
        for text in texts:
            working.write_finding(
                actor=ACTOR, inspection=made, text=text, row_version=_fresh(made).row_version
            )


def _present(made: Inspection, day: date) -> Inspection:
    with clock.set_to(day):
        return working.present_findings(actor=ACTOR, inspection=made, row_version=_fresh(made).row_version)


def _strength(theme: str, text: str) -> FindingText:
    return FindingText(FindingKind.STRENGTH, _theme(theme), text)


def _lacking(
    theme: str, text: str, cause: str, request: str, post: str, proof: str, due: date
) -> FindingText:
    return FindingText(FindingKind.SHORTCOMING, _theme(theme), text, cause, request, post, proof, due)


def _conclude(made: Inspection, day: date, words: dict[int, str], conclusion: str, number: int) -> None:
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


def _reported(made: Inspection, finding: int, day: date, result: str) -> Remedy:
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


def _checked(remedy: Remedy, day: date, words: str) -> None:
    with clock.set_to(day):
        concluding.check_remedy(
            actor=ACTOR, remedy=remedy, passed=True, words=words, row_version=remedy.task.row_version
        )


def _supervision_of_2020(story: Story, programme: Programme) -> None:
    """Concluded; one of its two remedies was checked, the other is late on the day of the story."""
    made = _decided(
        story, _item(programme, HOSPITAL), date(2020, 11, 2), date(2020, 11, 18), date(2020, 11, 6), 61, 4
    )
    _self_report(made, date(2020, 11, 5))
    _sitting(made, date(2020, 11, 10))
    _found(
        made,
        date(2020, 11, 12),
        _strength("hoc-tap", "Các chi bộ học đủ chuyên đề năm; có sổ ghi và bài thu hoạch."),
        _lacking(
            "lam-theo",
            "Thời gian chờ khám chưa được niêm yết ở hai trong bốn khu khám.",
            "Chưa phân công người cập nhật.",
            "Niêm yết thời gian chờ khám ở cả bốn khu và cập nhật hằng tuần.",
            "Bí thư chi bộ Khoa Khám bệnh",
            "Ảnh bảng niêm yết bốn khu",
            date(2020, 12, 31),
        ),
        _lacking(
            "lam-theo",
            "Việc làm theo của ba chi bộ ghi chung chung, không có kết quả đo được.",
            "Cấp ủy chưa hướng dẫn cách ghi.",
            "Hướng dẫn các chi bộ ghi việc làm theo có kết quả thấy được; rà lại sổ của ba chi bộ.",
            "Phó Bí thư Đảng ủy",
            "Hướng dẫn đã gửi, sổ đã rà",
            date(2021, 3, 31),
        ),
    )
    made = _present(made, date(2020, 11, 13))
    _conclude(
        made,
        date(2020, 11, 17),
        {3: "Đơn vị nhận thiếu sót, xin làm cùng kế hoạch năm 2021."},
        "Đơn vị thực hiện nghiêm túc, có nền nếp. Cần khắc phục hai việc trong các nhận xét kèm theo.",
        47,
    )
    done = _reported(
        made,
        2,
        date(2020, 12, 22),
        "Đã niêm yết ở bốn khu, cập nhật thứ Hai hằng tuần; ảnh gửi kèm công văn 31.",
    )
    _checked(done, date(2020, 12, 29), "Đã xem ảnh bốn bảng và đến xem khu B: đúng như báo.")


def _concluded(story: Story, item: ProgrammeItem) -> None:
    """One remedy was checked, one waits to be."""
    made = _decided(story, item, date(2021, 2, 1), date(2021, 2, 20), date(2021, 2, 5), 8, 3)
    _self_report(made, date(2021, 2, 4))
    _sitting(made, date(2021, 2, 18))
    _found(
        made,
        date(2021, 2, 19),
        _strength(
            "lanh-dao", "Kế hoạch năm có việc, có người, có hạn; giao ban tuần có kiểm điểm từng việc."
        ),
        _strength("lam-theo", "Rút ngắn thời gian giải quyết ba thủ tục, người dân theo dõi được."),
        _lacking(
            "sinh-hoat",
            "Hai chi bộ sinh hoạt chuyên đề còn đọc tài liệu là chính.",
            "Chưa chọn được câu chuyện gắn với việc của chi bộ.",
            "Mỗi chi bộ chọn một việc thật để thảo luận trong buổi chuyên đề quý I.",
            "Bí thư hai chi bộ",
            "Biên bản buổi chuyên đề",
            date(2021, 3, 31),
        ),
        _lacking(
            "bao-cao",
            "Sổ theo dõi việc làm theo không khớp với báo cáo quý IV.",
            "Cộng từ tin nhắn, không từ sổ.",
            "Lập một sổ chung, đối chiếu với báo cáo trước khi gửi.",
            "",
            "Sổ chung và bản đối chiếu quý I",
            date(2021, 4, 20),
        ),
    )
    made = _present(made, date(2021, 2, 22))
    _conclude(
        made,
        date(2021, 2, 26),
        {4: "Đơn vị đã lập sổ chung từ ngày 22/02."},
        "Cấp ủy lãnh đạo sát, có kết quả người dân thấy được. Hai việc cần sửa nêu trong nhận xét.",
        9,
    )
    first = _reported(
        made, 3, date(2021, 3, 22), "Hai chi bộ đã sinh hoạt theo việc thật, biên bản ngày 15 và 18/3."
    )
    _checked(first, date(2021, 3, 26), "Đã xem hai biên bản; nội dung bám việc của chi bộ.")
    _reported(made, 4, date(2021, 4, 2), "Đã lập sổ chung; bản đối chiếu quý I kèm công văn 09.")


def _presented(story: Story, item: ProgrammeItem) -> None:
    """The unit is asked for its word."""
    made = _decided(story, item, date(2021, 3, 19), date(2021, 4, 7), date(2021, 3, 24), 15, 2)
    _self_report(made, date(2021, 3, 24))
    _sitting(made, date(2021, 3, 30))
    _found(
        made,
        date(2021, 3, 31),
        _strength("hoc-tap", "Đảng viên dự học đông đủ, có học bù."),
        _lacking(
            "hoc-tap",
            "Kế hoạch học chép gần nguyên kế hoạch cấp trên.",
            "Chưa bàn trong cấp ủy.",
            "Bổ sung kế hoạch bằng việc của chính đơn vị.",
            "Bí thư chi bộ",
            "Kế hoạch đã bổ sung",
            date(2021, 5, 14),
        ),
    )
    _present(made, date(2021, 4, 2))


def _at_work(story: Story, item: ProgrammeItem) -> None:
    """The team has sat with the unit and writes."""
    made = _decided(story, item, date(2021, 3, 29), date(2021, 4, 16), date(2021, 4, 2), 17, 0)
    _self_report(made, date(2021, 4, 2))
    _sitting(made, date(2021, 4, 5))
    _found(made, date(2021, 4, 5), _strength("sinh-hoat", "Chi bộ họp đúng ngày, biên bản đủ."))


def _just_decided(story: Story, item: ProgrammeItem) -> None:
    """The unit is to send its self-report."""
    _decided(story, item, date(2021, 4, 5), date(2021, 4, 23), date(2021, 4, 12), 18)
