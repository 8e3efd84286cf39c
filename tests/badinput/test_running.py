"""BAD_INPUT, the forms by which collections are opened, run, closed, amended and taken back: one row of the list per id."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from lantoa.reporting.models import Obligation, Submission
from tests.badinput.refusal import assert_refused_well, nothing_written, only_recorded
from tests.permissions.addresses import FORMS
from tests.permissions.world.things import World

SignIn = Callable[[str, str], Client]
EMPTY = "Mục này chưa có nội dung."
SECRET = "ĐẢNG ỦY KHỐI\nTỐI MẬT\nBÁO CÁO"


@dataclass(frozen=True)
class RunningForm:
    """A form that wants a reason. `role` on `seat` may send it; `state` of the collection of DVA, in which it is offered."""

    route: str
    state: str
    seat: tuple[str, str] = ("ST", "KHOI")
    reason: str = "reason"
    longest: int = 500

    def address(self) -> str:
        words = [f"BC-DVA-{self.state}"]
        if self.route in ("reporting:amend", "reporting:recall", "reporting:return"):
            words.append("DVA")
        return reverse(self.route, args=words)

    def good(self, world: World) -> dict[str, Any]:
        return dict(FORMS[self.route](world, "DVA"))


SETTLE = RunningForm("reporting:settle", "draft")
TIMES = RunningForm("reporting:times", "draft")
REOPEN = RunningForm("reporting:reopen", "closed")
AMEND = RunningForm("reporting:amend", "accepted", ("HD", "DVA"))
RECALL = RunningForm("reporting:recall", "submitted", ("HD", "DVA"))
RETURN = RunningForm("reporting:return", "submitted", longest=2000)
WITH_REASON = [SETTLE, TIMES, REOPEN, AMEND, RECALL, RETURN]


def by_route(form: RunningForm) -> str:
    return form.route


def posted(sign_in: SignIn, world: World, form: RunningForm, **changed: Any) -> Any:
    return sign_in(*form.seat).post(form.address(), form.good(world) | changed)


@pytest.mark.parametrize("form", WITH_REASON, ids=by_route)
def test_good_form_is_taken(world: World, signed_in: SignIn, form: RunningForm) -> None:
    """Or every refusal below would prove nothing."""
    assert posted(signed_in, world, form).status_code == 302


@pytest.mark.parametrize("typed", ["", "  ", "\u200b\u2060", "…", "---", "Không", "không có."])
@pytest.mark.parametrize("form", WITH_REASON, ids=by_route)
def test_b42_words_that_say_nothing_are_no_reason(
    world: World, signed_in: SignIn, form: RunningForm, typed: str
) -> None:
    with nothing_written():
        response = posted(signed_in, world, form, **{form.reason: typed})
    sentence = "Ghi lý do trả lại" if form is RETURN else EMPTY
    assert_refused_well(response, sentence=sentence)


@pytest.mark.parametrize("letter", ["\0", "\x1b", "\u202e", "\ue000", "\ufffe"])
@pytest.mark.parametrize("form", WITH_REASON, ids=by_route)
def test_b10_b11_letters_that_are_none_are_refused(
    world: World, signed_in: SignIn, form: RunningForm, letter: str
) -> None:
    with nothing_written():
        response = posted(signed_in, world, form, **{form.reason: f"Hai{letter}ba"})
    assert_refused_well(response, sentence="Nội dung có ký tự điều khiển không hợp lệ ở vị trí 4.")


@pytest.mark.parametrize("form", WITH_REASON, ids=by_route)
def test_b40_a_reason_too_long_is_kept_and_refused(
    world: World, signed_in: SignIn, form: RunningForm
) -> None:
    typed = "ă" * (form.longest + 3)
    with nothing_written():
        response = posted(signed_in, world, form, **{form.reason: typed})
    sentence = "Lý do trả lại dài quá 2.000 ký tự." if form is RETURN else "Hãy bớt 3 ký tự."
    assert_refused_well(response, sentence=sentence, typed=typed)


@pytest.mark.parametrize("form", WITH_REASON, ids=by_route)
def test_b44_a_marked_paper_pasted_as_a_reason_is_not_kept(
    world: World, signed_in: SignIn, form: RunningForm
) -> None:
    with only_recorded("attachment.secret_refused"):
        response = posted(signed_in, world, form, **{form.reason: SECRET})
    assert_refused_well(response, sentence="Không đưa tài liệu, thông tin bí mật nhà nước vào hệ thống này.")


@pytest.mark.parametrize("form", WITH_REASON, ids=by_route)
def test_b39_markup_in_a_reason_is_shown_as_text(world: World, signed_in: SignIn, form: RunningForm) -> None:
    hostile = '<img src=x onerror=alert(1)>{{ 1 }}" hx-get="/x'
    assert posted(signed_in, world, form, **{form.reason: hostile}).status_code == 302
    pages = [reverse("reporting:running", args=[f"BC-DVA-{form.state}"])]
    pages.append(reverse("reporting:report", args=[f"BC-DVA-{form.state}", "DVA"]))
    for seat in (("ST", "KHOI"), ("HD", "DVA")):
        for page in pages:
            assert "<img src=x" not in signed_in(*seat).get(page).content.decode()


@pytest.mark.parametrize("form", WITH_REASON, ids=by_route)
def test_b67_fields_that_are_not_on_the_form_are_refused_by_name(
    world: World, signed_in: SignIn, form: RunningForm
) -> None:
    with nothing_written():
        response = posted(signed_in, world, form, state="accepted", decided_by="1")
    assert response.status_code == 400
    assert_refused_well(response, sentence="Trường không được phép: «decided_by», «state»")


DAYS = [
    ("b25", "31/02/2021", "Tháng 2/2021 chỉ có 28 ngày."),
    ("b25", "00/00/0000", "Không có tháng 0."),
    ("b25", "01/01/0026", "Năm 0026 không hợp lý."),
    ("b25", "2021-04-15", "Hãy nhập ngày trước, năm sau cùng"),
    ("b25", "mai", "Hãy nhập"),
    ("b28", "١٥/٤/٢٠٢١", "Hãy nhập"),
    ("b28", "1" * 5_000, ""),
]
WITH_DAYS = [(SETTLE, "until_on"), (TIMES, "due_on"), (TIMES, "closes_on"), (REOPEN, "closes_on")]


@pytest.mark.parametrize("case", DAYS, ids=lambda case: f"{case[0]}-{case[1][:10]!a}")
@pytest.mark.parametrize(("form", "field"), WITH_DAYS, ids=lambda one: getattr(one, "route", one))
def test_days_that_are_none_are_refused_with_the_reason(
    world: World, signed_in: SignIn, form: RunningForm, field: str, case: tuple[str, str, str]
) -> None:
    _row, typed, sentence = case
    with nothing_written():
        response = posted(signed_in, world, form, **{field: typed})
    assert response.status_code == 422
    if sentence:
        assert_refused_well(response, sentence=sentence, typed=typed)


@pytest.mark.parametrize("typed", ["15/4/2021", "15-04-2021", "15.4.21", "ngày 15 tháng 4 năm 2021"])
def test_b24_day_comes_first(world: World, signed_in: SignIn, typed: str) -> None:
    assert posted(signed_in, world, SETTLE, until_on=typed).status_code == 302
    row = Obligation.objects.get(collection=world.collections["DVA", "draft"])
    assert row.agreed_until is not None
    assert (row.agreed_until.astimezone().date().month, row.state) == (4, "late_agreed")


@pytest.mark.parametrize(
    ("form", "field", "typed"),
    [
        (SETTLE, "until_on", "1/4/2021"),  # past
        (TIMES, "due_on", "1/4/2021"),  # earlier than it stands
        (TIMES, "closes_on", "11/4/2021"),  # before it is due
        (REOPEN, "closes_on", "1/4/2021"),
    ],
)
def test_b25_times_that_are_past_or_out_of_order_are_refused(
    world: World, signed_in: SignIn, form: RunningForm, field: str, typed: str
) -> None:
    with nothing_written():
        response = posted(signed_in, world, form, **{field: typed})
    assert response.status_code == 422


@pytest.mark.parametrize("typed", ["", "mo-het", "gia-han' OR 1=1", "<b>"])
def test_b67_an_act_that_is_not_offered_is_refused(world: World, signed_in: SignIn, typed: str) -> None:
    with nothing_written():
        response = posted(signed_in, world, SETTLE, viec=typed)
    assert response.status_code == 422


def test_b66_a_unit_that_does_not_owe_here_is_not_settled(world: World, signed_in: SignIn) -> None:
    with nothing_written():
        response = posted(signed_in, world, SETTLE, chon=["DVB", "KHONG-CO"])
    assert response.status_code in (302, 404, 422)


@pytest.mark.parametrize("form", [AMEND, RECALL], ids=by_route)
def test_b51_the_same_form_twice_is_one_act(world: World, signed_in: SignIn, form: RunningForm) -> None:
    assert posted(signed_in, world, form).status_code == 302
    with nothing_written():
        response = posted(signed_in, world, form)
    assert 400 <= response.status_code < 500
    versions = Submission.objects.filter(collection=world.collections["DVA", form.state])
    assert versions.count() == (2 if form is AMEND else 1)


# --- opening a collection ----------------------------------------------------------------------------------------------
OPEN = reverse("reporting:collection_open")
SPOILT = [
    ("b42", "title", "", "Mục này chưa có nội dung."),
    ("b10", "title", "Đợt\0một", "ký tự điều khiển không hợp lệ ở vị trí 4"),
    ("b11", "title", "Đợt\u202emột", "ký tự điều khiển không hợp lệ ở vị trí 4"),
    ("b45", "title", "Một\r\nBcc: x", "Ô này không được xuống dòng"),
    ("b40", "title", "ă" * 203, "Hãy bớt 3 ký tự."),
    ("b25", "due_on", "31/02/2021", "Tháng 2/2021 chỉ có 28 ngày."),
    ("b25", "due_on", "1/1/2020", "Hạn gửi đã qua."),
    ("b25", "closes_on", "1/7/2021", "Ngày khóa phải sau hạn gửi."),
    ("b28", "closes_on", "２０/7/2021", "Hãy nhập"),
    ("b67", "due_hour", "25", "Lựa chọn này không còn trong danh sách."),
    ("b67", "scope", "everybody", "Lựa chọn này không còn trong danh sách."),
    ("b42", "exempt", "DVA …", "chưa có lý do miễn"),
    ("b42", "exempt", "DVA", "chưa có lý do miễn"),
    ("b40", "exempt", "DVA " + "ă" * 301, "lý do dài quá 300 ký tự"),
    ("b66", "exempt", "KHONG-CO mới lập", ""),
]


def opening(world: World) -> dict[str, Any]:
    return dict(FORMS["reporting:collection_open"](world, "KHOI"))


@pytest.mark.parametrize("case", SPOILT, ids=lambda case: f"{case[0]}-{case[1]}-{case[2][:10]!a}")
def test_opening_refuses_what_is_spoilt_and_keeps_it(
    world: World, signed_in: SignIn, case: tuple[str, str, str, str]
) -> None:
    _row, field, typed, sentence = case
    with nothing_written():
        response = signed_in("ST", "KHOI").post(OPEN, opening(world) | {field: typed})
    assert response.status_code == (400 if "\0" in typed else 422)  # NUL is refused before any form reads it
    if sentence:
        kept = (
            typed
            if field != "scope" and "\r" not in typed and "\0" not in typed and field != "due_hour"
            else ""
        )
        assert_refused_well(response, sentence=sentence, typed=kept)


def test_b67_opening_refuses_fields_that_are_not_its_own(world: World, signed_in: SignIn) -> None:
    with nothing_written():
        response = signed_in("ST", "KHOI").post(OPEN, opening(world) | {"code": "BC-MOI", "closed_at": "1"})
    assert_refused_well(response, sentence="Trường không được phép: «closed_at», «code»")
