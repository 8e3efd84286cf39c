"""What the addresses of «reporting» name, and what its forms send."""

import uuid
from dataclasses import replace
from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile

from lantoa.reporting.models import SituationRule, SituationTheme
from lantoa.reporting.queries.workbooks import judged
from lantoa.reporting.sheet_files import written_sheet
from tests.permissions.addresses.common import Filling, Form, Words, new_theme_form, with_more
from tests.permissions.world.places import PLACES
from tests.permissions.world.reporting.sheets import SHEET
from tests.permissions.world.reporting.submissions import workbook_of
from tests.permissions.world.reporting.targets import published_file
from tests.permissions.world.things import World


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


FILLINGS: dict[str, Filling] = {
    "reporting:totals": _collection,
    "reporting:export": _collection,
    "reporting:unusual": _collection,
    "reporting:grades": _collection,
    "reporting:grades_export": _collection,
    "reporting:unusual_export": _collection,
    "reporting:breakdown": _collection,
    "reporting:breakdown_export": _collection,
    "reporting:makeup": with_more(_collection, indicator="U03"),
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
    "reporting:sheet_version": with_more(_sheet, number=1),
    "reporting:sheet_blank": with_more(_sheet, number=1),
    "reporting:sheet_file": with_more(_sheet, number=1),
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
    "reporting:draft_row_new": with_more(_sheet, kind="muc"),
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
    "reporting:line": with_more(_report, position=0),
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
}

FORMS: dict[str, Form] = {
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
    "reporting:situation_send": lambda world, seat: {"row_version": "1"},
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
    "reporting:situation_theme_add": new_theme_form,
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
}
