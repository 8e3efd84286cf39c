"""The pages on which sheets are designed: what was typed stays, refusals say where."""

import html
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from lantoa.reporting.models import SheetDraft
from lantoa.reporting.queries.designs.shapes import shape_of_draft
from lantoa.reporting.sheet_files import written_sheet
from tests.cast import Cast
from tests.reporting.test_designs import SMALL, small
from tests.reporting.world import published

BASE = "/bao-cao/bieu-mau/"


@pytest.fixture
def officer(client: Client, cast: Cast) -> Client:
    client.force_login(cast.propaganda_officer)
    return client


def line_form(draft: SheetDraft, **more: str) -> dict[str, str]:
    return {
        "section": str(draft.sections.get(label="I").pk),
        "code": "D",
        "label": "Dòng D",
        "kind": "count",
        "tree_rule": "sum",
        "time_rule": "add",
        **more,
    }


def test_officer_designs_a_sheet_from_nothing_to_its_version(officer: Client) -> None:
    new = {"code": "moi-1", "name": "Biểu mới", "period_kind": "quarter"}
    assert officer.post(f"{BASE}moi/", new)["Location"] == f"{BASE}MOI-1/soan/"
    address = f"{BASE}MOI-1/soan/"
    officer.post(f"{address}muc/moi/", {"label": "I", "title": "Một"})
    draft = SheetDraft.objects.get()
    for code in ("A", "B"):
        assert officer.post(f"{address}dong/moi/", line_form(draft, code=code)).status_code == 302
    relation = {"left": "A", "operator": "<=", "right": "B", "hard": "on"}
    assert officer.post(f"{address}quan-he/moi/", relation).status_code == 302
    assert "A ≤ B" in officer.get(address).content.decode()
    assert "Biểu mới" in officer.get(f"{address}xem-truoc/").content.decode()
    assert "Biểu mới" in officer.get(f"{address}in-mau/").content.decode()
    assert officer.post(f"{address}ban-hanh/")["Location"] == f"{BASE}MOI-1/"
    assert "Bản 1" in officer.get(f"{BASE}MOI-1/").content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"code": ""},
        {"code": "Ạ B"},
        {"code": "A" * 41},
        {"label": ""},
        {"label": "x" * 301},
        {"label": "Một\u202ehai"},
        {"kind": "text"},
        {"tree_rule": "often"},
        {"numerator": "KHONG-CO"},
        {"source": "khong.co"},
        {"section": "00000000-0000-0000-0000-000000000007"},
        {"help": "x" * 2001},
        {"row_version": "abc"},
    ],
)
def test_wrong_line_is_refused_and_stays_typed(officer: Client, cast: Cast, wrong: dict[str, str]) -> None:
    draft = small(cast)
    answer = officer.post(f"{BASE}THU/soan/dong/moi/", line_form(draft, unit_of_measure="giữ lại", **wrong))
    assert answer.status_code == 422
    assert "giữ lại" in answer.content.decode()
    assert draft.lines.count() == 3


def test_line_saved_from_an_old_page_is_answered_with_what_is_kept(officer: Client, cast: Cast) -> None:
    draft = small(cast)
    row = draft.lines.get(code="A")
    form = line_form(draft, code="A", label="Tên tôi gõ", row_version="1")
    address = f"{BASE}THU/soan/dong/{row.pk}/"
    assert officer.post(address, {**form, "label": "Tên người khác"}).status_code == 302
    answer = officer.post(address, form)
    words = answer.content.decode()
    assert answer.status_code == 409
    assert "Tên tôi gõ" in words
    assert "Tên người khác" in words


def test_row_opened_before_and_saved_without_its_version_is_refused(officer: Client, cast: Cast) -> None:
    draft = small(cast)
    row = draft.lines.get(code="A")
    assert officer.post(f"{BASE}THU/soan/dong/{row.pk}/", line_form(draft, code="A")).status_code == 409


