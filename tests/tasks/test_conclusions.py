"""The table of a conclusion: read line by line, nothing given while a line is wrong."""

from datetime import date

import pytest
from django.test import Client

from lantoa.core.text import folding_key
from lantoa.tasks.conclusions import Line, lines_of
from lantoa.tasks.models import Task
from tests.cast import TODAY, Cast

CALLED = {
    "vptu": "VPTU",
    "van phong tinh uy": "VPTU",
    "benhvien": "BENHVIEN",
    folding_key("Sở Văn hóa, Thể thao và Du lịch"): "SOVHTT",
}
DIRECT = ("VPTU", "BENHVIEN", "SONV")
PASTE = "/nhiem-vu/nhap-bang/"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Việc\tĐơn vị\tHạn\nA\tVPTU\t20/4/2021", [Line(2, "A", ("VPTU",), date(2021, 4, 20))]),
        (
            "A | Văn phòng Tỉnh ủy; BENHVIEN | 20/4/2021 | Ảnh",
            [Line(1, "A", ("VPTU", "BENHVIEN"), date(2021, 4, 20), "Ảnh")],
        ),
        ("A\tTất cả\t20/4/21", [Line(1, "A", DIRECT, date(2021, 4, 20))]),
        ("\n \t \n", []),
        ("A\tVPTU", [Line(1, "A", faults=("Có 2 ô; cần 3 hoặc 4 ô: việc, đơn vị, hạn, minh chứng.",))]),
        (
            "…\tVPTU\t20/4/2021",
            [Line(1, "…", ("VPTU",), date(2021, 4, 20), "", ("Chưa ghi việc phải làm.",))],
        ),
        (
            "A\tSở Lạ\t31/02/2021",
            [Line(1, "A", faults=("Không rõ đơn vị: Sở Lạ. Ghi mã.", "Tháng 2/2021 chỉ có 28 ngày."))],
        ),
        (
            "A\tSở Văn hóa, Thể thao và Du lịch, VPTU\t20/4/2021",
            [Line(1, "A", ("SOVHTT", "VPTU"), date(2021, 4, 20))],
        ),
        ("A\t\t05/4/2021", [Line(1, "A", (), date(2021, 4, 5), "", ("Chưa ghi đơn vị.", "Hạn đã qua."))]),
    ],
)
def test_line_is_read_or_says_what_is_wrong(text: str, lines: list[Line]) -> None:
    assert lines_of(text, CALLED, DIRECT, TODAY) == lines


def test_everybody_below_a_unit_without_any_is_told_as_such() -> None:
    [line] = lines_of("A\tTất cả\t20/4/2021", CALLED, (), TODAY)
    assert line.faults == ("Nơi giao không có đơn vị trực thuộc nào. Ghi mã đơn vị.",)


def typed(table: str, **more: str) -> dict[str, str]:
    return {
        "origin_kind": "conclusion",
        "origin_label": "Kết luận giao ban",
        "table": table,
        "viec": "xem",
    } | more


def test_table_is_looked_over_and_given_as_a_whole(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.propaganda_officer)
    table = "Niêm yết\tVPTU, Bệnh viện tỉnh\t20/4/2021\tẢnh\nHọp dân\tTất cả\t30/4/2021"
    looked = client.post(PASTE, typed(table))
    assert "Giao 5 nhiệm vụ" in looked.content.decode()
    # Another day, another unit, other words: as many tasks, which nobody has seen.
    mark = looked.context["seen"].mark
    for old, new in (
        ("20/4/2021", "21/4/2021"),
        ("VPTU", "SONV"),
        ("Niêm yết", "Niêm phong"),
        ("Ảnh", "Bản sao"),
    ):
        edited = client.post(PASTE, typed(table.replace(old, new), viec="giao", counted=mark))
        assert (edited.status_code, "Chưa giao: bảng đã khác" in edited.content.decode()) == (200, True)
    assert not Task.objects.exists()
    assert client.post(PASTE, typed(table, viec="giao", counted=mark)).status_code == 302
    given = Task.objects.order_by("code").values_list("title", "unit__code", "proof_wanted", "origin_label")
    assert list(given[:2]) == [
        ("Niêm yết", "VPTU", "Ảnh", "Kết luận giao ban"),
        ("Niêm yết", "BENHVIEN", "Ảnh", "Kết luận giao ban"),
    ]
    assert len(given) == 5


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ("Niêm yết\tVPTU\t20/4/2021\nHọp\tSở Lạ\t20/4/2021", "Không rõ đơn vị: Sở Lạ. Ghi mã."),
        ("", "Dán bảng, hoặc chọn tệp có bảng phân công."),
        ("\n".join(["A\tVPTU\t20/4/2021"] * 201), "Mỗi lần từ 1 đến 200 dòng."),
        (
            "A\tVPTU\t20/4/2021\nA\tVPTU\t20/4/2021",
            "Việc «A»: Việc này, cùng hạn này, đã giao cho 1 đơn vị trong số đã chọn: VPTU",
        ),
        ("A\tTINH\t20/4/2021", "Không rõ đơn vị: TINH. Ghi mã."),
    ],
)
def test_table_with_a_fault_gives_nothing_and_stays(cast: Cast, table: str, sentence: str) -> None:
    client = Client()
    client.force_login(cast.propaganda_officer)
    looked = client.post(PASTE, typed(table)).context["seen"]
    refused = client.post(PASTE, typed(table, viec="giao", counted=looked.mark))
    page = refused.content.decode()
    assert refused.status_code == 422
    assert sentence in page
    assert "Kết luận giao ban" in page
    assert not Task.objects.exists()


def test_what_is_wrong_in_a_table_stands_above_its_form(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.propaganda_officer)
    lines = ["Niêm yết\tVPTU\t20/4/2021", *(f"Họp {n}\tSở Lạ\t20/4/2021" for n in range(12))]
    page = client.post(PASTE, typed("\n".join(lines))).content.decode()
    above = page[: page.index('name="origin_label"')]
    assert "12 dòng phải sửa" in above
    assert [f'href="#line-{n}"' in above for n in (1, 2, 11, 12)] == [False, True, True, False]
    assert "2 dòng nữa" in above
