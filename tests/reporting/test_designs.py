"""Sheets designed as drafts, published, compared, written to files and read back."""

import json
from dataclasses import replace
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from lantoa.audit.models import Entry
from lantoa.core.actor import SYSTEM
from lantoa.core.errors import Conflict, Forbidden, NotFound, Refused
from lantoa.reporting.choices import LineKind, Operator, PeriodLength, TimeRule, TreeRule
from lantoa.reporting.design import (
    LineSpec,
    QuestionSpec,
    RelationSpec,
    SectionSpec,
    SheetSpec,
    design_faults,
)
from lantoa.reporting.models import Line, SheetDraft, SheetVersion
from lantoa.reporting.queries.designs.comparison import compare
from lantoa.reporting.queries.designs.registry import design_home, get_draft, sheet_rows
from lantoa.reporting.queries.designs.shapes import shape_of_draft, spec_of_version
from lantoa.reporting.ready import ready_sheets
from lantoa.reporting.services.collections import close_collection
from lantoa.reporting.services.drafts.headings import (
    drop_draft,
    edit_heading,
    start_draft,
    start_next_version,
)
from lantoa.reporting.services.drafts.publishing import load_design, publish_draft, same_design
from lantoa.reporting.services.drafts.rows import move_row, remove_row, save_row
from lantoa.reporting.sheet_files import read_sheet, written_sheet
from tests.cast import Cast
from tests.reporting.world import QUARTERLY, opened, published

SMALL = SheetSpec(
    "THU",
    "Biểu thử",
    PeriodLength.QUARTER,
    [
        SectionSpec("I", "Một", [LineSpec("A", "Dòng A"), LineSpec("B", "Dòng B")], [QuestionSpec("Vì sao")]),
        SectionSpec("II", "Hai", [LineSpec("C", "Dòng C")]),
    ],
    [RelationSpec("A", Operator.AT_MOST, "B")],
)
ASKING = replace(
    SMALL,
    sections=[
        replace(
            SMALL.sections[0],
            questions=[
                QuestionSpec("Vì sao"),
                QuestionSpec("Hạn chế", "Tối đa mười dòng.\nNêu tên việc.", required=True),
                QuestionSpec("Kiến nghị", required=True),
            ],
        ),
        *SMALL.sections[1:],
    ],
)


def small(cast: Cast) -> SheetDraft:
    officer = cast.propaganda_officer
    return start_draft(actor=officer, owner=design_home(officer), design=SMALL)


def order(draft: SheetDraft) -> list[tuple[str, list[str]]]:
    return [(part.section.label, [line.code for line in part.lines]) for part in shape_of_draft(draft).parts]


def test_draft_keeps_the_design_it_began_with(cast: Cast) -> None:
    assert same_design(shape_of_draft(small(cast)).spec, SMALL)


def test_only_staff_start_drafts(cast: Cast) -> None:
    owner = design_home(cast.propaganda_officer)
    with pytest.raises(Forbidden):
        start_draft(actor=cast.unit_reporter, owner=owner, design=SMALL)


@pytest.mark.parametrize("code", ["thu", "", "A B", "Ạ", "A" * 41, "-A"])
def test_code_of_another_form_is_refused(cast: Cast, code: str) -> None:
    officer = cast.propaganda_officer
    with pytest.raises(Refused) as refused:
        start_draft(actor=officer, owner=design_home(officer), design=replace(SMALL, code=code))
    assert list(refused.value.fields) == ["code"]


def test_code_with_a_draft_or_a_sheet_is_refused(cast: Cast) -> None:
    officer, owner = cast.propaganda_officer, design_home(cast.propaganda_officer)
    small(cast)
    published()
    for code in ("THU", "BCQ"):
        with pytest.raises(Refused):
            start_draft(actor=officer, owner=owner, design=replace(SMALL, code=code))


def test_line_moves_within_its_section_and_over_its_edge(cast: Cast) -> None:
    officer, draft = cast.propaganda_officer, small(cast)
    line = draft.lines.get(code="A")
    move_row(actor=officer, draft=draft, kind="line", row=line, up=False)
    assert order(draft) == [("I", ["B", "A"]), ("II", ["C"])]
    move_row(actor=officer, draft=draft, kind="line", row=line, up=False)
    assert order(draft) == [("I", ["B"]), ("II", ["A", "C"])]
    move_row(actor=officer, draft=draft, kind="line", row=line, up=True)
    assert order(draft) == [("I", ["B", "A"]), ("II", ["C"])]


