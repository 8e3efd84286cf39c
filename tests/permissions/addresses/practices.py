"""What the addresses of «practices» name, and what its forms send."""

import hashlib

from django.core.files.uploadedfile import SimpleUploadedFile

from lantoa.core.text import text_mark
from lantoa.practices.models import BookletPhoto, Evidence
from lantoa.practices.queries.booklets import original_texts
from tests.permissions.addresses.common import (
    Filling,
    Form,
    Words,
    picture,
    with_more,
)
from tests.permissions.world.places import OUTSIDE, PLACES, line_to_root
from tests.permissions.world.practices.registry import lesson_for
from tests.permissions.world.things import World


def _practice(world: World, place: str, state: str) -> Words:
    return {"code": world.practices[place, state].code}


def _merged(world: World, place: str, state: str) -> Words:
    return {"code": world.merged[place].code}


def _proof(world: World, place: str, state: str) -> Words:
    return _practice(world, place, state) | {"evidence": world.proofs[place, state][0].pk}


def _proof_taken_away(world: World, place: str, state: str) -> Words:
    return _practice(world, place, state) | {"evidence": world.proofs[place, state][2].pk}


def _order(world: World, place: str, state: str) -> Words:
    return {"order": world.orders[place].code}


def _question(world: World, place: str, state: str) -> Words:
    lesson = lesson_for(world, place, "silent")
    return {"order": world.orders[place].code, "unit": place, "practice": lesson.code}


def _adoption(world: World, place: str, state: str) -> Words:
    if state == "learned":  # the place is where the practice began
        return {"code": world.learned[place].code, "unit": OUTSIDE}
    return {"code": lesson_for(world, place, state).code, "unit": place}


def _result(world: World, place: str, state: str) -> Words:
    return _adoption(world, place, state) | {"evidence": world.results[place, state][0].pk}


def _result_taken_away(world: World, place: str, state: str) -> Words:
    return _adoption(world, place, state) | {"evidence": world.results[place, state][2].pk}


def _call(world: World, place: str, state: str) -> Words:
    return {"call": world.calls[place, state or "open"].code}


def _appraised(world: World, place: str, state: str) -> Words:
    root = line_to_root(place)[-1]
    return {
        "call": world.calls[root, "appraised"].code,
        "code": world.practices[place, "recognised"].code,
    }


def _entering(world: World, place: str, state: str) -> Words:
    call = world.calls[place, "open" if state == "recognised" else "entered"]
    return {"call": call.code, "code": world.practices[place, state].code}


def _booklet(world: World, place: str, state: str) -> Words:
    return {"code": world.booklets[place, state].code}


def _booklet_chapter(world: World, place: str, state: str) -> Words:
    booklet = world.booklets[place, state]
    return {"code": booklet.code, "chapter": booklet.chapters.get(position=2).pk}


def _booklet_entry(world: World, place: str, state: str) -> Words:
    return _booklet(world, place, state) | {"practice": lesson_for(world, place, "planned").code}


def _booklet_photo(world: World, place: str, state: str) -> Words:
    booklet = world.booklets[place, state]
    return {"code": booklet.code, "photo": BookletPhoto.objects.get(entry__booklet=booklet).pk}


def _booklet_picture(world: World, place: str, state: str) -> Words:
    lesson = lesson_for(world, place, "planned")
    picture = Evidence.objects.get(year__practice=lesson, file__media_type="image/png")
    return _booklet_entry(world, place, state) | {"evidence": picture.pk}


def _booklet_texts(world: World, seat: str) -> Words:
    opened = {"background": "Bối cảnh", "method": "Cách làm", "result": "Kết quả", "lesson": "Bài học"}
    marks = {f"opened_{name}": text_mark(text) for name, text in opened.items()}
    return opened | {"method": "Trực cửa theo ca."} | marks


