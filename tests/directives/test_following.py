"""What units lack under a directive, and reminding them of it in one act."""

from datetime import date, timedelta
from typing import Any

import pytest

from lantoa.accounts.models import User
from lantoa.audit.models import Entry
from lantoa.commitments.models import PledgeCount
from lantoa.core import clock
from lantoa.core.errors import Forbidden, Refused
from lantoa.directives.choices import StatusKind
from lantoa.directives.following import steps
from lantoa.directives.models import Directive, PlanReminder, Receipt, Reminder
from lantoa.directives.queries.following.picture import ANY, NOTHING, FollowFilter, Following
from lantoa.directives.queries.following.scope import chased_units, followed_units, steps_seen
from lantoa.directives.services.chasing import Chased, chase
from lantoa.directives.services.statuses import enter_status
from lantoa.organisation.access import GRANTS, Reach
from lantoa.organisation.models import Unit
from tests.cast import TODAY, Cast
from tests.directives.issuing_world import directive_of, issued, read
from tests.directives.test_outreach import entered as outreach_entered
from tests.directives.test_plans import OF_THE_BLOC, OF_THE_OFFICE
from tests.directives.test_plans import entered as plan_entered
from tests.directives.world import held

WIDTH = {Reach.OWN: 0, Reach.BELOW: 1, Reach.SUBTREE: 1, Reach.TREE: 2}


@pytest.fixture
def issued_directive(cast: Cast) -> Directive:
    """Issued to the three units with a duty; the office has read it, planned, studied, told people, counted its pledges."""
    directive = directive_of(cast)
    issuing = issued(cast, directive, duty=True)
    read(cast, issuing)
    above = plan_entered(cast.bloc, OF_THE_BLOC)
    plan_entered(cast.office, OF_THE_OFFICE, date(2021, 2, 1), above)
    held(cast)
    outreach_entered(cast)
    PledgeCount.objects.create(
        unit=cast.office, year=2021, members_due=20, members_signed=20, leaders_signed=2, others_signed=1
    )
    return directive


def following(
    user: User, directive: Directive, wanted: FollowFilter | None = None, year: int = 2021
) -> Following:
    return Following(followed_units(user, directive), directive, year, steps_seen(user), wanted)


def to_chase(cast: Cast, directive: Directive, *codes: str, asker: Unit | None = None) -> Following:
    units = chased_units(asker or cast.bloc, directive)
    wanted = FollowFilter(codes=codes) if codes else FollowFilter()
    return Following(units, directive, 2021, steps(), wanted)


def states(found: Following) -> dict[str, dict[str, str]]:
    """Unit → step → state."""
    return {one.code: {each.step.key: each.state.key for each in one.standings} for one in found.rows()}


def test_each_unit_stands_where_its_rooms_say(cast: Cast, issued_directive: Directive) -> None:
    lacks = {
        "receipt": "waiting",
        "plan": "none",
        "study": "none",
        "outreach": "none",
        "pledge": "none",
        "task": "open",
        "report": "unasked",
    }
    office = {
        "receipt": "read",
        "plan": "adopted",
        "study": "deed",
        "outreach": "outside",
        "pledge": "stated",
        "task": "open",
        "report": "unasked",
    }
    found = following(cast.province_lead, issued_directive)
    assert states(found) == {"VPTU": office, "BENHVIEN": lacks, "SONV": lacks}
    sums = found.sums()
    assert (sums.whole.units, sums.whole.lacking) == (3, 2)
    assert {step.key: sums.whole.lacks(step) for step in found.asked} == {
        "receipt": 2,
        "plan": 2,
        "study": 2,
        "outreach": 2,
        "pledge": 2,
        "task": 0,
        "report": 0,
    }
    assert sum(kind.units for kind in sums.kinds) == 3