def test_first_line_stays_where_nothing_is_above(cast: Cast) -> None:
    draft = small(cast)
    move_row(actor=cast.propaganda_officer, draft=draft, kind="line", row=draft.lines.get(code="A"), up=True)
    assert order(draft) == [("I", ["A", "B"]), ("II", ["C"])]


def test_sections_move_with_their_lines(cast: Cast) -> None:
    draft = small(cast)
    second = draft.sections.get(label="II")
    move_row(actor=cast.propaganda_officer, draft=draft, kind="section", row=second, up=True)
    assert order(draft) == [("II", ["C"]), ("I", ["A", "B"])]


def test_row_opened_before_another_change_is_refused(cast: Cast) -> None:
    officer, draft = cast.propaganda_officer, small(cast)
    row = draft.lines.get(code="A")
    values = {"section": row.section, "code": "A", "label": "Tên mới"}
    save_row(actor=officer, draft=draft, kind="line", values=values, row=row, row_version=1)
    with pytest.raises(Conflict):
        save_row(
            actor=officer,
            draft=draft,
            kind="line",
            values={**values, "label": "Tên khác"},
            row=row,
            row_version=1,
        )
    assert draft.lines.get(code="A").label == "Tên mới"


def test_relations_and_ratios_follow_a_line_whose_code_changes(cast: Cast) -> None:
    officer = cast.propaganda_officer
    draft = start_draft(actor=officer, owner=cast.bloc, design=replace(QUARTERLY, code="THU-2"))
    row = draft.lines.get(code="U03")
    save_row(actor=officer, draft=draft, kind="line", values={"code": "U30"}, row=row, row_version=1)
    (relation,), ratio = draft.relations.all(), draft.lines.get(code="T04")
    assert (relation.left, relation.right) == ("T03", "U30")
    assert (ratio.numerator, ratio.denominator) == ("T03", "U30")
    assert shape_of_draft(draft).faults == []


def test_relation_stays_where_two_lines_had_the_code(cast: Cast) -> None:
    officer, draft = cast.propaganda_officer, small(cast)
    row = draft.lines.get(code="C")
    save_row(actor=officer, draft=draft, kind="line", values={"code": "A"}, row=row, row_version=1)
    save_row(actor=officer, draft=draft, kind="line", values={"code": "D"}, row=row, row_version=2)
    (relation,) = draft.relations.all()
    assert (relation.left, relation.right) == ("A", "B")


def test_section_with_rows_is_not_removed(cast: Cast) -> None:
    officer, draft = cast.propaganda_officer, small(cast)
    with pytest.raises(Refused):
        remove_row(actor=officer, draft=draft, kind="section", row=draft.sections.get(label="II"))
    remove_row(actor=officer, draft=draft, kind="line", row=draft.lines.get(code="C"))
    remove_row(actor=officer, draft=draft, kind="section", row=draft.sections.get(label="II"))
    assert order(draft) == [("I", ["A", "B"])]


def test_removed_line_leaves_its_relation_with_a_fault(cast: Cast) -> None:
    draft = small(cast)
    remove_row(actor=cast.propaganda_officer, draft=draft, kind="line", row=draft.lines.get(code="B"))
    shape = shape_of_draft(draft)
    sentence = "Quan hệ nhắc đến chỉ tiêu không có trong biểu: B."
    assert shape.said == {shape.relations[0].pk: [sentence]}


def test_draft_with_faults_is_not_published(cast: Cast) -> None:
    officer, draft = cast.propaganda_officer, small(cast)
    remove_row(actor=officer, draft=draft, kind="line", row=draft.lines.get(code="B"))
    with pytest.raises(Refused):
        publish_draft(actor=officer, draft=draft)
    assert SheetVersion.objects.count() == 0


def test_published_draft_becomes_an_equal_version_and_is_gone(cast: Cast) -> None:
    draft = small(cast)
    version = publish_draft(actor=cast.propaganda_officer, draft=draft)
    assert version.number == 1
    assert same_design(spec_of_version(version.pk), SMALL)
    assert (version.sheet.owner, SheetDraft.objects.count()) == (draft.owner, 0)


