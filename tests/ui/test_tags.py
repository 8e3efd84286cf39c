from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory

from lantoa.core import clock
from lantoa.ui.badges import BADGES, Badge, badge_of
from lantoa.ui.templatetags import ui

NBSP = "\N{NO-BREAK SPACE}"


def rendered(source: str, address: str = "/", **values: object) -> str:
    return Template(source).render(Context({"request": RequestFactory().get(address), **values}))


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0, "0"),
        (1234567, "1.234.567"),
        (-1234, "-1.234"),
        (Decimal("1234.50"), "1.234,50"),
        (Decimal("7"), "7"),
        (0.5, "0,5"),
        (None, "–"),
        ("", "–"),
    ],
)
def test_number_is_written_as_offices_write_it(value: object, shown: str) -> None:
    assert ui.number(value) == shown  # type: ignore[arg-type]


def test_number_with_places_has_exactly_so_many() -> None:
    assert rendered("{{ n|number:1 }}", n=Decimal("2.25")) == "2,3"


def test_number_of_text_is_refused() -> None:
    with pytest.raises(TypeError):
        ui.number("12")  # type: ignore[arg-type]


@pytest.mark.parametrize(("value", "shown"), [(7, "+7"), (-5, "−5"), (0, "0"), (None, "–")])
def test_signed_shows_the_difference_as_one(value: int | None, shown: str) -> None:
    assert ui.signed(value) == shown


@pytest.mark.parametrize(
    ("share", "shown"),
    [
        ((4603, 4726), f"97,4{NBSP}%"),
        (Decimal("0.974"), f"97,4{NBSP}%"),
        (0.5, f"50,0{NBSP}%"),
        ((3, 0), "–"),
        (None, "–"),
    ],
)
def test_percent_is_written_with_a_comma(share: object, shown: str) -> None:
    assert ui.percent(share) == shown  # type: ignore[arg-type]


def test_days_are_written_day_first() -> None:
    shown = rendered("{{ d|day }} · {{ d|long_day }}", d=date(2021, 4, 7))
    assert shown == "07/4/2021 · ngày 07 tháng 4 năm 2021"


def test_day_of_an_instant_is_the_day_in_vietnam() -> None:
    assert ui.day(datetime(2021, 4, 6, 20, 0, tzinfo=UTC)) == "07/4/2021"


def test_moment_is_on_vietnamese_clocks() -> None:
    assert ui.moment(datetime(2021, 4, 7, 7, 32, tzinfo=UTC)) == "14:32, 07/4/2021"


def test_week_day_leaves_out_this_year_only() -> None:
    with clock.set_to(date(2021, 3, 18)):
        assert (ui.week_day(date(2021, 3, 22)), ui.week_day(date(2022, 1, 3))) == (
            "Thứ Hai, 22/3",
            "Thứ Hai, 03/01/2022",
        )


def test_overdue_badge_stands_only_after_the_day() -> None:
    with clock.set_to(date(2021, 3, 18)):
        assert "Quá hạn 2 ngày" in ui.overdue_badge(date(2021, 3, 16))
        assert ui.overdue_badge(date(2021, 3, 18)) == ""


def test_icon_without_label_is_hidden_from_screen_readers() -> None:
    assert rendered('{% icon "check" "small" %}') == (
        '<svg class="icon icon--small" aria-hidden="true" focusable="false">'
        '<use href="/static/build/icons.svg#check"></use></svg>'
    )


def test_state_badge_has_word_icon_and_colour() -> None:
    shown = rendered('{% state_badge "waiting" %}')
    assert [part in shown for part in ("badge--waiting", "icons.svg#waiting", "Chờ duyệt")] == [
        True,
        True,
        True,
    ]


def test_state_badge_escapes_a_label() -> None:
    assert "&lt;b&gt;" in rendered('{% state_badge "waiting" label %}', label="<b>")


def test_badge_of_a_choice_is_its_own() -> None:
    class Choice:
        badge = Badge("Đang chấm", "edit", "blue")

    assert badge_of(Choice()) == Choice.badge


def test_badge_of_an_unknown_state_is_an_error() -> None:
    with pytest.raises(KeyError):
        badge_of("no such state")


def test_badge_with_an_unknown_tone_is_an_error() -> None:
    with pytest.raises(ValueError, match="unknown tone"):
        Badge("x", "check", "purple")


def test_badges_are_told_apart_by_icon_as_well_as_colour() -> None:
    states = [BADGES[key] for key in ("not_sent", "waiting", "returned", "accepted", "overdue")]
    assert len({badge.icon for badge in states}) == 5


@pytest.mark.parametrize(
    ("tag", "address", "shown"),
    [
        ('{% query_string state="a" %}', "/?q=x&page=3", "?q=x&state=a"),
        ("{% query_string state=None %}", "/?q=x&state=a", "?q=x"),
        ("{% query_string page=2 %}", "/?q=x", "?q=x&page=2"),
        ("{% query_string q='' %}", "/?q=x", "?"),
        ('{% query_string q="a b&c" %}', "/", "?q=a+b%26c"),
    ],
)
def test_query_string_keeps_the_other_filters(tag: str, address: str, shown: str) -> None:
    assert rendered("{% autoescape off %}" + tag + "{% endautoescape %}", address) == shown


@pytest.mark.parametrize(
    ("address", "following", "state"),
    [
        ("/", "?sort=name", ""),
        ("/?sort=name", "?sort=-name", 'aria-sort="ascending"'),
        ("/?sort=-name", "?sort=name", 'aria-sort="descending"'),
    ],
)
def test_sortable_turns_round_at_each_press(address: str, following: str, state: str) -> None:
    assert f'href="{following}"' in rendered('{% sortable "name" "Tên" %}', address)
    assert rendered('{% sort_state "name" %}', address) == state


def test_pagination_says_where_one_is_and_keeps_filters() -> None:
    shown = rendered("{% pagination page %}", "/?q=x&page=2", page=Paginator(range(120), 50).page(2))
    assert "51 đến 100 trong 120" in shown
    assert 'href="?q=x&amp;page=1" rel="prev"' in shown
    assert '<span aria-current="page">2</span>' in shown


def test_pagination_of_nothing_is_nothing() -> None:
    assert rendered("{% pagination page %}", page=Paginator([], 50).page(1)).strip() == ""
