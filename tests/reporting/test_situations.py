"""Situation by theme: written, sent with the report or by itself, given back, settled, erased."""

import uuid
from dataclasses import replace
from datetime import date, datetime

import pytest
from django.db import connection

from lantoa.audit.models import Content, Entry
from lantoa.core import clock
from lantoa.core.actor import SYSTEM
from lantoa.core.errors import Conflict, Forbidden, NotFound, Refused
from lantoa.core.periods import from_code
from lantoa.core.themes import NewTheme
from lantoa.notifications.models import Notice
from lantoa.reporting.models import Collection, Situation, SituationLine, SituationRule, SituationTheme
from lantoa.reporting.queries.situations.people import People, people_of, small_below, telling_for
from lantoa.reporting.queries.situations.reading import get_line
from lantoa.reporting.queries.situations.rules import kept_quarters, open_quarters, rule_on
from lantoa.reporting.services.amendments import start_amendment
from lantoa.reporting.services.entry import Entries, save_values
from lantoa.reporting.services.recalls import recall
from lantoa.reporting.services.situations.rules import (
    Limits,
    add_theme,
    end_theme,
    keep_theme,
    set_limits,
    withdraw_limits,
)
from lantoa.reporting.services.situations.sending import recall_situation, send_situation
from lantoa.reporting.services.situations.settling import erase_expired, strike_line
from lantoa.reporting.services.situations.sheets import carry_situation, stop_carrying
from lantoa.reporting.services.situations.writing import NewLine, save_situation
from lantoa.reporting.services.submissions import accept, hand_over, send_back, submit
from tests.cast import TODAY, Cast
from tests.reporting import situations_world as situations
from tests.reporting.situations_world import QUARTER, WORDS, save, told
from tests.reporting.world import FOUND, MEMBERS, SESSIONS, STUDIED, accepted, draft, published, row

PAY = ("tien-luong", "Phụ cấp trực quý IV/2020 trả chậm hai tháng.")
ROOM = ("dieu-kien", WORDS)


@pytest.fixture
def collection(cast: Cast) -> Collection:
    return situations.carried(cast)


def lines_of(unit: object) -> list[tuple[str, str]]:
    rows = SituationLine.objects.filter(situation__unit=unit)
    return [(one.theme.code, one.words) for one in rows.select_related("theme")]


def refused(*lines: tuple[str, str], unit: object, **more: object) -> dict[str, str]:
    with pytest.raises(Refused) as error:
        save(unit, *lines, **more)  # type: ignore[arg-type]
    return error.value.fields


def sent_report(cast: Cast, collection: Collection, members: str = "40") -> None:
    entries = Entries({MEMBERS: members, STUDIED: "8", SESSIONS: "2", FOUND: "0"})
    submission = draft(collection, cast.office)
    submission = save_values(actor=cast.unit_reporter, submission=submission, entries=entries).submission
    submission = hand_over(actor=cast.unit_reporter, submission=submission)
    submit(actor=cast.unit_head, submission=submission, key=uuid.uuid4())


def test_themes_and_limits_are_dated_rows_that_come_with_the_house(cast: Cast) -> None:
    assert SituationTheme.objects.filter(valid__contains=clock.today()).count() == 12
    rule = rule_on()
    assert (rule.most_lines, rule.longest, rule.least_people, rule.kept_quarters) == (5, 200, 10, 4)
    assert [one.code for one in open_quarters()] == ["2021Q2", "2021Q1"]
    assert [one.code for one in kept_quarters(rule)] == ["2021Q2", "2021Q1", "2020Q4", "2020Q3", "2020Q2"]


def test_people_are_counted_small_and_for_one_unit_each(cast: Cast, collection: Collection) -> None:
    rule = rule_on()
    units = [cast.bloc.pk, cast.office.pk, cast.department.pk, cast.province.pk]
    found = people_of(units, QUARTER, rule)
    assert found == {
        cast.bloc.pk: People(12, 9),  # its office, and the one unit below that is too small
        cast.office.pk: People(40, 0),
        cast.department.pk: People(9, 0),
        cast.province.pk: People(0, 0),  # nothing is known of its office; what stands below has units below
    }
    assert [one.code for one in small_below(cast.bloc, QUARTER, rule)] == ["SONV"]


