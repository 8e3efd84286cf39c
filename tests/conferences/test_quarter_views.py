"""The pages from a conference's conclusion to the tasks and to the next conference: offers, forms, papers, statements."""

import re
from datetime import date
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.test import Client
from docx import Document
from pytest_django import DjangoAssertNumQueries

from lantoa.accounts.models import User
from lantoa.conferences.marks import packed, unpacked
from lantoa.conferences.models import Conclusion, ConclusionPoint, Conference
from lantoa.conferences.services.raising import Raise, raise_tasks
from lantoa.conferences.views import carrying
from lantoa.core import clock
from lantoa.tasks.models import Task
from lantoa.tasks.services import cancel_task
from tests.cast import Cast
from tests.conferences.world import DUE, SENTENCES, adopted, drafted, papers, planned, raised

NEXT = date(2021, 4, 30)
CONCLUSION_STATEMENTS = 12
QUARTER_STATEMENTS = 13
LIST_STATEMENTS = 6
CARRY_STATEMENTS = 12


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def address(conference: Conference, rest: str = "") -> str:
    return f"/hoi-nghi/{conference.code}/{rest}"


def test_conference_is_planned_told_and_called_off_on_the_page(cast: Cast) -> None:
    client = as_(cast.propaganda_officer)
    typed = {
        "kind": "quarterly",
        "title": "Giao ban quý I/2021",
        "held_on": "05/4/2021",
        "reviews": "2021Q1",
        "launches": "2021Q2",
        "directive": "",
        "attended": "0",
    }
    refused = client.post("/hoi-nghi/moi/", typed | {"reviews": ""})
    assert refused.status_code == 422
    assert "Chọn quý mà hội nghị sơ kết." in refused.content.decode()
    assert 'value="Giao ban quý I/2021"' in refused.content.decode()
    page = client.post("/hoi-nghi/moi/", typed, follow=True).content.decode()
    assert "Đã lên lịch hội nghị QUY-2021-01." in page
    conference = Conference.objects.get()
    client.post(address(conference, "sua/"), typed | {"attended": "95", "row_version": "1"})
    conference.refresh_from_db()
    assert (conference.attended, conference.row_version) == (95, 2)
    stale = client.post(address(conference, "sua/"), typed | {"row_version": "1"})
    assert stale.status_code == 409
    client.post(address(conference, "huy/"), {"reason": "Hoãn.", "row_version": "2"})
    assert "Hội nghị đã hủy: Hoãn." in client.get(address(conference)).content.decode()
    client.post(address(conference, "khoi-phuc/"), {"row_version": "3"})
    conference.refresh_from_db()
    assert not conference.is_cancelled


def test_sentences_go_from_the_paste_to_tasks_of_units(cast: Cast) -> None:
    conference = planned(cast)
    client = as_(cast.propaganda_officer)
    pasted = {"kind": "direction", "said_by": "Bí thư Tỉnh ủy", "table": "1. Câu một.\n2. Câu hai."}
    page = client.post(address(conference, "ket-luan/nhap/"), pasted, follow=True).content.decode()
    assert "Đã thêm 2 câu." in page
    assert page.count("Bí thư Tỉnh ủy") == 2
    version = str(Conclusion.objects.get().row_version)
    client.post(address(conference, "ket-luan/thong-qua/"), {"row_version": version})
    page = client.get(address(conference, "ket-luan/")).content.decode()
    assert "2 câu chưa giao việc." in page
    task = {"title": "Làm câu một", "due_on": "20/4/2021", "scope": "direct", "viec": "xem"}
    preview = client.post(address(conference, "ket-luan/1/giao/"), task)
    assert "Giao cho 3 đơn vị" in preview.content.decode()
    assert not Task.objects.exists()
    done = client.post(
        address(conference, "ket-luan/1/giao/"),
        task | {"viec": "giao", "counted": preview.context["mark"]},
        follow=True,
    ).content.decode()
    assert "Đã giao 3 nhiệm vụ từ câu 1." in done
    table = {"table": "Việc A\tVPTU\t20/4/2021\nViệc B\tSONV\t31/02/2021", "viec": "giao", "counted": "2"}
    wrong = client.post(address(conference, "ket-luan/2/giao-bang/"), table)
    assert wrong.status_code == 422
    assert "Tháng 2/2021 chỉ có 28 ngày." in wrong.content.decode()
    table["table"] = "Việc A\tVPTU\t20/4/2021\nViệc B\tSONV, BENHVIEN\t21/4/2021"
    looked_over = client.post(address(conference, "ket-luan/2/giao-bang/"), table)
    assert "3 nhiệm vụ sẽ được giao" in looked_over.content.decode()
    mark = looked_over.context["seen"].mark
    client.post(address(conference, "ket-luan/2/giao-bang/"), table | {"counted": mark})
    assert Task.objects.count() == 6
    assert set(Task.objects.values_list("sentence", flat=True)) == {"Câu một.", "Câu hai."}


