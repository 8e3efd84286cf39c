"""How an address of the table is filled in for a place and a state, and what its form sends."""

import hashlib
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from io import BytesIO
from typing import Any

from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Max
from PIL import Image

from lantoa.accounts.codes import code_at, new_app_secret
from lantoa.accounts.models import User
from lantoa.conferences.queries.conclusions import POINT
from lantoa.core import clock
from lantoa.core.text import text_mark
from lantoa.directives.models import PresentName
from lantoa.directives.queries.attendance import code_of
from lantoa.issues.models import IssueRule, IssueTheme
from lantoa.notifications.kinds import KINDS
from lantoa.notifications.models import Holiday, LadderStep
from lantoa.organisation.models import HandOverLine
from lantoa.oversight.models import InspectionLimit, InspectionTheme
from lantoa.practices.models import BookletPhoto, Evidence
from lantoa.practices.queries.booklets import original_texts
from lantoa.reporting.models import SituationRule, SituationTheme
from lantoa.reporting.queries.workbooks import judged
from lantoa.reporting.sheet_files import written_sheet
from lantoa.tasks.choices import TaskState
from lantoa.tasks.models import Task
from tests.permissions.world import (
    OUTSIDE,
    PLACES,
    PROVIDER,
    SHEET,
    World,
    lesson_for,
    line_to_root,
    published_file,
    workbook_of,
)

Words = dict[str, Any]
Filling = Callable[[World, str, str], Words]


def _practice(world: World, place: str, state: str) -> Words:
    return {"code": world.practices[place, state].code}


def _merged(world: World, place: str, state: str) -> Words:
    return {"code": world.merged[place].code}


def _topic(world: World, place: str, state: str) -> Words:
    return {"code": world.topics[place].code}


def _material(world: World, place: str, state: str) -> Words:
    rows = world.topics[place].materials.order_by("position")
    return _topic(world, place, state) | {"material": rows[{"file": 0, "link": 1, "removed": 2}[state]].pk}


def _quiz_question(world: World, place: str, state: str) -> Words:
    return _topic(world, place, state) | {"question": world.topics[place].questions.get().pk}


def _directive(world: World, place: str, state: str) -> Words:
    return {"code": world.directives[place, state].code}


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


def _task(world: World, place: str, state: str) -> Words:
    return {"code": world.tasks[place, state].code}


def _issue(world: World, place: str, state: str) -> Words:
    return {"code": world.issues[place, state].code}


def _issue_file(world: World, place: str, state: str) -> Words:
    return _issue(world, place, state) | {"file": world.issue_files[place, state][0].pk}


def _issue_file_away(world: World, place: str, state: str) -> Words:
    return _issue(world, place, state) | {"file": world.issue_files[place, state][1].pk}


def _issue_form(world: World, seat: str) -> Words:
    return {
        "theme": "thu-tuc",
        "title": "Hồ sơ trả trễ hẹn",
        "text": "Trễ 12 ngày ở bộ phận một cửa.",
        "wanted": "Trả đúng hẹn",
        "whose": "own",
        "row_version": "1",
    }


def _new_theme(world: World, seat: str) -> Words:
    return {
        "name": "Cấp nước sạch",
        "covers": "mất nước, nước đục",
        "position": "13",
        "since": "01/5/2021",
        "source": "Quy chế 05",
    }


def _issue_reason(world: World, seat: str) -> Words:
    return {"reason": "Cần thêm kinh phí.", "row_version": "1"}


def _task_proof(world: World, place: str, state: str) -> Words:
    return _task(world, place, state) | {"proof": world.task_proofs[place, state][0].pk}


def _task_proof_away(world: World, place: str, state: str) -> Words:
    return _task(world, place, state) | {"proof": world.task_proofs[place, state][1].pk}


def _pledge(world: World, place: str, state: str) -> Words:
    return {"code": world.pledges[place, state].code}


def _day_off(world: World, place: str, state: str) -> Words:
    return {"holiday": Holiday.objects.get(day=date(2021, 9, 3)).pk}


def _limit(world: World, place: str, state: str) -> Words:
    return {"limit": InspectionLimit.objects.get(level="central").pk}


def _theme(world: World, place: str, state: str) -> Words:
    return {"theme": InspectionTheme.objects.get(code="khac-phuc").pk}


def _own_pledge(world: World, place: str, state: str) -> Words:
    return {"year": 2021 if state == "draft" else 2020}


def _naming(world: World, place: str, state: str) -> Words:
    return {"naming": world.namings[place].pk}


def _pledge_counts(world: World, seat: str) -> Words:
    numbers = {"members_due": "40", "members_signed": "38", "leaders_signed": "4", "others_signed": "12"}
    return numbers | {"unit": seat, "year": "2020", "row_version": "0"}


def _reader_form(world: World, seat: str) -> Words:
    officer = world.users["ST", seat or "TINH"].person  # type: ignore[attr-defined]
    return {"person": str(officer.pk), "unit": "DVB", "reason": "Tổng hợp"}


def _to_issue(world: World, place: str, state: str) -> Words:
    return _directive(world, place, "published")


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


def _point_task_form(world: World, seat: str) -> Words:
    return {
        "title": "Việc mới của câu",
        "due_on": "20/4/2021",
        "scope": "hand",
        "codes": seat or "DVA",
        "groups": [],
        "viec": "giao",
        "counted": "1",
    }


def _carry_form(world: World, seat: str) -> Words:
    """The task that the first sentence of the seat's own raised conclusion became."""
    found = Task.objects.filter(
        origin_subject_kind=POINT, unit=world.units[seat or "DVA"], state=TaskState.NOT_BEGUN
    )
    return {
        "due_on": "30/6/2021",
        "reason": "Chưa xong trong quý.",
        "chon": [str(code) for code in found.values_list("code", flat=True)[:1]],
        "viec": "chuyen",
        "counted": "1",
    }


def _task_form(world: World, seat: str) -> Words:
    return {
        "title": "Việc mới",
        "due_on": "20/4/2021",
        "origin_kind": "by_hand",
        "scope": "hand",
        "codes": seat or "DVA",
        "groups": [],
        "viec": "giao",
        "counted": "1",
    }


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


def _collection(world: World, place: str, state: str) -> Words:
    return {"code": f"BC-{place}-{state or 'accepted'}"}


def _reopening(world: World, place: str, state: str) -> Words:
    return _collection(world, place, state) | {"proposal": world.reopenings[place].pk}


def _report(world: World, place: str, state: str) -> Words:
    return {"code": f"BC-{place}-{state}", "unit": place}


def _intake(world: World, place: str, state: str) -> Words:
    return {"code": world.intakes[place].code}


def _sheet(world: World, place: str, state: str) -> Words:
    return {"code": f"BM-{place}-{state.upper() or 'USED'}"}


def _dimension(world: World, place: str, state: str) -> Words:
    return {"code": f"PC{place}"}


