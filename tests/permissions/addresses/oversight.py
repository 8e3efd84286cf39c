"""What the addresses of «oversight» name, and what its forms send."""

from lantoa.oversight.models import InspectionLimit, InspectionTheme
from tests.permissions.addresses.common import Filling, Form, Words, with_more
from tests.permissions.world.places import OUTSIDE
from tests.permissions.world.things import World


def _limit(world: World, place: str, state: str) -> Words:
    return {"limit": InspectionLimit.objects.get(level="central").pk}


def _theme(world: World, place: str, state: str) -> Words:
    return {"theme": InspectionTheme.objects.get(code="khac-phuc").pk}


def _programme(world: World, place: str, state: str) -> Words:
    return {"code": world.programmes[place, state].code}


def _item(world: World, place: str, state: str) -> Words:
    return {"item": world.programmes[place, state].items.get().pk}


def _inspection(world: World, place: str, state: str) -> Words:
    return {"code": world.inspections[place, state].code}


def _team_member(world: World, place: str, state: str) -> Words:
    return _inspection(world, place, state) | {"member": world.inspections[place, state].team.get().pk}


def _work_session(world: World, place: str, state: str) -> Words:
    return _inspection(world, place, state) | {"session": world.inspections[place, state].sessions.get().pk}


def _self_report_file(world: World, place: str, state: str) -> Words:
    return _inspection(world, place, state) | {"file": world.inspections[place, state].files.get().pk}


def _remedy(world: World, place: str, state: str) -> Words:
    return {"code": world.remedies[place, state].task.code}


def _remedy_file(world: World, place: str, state: str) -> Words:
    return _remedy(world, place, state) | {"proof": world.remedies[place, state].task.proofs.get().pk}


def _inspection_text(**more: str) -> Words:
    return {
        "title": "Cuộc mới",
        "kind": "inspection",
        "theme": "lam-theo",
        "period_from": "01/01/2020",
        "period_until": "31/12/2020",
        "outline": "1. Việc làm theo",
        **more,
    }


def _finding_form(world: World, seat: str) -> Words:
    return {"kind": "strength", "theme": "hoc-tap", "text": "Học đủ chuyên đề.", "row_version": "1"}


def _work_session_form(world: World, seat: str) -> Words:
    return {
        "held_on": "02/4/2021",
        "place": "Phòng họp",
        "present": "Bí thư",
        "minutes": "Xem sổ.",
        "row_version": "1",
    }


FILLINGS: dict[str, Filling] = {
    "oversight:limit_end": _limit,
    "oversight:theme_end": _theme,
    "oversight:programme": _programme,
    "oversight:candidates": _programme,
    "oversight:item_add": _programme,
    "oversight:announce": _programme,
    "oversight:item_drop": _item,
    "oversight:open_planned": _item,
    "oversight:inspection": _inspection,
    "oversight:edit": _inspection,
    "oversight:team": _inspection,
    "oversight:team_remove": _team_member,
    "oversight:decide": _inspection,
    "oversight:extend": _inspection,
    "oversight:cancel": _inspection,
    "oversight:self_report": _inspection,
    "oversight:self_report_file": _self_report_file,
    "oversight:respond": _inspection,
    "oversight:session_new": _inspection,
    "oversight:session_edit": _work_session,
    "oversight:finding_new": _inspection,
    "oversight:finding_edit": with_more(_inspection, number=1),
    "oversight:finding_withdraw": with_more(_inspection, number=1),
    "oversight:present": _inspection,
    "oversight:take_up_again": _inspection,
    "oversight:conclude": _inspection,
    "oversight:notice": _inspection,
    "oversight:remedy": _remedy,
    "oversight:remedy_check": _remedy,
    "oversight:remedy_file": _remedy_file,
}

FORMS: dict[str, Form] = {
    "oversight:limit_add": lambda world, seat: {
        "kind": "length",
        "level": "province",
        "value": "50",
        "since": "01/5/2021",
        "source": "Quy chế",
    },
    "oversight:limit_end": lambda world, seat: {"on": "18/6/2025", "reason": "Ghi nhầm"},
    "oversight:theme_add": lambda world, seat: {
        "name": "Chuyển đổi số",
        "since": "01/5/2021",
        "source": "Quy chế",
    },
    "oversight:theme_end": lambda world, seat: {"on": "01/5/2021", "reason": "Gộp vào nội dung khác"},
    "oversight:programme_new": lambda world, seat: {"unit": seat or "DVA", "year": "2020"},
    "oversight:item_add": lambda world, seat: {
        "chon": OUTSIDE,
        "kind": "inspection",
        "theme": "hoc-tap",
        "quarter": "3",
        "reason": "Chưa kiểm tra.",
        "row_version": "1",
    },
    "oversight:item_drop": lambda world, seat: {"reason": "Trùng lịch.", "row_version": "1"},
    "oversight:announce": lambda world, seat: {"issued_on": "06/4/2021", "row_version": "1"},
    "oversight:open_planned": lambda world, seat: _inspection_text(),
    "oversight:open_beside": lambda world, seat: _inspection_text(unit=seat or "DVA", subject=OUTSIDE),
    "oversight:edit": lambda world, seat: _inspection_text(row_version="1"),
    "oversight:team": lambda world, seat: {
        "person": str(world.users["ST", seat or "DVA"].person.pk),  # type: ignore[attr-defined]
        "part": "member",
        "row_version": "1",
    },
    "oversight:team_remove": lambda world, seat: {"row_version": "1"},
    "oversight:decide": lambda world, seat: {
        "issued_on": "06/4/2021",
        "begins_on": "06/4/2021",
        "ends_on": "20/4/2021",
        "self_report_due_on": "10/4/2021",
        "row_version": "1",
    },
    "oversight:extend": lambda world, seat: {
        "ends_on": "22/4/2021",
        "reason": "Xác minh thêm.",
        "row_version": "1",
    },
    "oversight:cancel": lambda world, seat: {"reason": "Trùng lịch.", "row_version": "1"},
    "oversight:self_report": lambda world, seat: {"text": "Đã làm theo đề cương.", "row_version": "1"},
    "oversight:respond": lambda world, seat: {"y-1": "Đồng ý.", "row_version": "1"},
    "oversight:session_new": _work_session_form,
    "oversight:session_edit": _work_session_form,
    "oversight:finding_new": _finding_form,
    "oversight:finding_edit": _finding_form,
    "oversight:finding_withdraw": lambda world, seat: {"row_version": "1"},
    "oversight:present": lambda world, seat: {"row_version": "1"},
    "oversight:take_up_again": lambda world, seat: {"row_version": "1"},
    "oversight:conclude": lambda world, seat: {
        "conclusion": "Thực hiện tốt.",
        "members": "0",
        "issued_on": "06/4/2021",
        "row_version": "1",
    },
    "oversight:remedy_check": lambda world, seat: {"words": "Đã xem ảnh.", "viec": "dat", "row_version": "1"},
}
