"""What the addresses of «directives» name, and what its forms send."""

from django.core.files.uploadedfile import SimpleUploadedFile

from lantoa.directives.models import PresentName
from lantoa.directives.queries.attendance import code_of
from tests.permissions.addresses.common import Filling, Form, Words, directive_in_address, picture, with_more
from tests.permissions.world.things import World


def _topic(world: World, place: str, state: str) -> Words:
    return {"code": world.topics[place].code}


def _material(world: World, place: str, state: str) -> Words:
    rows = world.topics[place].materials.order_by("position")
    return _topic(world, place, state) | {"material": rows[{"file": 0, "link": 1, "removed": 2}[state]].pk}


def _quiz_question(world: World, place: str, state: str) -> Words:
    return _topic(world, place, state) | {"question": world.topics[place].questions.get().pk}


def _draft_form(row_version: str) -> Words:
    return {
        "adopted_on": "01/3/2021",
        "note": "Bổ sung",
        "row_version": row_version,
        "phan-0-so": "I",
        "phan-0-noi-dung": "Nội dung mới",
        "viec": "luu",
    }


def _directive_form(world: World, seat: str) -> Words:
    return {
        "issuer_kind": "party_local",
        "type_name": "Kế hoạch",
        "reference": "99-KH/ĐUK",
        "issuer": "Đảng ủy Khối",
        "issued_on": "01/3/2021",
        "subject": "việc mới",
        "short_label": "Kế hoạch 99",
        "row_version": "1",
    }


def _session_held(world: World, place: str, state: str) -> Words:
    return {"code": world.sessions_held[place, state].code}


def _present(world: World, place: str, state: str) -> Words:
    session = world.sessions_held[place, state]
    return {"code": session.code, "line": PresentName.objects.get(attendance__session=session).pk}


def _presence_form(world: World, seat: str) -> Words:
    assert world.on_the_wall is not None
    return {"ma": code_of(world.on_the_wall), "capacity": "member"}


def _outreach(world: World, place: str, state: str) -> Words:
    return {"code": world.outreach[place, state].code}


def _outreach_batch(world: World, place: str, state: str) -> Words:
    return {"batch": world.outreach[place, state].batch}


def _outreach_form(world: World, seat: str) -> Words:
    return {
        "kind": "article",
        "title": "Bài mới",
        "held_on": "02/4/2021",
        "state": "held",
        "channel": "website",
        "audience": "both",
        "directives": [str(world.directive.pk)],
        "row_version": "1",
        "buoc": "luu",
    }


def _plan(world: World, place: str, state: str) -> Words:
    return {"code": world.plans[place, state].code}


def _plan_measure(world: World, place: str, state: str) -> Words:
    plan = world.plans[place, state]
    return {"code": plan.code, "measure": plan.versions.get(number=1).measures.get().pk}


def _measure_form(world: World, seat: str) -> Words:
    return {"text": "Niêm yết thời gian trả hồ sơ", "owner_post": "Phó Bí thư", "row_version": "1"}


def _take_form(world: World, seat: str) -> Words:
    plan = world.plans[seat or "DVA", "adopted"]
    return {"bien-phap": str(plan.versions.get().measures.get().pk)}


def _to_issue(world: World, place: str, state: str) -> Words:
    return directive_in_address(world, place, "published")


def _issuing(world: World, place: str, state: str) -> Words:
    return {"code": world.issuings[place, state].code}


def _duty(world: World, place: str, state: str) -> Words:
    return _issuing(world, place, state) | {"position": 1}


def _receipt_sheet(world: World, place: str, state: str) -> Words:
    return _issuing(world, place, state) | {"sheet_id": world.receipt_sheets[place].pk}


def _receipt(world: World, place: str, state: str) -> Words:
    return {"code": world.issuings[place, state].version.directive.code, "unit": place}


def _issuing_form(world: World, seat: str) -> Words:
    return {
        "scope": "hand",
        "codes": seat or "DVA",
        "groups": [],
        "due_on": "20/4/2021",
        "message": "Đọc trong chi bộ.",
        "row_version": "2",
    }


def _duty_form(world: World, seat: str) -> Words:
    typed = {"title": "Lập kế hoạch", "due_on": "20/4/2021", "becomes": "task"}
    return typed | {"row_version": "2", "viec": "luu"}