def test_next_version_keeps_the_indicators(cast: Cast) -> None:
    officer = cast.propaganda_officer
    first = publish_draft(actor=officer, draft=small(cast))
    draft = start_next_version(actor=officer, sheet=first.sheet, owner=design_home(officer))
    edit_heading(actor=officer, draft=draft, name="Tên mới", period_kind=PeriodLength.QUARTER)
    second = publish_draft(actor=officer, draft=draft)
    assert (second.number, second.name, first.name) == (2, "Tên mới", "Biểu thử")
    assert second.lines.get(position=0).indicator == first.lines.get(position=0).indicator


def test_unchanged_draft_is_not_published(cast: Cast) -> None:
    officer = cast.propaganda_officer
    first = publish_draft(actor=officer, draft=small(cast))
    draft = start_next_version(actor=officer, sheet=first.sheet, owner=design_home(officer))
    with pytest.raises(Refused):
        publish_draft(actor=officer, draft=draft)


def test_draft_of_an_older_version_is_not_published(cast: Cast) -> None:
    officer = cast.propaganda_officer
    first = published()
    draft = start_next_version(actor=officer, sheet=first.sheet, owner=design_home(officer))
    published()
    with pytest.raises(Conflict):
        publish_draft(actor=officer, draft=draft)


def test_version_waits_for_the_open_collection(cast: Cast) -> None:
    officer, first = cast.propaganda_officer, published()
    collection = opened(first, cast.bloc, [cast.office])
    draft = start_next_version(actor=officer, sheet=first.sheet, owner=design_home(officer))
    edit_heading(actor=officer, draft=draft, name="Tên mới", period_kind=PeriodLength.QUARTER)
    with pytest.raises(Refused):
        publish_draft(actor=officer, draft=draft)
    close_collection(actor=SYSTEM, collection=collection)
    assert publish_draft(actor=officer, draft=draft).number == 2


def test_database_refuses_to_change_what_is_published(cast: Cast) -> None:
    version = published()
    line = version.lines.get(position=0)
    attempts = [
        lambda: Line.objects.filter(pk=line.pk).update(label="Khác"),
        lambda: SheetVersion.objects.filter(pk=version.pk).update(number=9),
        lambda: version.sections.filter(position=0).update(title="Khác"),
        lambda: version.relations.update(hard=False),
        lambda: version.narratives.update(question="Khác"),
    ]
    for attempt in attempts:
        with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
            attempt()
    with (
        connection.cursor() as cursor,
        pytest.raises(DatabaseError, match="never changes"),
        transaction.atomic(),
    ):
        cursor.execute("DELETE FROM reporting_linerelation")
    assert version.lines.get(position=0).label == line.label


def test_database_lets_nothing_join_a_version_that_is_collected(cast: Cast) -> None:
    version = published()
    opened(version, cast.bloc, [cast.office])
    with pytest.raises(DatabaseError, match="nothing joins"), transaction.atomic():
        version.sections.create(position=99, label="X", title="Thêm")


def test_dropped_draft_is_gone_and_recorded(cast: Cast) -> None:
    draft = small(cast)
    drop_draft(actor=cast.propaganda_officer, draft=draft)
    assert SheetDraft.objects.count() == 0
    assert Entry.objects.filter(act="sheet.draft_dropped").count() == 1


def test_draft_is_hidden_from_units_and_forbidden_once_the_sheet_is_known(cast: Cast) -> None:
    small(cast)
    with pytest.raises(NotFound):
        get_draft(cast.unit_reporter, "THU")
    version = publish_draft(actor=cast.propaganda_officer, draft=get_draft(cast.propaganda_officer, "THU"))
    start_next_version(
        actor=cast.propaganda_officer, sheet=version.sheet, owner=design_home(cast.propaganda_officer)
    )
    with pytest.raises(Forbidden):
        get_draft(cast.unit_reporter, "THU")


