from collections.abc import Iterator
from datetime import date

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.core.actor import SYSTEM
from lantoa.core.errors import Forbidden
from lantoa.organisation import access
from lantoa.organisation.access import GRANTS, Reach, grant, holds, holds_somewhere, require, units_in_scope
from lantoa.organisation.choices import Role
from lantoa.organisation.models import RoleAssignment, Unit, UnitKind, UnitVersion
from lantoa.organisation.queries.lineage import past_units_in_scope
from lantoa.organisation.services import ancestry
from lantoa.organisation.services.roles import end_role
from lantoa.organisation.services.units import Decision, NewUnit, establish_units
from tests.cast import SINCE, TODAY, Cast

ACT = "test.reach"


@pytest.fixture
def reaching() -> Iterator[dict[Role, Reach]]:
    """An act of the test's own, whose reaches the test sets."""
    reaches: dict[Role, Reach] = {}
    GRANTS[ACT] = reaches
    yield reaches
    del GRANTS[ACT]


def codes(user: User, on: date | None = None, tree_day: date | None = None) -> set[str]:
    return set(units_in_scope(user, ACT, on, tree_day=tree_day).values_list("code", flat=True))


def fresh(user: User) -> User:
    """The same person at the next request: roles are read once per request."""
    return User.objects.get(pk=user.pk)


EVERYTHING = {"TINH", "KHOI", "VPTU", "BENHVIEN", "SONV"}


@pytest.mark.parametrize(
    ("reach", "of_officer", "of_reporter"),
    [
        (Reach.OWN, {"KHOI"}, {"VPTU"}),
        (Reach.BELOW, {"VPTU", "BENHVIEN", "SONV"}, set()),
        (Reach.SUBTREE, {"KHOI", "VPTU", "BENHVIEN", "SONV"}, {"VPTU"}),
        (Reach.TREE, EVERYTHING, EVERYTHING),
    ],
)
def test_reach_gives_exactly_its_units(
    cast: Cast, reaching: dict[Role, Reach], reach: Reach, of_officer: set[str], of_reporter: set[str]
) -> None:
    reaching |= {Role.STAFF: reach, Role.REPORTER: reach}
    assert codes(cast.propaganda_officer) == of_officer
    assert codes(cast.unit_reporter) == of_reporter


@pytest.mark.parametrize("reach", list(Reach))
def test_holds_agrees_with_the_scope_on_every_unit(
    cast: Cast, reaching: dict[Role, Reach], reach: Reach
) -> None:
    reaching |= {Role.STAFF: reach, Role.REPORTER: reach, Role.LEADER: reach}
    for user in (
        cast.propaganda_officer,
        cast.unit_reporter,
        cast.province_lead,
        cast.outsider,
        cast.auditor,
    ):
        assert {unit.code for unit in Unit.objects.all() if holds(user, ACT, unit)} == codes(user)


def test_role_without_grant_reaches_nothing(cast: Cast, reaching: dict[Role, Reach]) -> None:
    reaching[Role.STAFF] = Reach.TREE
    assert codes(cast.auditor) == set()
    assert not holds_somewhere(cast.auditor, ACT)


def test_ended_role_stops_on_its_day(cast: Cast, reaching: dict[Role, Reach]) -> None:
    reaching[Role.REPORTER] = Reach.OWN
    assignment = RoleAssignment.objects.get(person__user=cast.unit_reporter)
    end_role(actor=SYSTEM, assignment=assignment, on=TODAY)
    assert codes(fresh(cast.unit_reporter)) == set()
    assert codes(fresh(cast.unit_reporter), date(2021, 4, 5)) == {"VPTU"}


def test_future_role_does_not_hold_yet(cast: Cast, reaching: dict[Role, Reach]) -> None:
    reaching[Role.INSPECTOR] = Reach.OWN
    person = RoleAssignment.objects.get(person__user=cast.unit_reporter).person
    RoleAssignment.objects.create(
        person=person, role=Role.INSPECTOR, unit=cast.hospital, valid=DateRange(date(2021, 4, 7), None)
    )
    assert codes(fresh(cast.unit_reporter)) == set()
    with clock.set_to(date(2021, 4, 7)):
        assert codes(fresh(cast.unit_reporter)) == {"BENHVIEN"}


def test_two_roles_give_the_union(cast: Cast, reaching: dict[Role, Reach]) -> None:
    reaching |= {Role.REPORTER: Reach.OWN, Role.HEAD: Reach.OWN}
    person = RoleAssignment.objects.get(person__user=cast.unit_reporter).person
    RoleAssignment.objects.create(
        person=person, role=Role.HEAD, unit=cast.department, valid=DateRange(SINCE, None)
    )
    assert codes(fresh(cast.unit_reporter)) == {"VPTU", "SONV"}


