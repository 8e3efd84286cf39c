"""What a tree file says, what is wrong with it, and how it differs. Pure rows; the pages are in test_imports."""

import uuid
from dataclasses import replace
from datetime import date

import pytest

from lantoa.organisation.queries.standing_trees import Standing, Surroundings
from lantoa.organisation.queries.tree_differences import Change, changes_of, counted, fingerprint
from lantoa.organisation.queries.tree_files import (
    DEEPEST,
    MOST_ROWS,
    Cell,
    Reading,
    read_rows,
)

HEAD = ["Mã đơn vị", "Tên đầy đủ", "Tên gọi tắt", "Loại hình", "Mã cấp trên", "Mã số chính thức", "Thứ tự"]


def standing(code: str, parent: str = "KHOI", name: str = "") -> Standing:
    return Standing(uuid.uuid4(), code, name or f"Chi bộ {code}", f"CB {code}", "cell", parent, "", 1)


AROUND = Surroundings(
    node="KHOI",
    branch={one.code: one for one in (standing("A"), standing("B"), standing("B1", "B"))},
    kinds={"chi bo co so": "cell", "cell": "cell", "dang bo co so": "party"},
    kind_names={"cell": "Chi bộ cơ sở", "party": "Đảng bộ cơ sở"},
    elsewhere={"NGOAI": "active", "CU": "ended"},
)


def row(code: Cell, parent: Cell = "KHOI", name: Cell = "", kind: Cell = "Chi bộ cơ sở") -> list[Cell]:
    return [code, name or f"Chi bộ {code}", "", kind, parent, "", None]


def read(*rows: list[Cell], ends_missing: bool = False) -> Reading:
    return read_rows([HEAD, *rows], AROUND, ends_missing=ends_missing)


def faults(*rows: list[Cell], ends_missing: bool = False) -> list[tuple[int, str, str]]:
    found = read(*rows, ends_missing=ends_missing)
    return [(one.line, one.column, one.sentence) for one in found.faults]


def test_rows_are_read_with_their_line_in_the_file() -> None:
    found = read(row("A"), [None] * 7, row("C", "A"))
    assert found.faults == []
    assert [(one.line, one.code, one.parent, one.kind) for one in found.rows] == [
        (2, "A", "KHOI", "cell"),
        (4, "C", "A", "cell"),
    ]


def test_head_may_stand_under_a_title_and_in_any_order() -> None:
    cells = [
        ["Danh sách đơn vị"],
        [],
        ["trực thuộc", "LOẠI HÌNH", "ten don vi", "mã"],
        ["KHOI", "cell", "Mới", "C"],
    ]
    found = read_rows(cells, AROUND)
    assert found.faults == []
    assert (found.rows[0].code, found.rows[0].name, found.rows[0].line) == ("C", "Mới", 4)


def test_file_without_needed_columns_names_them_all() -> None:
    found = read_rows([["Mã đơn vị", "Ghi chú"], ["C", "x"]], AROUND)
    assert [one.sentence for one in found.faults] == [
        "Không thấy cột «Tên đầy đủ», «Loại hình», «Mã cấp trên». Dòng tiêu đề phải ghi đúng tên cột như tệp mẫu."
    ]


def test_file_without_rows_says_so() -> None:
    assert faults() == [(0, "", "Tệp không có dòng đơn vị nào dưới dòng tiêu đề.")]


def test_columns_nobody_reads_are_named() -> None:
    found = read_rows([[*HEAD, "Số đảng viên"], row("A")], AROUND)
    assert [(one.line, one.column) for one in found.hints] == [(1, "Số đảng viên")]


def test_codes_typed_in_digits_are_read_as_written() -> None:
    assert [one.code for one in read(row(101.0), row(102)).rows] == ["101", "102"]


def test_every_fault_of_a_row_is_told_with_its_column() -> None:
    found = faults(["mã lạ", "", "", "Chi hội", "", "", "hai"])
    assert [(line, column) for line, column, _sentence in found] == [
        (2, "Tên đầy đủ"),
        (2, "Mã đơn vị"),
        (2, "Loại hình"),
        (2, "Mã cấp trên"),
        (2, "Thứ tự"),
    ]
    assert found[2][2] == (
        "Không có loại hình «Chi hội». Các loại hình đang dùng: Chi bộ cơ sở; Đảng bộ cơ sở."
    )


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        (
            "Chi bộ Vаn phòng",
            "Tên có chữ cái lạ (ví dụ «а» Ki-rin ở vị trí 9). Hãy gõ lại.",
        ),
        (
            "Chi bé V¨n phßng §¶ng ñy",
            "Tên có vẻ gõ bằng bảng mã TCVN3 («Chi bộ Văn phòng Đảng ủy»). Hãy chuyển tệp sang Unicode.",
        ),
        (
            "Chi bộ\nVăn phòng",
            "Ô này không được xuống dòng (vị trí 7). Hãy nhập trên một dòng.",
        ),
        (date(2025, 1, 2), "Ô này phải là chữ; Excel đã đổi thành ngày hoặc giá trị khác."),
    ],
)
def test_names_nobody_could_search_are_refused(cell: Cell, sentence: str) -> None:
    assert [(line, column, said) for line, column, said in faults(row("C", name=cell))] == [
        (2, "Tên đầy đủ", sentence)
    ]


def test_doubled_codes_name_all_their_rows() -> None:
    assert faults(row("C"), row("D"), row("C")) == [
        (4, "Mã đơn vị", "Mã «C» có ở nhiều dòng: 2, 4. Mỗi đơn vị chỉ một dòng.")
    ]


