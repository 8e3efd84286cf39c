"""Reorganising many units in steps: drafted, checked, applied, undone."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from pytest_django import Settings

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.core.actor import SYSTEM
from lantoa.core.errors import Conflict, Forbidden, NotFound, Refused
from lantoa.organisation import holdings
from lantoa.organisation.choices import EventKind, ReorganisationState, Role
from lantoa.organisation.models import (
    Ancestry,
    Reorganisation,
    ReorganisationStep,
    RoleAssignment,
    Unit,
    UnitEvent,
    UnitVersion,
)
from lantoa.organisation.queries.consistency import disagreements
from lantoa.organisation.queries.reorganisations.lists import get_reorganisation
from lantoa.organisation.queries.reorganisations.previews import PreviewBranch, is_stale, preview_of
from lantoa.organisation.queries.units import children_of
from lantoa.organisation.services import events
from lantoa.organisation.services.reorganisations import acts, drafts
from lantoa.organisation.services.reorganisations.drafts import Paper, StepContent
from lantoa.organisation.services.units import Decision
from tests.cast import Cast

DAY = date(2021, 7, 1)
PAPER = Paper("Sắp xếp Khối", "20-QĐ/TU", date(2021, 4, 5), DAY, "Tỉnh ủy Thử Nghiệm")
KIND = "grassroots_party_organization"
UPPER = "upper_committee"


def row(code: str, parent: str, name: str = "", kind: str = KIND) -> dict[str, str]:
    return {
        "code": code,
        "name": name or f"Đảng bộ {code}",
        "short_name": code,
        "kind": kind,
        "parent": parent,
    }


def draft(actor: User, unit: Unit, paper: Paper = PAPER) -> Reorganisation:
    return drafts.draft_reorganisation(actor=actor, unit=unit, paper=paper)


def fresh(made: Reorganisation) -> Reorganisation:
    return Reorganisation.objects.select_related("unit").get(pk=made.pk)


def step(actor: User, made: Reorganisation, kind: EventKind, **content: Any) -> ReorganisationStep:
    added = drafts.add_step(actor=actor, reorganisation=made, row_version=fresh(made).row_version, kind=kind)
    return drafts.edit_step(
        actor=actor, step=added, row_version=fresh(made).row_version, content=StepContent(**content)
    )


def check(actor: User, made: Reorganisation) -> Reorganisation:
    return acts.check_reorganisation(actor=actor, reorganisation=made, row_version=fresh(made).row_version)


def apply(actor: User, made: Reorganisation) -> Reorganisation:
    return acts.apply_reorganisation(actor=actor, reorganisation=made, row_version=fresh(made).row_version)


def faults(made: Reorganisation) -> list[tuple[int, str]]:
    return [(one["step"], one["sentence"]) for one in fresh(made).preview["faults"]]


def codes(units: Any) -> list[str]:
    return [unit.code for unit in units]


def tree_rows() -> list[Any]:
    return [
        list(Ancestry.objects.order_by("id").values_list()),
        list(UnitVersion.objects.order_by("id").values_list()),
        list(UnitEvent.objects.order_by("id").values_list()),
        list(Unit.objects.order_by("id").values_list()),
    ]


@pytest.fixture
def lead(cast: Cast) -> User:
    """Holds the tree from the bloc, so that the province may be reorganised."""
    return cast.province_lead


def end_of_the_bloc(lead: User, cast: Cast) -> Reorganisation:
    """The case of 2025 in small: two successors are established, the units go to them in two lists, the bloc ends."""
    made = draft(lead, cast.province)
    step(
        lead,
        made,
        EventKind.ESTABLISH,
        rows=[row("DANG", "TINH", kind=UPPER), row("UBND", "TINH", kind=UPPER)],
    )
    step(lead, made, EventKind.MOVE, sources=["VPTU"], receiver="DANG")
    step(lead, made, EventKind.MOVE, sources=["BENHVIEN", "SONV"], receiver="UBND")
    step(lead, made, EventKind.DISSOLVE, sources=["KHOI"])
    return made


def test_check_shows_both_trees_and_changes_nothing(cast: Cast, lead: User) -> None:
    made = end_of_the_bloc(lead, cast)
    before = tree_rows()
    check(lead, made)

    assert tree_rows() == before
    assert fresh(made).state == ReorganisationState.CHECKED
    shown = preview_of(fresh(made))
    assert shown is not None
    assert shown.is_clean and not shown.is_stale
    assert told(shown.before.branches) == {
        "TINH": {"KHOI Kết thúc": {"VPTU Chuyển": {}, "BENHVIEN Chuyển": {}, "SONV Chuyển": {}}}
    }
    assert told(shown.after.branches) == {
        "TINH": {
            "DANG Thành lập mới": {"VPTU Chuyển": {}},
            "UBND Thành lập mới": {"BENHVIEN Chuyển": {}, "SONV Chuyển": {}},
        }
    }
    assert [(str(badge.label), count) for badge, count in shown.counts] == [
        ("Thành lập mới", 2),
        ("Kết thúc", 1),
        ("Chuyển", 3),
    ]


def told(branches: tuple[PreviewBranch, ...]) -> dict[str, Any]:
    return {
        " ".join([one.unit.code, *(str(mark.label) for mark in one.unit.marks)]): told(one.below)
        for one in branches
    }


def test_apply_does_what_was_checked_under_one_decision(cast: Cast, lead: User) -> None:
    made = end_of_the_bloc(lead, cast)
    check(lead, made)
    apply(lead, made)

    assert codes(children_of(cast.province.pk, DAY)) == ["DANG", "UBND"]
    assert codes(children_of(Unit.objects.get(code="UBND").pk, DAY)) == ["BENHVIEN", "SONV"]
    assert codes(children_of(cast.province.pk, date(2021, 6, 30))) == ["KHOI"]
    entered = UnitEvent.objects.filter(reorganisation=made)
    assert sorted(entered.values_list("kind", "decision_number")) == [
        ("dissolve", "20-QĐ/TU"),
        ("establish", "20-QĐ/TU"),
        ("move", "20-QĐ/TU"),
        ("move", "20-QĐ/TU"),
    ]
    assert fresh(made).state == ReorganisationState.APPLIED
    assert disagreements() == []


def test_split_in_two_lists_gives_the_same_tree(cast: Cast, lead: User) -> None:
    made = draft(lead, cast.province)
    step(
        lead,
        made,
        EventKind.SPLIT,
        sources=["KHOI"],
        rows=[row("DANG", "TINH", kind=UPPER), row("UBND", "TINH", kind=UPPER)],
        shares={"VPTU": "DANG", "BENHVIEN": "UBND", "SONV": "UBND"},
    )
    check(lead, made)
    apply(lead, made)

    assert codes(children_of(Unit.objects.get(code="UBND").pk, DAY)) == ["BENHVIEN", "SONV"]
    mapping = [(old[0], old[3], old[4]) for old in preview_of(fresh(made)).mapping]  # type: ignore[union-attr]
    assert mapping == [
        ("KHOI", "ended", "DANG"),
        ("KHOI", "ended", "UBND"),
        ("VPTU", "moved", "VPTU"),
        ("BENHVIEN", "moved", "BENHVIEN"),
        ("SONV", "moved", "SONV"),
    ]
    assert disagreements() == []


def test_second_click_on_apply_changes_nothing(cast: Cast, lead: User) -> None:
    made = end_of_the_bloc(lead, cast)
    check(lead, made)
    version = fresh(made).row_version
    acts.apply_reorganisation(actor=lead, reorganisation=made, row_version=version)
    before = tree_rows()
    acts.apply_reorganisation(actor=lead, reorganisation=made, row_version=version)

    assert tree_rows() == before


def test_all_faults_of_all_steps_are_told_at_once(cast: Cast, lead: User) -> None:
    made = draft(lead, cast.province, Paper("Chưa đủ", effective_on=DAY))
    step(
        lead,
        made,
        EventKind.ESTABLISH,
        rows=[row("VPTU", "KHONG-CO"), row("M", "TINH") | {"name": "", "kind": ""}],
    )
    step(lead, made, EventKind.MOVE, sources=["SONV"], receiver="M")
    step(lead, made, EventKind.MOVE, sources=["KHOI"], receiver="BENHVIEN")
    step(lead, made, EventKind.SPLIT, sources=["KHOI"], rows=[row("A", "TINH")], shares={"VPTU": "A"})
    step(lead, made, EventKind.DISSOLVE, sources=["TINH", "LA"])
    step(lead, made, EventKind.RENAME, sources=["VPTU"])
    check(lead, made)

    assert faults(made) == [
        (0, "Chưa ghi số quyết định."),
        (0, "Chưa ghi ngày ký quyết định."),
        (0, "Chưa ghi cơ quan ban hành quyết định."),
        (1, "Mã đơn vị đã có: VPTU. Chọn mã khác."),
        (1, "KHONG-CO không có trong nhánh của TINH vào ngày 01/7/2021."),
        (1, "Chưa ghi tên đầy đủ cho M."),
        (1, "Chưa chọn loại hình cho M."),
        (2, "Chưa kiểm tra được vì đụng tới đơn vị của bước 1 đang có lỗi."),
        (3, "Không thể chuyển KHOI về BENHVIEN vì BENHVIEN đang ở dưới chính đơn vị đó."),
        (4, "Chia tách cần ít nhất hai đơn vị mới."),
        (4, "Còn 1 đơn vị chưa có nơi nhận: BENHVIEN Bệnh viện tỉnh."),
        (
            5,
            "TINH là đơn vị chủ trì phương án nên không thể tự sắp xếp. Lập phương án ở cấp trên của đơn vị này.",
        ),
        (5, "LA không có trong nhánh của TINH vào ngày 01/7/2021."),
        (6, "Chưa ghi tên mới cho VPTU."),
    ]
    assert fresh(made).state == ReorganisationState.DRAFT
    with pytest.raises(Refused, match="chưa qua kiểm tra"):
        apply(lead, made)


def test_a_parent_that_an_earlier_step_ends_is_refused(cast: Cast, lead: User) -> None:
    made = draft(lead, cast.province)
    step(lead, made, EventKind.ABSORB, sources=["SONV"], receiver="VPTU")
    step(lead, made, EventKind.ESTABLISH, rows=[row("MOI", "SONV")])
    check(lead, made)

    assert faults(made) == [(2, "SONV đã kết thúc ở bước 1.")]


def test_a_cycle_through_two_steps_is_refused(cast: Cast, lead: User) -> None:
    made = draft(lead, cast.province)
    step(lead, made, EventKind.MOVE, sources=["BENHVIEN"], receiver="VPTU")
    step(lead, made, EventKind.MOVE, sources=["VPTU"], receiver="BENHVIEN")
    check(lead, made)

    assert faults(made) == [(2, "Không thể chuyển VPTU về BENHVIEN vì BENHVIEN đang ở dưới chính đơn vị đó.")]


def test_a_code_that_another_branch_uses_is_refused_by_the_service(cast: Cast, lead: User) -> None:
    made = draft(lead, cast.bloc)
    step(lead, made, EventKind.ESTABLISH, rows=[row("TINH", "KHOI")])
    check(lead, made)

    assert faults(made) == [(1, "Mã đơn vị đã có: TINH. Chọn mã khác.")]


def test_staff_reorganise_below_their_own_unit_only(cast: Cast) -> None:
    officer = cast.propaganda_officer
    with pytest.raises(Forbidden):
        draft(officer, cast.province)
    made = draft(officer, cast.bloc)
    step(officer, made, EventKind.MOVE, sources=["KHOI"], receiver="VPTU")  # their own unit
    step(officer, made, EventKind.ESTABLISH, rows=[row("MOI", "TINH")])
    step(officer, made, EventKind.MERGE, sources=["BENHVIEN", "SONV"], rows=[row("CHUNG", "KHOI")])
    check(officer, made)

    assert faults(made) == [
        (
            1,
            "KHOI là đơn vị chủ trì phương án nên không thể tự sắp xếp. Lập phương án ở cấp trên của đơn vị này.",
        ),
        (2, "TINH không có trong nhánh của KHOI vào ngày 01/7/2021."),
    ]


def test_heads_see_no_draft_and_strangers_none_at_all(cast: Cast, lead: User) -> None:
    made = draft(lead, cast.bloc)
    assert get_reorganisation(cast.propaganda_officer, made.code).pk == made.pk
    for nobody in (cast.unit_head, cast.unit_reporter, cast.inspector, cast.auditor, cast.outsider):
        with pytest.raises(NotFound):
            get_reorganisation(nobody, made.code)


def test_a_committee_that_has_ended_leaves_its_reorganisations_to_whoever_stood_above(
    cast: Cast, lead: User
) -> None:
    RoleAssignment.objects.create(
        person=cast.outsider.person,
        role=Role.LEADER,
        unit=cast.province,
        valid=DateRange(DAY, None),  # type: ignore[attr-defined]
    )
    made = draft(lead, cast.bloc)
    ending = end_of_the_bloc(lead, cast)
    check(lead, ending)
    apply(lead, ending)
    with clock.set_to(date(2021, 8, 1)):
        del lead.__dict__["_roles_by_day"]
        with pytest.raises(NotFound):
            get_reorganisation(lead, made.code)  # his role ended with the bloc
        assert get_reorganisation(cast.outsider, made.code).pk == made.pk


def test_second_editor_is_told(cast: Cast, lead: User) -> None:
    made = draft(lead, cast.bloc)
    version = made.row_version
    drafts.edit_paper(
        actor=cast.propaganda_officer, reorganisation=made, row_version=version, paper=Paper("Tên khác")
    )
    with pytest.raises(Conflict, match="vừa được lưu ở một nơi khác"):
        drafts.edit_paper(actor=lead, reorganisation=made, row_version=version, paper=Paper("Của tôi"))

    assert fresh(made).title == "Tên khác"


def test_a_step_that_another_editor_removed_is_a_conflict(cast: Cast, lead: User) -> None:
    made = draft(lead, cast.bloc)
    one = step(lead, made, EventKind.DISSOLVE, sources=["SONV"])
    drafts.remove_step(actor=lead, step=one, row_version=fresh(made).row_version)
    one.id = one.pk = ReorganisationStep().pk
    with pytest.raises(Conflict, match="vừa được bỏ"):
        drafts.edit_step(actor=lead, step=one, row_version=fresh(made).row_version, content=StepContent())


def test_check_is_stale_once_the_steps_changed(cast: Cast, lead: User) -> None:
    made = end_of_the_bloc(lead, cast)
    check(lead, made)
    drafts.move_step(actor=lead, step=made.steps.first(), row_version=fresh(made).row_version, up=False)

    assert is_stale(fresh(made))
    with pytest.raises(Refused, match="chưa qua kiểm tra"):
        apply(lead, made)


def test_check_is_stale_once_the_tree_changed(cast: Cast, lead: User) -> None:
    made = end_of_the_bloc(lead, cast)
    check(lead, made)
    decision = Decision("1-QĐ/TU", date(2021, 4, 1), date(2021, 5, 1), "Tỉnh ủy")
    events.move_units(actor=SYSTEM, decision=decision, units=[cast.hospital], parent=cast.office)
    before = tree_rows()

    assert is_stale(fresh(made))
    with pytest.raises(Refused, match="đã thay đổi sau lần kiểm tra"):
        apply(lead, made)
    assert tree_rows() == before


def test_order_of_steps_can_change_and_steps_be_copied_and_removed(cast: Cast, lead: User) -> None:
    made = end_of_the_bloc(lead, cast)
    first, second = list(made.steps.all())[:2]
    drafts.move_step(actor=lead, step=second, row_version=fresh(made).row_version, up=True)
    copied = drafts.copy_step(actor=lead, step=first, row_version=fresh(made).row_version)
    drafts.remove_step(actor=lead, step=second, row_version=fresh(made).row_version)

    assert [(one.position, one.kind) for one in made.steps.all()] == [
        (1, "establish"),
        (2, "establish"),
        (3, "move"),
        (4, "dissolve"),
    ]
    assert [one["code"] for one in copied.rows] == ["", ""]


def test_second_person_approves_where_the_setting_wants_it(
    cast: Cast, lead: User, settings: Settings
) -> None:
    settings.SECOND_PERSON = frozenset({"unit.reorganise"})
    officer = cast.propaganda_officer
    made = draft(officer, cast.bloc)
    step(officer, made, EventKind.ABSORB, sources=["SONV"], receiver="VPTU")
    check(officer, made)
    with pytest.raises(Refused, match="cần một người khác phê duyệt"):
        apply(officer, made)
    with pytest.raises(Forbidden, match="không phê duyệt được phương án đó"):
        acts.approve_reorganisation(actor=officer, reorganisation=made, row_version=fresh(made).row_version)
    acts.approve_reorganisation(actor=lead, reorganisation=made, row_version=fresh(made).row_version)
    assert apply(officer, made).state == ReorganisationState.APPLIED


def test_an_editor_is_no_second_person_and_an_edit_takes_the_approval_back(
    cast: Cast, lead: User, settings: Settings
) -> None:
    settings.SECOND_PERSON = frozenset({"unit.reorganise"})
    officer = cast.propaganda_officer
    made = draft(officer, cast.bloc)
    one = step(officer, made, EventKind.ABSORB, sources=["SONV"], receiver="VPTU")
    check(officer, made)
    acts.approve_reorganisation(actor=lead, reorganisation=made, row_version=fresh(made).row_version)
    drafts.edit_step(
        actor=lead,
        step=one,
        row_version=fresh(made).row_version,
        content=StepContent(["SONV"], "BENHVIEN"),
    )
    assert fresh(made).state == ReorganisationState.DRAFT
    check(lead, made)
    with pytest.raises(Forbidden):
        acts.approve_reorganisation(actor=lead, reorganisation=made, row_version=fresh(made).row_version)


def test_one_person_applies_where_the_setting_does_not_want_two(cast: Cast) -> None:
    officer = cast.propaganda_officer
    made = draft(officer, cast.bloc)
    step(officer, made, EventKind.ABSORB, sources=["SONV"], receiver="VPTU")
    check(officer, made)
    assert apply(officer, made).applied_by_id == officer.pk


@contextmanager
def open_reports(count: int) -> Iterator[None]:
    """Let every unit hold reports that block its end."""

    def held(unit_ids: Any, day: date) -> dict[Any, int]:
        return dict.fromkeys(unit_ids, count)

    def blocks(unit_ids: Any, day: date) -> list[holdings.Blocker]:
        return [
            holdings.Blocker(unit, f"Còn {count} báo cáo chưa khép: BC-01. Khép báo cáo rồi kiểm tra lại.")
            for unit in unit_ids
        ]

    kept = dict(holdings.HOLDINGS)
    holdings.HOLDINGS.clear()
    holdings.register(holdings.Holding("test.open", "Báo cáo đang mở", held, lambda ids, day: [], blocks))
    try:
        yield
    finally:
        holdings.HOLDINGS.clear()
        holdings.HOLDINGS.update(kept)


def test_merge_with_open_reports_names_them_and_cannot_be_applied(cast: Cast) -> None:
    officer = cast.propaganda_officer
    made = draft(officer, cast.bloc)
    step(officer, made, EventKind.MERGE, sources=["VPTU", "SONV"], rows=[row("CHUNG", "KHOI")])
    with open_reports(3):
        check(officer, made)

    shown = preview_of(fresh(made))
    assert shown is not None
    sentences = [one["sentence"] for one in shown.blockers] + [sentence for _step, sentence in shown.faults]
    assert any("Còn 3 báo cáo chưa khép" in one for one in sentences)
    with pytest.raises(Refused):
        apply(officer, made)


def test_what_hangs_on_the_units_is_counted_with_who_comes_after(cast: Cast) -> None:
    officer = cast.propaganda_officer
    made = draft(officer, cast.bloc)
    step(officer, made, EventKind.ABSORB, sources=["SONV"], receiver="VPTU")
    with open_reports(2):
        check(officer, made)
    shown = preview_of(fresh(made))
    assert shown is not None
    assert [(one.code, one.receivers, one.kinds) for one in shown.holdings if shown.faults == ()] in (
        [],
        [("SONV", ("Văn phòng Tỉnh ủy",), (("Báo cáo đang mở", 2),))],
    )


def test_late_entry_and_the_loss_of_ones_own_role_are_warned_of(cast: Cast, lead: User) -> None:
    made = end_of_the_bloc(lead, cast)
    paper = Paper("Muộn", "20-QĐ/TU", date(2021, 1, 5), date(2021, 2, 1), "Tỉnh ủy")
    drafts.edit_paper(actor=lead, reorganisation=made, row_version=fresh(made).row_version, paper=paper)
    check(lead, made)

    shown = preview_of(fresh(made))
    assert shown is not None
    assert [one.split(":")[0] for one in shown.warnings] == [
        "Ngày hiệu lực 01/02/2021 đã qua",
        "5 người mất vai trò ở đơn vị kết thúc từ ngày 01/02/2021. Giao vai trò mới ở đơn vị tiếp nhận.",
        "Trong số đó có anh/chị",
    ]


def test_a_committee_that_does_not_stand_on_the_day_is_told(cast: Cast, lead: User) -> None:
    made = draft(lead, cast.bloc, Paper("Sớm", "1", date(2010, 1, 1), date(2010, 1, 1), "Tỉnh ủy"))
    step(lead, made, EventKind.DISSOLVE, sources=["SONV"])
    check(lead, made)
    assert faults(made) == [(0, "KHOI không hoạt động vào ngày 01/01/2010. Chọn ngày hiệu lực khác.")]


def test_many_units_are_applied_in_the_background(
    cast: Cast, lead: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(acts, "IN_REQUEST", 0)
    made = end_of_the_bloc(lead, cast)
    check(lead, made)
    assert apply(lead, made).state == ReorganisationState.APPLYING
    acts.finish_applying(reorganisation=made)
    acts.finish_applying(reorganisation=made)  # the queue may give a job twice

    assert fresh(made).state == ReorganisationState.APPLIED
    assert UnitEvent.objects.filter(reorganisation=made).count() == 4


def test_what_stops_the_background_is_kept_and_nothing_has_changed(
    cast: Cast, lead: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(acts, "IN_REQUEST", 0)
    made = end_of_the_bloc(lead, cast)
    check(lead, made)
    apply(lead, made)
    decision = Decision("1-QĐ/TU", date(2021, 4, 1), date(2021, 5, 1), "Tỉnh ủy")
    events.move_units(actor=SYSTEM, decision=decision, units=[cast.hospital], parent=cast.office)
    acts.finish_applying(reorganisation=made)

    assert fresh(made).state == ReorganisationState.CHECKED
    assert "đã thay đổi sau lần kiểm tra" in fresh(made).failure
    assert UnitEvent.objects.filter(reorganisation=made).count() == 0


def test_dropped_draft_is_gone_and_an_applied_one_stays(cast: Cast, lead: User) -> None:
    made = draft(lead, cast.bloc)
    drafts.drop_reorganisation(actor=lead, reorganisation=made, row_version=made.row_version)
    assert Reorganisation.objects.count() == 0
    kept = end_of_the_bloc(lead, cast)
    check(lead, kept)
    apply(lead, kept)
    with pytest.raises(Refused, match="không còn là bản nháp"):
        drafts.drop_reorganisation(actor=lead, reorganisation=kept, row_version=fresh(kept).row_version)


def test_codes_run_on_within_a_year(cast: Cast, lead: User) -> None:
    assert [draft(lead, cast.bloc).code for _ in range(2)] == ["TC-2021-001", "TC-2021-002"]
    with clock.set_to(date(2022, 1, 2)):
        del lead.__dict__["_roles_by_day"]
        assert draft(lead, cast.bloc).code == "TC-2022-001"


def test_upgrade_rename_and_code_change_are_marked(cast: Cast) -> None:
    officer = cast.propaganda_officer
    made = draft(officer, cast.bloc)
    step(
        officer, made, EventKind.UPGRADE, sources=["SONV"], rows=[row("SONV", "", "Đảng bộ cơ sở Sở Nội vụ")]
    )
    step(officer, made, EventKind.RENAME, sources=["VPTU"], rows=[row("VPTU", "", "Đảng bộ Văn phòng mới")])
    step(
        officer,
        made,
        EventKind.CODE_CHANGE,
        sources=["BENHVIEN"],
        rows=[{"code": "BENHVIEN", "official_code": "38.1"}],
    )
    check(officer, made)

    shown = preview_of(fresh(made))
    assert shown is not None and shown.faults == ()
    assert {(str(mark.label), count) for mark, count in shown.counts} == {
        ("Đổi tên", 2),
        ("Đổi loại hình", 1),
        ("Đổi mã số", 1),
    }
