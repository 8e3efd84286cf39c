"""Targets of two invented resolutions: one whole term that is over, and the year that the conference stands in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from lantoa.core import clock, periods
from lantoa.reporting.choices import BaselineSource, TargetDirection, TargetMethod
from lantoa.reporting.models import Target
from lantoa.reporting.queries.over_time import Catalogue, period_total
from lantoa.reporting.queries.targets import divisions
from lantoa.reporting.services.targets import (
    Baseline,
    NewTarget,
    change_target,
    divide_target,
    issue_target,
)
from lantoa.sample.reports import HOSPITAL
from lantoa.sample.story import ACTOR, FIRST_YEAR, LAST_YEAR, Story

FIRST_DAY, NEXT_DAY = date(2016, 3, 15), date(2021, 1, 18)
FIRST_PAPER, NEXT_PAPER = "07-NQ/ĐUK", "03-NQ/ĐUK"
NEXT_YEARS = range(LAST_YEAR + 1, LAST_YEAR + 6)


@dataclass(frozen=True)
class Plan:
    """A target of the next term: by how much each year grows over the one before, from the accepted total of the last year."""

    code: str
    name: str
    growth: Decimal
    method: TargetMethod
    basis: str = ""
    share: Decimal | None = None  # of a ratio: the same for every year


PLANS = [
    Plan(
        "T06", "Mỗi năm tăng ít nhất 3% số kỳ sinh hoạt chuyên đề", Decimal("0.03"), TargetMethod.SHARE, "U02"
    ),
    Plan("P01", "Mỗi năm tăng ít nhất 5% tin, bài tuyên truyền", Decimal("0.05"), TargetMethod.SHARE, "U03"),
    Plan("U03", "Mỗi năm tăng ít nhất 2% đảng viên", Decimal("0.02"), TargetMethod.SHARE, "U03"),
    Plan(
        "T04",
        "Mỗi năm ít nhất 96% đảng viên được quán triệt",
        Decimal(0),
        TargetMethod.SAME,
        share=Decimal("0.96"),
    ),
]


def build_targets(story: Story) -> None:
    _first_term(story)
    for plan in PLANS:
        _next_term(story, plan)


def _first_term(story: Story) -> None:
    """Dialogues of the heads: set in 2016, raised in 2018, divided equally."""
    line = Catalogue().newest_line("G02")
    with clock.set_to(FIRST_DAY):
        target = issue_target(
            actor=ACTOR,
            owner=story.bloc,
            new=NewTarget(
                line=line,
                name="Mỗi năm ít nhất 145 cuộc đối thoại của người đứng đầu",
                direction=TargetDirection.AT_LEAST,
                paper_number=FIRST_PAPER,
                paper_day=FIRST_DAY,
                paper_issuer="Đảng ủy Khối",
                citation="Dữ liệu minh họa: hằng năm người đứng đầu các đơn vị tổ chức ít nhất 145 cuộc đối thoại.",
                values={year: Decimal(145) for year in range(FIRST_YEAR, LAST_YEAR + 1)},
            ),
        )
    with clock.set_to(date(2018, 2, 5)):
        change_target(
            actor=ACTOR,
            target=target,
            values={year: Decimal(150) for year in range(2018, LAST_YEAR + 1)},
            reason="Dữ liệu minh họa: nâng lên 150 cuộc sau sơ kết hai năm.",
            decided_on=date(2018, 2, 2),
            row_version=1,
        )
        _divide(story, target, TargetMethod.EQUAL, "", row_version=2)


def _next_term(story: Story, plan: Plan) -> None:
    catalogue = Catalogue()
    line = catalogue.newest_line(plan.code)
    with clock.set_to(NEXT_DAY):
        before = period_total(plan.code, story.bloc, periods.year(LAST_YEAR), catalogue)
        base = before.value or Decimal(0)
        target = issue_target(
            actor=ACTOR,
            owner=story.bloc,
            new=NewTarget(
                line=line,
                name=plan.name,
                direction=TargetDirection.AT_LEAST,
                paper_number=NEXT_PAPER,
                paper_day=date(2021, 1, 15),
                paper_issuer="Đảng ủy Khối",
                citation=f"Dữ liệu minh họa: {plan.name[0].lower()}{plan.name[1:]}.",
                values=_values(plan, base),
                baseline=Baseline(
                    BaselineSource.TOTALS,
                    round(base, 4),
                    LAST_YEAR,
                    f"Tổng các báo cáo đã duyệt của {before.units} đơn vị",
                ),
            ),
        )
        _divide(story, target, plan.method, plan.basis, row_version=1)
        if plan.code == "T06":
            _raise_one(story, target)


def _values(plan: Plan, base: Decimal) -> Mapping[int, Decimal]:
    if plan.share is not None:
        return dict.fromkeys(NEXT_YEARS, plan.share)
    factor = 1 + plan.growth
    return {year: round(base * factor ** (year - LAST_YEAR), 0) for year in NEXT_YEARS}


def _divide(story: Story, target: Target, method: TargetMethod, basis: str, row_version: int) -> None:
    catalogue = Catalogue()
    made = {
        year: divisions.propose(target, story.bloc, year, method, basis, catalogue) for year in target.years
    }
    divide_target(
        actor=ACTOR,
        target=target,
        unit=story.bloc,
        values={year: {part.unit.pk: part.proposed for part in one.parts} for year, one in made.items()},
        method=method,
        basis=made[target.first_year].basis,
        decided_on=clock.today(),
        row_version=row_version,
    )


def _raise_one(story: Story, target: Target) -> None:
    """One unit takes on more: the sum of the parts is no longer the whole, and the page says so."""
    hospital = story.units[HOSPITAL]
    has = target.values.get(unit=hospital, year=LAST_YEAR + 1, replaced_by=None)
    divide_target(
        actor=ACTOR,
        target=target,
        unit=story.bloc,
        values={LAST_YEAR + 1: {hospital.pk: (has.value or Decimal(0)) + 10}},
        method=TargetMethod.HAND,
        reason="Dữ liệu minh họa: đơn vị đăng ký thêm 10 kỳ.",
        decided_on=clock.today(),
        row_version=2,
    )
