"""The pages on which dimensions are named and lines are divided: what was typed stays, refusals say where."""

from typing import Any

import pytest
from django.test import Client

from lantoa.core.actor import SYSTEM
from lantoa.reporting.choices import Division
from lantoa.reporting.dimensions import OptionSpec, ready_dimensions
from lantoa.reporting.models import Dimension, DraftLine, SheetDraft
from lantoa.reporting.queries.designs.registry import design_home
from lantoa.reporting.services.dimensions import add_dimension
from lantoa.reporting.services.divisions import divide_line
from tests.cast import Cast
from tests.reporting.test_designs import order, small

BASE = "/bao-cao/bieu-mau/"
LIST = f"{BASE}cach-chia/"
FORM = {"code": "NGANH", "name": "Ngành", "options": "YT: Y tế\nGD: Giáo dục", "exhaustive": "on"}


@pytest.fixture
def officer(client: Client, cast: Cast) -> Client:
    client.force_login(cast.propaganda_officer)
    return client


def named(cast: Cast, code: str = "NGANH") -> Dimension:
    return add_dimension(
        actor=SYSTEM,
        owner=design_home(cast.propaganda_officer),
        code=code,
        name="Ngành",
        exhaustive=True,
        options=[OptionSpec("YT", "Y tế"), OptionSpec("GD", "Giáo dục")],
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"code": ""},
        {"code": "Ạ"},
        {"code": "A" * 21},
        {"code": "CAP"},
        {"name": ""},
        {"name": "x" * 121},
        {"name": "Một\u202ehai"},
        {"options": ""},
        {"options": "YT: Y tế"},
        {"options": "YT Y tế\nGD Giáo dục"},
        {"options": "x" * 4001},
        {"basis": "x" * 301},
    ],
)
def test_wrong_dimension_is_refused_and_stays_typed(officer: Client, wrong: dict[str, str]) -> None:
    answer = officer.post(f"{LIST}moi/", {**FORM, "basis": "giữ lại chữ này", **wrong})
    assert (answer.status_code, Dimension.objects.count()) == (422, 0)
    assert ("giữ lại chữ này" in answer.content.decode()) == ("basis" not in wrong)


def test_every_wrong_option_is_told_with_its_line(officer: Client) -> None:
    answer = officer.post(f"{LIST}moi/", {**FORM, "options": "YT Y tế\nGD: Giáo dục\nĐĐ: Đất đai"})
    words = answer.content.decode()
    assert (answer.status_code, "Dòng 1:" in words, "Dòng 3:" in words) == (422, True, True)


def test_dimension_is_named_changed_and_taken_out(officer: Client) -> None:
    assert officer.post(f"{LIST}moi/", {**FORM, "code": "nganh"})["Location"] == LIST
    assert "Giáo dục" in officer.get(LIST).content.decode()
    form = {key: value for key, value in FORM.items() if key != "code"}
    changed = {**form, "options": "YT: Y tế\nGD: Giáo dục (đến 31/12/2025)", "row_version": "1"}
    assert officer.post(f"{LIST}NGANH/", changed)["Location"] == LIST
    assert "đến 31/12/2025" in officer.get(LIST).content.decode()
    assert officer.post(f"{LIST}NGANH/", changed).status_code == 409
    assert officer.post(f"{LIST}NGANH/xoa/")["Location"] == LIST
    assert Dimension.objects.count() == 0


def test_dimension_of_the_house_has_no_page(officer: Client) -> None:
    assert officer.get(f"{LIST}CAP/").status_code == 404


def test_list_takes_as_many_statements_for_many_dimensions(
    cast: Cast, officer: Client, django_assert_num_queries: Any
) -> None:
    named(cast)
    officer.get(LIST)
    with django_assert_num_queries(8):
        officer.get(LIST)
    for number in range(5):
        named(cast, f"NGANH{number}")
    with django_assert_num_queries(8):
        officer.get(LIST)


def address_of(draft: SheetDraft, code: str = "A") -> str:
    return f"{BASE}THU/soan/dong/{draft.lines.get(code=code).pk}/chia/"


def test_line_is_divided_and_made_whole_by_its_form(officer: Client, cast: Cast) -> None:
    draft = small(cast)
    address = address_of(draft)
    assert "Tập thể" in officer.get(f"{address}?cach=DT").content.decode()
    form = {"cach": "DT", "options": ["TT", "CN"], "division": "sum", "row_version": "1"}
    assert officer.post(address, form)["Location"].startswith(f"{BASE}THU/soan/#r-")
    assert order(draft)[0][1] == ["A", "A.TT", "A.CN", "B"]
    assert officer.post(address, form).status_code == 409
    assert "đang chia theo" in officer.get(address).content.decode()
    assert officer.post(address, {"division": "sum", "viec": "bo-chia"}).status_code == 302
    assert order(draft)[0][1] == ["A", "B"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"options": []},
        {"options": ["TT", "XX"]},
        {"options": ["TT"]},
        {"division": "half"},
        {"division": ""},
        {"cach": "KENH"},
        {"row_version": "x"},
    ],
)
def test_division_that_cannot_be_is_refused(officer: Client, cast: Cast, wrong: dict[str, Any]) -> None:
    draft = small(cast)
    form = {"cach": "DT", "options": ["TT", "CN"], "division": "sum", **wrong}
    assert officer.post(address_of(draft), form).status_code == 422
    assert order(draft)[0][1] == ["A", "B"]


def test_dimension_that_is_nobodys_falls_back_to_a_known_one(officer: Client, cast: Cast) -> None:
    draft = small(cast)
    assert officer.get(f"{address_of(draft)}?cach=KHONG").status_code == 200


def test_part_has_a_form_of_its_own_and_is_not_divided(officer: Client, cast: Cast) -> None:
    draft = small(cast)
    divide_line(
        actor=cast.propaganda_officer,
        draft=draft,
        row=draft.lines.get(code="A"),
        dimension=ready_dimensions()["DT"],
        options=["TT", "CN"],
        division=Division.SUM,
    )
    part = draft.lines.get(code="A.TT")
    address = f"{BASE}THU/soan/dong/{part.pk}/"
    page = officer.get(address).content.decode()
    assert ('name="label"' in page, 'name="code"' in page) == (True, False)
    saved = officer.post(address, {"label": "Tập thể nhỏ", "help": "Đếm tổ", "row_version": "1"})
    assert saved.status_code == 302
    fresh = DraftLine.objects.get(pk=part.pk)
    assert (fresh.code, fresh.label, fresh.required, fresh.part_of) == ("A.TT", "Tập thể nhỏ", False, "A")
    assert officer.post(address, {"label": "", "row_version": "2"}).status_code == 422
    assert officer.post(address, {"label": "Cũ", "row_version": "1"}).status_code == 409
    assert officer.get(address_of(draft, "A.TT")).status_code == 422
    draft_page = officer.get(f"{BASE}THU/soan/").content.decode()
    assert "Chia A thành các phần" in draft_page
    assert "Chia A.TT thành các phần" not in draft_page
