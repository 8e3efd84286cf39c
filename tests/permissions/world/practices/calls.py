"""Calls, and what is entered and appraised."""

from datetime import date

from lantoa.core import clock
from lantoa.core.actor import SYSTEM
from lantoa.organisation.services.people import NewPerson, enrol_people
from lantoa.practices.choices import CallPurpose, CallState, SelectionException
from lantoa.practices.models import Appraisal, Assignment, Call, CallEntry, PanelMember
from lantoa.practices.services.calls import CallText, draft_call, load_entries
from tests.permissions.world.places import PLACES, canary, line_to_root
from tests.permissions.world.things import World


def make_calls(world: World) -> None:
    """A call of each unit in each state, and one of each tree in which its people above a unit appraise what is of that unit."""
    [slow] = enrol_people(actor=SYSTEM, people=[NewPerson("Người chấm chưa nộp")])
    for place in PLACES:
        for state in CallState:
            call = world.calls[place, state] = _call(world, place, state)
            entered = "recognised" if state not in (CallState.DRAFT, CallState.OPEN) else "effective"
            if state != CallState.DRAFT:
                rows = [world.practices[place, entered].years.get()]
                _open(call)
                [entry] = load_entries(actor=SYSTEM, call=call, rows=rows)
            if entered == "recognised":
                member = PanelMember.objects.create(call=call, person=world.clerk.person)  # type: ignore[attr-defined]
                _appraised(entry, member, handed=True)
                if (
                    state == CallState.APPRAISING
                ):  # somebody is to be reminded, and yet the selection may begin
                    unready = PanelMember.objects.create(call=call, person=slow)
                    _appraised(entry, unready, handed=False)
                entry.exception = SelectionException.TAKEN_IN
                entry.exception_reason = f"Cách làm mới {canary('meeting', state, place)}"
                entry.save()
            Call.objects.filter(pk=call.pk).update(state=state)
        call = world.calls[place, "entered"] = _call(world, place, CallState.OPEN, 2021)
        _open(call)
        load_entries(actor=SYSTEM, call=call, rows=[world.practices[place, "effective"].years.get()])
    for root in ("TINH", "LATINH"):
        call = world.calls[root, "appraised"] = _call(world, root, CallState.OPEN)
        _open(call)
        members = {
            who: PanelMember.objects.create(call=call, person=user.person)  # type: ignore[attr-defined]
            for who, user in world.users.items()
            if root == "TINH" and who[0] in ("ST", "IN", "LD")
        }
        for place in PLACES:
            if line_to_root(place)[-1] != root:
                continue
            rows = [world.practices[place, "recognised"].years.get()]
            [entry] = load_entries(actor=SYSTEM, call=call, rows=rows)
            for (_role, seat), member in members.items():
                if seat != place and seat in line_to_root(place):
                    given = Assignment.objects.create(entry=entry, member=member, candidates=1, load=1)
                    said = canary("appraisal", "any", place)
                    Appraisal.objects.create(assignment=given, points=[None] * 5, comment=said)
        Call.objects.filter(pk=call.pk).update(state=CallState.APPRAISING)


def _call(world: World, place: str, state: str, year: int = 2020) -> Call:
    shown = "draft" if state == CallState.DRAFT else "open"
    text = CallText(
        title=f"Đợt xét {canary('call', shown, place)}",
        directive=world.directive,
        purpose=CallPurpose.BOOKLET,
        year=year,
        opens_on=date(2021, 4, 1),
        closes_on=date(2021, 4, 20),
        appraise_by=date(2021, 5, 5),
        per_entry=1,
    )
    return draft_call(actor=SYSTEM, unit=world.units[place], text=text)


def _open(call: Call) -> None:
    Call.objects.filter(pk=call.pk).update(state=CallState.OPEN)


def _appraised(entry: CallEntry, member: PanelMember, *, handed: bool) -> None:
    given = Assignment.objects.create(entry=entry, member=member, candidates=1, load=1)
    Appraisal.objects.create(assignment=given, points=[10] * 5, handed_at=clock.now() if handed else None)