def test_of_profile_and_reports_the_smaller_number_counts(cast: Cast, collection: Collection) -> None:
    accepted(collection, row(cast.office, 9, 8), row(cast.hospital, 200, 8))
    found = people_of([cast.office.pk, cast.hospital.pk], QUARTER, rule_on())
    assert found == {cast.office.pk: People(9, 0), cast.hospital.pk: People(158, 0)}


def test_a_small_unit_stores_no_line_and_is_told_for_by_the_next_above(
    cast: Cast, collection: Collection
) -> None:
    telling = telling_for(cast.department, QUARTER, rule_on())
    assert (telling.unit, telling.people, telling.is_itself) == (cast.bloc, People(12, 9), False)
    with pytest.raises(Refused, match="Đảng ủy Khối báo cáo chung"):
        save(cast.department, ROOM)
    save(cast.bloc, ROOM)
    assert Situation.objects.values_list("unit__code", flat=True).get() == "KHOI"


def test_a_unit_of_which_nothing_is_known_counts_as_small(cast: Cast, collection: Collection) -> None:
    with pytest.raises(Refused, match="hệ thống chưa có số người"):
        save(cast.province, ROOM)


def test_saving_keeps_lines_in_order_and_the_words_sealed(cast: Cast, collection: Collection) -> None:
    save(cast.office, PAY, ROOM, separately=True)
    save(cast.office, ROOM, PAY)
    assert lines_of(cast.office) == [ROOM, PAY]
    found = Situation.objects.get()
    assert (found.told_separately, found.is_sent, found.row_version) == (False, False, 2)
    with connection.cursor() as cursor:
        cursor.execute("SELECT encode(words, 'escape') FROM reporting_situationline")
        stored = " ".join(words for (words,) in cursor.fetchall())
    assert "Phụ cấp" not in stored and "Máy lạnh" not in stored


def test_lines_are_refused_at_their_place(cast: Cast, collection: Collection) -> None:
    unit = cast.office
    assert list(refused(PAY, PAY, unit=unit)) == ["theme-2"]
    assert list(refused(("thai-do", "Một việc."), unit=unit)) == ["theme-1"]
    assert list(refused(PAY, ("nha-o", "…"), unit=unit)) == ["words-2"]
    assert list(refused(("nha-o", "x" * 201), unit=unit)) == ["words-1"]
    assert list(refused(("nha-o", "TỐI MẬT"), unit=unit)) == ["words-1"]
    assert "Nguyễn Văn An" in refused(("nha-o", "Nguyễn Văn An ở xa cơ quan."), unit=unit)["words-1"]
    assert Situation.objects.count() == 0
    with pytest.raises(Refused, match="tối đa 5 dòng"):
        save(unit, *[(theme.code, "Một việc.") for theme in SituationTheme.objects.all()[:6]])


def test_a_quarter_that_is_over_or_a_stale_page_or_another_unit_is_refused(
    cast: Cast, collection: Collection
) -> None:
    with pytest.raises(Refused, match="không còn ghi được"):
        save(cast.office, ROOM, period=from_code("2020Q4"))
    save(cast.office, ROOM)
    asked = {"period": QUARTER, "lines": [NewLine(*PAY)], "told_separately": False}
    with pytest.raises(Conflict):
        save_situation(actor=cast.unit_reporter, unit=cast.office, row_version=0, **asked)  # type: ignore[arg-type]
    with pytest.raises(Forbidden):
        save_situation(actor=cast.outsider, unit=cast.office, row_version=1, **asked)  # type: ignore[arg-type]
    save_situation(actor=cast.unit_reporter, unit=cast.office, row_version=1, **asked)  # type: ignore[arg-type]
    assert lines_of(cast.office) == [PAY]