def test_row_of_another_draft_is_not_found(officer: Client, cast: Cast) -> None:
    draft = small(cast)
    row = draft.sections.get(label="I")
    assert officer.get(f"{BASE}THU/soan/dong/{row.pk}/").status_code == 404
    assert officer.get(f"{BASE}THU/soan/la/moi/").status_code == 404


def test_move_of_no_direction_is_refused(officer: Client, cast: Cast) -> None:
    row = small(cast).lines.get(code="A")
    assert officer.post(f"{BASE}THU/soan/dong/{row.pk}/chuyen/", {"huong": "ngang"}).status_code == 422


def test_line_is_moved_by_its_button(officer: Client, cast: Cast) -> None:
    draft = small(cast)
    row = draft.lines.get(code="A")
    answer = officer.post(f"{BASE}THU/soan/dong/{row.pk}/chuyen/", {"huong": "xuong"})
    assert answer["Location"] == f"{BASE}THU/soan/#r-{row.pk}"
    assert [line.code for line in shape_of_draft(draft).lines] == ["B", "A", "C"]


def test_wrong_heading_is_refused_and_stays_typed(officer: Client, cast: Cast) -> None:
    small(cast)
    answer = officer.post(f"{BASE}THU/soan/", {"name": "x" * 201, "period_kind": "quarter"})
    assert (answer.status_code, "x" * 201 in answer.content.decode()) == (422, True)


def test_code_of_a_sheet_in_use_is_told_at_its_field(officer: Client) -> None:
    published()
    answer = officer.post(f"{BASE}moi/", {"code": "BCQ", "name": "Giữ tên", "period_kind": "year"})
    assert answer.status_code == 422
    assert "Mã BCQ đã có biểu" in answer.content.decode()
    assert "Giữ tên" in answer.content.decode()


def test_ready_sheet_is_taken_once(officer: Client) -> None:
    assert officer.post(f"{BASE}lay-bieu-co-san/", {"ready": "HT-QUY"}).status_code == 302
    assert officer.post(f"{BASE}lay-bieu-co-san/", {"ready": "HT-QUY"}).status_code == 422
    assert officer.post(f"{BASE}lay-bieu-co-san/", {"ready": "KHONG"}).status_code == 422


def test_file_is_tried_before_it_is_taken(officer: Client) -> None:
    text = written_sheet(SMALL)
    tried = officer.post(f"{BASE}nap-tep/", {"text": text})
    assert (tried.status_code, SheetDraft.objects.count()) == (200, 0)
    taken = officer.post(f"{BASE}nap-tep/", {"text": text, "viec": "nap"})
    assert taken["Location"] == f"{BASE}THU/soan/"
    again = officer.post(f"{BASE}nap-tep/", {"text": text, "viec": "nap"})
    assert again.status_code == 422


def sheet_upload(content: bytes, name: str = "bieu.json") -> dict[str, Any]:
    return {"file": SimpleUploadedFile(name, content), "no_secrets": "on", "viec": "thu"}


def test_uploaded_file_is_tried_and_its_text_stands_ready_to_be_taken(officer: Client) -> None:
    text = written_sheet(SMALL)
    tried = officer.post(f"{BASE}nap-tep/", sheet_upload(b"\xef\xbb\xbf" + text.encode()))
    page = tried.content.decode()
    assert (tried.status_code, SheetDraft.objects.count()) == (200, 0)
    assert "Tệp sẽ thành bản soạn của một biểu mới." in page
    stands = html.unescape(page.split("<textarea", 1)[1].split(">", 1)[1].split("</textarea>", 1)[0])
    assert officer.post(f"{BASE}nap-tep/", {"text": stands, "viec": "nap"})["Location"] == f"{BASE}THU/soan/"