@pytest.mark.parametrize(
    ("relations", "faulty"),
    [
        ([("A", "<=", "B", ""), ("B", "<=", "A", "")], [0, 1]),
        ([("A", "<=", "B", ""), ("B", "<=", "C", ""), ("C", "<=", "A", "")], [0, 1, 2]),
        ([("A", "=", "B", "C"), ("A", "<=", "B", "")], [0, 1]),
        ([("A", "<=", "B", "C"), ("B", "<=", "A", "")], []),
        ([("A", "<=", "A", "")], [0]),
        ([("A", "<=", "B", ""), ("A", "<=", "B", "")], [1]),
        ([("A", "<=", "X", "")], [0]),
    ],
)
def test_relations_that_cannot_hold_are_found(
    relations: list[tuple[str, str, str, str]], faulty: list[int]
) -> None:
    made = [RelationSpec(left, Operator(sign), right, plus) for left, sign, right, plus in relations]
    faults = design_faults(replace(SMALL, relations=made))
    assert sorted({one.place for one in faults if one.kind == "relation"}) == faulty


def test_all_faults_of_lines_are_told_at_once() -> None:
    lines = [
        LineSpec("A", "Dòng" * 41),
        LineSpec("R", "Tỷ lệ", "%", LineKind.RATIO, TreeRule.RATIO, TimeRule.RATIO, "A", "A"),
        LineSpec("T", "Tỷ lệ", "%", LineKind.RATIO, TreeRule.RATIO, TimeRule.ADD, "A", "U"),
        LineSpec("U", "Đếm", tree_rule=TreeRule.UNITS),
        LineSpec("a", "Trùng mã"),
    ]
    faults = design_faults(replace(SMALL, sections=[SectionSpec("I", "Một", lines)], relations=[]))
    assert sorted(one.place for one in faults) == [0, 0, 1, 2, 3, 4]


def test_comparison_tells_added_removed_moved_and_changed() -> None:
    new = replace(
        SMALL,
        sections=[
            SectionSpec(
                "I", "Một", [LineSpec("B", "Dòng B"), LineSpec("C", "Dòng C")], [QuestionSpec("Vì sao")]
            ),
            SectionSpec("III", "Ba", [LineSpec("D", "Dòng D")]),
        ],
        relations=[],
    )
    found = [(one.kind, one.part, one.code, one.details) for one in compare(SMALL, new)]
    assert found == [
        ("added", "Mục", "III", ()),
        ("removed", "Mục", "II", ()),
        ("moved", "Dòng", "C", (("Mục", "II", "I"),)),
        ("added", "Dòng", "D", ()),
        ("removed", "Dòng", "A", ()),
        ("removed", "Quan hệ", "A", ()),
    ]
    assert compare(SMALL, SMALL) == []


def test_comparison_gives_before_and_after() -> None:
    lines = [LineSpec("A", "Dòng A", required=False), LineSpec("B", "Dòng B", time_rule=TimeRule.LAST)]
    new = replace(
        SMALL, sections=[SectionSpec("I", "Một", lines, [QuestionSpec("Vì sao")]), SMALL.sections[1]]
    )
    assert [one.details for one in compare(SMALL, new)] == [
        (("Bắt buộc", "có", "không"),),
        (("Tổng hợp qua các kỳ", "Cộng các kỳ", "Lấy kỳ cuối"),),
    ]


def test_comparison_tells_what_changed_of_a_question() -> None:
    """Asked twice in one section: the one that stays as it is is not told as changed."""
    plain, strict = QuestionSpec("Vì sao"), QuestionSpec("Vì sao", "Ba câu.", required=True)
    section = SectionSpec("I", "Một", [LineSpec("A", "Dòng A")], [plain, plain])
    old = replace(SMALL, sections=[section], relations=[])
    new = replace(old, sections=[replace(section, questions=[plain, strict])])
    (found,) = compare(old, new)
    assert (found.kind, found.part, found.label) == ("changed", "Câu hỏi", "Vì sao")
    assert found.details == (("Cách trả lời", "–", "Ba câu."), ("Bắt buộc", "không", "có"))
    fewer = replace(old, sections=[replace(section, questions=[plain])])
    assert [one.kind for one in compare(old, fewer)] == ["removed"]
    assert not same_design(old, new)


def test_one_line_that_jumps_is_the_only_one_moved() -> None:
    codes = "ABCDE"
    old = replace(SMALL, sections=[SectionSpec("I", "Một", [LineSpec(c, c) for c in codes])], relations=[])
    new = replace(old, sections=[SectionSpec("I", "Một", [LineSpec(c, c) for c in "EABCD"])])
    assert [(one.kind, one.code) for one in compare(old, new)] == [("moved", "E")]


