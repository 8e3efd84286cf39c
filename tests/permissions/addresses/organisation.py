"""What the addresses of «organisation» name, and what its forms send."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Max

from lantoa.organisation.models import HandOverLine
from tests.permissions.addresses.common import Filling, Form, Words, picture, unit_in_address, with_more
from tests.permissions.world.things import World

TREE = "Mã đơn vị;Tên đầy đủ;Loại hình;Mã cấp trên\nMOI;Chi bộ mới;Đảng bộ cơ sở;{parent}\n"


def _reorganisation(world: World, place: str, state: str) -> Words:
    return {"code": world.reorganisations[place, state].code}


def _step(world: World, place: str, state: str) -> Words:
    made = world.reorganisations[place, state]
    return {"code": made.code, "step": made.steps.get().pk}


def _hand_over(world: World, place: str, state: str) -> Words:
    return {"code": world.hand_overs[place, state or "waiting"].code}


def _person(world: World, place: str, state: str) -> Words:
    return {"person_id": world.people[place, state or "newcomer"].pk}


def _role(world: World, place: str, state: str) -> Words:
    person = world.people[place, "newcomer"]
    return {"person_id": person.pk, "assignment": person.roles.get().pk}


def _term(world: World, place: str, state: str) -> Words:
    return {"code": place, "term": world.units[place].positions.get(is_head=True).pk}


def _decision(world: World, place: str, state: str) -> Words:
    return {"code": world.decisions[place, state or "standing"].code}


def _tree_import(world: World, place: str, state: str) -> Words:
    return {"code": world.imports[place].code}


def _profile_entry(world: World, place: str, state: str) -> Words:
    return {"code": place, "entry": world.units[place].profile_entries.get(field__code="chuc-nang").pk}


def _scheme(world: World, place: str, state: str) -> Words:
    return {"scheme": "quy-mo"}


def _group_of_all(world: World, place: str, state: str) -> Words:
    return {"scheme": "quy-mo", "group": "lon"}


def _empty_group(world: World, place: str, state: str) -> Words:
    return {"scheme": "quy-mo", "group": "nho"}


def _counts(version: int, first: int = 0) -> Words:
    """Figures for every line of a hand-over of the world; `first` for duties to report."""
    last = HandOverLine.objects.aggregate(last=Max("position"))["last"]
    return {f"c-{place}": "0" for place in range(1, last + 1)} | {
        "c-2": str(first),
        "row_version": str(version),
    }


FILLINGS: dict[str, Filling] = {
    "organisation:reorganisation": _reorganisation,
    "organisation:reorganisation_step": _step,
    "organisation:reorganisation_recheck": _reorganisation,
    "organisation:reorganisation_check": _reorganisation,
    "organisation:reorganisation_export": _reorganisation,
    "organisation:reorganisation_approve": _reorganisation,
    "organisation:reorganisation_apply": _reorganisation,
    "organisation:reorganisation_file": _reorganisation,
    "organisation:reorganisation_drop": _reorganisation,
    "organisation:reorganisation_undo": _reorganisation,
    "organisation:hand_over": _hand_over,
    "organisation:hand_over_state": _hand_over,
    "organisation:hand_over_assign": _hand_over,
    "organisation:hand_over_refresh": _hand_over,
    "organisation:hand_over_line": _hand_over,
    "organisation:hand_over_reopen": _hand_over,
    "organisation:hand_over_confirm": _hand_over,
    "organisation:hand_over_settle": _hand_over,
    "organisation:hand_over_print": with_more(_hand_over, kind="pdf"),
    "organisation:profile": unit_in_address,
    "organisation:profile_correct": _profile_entry,
    "organisation:scheme_edit": _scheme,
    "organisation:group_add": _scheme,
    "organisation:group": _group_of_all,
    "organisation:group_export": _group_of_all,
    "organisation:group_edit": _group_of_all,
    "organisation:group_retire": _empty_group,
    "organisation:group_put": _empty_group,
    "organisation:group_take_out": _group_of_all,
    "organisation:decision": _decision,
    "organisation:decision_paper": _decision,
    "organisation:decision_undo": _decision,
    "organisation:import": _tree_import,
    "organisation:import_export": _tree_import,
    "organisation:import_apply": _tree_import,
    "organisation:import_discard": _tree_import,
    "organisation:person": _person,
    "organisation:person_rename": _person,
    "organisation:person_mail": _person,
    "organisation:role_give": _person,
    "organisation:role_end": _role,
    "organisation:person_link": _person,
    "organisation:account_close": _person,
    "organisation:account_reopen": _person,
    "organisation:factor_reset": _person,
    "organisation:invite": unit_in_address,
    "organisation:posts": unit_in_address,
    "organisation:post_end": _term,
}

FORMS: dict[str, Form] = {
    "organisation:reorganisation_create": lambda world, seat: {"unit": seat, "title": "Phương án mới"},
    "organisation:reorganisation": lambda world, seat: {"title": "Phương án mới", "row_version": "3"},
    "organisation:reorganisation_step": lambda world, seat: {
        "rows": "1",
        "d0-name": "Đơn vị mới",
        "row_version": "3",
    },
    "organisation:reorganisation_recheck": lambda world, seat: {"row_version": "3"},
    "organisation:reorganisation_approve": lambda world, seat: {"row_version": "3"},
    "organisation:reorganisation_apply": lambda world, seat: {"row_version": "3"},
    "organisation:reorganisation_undo": lambda world, seat: {"reason": "Nhập nhầm.", "row_version": "3"},
    "organisation:reorganisation_file": lambda world, seat: {
        "file": SimpleUploadedFile("quyet-dinh.png", picture()),
        "no_secrets": "on",
    },
    "organisation:reorganisation_drop": lambda world, seat: {"row_version": "3"},
    "organisation:hand_over_state": lambda world, seat: _counts(2, 1),
    "organisation:hand_over_state#waiting": lambda world, seat: _counts(3, 1),
    "organisation:hand_over_assign": lambda world, seat: {"item": "1", "to": "1", "row_version": "2"},
    "organisation:hand_over_line": lambda world, seat: {"label": "Thẻ đảng viên"},
    "organisation:hand_over_reopen": lambda world, seat: {"row_version": "3"},
    "organisation:hand_over_confirm": lambda world, seat: _counts(3),
    "organisation:hand_over_settle": lambda world, seat: {"reason": "Thiếu giấy", "row_version": "4"},
    "organisation:profile": lambda world, seat: {
        "muc": "chuc-nang",
        "chuc-nang-value": "Tham mưu cho cấp ủy.",
        "chuc-nang-since": "06/4/2021",
        "chuc-nang-source": "Quy định số 1",
    },
    "organisation:profile_correct": lambda world, seat: {
        "value": "Tham mưu cho cấp ủy.",
        "source": "Quy định số 1",
        "reason": "Gõ nhầm.",
    },
    "organisation:scheme_open": lambda world, seat: {"name": "Lĩnh vực", "exclusive": "on"},
    "organisation:scheme_edit": lambda world, seat: {"name": "Quy mô đơn vị", "exclusive": "on"},
    "organisation:group_add": lambda world, seat: {"name": "Vừa"},
    "organisation:group_edit": lambda world, seat: {"name": "Rất lớn"},
    "organisation:group_retire": lambda world, seat: {"on": "06/4/2021"},
    "organisation:group_put": lambda world, seat: {"codes": seat, "since": "06/4/2021"},
    "organisation:group_take_out": lambda world, seat: {"chon": seat, "on": "06/4/2021"},
    "organisation:decision_undo": lambda world, seat: {"reason": "Nhập nhầm.", "confirmed": "on"},
    "organisation:import_new": lambda world, seat: {
        "unit": seat,
        "file": SimpleUploadedFile("cay.csv", TREE.format(parent=seat).encode("utf-8-sig")),
        "no_secrets": "on",
        "decision_number": "12-QĐ/TU",
        "decided_on": "01/4/2021",
        "effective_on": "01/4/2021",
        "issuer": "Tỉnh ủy",
    },
    "organisation:person_rename": lambda world, seat: {"full_name": "Nguyễn Thị Tên Mới"},
    "organisation:person_mail": lambda world, seat: {"email": "moi@vi-du.vn"},
    "organisation:role_give": lambda world, seat: {"role": "reporter", "since": "01/5/2021"},
    "organisation:role_end": lambda world, seat: {"last_day": "06/4/2021"},
    "organisation:account_close": lambda world, seat: {"reason": "Chuyển công tác."},
    "organisation:invite": lambda world, seat: {
        "full_name": "Nguyễn Thị Mới",
        "role": "reporter",
        "since": "06/4/2021",
    },
    "organisation:posts": lambda world, seat: {
        "person": "",
        "new_name": "Nguyễn Văn Giữ",
        "title": "Ủy viên",
        "since": "06/4/2021",
    },
    "organisation:post_end": lambda world, seat: {"last_day": "06/4/2021"},
}