def test_every_fault_of_an_uploaded_file_is_told_at_once(officer: Client) -> None:
    wrong = written_sheet(SMALL).replace('"quarter"', '"week"').replace('"<="', '">="')
    answer = officer.post(f"{BASE}nap-tep/", sheet_upload(wrong.encode()))
    page = answer.content.decode()
    assert (answer.status_code, "period" in page, "relations[0].operator" in page) == (422, True, True)


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"\x89PNG\r\n\x1a\n", "bieu.json", "không phải JSON"),
        (b"a,b\n1,2\n", "bieu.json", "không phải JSON"),
        (b'{"format": "\xff\xfe"}', "bieu.json", "mã UTF-8"),
        (b'{"a": 1}', "bieu.csv", "đuôi .csv"),
        (b"", "bieu.json", "trống"),
        ('{"a": "\\u0110\u1ed8 M\\u1eacT: T\u1ed0I M\u1eacT"}'.encode(), "bieu.json", "bí mật nhà nước"),
    ],
)
def test_file_of_another_kind_is_refused_at_its_field(
    officer: Client, content: bytes, name: str, sentence: str
) -> None:
    answer = officer.post(f"{BASE}nap-tep/", sheet_upload(content, name))
    assert (answer.status_code, SheetDraft.objects.count()) == (422, 0)
    assert sentence in answer.content.decode()


def test_file_without_the_confirmation_is_refused(officer: Client) -> None:
    sent = sheet_upload(written_sheet(SMALL).encode())
    del sent["no_secrets"]
    assert officer.post(f"{BASE}nap-tep/", sent).status_code == 422


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '{"format": "lantoa-sheet", "version": 1}',
        '{"format": "lantoa-sheet", "version": 1, "\\ud800": 1}',
        '{"format": "lantoa-sheet", "version": 1, "scale": {"\\ud800": 1}}',
        '{"\\ud800": 1, "\\ud800": 2}',
        "\x01",
        "x" * 600_000,
    ],
)
def test_faulty_file_is_refused(officer: Client, text: str) -> None:
    answer = officer.post(f"{BASE}nap-tep/", {"text": text, "viec": "nap"})
    assert (answer.status_code, SheetDraft.objects.count()) == (422, 0)


def test_downloaded_version_is_taken_again(officer: Client) -> None:
    published()
    text = officer.get(f"{BASE}BCQ/ban/1/tep/").content.decode()
    tried = officer.post(f"{BASE}nap-tep/", {"text": text})
    assert "tệp sẽ thành bản soạn tiếp sau bản 1" in tried.content.decode()


@pytest.mark.parametrize(
    "query", ["?tu=x&den=y", "?tu=99&den=1", "?tu=1&den=1", "", "?tu=²", "?den=99999999999999999999"]
)
def test_comparison_reads_any_address(officer: Client, query: str) -> None:
    published()
    published()
    assert officer.get(f"{BASE}BCQ/so-sanh/{query}").status_code == 200


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("", ["BCQ", "THU"]),
        ("?q=bieu", ["THU"]),
        ("?trangthai=dang-soan", ["THU"]),
        ("?trangthai=da-ban-hanh", ["BCQ"]),
        ("?trangthai=dang-thu", []),
        ("?ky=year", []),
        ("?sort=-ma", ["THU", "BCQ"]),
        ("?sort=la&trangthai=la&ky=la&page=la", ["BCQ", "THU"]),
    ],
)
def test_list_is_narrowed_by_its_address(officer: Client, cast: Cast, query: str, codes: list[str]) -> None:
    published()
    small(cast)
    page: Any = officer.get(BASE + query).context["page"]
    assert [row.code for row in page] == codes
    assert officer.get(f"{BASE}xuat/{query}").status_code == 200


def test_unit_sees_versions_and_no_drafts(client: Client, cast: Cast) -> None:
    published()
    small(cast)
    client.force_login(cast.unit_reporter)
    answer = client.get(BASE)
    page: Any = answer.context["page"]
    assert [row.code for row in page] == ["BCQ"]
    assert "Đang soạn" not in answer.content.decode()
    assert client.get(f"{BASE}BCQ/ban/1/").status_code == 200
    assert client.get(f"{BASE}BCQ/ban/9/").status_code == 404
