from decimal import Decimal

import pytest
from django.test import Client

from lantoa.practices.choices import Origin, YearState
from lantoa.practices.models import Practice
from tests.practices.conftest import signed_in
from tests.practices.world import World, applied, declined, verified

DRAFT = [(2021, Origin.NEW, YearState.DRAFT)]
REGISTERED = [(2021, Origin.NEW, YearState.REGISTERED)]
RESULT = {"result": "Còn 8 phút.", "result_value": Decimal(8)}


def typed(world: World, **changes: str) -> dict[str, str]:
    return {
        "title": "Họp không giấy",
        "subject": "collective",
        "field": "cai_cach",
        "directive": str(world.directive.pk),
        "started_on": "01/3/2021",
        "problem": "In 40.000 trang mỗi quý.",
        "goal": "Giảm một nửa.",
        "measure": "Số trang in",
        "measure_unit": "trang",
        "baseline": "40.000",
        "target": "20.000,5",
        "target_on": "30/6/2021",
        "method": "Gửi tài liệu trước.",
    } | changes


def form_errors(client: Client, address: str, data: dict[str, str]) -> dict[str, list[str]]:
    response = client.post(address, data)
    assert response.status_code == 422
    form = response.context["form"]
    return {name: [str(error) for error in errors] for name, errors in form.errors.items()}


def test_draft_is_kept_as_typed(world: World) -> None:
    response = signed_in(world.cast.unit_reporter).post("/mo-hinh/dang-ky/", typed(world))
    practice = Practice.objects.get()
    assert response.headers["Location"] == f"/mo-hinh/{practice.code}/"
    assert (practice.code, practice.unit, practice.baseline, practice.target) == (
        "MH-2021-001",
        world.cast.office,
        Decimal(40000),
        Decimal("20000.5"),
    )


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("baseline", "1.5", "«1.5» là 1,5 hay 15? Hãy dùng dấu phẩy cho phần thập phân."),
        ("baseline", "40,000", "«40,000»: nếu là bốn mươi nghìn, hãy nhập 40.000 hoặc 40000."),
        (
            "target",
            "không có",
            "«không có»: chưa báo cáo hay bằng 0? Nếu bằng 0, hãy nhập 0; nếu chưa có số liệu, hãy để trống.",
        ),
        ("target", "-3", "Số không được âm."),
        ("started_on", "31/2/2021", "Tháng 2/2021 chỉ có 28 ngày."),
        ("target_on", "2021-13-01", "Hãy nhập ngày trước, năm sau cùng, ví dụ 07/4/2021."),
        ("title", "", "Mục này chưa có nội dung. Hãy nhập rồi lưu lại."),
        ("field", "la", "Lựa chọn này không còn trong danh sách. Hãy chọn lại."),
        ("learned_from", "MH-1999-001", "Không có mô hình mang mã MH-1999-001."),
    ],
)
def test_bad_input_is_told_at_its_field_and_kept(world: World, field: str, value: str, sentence: str) -> None:
    client = signed_in(world.cast.unit_reporter)
    data = typed(world, **{field: value})
    errors = form_errors(client, "/mo-hinh/dang-ky/", data)
    assert list(errors) == [field]
    assert errors[field] == [sentence]
    assert client.post("/mo-hinh/dang-ky/", data).context["form"][field].value() == value
    assert Practice.objects.count() == 0


def test_refusal_of_the_service_stands_at_its_field(world: World) -> None:
    world.practice(world.cast.office, "Họp không giấy")
    errors = form_errors(signed_in(world.cast.unit_reporter), "/mo-hinh/dang-ky/", typed(world))
    assert errors == {"title": ["Tên đã dùng trong đơn vị."]}


def test_create_for_a_strange_unit_is_not_found(world: World) -> None:
    response = signed_in(world.cast.unit_reporter).post("/mo-hinh/dang-ky/?don-vi=BENHVIEN", typed(world))
    assert (response.status_code, Practice.objects.count()) == (404, 0)


def test_learned_from_comes_with_the_address(world: World) -> None:
    source = world.practice(world.cast.hospital)
    client = signed_in(world.cast.unit_reporter)
    page = client.get(f"/mo-hinh/dang-ky/?hoc-tu={source.code}")
    assert page.context["form"]["learned_from"].value() == source.code
    client.post("/mo-hinh/dang-ky/", typed(world, learned_from=source.code.lower()))
    assert Practice.objects.get(unit=world.cast.office).learned_from == source


def test_edit_shows_numbers_without_useless_zeros(world: World) -> None:
    practice = world.practice(world.cast.office, years=DRAFT, baseline=Decimal("34.500"))
    form = signed_in(world.cast.unit_head).get(f"/mo-hinh/{practice.code}/sua/").context["form"]
    assert (form["baseline"].value(), form["target"].value()) == ("34,5", "10")