@pytest.mark.parametrize(
    "design", [SMALL, ASKING, QUARTERLY, *[one.design for one in ready_sheets().values()]]
)
def test_file_reads_back_as_the_same_design(design: SheetSpec) -> None:
    read = read_sheet(written_sheet(design))
    assert read.faults == []
    assert read.design is not None
    assert same_design(read.design, design)


def changed(**more: Any) -> str:
    return json.dumps({**json.loads(written_sheet(SMALL)), **more})


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("", ["dòng 1, cột 1"]),
        ("[]", [""]),
        ('{"a": 1, "a": 2}', ["a"]),
        ("[" * 100_000, [""]),
        ("9" * 5_000, [""]),
        ("x" * 600_000, [""]),
        (changed(format="excel"), ["format"]),
        (changed(version=2), ["version"]),
        (changed(version=True), ["version"]),
        (changed(code=5, period="ngay", la="x"), ["la", "code", "period"]),
        (changed(name="Một\nhai"), ["name"]),
        (changed(name="Tên\u0000"), ["name"]),
        (changed(name="x" * 201), ["name"]),
        (changed(sections={}), ["sections"]),
        (changed(sections=[{"label": "I", "title": "Một", "lines": [7]}]), ["sections[0].lines[0]"]),
        (
            changed(
                sections=[
                    {"label": "I", "title": "", "lines": [{"code": "A", "kind": "text", "required": 1}]}
                ]
            ),
            [
                "sections[0].title",
                "sections[0].lines[0].label",
                "sections[0].lines[0].kind",
                "sections[0].lines[0].required",
            ],
        ),
        (
            changed(
                sections=[
                    {
                        "label": "I",
                        "title": "Một",
                        "questions": [
                            {"question": "Vì sao", "required": "có", "la": 1},
                            {"help": "x"},
                            7,
                            "",
                        ],
                    }
                ]
            ),
            [
                "sections[0].questions[0].la",
                "sections[0].questions[0].required",
                "sections[0].questions[1].question",
                "sections[0].questions[2]",
                "sections[0].questions[3]",
            ],
        ),
        (changed(sections=[{"label": "I", "title": "M"}] * 201), ["sections"]),
        (changed(relations=[{"left": "A", "right": "B"}]), ["relations[0].operator"]),
    ],
)
def test_faulty_file_is_told_place_by_place(text: str, places: list[str]) -> None:
    read = read_sheet(text)
    assert (read.design, [one.place for one in read.faults]) == (None, places)


def test_file_of_a_sheet_in_use_becomes_its_next_version(cast: Cast) -> None:
    officer, first = cast.propaganda_officer, published()
    design = replace(QUARTERLY, name="Tên trong tệp")
    draft = load_design(actor=officer, owner=design_home(officer), design=design)
    assert draft.based_on == first
    assert publish_draft(actor=officer, draft=draft).number == 2


@pytest.mark.parametrize("code", list(ready_sheets()))
def test_ready_sheet_is_published_without_a_change(cast: Cast, code: str) -> None:
    officer, design = cast.propaganda_officer, ready_sheets()[code].design
    draft = start_draft(actor=officer, owner=design_home(officer), design=design)
    assert shape_of_draft(draft).faults == []
    assert publish_draft(actor=officer, draft=draft).lines.count() == len(design.lines)


def test_list_takes_as_many_statements_for_many_sheets(cast: Cast, django_assert_num_queries: Any) -> None:
    officer = cast.propaganda_officer
    small(cast)
    published()
    sheet_rows(officer)
    with django_assert_num_queries(5):
        assert len(sheet_rows(officer)) == 2
    for one in ready_sheets().values():
        start_draft(actor=officer, owner=design_home(officer), design=one.design)
    with django_assert_num_queries(5):
        assert len(sheet_rows(officer)) == 7


def test_editor_reads_a_draft_in_four_statements(cast: Cast, django_assert_num_queries: Any) -> None:
    officer = cast.propaganda_officer
    long = ready_sheets()["HT-NAM"].design
    for draft in (small(cast), start_draft(actor=officer, owner=design_home(officer), design=long)):
        with django_assert_num_queries(4):
            shape_of_draft(draft)