def test_task_opens_its_sentence_for_the_unit_and_the_sentence_its_own_tasks_only(cast: Cast) -> None:
    conference = planned(cast)
    [point, _other] = adopted(cast, conference)
    office, hospital, _department = raised(cast, point)
    client = as_(cast.unit_reporter)
    page = client.get(f"/nhiem-vu/{office.code}/").content.decode()
    assert f'href="{address(conference, "ket-luan/1/")}"' in page
    sentence = client.get(address(conference, "ket-luan/1/")).content.decode()
    assert office.code in sentence
    assert hospital.code not in sentence
    assert "0/3 xong" in sentence
    assert client.get(address(conference)).status_code == 404
    assert client.get(address(conference, "quy/")).status_code == 404


def test_sentence_offers_to_chase_who_is_late_with_its_tasks(cast: Cast) -> None:
    conference = planned(cast)
    [point, other] = adopted(cast, conference)
    for title in ("Chọn một thủ tục", "Đo thời gian trả hồ sơ"):
        raised(cast, point, title=title)
    raised(cast, other, title="Giữ lịch tiếp dân")
    page = address(conference, "ket-luan/1/")
    assert as_(cast.propaganda_officer).get(page).context["late"] is None
    with clock.set_to(NEXT):
        shown = as_(cast.propaganda_officer).get(page)
        assert [(one.title, one.late) for one in shown.context["late"].matters] == [
            ("Chọn một thủ tục", 3),
            ("Đo thời gian trả hồ sơ", 3),
        ]
        assert shown.content.decode().count("/don-doc/") == 2
        assert "/don-doc/" not in as_(cast.unit_head).get(page).content.decode()


def test_draft_is_hidden_from_units_like_what_does_not_exist(cast: Cast) -> None:
    conference = planned(cast)
    drafted(cast, conference)
    client = as_(cast.unit_head)
    hidden, absent = (
        client.get(address(conference, "ket-luan/")),
        client.get("/hoi-nghi/QUY-1999-01/ket-luan/"),
    )
    assert (hidden.status_code, hidden.content) == (404, absent.content)
    assert "QUY-2021-01" not in client.get("/hoi-nghi/").content.decode()