def test_stale_edit_shows_both_sides_and_the_second_save_wins(world: World) -> None:
    practice = world.practice(world.cast.office, years=DRAFT)
    client, address = signed_in(world.cast.unit_reporter), f"/mo-hinh/{practice.code}/sua/"
    data = typed(world, row_version="1", title="Bản của tôi")
    signed_in(world.cast.unit_head).post(address, typed(world, row_version="1", title="Bản kia"))
    response = client.post(address, data)
    assert response.status_code == 409
    assert [(side.label, side.saved, side.typed) for side in response.context["sides"]] == [
        ("Tên mô hình", "Bản kia", "Bản của tôi")
    ]
    assert response.context["form"]["row_version"].value() == "2"
    assert client.post(address, data | {"row_version": "2"}).status_code == 302
    assert Practice.objects.get().title == "Bản của tôi"


def test_edit_of_a_registered_practice_is_forbidden_with_the_reason(world: World) -> None:
    practice = world.practice(world.cast.office, years=REGISTERED)
    response = signed_in(world.cast.unit_head).get(f"/mo-hinh/{practice.code}/sua/")
    assert response.status_code == 403
    assert "Mô hình đã đăng ký, không sửa được nữa." in response.content.decode()


GETS = ["", "in/", "don-vi/"]


@pytest.mark.parametrize("path", GETS)
@pytest.mark.parametrize(
    ("role", "status"),
    [("unit_reporter", 200), ("unit_head", 200), ("propaganda_officer", 404), ("outsider", 404)],
)
def test_draft_is_not_found_outside_its_unit(world: World, path: str, role: str, status: int) -> None:
    practice = world.practice(world.cast.office, years=DRAFT)
    assert signed_in(getattr(world.cast, role)).get(f"/mo-hinh/{practice.code}/{path}").status_code == status


def post(world: World, role: str, practice: Practice, act: str, **data: str) -> int:
    address = f"/mo-hinh/{practice.code}/nam-2021/{act}/"
    return signed_in(getattr(world.cast, role)).post(address, data).status_code


# The acts that send something along; the others take no field at all.
REASONS = {act: {"reason": "Thiếu số đo."} for act in ("tra-lai", "khong-cong-nhan")}


@pytest.mark.parametrize(
    ("act", "years", "role", "state"),
    [
        ("dang-ky", DRAFT, "unit_head", "registered"),
        ("hieu-qua", REGISTERED, "propaganda_officer", "effective"),
        ("tra-lai", REGISTERED, "propaganda_officer", "returned"),
        ("khong-cong-nhan", REGISTERED, "propaganda_officer", "not_recognised"),
        (
            "cong-nhan",
            [(2021, Origin.NEW, YearState.EFFECTIVE)],
            "propaganda_officer",
            "recognised",
        ),
    ],
)
def test_each_act_moves_the_year(
    world: World, act: str, years: list[tuple[int, Origin, YearState]], role: str, state: str
) -> None:
    practice = world.practice(world.cast.office, years=years, **RESULT)
    assert post(world, role, practice, act, **REASONS.get(act, {})) == 302
    assert practice.years.get().state == state


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("unit_reporter", 403),
        ("unit_head", 403),
        ("province_lead", 403),
        ("outsider", 404),
        ("inspector", 404),
    ],
)
@pytest.mark.parametrize("act", ["hieu-qua", "tra-lai", "khong-cong-nhan", "cong-nhan"])
def test_decisions_of_others_are_refused(world: World, act: str, role: str, status: int) -> None:
    practice = world.practice(world.cast.office, years=REGISTERED, **RESULT)
    assert post(world, role, practice, act, **REASONS.get(act, {})) == status
    assert practice.years.get().state == "registered"


def test_return_without_reason_is_shown_again(world: World) -> None:
    practice = world.practice(world.cast.office, years=REGISTERED)
    assert post(world, "propaganda_officer", practice, "tra-lai", reason=" ") == 422
    assert post(world, "propaganda_officer", practice, "tra-lai", reason="...") == 422
    assert practice.years.get().state == "registered"


def test_acts_answer_no_get(world: World) -> None:
    practice = world.practice(world.cast.office, years=DRAFT)
    client = signed_in(world.cast.unit_head)
    assert client.get(f"/mo-hinh/{practice.code}/nam-2021/dang-ky/").status_code == 405


def test_refused_act_says_why_on_the_page(world: World) -> None:
    practice = world.practice(world.cast.office, years=REGISTERED)
    address = f"/mo-hinh/{practice.code}/nam-2021/hieu-qua/"
    page = signed_in(world.cast.propaganda_officer).post(address, follow=True).content.decode()
    assert "Mô hình chưa có kết quả đo được." in page


