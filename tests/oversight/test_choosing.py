"""Choosing units for a programme: narrowed, in pages, marks kept, taken in together or not at all."""

import pytest
from django.test import Client
from django.utils.html import escape
from pytest_django import DjangoAssertNumQueries

from lantoa.audit.models import Entry
from lantoa.core.actor import SYSTEM
from lantoa.core.errors import Refused
from lantoa.notifications.models import Notice
from lantoa.organisation.models import UnitKind
from lantoa.organisation.services.units import NewUnit, establish_units
from lantoa.oversight.choices import InspectionKind
from lantoa.oversight.models import Programme
from lantoa.oversight.services import programmes
from lantoa.oversight.services.programmes import Choice
from tests.cast import DECISION, Cast
from tests.oversight.test_views import as_, page
from tests.oversight.world import offices, theme

PROGRAMME = "/kiem-tra-giam-sat/chuong-trinh/CT-2021-KHOI/"
CHOOSE, ADD = f"{PROGRAMME}chon/", f"{PROGRAMME}them/"
STATEMENTS = 13
TYPED = {"kind": "inspection", "theme": "hoc-tap", "quarter": "2", "row_version": "1"}


@pytest.fixture
def house(cast: Cast) -> Cast:
    """Sixty cells under the office, beside the units of the cast."""
    offices(cast)
    kind = UnitKind.objects.get(code="grassroots_cell")
    establish_units(
        actor=SYSTEM,
        units=[
            NewUnit(f"CB-{number:02d}", f"Chi bộ Phòng số {number}", f"Chi bộ {number}", kind, "VPTU", number)
            for number in range(1, 61)
        ],
        decision=DECISION,
    )
    programmes.lay_out_programme(actor=SYSTEM, unit=cast.bloc, year=2021)
    return cast


@pytest.fixture
def inspector(house: Cast) -> Client:
    return as_(house.inspector)


def boxes(shown: str) -> list[str]:
    """The codes of the rows of a page."""
    return [one.partition('"')[0] for one in shown.split('name="chon" value="') if 'id="c-' in one[:60]]


def kept(shown: str) -> set[str]:
    """Codes that go along: marked on the page, or hidden because their rows are elsewhere."""
    parts = shown.split('name="chon" value="')[1:]
    return {
        one.partition('"')[0]
        for one in parts
        if one.partition(">")[0].endswith(" checked") or one[:60].count("id=") == 0
    }


def test_marks_are_kept_from_page_to_page_and_by_filters(inspector: Client) -> None:
    first = page(inspector, CHOOSE)
    assert len(boxes(first)) == 50
    assert kept(first) == set()
    marks = "chon=VPTU&chon=CB-03"
    second = page(inspector, f"{CHOOSE}?page=2&{marks}")
    assert len(boxes(second)) == 13
    assert kept(second) == {"VPTU", "CB-03"}
    assert "Đang giữ 2 đơn vị đã đánh dấu" in second
    found = page(inspector, f"{CHOOSE}?q=chi+bo+60&{marks}&chon=CB-60")
    assert (boxes(found), kept(found)) == (["CB-60"], {"VPTU", "CB-03", "CB-60"})
    only = page(inspector, f"{CHOOSE}?xem=danh-dau&{marks}")
    assert set(boxes(only)) == {"VPTU", "CB-03"}
    nothing = page(inspector, f"{CHOOSE}?q=khong+co&{marks}")
    assert "Không có đơn vị nào khớp" in nothing
    assert kept(nothing) == {"VPTU", "CB-03"}


def test_branch_holds_its_head_and_what_stands_below_it(inspector: Client) -> None:
    shown = page(inspector, f"{CHOOSE}?nhanh=VPTU")
    assert "1 đến 50 trong 61" in shown
    assert 'value="VPTU" selected' in shown
    assert 'value="BENHVIEN" selected' not in shown
    assert "nhanh" in shown
    other = page(inspector, f"{CHOOSE}?nhanh=VPTU&goi-y=chua-tung&q=cb-07")
    assert boxes(other) == ["CB-07"]