def test_next_conference_carries_over_what_is_chosen(cast: Cast) -> None:
    earlier, later = planned(cast), planned(cast, NEXT, title="Giao ban quý II", reviews="2021Q1")
    [point, _other] = adopted(cast, earlier)
    office, hospital, _department = raised(cast, point)
    with clock.set_to(NEXT):
        client, carry = as_(cast.propaganda_officer), address(later, "quy/chuyen-tiep/")
        page = client.get(address(later)).content.decode()
        assert "3 việc kỳ trước chưa xong, 3 quá hạn." in page
        assert "Văn phòng Tỉnh ủy" in page
        form = client.get(carry).content.decode()
        assert form.count(" checked") == 3
        ticked = {"dau": "1", "chon": [office.code], "viec": "xem", "het": "1"}
        looked = client.get(carry, ticked).content.decode()
        assert "Chuyển tiếp 1 nhiệm vụ" in looked
        assert 'value="30/6/2021"' in looked
        assert f"giu={packed([office.code])}" in looked  # the way back keeps what is ticked
        typed = {"due_on": "30/6/2021", "reason": "", "chon": [office.code]}
        assert client.post(carry, typed).status_code == 422
        early = client.post(carry, {**typed, "reason": "Chờ máy.", "due_on": "20/4/2021"})
        shown = early.content.decode()
        assert (early.status_code, "Hạn mới phải sau hạn 20/4/2021" in shown) == (422, True)
        assert ">Chờ máy.</textarea>" in shown.replace("\n", "")
        typed["reason"] = "Chờ máy."
        assert Task.objects.filter(due_on=DUE).count() == 3
        page = client.post(carry, typed, follow=True).content.decode()
        assert "Đã chuyển tiếp 1 nhiệm vụ" in page
        assert "1 nhiệm vụ chuyển tiếp" in page
        nothing = client.get(carry, {"dau": "1", "viec": "xem", "het": "1"})
        assert (nothing.status_code, "Chưa chọn nhiệm vụ nào" in nothing.content.decode()) == (422, True)
        for gone in ("NV-1999-00001", office.code):
            told = client.post(carry, {**typed, "chon": [gone, hospital.code]})
            assert (told.status_code, "được bỏ đánh dấu" in told.content.decode()) == (422, True)
    assert list(Task.objects.order_by("code").values_list("due_on", flat=True)) == [
        date(2021, 6, 30),
        DUE,
        DUE,
    ]


def test_ticks_are_kept_over_filters_and_pages_of_what_is_carried_over(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries, monkeypatch: pytest.MonkeyPatch
) -> None:
    earlier, later = planned(cast), planned(cast, NEXT)
    first, second = adopted(cast, earlier)
    late = raised(cast, first)
    begun = raise_tasks(
        actor=cast.propaganda_officer,
        point=second,
        rows=[Raise(f"Việc {number:02d}", date(2021, 5, 20), cast.units()) for number in range(18)],
    )
    assert begun == 54
    carry = address(later, "quy/chuyen-tiep/")
    with clock.set_to(NEXT):
        client = as_(cast.propaganda_officer)

        def seen(**said: Any) -> tuple[set[str], int, set[str]]:
            """Codes ticked, how many the list holds, codes ticked that the page does not show but keeps."""
            answer = client.get(carry, {"dau": "1", "het": "1"} | said)
            assert answer.status_code == 200
            shown = answer.context
            assert unpacked(shown["kept"]) == shown["elsewhere"]
            return shown["chosen"], shown["page"].paginator.count, shown["elsewhere"]

        codes = {task.code for task in late}
        fresh = client.get(carry).context
        assert (fresh["chosen"], fresh["page"].paginator.count) == (codes, 57)
        assert [row.number for row in fresh["page"].object_list[:4]] == [1, 1, 1, 2]
        assert seen(chon=codes, page="2") == (codes, 57, codes)
        other = Task.objects.get(title="Việc 17", unit=cast.hospital).code
        kept = codes | {other}
        assert seen(giu=packed(kept), q="benh vien") == (kept, 19, kept - {late[1].code, other})
        assert seen(chon=codes, giu=packed({other}), **{"tinh-trang": "qua-han"}) == (kept, 3, {other})
        narrowed = {"don-vi": "SONV", "tinh-trang": "trong-han"}
        assert seen(giu=packed(kept), **narrowed) == (kept, 18, kept)
        sentence = f"{earlier.code}/1"
        assert seen(chon=[other], viec="chon-het", cau=sentence) == (kept, 3, {other})
        assert seen(giu=packed(kept), viec="bo-het") == (set(), 57, set())
        assert client.get(carry, {"cau": f"{earlier.code}/2"}).context["chosen"] == set()
        assert client.get(carry, {"cau": "x/y", "giu": "2021.zzzzzz_zzz~x.1"}).status_code == 200
        whole = client.get(carry, {"dau": "1", "giu": packed(kept), "het": "1", "viec": "xem"}).context[
            "back"
        ]
        for cut in (whole[:-1], whole[: whole.index("&het")], whole[: whole.index("&het") - 1]):
            for told in (client.get(carry + cut), client.get(f"{carry}{cut}&viec=chon-het")):
                assert (told.context["chosen"], "Địa chỉ bị cắt" in told.content.decode()) == (set(), True)
            assert client.get(f"{carry}{cut}&viec=xem").status_code == 422
        monkeypatch.setattr(carrying, "MOST", 5)
        capped, _count, _elsewhere = seen(viec="chon-het")
        assert capped == {row.code for row in fresh["page"].object_list[:5]}
        with django_assert_num_queries(CARRY_STATEMENTS):
            client.get(carry)
        Task.objects.filter(title__gt="Việc 00", title__startswith="Việc").update(state="cancelled")
        with django_assert_num_queries(CARRY_STATEMENTS):
            client.get(carry)


