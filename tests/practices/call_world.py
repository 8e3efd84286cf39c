"""A call with its entries and its panel of three, made through the services."""

from datetime import date

from lantoa.accounts.models import User
from lantoa.organisation.models import Unit
from lantoa.practices.choices import CallPurpose, CallState, Origin, YearState
from lantoa.practices.models import Assignment, Call, Practice
from lantoa.practices.queries.appraisals import share_out
from lantoa.practices.services import appraisals, calls
from lantoa.practices.services.appraisals import Given
from lantoa.practices.services.calls import CallText
from tests.practices.world import World

EFFECTIVE = ((2020, Origin.NEW, YearState.EFFECTIVE),)


def call_text(world: World, **changes: object) -> CallText:
    text: dict[str, object] = {
        "title": "Xét công nhận mô hình năm 2020",
        "directive": world.directive,
        "purpose": CallPurpose.RECOGNITION,
        "year": 2020,
        "opens_on": date(2021, 4, 1),
        "closes_on": date(2021, 4, 20),
        "appraise_by": date(2021, 5, 5),
        "per_entry": 3,
    }
    return CallText(**(text | changes))  # type: ignore[arg-type]


def open_call(world: World, **changes: object) -> Call:
    call = calls.draft_call(
        actor=world.cast.propaganda_officer, unit=world.cast.bloc, text=call_text(world, **changes)
    )
    return calls.move_call(actor=world.cast.propaganda_officer, call=call, to=CallState.OPEN)


def effective(world: World, unit: Unit, title: str, **changes: object) -> Practice:
    return world.practice(unit, title, EFFECTIVE, **changes)


def enter(world: World, call: Call, practice: Practice) -> None:
    heads = {world.cast.office.pk: world.cast.unit_head, world.cast.hospital.pk: world.cast.hospital_head}
    calls.enter_in_call(actor=heads[practice.unit_id], call=call, row=practice.years.get(year=call.year))


def appraised_call(world: World, number: int = 2, **changes: object) -> Call:
    """A call in its phase of appraisal, `number` entries of the office and the hospital in turn, given to all three."""
    call = open_call(world, **changes)
    for place in range(number):
        unit = (world.cast.office, world.cast.hospital)[place % 2]
        enter(world, call, effective(world, unit, f"Mô hình thứ {place + 1}"))
    officer = world.cast.propaganda_officer
    appraisals.appoint(actor=officer, call=call, persons=[one.person for one in panel(world)])  # type: ignore[attr-defined]
    call = calls.move_call(actor=officer, call=call, to=CallState.APPRAISING)
    shared = share_out(call)
    appraisals.assign_appraisals(actor=officer, call=call, seen=shared.mark)
    return call


def panel(world: World) -> list[User]:
    return [world.cast.propaganda_officer, world.cast.province_lead, world.cast.inspector]


def work(user: User, call: Call, place: int = 0) -> Assignment:
    """The person's entry by its place among the call's codes."""
    rows = Assignment.objects.filter(member__person__user=user, entry__call=call)
    return rows.order_by("entry__practice_year__practice__code")[place]


def hand(user: User, assignment: Assignment, points: list[int], comment: str = "") -> None:
    appraisals.hand_in(actor=user, assignment=assignment, given=Given(points, comment), row_version=0)


GOOD = [18, 26, 12, 12, 17]  # 85
FAIR = [14, 20, 10, 10, 14]  # 68


def selecting_call(world: World, **changes: object) -> Call:
    """Two entries: the first has 85 from all three, the second 68, 68 and 85."""
    call = appraised_call(world, **changes)
    for user in panel(world):
        hand(user, work(user, call), GOOD)
        hand(user, work(user, call, 1), GOOD if user == world.cast.inspector else FAIR)
    return calls.move_call(actor=world.cast.propaganda_officer, call=call, to=CallState.SELECTING)
