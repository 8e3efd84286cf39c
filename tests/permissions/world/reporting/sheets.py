"""Sheets, in use and being drafted."""

from dataclasses import replace
from decimal import Decimal

from lantoa.core.actor import SYSTEM
from lantoa.reporting.choices import LineKind, PeriodLength, TimeRule, TreeRule
from lantoa.reporting.design import LineSpec, QuestionSpec, SectionSpec, SheetSpec
from lantoa.reporting.dimensions import OptionSpec
from lantoa.reporting.scoring import Band, Scale
from lantoa.reporting.services.dimensions import add_dimension
from lantoa.reporting.services.drafts.headings import start_draft
from lantoa.reporting.services.sheets import publish_sheet
from tests.permissions.world.places import PLACES, canary
from tests.permissions.world.things import World

SHEET = SheetSpec(
    "BCQ",
    "Báo cáo thử",
    PeriodLength.QUARTER,
    [
        SectionSpec(
            "I",
            "Học tập",
            [
                LineSpec("U03", "Tổng số đảng viên", "đảng viên"),
                LineSpec("T03", "Được quán triệt", "đảng viên"),
            ],
            [QuestionSpec("Hạn chế, nguyên nhân")],
        )
    ],
)
SCORED_SHEET = SheetSpec(
    "CLSH",
    "Phiếu chấm thử",
    PeriodLength.QUARTER,
    [
        SectionSpec(
            "I",
            "Tổ chức",
            [
                LineSpec(
                    "K1", "Nội dung", "điểm", LineKind.SCORE, TreeRule.NONE, TimeRule.LAST, most=Decimal(10)
                )
            ],
            [QuestionSpec("Hạn chế, nguyên nhân")],
        )
    ],
    scale=Scale(Decimal(10), (Band("Tốt", Decimal(9)), Band("Chưa tốt", Decimal(0)))),
)
SHEET_STATES = ("used", "drafted", "new")


def make_sheets(world: World) -> None:
    """A sheet in use in its second version, one whose next version is being drafted, and a draft of what was never published."""
    for place in PLACES:
        unit = world.units[place]
        for state in SHEET_STATES:
            name = f"Biểu {canary('sheet', state, place)}"
            design = replace(SHEET, code=f"BM-{place}-{state.upper()}", name=name)
            if state != "new":
                version = publish_sheet(actor=SYSTEM, sheet=design, owner=unit)
            if state == "used":
                [section] = design.sections
                longer = replace(section, questions=[*section.questions, QuestionSpec("Kiến nghị")])
                publish_sheet(actor=SYSTEM, sheet=replace(design, sections=[longer]), owner=unit)
                continue
            drafted = replace(design, name=f"Biểu {canary('draft', state, place)}")
            based_on = version if state == "drafted" else None
            draft = start_draft(actor=SYSTEM, owner=unit, design=drafted, based_on=based_on)
            world.draft_lines[place, state] = draft.lines.get(code="U03").pk
            world.draft_sections[place, state] = draft.sections.get().pk
        add_dimension(
            actor=SYSTEM,
            owner=unit,
            code=f"PC{place}",
            name=f"Cách chia {canary('dimension', 'kept', place)}",
            exhaustive=True,
            options=[OptionSpec("A", "Phần một"), OptionSpec("B", "Phần hai")],
        )