def test_cycle_is_told_once_with_its_way_and_rows() -> None:
    assert faults(row("A", "C"), row("C", "D"), row("D", "A"), row("E", "D")) == [
        (2, "Mã cấp trên", "Vòng lặp: A → C → D → A (dòng 2, 3, 4).")
    ]


def test_cycle_through_a_standing_unit_is_found() -> None:
    """B1 stands below B and is not in the file; the file puts B below B1."""
    assert faults(row("B", "B1")) == [(2, "Mã cấp trên", "Vòng lặp: B → B1 → B (dòng 2).")]


def test_unit_under_itself_is_a_cycle() -> None:
    assert faults(row("C", "C")) == [(2, "Mã cấp trên", "Vòng lặp: C → C (dòng 2).")]


def test_orphans_codes_of_other_branches_and_the_node_itself_are_refused() -> None:
    assert faults(row("C", "KHONGCO"), row("NGOAI"), row("CU"), row("KHOI")) == [
        (2, "Mã cấp trên", "Không có đơn vị mang mã «KHONGCO» trong tệp hoặc trong nhánh này."),
        (
            3,
            "Mã đơn vị",
            "Mã «NGOAI» đang thuộc đơn vị ở nhánh khác. Muốn chuyển về đây, dùng trang Sắp xếp đơn vị.",
        ),
        (
            4,
            "Mã đơn vị",
            "Mã «CU» đã dùng cho một đơn vị không còn hoạt động. Mã không dùng lại; hãy đặt mã khác.",
        ),
        (5, "Mã đơn vị", "«KHOI» là đơn vị đang nhận tệp, không thể là một dòng của tệp."),
    ]


def test_two_roots_are_refused_where_the_file_brings_the_root() -> None:
    bare = replace(AROUND, node="", branch={}, elsewhere={})
    found = read_rows([HEAD, row("R", ""), row("A", "R"), row("S", "")], bare)
    assert [(one.line, one.sentence) for one in found.faults] == [
        (4, "Có 2 đơn vị không ghi cấp trên (dòng 2, 4). Một cây chỉ có một gốc.")
    ]


def test_branches_deeper_than_allowed_are_refused_once() -> None:
    chain = [row(f"X{n}", f"X{n - 1}" if n else "KHOI") for n in range(DEEPEST + 40)]
    assert faults(*chain) == [
        (DEEPEST + 2, "Mã cấp trên", "Đơn vị này nằm sâu quá 20 cấp. Kiểm tra lại mã cấp trên.")
    ]


def test_too_many_rows_are_refused_before_the_rest_is_read() -> None:
    found = read(*(row(f"X{n}") for n in range(MOST_ROWS + 5)))
    assert [(one.line, one.sentence) for one in found.faults] == [
        (
            MOST_ROWS + 2,
            "Tệp có quá 10.000 đơn vị. Hãy chia thành nhiều tệp, mỗi tệp một nhánh.",
        )
    ]


def test_nobody_stands_below_a_unit_that_ends_for_being_left_out() -> None:
    rows = [row("A"), row("B1", "B")]
    assert faults(*rows) == []
    assert faults(*rows, ends_missing=True) == [
        (3, "Mã cấp trên", "Đơn vị «B» không có trong tệp nên sẽ kết thúc; không thể là cấp trên.")
    ]


def test_same_names_under_one_parent_are_hinted_at() -> None:
    found = read(
        row("C", name="Chi bộ Hòa Bình"), row("D", name="CHI BỘ HOÀ  BÌNH"), row("E", "A", "Chi bộ Hòa Bình")
    )
    assert [(one.line, one.sentence) for one in found.hints] == [
        (3, "Tên trùng với dòng 2 («Chi bộ Hòa Bình») trong cùng đơn vị cấp trên. Kiểm tra lại.")
    ]
    assert found.faults == []


def test_changes_are_told_row_by_row_and_the_ended_last() -> None:
    rows = read(
        [*row("A", name="Chi bộ Mới")[:5], "38.01", 7], row("C", "A"), row("B1", "KHOI", kind="Đảng bộ cơ sở")
    ).rows
    changes = changes_of(rows, AROUND, ends_missing=True)
    assert changes == [
        Change("name", 2, "A", "Chi bộ Mới", "Chi bộ A", "Chi bộ Mới"),
        Change("official_code", 2, "A", "Chi bộ Mới", "", "38.01"),
        Change("position", 2, "A", "Chi bộ Mới", "1", "7"),
        Change("new", 3, "C", "Chi bộ C", "", "A"),
        Change("kind", 4, "B1", "Chi bộ B1", "Chi bộ cơ sở", "Đảng bộ cơ sở"),
        Change("parent", 4, "B1", "Chi bộ B1", "B", "KHOI"),
        Change("ended", 0, "B", "Chi bộ B", "KHOI"),
    ]
    assert counted(changes) == {
        "new": 1,
        "name": 1,
        "kind": 1,
        "parent": 1,
        "official_code": 1,
        "position": 1,
        "ended": 1,
    }


def test_empty_optional_cells_change_nothing() -> None:
    assert changes_of(read(row("A")).rows, AROUND, ends_missing=False) == []


def test_fingerprint_follows_what_stands_and_not_its_order() -> None:
    units = list(AROUND.branch.values())
    mark = fingerprint(units)
    assert fingerprint(reversed(units)) == mark
    assert fingerprint([replace(units[0], name="Khác"), *units[1:]]) != mark
    assert fingerprint(units[1:]) != mark