def _topic_form(world: World, seat: str) -> Words:
    return {
        "title": "Chuyên đề mới",
        "span": "year",
        "first_year": "2021",
        "directive": str(world.directive.pk),
        "row_version": "1",
    }


def _question_form(world: World, seat: str) -> Words:
    return {"text": "Câu mới?", "choices": "Có\nKhông", "right": "1", "explanation": "Vì vậy."}


def _session_form(world: World, seat: str) -> Words:
    return {
        "kind": "thematic",
        "title": "Buổi học mới",
        "held_on": "02/4/2021",
        "directive": str(world.directive.pk),
        "row_version": "1",
    }


FILLINGS: dict[str, Filling] = {
    "directives:plan": _plan,
    "directives:plan_edit": _plan,
    "directives:plan_take": _plan,
    "directives:plan_adopt": _plan,
    "directives:plan_revise": _plan,
    "directives:plan_drop": _plan,
    "directives:plan_paper_keep": _plan,
    "directives:plan_paper": with_more(_plan, number=1),
    "directives:plan_measure_add": _plan,
    "directives:plan_measure_edit": _plan_measure,
    "directives:plan_measure_remove": _plan_measure,
    "directives:plan_measure_give": _plan_measure,
    "directives:directive": directive_in_address,
    "directives:directive_edit": directive_in_address,
    "directives:directive_file": directive_in_address,
    "directives:directive_link": directive_in_address,
    "directives:directive_unlink": lambda world, place, state: {
        **directive_in_address(world, place, state),
        "link": world.directive_links[place].pk,
    },
    "directives:directive_discard": directive_in_address,
    "directives:directive_status": directive_in_address,
    "directives:directive_status_remove": lambda world, place, state: {
        **directive_in_address(world, place, state),
        "status": world.directive_statuses[place].pk,
    },
    "directives:directive_draft": directive_in_address,
    "directives:directive_publish": directive_in_address,
    "directives:directive_version": lambda world, place, state: {
        **directive_in_address(world, place, state),
        "number": 1,
    },
    "directives:directive_compare": directive_in_address,
    "directives:issuing_new": _to_issue,
    "directives:issuing": _issuing,
    "directives:issuing_edit": _issuing,
    "directives:duty_new": _issuing,
    "directives:duty_edit": _duty,
    "directives:issuing_issue": _issuing,
    "directives:issuing_drop": _issuing,
    "directives:issuing_export": _issuing,
    "directives:issuing_print": _issuing,
    "directives:issuing_remind": _issuing,
    "directives:issuing_escalate": _issuing,
    "directives:sheet_new": _issuing,
    "directives:sheet_file": _receipt_sheet,
    "directives:sheet_remove": _receipt_sheet,
    "directives:receipt": _receipt,
    "directives:receipt_take_back": _receipt,
    "directives:topic": _topic,
    "directives:topic_edit": _topic,
    "directives:material_new": _topic,
    "directives:material_file": _material,
    "directives:material_edit": _material,
    "directives:material_move": _material,
    "directives:material_remove": _material,
    "directives:material_restore": _material,
    "directives:quiz": _topic,
    "directives:questions": _topic,
    "directives:question_new": _topic,
    "directives:question_edit": _quiz_question,
    "directives:question_remove": _quiz_question,
    "directives:session": _session_held,
    "directives:session_print": _session_held,
    "directives:session_edit": _session_held,
    "directives:session_result": _session_held,
    "directives:session_cancel": _session_held,
    "directives:session_bring_back": _session_held,
    "directives:deed_link": with_more(_session_held, position=1),
    "directives:attendance": _session_held,
    "directives:attendance_open": _session_held,
    "directives:attendance_close": _session_held,
    "directives:attendance_print": _session_held,
    "directives:attendance_remove": _present,
    "directives:outreach_activity": _outreach,
    "directives:outreach_file": _outreach,
    "directives:outreach_edit": _outreach,
    "directives:outreach_cancel": _outreach,
    "directives:outreach_bring_back": _outreach,
    "directives:outreach_undo": _outreach_batch,
}