def _line_of_draft(world: World, place: str, state: str) -> Words:
    return _sheet(world, place, state) | {"row": world.draft_lines[place, state]}


def _draft_row(world: World, place: str, state: str) -> Words:
    return _sheet(world, place, state) | {"kind": "dong", "row": world.draft_lines[place, state]}


def _draft_section(world: World, place: str, state: str) -> Words:
    return _sheet(world, place, state) | {"kind": "muc", "row": world.draft_sections[place, state]}


def _publication(world: World, place: str, state: str) -> Words:
    return {"code": f"CB-{place}"}


def _situation(world: World, place: str, state: str) -> Words:
    return {"unit": place, "period": "2021Q1" if state == "sent" else "2021Q2"}


def _situation_line(world: World, place: str, state: str) -> Words:
    return {"line": world.situation_lines[place]}


def _target(world: World, place: str, state: str) -> Words:
    return {"code": world.targets[place].code}


def _target_unit(world: World, place: str, state: str) -> Words:
    return {"unit": place}


def _narrative(world: World, place: str, state: str) -> Words:
    return _collection(world, place, state) | {"question": 0}


def _narrative_text(world: World, place: str, state: str) -> Words:
    return _narrative(world, place, state) | {"unit": place}


def _narrative_point(world: World, place: str, state: str) -> Words:
    return _narrative(world, place, state) | {"point": world.points[place]}


def _conference(world: World, place: str, state: str) -> Words:
    """Without a state the review of a directive, which has frozen figures and no conclusion yet."""
    return {"code": f"QUY-{place}-{state}" if state else f"SK-{place}"}


def _unit(world: World, place: str, state: str) -> Words:
    return {"code": place}


def _round(world: World, place: str, state: str) -> Words:
    return {"code": world.rounds[place, state or "open"].code}


def _nomination(world: World, place: str, state: str) -> Words:
    found = world.nominations[place, state]
    return {"code": found.round.code, "nomination": found.pk}


def _proposal(world: World, place: str, state: str) -> Words:
    return {"code": world.rounds[place, "drafted"].code, "proposal": world.proposals[place].pk}


def _register(world: World, place: str, state: str) -> Words:
    decision = world.certificates[place, "in_force"].decision
    return {"code": decision.round.code, "number": decision.document.number}


def _certificate(world: World, place: str, state: str) -> Words:
    return {"certificate": world.certificates[place, state or "in_force"].code}


def _revocation(world: World, place: str, state: str) -> Words:
    code = world.certificates[place, "contested"].code
    return {"certificate": code, "proposal": world.revocations[place].pk}


def _reorganisation(world: World, place: str, state: str) -> Words:
    return {"code": world.reorganisations[place, state].code}


def _step(world: World, place: str, state: str) -> Words:
    made = world.reorganisations[place, state]
    return {"code": made.code, "step": made.steps.get().pk}


def _with(filling: Filling, **more: Any) -> Filling:
    return partial(_joined, filling, more)


def _joined(filling: Filling, more: Words, world: World, place: str, state: str) -> Words:
    return filling(world, place, state) | more


def base_of(filling: Filling) -> Filling:
    """What names the thing itself: routes with the same one are about the same things, in the same states."""
    return filling.args[0] if isinstance(filling, partial) else filling


def _public_certificate(world: World, place: str, state: str) -> Words:
    return {"code": world.certificates[place, "in_force"].code}


def _hand_over(world: World, place: str, state: str) -> Words:
    return {"code": world.hand_overs[place, state or "waiting"].code}


def _link(world: World, place: str, state: str) -> Words:
    return {"code": world.links[place]}


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


def _old_list(world: World, place: str, state: str) -> Words:
    return {"code": world.old_lists[place, state or "checked"].code}


def _profile_entry(world: World, place: str, state: str) -> Words:
    return {"code": place, "entry": world.units[place].profile_entries.get(field__code="chuc-nang").pk}


def _scheme(world: World, place: str, state: str) -> Words:
    return {"scheme": "quy-mo"}


def _group_of_all(world: World, place: str, state: str) -> Words:
    return {"scheme": "quy-mo", "group": "lon"}


def _empty_group(world: World, place: str, state: str) -> Words:
    return {"scheme": "quy-mo", "group": "nho"}


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