def _originals_seen(world: World, seat: str) -> Words:
    texts = original_texts(world.lessons["TINH", "planned"])  # the same of every unit
    return {f"seen_{name}": text_mark(text) for name, text in texts.items()}


def _old_list(world: World, place: str, state: str) -> Words:
    return {"code": world.old_lists[place, state or "checked"].code}


def _visit_form(world: World, seat: str) -> Words:
    origin = lesson_for(world, seat or PLACES[0], "applied").unit
    return {"held_on": "01/4/2021", "host": origin.code, "visitors": "12", "outcome": "Xem cách trực cửa."}


def _practice_form(world: World, seat: str) -> Words:
    return {
        "title": "Mô hình mới",
        "subject": "collective",
        "field": "reform",
        "directive": str(world.directive.pk),
        "started_on": "01/02/2021",
        "row_version": "1",
    }


def _call_form(world: World, seat: str) -> Words:
    weights = {f"w{place}": most for place, most in enumerate(("20", "30", "15", "15", "20"))}
    return weights | {
        "title": "Đợt mới",
        "purpose": "recognition",
        "directive": str(world.directive.pk),
        "year": "2021",
        "opens_on": "06/4/2021",
        "closes_on": "20/4/2021",
        "appraise_by": "05/5/2021",
        "per_entry": "3",
    }


FILLINGS: dict[str, Filling] = {
    "practices:import": _old_list,
    "practices:import_columns": _old_list,
    "practices:import_words": _old_list,
    "practices:import_rows": _old_list,
    "practices:import_kind": _old_list,
    "practices:import_again": _old_list,
    "practices:import_enter": _old_list,
    "practices:import_undo": _old_list,
    "practices:import_discard": _old_list,
    "practices:import_export": _old_list,
    "practices:call": _call,
    "practices:call_edit": _call,
    "practices:call_move": _call,
    "practices:call_progress_export": _call,
    "practices:call_remind": _call,
    "practices:panel": _call,
    "practices:assignment": _call,
    "practices:selection": _call,
    "practices:selection_export": _call,
    "practices:selection_conclude": _call,
    "practices:minutes": with_more(_call, kind="docx"),
    "practices:appraise": _appraised,
    "practices:appraise_conflict": _appraised,
    "practices:booklet": _booklet,
    "practices:booklet_edit": _booklet,
    "practices:booklet_pick": _booklet,
    "practices:booklet_chapter_add": _booklet,
    "practices:booklet_chapter": _booklet_chapter,
    "practices:booklet_chapter_move": _booklet_chapter,
    "practices:booklet_chapter_remove": _booklet_chapter,
    "practices:booklet_entry": _booklet_entry,
    "practices:booklet_move": _booklet_entry,
    "practices:booklet_remove": _booklet_entry,
    "practices:booklet_original": _booklet_entry,
    "practices:booklet_read": _booklet_entry,
    "practices:booklet_photo_add": _booklet_entry,
    "practices:booklet_photo_take": _booklet_picture,
    "practices:booklet_photo": _booklet_photo,
    "practices:booklet_photo_remove": _booklet_photo,
    "practices:booklet_print": with_more(_booklet, kind="pdf_a4"),
    "practices:booklet_file": with_more(_booklet, kind="pdf_a5"),
    "practices:booklet_publish": _booklet,
    "practices:booklet_next": _booklet,
    "practices:booklet_changes": _booklet,
    "practices:booklet_discard": _booklet,
    "practices:call_enter": _entering,
    "practices:call_withdraw": _entering,
    "practices:answers": _order,
    "practices:silent": _order,
    "practices:silent_export": _order,
    "practices:order_extend": _order,
    "practices:answer": _question,
    "practices:detail": _practice,
    "practices:merge": _practice,
    "practices:original": _merged,
    "practices:part": _merged,
    "practices:print": _practice,
    "practices:units": _practice,
    "practices:edit": _practice,
    "practices:evidence_add": with_more(_practice, year=2021),
    "practices:evidence_file": _proof,
    "practices:evidence_edit": _proof,
    "practices:evidence_move": _proof,
    "practices:evidence_remove": _proof,
    "practices:evidence_restore": _proof_taken_away,
    "practices:result": _practice,
    "practices:act_register": with_more(_practice, year=2021),
    "practices:act_continue": with_more(_practice, year=2021),
    "practices:act_send_back": with_more(_practice, year=2021),
    "practices:act_effective": with_more(_practice, year=2021),
    "practices:act_recognise": with_more(_practice, year=2021),
    "practices:act_refuse": with_more(_practice, year=2021),
    "practices:adoption": _adoption,
    "practices:adoption_report": _adoption,
    "practices:adoption_verify": _adoption,
    "practices:adoption_return": _adoption,
    "practices:adoption_evidence_add": _adoption,
    "practices:adoption_evidence_file": _result,
    "practices:adoption_evidence_edit": _result,
    "practices:adoption_evidence_move": _result,
    "practices:adoption_evidence_remove": _result,
    "practices:adoption_evidence_restore": _result_taken_away,
    "practices:adoption_drop": _adoption,
    "practices:adoption_check": with_more(_adoption, months=12),
    "practices:adoption_visit": _adoption,
}

