"""What units tell of their situation."""

from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange

from lantoa.core.actor import SYSTEM
from lantoa.core.periods import from_code
from lantoa.organisation.choices import ProfileKind
from lantoa.organisation.services.profile import NewValue, enter_values
from lantoa.organisation.services.reference import NewProfileField, enter_profile_fields
from lantoa.reporting.models import Sheet, SituationLine, SituationSheet, SituationTheme
from lantoa.reporting.services.situations import rules
from lantoa.reporting.services.situations.sending import send_situation
from lantoa.reporting.services.situations.writing import NewLine, save_situation
from tests.permissions.world.places import PLACES, SINCE, canary
from tests.permissions.world.things import World


def make_situations(world: World) -> None:
    """Each unit has sent what it tells of the last quarter and writes of this one; the sheet of each in use carries it."""
    fields = enter_profile_fields(
        actor=SYSTEM,
        fields=[
            NewProfileField("so-dang-vien", "Số đảng viên", ProfileKind.COUNT, SINCE, "đảng viên"),
            NewProfileField("bien-che", "Biên chế được giao", ProfileKind.COUNT, SINCE, "người"),
        ],
    )
    values = [
        NewValue(world.units[place], field, 40, SINCE, "Quy định")
        for place in PLACES
        for field in fields.values()
    ]
    enter_values(actor=SYSTEM, entries=values)
    for place in PLACES:
        unit, sheet = world.units[place], Sheet.objects.get(code=f"BM-{place}-USED")
        SituationSheet.objects.create(sheet=sheet, valid=DateRange(SINCE, None))
        for code, kind, state in (("2021Q1", "situation", "any"), ("2021Q2", "telling", "written")):
            save_situation(
                actor=SYSTEM,
                unit=unit,
                period=from_code(code),
                lines=[NewLine("dieu-kien", f"Thiếu máy in {canary(kind, state, place)}")],
                told_separately=False,
                row_version=0,
            )
        send_situation(actor=SYSTEM, unit=unit, period=from_code("2021Q1"))
        world.situation_lines[place] = SituationLine.objects.get(
            situation__unit=unit, situation__period_code="2021Q1"
        ).pk


def make_situation_rules() -> None:
    """A theme that is to end, and limits that are to change."""
    limits = rules.Limits(3, 150, 10, 4, "Quy chế 05")
    rules.set_limits(actor=SYSTEM, limits=limits, since=date(2021, 7, 1))
    theme = SituationTheme.objects.get(code="nha-o")
    rules.end_theme(actor=SYSTEM, theme=theme, on=date(2021, 7, 1), reason="Gộp")