def test_scope_on_the_tree_of_another_day_keeps_todays_roles(cast: Cast, reaching: dict[Role, Reach]) -> None:
    reaching |= {Role.STAFF: Reach.SUBTREE, Role.REPORTER: Reach.TREE}
    version = UnitVersion.objects.get(unit=cast.department)
    version.valid = DateRange(SINCE, date(2020, 1, 1))
    version.save()
    ancestry.rebuild([cast.department.pk])
    assert "SONV" not in codes(cast.propaganda_officer)
    assert "SONV" in codes(cast.propaganda_officer, tree_day=date(2019, 12, 31))
    assert "SONV" in codes(cast.unit_reporter, tree_day=date(2019, 12, 31))


def test_a_scope_asked_again_in_one_request_tells_what_was_changed_between(
    cast: Cast, reaching: dict[Role, Reach]
) -> None:
    """What is kept of a scope is its question: not a unit, and not how far an act reaches."""
    reaching[Role.STAFF] = Reach.BELOW
    before = units_in_scope(cast.propaganda_officer, ACT)
    assert codes(cast.propaganda_officer) == {"VPTU", "BENHVIEN", "SONV"}
    kind = UnitKind.objects.get(code="grassroots_cell")
    establish_units(
        actor=SYSTEM,
        decision=Decision("1", SINCE, SINCE, "Tỉnh"),
        units=[NewUnit("MOI", "Chi bộ mới", "Chi bộ mới", kind, "KHOI")],
    )
    assert codes(cast.propaganda_officer) == {"VPTU", "BENHVIEN", "SONV", "MOI"}
    assert {one.code for one in before} == {"VPTU", "BENHVIEN", "SONV", "MOI"}
    reaching[Role.STAFF] = Reach.OWN
    assert codes(cast.propaganda_officer) == {"KHOI"}


def test_two_trees_do_not_see_each_other(cast: Cast, reaching: dict[Role, Reach]) -> None:
    reaching[Role.LEADER] = Reach.TREE
    kind = UnitKind.objects.get(code="upper_committee")
    decision = Decision("1", SINCE, SINCE, "Tỉnh khác")
    establish_units(
        actor=SYSTEM, decision=decision, units=[NewUnit("KHAC", "Đảng bộ tỉnh khác", "Tỉnh khác", kind)]
    )
    assert codes(cast.province_lead) == EVERYTHING


def test_anonymous_holds_public_acts_only(cast: Cast) -> None:
    from django.contrib.auth.models import AnonymousUser

    nobody = AnonymousUser()
    assert holds(nobody, "session.sign_in", cast.office)  # type: ignore[arg-type]
    assert not holds_somewhere(nobody, "home.read")  # type: ignore[arg-type]
    assert not holds(nobody, "unit.read_name_code", cast.office)  # type: ignore[arg-type]


def test_act_granted_twice_is_refused(reaching: dict[Role, Reach]) -> None:
    with pytest.raises(ValueError, match="granted twice"):
        grant(ACT, {})


def test_require_says_why() -> None:
    with pytest.raises(Forbidden) as refused:
        require(False, "Lý do")
    assert refused.value.sentence == "Lý do"
    require(True)


def test_roles_are_read_once_per_request(cast: Cast, django_assert_num_queries: object) -> None:
    user = fresh(cast.unit_reporter)
    with django_assert_num_queries(1):  # type: ignore[operator]
        access.roles_of(user)
        access.roles_of(user)


def test_scope_is_joined_and_not_gone_through_for_every_unit(
    cast: Cast, reaching: dict[Role, Reach], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A filter of lists joined by OR takes minutes once the lists outgrow the memory of one step (a tree of 300,000 units)."""
    monkeypatch.setattr(access, "PAST", {ACT})
    for role, reach in ((Role.REPORTER, Reach.OWN), (Role.HEAD, Reach.SUBTREE), (Role.STAFF, Reach.TREE)):
        reaching[role] = reach
    for user in (cast.unit_reporter, cast.unit_head, cast.propaganda_officer):
        for scope in (units_in_scope(user, ACT), past_units_in_scope(user, ACT, TODAY)):
            lines = scope.explain().splitlines()
            units = next(number for number, line in enumerate(lines) if " on organisation_unit" in line)
            assert "SubPlan" not in lines[units + 1], scope.explain()
