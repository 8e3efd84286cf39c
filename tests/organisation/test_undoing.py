"""A decision is undone while nothing was built on it: exactly, by those who may, and for ever marked."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest

from lantoa.accounts.models import User
from lantoa.audit.models import Entry
from lantoa.core.actor import SYSTEM
from lantoa.core.errors import Forbidden, NotFound, Refused
from lantoa.documents.services import open_term
from lantoa.organisation import access, holdings
from lantoa.organisation.choices import Role
from lantoa.organisation.models import Unit, UnitEvent, UnitEventChange, UnitKind, UnitVersion
from lantoa.organisation.queries.units import children_of, get_unit
from lantoa.organisation.services import events
from lantoa.organisation.services.people import NewPerson, NewRole, enrol_people
from lantoa.organisation.services.undoing import undo_events
from lantoa.organisation.services.units import Decision, NewUnit, establish_units, rename_unit
from tests.cast import Cast

DAY = date(2021, 2, 1)


def decision(day: date = DAY, number: str = "12-QĐ/TU") -> Decision:
    return Decision(number, day - timedelta(days=5), day, "Tỉnh ủy")


def new(code: str, parent: str = "KHOI") -> NewUnit:
    kind = UnitKind.objects.get(code="grassroots_party_organization")
    return NewUnit(code, f"Đảng bộ cơ sở {code}", code, kind, parent)


def last() -> UnitEvent:
    return UnitEvent.objects.order_by("-sequence")[0]


def undo(*undone: UnitEvent, actor: User | None = None, reason: str = "Nhập nhầm đơn vị") -> list[UnitEvent]:
    return undo_events(actor=actor or SYSTEM, events=undone or [last()], reason=reason)


def merged(cast: Cast) -> Unit:
    return events.merge_units(
        actor=SYSTEM, decision=decision(), sources=[cast.office, cast.hospital], target=new("MOI")
    )


def test_undone_merge_gives_units_and_roles_back_and_keeps_its_code(cast: Cast) -> None:
    made = merged(cast)
    assert access.roles_of(cast.unit_head, DAY) == []
    done = undo()[0]

    head = User.objects.get(pk=cast.unit_head.pk)  # roles are read once a request
    assert [held.role for held in access.roles_of(head, DAY)] == [Role.HEAD]
    assert [one.code for one in children_of(cast.bloc.pk, DAY)] == ["VPTU", "BENHVIEN", "SONV"]
    assert (done.undone_reason, done.undone_by, done.undone_at is None) == ("Nhập nhầm đơn vị", None, False)
    with pytest.raises(NotFound):
        get_unit(cast.propaganda_officer, "MOI")
    with pytest.raises(Refused, match="Mã đơn vị đã có: MOI"):
        establish_units(actor=SYSTEM, decision=decision(), units=[new("MOI")])
    acts = Entry.objects.filter(act="unit.event_undone").values_list("chain", flat=True)
    assert set(acts) == {str(unit.pk) for unit in (made, cast.office, cast.hospital)}


def test_undoing_twice_is_refused(cast: Cast) -> None:
    merged(cast)
    undo()
    with pytest.raises(Refused, match="đã được hủy bỏ trước đó"):
        undo()


def test_undoing_wants_a_reason(cast: Cast) -> None:
    merged(cast)
    with pytest.raises(Refused) as refused:
        undo(reason="  ")
    assert list(refused.value.fields) == ["reason"]


def test_undoing_below_a_later_decision_names_it(cast: Cast) -> None:
    made = merged(cast)
    event = last()
    rename_unit(
        actor=SYSTEM,
        unit=made,
        decision=decision(DAY + timedelta(days=20), "30-QĐ/TU"),
        name="Tên mới",
        short_name="Tên mới",
    )
    with pytest.raises(Refused, match=r"Sau đó đã có: Đổi tên theo quyết định số 30-QĐ/TU"):
        undo(event)
    undo(event, last())
    assert not UnitVersion.objects.filter(unit=made).exists()


def test_undoing_with_units_established_below_is_refused(cast: Cast) -> None:
    merged(cast)
    event = last()
    establish_units(
        actor=SYSTEM, decision=decision(DAY + timedelta(days=9), "31-QĐ/TU"), units=[new("CON", "MOI")]
    )
    with pytest.raises(Refused, match=r"CON trực thuộc MOI.*31-QĐ/TU"):
        undo(event)


def test_undoing_is_stopped_by_a_role_on_the_new_unit(cast: Cast) -> None:
    made = merged(cast)
    people = [NewPerson("Người Mới", None, (), (NewRole(made, Role.REPORTER, DAY),))]
    enrol_people(actor=SYSTEM, people=people)
    with pytest.raises(Refused, match=r"MOI đã có: .*\(1\)"):
        undo()


def test_undoing_is_stopped_by_any_row_that_points_at_the_new_unit(cast: Cast) -> None:
    made = merged(cast)
    open_term(actor=SYSTEM, unit=made, name="Nhiệm kỳ 2020 - 2025", since=DAY)
    before = list(UnitVersion.objects.order_by("pk").values())
    with pytest.raises(Refused, match="MOI đã có dữ liệu ở phần «Văn bản»"):
        undo()
    assert list(UnitVersion.objects.order_by("pk").values()) == before


def test_undoing_is_stopped_by_what_a_room_built_since(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(holdings, "BUILT", {})

    def built(event_ids: Sequence[UUID], unit_ids: Sequence[UUID], since: datetime) -> list[str]:
        return ["Bàn giao BG-2021-001 đã được xác nhận."] if cast.office.pk in unit_ids else []

    holdings.register_built("hand_overs", built)
    merged(cast)
    with pytest.raises(Refused, match="Bàn giao BG-2021-001 đã được xác nhận"):
        undo()
    events.change_official_code(
        actor=SYSTEM, decision=decision(), unit=cast.department, official_code="93.001"
    )
    undo()
    with pytest.raises(ValueError, match="registered twice"):
        holdings.register_built("hand_overs", built)


def test_undoing_what_was_entered_before_changes_were_kept_is_refused(cast: Cast) -> None:
    merged(cast)
    UnitEventChange.objects.all().delete()
    with pytest.raises(Refused, match="được nhập trước khi"):
        undo()


def test_undoing_over_a_row_changed_by_other_means_is_refused(cast: Cast) -> None:
    merged(cast)
    UnitVersion.objects.filter(unit__code="MOI").update(seat="Nơi khác")
    with pytest.raises(Refused, match="«Tên, loại hình, cấp trên» của MOI đã được sửa từ đó"):
        undo()


def test_officer_undoes_below_the_bloc_and_not_the_bloc_itself(cast: Cast) -> None:
    merged(cast)
    assert undo(actor=cast.propaganda_officer)[0].undone_by == cast.propaganda_officer
    rename_unit(actor=SYSTEM, unit=cast.bloc, decision=decision(), name="Khối", short_name="Khối")
    with pytest.raises(Forbidden):
        undo(actor=cast.propaganda_officer)
    assert undo(actor=cast.province_lead)[0].undone_by == cast.province_lead


def test_unit_head_reorganises_nothing(cast: Cast) -> None:
    with pytest.raises(Forbidden, match="SONV, VPTU"):
        events.move_units(
            actor=cast.unit_head, decision=decision(), units=[cast.department], parent=cast.office
        )


def test_officer_places_below_own_unit_and_nowhere_above(cast: Cast) -> None:
    establish_units(actor=cast.propaganda_officer, decision=decision(), units=[new("MOI")])
    with pytest.raises(Forbidden, match="TINH"):
        establish_units(actor=cast.propaganda_officer, decision=decision(), units=[new("KHAC", "TINH")])
    root = NewUnit("GOC", "Đảng bộ tỉnh khác", "Tỉnh khác", UnitKind.objects.get(code="upper_committee"))
    with pytest.raises(Forbidden, match="cần có cấp trên"):
        establish_units(actor=cast.province_lead, decision=decision(), units=[root])