@pytest.mark.parametrize(
    ("wanted", "codes"),
    [
        (FollowFilter(lacking="plan"), ["BENHVIEN", "SONV"]),
        (FollowFilter(lacking=ANY), ["BENHVIEN", "SONV"]),
        (FollowFilter(lacking=NOTHING), ["VPTU"]),
        (FollowFilter(state="study.deed"), ["VPTU"]),
        (FollowFilter(text="benh vien"), ["BENHVIEN"]),
        (FollowFilter(unit="SONV"), ["SONV"]),
        (FollowFilter(sort="-missing"), ["BENHVIEN", "SONV", "VPTU"]),
        (FollowFilter(sort="-unit"), ["SONV", "BENHVIEN", "VPTU"]),
        (FollowFilter(codes=("VPTU",)), ["VPTU"]),
    ],
)
def test_list_is_narrowed_and_counted_alike(
    cast: Cast, issued_directive: Directive, wanted: FollowFilter, codes: list[str]
) -> None:
    found = following(cast.province_lead, issued_directive, wanted)
    assert [one.code for one in found.rows()] == codes
    assert found.rows(0, 2) + found.rows(2, 2) == found.rows()  # a page at a time, and all of them
    assert found.sums().count(wanted, found.asked) == len(codes)


def test_head_sees_the_own_unit_alone(cast: Cast, issued_directive: Directive) -> None:
    assert list(states(following(cast.hospital_head, issued_directive))) == ["BENHVIEN"]
    assert states(following(cast.unit_reporter, issued_directive)) == {}


def test_directive_that_asks_nothing_leaves_nobody_lacking(cast: Cast, issued_directive: Directive) -> None:
    whole = following(cast.province_lead, issued_directive, year=2020).sums().whole
    assert (whole.units, whole.lacking) == (
        3,
        2,
    )  # what came down to them they have not read, in whatever year
    assert whole.states["plan.unasked"] == 3
    assert whole.states["pledge.unasked"] == 3


def test_whoever_sees_the_picture_may_read_each_step_as_far() -> None:
    for step in steps():
        for role, reach in GRANTS["directive.follow"].items():
            assert WIDTH[GRANTS[step.act][role]] >= WIDTH[reach], (step.key, role)


def test_chase_reminds_each_unit_of_what_it_lacks_and_records_it_once(
    cast: Cast, issued_directive: Directive
) -> None:
    entries = Entry.objects.count()
    done = chase(
        actor=cast.province_lead,
        asker=cast.bloc,
        following=to_chase(cast, issued_directive),
        only=[one.key for one in steps()],
    )
    assert done == Chased(2, {"receipt": 2, "plan": 2, "study": 2, "outreach": 2, "pledge": 2})
    assert Entry.objects.count() == entries + 1
    told: Any = Entry.objects.latest("pk")
    assert told.act == "directive.chased"
    assert Receipt.objects.filter(reminded_at=clock.now()).count() == 2
    assert set(PlanReminder.objects.values_list("unit__code", flat=True)) == {"BENHVIEN", "SONV"}
    assert sorted(Reminder.objects.values_list("unit__code", "step")) == [
        (unit, step) for unit in ("BENHVIEN", "SONV") for step in ("outreach", "pledge", "study")
    ]
    whole = following(cast.province_lead, issued_directive)
    assert whole.rows(0, 2) + whole.rows(2, 2) == whole.rows()
    hospital = following(cast.province_lead, issued_directive, FollowFilter(codes=("BENHVIEN",))).rows()[0]
    assert {one.step.key: one.days_since for one in hospital.lacking} == dict.fromkeys(
        ("receipt", "plan", "study", "outreach", "pledge"), 0
    )


def test_unit_reminded_within_the_last_day_is_left_in_peace(cast: Cast, issued_directive: Directive) -> None:
    def again(only: list[str]) -> Chased:
        found = to_chase(cast, issued_directive)
        return chase(actor=cast.province_lead, asker=cast.bloc, following=found, only=only)

    chase(
        actor=cast.province_lead,
        asker=cast.bloc,
        following=to_chase(cast, issued_directive, "BENHVIEN"),
        only=["plan", "study"],
    )
    assert again(["plan", "study"]) == Chased(1, {"plan": 1, "study": 1})
    with pytest.raises(Refused, match="chưa quá một ngày"):
        again(["plan", "study"])
    with clock.set_to(clock.now() + timedelta(hours=23)), pytest.raises(Refused, match="chưa quá một ngày"):
        again(["study"])
    with clock.set_to(clock.now() + timedelta(days=1)):
        assert again(["study"]) == Chased(2, {"study": 2})