def test_the_report_takes_the_situation_along_and_back(cast: Cast, collection: Collection) -> None:
    save(cast.office, ROOM)
    with pytest.raises(Refused, match="gửi cùng báo cáo quý"):
        send_situation(actor=cast.unit_head, unit=cast.office, period=QUARTER)
    sent_report(cast, collection)
    found = Situation.objects.get()
    assert (found.is_sent, found.people) == (True, 40)
    send_back(actor=cast.propaganda_officer, submission=draft(collection, cast.office), reason="Sửa số.")
    assert Situation.objects.get().is_sent is False
    save(cast.office, PAY)
    submit(actor=cast.unit_head, submission=draft(collection, cast.office), key=uuid.uuid4())
    assert (Situation.objects.get().is_sent, lines_of(cast.office)) == (True, [PAY])
    recall(actor=cast.unit_head, submission=draft(collection, cast.office), reason="Nhầm số lớp.")
    assert Situation.objects.get().is_sent is False


def test_a_report_that_says_nine_people_takes_nothing_along(cast: Cast, collection: Collection) -> None:
    save(cast.office, ROOM)
    with pytest.raises(Refused, match="không đủ lớn"):
        sent_report(cast, collection, "9")
    assert Situation.objects.get().is_sent is False
    save(cast.office)
    sent_report(cast, collection, "9")
    assert Situation.objects.get().is_sent is False


def test_a_sheet_that_carries_nothing_leaves_the_situation_alone(cast: Cast, collection: Collection) -> None:
    save(cast.office, ROOM)
    with clock.set_to(date(2020, 6, 1)):
        stop_carrying(actor=SYSTEM, sheet=collection.sheet_version.sheet)
    sent_report(cast, collection)
    assert Situation.objects.get().is_sent is False


def test_accepting_a_report_counts_anew_and_erases_what_stands_for_too_few(
    cast: Cast, collection: Collection
) -> None:
    save(cast.office, PAY)
    sent_report(cast, collection)
    Situation.objects.update(people=12)
    accept(actor=cast.propaganda_officer, submission=draft(collection, cast.office))
    assert Situation.objects.get().people == 40


def test_accepting_an_amendment_that_says_nine_people_erases_the_lines(
    cast: Cast, collection: Collection
) -> None:
    save(cast.office, PAY)
    sent_report(cast, collection)
    accept(actor=cast.propaganda_officer, submission=draft(collection, cast.office))
    amendment = start_amendment(
        actor=cast.unit_head, submission=draft(collection, cast.office), reason="Đếm lại số đảng viên."
    )
    entries = Entries({MEMBERS: "9"}, {MEMBERS: "Chín người."})
    amendment = save_values(actor=cast.unit_reporter, submission=amendment, entries=entries).submission
    submit(actor=cast.unit_head, submission=amendment, key=uuid.uuid4())
    assert lines_of(cast.office) == [PAY]
    accept(actor=cast.propaganda_officer, submission=draft(collection, cast.office))
    assert Situation.objects.count() == 0


def test_a_unit_sends_by_itself_where_no_report_takes_it_along(cast: Cast, collection: Collection) -> None:
    save(cast.bloc, ROOM)
    with pytest.raises(Forbidden):
        send_situation(actor=cast.propaganda_officer, unit=cast.bloc, period=QUARTER)
    send_situation(actor=cast.province_lead, unit=cast.bloc, period=QUARTER)
    with pytest.raises(Refused, match="đã gửi"):
        save(cast.bloc, PAY)
    recall_situation(actor=cast.province_lead, unit=cast.bloc, period=QUARTER)
    save(cast.bloc, PAY)
    assert lines_of(cast.bloc) == [PAY]