# Route → what its address names. A route that is not here names nothing.
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
    "account_link": _link,
    "openid_connect_login": lambda world, place, state: {"provider_id": PROVIDER["id"]},
    "openid_connect_callback": lambda world, place, state: {"provider_id": PROVIDER["id"]},
    "organisation:hand_over": _hand_over,
    "organisation:hand_over_state": _hand_over,
    "organisation:hand_over_assign": _hand_over,
    "organisation:hand_over_refresh": _hand_over,
    "organisation:hand_over_line": _hand_over,
    "organisation:hand_over_reopen": _hand_over,
    "organisation:hand_over_confirm": _hand_over,
    "organisation:hand_over_settle": _hand_over,
    "organisation:hand_over_print": _with(_hand_over, kind="pdf"),
    "desk:unit": _unit,
    "organisation:profile": _unit,
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
    "organisation:role_give": _person,
    "organisation:role_end": _role,
    "organisation:person_link": _person,
    "organisation:account_close": _person,
    "organisation:account_reopen": _person,
    "organisation:factor_reset": _person,
    "organisation:invite": _unit,
    "organisation:posts": _unit,
    "organisation:post_end": _term,
    "portal:certificate": _public_certificate,
    "reporting:totals": _collection,
    "reporting:export": _collection,
    "reporting:unusual": _collection,
    "reporting:grades": _collection,
    "reporting:grades_export": _collection,
    "reporting:unusual_export": _collection,
    "reporting:breakdown": _collection,
    "reporting:breakdown_export": _collection,
    "reporting:makeup": _with(_collection, indicator="U03"),
    "reporting:blank": _collection,
    "reporting:next": _collection,
    "reporting:running": _collection,
    "reporting:running_export": _collection,
    "reporting:settle": _collection,
    "reporting:add_units": _collection,
    "reporting:times": _collection,
    "reporting:close": _collection,
    "reporting:chase": _collection,
    "reporting:reopen": _collection,
    "reporting:reopen_confirm": _reopening,
    "reporting:reopen_return": _reopening,
    "reporting:sheet": _sheet,
    "reporting:sheet_compare": _sheet,
    "reporting:sheet_version": _with(_sheet, number=1),
    "reporting:sheet_blank": _with(_sheet, number=1),
    "reporting:sheet_file": _with(_sheet, number=1),
    "reporting:publication": _publication,
    "reporting:publication_file": _publication,
    "reporting:publication_withdraw": _publication,
    "reporting:draft_start": _sheet,
    "reporting:draft": _sheet,
    "reporting:draft_publish": _sheet,
    "reporting:draft_preview": _sheet,
    "reporting:draft_blank": _sheet,
    "reporting:draft_drop": _sheet,
    "reporting:draft_scale": _sheet,
    "reporting:draft_row_new": _with(_sheet, kind="muc"),
    "reporting:draft_row": _draft_section,
    "reporting:draft_move": _draft_row,
    "reporting:draft_remove": _draft_row,
    "reporting:draft_divide": _line_of_draft,
    "reporting:dimension": _dimension,
    "reporting:dimension_remove": _dimension,
    "reporting:narratives": _collection,
    "reporting:narrative": _narrative,
    "reporting:narrative_list_file": _narrative,
    "reporting:narrative_draft": _collection,
    "reporting:narrative_file": _collection,
    "reporting:narrative_mark": _narrative_text,
    "reporting:narrative_point_new": _narrative,
    "reporting:narrative_point": _narrative_point,
    "reporting:sheet_situation": _sheet,
    "reporting:situation_theme_end": lambda world, place, state: {
        "theme": SituationTheme.objects.get(code="thu-tuc").pk
    },
    "reporting:situation_theme_keep": lambda world, place, state: {
        "theme": SituationTheme.objects.get(code="nha-o").pk
    },
    "reporting:situation_limits_withdraw": lambda world, place, state: {
        "rule": SituationRule.objects.get(valid__startswith=date(2021, 7, 1)).pk
    },
    "reporting:situation": _situation,
    "reporting:situation_send": _situation,
    "reporting:situation_recall": _situation,
    "reporting:situation_strike": _situation_line,
    "reporting:unit_targets": _target_unit,
    "reporting:target": _target,
    "reporting:target_export": _target,
    "reporting:target_divide": _target,
    "reporting:target_change": _target,
    "reporting:target_end": _target,
    "reporting:report": _report,
    "reporting:collection_workbooks": _collection,
    "reporting:workbook": _report,
    "reporting:workbook_intake": _intake,
    "reporting:workbook_apply": _intake,
    "reporting:workbook_discard": _intake,
    "reporting:save": _report,
    "reporting:line": _with(_report, position=0),
    "reporting:hand": _report,
    "reporting:send": _report,
    "reporting:print": _report,
    "reporting:score": _report,
    "reporting:accept": _report,
    "reporting:recall": _report,
    "reporting:amend": _report,
    "reporting:withdraw": _report,
    "reporting:versions": _report,
    "reporting:return": _report,
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
    "oversight:finding_edit": _with(_inspection, number=1),
    "oversight:finding_withdraw": _with(_inspection, number=1),
    "oversight:present": _inspection,
    "oversight:take_up_again": _inspection,
    "oversight:conclude": _inspection,
    "oversight:notice": _inspection,
    "oversight:remedy": _remedy,
    "oversight:remedy_check": _remedy,
    "oversight:remedy_file": _remedy_file,
    "notifications:open": lambda world, place, state: {"notice": world.notice.pk},
    "notifications:holiday": _day_off,
    "notifications:holiday_remove": _day_off,
    "notifications:step_end": lambda world, place, state: {"step": LadderStep.objects.earliest("pk").pk},
    "commitments:year": _own_pledge,
    "commitments:write": _own_pledge,
    "commitments:sign": _own_pledge,
    "commitments:withdraw": _own_pledge,
    "commitments:review": _with(_own_pledge, half="giua-nam"),
    "commitments:carry": _own_pledge,
    "commitments:show": _own_pledge,
    "commitments:take_along": _own_pledge,
    "commitments:print": _own_pledge,
    "commitments:word": _own_pledge,
    "commitments:pledge": _pledge,
    "commitments:remark": _pledge,
    "commitments:remark_withdraw": _pledge,
    "commitments:public_pledge": _pledge,
    "commitments:reader_end": _naming,
    "tasks:task": _task,
    "tasks:feed": lambda world, place, state: {"token": world.feed_token},
    "issues:theme_end": lambda world, place, state: {"theme": IssueTheme.objects.get(code="thu-tuc").pk},
    "issues:theme_keep": lambda world, place, state: {"theme": IssueTheme.objects.get(code="nha-o").pk},
    "issues:clocks_withdraw": lambda world, place, state: {
        "rule": IssueRule.objects.get(valid__startswith=date(2021, 7, 1)).pk
    },
    "issues:issue": _issue,
    "issues:change": _issue,
    "issues:withdraw": _issue,
    "issues:add": _issue,
    "issues:restore": _issue,
    "issues:take_up": _issue,
    "issues:take_back": _issue,
    "issues:tell": _issue,
    "issues:escalate": _issue,
    "issues:task": _issue,
    "issues:propose": _issue,
    "issues:settle": _issue,
    "issues:reopen": _issue,
    "issues:ask_above": _issue,
    "issues:file_add": _issue,
    "issues:file": _issue_file,
    "issues:file_remove": _issue_file,
    "issues:file_restore": _issue_file_away,
    "tasks:begin": _task,
    "tasks:report": _task,
    "tasks:take_back": _task,
    "tasks:settle": _task,
    "tasks:reopen": _task,
    "tasks:more_time": _task,
    "tasks:answer_time": _task,
    "tasks:post": _task,
    "tasks:split": _task,
    "tasks:cancel": _task,
    "tasks:chase": _task,
    "tasks:proof_add": _task,
    "tasks:proof_file": _task_proof,
    "tasks:proof_remove": _task_proof,
    "tasks:proof_restore": _task_proof_away,
    "directives:plan": _plan,
    "directives:plan_edit": _plan,
    "directives:plan_take": _plan,
    "directives:plan_adopt": _plan,
    "directives:plan_revise": _plan,
    "directives:plan_drop": _plan,
    "directives:plan_paper_keep": _plan,
    "directives:plan_paper": _with(_plan, number=1),
    "directives:plan_measure_add": _plan,
    "directives:plan_measure_edit": _plan_measure,
    "directives:plan_measure_remove": _plan_measure,
    "directives:plan_measure_give": _plan_measure,
    "directives:directive": _directive,
    "desk:progress": _directive,
    "desk:progress_units": _directive,
    "desk:progress_export": _directive,
    "desk:progress_chase": _directive,
    "directives:directive_edit": _directive,
    "directives:directive_file": _directive,
    "directives:directive_link": _directive,
    "directives:directive_unlink": lambda world, place, state: {
        **_directive(world, place, state),
        "link": world.directive_links[place].pk,
    },
    "directives:directive_discard": _directive,
    "directives:directive_status": _directive,
    "directives:directive_status_remove": lambda world, place, state: {
        **_directive(world, place, state),
        "status": world.directive_statuses[place].pk,
    },
    "directives:directive_draft": _directive,
    "directives:directive_publish": _directive,
    "directives:directive_version": lambda world, place, state: {
        **_directive(world, place, state),
        "number": 1,
    },
    "directives:directive_compare": _directive,
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
    "directives:deed_link": _with(_session_held, position=1),
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
    "practices:minutes": _with(_call, kind="docx"),
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
    "practices:booklet_print": _with(_booklet, kind="pdf_a4"),
    "practices:booklet_file": _with(_booklet, kind="pdf_a5"),
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
    "practices:evidence_add": _with(_practice, year=2021),
    "practices:evidence_file": _proof,
    "practices:evidence_edit": _proof,
    "practices:evidence_move": _proof,
    "practices:evidence_remove": _proof,
    "practices:evidence_restore": _proof_taken_away,
    "practices:result": _practice,
    "practices:act_register": _with(_practice, year=2021),
    "practices:act_continue": _with(_practice, year=2021),
    "practices:act_send_back": _with(_practice, year=2021),
    "practices:act_effective": _with(_practice, year=2021),
    "practices:act_recognise": _with(_practice, year=2021),
    "practices:act_refuse": _with(_practice, year=2021),
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
    "practices:adoption_check": _with(_adoption, months=12),
    "practices:adoption_visit": _adoption,
    "conferences:detail": _conference,
    "conferences:figure": _with(_conference, key="practices.recognised"),
    "conferences:freeze": _conference,
    "conferences:make_pack": _conference,
    "conferences:pack": _conference,
    "conferences:download": _with(_conference, kind="figures"),
    "conferences:edit": _conference,
    "conferences:cancel": _conference,
    "conferences:restore": _conference,
    "conferences:quarter": _conference,
    "conferences:quarter_print": _conference,
    "conferences:quarter_export": _conference,
    "conferences:carry": _conference,
    "conferences:conclusion": _conference,
    "conferences:points_enter": _conference,
    "conferences:adopt": _conference,
    "conferences:reopen": _conference,
    "conferences:announce": _conference,
    "conferences:conclusion_word": _conference,
    "conferences:point": _with(_conference, number=1),
    "conferences:point_edit": _with(_conference, number=1),
    "conferences:point_mark": _with(_conference, number=2),
    "conferences:point_give": _with(_conference, number=1),
    "conferences:point_table": _with(_conference, number=1),
    "commendation:round": _round,
    "commendation:round_export": _round,
    "commendation:nominate": _round,
    "commendation:nomination": _nomination,
    "commendation:nomination_edit": _nomination,
    "commendation:nomination_submit": _nomination,
    "commendation:nomination_examine": _nomination,
    "commendation:nomination_consent": _nomination,
    "commendation:decision_propose": _round,
    "commendation:decision_issue": _proposal,
    "commendation:decision_return": _proposal,
    "commendation:register": _register,
    "commendation:register_export": _register,
    "commendation:certificates_pdf": _register,
    "commendation:certificate": _certificate,
    "commendation:certificate_pdf": _certificate,
    "commendation:certificate_preview": _certificate,
    "commendation:revoke": _certificate,
    "commendation:revocation_confirm": _revocation,
    "commendation:revocation_return": _revocation,
}


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


