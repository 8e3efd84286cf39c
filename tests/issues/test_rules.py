"""Themes and clocks of matters: set from a day on, taken back while not begun, never changed behind what was raised."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from io import BytesIO

import openpyxl
import pytest
from django.test import Client

from lantoa.audit.models import Entry
from lantoa.core import clock
from lantoa.core.errors import Forbidden, Refused
from lantoa.core.opinions import opinions_in
from lantoa.core.themes import NewTheme
from lantoa.issues import services
from lantoa.issues.models import IssueRule, IssueTheme
from lantoa.issues.queries.rules import rule_on, themes_on
from lantoa.issues.services import Clocks
from tests.cast import TODAY, Cast
from tests.issues.world import raised, taken_up, text

RULES = "/buc-xuc/quy-dinh/"
WATER = NewTheme("Nước sạch", "mất nước, nước đục", 13, "Quy chế 05-QC/ĐUK ngày 01/4/2021")
CLOCKS = Clocks(7, 10, 14, 15, 5, 3, 90, 10, "Quy chế 05-QC/ĐUK ngày 01/4/2021")
TOMORROW = TODAY + timedelta(days=1)


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, tzinfo=clock.VIETNAM)


def names(day: date) -> list[str]:
    return [one.name for one in themes_on(day)]


def test_theme_begins_ends_and_goes_on(cast: Cast) -> None:
    clerk = cast.propaganda_officer
    water = services.add_theme(actor=clerk, new=WATER, since=TOMORROW)
    assert (water.code, "Nước sạch" in names(TODAY), "Nước sạch" in names(TOMORROW)) == (
        "nuoc-sach",
        False,
        True,
    )
    with pytest.raises(Refused, match="không còn dùng"):
        raised(cast, words=text(code="nuoc-sach"))
    services.end_theme(actor=clerk, theme=water, on=date(2021, 6, 1), reason="Gộp")
    assert "Nước sạch" not in names(date(2021, 6, 1))
    services.keep_theme(actor=clerk, theme=water)
    assert "Nước sạch" in names(date(2021, 6, 1))
    assert services.end_theme(actor=clerk, theme=water, on=TODAY, reason="Nhầm") is None  # it had not begun
    assert not IssueTheme.objects.filter(code="nuoc-sach").exists()
    acts = list(
        Entry.objects.filter(act__startswith="issue_theme.").order_by("id").values_list("act", flat=True)
    )
    assert acts == [f"issue_theme.{one}" for one in ("added", "ended", "kept", "withdrawn")]


def test_what_was_raised_under_a_theme_outlives_it(cast: Cast) -> None:
    issue = raised(cast)
    services.end_theme(actor=cast.propaganda_officer, theme=issue.theme, on=TODAY, reason="Gộp")
    issue = services.take_up(actor=cast.hospital_head, issue=issue, row_version=issue.row_version)
    assert issue.theme.name == "Điều kiện làm việc"
    again = services.add_theme(
        actor=cast.propaganda_officer, new=replace(WATER, name="Điều kiện làm việc"), since=TODAY
    )
    assert again.code == "dieu-kien-lam-viec-2"  # another theme, whose numbers begin anew


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"name": "Thái độ của cán bộ"}, "name", "bỏ «thái độ»"),
        ({"covers": "tâm tư, dư luận trong cơ quan"}, "covers", "«dư luận», «tâm tư»"),
        ({"covers": "việc của bà Nguyễn Thị Lan"}, "covers", "Nguyễn Thị Lan"),
        ({"name": "thủ tục HÀNH CHÍNH"}, "name", "Đã có chủ đề tên này"),
        ({"basis": "…"}, "source", "Ghi văn bản"),
        ({"since": TODAY - timedelta(days=1)}, "since", "từ hôm nay"),
    ],
)
def test_theme_is_refused_at_its_field(cast: Cast, change: dict[str, object], field: str, words: str) -> None:
    since = change.pop("since", TODAY)
    with pytest.raises(Refused) as refused:
        services.add_theme(actor=cast.propaganda_officer, new=replace(WATER, **change), since=since)  # type: ignore[arg-type]
    assert list(refused.value.fields) == [field]
    assert words in refused.value.sentence


def test_words_of_opinions_are_found_with_their_marks() -> None:
    assert opinions_in("THÁI ĐỘ phục vụ; tư  tưởng") == ["thái độ", "tư tưởng"]
    assert opinions_in("thai do phuc vu") == ["thái độ"]
    assert opinions_in("Thái Đô, quan điếm, lập trương, tín ngường") == []


def test_last_theme_is_kept_and_others_set_nothing(cast: Cast) -> None:
    only, *others = IssueTheme.objects.all()
    IssueTheme.objects.filter(pk__in=[one.pk for one in others]).delete()
    with pytest.raises(Refused, match="Không còn chủ đề nào"):
        services.end_theme(actor=cast.propaganda_officer, theme=only, on=TODAY, reason="Thử")
    for actor in (cast.unit_head, cast.outsider, cast.province_lead):
        with pytest.raises(Forbidden):
            services.add_theme(actor=actor, new=WATER, since=TODAY)
        with pytest.raises(Forbidden):
            services.set_clocks(actor=actor, clocks=CLOCKS, since=TOMORROW)


def test_matter_keeps_the_days_under_which_it_was_raised(cast: Cast) -> None:
    before = taken_up(cast)
    services.set_clocks(actor=cast.propaganda_officer, clocks=CLOCKS, since=TOMORROW)
    assert raised(cast).due_on == date(2021, 4, 27)  # today still: 15 days from Monday 12/4
    with clock.set_to(at(TOMORROW)):
        after = raised(cast)
        before = services.escalate_issue(
            actor=cast.hospital_head,
            issue=before,
            reason="Không có kinh phí.",
            row_version=before.row_version,
        )
        after = services.escalate_issue(
            actor=cast.hospital_head, issue=after, reason="Không có kinh phí.", row_version=after.row_version
        )
    assert (before.due_on, after.due_on) == (date(2021, 5, 2), date(2021, 4, 22))  # 20 and 10 days


def test_clocks_follow_one_another_and_are_taken_back(cast: Cast) -> None:
    clerk = cast.propaganda_officer

    def refused(since: date = TOMORROW, **change: object) -> tuple[list[str], str]:
        with pytest.raises(Refused) as found:
            services.set_clocks(actor=clerk, clocks=replace(CLOCKS, **change), since=since)  # type: ignore[arg-type]
        return list(found.value.fields), found.value.sentence

    assert refused(since=TODAY)[0] == ["since"]
    assert refused(basis="")[0] == ["source"]
    assert refused(least_people=9)[0] == ["least_people"]
    assert "đang dùng rồi" in refused(own_days=15, above_days=20, higher_days=30)[1]
    made = services.set_clocks(actor=clerk, clocks=CLOCKS, since=date(2021, 5, 1))
    assert refused(since=date(2021, 4, 20), own_days=6) == (
        ["since"],
        "Đã đặt mức dùng từ 01/5/2021. Rút mức ấy trước, hoặc chọn ngày sau đó.",
    )
    assert (rule_on(date(2021, 4, 30)).own_days, rule_on(date(2021, 5, 1)).own_days) == (15, 7)
    with clock.set_to(at(date(2021, 5, 1))), pytest.raises(Refused, match="đã dùng nên không rút"):
        services.withdraw_clocks(actor=clerk, rule=made, reason="Nhầm")
    services.withdraw_clocks(actor=clerk, rule=made, reason="Nhầm")
    only = IssueRule.objects.get()
    assert (only.own_days, only.valid.upper) == (15, None)


def test_page_tells_all_and_offers_changes_to_who_may(cast: Cast) -> None:
    clerk, reader = Client(), Client()
    clerk.force_login(cast.propaganda_officer)
    reader.force_login(cast.unit_head)
    typed = {
        "since": "01/5/2021", "own_days": "7", "above_days": "10", "higher_days": "14", "near_days": "5",
        "silence_days": "15", "early_units": "3", "early_days": "90", "least_people": "8", "source": "Quy chế 05",
    }  # fmt: skip
    answer = clerk.post(f"{RULES}muc/dat/", typed)
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "Không hạ dưới 10 người" in shown
    assert 'value="Quy chế 05"' in shown
    done = clerk.post(f"{RULES}muc/dat/", typed | {"least_people": "10"}, follow=True).content.decode()
    assert "Đã đặt hạn giải quyết, dùng từ 01/5/2021." in done
    assert done.index("Đang dùng") < done.index("Đã đặt, chưa dùng") < done.index("Mức từ 01/5/2021")
    assert "Rút mức" in done
    seen = reader.get(RULES).content.decode()
    assert "Mức từ 01/5/2021" in seen
    assert [word for word in ("Rút mức", "Thôi dùng</", "Thêm chủ đề", "Đặt mức khác") if word in seen] == []


def test_workbook_holds_what_the_page_holds_in_numbers_and_days(cast: Cast) -> None:
    clerk = cast.propaganda_officer
    services.set_clocks(actor=clerk, clocks=CLOCKS, since=date(2021, 5, 1))
    services.add_theme(actor=clerk, new=WATER, since=TOMORROW)
    client = Client()
    client.force_login(cast.unit_head)  # who reads, though he sets nothing
    book = openpyxl.load_workbook(BytesIO(client.get(f"{RULES}xuat/").content))
    clocks, themes = (list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets)
    head = next(row for row in clocks if "Dùng từ" in row)
    now, coming = (dict(zip(head, row, strict=True)) for row in clocks[clocks.index(head) + 1 :][:2])
    assert (now["Đơn vị nêu (ngày)"], coming["Đơn vị nêu (ngày)"]) == (15, 7)
    assert (now["Thôi từ"], coming["Dùng từ"]) == (datetime(2021, 5, 1),) * 2
    assert (now["Tình trạng"], coming["Tình trạng"]) == ("Đang dùng", "Đã đặt, chưa dùng")
    head = next(row for row in themes if "Gồm những việc gì" in row)
    water = dict(zip(head, next(row for row in themes if row[0] == WATER.name), strict=True))
    assert (water["Gồm những việc gì"], water["Theo văn bản"]) == (WATER.covers, WATER.basis)
    assert len(themes) - themes.index(head) - 1 == IssueTheme.objects.count()


def test_board_promises_no_more_people_than_stood_behind_a_name_when_it_was_raised(cast: Cast) -> None:
    services.set_clocks(
        actor=cast.propaganda_officer, clocks=replace(CLOCKS, least_people=30), since=TOMORROW
    )
    with clock.set_to(at(TOMORROW + timedelta(days=1))):
        client = Client()
        client.force_login(cast.propaganda_officer)
        shown = client.get("/buc-xuc/theo-doi/").content.decode()
        assert rule_on().least_people == 30
        assert "Chỉ có con số của nơi có từ 10 người trở lên" in shown