def test_a_line_is_taken_out_for_good_and_the_unit_is_told_that_it_was(
    cast: Cast, collection: Collection
) -> None:
    save(cast.office, ROOM, PAY)
    sent_report(cast, collection)
    [line] = SituationLine.objects.filter(theme__code="tien-luong")
    with pytest.raises(Forbidden):
        strike_line(actor=cast.outsider, line=line)
    strike_line(actor=cast.propaganda_officer, line=line)
    assert lines_of(cast.office) == [ROOM]
    notices = Notice.objects.filter(kind="situation_struck")
    assert set(notices.values_list("receiver__username", flat=True)) == {"unit.reporter", "unit.head"}
    with pytest.raises(Refused, match="đã được gỡ"):
        strike_line(actor=cast.propaganda_officer, line=line)


def test_words_are_erased_once_four_quarters_have_passed(cast: Cast, collection: Collection) -> None:
    told(cast.bloc, ROOM)
    with clock.set_to(date(2022, 3, 31)):
        assert erase_expired(actor=SYSTEM) == 0
        assert SituationLine.objects.count() == 1
    with clock.set_to(date(2022, 4, 1)):
        assert erase_expired(actor=SYSTEM) == 1
    assert (Situation.objects.count(), SituationLine.objects.count()) == (0, 0)
    assert Entry.objects.filter(act="situation.erased", chain=cast.bloc.pk).count() == 1


def test_the_rule_of_the_day_says_how_long(cast: Cast, collection: Collection) -> None:
    told(cast.bloc, ROOM)
    SituationRule.objects.update(kept_quarters=1)
    with clock.set_to(date(2021, 7, 1)):
        assert erase_expired(actor=SYSTEM) == 1


def test_the_night_erases_what_has_come_to_stand_for_too_few(cast: Cast, collection: Collection) -> None:
    told(cast.bloc, ROOM)
    SituationRule.objects.update(office_field="so-dang-vien-co-quan")  # its office is no longer known
    assert erase_expired(actor=SYSTEM) == 1
    assert SituationLine.objects.count() == 0


def test_the_record_holds_no_word_and_no_theme(cast: Cast, collection: Collection) -> None:
    save(cast.office, ROOM, PAY)
    sent_report(cast, collection)
    strike_line(actor=cast.unit_head, line=SituationLine.objects.first())  # type: ignore[arg-type]
    with clock.set_to(date(2022, 4, 1)):
        erase_expired(actor=SYSTEM)
    said = [
        f"{one.subject_label} {one.before} {one.after}"
        for one in Content.objects.filter(entry__act__startswith="situation.")
    ]
    assert len(said) == 5
    assert not [one for one in said if "tien-luong" in one or "Phụ cấp" in one or "Máy" in one]


def test_a_sheet_begins_and_ends_to_carry(cast: Cast) -> None:
    sheet = published().sheet
    carry_situation(actor=cast.propaganda_officer, sheet=sheet)
    with pytest.raises(Refused, match="đã kèm"):
        carry_situation(actor=cast.propaganda_officer, sheet=sheet)
    with pytest.raises(Forbidden):
        stop_carrying(actor=cast.unit_head, sheet=sheet)
    stop_carrying(actor=cast.propaganda_officer, sheet=sheet)
    with pytest.raises(Refused, match="không kèm"):
        stop_carrying(actor=cast.propaganda_officer, sheet=sheet)


