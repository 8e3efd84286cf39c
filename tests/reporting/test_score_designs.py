"""Designing a scored sheet: on screen, as a file, and everything that may be wrong with it at once."""

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from lantoa.reporting.choices import LineKind, SkipRule, TimeRule, TreeRule
from lantoa.reporting.design import LineSpec, QuestionSpec, SectionSpec, design_faults
from lantoa.reporting.models import DraftLine, Line, SheetDraft
from lantoa.reporting.queries.designs.comparison import compare
from lantoa.reporting.queries.designs.registry import design_home
from lantoa.reporting.queries.designs.shapes import shape_of_draft, spec_of_version
from lantoa.reporting.ready import ready_sheets
from lantoa.reporting.scoring import Band, Scale
from lantoa.reporting.services.drafts.headings import set_scale, start_draft
from lantoa.reporting.services.drafts.publishing import load_design, publish_draft, same_design
from lantoa.reporting.sheet_files import read_sheet, written_sheet
from tests.cast import Cast
from tests.reporting.scored_world import BANDS, SCORED, criterion

BASE = "/bao-cao/bieu-mau/"
D = Decimal


@pytest.fixture
def draft(cast: Cast) -> SheetDraft:
    officer = cast.propaganda_officer
    return start_draft(actor=officer, owner=design_home(officer), design=SCORED)


@pytest.fixture
def officer(client: Client, cast: Cast) -> Client:
    client.force_login(cast.propaganda_officer)
    return client


def test_draft_version_and_file_keep_the_points(cast: Cast, draft: SheetDraft) -> None:
    assert same_design(shape_of_draft(draft).spec, SCORED)
    version = publish_draft(actor=cast.propaganda_officer, draft=draft)
    assert same_design(spec_of_version(version.pk), SCORED)
    read = read_sheet(written_sheet(spec_of_version(version.pk)))
    assert read.faults == []
    assert read.design is not None and same_design(read.design, SCORED)
    again = load_design(
        actor=cast.propaganda_officer, owner=cast.bloc, design=replace(SCORED, name="Phiếu chấm thử, sửa")
    )
    assert again.based_on == version


def test_published_points_never_change(cast: Cast, draft: SheetDraft) -> None:
    version = publish_draft(actor=cast.propaganda_officer, draft=draft)
    with pytest.raises(DatabaseError), transaction.atomic():
        Line.objects.filter(version=version, position=0).update(most=6)
    with pytest.raises(DatabaseError), transaction.atomic():
        type(version).objects.filter(pk=version.pk).update(scale={})


def test_ready_form_of_100_points_adds_up_and_has_its_four_grades() -> None:
    design = ready_sheets()["CLSH-THANG"].design
    assert list(design_faults(design)) == []
    assert design.scale is not None
    assert [(band.label, int(band.at_least)) for band in design.scale.bands] == [
        ("Tốt", 90),
        ("Khá", 70),
        ("Trung bình", 50),
        ("Kém", 0),
    ]
    by_section = [(one.label, sum(line.most or D(0) for line in one.lines)) for one in design.sections]
    assert by_section == [("1", 5), ("2", 5), ("3", 10), ("4", 30), ("5", 10), ("6", 5), ("7", 30), ("8", 5)]


def test_all_faults_of_points_are_told_at_once() -> None:
    lines = [
        replace(criterion("A", "Không điểm", "5"), most=None),
        replace(criterion("B", "Cộng lên", "5"), tree_rule=TreeRule.SUM, time_rule=TimeRule.ADD),
        criterion("C", "Mức sai", "5", (("Cao", D(6)), ("Thấp", D(1)), ("Thấp nữa", D(1)))),
        criterion("E", "Thưởng", "2", rule=SkipRule.FULL, bonus=True),
        LineSpec("F", "Số đếm", most=D(5)),
        LineSpec(
            "R", "Tỷ lệ", "%", LineKind.RATIO, TreeRule.RATIO, TimeRule.LAST, numerator="B", denominator="F"
        ),
    ]
    design = replace(SCORED, sections=[SectionSpec("I", "Một", lines)], relations=[])
    assert [one.sentence for one in design_faults(design)] == [
        "Điểm tối đa của các tiêu chí cộng lại là 10, thang điểm là 100. Sửa cho bằng nhau.",
        "Tiêu chí A chưa có điểm tối đa lớn hơn 0.",
        "Điểm của B không cộng lên cấp trên được: chọn «Không tổng hợp».",
        "Điểm của B không cộng các kỳ được: chọn «Lấy kỳ cuối».",
        "Mức cao nhất của C là 6 điểm, khác điểm tối đa 5.",
        "Hai mức của C cùng được 1 điểm. Gộp lại, vì báo cáo giữ số điểm.",
        "Điểm thưởng E không cần quy tắc không áp dụng: không có thì không được thưởng.",
        "Chỉ tiêu chí chấm điểm mới có điểm tối đa, mức điểm, quy tắc không áp dụng: xem lại F.",
        "Tỷ lệ R cần một dòng tử số và một dòng mẫu số trong biểu.",
    ]