def _nomination_form(world: World, seat: str) -> Words:
    return {
        "unit": seat,
        "subject": "collective",
        "full_name": "Tập thể Văn phòng",
        "achievements": "Hoàn thành tốt nhiệm vụ.",
        "row_version": "1",
    }


def _picture() -> bytes:
    drawn = BytesIO()
    Image.new("RGB", (8, 8), "white").save(drawn, "PNG")
    return drawn.getvalue()


def _app_form(world: World, seat: str) -> Words:
    secret = new_app_secret()
    step = int(clock.outside_now().timestamp()) // 30
    return {"secret": signing.dumps(secret, salt="lantoa.new_app"), "code": code_at(secret, step)}


def _counts(version: int, first: int = 0) -> Words:
    """Figures for every line of a hand-over of the world; `first` for duties to report."""
    last = HandOverLine.objects.aggregate(last=Max("position"))["last"]
    return {f"c-{place}": "0" for place in range(1, last + 1)} | {
        "c-2": str(first),
        "row_version": str(version),
    }


TREE = "Mã đơn vị;Tên đầy đủ;Loại hình;Mã cấp trên\nMOI;Chi bộ mới;Đảng bộ cơ sở;{parent}\n"

# Route, or row where its state asks for something else → what its form sends; the same for everybody but for the unit one
# writes for.
FORMS: dict[str, Callable[[World, str], Words]] = {
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
        "file": SimpleUploadedFile("quyet-dinh.png", _picture()),
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
    "reporting:collection_open": lambda world, seat: {
        "version": "BCQ/1",
        "owner": seat,
        "period": "2021Q2",
        "title": "Báo cáo quý II",
        "scope": "hand",
        "codes": seat,
        "groups": [],
        "due_on": "10/7/2021",
        "due_hour": "17",
        "closes_on": "20/7/2021",
        "counted": "1",
        "viec": "mo",
    },
    "reporting:recall": lambda world, seat: {"reason": "Nhầm số đảng viên."},
    "reporting:amend": lambda world, seat: {"reason": "Sót một lớp."},
    "reporting:settle": lambda world, seat: {
        "chon": PLACES,
        "viec": "gia-han",
        "until_on": "15/4/2021",
        "reason": "Bão số 3",
    },
    "reporting:times": lambda world, seat: {
        "due_on": "12/4/2021",
        "due_hour": "17",
        "closes_on": "25/4/2021",
        "reason": "Nghỉ lễ",
    },
    "reporting:reopen": lambda world, seat: {"closes_on": "30/4/2021", "reason": "Thiếu đơn vị"},
    "reporting:reopen_return": lambda world, seat: {"note": "Đã đủ số liệu"},
    "reporting:sheet_create": lambda world, seat: {"code": "MOI", "name": "Biểu mới", "period_kind": "year"},
    "reporting:sheet_take": lambda world, seat: {"ready": "HT-QUY"},
    "reporting:sheet_load": lambda world, seat: {
        "text": written_sheet(replace(SHEET, code="MOI")),
        "viec": "nap",
    },
    "reporting:publications_enter": lambda world, seat: {
        "text": published_file("MOI", "Nơi công bố mới"),
        "viec": "nap",
    },
    "reporting:publication_withdraw": lambda world, seat: {},
    "reporting:narrative_mark": lambda world, seat: {"viec": "trich", "row_version": "1"},
    "reporting:narrative_point_new": lambda world, seat: {"loi": "Ý mới"},
    "reporting:narrative_point": lambda world, seat: {"viec": "luu", "loi": "Lời mới", "row_version": "1"},
    "reporting:situation": lambda world, seat: {
        "row_version": "1",
        "theme-1": "nha-o",
        "words-1": "Khu nhà trọ thiếu nước sạch.",
    },
    "reporting:sheet_situation#used": lambda world, seat: {"viec": "thoi"},
    "reporting:sheet_situation#drafted": lambda world, seat: {"viec": "kem"},
    "reporting:target_issue": lambda world, seat: {
        "indicator": "U03",
        "first": "2021",
        "last": "2022",
        "owner": seat,
        "name": "Chỉ tiêu mới",
        "direction": "at_least",
        "n-2021": "40",
        "n-2022": "50",
        "paper_number": "06-NQ/ĐU",
        "paper_day": "15/01/2021",
        "paper_issuer": "Đảng ủy",
        "baseline_source": "none",
        "viec": "giao",
    },
    "reporting:target_divide": lambda world, seat: {
        "method": "tay",
        "decided_on": "06/4/2021",
        "row_version": "1",
        "viec": "giao",
    },
    "reporting:target_change": lambda world, seat: {
        "n-2021": "45",
        "n-2022": "50",
        "reason": "Nghị quyết mới",
        "decided_on": "06/4/2021",
        "row_version": "1",
    },
    "reporting:target_end": lambda world, seat: {"end_reason": "Giao nhầm", "row_version": "1"},
    "reporting:draft": lambda world, seat: {"name": "Tên mới", "period_kind": "year"},
    "reporting:draft_row_new": lambda world, seat: {"label": "IX", "title": "Mục mới"},
    "reporting:draft_row": lambda world, seat: {"label": "I", "title": "Tên mới", "row_version": "1"},
    "reporting:draft_divide": lambda world, seat: {
        "cach": "DT",
        "options": ["TT", "CN"],
        "division": "sum",
    },
    "reporting:dimension_new": lambda world, seat: {
        "code": "MOI",
        "name": "Cách chia mới",
        "options": "A: Phần một\nB: Phần hai",
    },
    "reporting:dimension": lambda world, seat: {
        "name": "Tên mới",
        "options": "A: Phần một\nB: Phần hai",
        "row_version": "1",
    },
    "reporting:draft_move": lambda world, seat: {"huong": "xuong"},
    "reporting:workbooks": lambda world, seat: {
        "workbooks": SimpleUploadedFile("bang-tinh.xlsx", workbook_of(seat)),
        "no_secrets": "on",
    },
    "reporting:workbook_apply": lambda world, seat: {
        "mark": judged(world.intakes[seat or "DVA"].sender, world.intakes[seat or "DVA"]).mark
    },
    "reporting:workbook_discard": lambda world, seat: {},
    "reporting:save": lambda world, seat: {"v-0": "11", "b-0": "10"},
    "reporting:hand": lambda world, seat: {},
    "reporting:send": lambda world, seat: {"key": str(uuid.UUID(int=1))},
    "reporting:score": lambda world, seat: {"u-0": "4", "b-0": "3"},
    "reporting:draft_scale": lambda world, seat: {
        "maximum": "10",
        "bands": "Đạt: 5\nChưa đạt: 0",
        "basis": "",
    },
    "reporting:return": lambda world, seat: {"reason": "Xem lại số đảng viên."},
    "commitments:begin": lambda world, seat: {"year": "2021"},
    "commitments:begin_unit": lambda world, seat: {"unit": seat},
    "commitments:state": _pledge_counts,
    "commitments:readers": _reader_form,
    "commitments:write": lambda world, seat: {
        "row_version": "1",
        "rows": "3",
        "m1-deed": "Trả hồ sơ trước hẹn",
        "viec": "luu",
    },
    "commitments:sign": lambda world, seat: {"row_version": "1"},
    "commitments:withdraw": lambda world, seat: {"row_version": "1"},
    "commitments:review": lambda world, seat: {"v-1": "Đang làm đều."},
    "commitments:carry": lambda world, seat: {"chosen": ["1"]},
    "commitments:show": lambda world, seat: {"chosen": ["1"]},
    "commitments:remark": lambda world, seat: {"half": "mid_year", "words": "Việc thấy được."},
    "commitments:remark_withdraw": lambda world, seat: {"half": "mid_year"},
    "conferences:new": lambda world, seat: {
        "kind": "quarterly",
        "title": "Giao ban mới",
        "held_on": "05/4/2021",
        "reviews": "2021Q1",
        "launches": "2021Q2",
        "directive": "",
    },
    "conferences:edit": lambda world, seat: {
        "kind": "interim",
        "title": "Sơ kết đã sửa",
        "held_on": "05/4/2021",
        "reviews": "2021Q1",
        "directive": str(world.directive.pk),
        "first_year": "2016",
        "last_year": "2020",
        "row_version": "1",
    },
    "conferences:cancel": lambda world, seat: {"reason": "Hoãn.", "row_version": "1"},
    "conferences:restore": lambda world, seat: {"row_version": "2"},
    "conferences:carry": _carry_form,
    "conferences:points_enter": lambda world, seat: {
        "kind": "conclusion",
        "table": "1. Câu thứ ba.\n2. Câu thứ tư.",
    },
    "conferences:adopt": lambda world, seat: {"row_version": "2"},
    "conferences:reopen": lambda world, seat: {"reason": "Sót một câu.", "row_version": "3"},
    "conferences:announce": lambda world, seat: {"issued_on": "05/4/2021", "row_version": "3"},
    "conferences:point_edit": lambda world, seat: {
        "kind": "conclusion",
        "text": "Câu một đã sửa.",
        "row_version": "1",
        "viec": "luu",
    },
    "conferences:point_mark": lambda world, seat: {"row_version": "2", "viec": "bo"},
    "conferences:point_give": _point_task_form,
    "conferences:point_table": lambda world, seat: {
        "table": f"Việc mới\t{seat or 'DVA'}\t20/4/2021",
        "viec": "giao",
        "counted": "1",
    },
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
    "issues:theme_add": _new_theme,
    "issues:theme_end": lambda world, seat: {"on": "01/5/2021", "reason": "Gộp chủ đề"},
    "issues:clocks_set": lambda world, seat: {
        "own_days": "8",
        "above_days": "10",
        "higher_days": "14",
        "near_days": "5",
        "silence_days": "15",
        "early_units": "3",
        "early_days": "90",
        "least_people": "10",
        "since": "01/8/2021",
        "source": "Quy chế 05",
    },
    "issues:clocks_withdraw": lambda world, seat: {"reason": "Ghi nhầm"},
    "reporting:situation_theme_add": _new_theme,
    "reporting:situation_theme_end": lambda world, seat: {"on": "01/5/2021", "reason": "Gộp chủ đề"},
    "reporting:situation_limits": lambda world, seat: {
        "most_lines": "3",
        "longest": "160",
        "least_people": "10",
        "kept_quarters": "4",
        "since": "01/8/2021",
        "source": "Quy chế 05",
    },
    "reporting:situation_limits_withdraw": lambda world, seat: {"reason": "Ghi nhầm"},
    "issues:raise": lambda world, seat: {
        key: value for key, value in _issue_form(world, seat).items() if key != "row_version"
    },
    "issues:change": lambda world, seat: {
        key: value for key, value in _issue_form(world, seat).items() if key != "whose"
    },
    "issues:withdraw": _issue_reason,
    "issues:add": lambda world, seat: {"words": "Nay đã lan sang tầng hai.", "row_version": "1"},
    "issues:escalate": _issue_reason,
    "issues:reopen": _issue_reason,
    "issues:ask_above": _issue_reason,
    "issues:restore": lambda world, seat: {"row_version": "1"},
    "issues:take_up": lambda world, seat: {"row_version": "1"},
    "issues:take_back": lambda world, seat: {"row_version": "1"},
    "issues:tell": lambda world, seat: {"words": "Đã khảo sát.", "row_version": "1"},
    "issues:propose": lambda world, seat: {"result": "Đã sửa xong.", "row_version": "1"},
    "issues:settle": lambda world, seat: {"viec": "xac-nhan", "row_version": "1"},
    "issues:task": lambda world, seat: {
        "unit": seat or "DVA",
        "title": "Lập dự toán sửa chữa",
        "due_on": "20/4/2021",
        "row_version": "1",
    },
    "issues:file_add": lambda world, seat: {
        "file": SimpleUploadedFile("bang.png", _picture()),
        "caption": "Phòng trực chật.",
        "no_secrets": "on",
    },
    "tasks:give": _task_form,
    "tasks:split": _task_form,
    "tasks:table": lambda world, seat: {
        "origin_kind": "conclusion",
        "origin_label": "Kết luận giao ban",
        "table": f"Việc mới\t{seat or 'DVA'}\t20/4/2021",
        "viec": "giao",
        "counted": "1",
    },
    "tasks:feed_page": lambda world, seat: {"viec": "tao"},
    "tasks:requests": lambda world, seat: {
        "chon": [f"{world.tasks[seat or 'DVA', 'asking'].code}:1"],
        "viec": "dong-y",
    },
    "tasks:begin": lambda world, seat: {"row_version": "1"},
    "tasks:take_back": lambda world, seat: {"row_version": "1"},
    "tasks:reopen": lambda world, seat: {"row_version": "1"},
    "tasks:report": lambda world, seat: {"result": "Đã niêm yết.", "row_version": "1"},
    "tasks:settle": lambda world, seat: {"viec": "xac-nhan", "row_version": "1"},
    "tasks:more_time": lambda world, seat: {
        "wanted_on": "30/4/2021",
        "reason": "Chờ thiết bị.",
        "row_version": "1",
    },
    "tasks:answer_time": lambda world, seat: {"viec": "dong-y", "row_version": "1"},
    "tasks:post": lambda world, seat: {"row_version": "1"},
    "tasks:proof_add": lambda world, seat: {
        "file": SimpleUploadedFile("bang.png", _picture()),
        "caption": "Bảng niêm yết.",
        "no_secrets": "on",
    },
    "tasks:cancel": lambda world, seat: {"reason": "Không còn cần.", "row_version": "1"},
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
        "file": SimpleUploadedFile("ke-hoach.png", _picture()),
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
        "file": SimpleUploadedFile("ky-nhan.png", _picture()),
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
        "picture": SimpleUploadedFile("anh.png", _picture()),
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
        "file": SimpleUploadedFile("anh.png", _picture()),
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
        "file": SimpleUploadedFile("so-do.png", _picture()),
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
    "commendation:nominate": _nomination_form,
    "commendation:nomination_edit": _nomination_form,
    "commendation:nomination_examine": lambda world, seat: {"verdict": "proposed"},
    "commendation:nomination_examine#proposed": lambda world, seat: {
        "verdict": "not_proposed",
        "reason": "Chưa đủ thành tích.",
    },
    "commendation:nomination_consent": lambda world, seat: {"publish_name": "1"},
    "commendation:decision_propose": lambda world, seat: {"decided_on": "06/4/2021"},
    "commendation:decision_return": lambda world, seat: {"note": "Xem lại danh sách."},
    "commendation:revoke": lambda world, seat: {"reason": "Kê khai chưa đúng."},
    "commendation:revocation_return": lambda world, seat: {"note": "Giữ nguyên."},
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
    "account_login": lambda world, seat: {"login": "rp.dva", "password": "mat-khau-thu-nghiem"},
    "account_link_code": lambda world, seat: {"code": "0000-1111-2222-3333-4444"},
    "account_password": lambda world, seat: {
        "present": "mat-khau-thu-nghiem",
        "password": "bon con voi uong tra",
        "again": "bon con voi uong tra",
    },
    "account_app": _app_form,
    "account_confirm": lambda world, seat: {"present": "mat-khau-thu-nghiem"},
    "account_passkey_rename": lambda world, seat: {"key": "1", "name": "Máy cơ quan"},
    "account_factor_remove": lambda world, seat: {"factor": "app"},
    "account_session_end": lambda world, seat: {"session": "others"},
    "notifications:read": lambda world, seat: {"until": clock.now().isoformat()},
    "notifications:holidays_enter": lambda world, seat: {"days": "01/01/2030 Tết Dương lịch", "source": "TB"},
    "notifications:holiday": lambda world, seat: {
        "day": "03/9/2021",
        "name": "Quốc khánh",
        "source": "TB",
        "reason": "Ghi đủ căn cứ",
    },
    "notifications:holiday_remove": lambda world, seat: {"reason": "Ghi nhầm"},
    "notifications:step_add": lambda world, seat: {
        "duty": "task",
        "side": "before",
        "number": "9",
        "rung": "doer",
        "since": "01/5/2021",
        "reason": "Nhắc sớm",
    },
    "notifications:step_end": lambda world, seat: {"on": "01/5/2021", "reason": "Nhiều quá"},
    "notifications:hours_set": lambda world, seat: {
        "quiet_from": "21:00",
        "quiet_until": "06:00",
        "digest_at": "08:00",
        "weekly_on": "3",
        "give_up_after_hours": "48",
        "keep_days": "90",
        "since": "01/5/2021",
        "reason": "Giờ mùa hè",
    },
    "notifications:read#many": lambda world, seat: {
        "kind": "report_returned",
        "day": "2021-04-06",
        "until": clock.now().isoformat(),
    },
    "notifications:preferences": lambda world, seat: {
        "digest": "weekly",
        **{f"kind-{code}": "digest" for code in KINDS},
    },
    "set_language": lambda world, seat: {"language": "en"},
}