def test_result_form_fills_quarters(world: World) -> None:
    practice = world.practice(world.cast.office, years=REGISTERED)
    client = signed_in(world.cast.unit_reporter)
    address = f"/mo-hinh/{practice.code}/ket-qua/"
    form = client.get(address).context["form"]
    assert (form.quarters[0], form.quarters[-1]) == ("2019Q3", "2021Q2")
    data = {"result": "Còn 8,5 phút.", "result_value": "8,5", "q2021Q1": "9", "row_version": "1"}
    assert client.post(address, data).status_code == 302
    practice.refresh_from_db()
    assert practice.result_value == Decimal("8.5")
    assert list(practice.measurements.values_list("period", "value")) == [("2021Q1", Decimal(9))]
    assert client.post(address, data).status_code == 409


def acts_of(world: World, role: str, practice: Practice) -> list[str]:
    page = signed_in(getattr(world.cast, role)).get(f"/mo-hinh/{practice.code}/")
    return [act.label for act in page.context["next"].acts]


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        ("unit_reporter", ["Sửa nội dung"]),
        ("unit_head", ["Đăng ký với cấp trên", "Sửa nội dung"]),
    ],
)
def test_next_act_on_a_draft(world: World, role: str, expected: list[str]) -> None:
    assert acts_of(world, role, world.practice(world.cast.office, years=DRAFT)) == expected


@pytest.mark.parametrize(
    ("role", "result", "expected"),
    [
        ("unit_reporter", {}, ["Ghi kết quả"]),
        ("unit_reporter", RESULT, ["Sửa kết quả"]),
        ("propaganda_officer", {}, ["Trả lại kèm lý do", "Không công nhận"]),
        ("propaganda_officer", RESULT, ["Xác nhận có hiệu quả", "Trả lại kèm lý do", "Không công nhận"]),
        ("province_lead", RESULT, []),
    ],
)
def test_next_act_on_a_registered_practice(
    world: World, role: str, result: dict[str, object], expected: list[str]
) -> None:
    practice = world.practice(world.cast.office, years=REGISTERED, **result)
    assert acts_of(world, role, practice) == expected


def test_page_says_what_to_verify_and_opens_it(world: World) -> None:
    practice = world.practice(world.cast.hospital)
    order = world.order([practice], world.cast.units())
    world.answers(order, applied(practice, world.cast.office), declined(practice, world.cast.department))
    client = signed_in(world.cast.propaganda_officer)
    page = client.get(f"/mo-hinh/{practice.code}/")
    assert (page.context["next"].title, page.context["next"].who) == (
        "Tiếp theo: kiểm chứng 1 đơn vị",
        "Đảng ủy Khối",
    )
    steps = [when for _label, when in page.context["steps"]]
    assert steps == ["done", "done", "done", "done", "now", "later"]
    rows = client.get(page.context["next"].acts[0].url).context["rows"]
    assert [row.code for row in rows] == ["VPTU"]


def test_parts_of_the_answers_make_the_whole(world: World) -> None:
    practice = world.practice(world.cast.hospital)
    order = world.order([practice], world.cast.units())
    world.answers(order, verified(practice, world.cast.office))
    page = signed_in(world.cast.outsider).get(f"/mo-hinh/{practice.code}/")
    assert sum(part.count for part, _opens in page.context["parts"]) == page.context["answers"].asked == 3
    assert {part.standing: opens for part, opens in page.context["parts"]}["silent"] is False


def test_history_is_for_who_reads_the_unit(world: World) -> None:
    practice = world.practice(world.cast.office)
    for role, expected in (("propaganda_officer", ["Nhập vào sổ"]), ("outsider", [])):
        page = signed_in(getattr(world.cast, role)).get(f"/mo-hinh/{practice.code}/")
        assert [line.what for line in page.context["history"]] == expected


def test_maintain_is_offered_in_a_later_year_and_works(world: World) -> None:
    practice = world.practice(world.cast.office)
    client = signed_in(world.cast.unit_head)
    act = client.get(f"/mo-hinh/{practice.code}/").context["other_acts"][0]
    assert act.label == "Duy trì trong năm 2021"
    assert client.post(act.url).status_code == 302
    assert [row.state for row in practice.years.all()] == ["recognised", "draft"]


def test_text_is_escaped(world: World) -> None:
    practice = world.practice(world.cast.office, "<script>alert(1)</script>", method="<b>đậm</b>")
    page = signed_in(world.cast.outsider).get(f"/mo-hinh/{practice.code}/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;b&gt;đậm&lt;/b&gt;" in page