def test_a_criterion_that_need_not_be_scored_leaves_no_grade_and_is_a_fault() -> None:
    loose = replace(criterion("A", "Tùy ý", "100"), required=False)
    design = replace(SCORED, sections=[SectionSpec("I", "Một", [loose])])
    assert [one.sentence for one in design_faults(design)] == [
        "Tiêu chí A phải bắt buộc chấm, nếu không thì không xếp loại được."
    ]


def test_comparison_tells_what_changed_in_points() -> None:
    first = SCORED.sections[0]
    changed = replace(first.lines[1], most=D("89.5"), skip_rule=SkipRule.ZERO)
    section = replace(first, lines=[first.lines[0], changed, *first.lines[2:]])
    scale = Scale(D("99.5"), BANDS[:1] + BANDS[3:], "Hướng dẫn minh họa")
    new = replace(SCORED, sections=[section, *SCORED.sections[1:]], scale=scale)
    assert [(one.part, one.code, one.details) for one in compare(SCORED, new)] == [
        (
            "Biểu",
            "CLSH",
            (
                (
                    "Thang điểm, xếp loại",
                    "100 điểm: Tốt từ 90 đến 100; Khá từ 70 đến dưới 90; Trung bình từ 50 đến dưới 70; "
                    "Kém từ 0 đến dưới 50. Hướng dẫn minh họa",
                    "99,5 điểm: Tốt từ 90 đến 99,5; Kém từ 0 đến dưới 90. Hướng dẫn minh họa",
                ),
            ),
        ),
        (
            "Dòng",
            "K2",
            (("Điểm tối đa", "90", "89,5"), ("Khi không áp dụng", "luôn áp dụng", "Tính 0 điểm")),
        ),
    ]


def form(draft: SheetDraft, **more: str) -> dict[str, str]:
    return {
        "section": str(draft.sections.get(label="1").pk),
        "code": "K9",
        "label": "Tiêu chí mới",
        "kind": "score",
        "tree_rule": "sum",
        "time_rule": "add",
        "required": "on",
        "most": "4,5",
        "options": "Từ 90 % trở lên: 4,5\nTrường hợp: dưới 90 %: 2",
        "skip_rule": "rescale",
        **more,
    }


def test_officer_adds_a_criterion_with_its_levels(officer: Client, draft: SheetDraft) -> None:
    assert officer.post(f"{BASE}CLSH/soan/dong/moi/", form(draft)).status_code == 302
    made = draft.lines.get(code="K9")
    assert made.options == [["Từ 90 % trở lên", "4.5"], ["Trường hợp: dưới 90 %", "2"]]
    assert (made.most, made.tree_rule, made.time_rule) == (D("4.5"), "none", "last")
    page = officer.get(f"{BASE}CLSH/soan/dong/{made.pk}/").content.decode()
    assert "Trường hợp: dưới 90 %: 2" in page
    assert "cộng lại là 104,5, thang điểm là 100" in officer.get(f"{BASE}CLSH/soan/").content.decode()


