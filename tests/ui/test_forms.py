from datetime import date
from decimal import Decimal

import pytest
from django import forms
from django.template import Context, Template

from lantoa.core import clock
from lantoa.ui.forms import CountField, DayField, DecimalViField, LineField, TextField, ViForm


class Entry(ViForm):
    people = CountField(label="Số người", max_value=5000)
    wait = DecimalViField(label="Số phút chờ", places=1, required=False)
    held_on = DayField(label="Ngày họp", past_only=True, required=False)
    title = LineField(label="Tên", required=False)
    story = TextField(label="Cách làm", required=False)
    way = forms.ChoiceField(label="Trả lời", choices=[("a", "Áp dụng"), ("b", "Không")], required=False)
    sure = forms.BooleanField(label="Đã xem lại", required=False)


def entry(**typed: str) -> Entry:
    return Entry({"people": "1", **typed})


def page(form: Entry, name: str) -> str:
    return Template("{% field bound %}").render(Context({"bound": form[name]}))


@pytest.mark.parametrize(("typed", "read"), [("0", 0), ("1.234", 1234), ("1 234", 1234), (" 12 ", 12)])
def test_count_field_reads_vietnamese_numbers(typed: str, read: int) -> None:
    form = entry(people=typed)
    assert (form.is_valid(), form.cleaned_data["people"]) == (True, read)


@pytest.mark.parametrize("typed", ["1,5", "1.5", "10,000", "1,234.5", "-1", "x", "5.001", "１２"])
def test_count_field_refuses_and_keeps_what_was_typed(typed: str) -> None:
    form = entry(people=typed)
    assert list(form.errors) == ["people"]
    assert f'value="{typed}"' in page(form, "people")


def test_count_field_empty_is_missing_not_zero() -> None:
    assert Entry({"people": " "}).errors["people"] == ["Mục này chưa có nội dung. Hãy nhập rồi lưu lại."]


def test_count_field_has_not_changed_when_written_another_way() -> None:
    form = Entry({"people": "1234"}, initial={"people": 1234})
    assert form.has_changed() is False


@pytest.mark.parametrize(
    ("typed", "read"),
    [("1,5", Decimal("1.5")), ("2", Decimal("2.0")), ("1.234,5", Decimal("1234.5")), ("", None)],
)
def test_decimal_field_reads_a_comma(typed: str, read: Decimal | None) -> None:
    form = entry(wait=typed)
    assert (form.is_valid(), form.cleaned_data["wait"]) == (True, read)


def test_decimal_field_asks_about_a_dot_and_keeps_it() -> None:
    form = entry(wait="1.5")
    assert list(form.errors) == ["wait"]
    assert 'value="1.5"' in page(form, "wait")


def test_day_field_reads_day_first() -> None:
    form = entry(held_on="03/04/2021")
    assert (form.is_valid(), form.cleaned_data["held_on"]) == (True, date(2021, 4, 3))


@pytest.mark.parametrize("typed", ["31/02/2021", "04/31/2021", "hôm qua", "19/3/2021"])
def test_day_field_refuses_and_keeps_what_was_typed(typed: str) -> None:
    with clock.set_to(date(2021, 3, 18)):
        form = entry(held_on=typed)
        assert list(form.errors) == ["held_on"]
        assert f'value="{typed}"' in page(form, "held_on")


def test_initial_values_are_shown_in_vietnamese() -> None:
    form = Entry(initial={"people": 1234, "wait": Decimal("1.5"), "held_on": date(2021, 4, 7)})
    shown = [form[name].value() for name in ("people", "wait", "held_on")]
    written = [
        form.fields[name].prepare_value(value)
        for name, value in zip(("people", "wait", "held_on"), shown, strict=True)
    ]
    assert written == ["1.234", "1,5", "07/4/2021"]


@pytest.mark.parametrize("name", ["title", "story"])
@pytest.mark.parametrize("letter", ["\x00", "\x0b", "\x1b", "\ufffd"])
def test_text_fields_refuse_control_characters_with_position(name: str, letter: str) -> None:
    form = entry(**{name: f"ab{letter}c"})
    assert form.errors[name] == ["Nội dung có ký tự điều khiển không hợp lệ ở vị trí 3. Hãy xóa và nhập lại."]


def test_line_field_refuses_a_line_break() -> None:
    assert list(entry(title="Tên\r\nBcc: x").errors) == ["title"]


def test_text_fields_store_nfc() -> None:
    form = entry(title="Ho\u0300a Bi\u0300nh", story="dòng 1\r\ndòng 2 \n")
    assert form.is_valid()
    assert (form.cleaned_data["title"], form.cleaned_data["story"]) == ("Hòa Bình", "dòng 1\ndòng 2")


def test_text_field_takes_20000_characters() -> None:
    assert entry(story="ă" * 20_000).is_valid()


def test_text_field_beyond_its_limit_says_how_much_to_cut_and_keeps_it() -> None:
    form = entry(story="ă" * 20_001)
    assert form.errors["story"] == ["Nội dung dài 20.001 ký tự, tối đa 20.000. Hãy bớt 1 ký tự."]
    assert "ă" * 20_001 in page(form, "story")


def test_choice_outside_the_list_is_told_in_vietnamese() -> None:
    assert entry(way="z").errors["way"] == ["Lựa chọn này không còn trong danh sách. Hãy chọn lại."]


def test_field_binds_label_help_and_error_to_the_control() -> None:
    shown = page(entry(held_on="x"), "held_on")
    assert '<label class="field__label" for="id_held_on">' in shown
    assert 'aria-describedby="id_held_on-help id_held_on-error"' in shown
    assert 'aria-invalid="true"' in shown
    assert 'id="id_held_on-error"' in shown


def test_field_marks_what_is_optional() -> None:
    form = entry()
    assert ["(không bắt buộc)" in page(form, name) for name in ("people", "wait", "sure")] == [
        False,
        True,
        False,
    ]


def test_error_summary_links_each_error_to_its_field() -> None:
    shown = Template("{% error_summary form %}").render(Context({"form": entry(people="x", wait="1.5")}))
    assert ['href="#id_people"' in shown, 'href="#id_wait"' in shown] == [True, True]


def test_error_summary_of_a_good_form_is_nothing() -> None:
    assert Template("{% error_summary form %}").render(Context({"form": entry()})).strip() == ""
