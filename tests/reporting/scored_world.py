"""A small scored sheet, asked monthly of the fixed cast."""

import uuid
from decimal import Decimal

from lantoa.core.actor import SYSTEM
from lantoa.organisation.models import Unit
from lantoa.reporting.choices import LineKind, PeriodLength, SkipRule, TimeRule, TreeRule
from lantoa.reporting.design import LineSpec, QuestionSpec, SectionSpec, SheetSpec
from lantoa.reporting.entries import Entries
from lantoa.reporting.models import Collection, Submission
from lantoa.reporting.scoring import Band, Option, Scale
from lantoa.reporting.services.entry import save_values
from lantoa.reporting.services.sheets import publish_sheet
from lantoa.reporting.services.submissions import hand_over, submit
from tests.cast import Cast
from tests.reporting.world import draft, opened

D = Decimal
LENGTH, CONTENT, THEME, BONUS, PEOPLE = range(5)
BANDS = (Band("Tốt", D(90)), Band("Khá", D(70)), Band("Trung bình", D(50)), Band("Kém", D(0)))


def criterion(
    code: str,
    label: str,
    most: str,
    options: tuple[Option, ...] = (),
    rule: str = "",
    *,
    bonus: bool = False,
) -> LineSpec:
    return LineSpec(
        code,
        label,
        "điểm",
        LineKind.SCORE,
        TreeRule.NONE,
        TimeRule.LAST,
        required=not bonus,
        most=D(most),
        options=options,
        skip_rule=rule,
        bonus=bonus,
    )


SCORED = SheetSpec(
    "CLSH",
    "Phiếu chấm thử",
    PeriodLength.MONTH,
    [
        SectionSpec(
            "1",
            "Tổ chức",
            [
                criterion(
                    "K1",
                    "Thời lượng",
                    "5",
                    (("Đủ 90 phút", D(5)), ("Thiếu không quá 15 phút", D(4)), ("Ngắn hơn", D(1))),
                ),
                criterion("K2", "Nội dung", "90"),
                criterion("K3", "Chuyên đề", "5", rule=SkipRule.RESCALE),
                criterion("K4", "Cách làm mới", "2", bonus=True),
            ],
        ),
        SectionSpec("2", "Số liệu", [LineSpec("K5", "Đảng viên dự họp", "người")], [QuestionSpec("Hạn chế")]),
    ],
    scale=Scale(D(100), BANDS, "Hướng dẫn minh họa"),
)


def story(cast: Cast, units: list[Unit] | None = None) -> Collection:
    """April 2021 asked of the three units of the cast."""
    version = publish_sheet(actor=SYSTEM, sheet=SCORED)
    return opened(version, cast.bloc, units or cast.units(), "2021M04")


def scored(
    cast: Cast, collection: Collection, values: dict[int, str] | None = None, **more: object
) -> Submission:
    """The office's report, filled in and sent: 82,5 of 95 where no theme was studied."""
    mine = draft(collection, cast.office)
    given = {LENGTH: "5", CONTENT: "77,5", THEME: "không áp dụng", PEOPLE: "30", **(values or {})}
    notes = {THEME: "Tháng này không có chuyên đề."} if given[THEME] == "không áp dụng" else {}
    saved = save_values(
        actor=cast.unit_reporter,
        submission=mine,
        entries=Entries(given, notes, **more),  # type: ignore[arg-type]
    )
    assert saved.clean, saved.refused
    handed = hand_over(actor=cast.unit_reporter, submission=saved.submission)
    return submit(actor=cast.unit_head, submission=handed, key=uuid.uuid4())