def _saved(removed: bool, of_another: bool, world: World, user: User) -> Words:
    return {"search": str(world.saved[(world.clerk if of_another else user).pk, removed].pk)}


# Row → what its form sends of the person's own.
OWN_FORMS: dict[str, Callable[[World, User], Words]] = {
    "account_session_end#one": lambda world, user: {"session": str(world.sessions[user.pk].pk)},
    "account_session_end#of_another": lambda world, user: {"session": str(world.sessions[world.clerk.pk].pk)},
}
OWN_FORMS["notifications:read#one"] = lambda world, user: {"notice": str(world.notices[user.pk].pk)}
OWN_FORMS["notifications:read#of_another"] = lambda world, user: {"notice": str(world.notice.pk)}
for _route, _removed in (("saved_open", False), ("saved_remove", False), ("saved_restore", True)):
    OWN_FORMS[f"practices:{_route}#one"] = partial(_saved, _removed, False)
    OWN_FORMS[f"practices:{_route}#of_another"] = partial(_saved, _removed, True)
# Allowed acts that leave no entry in the record.
UNRECORDED = {
    "account_confirm",
    "account_link_code",
    "account_login",
    "account_logout",
    "account_passkey_challenge",
    "account_passkey_options",
    "account_session_end",
    "directives:attend",  # that somebody was there stands on the sheet alone
    "directives:quiz",  # what was answered is kept nowhere
    "mfa_authenticate",
    "notifications:preferences",  # how somebody reads their mail is nobody's business
    "notifications:read",  # whether they read it, neither
    "openid_connect_login",  # who comes back is what is recorded
    "practices:alike",
    "practices:saved_open",  # what one looks for is nobody's business
    "practices:saved_remove",
    "practices:saved_restore",
    "practices:search_keep",
    "set_language",
}
# Pages of which each opening is noted, for those whose texts they are.
NOTED_READS = {"commitments:pledge"}
# Routes whose pages lead to providers of sign-in.
LEADS_TO_PROVIDERS = {"account_login", "account_passkey_sign_in", "account_providers"}
# Route or row, method → what somebody is answered who may, but lacks what it is about: no second factor yet, no device that
# answers, a session that is another's, a list of which something is still to be examined, minutes
# that are no draft before both sides agree.
LACKING = {
    # No unit stands below a leaf of the tree: what the services do with one is told by tests/oversight.
    ("oversight:item_add", "POST"): 422,
    ("oversight:open_planned", "POST"): 422,
    ("oversight:open_beside", "POST"): 422,
    ("commitments:begin", "POST"): 422,  # everybody has begun this year's
    ("commitments:take_along", "POST"): 422,  # nobody has left the unit
    ("account_factor_remove", "GET"): 404,
    ("account_factor_remove", "POST"): 404,
    ("account_passkey_add", "POST"): 422,
    ("account_passkey_rename", "POST"): 404,
    ("account_passkey_sign_in", "POST"): 422,
    ("account_session_end#of_another", "POST"): 404,
    ("commendation:decision_propose#open", "POST"): 422,
    ("organisation:hand_over_print#waiting", "GET"): 422,
    ("account_provider_unlink", "POST"): 404,
    ("account_recovery_codes", "POST"): 422,
    ("reporting:add_units", "POST"): 422,  # which unit was forgotten
    ("directives:plans_chase", "POST"): 422,  # which units
    ("desk:progress_chase", "POST"): 422,  # of what
    ("notifications:read#of_another", "POST"): 404,
    ("tasks:chase", "POST"): 422,  # none given to others is late
    ("reporting:chase", "POST"): 422,  # the day is still to come
    ("practices:saved_open#of_another", "POST"): 404,
    ("practices:saved_remove#of_another", "POST"): 404,
    ("practices:saved_restore#of_another", "POST"): 404,
    ("practices:merge#effective", "POST"): 422,  # it stands in a call that is not over
    ("practices:merge#recognised", "POST"): 422,  # the same
    ("practices:order_create", "POST"): 422,  # which practices, to whom, by when
    ("practices:order_extend", "POST"): 422,  # to whom
    ("reporting:target_divide", "POST"): 422,  # what each unit gets
}


