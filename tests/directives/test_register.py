"""The register of directives: numbering, entering, versions, links, the page and the list."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest
from django.test import Client
from django.utils.html import escape
from pytest_django import DjangoAssertNumQueries

from lantoa.accounts.models import User
from lantoa.audit.models import Entry
from lantoa.core.actor import SYSTEM
from lantoa.core.errors import Conflict, Forbidden, Refused
from lantoa.directives.choices import DirectiveState, LinkKind
from lantoa.directives.cutting import CutPart, cut
from lantoa.directives.models import Directive, DirectiveLink, DirectiveVersion
from lantoa.directives.numbering import NumberingError, check_reference
from lantoa.directives.queries import directives as register
from lantoa.directives.queries.versions import changed_threads, compared, get_version
from lantoa.directives.services.directives import (
    NewDirective,
    change_directive,
    enter_directive,
    enter_directives,
    link_directives,
    unlink_directives,
)
from lantoa.directives.services.versions import PartText, publish_version, save_draft
from lantoa.organisation import holdings
from tests.cast import Cast
from tests.directives.test_outreach import entered as activity
from tests.directives.test_plans import adopted
from tests.directives.world import directive, held

LIST = "/van-ban/"
DAY = date(2021, 3, 1)


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def plan_of_bloc(reference: str = "12-KH/ĐUK", issued_on: date = DAY, **change: str) -> NewDirective:
    told = {
        "type_name": "Kế hoạch",
        "issuer": "Đảng ủy Khối",
        "subject": "thực hiện chuyên đề năm",
        "short_label": "Kế hoạch 12",
        "issuer_kind": "party_local",
    }
    return NewDirective(reference=reference, issued_on=issued_on, **(told | change))  # type: ignore[arg-type]


def entered(cast: Cast, new: NewDirective | None = None) -> Directive:
    return enter_directive(actor=cast.propaganda_officer, unit=cast.bloc, new=new or plan_of_bloc())


def draft_with(cast: Cast, of: Directive, *parts: PartText, note: str = "") -> DirectiveVersion:
    kept = of.versions.filter(published_at=None).first()
    return save_draft(
        actor=cast.propaganda_officer,
        directive=of,
        adopted_on=of.issued_on,
        note=note,
        parts=parts,
        row_version=kept.row_version if kept else 0,
    )


def published(cast: Cast, of: Directive, *parts: PartText) -> DirectiveVersion:
    draft = draft_with(cast, of, *parts)
    return publish_version(actor=cast.propaganda_officer, version=draft, row_version=draft.row_version)


@pytest.mark.parametrize(
    ("kind", "type_name", "reference"),
    [
        ("party_central", "Chỉ thị", "05-CT/TW"),
        ("party_central", "Hướng dẫn", "36-HD/VPTW"),
        ("party_local", "Kế hoạch", "12-KH/ĐUK"),
        ("party_local", "Chương trình", "07-CTr/TU"),
        ("state_paper", "Quyết định", "1847/QĐ-TTg"),
        ("state_paper", "Công văn", "123/UBND-NC"),
        ("state_norm", "Nghị định", "30/2020/NĐ-CP"),
        ("state_norm", "Luật", "80/2020/QH14"),
    ],
)
def test_reference_as_its_issuer_numbers_it_is_taken(kind: str, type_name: str, reference: str) -> None:
    check_reference(kind, type_name, reference, date(2020, 6, 1))


@pytest.mark.parametrize(
    ("kind", "type_name", "reference", "field", "words"),
    [
        ("party_central", "Chỉ thị", "05/CT-TW", "reference", "Nhà nước, văn bản hành chính"),
        ("party_central", "Chỉ thị", "5 -CT/TW", "reference", "ghi theo dạng 05-CT/TW"),
        ("party_central", "Chỉ thị", "05-KL/TW", "reference", "là số của kết luận"),
        ("party_local", "Kế hoạch", "12-KH/TW", "reference", "Đảng, cấp Trung ương"),
        ("state_paper", "Quyết định", "1847-QĐ/TTg", "reference", "Chọn lại nơi ban hành"),
        ("state_paper", "Kết luận", "01/KL-TTg", "type_name", "không ban hành kết luận"),
        ("state_norm", "Chỉ thị", "05/2020/CT-TTg", "type_name", "không ban hành chỉ thị"),
        ("state_norm", "Nghị định", "30/2016/NĐ-CP", "reference", "30/2020/NĐ-CP"),
    ],
)
def test_wrong_reference_says_how_it_is_written(
    kind: str, type_name: str, reference: str, field: str, words: str
) -> None:
    with pytest.raises(NumberingError) as caught:
        check_reference(kind, type_name, reference, date(2020, 6, 1))
    assert caught.value.field == field
    assert words in caught.value.sentence


def test_legal_directive_of_the_state_counts_before_the_law_of_2015() -> None:
    check_reference("state_norm", "Chỉ thị", "05/2014/CT-TTg", date(2014, 6, 1))


def test_text_is_cut_by_its_own_numbers() -> None:
    whole = (
        "Mở đầu.\nI- MỤC ĐÍCH\n1. Nêu gương\nNgười đứng đầu làm trước.\n2016. năm đầu\n"
        "2. Học đi đôi với làm.\na) Mỗi quý một việc;\nb) Có người kiểm tra.\nII- TỔ CHỨC\n1. Giao việc"
    )
    assert cut(whole) == [
        CutPart("", "", "Mở đầu."),
        CutPart("I", "MỤC ĐÍCH", ""),
        CutPart("I.1", "Nêu gương", "Người đứng đầu làm trước.\n2016. năm đầu"),
        CutPart("I.2", "", "Học đi đôi với làm."),
        CutPart("I.2.a", "", "Mỗi quý một việc;"),
        CutPart("I.2.b", "", "Có người kiểm tra."),
        CutPart("II", "TỔ CHỨC", ""),
        CutPart("II.1", "Giao việc", ""),
    ]
    assert cut(" \n ") == []


def test_text_without_roman_numbers_is_cut_too() -> None:
    assert [one.label for one in cut("1. Một\na) Hai\nb) Ba\n2. Bốn")] == ["1", "1.a", "1.b", "2"]


def test_articles_are_counted_over_chapters_and_their_clauses_begin_anew() -> None:
    whole = (
        "Chương I. QUY ĐỊNH CHUNG\nĐiều 1. Phạm vi\n1. Quyết định này quy định việc học.\n2. Không áp dụng nơi khác.\n"
        "Điều 2. Đối tượng\na) Đảng viên;\n"
        "Chương II. TỔ CHỨC\nĐiều 3\nĐiều 1 của quyết định trước hết hiệu lực.\n1. Có hiệu lực ngay."
    )
    assert [(one.label, one.heading) for one in cut(whole)] == [
        ("I", "QUY ĐỊNH CHUNG"),
        ("Điều 1", "Phạm vi"),
        ("Điều 1.1", ""),
        ("Điều 1.2", ""),
        ("Điều 2", "Đối tượng"),
        ("Điều 2.a", ""),
        ("II", "TỔ CHỨC"),
        ("Điều 3", ""),
        ("Điều 3.1", ""),
    ]


def test_draft_is_seen_by_its_keeper_alone_until_it_is_published(cast: Cast) -> None:
    made = entered(cast)
    assert (made.code, made.is_draft) == ("VB-2021-001", True)
    assert as_(cast.unit_head).get(f"{LIST}{made.code}/").status_code == 404
    assert as_(cast.propaganda_officer).get(f"{LIST}{made.code}/").status_code == 200
    published(cast, made, PartText("I", "Mục đích", "Làm gương."))
    page = as_(cast.unit_head).get(f"{LIST}{made.code}/").content.decode()
    assert "Làm gương." in page
    assert "Sửa thông tin" not in page


def test_nothing_is_published_without_words_or_file(cast: Cast) -> None:
    made = entered(cast)
    with pytest.raises(Refused, match="Chưa có nội dung"):
        published(cast, made)
    assert Directive.objects.get(pk=made.pk).is_draft


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"reference": "12/KH-ĐUK"}, "Chọn lại nơi ban hành"),
        ({"subject": "…"}, "Ghi trích yếu"),
        ({"issued_on": date(2021, 4, 7)}, "đến hôm nay"),
        ({"until": date(2021, 2, 1)}, "hết hiệu lực"),
        ({"since": date(2021, 2, 1)}, "trước ngày ban hành"),
    ],
)
def test_wrong_directive_is_refused(cast: Cast, change: dict[str, object], words: str) -> None:
    told = vars(plan_of_bloc()) | change
    with pytest.raises(Refused, match=words):
        entered(cast, NewDirective(**told))
    assert Directive.objects.count() == 0


def test_same_reference_twice_is_refused(cast: Cast) -> None:
    entered(cast)
    with pytest.raises(Refused, match="đã có trong sổ"):
        entered(cast)


def test_who_does_not_keep_the_register_enters_nothing(cast: Cast) -> None:
    with pytest.raises(Forbidden):
        enter_directive(actor=cast.unit_head, unit=cast.bloc, new=plan_of_bloc())
    made = entered(cast)
    with pytest.raises(Forbidden):
        save_draft(actor=cast.unit_head, directive=made, adopted_on=DAY, note="", parts=[])


def test_second_saver_is_told(cast: Cast) -> None:
    made = entered(cast)
    change_directive(
        actor=cast.propaganda_officer, directive=made, new=plan_of_bloc("13-KH/ĐUK"), row_version=1
    )
    with pytest.raises(Conflict):
        change_directive(actor=cast.propaganda_officer, directive=made, new=plan_of_bloc(), row_version=1)
    draft_with(cast, made)
    with pytest.raises(Conflict):
        save_draft(
            actor=cast.propaganda_officer, directive=made, adopted_on=DAY, note="", parts=[], row_version=1
        )
    kept = made.versions.get()
    with pytest.raises(Conflict):
        publish_version(actor=cast.propaganda_officer, version=kept, row_version=1)


@pytest.mark.parametrize(
    ("day", "parts", "words"),
    [
        (date(2021, 2, 1), [], "trước ngày ban hành 01/3/2021"),
        (date(2021, 4, 7), [], "sau hôm nay"),
        (DAY, [PartText("I", "A", ""), PartText("I", "B", "")], "cùng đánh số I"),
        (DAY, [PartText("", "A", "")] * 301, "Tối đa 300 phần"),
    ],
)
def test_wrong_draft_is_refused(cast: Cast, day: date, parts: list[PartText], words: str) -> None:
    made = entered(cast)
    with pytest.raises(Refused, match=words):
        save_draft(
            actor=cast.propaganda_officer,
            directive=made,
            adopted_on=day,
            note="",
            parts=parts,
            row_version=1,
        )


def test_parts_keep_their_threads_over_versions(cast: Cast) -> None:
    made = entered(cast)
    first = published(
        cast,
        made,
        PartText("1", "Nêu gương", "Làm trước."),
        PartText("2", "Học", ""),
        PartText("3", "Bỏ", "x"),
    )
    threads = {one.label: one.thread for one in first.parts.all()}
    second = published(
        cast,
        made,
        PartText("1", "Nêu gương", "Làm trước, nói sau."),
        PartText("2", "Mới", "Thêm."),
        PartText("3", "Học", "", threads["2"]),
    )
    old, new = get_version(made, 1), get_version(made, 2)
    assert [(one.kind, one.label) for one in compared(old, new)] == [
        ("changed", "1"),
        ("new", "2"),
        ("same", "3"),
        ("gone", "3"),
    ]
    assert changed_threads(old, new) == {one.thread for one in second.parts.filter(label__in=["1", "2"])}
    page = as_(cast.outsider).get(f"{LIST}{made.code}/so-sanh/").content.decode()
    assert "<ins>" in page
    assert "Đã bỏ" in page
    assert as_(cast.outsider).get(f"{LIST}{made.code}/phien-ban/1/").status_code == 200
    assert as_(cast.outsider).get(f"{LIST}{made.code}/phien-ban/3/").status_code == 404


def three(cast: Cast) -> list[Directive]:
    return enter_directives(
        actor=cast.propaganda_officer,
        unit=cast.bloc,
        directives=[
            NewDirective(
                "03-CT/TW", "Chỉ thị", "Bộ Chính trị", date(2011, 5, 14), "tiếp tục học tập", "Chỉ thị 03"
            ),
            NewDirective(
                "05-CT/TW", "Chỉ thị", "Bộ Chính trị", date(2016, 5, 15), "đẩy mạnh học tập", "Chỉ thị 05"
            ),
            NewDirective(
                "01-KL/TW", "Kết luận", "Bộ Chính trị", date(2021, 4, 1), "tiếp tục thực hiện", "Kết luận 01"
            ),
        ],
    )


def test_what_is_replaced_says_so_and_the_family_is_a_line(cast: Cast) -> None:
    first, second, third = three(cast)
    officer = cast.propaganda_officer
    link = link_directives(actor=officer, source=second, target=first, kind=LinkKind.REPLACES)
    link_directives(actor=officer, source=third, target=second, kind=LinkKind.REPLACES)
    listed = register.listed(officer, register.DirectiveFilter())
    states = {one.code: one.state for one in listed}  # type: ignore[attr-defined]
    assert states == {
        first.code: DirectiveState.REPLACED,
        second.code: DirectiveState.REPLACED,
        third.code: DirectiveState.IN_FORCE,
    }
    family = register.family_of(cast.unit_head, first)
    assert [(one.directive.code, one.words, one.is_own) for one in family.members] == [
        (first.code, "", True),
        (second.code, "được thay thế bởi", False),
        (third.code, "", False),
    ]
    unlink_directives(actor=officer, link=link)
    assert register.get_directive(officer, first.code).state == DirectiveState.IN_FORCE  # type: ignore[attr-defined]
    assert Entry.objects.filter(act="directive.unlinked").count() == 1


def test_circles_and_wrong_directions_are_refused(cast: Cast) -> None:
    first, second, third = three(cast)
    officer = cast.propaganda_officer
    link_directives(actor=officer, source=second, target=first, kind=LinkKind.REPLACES)
    for source, target, words in (
        (first, first, "chính nó"),
        (first, second, "ban hành trước"),
    ):
        with pytest.raises(Refused, match=words):
            link_directives(actor=officer, source=source, target=target, kind=LinkKind.REPLACES)
    Directive.objects.update(issued_on=DAY)  # of one day: only the circle speaks against it
    link_directives(actor=officer, source=third, target=second, kind=LinkKind.REPLACES)
    first.refresh_from_db()
    third.refresh_from_db()
    with pytest.raises(Refused, match="thành vòng"):
        link_directives(actor=officer, source=first, target=third, kind=LinkKind.REPLACES)
    with pytest.raises(Forbidden):
        link_directives(actor=cast.unit_head, source=first, target=third, kind=LinkKind.GOES_WITH)
    assert DirectiveLink.objects.count() == 2


def test_register_goes_on_with_the_unit_that_receives(cast: Cast) -> None:
    made = entered(cast)
    kind = holdings.HOLDINGS["directives.register"]
    assert kind.count([cast.bloc.pk, cast.office.pk], DAY) == {cast.bloc.pk: 1}
    assert [one.code for one in kind.listed([cast.bloc.pk], DAY)] == [made.code]
    assert kind.hand_over is not None
    moved = kind.hand_over(actor=SYSTEM, source=cast.bloc.pk, target=cast.province.pk, ids=[made.pk], day=DAY)
    made.refresh_from_db()
    assert (moved, made.unit_id) == (1, cast.province.pk)


def test_page_tells_what_was_done_under_each(cast: Cast) -> None:
    own = directive()
    held(cast)
    page = as_(cast.propaganda_officer).get(f"{LIST}{own.code}/").content.decode()
    assert f"/hoc-tap/?van-ban={own.code}&amp;trang-thai=held" in page
    # Each number opens to as many lines as it says.
    adopted(cast)
    activity(cast)
    client = as_(cast.propaganda_officer)
    page = client.get(f"{LIST}{own.code}/").content.decode()
    for address in (
        f"/ke-hoach/?nam=2021&van-ban={own.code}&trang-thai=co",
        f"/tuyen-truyen/?van-ban={own.code}&trang-thai=held",
    ):
        assert f'href="{escape(address)}">1</a>' in page
        assert client.get(address).context["page"].paginator.count == 1
    assert as_(cast.propaganda_officer).get("/hoc-tap/?van-ban=VB-1-1").context["page"].paginator.count == 0


def test_list_is_narrowed_and_goes_into_excel_as_seen(cast: Cast) -> None:
    three(cast)
    entered(cast)
    officer, reader = as_(cast.propaganda_officer), as_(cast.auditor)

    def labels(query: str) -> list[str]:
        return [row.short_label for row in officer.get(LIST + query).context["page"]]

    assert labels("") == ["Kết luận 01", "Kế hoạch 12", "Chỉ thị 05", "Chỉ thị 03"]
    assert labels("?q=day manh hoc tap") == ["Chỉ thị 05"]
    assert labels("?loai=Chỉ thị&sort=day") == ["Chỉ thị 03", "Chỉ thị 05"]
    assert labels("?noi-ban-hanh=party_local") == ["Kế hoạch 12"]
    assert labels("?trang-thai=draft") == ["Kế hoạch 12"]
    assert labels("?nam=2011") == ["Chỉ thị 03"]
    assert labels("?nam=x&trang-thai=y&noi-ban-hanh=z&sort=w&q=khong co") == []
    assert "Không có văn bản nào khớp" in officer.get(f"{LIST}?q=khong co").content.decode()
    assert reader.get(LIST).status_code == 403
    book = openpyxl.load_workbook(BytesIO(officer.get(f"{LIST}xuat/?nam=2011").content))
    cells = [str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row if cell.value]
    assert "03-CT/TW" in cells
    assert "2011-05-14 00:00:00" in cells  # a day that can be sorted and reckoned with
    assert "05-CT/TW" not in cells


def test_list_and_page_take_as_many_statements_for_many(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    first, second, third = three(cast)
    client = as_(cast.unit_head)
    client.get(LIST)
    with django_assert_num_queries(LIST_STATEMENTS):
        client.get(LIST)
    with django_assert_num_queries(PAGE_STATEMENTS):
        client.get(f"{LIST}{first.code}/")
    officer = cast.propaganda_officer
    for source, target in ((second, first), (third, second)):
        link_directives(actor=officer, source=source, target=target, kind=LinkKind.REPLACES)
    enter_directives(
        actor=officer, unit=cast.bloc, directives=[plan_of_bloc(f"{n}-KH/ĐUK") for n in range(10, 30)]
    )
    with django_assert_num_queries(LIST_STATEMENTS):
        client.get(LIST)
    with django_assert_num_queries(PAGE_STATEMENTS):
        client.get(f"{LIST}{first.code}/")


LIST_STATEMENTS, PAGE_STATEMENTS = 9, 19


def form(**change: str) -> dict[str, str]:
    told = {
        "issuer_kind": "party_local",
        "type_name": "Kế hoạch",
        "reference": "12-KH/ĐUK",
        "issuer": "Đảng ủy Khối",
        "issued_on": "01/3/2021",
        "subject": "thực hiện chuyên đề năm",
        "short_label": "Kế hoạch 12",
        "no_secrets": "on",
    }
    return told | change


def test_directive_is_entered_cut_saved_and_published_in_the_browser(cast: Cast) -> None:
    client = as_(cast.propaganda_officer)
    wrong = client.post(f"{LIST}moi/", form(reference="12/KH-ĐUK"))
    assert wrong.status_code == 422
    assert "Chọn lại nơi ban hành" in wrong.content.decode()
    assert 'value="12/KH-ĐUK"' in wrong.content.decode()
    saved = client.post(f"{LIST}moi/", form())
    assert saved.headers["Location"] == "/van-ban/VB-2021-001/ban-nhap/"
    draft = saved.headers["Location"]
    base = {"adopted_on": "01/3/2021", "row_version": "1"}
    shown = client.post(draft, base | {"viec": "cat", "whole": "I- MỤC ĐÍCH\n1. Nêu gương\nLàm trước."})
    assert 'name="phan-1-ten" value="Nêu gương"' in shown.content.decode()
    assert DirectiveVersion.objects.get().parts.count() == 0
    rows = {"phan-0-so": "I", "phan-0-ten": "Mục đích", "phan-4-so": "I.1", "phan-4-noi-dung": "Làm trước."}
    bad = client.post(draft, base | rows | {"phan-0-so": "x" * 21})
    assert (bad.status_code, "Phần thứ 1: số dài quá 20 ký tự." in bad.content.decode()) == (422, True)
    client.post(draft, base | rows)
    kept = DirectiveVersion.objects.get()
    assert [(one.label, one.text) for one in kept.parts.all()] == [("I", ""), ("I.1", "Làm trước.")]
    client.post(f"{LIST}VB-2021-001/cong-bo/", {"row_version": str(kept.row_version)})
    assert not Directive.objects.get().is_draft


def test_pasted_text_is_neither_saved_uncut_nor_cut_again_over_what_was_corrected(cast: Cast) -> None:
    client, found = as_(cast.propaganda_officer), entered(cast)
    draft = f"{LIST}{found.code}/ban-nhap/"
    base = {"adopted_on": "01/3/2021", "row_version": "1"}
    uncut = client.post(draft, base | {"viec": "luu", "whole": "1. Nêu gương"})
    assert (uncut.status_code, "chưa cắt nên chưa lưu" in uncut.content.decode()) == (422, True)
    nothing = client.post(draft, base | {"viec": "cat", "phan-0-so": "I"})
    assert (nothing.status_code, "Dán toàn văn vào ô này" in nothing.content.decode()) == (422, True)
    assert 'name="phan-0-so" value="I"' in nothing.content.decode()
    cut_now = client.post(draft, base | {"viec": "cat", "whole": "1. Nêu gương"}).content.decode()
    assert cut_now.count("Nêu gương") == 1
    # Enter presses the first button of a form.
    assert cut_now.index('name="viec" value="luu"') < cut_now.index('name="viec" value="cat"')


def test_too_many_parts_are_refused_and_none_is_lost(cast: Cast) -> None:
    found = entered(cast)
    rows = {f"phan-{n}-so": f"{n + 1}" for n in range(400)}
    answer = as_(cast.propaganda_officer).post(
        f"{LIST}{found.code}/ban-nhap/", {"adopted_on": "01/3/2021", "row_version": "1"} | rows
    )
    assert answer.status_code == 422
    assert "Tối đa 300 phần" in answer.content.decode()
    assert 'name="phan-399-so" value="400"' in answer.content.decode()


def test_link_that_is_refused_keeps_the_page(cast: Cast) -> None:
    first, second, _third = three(cast)
    client = as_(cast.propaganda_officer)
    page = client.post(f"{LIST}{first.code}/noi/", {"kind": "replaces", "target": second.code})
    assert page.status_code == 422
    assert "ban hành trước" in page.content.decode()
    client.post(f"{LIST}{second.code}/noi/", {"kind": "replaces", "target": first.code})
    link = DirectiveLink.objects.get()
    client.post(f"{LIST}{second.code}/bo-noi/{link.pk}/")
    assert DirectiveLink.objects.count() == 0
