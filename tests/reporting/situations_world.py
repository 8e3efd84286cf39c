"""A quarterly sheet that carries the situation, on the fixed cast: two large units, one of nine people, an office above them."""

from datetime import date

from lantoa.core import clock
from lantoa.core.actor import SYSTEM
from lantoa.core.periods import Period, from_code
from lantoa.organisation.choices import ProfileKind
from lantoa.organisation.models import ProfileField, Unit
from lantoa.organisation.services.profile import NewValue, enter_values
from lantoa.organisation.services.reference import NewProfileField, enter_profile_fields
from lantoa.reporting.models import Collection, SheetVersion, Situation
from lantoa.reporting.services.situations.sending import send_situation
from lantoa.reporting.services.situations.sheets import carry_situation
from lantoa.reporting.services.situations.writing import NewLine, save_situation
from tests.cast import SINCE, Cast
from tests.reporting.world import opened, published

QUARTER = from_code("2021Q1")
WORDS = "Máy lạnh phòng tiếp dân hỏng từ đầu năm, cần thay trước mùa nóng."


def fields() -> dict[str, ProfileField]:
    return enter_profile_fields(
        actor=SYSTEM,
        fields=[
            NewProfileField("so-dang-vien", "Số đảng viên", ProfileKind.COUNT, SINCE, "đảng viên"),
            NewProfileField("bien-che", "Biên chế được giao", ProfileKind.COUNT, SINCE, "người"),
        ],
    )


def people(units: dict[Unit, int], code: str = "so-dang-vien", since: date = SINCE) -> None:
    known = ProfileField.objects.filter(code=code).first() or fields()[code]
    enter_values(
        actor=SYSTEM,
        entries=[NewValue(unit, known, number, since, "Hồ sơ") for unit, number in units.items()],
    )


def carried(cast: Cast) -> Collection:
    """Quarter I/2021 asked of the three units, with the situation."""
    return opened(ready(cast), cast.bloc, cast.units())


def ready(cast: Cast) -> SheetVersion:
    """A sheet that carries the situation; VPTU 40 people, BENHVIEN 158, SONV 9; the office of KHOI has 12."""
    version = published()
    with clock.set_to(date(2020, 1, 6)):
        carry_situation(actor=SYSTEM, sheet=version.sheet)
    people({cast.office: 40, cast.hospital: 158, cast.department: 9})
    people({cast.bloc: 12}, "bien-che")
    return version


def save(
    unit: Unit, *lines: tuple[str, str], period: Period = QUARTER, separately: bool = False
) -> Situation:
    before = Situation.objects.filter(unit=unit, period_code=period.code).first()
    return save_situation(
        actor=SYSTEM,
        unit=unit,
        period=period,
        lines=[NewLine(theme, words) for theme, words in lines],
        told_separately=separately,
        row_version=before.row_version if before else 0,
    )


def told(
    unit: Unit, *lines: tuple[str, str], period: Period = QUARTER, separately: bool = False
) -> Situation:
    """Written and sent by itself."""
    save(unit, *lines, period=period, separately=separately)
    return send_situation(actor=SYSTEM, unit=unit, period=period)