def test_points_are_not_kept_at_a_line_that_is_no_criterion(officer: Client, draft: SheetDraft) -> None:
    assert (
        officer.post(f"{BASE}CLSH/soan/dong/moi/", form(draft, kind="count", bonus="on")).status_code == 302
    )
    made = draft.lines.get(code="K9")
    kept = (made.kind, made.most, made.options, made.skip_rule, made.bonus, made.tree_rule, made.time_rule)
    assert kept == ("count", None, [], "", False, "sum", "add")


def test_points_stand_in_their_field_as_a_person_writes_them(officer: Client, draft: SheetDraft) -> None:
    row = draft.lines.get(code="K2")
    assert officer.get(f"{BASE}CLSH/soan/dong/{row.pk}/").context["form"]["most"].value() == "90"
    assert officer.get(f"{BASE}CLSH/soan/thang-diem/").context["form"]["maximum"].value() == "100"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"most": "-1"}, "Số không được âm."),
        ({"most": "4.5"}, "«4.5» là 4,5 hay 45?"),
        ({"most": "năm"}, "Chỉ nhập chữ số 0–9."),
        ({"most": "10001"}, "Số lớn quá"),
        ({"options": "Cao 5"}, "Dòng 1: Thiếu dấu hai chấm giữa lời và số điểm."),
        ({"options": "Cao: 5\n: 3"}, "Dòng 2: Thiếu dấu hai chấm giữa lời và số điểm."),
        ({"options": "Cao: nhiều"}, "Dòng 1: Chỉ nhập chữ số 0–9."),
        ({"options": "x" * 201 + ": 1"}, "Dòng 1: Lời dài quá 200 ký tự."),
        ({"options": "\n".join(f"Mức {n}: {n}" for n in range(21))}, "Nhiều nhất 20 dòng."),
        ({"skip_rule": "sometimes"}, "Lựa chọn này không còn trong danh sách."),
    ],
)
def test_wrong_points_of_a_criterion_are_refused_and_stay_typed(
    officer: Client, draft: SheetDraft, wrong: dict[str, str], sentence: str
) -> None:
    answer = officer.post(f"{BASE}CLSH/soan/dong/moi/", form(draft, label="Giữ lại lời này", **wrong))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert "Giữ lại lời này" in page
    assert not DraftLine.objects.filter(code="K9").exists()


SCALE = {"maximum": "100", "bands": "Tốt: 90\nKhá: 70,5\nKém: 0", "basis": "Hướng dẫn minh họa"}


def test_officer_sets_and_drops_the_scale(officer: Client, draft: SheetDraft) -> None:
    address = f"{BASE}CLSH/soan/thang-diem/"
    assert "Trung bình: 50" in officer.get(address).content.decode()
    assert officer.post(address, SCALE)["Location"] == f"{BASE}CLSH/soan/#scale"
    draft.refresh_from_db()
    scale = shape_of_draft(draft).spec.scale
    assert scale == Scale(
        D(100), (Band("Tốt", D(90)), Band("Khá", D("70.5")), Band("Kém", D(0))), SCALE["basis"]
    )
    assert "từ 70,5 đến dưới 90" in officer.get(f"{BASE}CLSH/soan/").content.decode()
    officer.post(address, {"viec": "bo"})
    draft.refresh_from_db()
    assert draft.scale == {}
    assert "chưa có thang điểm" in officer.get(f"{BASE}CLSH/soan/").content.decode()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"maximum": ""}, "Mục này chưa có nội dung. Hãy nhập rồi lưu lại."),
        ({"maximum": "0"}, "Số nhỏ quá"),
        ({"maximum": "100.5"}, "«100.5»"),
        ({"bands": ""}, "Mục này chưa có nội dung. Hãy nhập rồi lưu lại."),
        ({"bands": "Tốt\nKém: 0"}, "Dòng 1: Thiếu dấu hai chấm giữa lời và số điểm. Ví dụ: Tốt: 90."),
        ({"bands": "Tốt: 90,125"}, "Dòng 1:"),
        ({"bands": "T" * 41 + ": 1"}, "Dòng 1: Lời dài quá 40 ký tự."),
        ({"bands": "\n".join(f"Mức {n}: {n}" for n in range(13))}, "Nhiều nhất 12 dòng."),
        ({"bands": "Tốt\u202e: 90"}, "Dòng 1:"),
        ({"basis": "x" * 301}, "300"),
    ],
)
def test_wrong_scale_is_refused_and_stays_typed(
    officer: Client, draft: SheetDraft, wrong: dict[str, str], sentence: str
) -> None:
    answer = officer.post(f"{BASE}CLSH/soan/thang-diem/", {**SCALE, **wrong})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    draft.refresh_from_db()
    assert shape_of_draft(draft).spec.scale == SCORED.scale


