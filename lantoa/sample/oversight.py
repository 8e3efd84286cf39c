"""Inspections and supervisions by the bloc: two yearly programmes, one supervision of 2020 whose remedies are partly late, and four
inspections of 2021 in different states. What was found is invented, like the limits of the year: the rule in force since 2025 stands
in the product, that of 2021 is shown as the body's own regulation."""

from dataclasses import dataclass
from datetime import date

from lantoa.core import clock
from lantoa.oversight.choices import InspectionKind, LimitKind
from lantoa.oversight.models import Programme, ProgrammeItem
from lantoa.oversight.services import programmes
from lantoa.oversight.services.rules import enter_limit
from lantoa.sample.inspection_steps import theme_of
from lantoa.sample.inspections import (
    conclude_office,
    decide_on_hospital,
    present_findings,
    sit_with_unit,
    supervise_hospital,
)
from lantoa.sample.story import ACTOR, ESTABLISHED, Story

REGULATION = "Quy chế kiểm tra, giám sát của Đảng ủy Khối (dữ liệu minh họa)"
NEW_RULE = date(2025, 6, 18)  # since when the limits that the product brings are in force
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
    supervise_hospital(story, _item(before, HOSPITAL))
    now = _programme(story, 2021, LINES_2021, date(2021, 1, 12), 4)
    conclude_office(story, _item(now, OFFICE))
    present_findings(story, _item(now, "HG-015"))
    sit_with_unit(story, _item(now, "HG-011"))
    decide_on_hospital(story, _item(now, HOSPITAL))


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


def _programme(story: Story, year: int, lines: list[Line], day: date, number: int) -> Programme:
    with clock.set_to(day):
        made = programmes.lay_out_programme(actor=ACTOR, unit=story.bloc, year=year)
        for version, line in enumerate(lines, 1):
            programmes.add_item(
                actor=ACTOR,
                programme=made,
                subject=story.units[line.code],
                kind=line.kind,
                theme=theme_of(line.theme),
                quarter=line.quarter,
                reason=line.reason,
                row_version=version,
            )
        return programmes.announce_programme(
            actor=ACTOR, programme=made, issued_on=day, number=number, row_version=len(lines) + 1
        )


def _item(programme: Programme, code: str) -> ProgrammeItem:
    return programme.items.select_related("subject", "theme").get(subject__code=code)
