"""The screens of an old list: bring it, choose columns, dry run, decide, enter, take out again; whatever is wrong with it."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from lantoa.practices.choices import ImportState, YearState
from lantoa.practices.models import Practice, PracticeImport
from tests.practices.conftest import signed_in
from tests.practices.list_files import HEAD, Cells, row, uploaded, workbook
from tests.practices.world import World

pytestmark = pytest.mark.usefixtures("story_day")
NEW = "/mo-hinh/danh-sach-cu/nhap/"


def sent(client: Client, file: SimpleUploadedFile, **changes: object) -> HttpResponse:
    form = {"unit": "KHOI", "file": file, "no_secrets": "on", **changes}
    return client.post(NEW, form)  # type: ignore[return-value]


def columns(found: PracticeImport, **changes: object) -> dict[str, object]:
    return {
        "row_version": found.row_version,
        "sheet": 0,
        "head": 1,
        "title": 1,
        "unit": 2,
        "year": 3,
        "field": 4,
        "subject": 5,
        "content": 6,
        "default_state": "recognised",
        "default_subject": "collective",
        **changes,
    }


def brought(client: Client, rows: Cells) -> PracticeImport:
    answer = sent(client, uploaded(workbook(("Năm 2019", rows))))
    assert answer.status_code == 302
    return PracticeImport.objects.latest("code")


def checked(client: Client, rows: Cells) -> PracticeImport:
    found = brought(client, rows)
    answer = client.post(f"/mo-hinh/danh-sach-cu/{found.code}/cot/", columns(found))
    assert answer.status_code == 302
    found.refresh_from_db()
    return found


@pytest.fixture
def officer(world: World) -> Client:
    return signed_in(world.cast.propaganda_officer)


def test_columns_are_proposed_and_the_next_list_proposes_what_was_chosen(officer: Client) -> None:
    rows = [["Danh sách năm 2018"], ["Việc", "Nơi làm", "Ghi"], ["Hộp thư", "Văn phòng Tỉnh ủy", "x"]]
    found = brought(officer, rows)
    address = f"/mo-hinh/danh-sach-cu/{found.code}/cot/"
    page = officer.get(f"{address}?sheet=0&head=2")
    assert page.context["form"]["title"].value() is None
    assert page.context["form"]["default_year"].value() == "2019"
    given = {
        **columns(found, head=2, title=0, unit=1, year="", field="", subject="", content=""),
        "default_year": 2018,
    }
    assert officer.post(address, given | {"default_field": "y_te"}).status_code == 302
    again = brought(officer, rows)
    page = officer.get(f"/mo-hinh/danh-sach-cu/{again.code}/cot/?sheet=0&head=2")
    assert (page.context["form"]["title"].value(), page.context["form"]["unit"].value()) == ("0", "1")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("danh-sach.xlsx", b"not a workbook"),
        ("danh-sach.pdf", b"%PDF-1.4"),
        ("danh-sach.csv", "Tên\nTỐI MẬT\n".encode()),
        ("danh-sach.csv", "\n".join(["Tên mô hình", *(f"Việc {n}" for n in range(50_000))]).encode()),
        ("danh-sach.csv", b" \n \n"),
    ],
)
def test_a_wrong_file_is_refused_with_a_sentence(officer: Client, name: str, content: bytes) -> None:
    answer = sent(officer, SimpleUploadedFile(name, content))
    assert answer.status_code == 422
    assert answer.context["form"].errors["file"]  # type: ignore[attr-defined]
    assert not PracticeImport.objects.exists()


def test_an_empty_form_is_refused(officer: Client) -> None:
    answer = officer.post(NEW, {"unit": "KHOI"})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"file"}


@pytest.mark.parametrize(
    "changes",
    [{"title": ""}, {"title": "99"}, {"title": 1, "unit": 1}, {"default_year": "năm kia"}, {"head": 2}],
)
def test_columns_that_cannot_be_are_refused_and_stay_chosen(
    officer: Client, changes: dict[str, object]
) -> None:
    found = brought(officer, [HEAD, row("Hộp thư")])
    answer = officer.post(f"/mo-hinh/danh-sach-cu/{found.code}/cot/", columns(found, **changes))
    assert answer.status_code == 422
    assert answer.context["form"]["year"].value() == "3"
    found.refresh_from_db()
    assert found.state == ImportState.COLUMNS


def test_the_whole_way_and_back(officer: Client) -> None:
    found = checked(officer, [HEAD, row("Hộp thư"), row("Ngày thứ Bảy", "BV tỉnh")])
    address = f"/mo-hinh/danh-sach-cu/{found.code}/"
    page = officer.get(address)
    assert [(one.label, one.value) for one in page.context["counters"]] == [
        ("Tất cả", 2),
        ("Lập mới", 1),
        ("Có lỗi", 1),
    ]
    [word] = page.context["words"]
    assert word["near"][0][0] == "BENHVIEN"
    officer.post(f"{address}tu/", {"row_version": found.row_version, "w-0": "BENHVIEN"})
    found.refresh_from_db()
    officer.post(f"{address}dong/", {"row_version": found.row_version, "q-3": "skip"})
    found.refresh_from_db()
    assert officer.post(f"{address}ghi/", {"row_version": found.row_version}).status_code == 302
    practice = Practice.objects.get()
    assert practice.years.get().state == YearState.RECOGNISED
    shown = officer.get(f"/mo-hinh/{practice.code}/").content.decode()
    assert "danh-sach.xlsx" in shown and f"/mo-hinh/danh-sach-cu/{found.code}/" in shown
    found.refresh_from_db()
    assert officer.post(f"{address}hoan-tac/", {"row_version": found.row_version}).status_code == 302
    assert not Practice.objects.exists()
    assert [one.label for one in officer.get("/mo-hinh/danh-sach-cu/").context["counters"]] == [
        "Tất cả",
        "Đã hoàn tác",
    ]


def test_who_comes_second_is_told(officer: Client) -> None:
    found = checked(officer, [HEAD, row("Hộp thư")])
    address = f"/mo-hinh/danh-sach-cu/{found.code}/"
    officer.post(
        f"{address}loai-dong/", {"row_version": found.row_version, "loai": "new", "decision": "skip"}
    )
    assert officer.post(f"{address}ghi/", {"row_version": found.row_version}).status_code == 409
    found.refresh_from_db()
    answer = officer.post(f"{address}ghi/", {"row_version": found.row_version})
    assert (answer.status_code, answer.context["refusal"] != "") == (422, True)
    assert not Practice.objects.exists()


def test_undo_that_is_refused_says_which_practices(officer: Client, world: World) -> None:
    found = checked(officer, [HEAD, row("Hộp thư")])
    address = f"/mo-hinh/danh-sach-cu/{found.code}/"
    officer.post(f"{address}ghi/", {"row_version": found.row_version})
    made = Practice.objects.get()
    world.practice(world.cast.hospital, "Học theo", learned_from=made)
    found.refresh_from_db()
    answer = officer.post(f"{address}hoan-tac/", {"row_version": found.row_version})
    assert answer.status_code == 422
    assert made.code in answer.context["refusal"]


def test_workbook_has_the_rows_as_they_came_and_can_be_given_again(officer: Client) -> None:
    found = checked(officer, [HEAD, row("Hộp thư"), row("Ngày thứ Bảy", "BV tỉnh"), ["Tổng cộng", 2]])
    content = officer.get(f"/mo-hinh/danh-sach-cu/{found.code}/xuat/?loi=1").content
    sheet = load_workbook(BytesIO(content)).active
    assert sheet is not None
    rows = [[cell.value for cell in line] for line in sheet.iter_rows()]
    head = next(at for at, line in enumerate(rows) if line[1] == "Tên mô hình")
    assert rows[head][-3:] == ["Kết quả nhập", "Cần sửa", "Mã trong sổ"]
    assert rows[head + 1][1] == "Ngày thứ Bảy"
    assert str(rows[head + 1][-2]).startswith("C3: ")
    sheet.cell(head + 2, 3).value = "Bệnh viện tỉnh"
    out = BytesIO()
    load = sheet.parent
    assert load is not None
    load.save(out)
    assert sent(officer, uploaded(out.getvalue())).status_code == 302
    again = PracticeImport.objects.latest("code")
    page = officer.get(f"/mo-hinh/danh-sach-cu/{again.code}/cot/")
    assert page.context["form"]["content"].value() == "6"
    whole = load_workbook(BytesIO(officer.get(f"/mo-hinh/danh-sach-cu/{found.code}/xuat/").content)).active
    assert whole is not None and whole.max_row == sheet.max_row + 2


def test_page_takes_as_many_statements_for_one_row_as_for_fifty(officer: Client, world: World) -> None:
    few = checked(officer, [HEAD, row("Hộp thư")])
    many = checked(officer, [HEAD, *(row(f"Hộp thư {n}", "BENHVIEN") for n in range(49))])

    def statements(address: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert officer.get(address).status_code == 200
        return len(asked)

    address = "/mo-hinh/danh-sach-cu/"
    assert statements(f"{address}{few.code}/") == statements(f"{address}{many.code}/") == 13
    assert statements(address) == 9


def test_others_find_nothing(officer: Client, world: World) -> None:
    found = checked(officer, [HEAD, row("Hộp thư")])
    assert signed_in(world.cast.unit_head).get("/mo-hinh/danh-sach-cu/").status_code == 403
    assert signed_in(world.cast.unit_head).get(f"/mo-hinh/danh-sach-cu/{found.code}/").status_code == 404


def test_a_list_that_runs_says_how_far_it_is(officer: Client) -> None:
    found = checked(officer, [HEAD, row("Hộp thư"), row("Hai")])
    PracticeImport.objects.filter(pk=found.pk).update(state=ImportState.CHECKING, done=1)
    page = officer.get(f"/mo-hinh/danh-sach-cu/{found.code}/").content.decode()
    assert "1 trên 2 dòng" in page and "every 2s" in page