def test_notice_in_word_holds_each_sentence_and_who_does_what(cast: Cast) -> None:
    papers(cast)
    conference = planned(cast, place="Hội trường", attended=90)
    [point, _other] = adopted(cast, conference)
    raised(cast, point)
    version = str(Conclusion.objects.get().row_version)
    client = as_(cast.propaganda_officer)
    client.post(
        address(conference, "ket-luan/thong-bao/"), {"issued_on": "05/4/2021", "row_version": version}
    )
    answer = as_(cast.unit_reporter).get(address(conference, "ket-luan/thong-bao.docx"))
    paper = Document(BytesIO(answer.content))
    text = "\n".join(one.text for one in paper.paragraphs)
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    for number, sentence in enumerate(SENTENCES, 1):
        assert f"{number}. {sentence}" in text
    assert "tại Hội trường" in text
    assert "90 người dự" in text
    assert any("TB/ĐUK" in one and "1" in one for one in (*cells, text))
    assert "Chọn một thủ tục" in cells
    # A unit's copy names the tasks that the unit may read, and says that there are more.
    assert any("Văn phòng Tỉnh ủy" in one for one in cells)
    assert "(trích 1 trong 3 nhiệm vụ)" in text
    # What is given later stands in no paper of that number.
    with clock.set_to(NEXT):
        raise_tasks(
            actor=cast.propaganda_officer, point=point, rows=[Raise("Việc giao sau", NEXT, cast.units())]
        )
    answer = client.get(address(conference, "ket-luan/thong-bao.docx"))
    cells = [
        cell.text
        for table in Document(BytesIO(answer.content)).tables
        for row in table.rows
        for cell in row.cells
    ]
    assert [one in cells for one in ("Chọn một thủ tục", "Việc giao sau")] == [True, False]


def test_page_opened_before_a_sentence_moved_up_changes_no_other(cast: Cast) -> None:
    conference = planned(cast)
    drafted(cast, conference, ("Câu một.", "Câu hai.", "Câu ba.", "Câu bốn."))
    client, page = as_(cast.propaganda_officer), address(conference, "ket-luan/{}/sua/")
    stale = {"kind": "conclusion", "said_by": "", "row_version": "1"}
    removed = client.post(page.format(1), {"viec": "bo", "row_version": "1"})
    assert removed.status_code == 302
    # Opened as sentence two, which is the first now; the second is «Câu ba.».
    mended = client.post(page.format(2), stale | {"text": "Câu hai, đã sửa.", "viec": "luu"})
    assert (mended.status_code, "Câu hai, đã sửa." in mended.content.decode()) == (409, True)
    assert client.post(page.format(2), {"viec": "bo", "row_version": "1"}).status_code == 409
    # What such a page offers to take out is what it was opened for, also where the text itself is at fault.
    empty = client.post(page.format(2), stale | {"text": "", "viec": "luu"})
    for answer in (mended, empty):
        assert set(re.findall(r'name="row_version"[^>]*value="(\d+)"', answer.content.decode())) == {"1"}
    # The last is taken out, and another comes in its place.
    last = ConclusionPoint.objects.get(number=3)
    client.post(page.format(3), {"viec": "bo", "row_version": str(last.row_version)})
    drafted(cast, conference, ("Câu năm.",))
    gone = stale | {"row_version": str(last.row_version), "text": "Câu bốn, đã sửa.", "viec": "luu"}
    assert client.post(page.format(3), gone).status_code == 409
    kept = ConclusionPoint.objects.order_by("number").values_list("text", flat=True)
    assert list(kept) == ["Câu hai.", "Câu ba.", "Câu năm."]