FORMS: dict[str, Form] = {
    "directives:plan_new": lambda world, seat: {
        "year": "2023",
        "directives": str(world.directive.pk),
        "title": "Kế hoạch mới",
    },
    "directives:plan_edit": lambda world, seat: {"title": "Kế hoạch mới", "row_version": "1"},
    "directives:plan_take": _take_form,
    "directives:plan_adopt": lambda world, seat: {
        "reference": "15-KH/ĐU",
        "dated_on": "05/4/2021",
        "row_version": "1",
    },
    "directives:plan_revise": lambda world, seat: {"note": "Bổ sung theo kết luận mới."},
    "directives:plan_drop": lambda world, seat: {"row_version": "1"},
    "directives:plan_paper_keep": lambda world, seat: {
        "file": SimpleUploadedFile("ke-hoach.png", picture()),
        "no_secrets": "on",
    },
    "directives:plan_measure_add": _measure_form,
    "directives:plan_measure_edit": _measure_form,
    "directives:plan_measure_give": lambda world, seat: {"codes": seat or "DVA", "due_on": "20/4/2021"},
    "directives:directive_new": _directive_form,
    "directives:directive_edit": _directive_form,
    "directives:directive_link": lambda world, seat: {"kind": "carries_out", "target": world.directive.code},
    "directives:directive_draft#published": lambda world, seat: _draft_form("0"),
    "directives:directive_draft#draft": lambda world, seat: _draft_form("1"),
    "directives:directive_publish": lambda world, seat: {"row_version": "1"},
    "directives:directive_discard": lambda world, seat: {"row_version": "1"},
    "directives:directive_status": lambda world, seat: {
        "kind": "withdrawn",
        "since": "05/4/2021",
        "reason": "Ban hành nhầm thẩm quyền.",
        "row_version": "1",
    },
    "directives:issuing_new": _issuing_form,
    "directives:issuing_edit": _issuing_form,
    "directives:duty_new": _duty_form,
    "directives:duty_edit": _duty_form,
    "directives:issuing_issue": lambda world, seat: {"row_version": "2", "counted": "1"},
    "directives:issuing_drop": lambda world, seat: {"row_version": "2"},
    "directives:sheet_new": lambda world, seat: {
        "codes": seat or "DVA",
        "post": "Bí thư chi bộ",
        "signed_on": "06/4/2021",
        "file": SimpleUploadedFile("ky-nhan.png", picture()),
        "no_secrets": "on",
    },
    "directives:receipt": lambda world, seat: {"version": "1", "post": "Bí thư chi bộ"},
    "directives:topic_new": _topic_form,
    "directives:topic_edit": _topic_form,
    "directives:material_new": lambda world, seat: {
        "title": "Tài liệu mới",
        "link": "https://tai-lieu.example/moi",
        "file": "",
    },
    "directives:material_edit": lambda world, seat: {
        "title": "Tên mới",
        "link": "https://tai-lieu.example/khac",
    },
    "directives:material_edit#file": lambda world, seat: {"title": "Tên mới"},
    "directives:material_move#file": lambda world, seat: {"huong": "xuong"},
    "directives:quiz": lambda world, seat: {"cau-1": "0", "buoi": ""},
    "directives:questions": lambda world, seat: {"needed": "1"},
    "directives:question_new": _question_form,
    "directives:question_edit": _question_form,
    "directives:material_move": lambda world, seat: {"huong": "len"},
    "directives:session_new": _session_form,
    "directives:session_edit": _session_form,
    "directives:session_result": lambda world, seat: {
        "minutes": "60",
        "members_called": "10",
        "members_present": "9",
        "row_version": "1",
    },
    "directives:attendance": lambda world, seat: {"members": "Lê An", "others": ""},
    "directives:attendance_close": lambda world, seat: {
        "minutes": "90",
        "members_called": "20",
        "row_version": "1",
    },
    "directives:attend": _presence_form,
    "directives:deed_link": lambda world, seat: {"link": "commitment:"},
    "directives:session_cancel": lambda world, seat: {"reason": "Trùng lịch họp.", "row_version": "1"},
    "directives:outreach_new": _outreach_form,
    "directives:outreach_edit": lambda world, seat: {
        name: value for name, value in _outreach_form(world, seat).items() if name != "buoc"
    },
    "directives:outreach_cancel": lambda world, seat: {"reason": "Nhập nhầm.", "row_version": "1"},
    "directives:outreach_import": lambda world, seat: {
        "directives": [str(world.directive.pk)],
        "table": "Ngày\tTên\tHình thức\n02/4/2021\tBài mới\tTin, bài",
        "viec": "nhap",
        "counted": "1",
    },
    "directives:board35": lambda world, seat: {"period": "2021Q1", "number": "3", "row_version": "0"},
}