def test_limits_change_from_a_day_on_and_widen_no_promise(cast: Cast, collection: Collection) -> None:
    clerk, limits = cast.propaganda_officer, Limits(2, 80, 12, 3, "Quy chế của cấp ủy")
    with pytest.raises(Forbidden):
        set_limits(actor=cast.unit_head, limits=limits, since=date(2021, 4, 7))
    with pytest.raises(Refused, match="sau hôm nay"):
        set_limits(actor=clerk, limits=limits, since=TODAY)
    for wider, words in (
        (replace(limits, least_people=9), "hạ dưới 10"),
        (replace(limits, kept_quarters=5), "lâu hơn 4"),
    ):
        with pytest.raises(Refused, match=words):
            set_limits(actor=clerk, limits=wider, since=date(2021, 4, 7))
    made = set_limits(actor=clerk, limits=limits, since=date(2021, 4, 7))
    with pytest.raises(Refused, match="Đã đặt mức dùng từ 07/4/2021"):
        set_limits(actor=clerk, limits=replace(limits, longest=90), since=date(2021, 4, 7))
    save(cast.office, PAY, ROOM, ("nha-o", "Ở xa."))  # today as ever
    with clock.set_to(datetime(2021, 4, 7, 9, tzinfo=clock.VIETNAM)):
        with pytest.raises(Refused, match="tối đa 2 dòng"):
            save(cast.office, PAY, ROOM, ("nha-o", "Ở xa."))
        assert list(refused(("nha-o", "x" * 81), unit=cast.office)) == ["words-1"]
        with pytest.raises(Refused, match="đã dùng nên không rút"):
            withdraw_limits(actor=clerk, rule=made, reason="Nhầm")
    withdraw_limits(actor=clerk, rule=made, reason="Nhầm")
    assert (rule_on(date(2021, 4, 7)).most_lines, rule_on(date(2021, 4, 7)).valid.upper) == (5, None)


def test_a_theme_begins_and_ends_on_a_day(cast: Cast, collection: Collection) -> None:
    clerk, new = (
        cast.propaganda_officer,
        NewTheme("Đất đai", "Cấp giấy, thu hồi, bồi thường", 20, "Quy chế của cấp ủy"),
    )
    with pytest.raises(Forbidden):
        add_theme(actor=cast.unit_head, new=new, since=TODAY)
    made = add_theme(actor=clerk, new=new, since=date(2021, 5, 1))
    line = (made.code, "Hồ sơ cấp giấy chậm.")
    assert list(refused(line, unit=cast.office)) == ["theme-1"]  # the quarter ended before it began
    save(cast.office, line, period=from_code("2021Q2"))
    with pytest.raises(Refused, match="Đã có nội dung ghi theo chủ đề này"):
        end_theme(actor=clerk, theme=made, on=TODAY, reason="Nhầm")
    end_theme(actor=clerk, theme=made, on=date(2021, 6, 30), reason="Gộp vào chủ đề khác")
    assert list(refused(line, unit=cast.office, period=from_code("2021Q2"))) == ["theme-1"]
    keep_theme(actor=clerk, theme=made)
    save(cast.office, line, period=from_code("2021Q2"))


def test_rows_of_too_few_people_are_read_nowhere_and_go_in_the_night(
    cast: Cast, collection: Collection
) -> None:
    """The rule now asks for more people than stood behind a row that can no longer be written on."""
    line = told(cast.bloc, ROOM).lines.get()
    officer = cast.propaganda_officer
    assert get_line(officer, line.pk) == line
    with clock.set_to(date(2021, 11, 1)):
        SituationRule.objects.update(least_people=30)
        with pytest.raises(NotFound):
            get_line(officer, line.pk)
        assert erase_expired(actor=SYSTEM) == 1
    assert SituationLine.objects.count() == 0


def test_the_night_counts_an_open_quarter_anew_before_it_erases(cast: Cast, collection: Collection) -> None:
    """The profile was mended since: what was counted at the sending no longer says for how many it stands."""
    row = told(cast.bloc, ROOM)
    counted = row.people
    Situation.objects.update(people=9)
    assert erase_expired(actor=SYSTEM) == 0
    assert Situation.objects.get().people == counted


def test_head_sends_what_the_page_showed(cast: Cast, collection: Collection) -> None:
    shown = save(cast.bloc, ROOM).row_version
    save(cast.bloc, ROOM, PAY)
    with pytest.raises(Conflict, match="vừa được lưu"):
        send_situation(actor=SYSTEM, unit=cast.bloc, period=QUARTER, row_version=shown)
    assert send_situation(actor=SYSTEM, unit=cast.bloc, period=QUARTER, row_version=shown + 1).is_sent