def test_list_takes_the_same_statements_however_many_units(
    inspector: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    page(inspector, CHOOSE)
    for address in (CHOOSE, f"{CHOOSE}?q=chi+bo+60", f"{CHOOSE}?page=2&chon=CB-01"):
        with django_assert_num_queries(STATEMENTS):
            inspector.get(address)


def test_marked_units_come_in_together_each_with_its_reason(house: Cast, inspector: Client) -> None:
    form = page(inspector, f"{ADD}?chon=VPTU&chon=CB-01&chon=CB-02")
    assert boxes(form).__len__() == 3
    assert "Chưa có cuộc kiểm tra, giám sát nào đã kết luận." in form
    sent = {
        **TYPED,
        "chon": ["VPTU", "CB-02"],
        "reason": "Chưa kiểm tra trong nhiệm kỳ.",
        "why-VPTU": "Đi đầu về cải cách hành chính.",
        "why-CB-01": "",
        "why-CB-02": "",
    }
    answer = inspector.post(ADD, sent, follow=True)
    assert "Đã đưa 2 đơn vị vào chương trình." in answer.content.decode()
    programme = Programme.objects.get()
    items = programme.items.order_by("subject__code").values_list("subject__code", "reason", "quarter")
    assert list(items) == [
        ("CB-02", "Chưa kiểm tra trong nhiệm kỳ.", 2),
        ("VPTU", "Đi đầu về cải cách hành chính.", 2),
    ]
    assert programme.row_version == 2
    assert Entry.objects.filter(act="programme.item_added").count() == 1
    assert Notice.objects.filter(kind="programme_announced").count() == 0


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"reason": ""}, "Ghi vì sao chọn"),
        ({"reason": "", "why-VPTU": "Đi đầu."}, "Ghi vì sao chọn"),  # the other has none
        ({"chon": []}, "Chưa đánh dấu đơn vị bên dưới nào"),
        (
            {"chon": "VPTU", "reason": "", "why-CB-01": "Đi đầu."},
            "Ghi vì sao chọn",
        ),  # not of one that is left out
        ({"theme": ""}, "Chưa chọn mục nào"),
        ({"row_version": "9"}, "đã được lưu ở một trang khác"),
    ],
)
def test_what_cannot_come_in_is_refused_whole_and_stays_typed(
    inspector: Client, changed: dict[str, object], sentence: str
) -> None:
    sent = {**TYPED, "chon": ["VPTU", "CB-01"], "reason": "Nhiều việc mới.", "why-VPTU": "", "why-CB-01": ""}
    answer = inspector.post(ADD, sent | changed)
    assert answer.status_code in (409, 422)
    shown = answer.content.decode()
    assert sentence in shown
    for typed in ("reason", "why-VPTU"):
        assert escape(str((sent | changed)[typed])) in shown
    assert not Programme.objects.get().items.exists()


def test_reason_that_names_a_person_is_refused_where_it_was_typed(inspector: Client) -> None:
    typed = {"why-VPTU": "Phạm Thị Tổng Hợp mới nhận việc.", "reason": "Vì ông Trần Văn Tám chậm."}
    answer = inspector.post(ADD, {**TYPED, "chon": ["VPTU", "CB-01"], "why-CB-01": "", **typed})
    shown = answer.content.decode()
    assert answer.status_code == 422
    for field, words in typed.items():
        at = shown.partition(f'id="field-id_{field}"')[2].partition("</div></div>")[0]
        assert 'class="field__error"' in at, field
        assert words in at, field
    assert not Programme.objects.get().items.exists()


def test_unit_that_is_there_already_keeps_all_out(house: Cast, inspector: Client) -> None:
    sent = {**TYPED, "chon": "CB-01", "reason": "Chưa kiểm tra."}
    assert inspector.post(ADD, sent).status_code == 302
    again = {**sent, "chon": ["CB-01", "CB-02"], "row_version": "2", "why-CB-01": "", "why-CB-02": ""}
    answer = inspector.post(ADD, again)
    assert "cùng nội dung: CB-01." in answer.content.decode()
    assert Programme.objects.get().items.count() == 1
    assert "đã có trong chương trình" in page(inspector, f"{CHOOSE}?q=cb-01")


def test_more_than_may_come_at_once_come_in_turns(inspector: Client) -> None:
    marks = "&".join(f"chon=CB-{number:02d}" for number in range(1, 54))
    assert "Mỗi lần đưa vào tối đa 50 đơn vị" in page(inspector, f"{CHOOSE}?{marks}")
    form = page(inspector, f"{ADD}?{marks}")
    assert len(boxes(form)) == 50
    waiting = [f"CB-{number}" for number in range(51, 54)]
    assert all(f'name="cho" value="{code}"' in form for code in waiting)
    sent = {**TYPED, "chon": boxes(form), "cho": waiting, "reason": "Chưa kiểm tra."}
    assert "Ghi vì sao chọn" in inspector.post(ADD, sent | {"reason": ""}).content.decode()
    answer = inspector.post(ADD, sent)
    assert answer["Location"] == f"{ADD}?{'&'.join(f'chon={code}' for code in waiting)}"
    rest = page(inspector, answer["Location"])
    assert boxes(rest) == waiting
    assert "Đã đưa 50 đơn vị vào chương trình. Còn 3 đơn vị đã đánh dấu" in rest


def test_more_than_may_come_at_once_is_refused(house: Cast) -> None:
    programme = Programme.objects.get()
    subjects = programmes.subjects_of(house.bloc)
    with pytest.raises(Refused, match="từ 1 đến 50"):
        programmes.add_items(
            actor=house.inspector,
            programme=programme,
            choices=[Choice(one, "Chưa kiểm tra.") for one in subjects[:51]],
            kind=InspectionKind.INSPECTION,
            theme=theme(),
            quarter=1,
            row_version=1,
        )