@pytest.mark.parametrize(
    "barred", [(), ("plan",), ("receipt", "plan", "study", "outreach", "pledge", "task", "report")]
)
def test_reach_counts_whom_a_chase_would_remind(
    cast: Cast, issued_directive: Directive, barred: tuple[str, ...]
) -> None:
    """As the chase finds them one by one, before and after some were reminded."""
    found = to_chase(cast, issued_directive)

    def compare() -> int:
        due = {key: units for key, units in found.to_remind().items() if key not in barred}
        reach = found.reach(barred)
        assert reach.steps == {key: len(units) for key, units in due.items()}
        assert reach.units == len({unit for units in due.values() for unit in units})
        assert reach.whole == len(found.rows())
        return reach.units

    assert bool(compare()) == (len(barred) < 7)
    chase(actor=cast.province_lead, asker=cast.bloc, following=found, only=["study"])
    compare()
    assert found.reach().steps["study"] == 0


def test_third_reminder_to_read_leaves_the_ladder_where_it_is(
    cast: Cast, issued_directive: Directive
) -> None:
    for day in range(3):
        with clock.set_to(clock.now() + timedelta(days=day)):
            found = to_chase(cast, issued_directive, "SONV")
            chase(actor=cast.province_lead, asker=cast.bloc, following=found, only=["receipt"])
    receipt = Receipt.objects.get(unit=cast.department)
    assert (receipt.reminded_at, receipt.reminded_again_at) == (clock.now(), clock.now() + timedelta(days=1))
    third = Reminder.objects.get()
    assert (third.step, third.reminded_at) == ("receipt", clock.now() + timedelta(days=2))


def test_chase_is_refused_with_the_reason(cast: Cast, issued_directive: Directive) -> None:
    found = to_chase(cast, issued_directive)
    with pytest.raises(Refused, match="ít nhất một việc"):
        chase(actor=cast.province_lead, asker=cast.bloc, following=found, only=["la"])
    with pytest.raises(Refused, match="không còn thiếu"):
        chase(actor=cast.province_lead, asker=cast.bloc, following=found, only=["report"])
    for user in (cast.unit_reporter, cast.unit_head, cast.inspector):
        with pytest.raises(Forbidden):
            chase(actor=user, asker=cast.bloc, following=found, only=["study"])
    assert Reminder.objects.count() == 0


def test_step_that_is_not_the_askers_is_left_out(cast: Cast) -> None:
    directive = directive_of(cast)
    issued(cast, directive)
    found = to_chase(cast, directive)
    done = chase(actor=cast.province_lead, asker=cast.bloc, following=found, only=["receipt", "plan"])
    assert done.steps == {"receipt": 3}  # the bloc has no plan of its own yet
    with pytest.raises(Refused, match="không do đơn vị anh/chị nhắc"):
        chase(actor=cast.province_lead, asker=cast.bloc, following=found, only=["plan"])


def test_overdue_receipt_and_task_stand_out(cast: Cast, issued_directive: Directive) -> None:
    with clock.set_to(TODAY + timedelta(days=30)):
        found = states(following(cast.province_lead, issued_directive))
    assert {code: (each["receipt"], each["task"]) for code, each in found.items()} == {
        "VPTU": ("read", "late"),
        "BENHVIEN": ("late", "late"),
        "SONV": ("late", "late"),
    }


def test_nobody_is_chased_for_a_directive_that_was_withdrawn(cast: Cast, issued_directive: Directive) -> None:
    issued_directive.refresh_from_db()
    enter_status(
        actor=cast.propaganda_officer,
        directive=issued_directive,
        kind=StatusKind.WITHDRAWN,
        since=clock.today(),
        reason="Ban hành nhầm.",
        row_version=issued_directive.row_version,
    )
    with pytest.raises(Refused, match="thu hồi"):
        chase(
            actor=cast.province_lead,
            asker=cast.bloc,
            following=to_chase(cast, issued_directive),
            only=["plan", "study"],
        )
    assert (Reminder.objects.count(), PlanReminder.objects.count()) == (0, 0)