# Act → the places at which alone it is offered: those with units below.
OFFERED_AT: dict[tuple[str, str], tuple[str, ...]] = {("reporting:target_divide", "GET"): ("TINH", "KHOI")}
# Act → the routes or rows of the pages that offer it, where that is neither its form's own page nor the page by which one knows
# of the thing. None: offered nowhere, or only where something in the world makes it worth while, as is said.
OFFERED_ON: dict[tuple[str, str], tuple[str, ...]] = {
    ("notifications:read", "POST"): (),  # offered where something is new
    ("desk:progress_units", "GET"): ("desk:progress",),
    ("desk:progress_export", "GET"): (),  # only where there are units
    ("tasks:chase", "GET"): (),  # only where a unit is late: tests/desk/test_home.py
    ("tasks:chase", "POST"): (),  # the same: tests/tasks/test_chasing.py
    ("reporting:chase", "GET"): (),  # the same
    ("reporting:chase", "POST"): (),  # the same: tests/reporting/test_chasing.py
    ("desk:progress_chase", "GET"): (),  # only where a unit below lacks something
    ("desk:progress_chase", "POST"): (),  # the same: tests/desk/test_progress.py
    ("directives:outreach_undo", "POST"): (),  # offered on the list that was just entered
    ("directives:board35", "POST"): ("directives:board35",),
    ("commitments:reader_end", "POST"): ("commitments:readers",),
    ("oversight:team_remove", "POST"): ("oversight:team",),
    ("oversight:item_add", "GET"): (),  # offered at each unit that may be chosen
    ("commitments:word", "GET"): ("commitments:year",),
    ("organisation:post_end", "POST"): ("organisation:posts",),
    ("organisation:profile_correct", "GET"): ("organisation:profile",),
    ("organisation:reorganisation_recheck", "POST"): (),  # a button of the draft's form: check and preview
    ("organisation:reorganisation_export", "GET"): ("organisation:reorganisation_check",),
    (
        "organisation:reorganisation_approve",
        "POST",
    ): (),  # offered where the installation wants a second person
    ("organisation:reorganisation_apply", "POST"): ("organisation:reorganisation_check#checked",),
    ("organisation:scheme_edit", "GET"): ("organisation:groups",),
    ("organisation:group_add", "GET"): ("organisation:groups",),
    ("reporting:blank", "GET"): (),  # offered while the report is being filled in
    ("reporting:next", "GET"): (),  # offered while a report waits for this person
    ("reporting:collection_open", "POST"): (),  # offered once a sheet and a period are chosen
    ("reporting:unusual_export", "GET"): ("reporting:unusual",),
    ("reporting:grades", "GET"): (),  # offered where the sheet is scored
    ("reporting:grades_export", "GET"): ("reporting:grades",),
    ("reporting:breakdown_export", "GET"): ("reporting:breakdown",),
    ("reporting:narrative", "GET"): ("reporting:narratives",),
    ("reporting:narrative_draft", "GET"): ("reporting:narratives",),
    ("reporting:narrative_file", "GET"): ("reporting:narrative_draft",),
    ("reporting:narrative_list_file", "GET"): ("reporting:narrative",),
    ("reporting:narrative_mark", "POST"): (),  # offered at each text that was accepted
    ("reporting:narrative_point_new", "POST"): ("reporting:narrative",),
    ("reporting:narrative_point", "POST"): (),  # offered at each point
    ("reporting:situations_export", "GET"): ("reporting:situations",),
    ("reporting:situation_strike", "GET"): ("reporting:situations",),
    ("reporting:target_issue", "POST"): (),  # offered once an indicator and years are chosen
    ("reporting:target_divide", "GET"): ("reporting:target",),
    ("reporting:target_end", "POST"): ("reporting:target_change",),
    ("reporting:versions", "GET"): (),  # offered once there is a second version that one may read
    ("reporting:running_export", "GET"): ("reporting:running",),
    ("reporting:settle", "GET"): ("reporting:running",),
    ("reporting:add_units", "GET"): ("reporting:running",),
    ("reporting:times", "GET"): ("reporting:running",),
    ("reporting:close", "GET"): ("reporting:running",),
    ("reporting:draft_publish", "POST"): ("reporting:draft",),
    ("reporting:draft_preview", "GET"): ("reporting:draft",),
    ("reporting:draft_blank", "GET"): ("reporting:draft",),
    ("reporting:draft_drop", "POST"): ("reporting:draft",),
    ("reporting:draft_scale", "GET"): ("reporting:draft",),
    ("reporting:draft_row_new", "GET"): ("reporting:draft",),
    ("reporting:draft_row", "GET"): ("reporting:draft",),
    ("reporting:draft_move", "POST"): ("reporting:draft",),
    ("reporting:draft_remove", "POST"): ("reporting:draft_row",),
    ("reporting:draft_divide", "GET"): ("reporting:draft",),
    ("reporting:dimension_remove", "POST"): ("reporting:dimension",),
    ("practices:merge", "POST"): (),  # offered once the one that stays is chosen
    ("practices:order_extend", "GET"): ("practices:silent",),
    ("practices:silent_export", "GET"): ("practices:silent",),
    ("practices:saved_open", "POST"): (),  # offered at each of one's own
    ("practices:saved_remove", "POST"): (),  # the same
    ("practices:saved_restore", "POST"): (),  # offered right after it was taken away
    ("practices:abbreviation_end", "POST"): ("practices:abbreviations",),
    ("practices:abbreviation_resume", "POST"): (),  # offered in the list of those out of use
    ("practices:search_keep", "GET"): (),  # offered once something is searched for
    ("issues:theme_add", "GET"): ("issues:rules",),
    ("issues:theme_end", "GET"): ("issues:rules",),
    ("issues:theme_keep", "POST"): ("issues:rules",),
    ("issues:clocks_set", "GET"): ("issues:rules",),
    ("issues:clocks_withdraw", "GET"): ("issues:rules",),
    ("reporting:situation_theme_add", "GET"): ("reporting:situation_rules",),
    ("reporting:situation_theme_end", "GET"): ("reporting:situation_rules",),
    ("reporting:situation_theme_keep", "POST"): ("reporting:situation_rules",),
    ("reporting:situation_limits", "GET"): ("reporting:situation_rules",),
    ("reporting:situation_limits_withdraw", "GET"): ("reporting:situation_rules",),
    ("issues:file_restore", "POST"): (),  # offered right after it was taken away
    ("issues:export", "GET"): (),  # offered where the list is not empty
    ("tasks:proof_restore", "POST"): (),  # offered right after it was taken away
    ("practices:adoption_evidence_restore", "POST"): (),  # offered right after it was taken away
    ("practices:evidence_restore", "POST"): (),  # offered right after it was taken away
    ("practices:call_enter", "POST"): (),  # offered on the page of each call that takes it
    ("practices:call_withdraw", "POST"): (),  # the same
    ("practices:appraise", "GET"): (),  # offered in the list of one's own work
    ("practices:call_move", "POST"): ("practices:call",),
    ("practices:import_kind", "POST"): (),  # once the rows are narrowed to a kind
    ("practices:minutes", "GET"): ("practices:selection",),
    ("practices:selection_export", "GET"): ("practices:selection",),
    ("practices:selection_conclude", "GET"): ("practices:selection",),
    ("practices:booklet_read", "GET"): (),  # of a draft offered on the page of an entry
    ("practices:booklet_original", "POST"): ("practices:booklet_entry",),
    ("practices:booklet_remove", "POST"): ("practices:booklet_entry",),
    ("practices:booklet_photo_add", "POST"): ("practices:booklet_entry",),
    ("practices:booklet_photo_take", "POST"): ("practices:booklet_entry",),
    ("practices:booklet_photo_remove", "POST"): ("practices:booklet_entry",),
    ("practices:booklet_photo", "GET"): ("practices:booklet_read",),
    ("practices:units", "GET"): (),  # offered where units were asked about the practice
    ("commendation:round_export", "GET"): (),  # offered where the list is not empty
    ("commendation:certificate", "GET"): ("commendation:nomination#awarded",),
    ("commendation:decision_issue", "POST"): ("commendation:round#drafted",),
    ("commendation:decision_return", "POST"): ("commendation:round#drafted",),
    ("commendation:revocation_confirm", "POST"): ("commendation:certificate#contested",),
    ("commendation:revocation_return", "POST"): ("commendation:certificate#contested",),
    ("directives:issuing_new", "GET"): ("directives:directive#published",),
    ("directives:duty_new", "GET"): ("directives:issuing#draft",),
    ("directives:duty_edit", "GET"): ("directives:issuing#draft",),
    ("directives:material_restore", "POST"): (),  # offered right after it was taken away
    ("directives:question_new", "GET"): ("directives:questions",),
    ("directives:question_edit", "GET"): ("directives:questions",),
    ("directives:question_remove", "POST"): ("directives:questions",),
    ("directives:attend", "GET"): (),  # the code on the wall leads there
    ("directives:attend", "POST"): (),  # the same
    ("directives:attendance_open", "POST"): ("directives:attendance#held",),
    ("directives:attendance_close", "GET"): ("directives:attendance#planned",),
    ("directives:attendance_remove", "POST"): ("directives:attendance#planned",),
    ("directives:attendance_print", "GET"): ("directives:attendance",),
    ("directives:sheet_file", "GET"): ("directives:issuing#signed",),
    ("directives:sheet_remove", "POST"): ("directives:issuing#signed",),
    ("conferences:pack", "GET"): (),  # the page asks for it while the pack is being made
    ("conferences:point_table", "GET"): ("conferences:point_give#adopted", "conferences:point_give#raised"),
}
# Act → the act that is offered in its stead to whom both are allowed.
INSTEAD: dict[tuple[str, str], tuple[str, str]] = {
    ("reporting:hand", "POST"): ("reporting:send", "POST"),  # who may send need not hand over to who may
}


def no_such(words: Words) -> list[Words]:
    """The same address of things that do not exist: of nothing it names, and of its last parts within what does exist."""
    names = list(words)
    found = []
    for start in range(len(names)):
        changed = words | {name: _absent(words[name]) for name in names[start:]}
        if changed != words and changed not in found:
            found.append(changed)
    return found


def _absent(value: Any) -> Any:
    if isinstance(value, uuid.UUID):
        return uuid.UUID(int=7)
    return "KHONG-CO" if isinstance(value, str) else value