FORMS: dict[str, Form] = {
    "practices:call_create": _call_form,
    "practices:call_edit": lambda world, seat: _call_form(world, seat) | {"row_version": "1"},
    "practices:call_move#draft": lambda world, seat: {"toi": "open"},
    "practices:call_move#open": lambda world, seat: {"toi": "appraising"},
    "practices:call_move#appraising": lambda world, seat: {"toi": "selecting"},
    "practices:call_move#selecting": lambda world, seat: {"toi": "appraising"},
    "practices:panel": lambda world, seat: {
        "nguoi": [str(user.person.pk) for user in world.users.values()]  # type: ignore[attr-defined]
    },
    "practices:assignment": lambda world, seat: {"mark": hashlib.sha256(b"").hexdigest()[:32]},
    "practices:appraise": lambda world, seat: {
        **{f"p{place}": "10" for place in range(5)},
        "row_version": "1",
        "viec": "luu",
    },
    "practices:selection": lambda world, seat: {"viec": "vach", "vach": "1", "row_version": "1"},
    "practices:selection_conclude": lambda world, seat: {
        "met_on": "06/4/2021",
        "summoned": "11",
        "present": "9",
        "row_version": "1",
    },
    "practices:booklet_create": lambda world, seat: {"title": "Tập mới", "year": "2020"},
    "practices:booklet_edit": lambda world, seat: {"title": "Tập mới", "year": "2020", "row_version": "1"},
    "practices:booklet_pick": lambda world, seat: {
        "practice": [world.practices[seat or "DVA", "recognised"].code]
    },
    "practices:booklet_chapter_add": lambda world, seat: {"title": "Phần khác"},
    "practices:booklet_chapter": lambda world, seat: {"title": "Phần khác"},
    "practices:booklet_chapter_move": lambda world, seat: {"where": "up"},
    "practices:booklet_entry": _booklet_texts,
    "practices:booklet_move": lambda world, seat: {"where": "up"},
    "practices:booklet_original": _originals_seen,
    "practices:booklet_photo_add": lambda world, seat: {
        "picture": SimpleUploadedFile("anh.png", picture()),
        "caption": "Bảng giờ chờ.",
        "consent": "nobody",
        "no_secrets": "on",
    },
    "practices:booklet_publish": lambda world, seat: {"mark": "0"},
    "practices:search_keep": lambda world, seat: {"name": "Tiếp dân", "query": "q=tiep+dan"},
    "practices:check_terms_set": lambda world, seat: {"months": "3, 9", "since": "01/5/2021"},
    "practices:abbreviation_add": lambda world, seat: {
        "short": "BTG",
        "meaning": "ban tuyên giáo",
        "since": "01/4/2021",
    },
    "practices:abbreviation_end": lambda world, seat: {
        "abbreviation": str(world.abbreviations["standing"].pk)
    },
    "practices:abbreviation_resume": lambda world, seat: {
        "abbreviation": str(world.abbreviations["ended"].pk)
    },
    "practices:create": _practice_form,
    "practices:import_new": lambda world, seat: {
        "unit": seat,
        "file": SimpleUploadedFile("cu.csv", f"Tên mô hình,Đơn vị\nHộp thư,{seat}\n".encode("utf-8-sig")),
        "no_secrets": "on",
    },
    "practices:import_columns": lambda world, seat: {
        "row_version": "2",
        "sheet": "0",
        "head": "1",
        "title": "0",
        "unit": "1",
        "default_year": "2020",
        "default_state": "registered",
        "default_field": "reform",
        "default_subject": "collective",
        "state": "",
    },
    "practices:import_words": lambda world, seat: {"row_version": "2", "w-0": seat},
    "practices:import_rows": lambda world, seat: {"row_version": "2", "q-2": "skip"},
    "practices:import_kind": lambda world, seat: {"row_version": "2", "loai": "new", "decision": "skip"},
    "practices:import_again": lambda world, seat: {"row_version": "2"},
    "practices:import_enter": lambda world, seat: {"row_version": "2"},
    "practices:import_undo": lambda world, seat: {"row_version": "4"},
    "practices:evidence_add": lambda world, seat: {
        "file": SimpleUploadedFile("anh.png", picture()),
        "caption": "Bảng giờ chờ.",
        "no_secrets": "on",
    },
    "practices:evidence_edit": lambda world, seat: {"caption": "Bảng giờ chờ mới.", "row_version": "1"},
    "practices:evidence_move": lambda world, seat: {"huong": "xuong"},
    "practices:adoption_evidence_move": lambda world, seat: {"huong": "xuong"},
    "practices:merge": lambda world, seat: {
        "vao": world.lessons["TINH", "silent"].code,
        "reason": "Cùng một việc.",
        "version": "1",
        "kept_version": "1",
    },
    "practices:part": lambda world, seat: {"reason": "Hai việc khác nhau."},
    "practices:alike": lambda world, seat: {"title": "Mô hình mới", "method": "Mỗi tuần một việc tốt."},
    "practices:edit": _practice_form,
    "practices:result": lambda world, seat: {"result": "Đã giảm thời gian chờ.", "row_version": "1"},
    "practices:answer": lambda world, seat: {"answer": "adopt", "planned_for": "20/4/2021"},
    "practices:act_send_back": lambda world, seat: {"reason": "Chưa rõ số đo."},
    "practices:act_refuse": lambda world, seat: {"reason": "Chưa rõ số đo."},
    "practices:adoption_report": lambda world, seat: {"applied_on": "01/4/2021"},
    "practices:adoption_verify": lambda world, seat: {"verified_on": "05/4/2021"},
    "practices:adoption_return": lambda world, seat: {"reason": "Bổ sung số đo tháng 3."},
    "practices:adoption_evidence_add": lambda world, seat: {
        "file": SimpleUploadedFile("so-do.png", picture()),
        "caption": "Sổ đo tháng 3/2021.",
        "no_secrets": "on",
    },
    "practices:adoption_evidence_edit": lambda world, seat: {
        "caption": "Sổ đo mới.",
        "row_version": "1",
    },
    "practices:adoption_check": lambda world, seat: {"found": "changed", "note": "Làm theo tháng."},
    "practices:adoption_visit": _visit_form,
    "practices:order_create": lambda world, seat: {"scope": "direct", "groups": ""},
    "practices:order_extend": lambda world, seat: {"scope": "groups", "groups": ""},
    "practices:adoption_drop": lambda world, seat: {"reason": "Không còn phù hợp."},
}