def test_sentence_whose_tasks_were_all_cancelled_is_settled_for_study(cast: Cast) -> None:
    conference = planned(cast)
    [point, _other] = adopted(cast, conference)
    [task] = raised(cast, point, [cast.office])
    cancel_task(actor=cast.propaganda_officer, task=task, reason="Giao nhầm.", row_version=1)
    client = as_(cast.propaganda_officer)
    # Taking back the adoption would be refused, so it is not offered.
    assert "Mở lại để sửa" not in client.get(address(conference, "ket-luan/")).content.decode()
    mark = client.post(
        address(conference, "ket-luan/1/quan-triet/"),
        {"viec": "danh-dau", "row_version": str(point.row_version)},
        follow=True,
    )
    assert "Đã ghi câu 1 «chỉ để quán triệt»." in mark.content.decode()
    back = client.post(f"/nhiem-vu/{task.code}/mo-lai/", {"row_version": "2"})
    assert (back.status_code, "Bỏ ghi như vậy ở trang của câu" in back.content.decode()) == (422, True)


def test_workbook_holds_every_task_by_its_sentence(cast: Cast) -> None:
    earlier, later = planned(cast), planned(cast, NEXT)
    [point, _other] = adopted(cast, earlier)
    raised(cast, point)
    answer = as_(cast.province_lead).get(address(later, "quy/xuat/"))
    sheet = openpyxl.load_workbook(BytesIO(answer.content)).worksheets[0]
    rows = [row for row in sheet.iter_rows(values_only=True) if SENTENCES[0] in row]
    assert [row[6] for row in rows] == ["Văn phòng Tỉnh ủy", "Bệnh viện tỉnh", "Sở Nội vụ"]


def test_quarterly_conference_has_no_edition_and_no_pack(cast: Cast) -> None:
    conference = planned(cast)
    client = as_(cast.propaganda_officer)
    for rest in ("chot/", "lam-tai-lieu/"):
        assert client.post(address(conference, rest)).status_code == 404
    assert client.get(address(conference, "con-so/units.direct/")).status_code == 404


@pytest.mark.parametrize("many", [1, 12])
def test_pages_take_as_many_statements_for_much_as_for_little(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries, many: int
) -> None:
    earlier, later = planned(cast), planned(cast, NEXT)
    conclusion = drafted(cast, earlier)[0].conclusion
    ConclusionPoint.objects.bulk_create(
        ConclusionPoint(conclusion=conclusion, number=number, text=f"Câu {number}")
        for number in range(3, 3 + many)
    )
    Conclusion.objects.filter(pk=conclusion.pk).update(adopted_at=clock.now())
    for point in conclusion.points.all():
        raised(cast, point, cast.units() if many > 1 else [cast.office], f"Việc {point.number}")
    client = as_(cast.propaganda_officer)
    client.get("/hoi-nghi/")
    with django_assert_num_queries(LIST_STATEMENTS):
        client.get("/hoi-nghi/")
    with django_assert_num_queries(CONCLUSION_STATEMENTS):
        client.get(address(earlier, "ket-luan/"))
    with django_assert_num_queries(QUARTER_STATEMENTS):
        client.get(address(later, "quy/"))