def test_scale_is_not_for_others_to_set(cast: Cast, draft: SheetDraft, client: Client) -> None:
    client.force_login(cast.unit_head)
    assert client.post(f"{BASE}CLSH/soan/thang-diem/", SCALE).status_code == 404
    set_scale(actor=cast.propaganda_officer, draft=draft, scale=None)
    draft.refresh_from_db()
    assert draft.scale == {}


def test_blank_and_preview_show_both_scorers_the_levels_and_the_grades(
    officer: Client, draft: SheetDraft
) -> None:
    blank = officer.get(f"{BASE}CLSH/soan/in-mau/").content.decode()
    for words in (
        "Tự chấm",
        "Cấp trên chấm",
        "Thiếu không quá 15 phút: 4",
        "Tốt: từ 90 đến 100",
        "Đảng viên dự họp",
    ):
        assert words in blank
    preview = officer.get(f"{BASE}CLSH/soan/xem-truoc/").content.decode()
    for words in ("tối đa 90", "Chia lại thang", "Điểm thưởng, cộng ngoài thang.", "từ 50 đến dưới 70"):
        assert words in preview


def test_blank_form_of_criteria_and_a_question_has_no_heads_of_figures(cast: Cast, officer: Client) -> None:
    asked = SectionSpec("2", "Nhận xét", [], [QuestionSpec("Hạn chế")])
    design = replace(SCORED, sections=[SCORED.sections[0], asked])
    start_draft(actor=cast.propaganda_officer, owner=cast.bloc, design=design)
    blank = officer.get(f"{BASE}CLSH/soan/in-mau/").content.decode()
    assert ("Hạn chế" in blank, "Đơn vị tính" in blank, "Ô trống" in blank) == (True, False, False)


def document(**more: Any) -> dict[str, Any]:
    return json.loads(written_sheet(SCORED)) | more  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"most": 5}, "sections[0].lines[0].most"),
        ({"most": "5,5"}, "sections[0].lines[0].most"),
        ({"most": "5.555"}, "sections[0].lines[0].most"),
        ({"skip": "never"}, "sections[0].lines[0].skip"),
        ({"bonus": "yes"}, "sections[0].lines[0].bonus"),
        ({"options": "Cao"}, "sections[0].lines[0].options"),
        ({"options": [{"label": "Cao"}]}, "sections[0].lines[0].options[0]"),
        ({"options": [{"label": "", "points": "1"}]}, "sections[0].lines[0].options[0].label"),
        ({"options": [{"label": "Cao", "points": "-1"}]}, "sections[0].lines[0].options[0].points"),
        ({"options": [{"label": "Cao", "points": "1"}] * 21}, "sections[0].lines[0].options"),
    ],
)
def test_wrong_points_in_a_file_are_told_with_their_place(change: dict[str, Any], place: str) -> None:
    told = document()
    told["sections"][0]["lines"][0] |= change
    read = read_sheet(json.dumps(told))
    assert (read.design, [one.place for one in read.faults]) == (None, [place])


@pytest.mark.parametrize(
    ("scale", "places"),
    [
        ([], ["scale"]),
        ({}, ["scale.maximum", "scale.bands"]),
        ({"maximum": "100", "bands": [], "la": 1}, ["scale.la"]),
        (
            {"maximum": "1e5", "bands": [{"label": "Tốt", "from": "x"}]},
            ["scale.maximum", "scale.bands[0].from"],
        ),
        ({"maximum": "100", "bands": [], "basis": 5}, ["scale.basis"]),
    ],
)
def test_wrong_scale_in_a_file_is_told_with_its_place(scale: Any, places: list[str]) -> None:
    read = read_sheet(json.dumps(document(scale=scale)))
    assert (read.design, [one.place for one in read.faults]) == (None, places)
