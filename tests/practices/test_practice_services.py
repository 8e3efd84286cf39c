from datetime import date
from decimal import Decimal

import pytest

from lantoa.audit.queries import history_of
from lantoa.core import clock
from lantoa.core.errors import Conflict, Forbidden, Refused
from lantoa.practices.choices import Origin, YearState
from lantoa.practices.models import Practice
from lantoa.practices.services import practices as services
from lantoa.practices.services.practices import ResultTold
from tests.practices.world import World

REGISTERED = ((2021, Origin.NEW, YearState.REGISTERED),)
EFFECTIVE = ((2021, Origin.NEW, YearState.EFFECTIVE),)
RESULT = {"result": "Còn 8 phút.", "result_value": Decimal(8)}


def state(practice: Practice, year: int = 2021) -> str:
    return practice.years.get(year=year).state


def drafted(world: World, **changes: object) -> Practice:
    return services.draft_practice(
        actor=world.cast.unit_reporter,
        unit=world.cast.office,
        year=2021,
        text=world.text(**changes),  # type: ignore[arg-type]
    )


def sentence(error: pytest.ExceptionInfo[Refused] | pytest.ExceptionInfo[Forbidden]) -> str:
    return error.value.sentence


def test_draft_gets_code_and_draft_year(world: World) -> None:
    practice = drafted(world)
    assert practice.code == "MH-2021-001"
    assert list(practice.years.values_list("year", "origin", "state")) == [(2021, "new", "draft")]


def test_draft_learned_from_another_says_so(world: World) -> None:
    source = world.practice(world.cast.hospital, "Nguồn")
    practice = drafted(world, learned_from=source)
    assert practice.years.get().origin == Origin.LEARNED


def test_codes_run_on_past_999(world: World) -> None:
    world.practice(world.cast.office, "Một")
    Practice.objects.update(code="MH-2020-999")
    assert world.practice(world.cast.office, "Hai").code == "MH-2020-1000"
    assert world.practice(world.cast.office, "Ba").code == "MH-2020-1001"


def test_draft_for_a_strange_unit_is_forbidden(world: World) -> None:
    with pytest.raises(Forbidden):
        services.draft_practice(
            actor=world.cast.unit_reporter, unit=world.cast.hospital, year=2021, text=world.text()
        )
    assert Practice.objects.count() == 0


def test_draft_with_the_units_own_title_is_refused(world: World) -> None:
    world.practice(world.cast.office, "Năm phút tiếp đón")
    with pytest.raises(Refused) as error:
        drafted(world, title="NAM PHUT  tiep don")
    assert sentence(error) == (
        "Đơn vị đã có mô hình tên «NAM PHUT  tiep don». Đặt tên khác, hoặc ghi tiếp vào mô hình đó."
    )
    assert error.value.fields == {"title": "Tên đã dùng trong đơn vị."}


def test_same_title_in_another_unit_is_allowed(world: World) -> None:
    world.practice(world.cast.hospital, "Năm phút tiếp đón")
    assert drafted(world).code == "MH-2021-001"


def test_draft_without_title_is_refused(world: World) -> None:
    with pytest.raises(Refused) as error:
        drafted(world, title="…")
    assert sentence(error) == "Mô hình chưa có tên."


def test_draft_due_before_start_is_refused(world: World) -> None:
    with pytest.raises(Refused) as error:
        drafted(world, target_on=date(2019, 3, 31))
    assert error.value.fields == {"target_on": "Hạn này sớm hơn ngày bắt đầu thực hiện."}


def test_edit_raises_version_and_search_key(world: World) -> None:
    practice = drafted(world)
    edited = services.edit_practice(
        actor=world.cast.unit_head, practice=practice, text=world.text("Tên mới"), row_version=1
    )
    assert (edited.title, edited.row_version) == ("Tên mới", 2)
    assert edited.search_key.startswith("mh 2021 001 ten moi")
    last = history_of("practices.practice", practice.pk).first()
    assert last is not None
    assert (last.act, last.before, last.after) == (
        "practice.edited",
        {"title": "Năm phút tiếp đón"},
        {"title": "Tên mới"},
    )


def test_edit_of_stale_version_conflicts(world: World) -> None:
    practice = drafted(world)
    services.edit_practice(
        actor=world.cast.unit_head, practice=practice, text=world.text("Bản một"), row_version=1
    )
    with pytest.raises(Conflict):
        services.edit_practice(
            actor=world.cast.unit_reporter, practice=practice, text=world.text("Bản hai"), row_version=1
        )
    assert Practice.objects.get().title == "Bản một"


def test_edit_after_registration_is_refused(world: World) -> None:
    practice = world.practice(world.cast.office, years=REGISTERED)
    with pytest.raises(Refused) as error:
        services.edit_practice(
            actor=world.cast.unit_head, practice=practice, text=world.text(), row_version=1
        )
    assert sentence(error) == "Mô hình đã đăng ký, không sửa được nữa. Cần sửa thì đề nghị cấp trên trả lại."


def test_edit_learning_from_itself_is_refused(world: World) -> None:
    practice = drafted(world)
    with pytest.raises(Refused) as error:
        services.edit_practice(
            actor=world.cast.unit_head,
            practice=practice,
            text=world.text(learned_from=practice),
            row_version=1,
        )
    assert error.value.fields == {"learned_from": "Chọn mô hình khác."}


def test_register_by_head_moves_and_dates(world: World) -> None:
    practice = drafted(world)
    row = services.register_practice(actor=world.cast.unit_head, practice=practice, year=2021)
    assert (row.state, row.registered_at) == ("registered", clock.now())


def test_register_by_reporter_is_forbidden(world: World) -> None:
    practice = drafted(world)
    with pytest.raises(Forbidden) as error:
        services.register_practice(actor=world.cast.unit_reporter, practice=practice, year=2021)
    assert sentence(error) == "Người đứng đầu đơn vị là người đăng ký mô hình với cấp trên."
    assert state(practice) == "draft"


def test_register_names_all_that_is_lacking(world: World) -> None:
    practice = drafted(world, problem="", goal="-", method="", measure="")
    with pytest.raises(Refused) as error:
        services.register_practice(actor=world.cast.unit_head, practice=practice, year=2021)
    assert sentence(error) == "Chưa đủ để đăng ký: thiếu vấn đề cần giải quyết, mục tiêu, cách làm, số đo."


def test_register_of_unknown_year_is_refused(world: World) -> None:
    practice = drafted(world)
    with pytest.raises(Refused) as error:
        services.register_practice(actor=world.cast.unit_head, practice=practice, year=2019)
    assert sentence(error) == "Mô hình không có bản ghi năm 2019."


@pytest.mark.parametrize("move", ["register_practice", "recognise_practice"])
def test_move_from_a_wrong_state_is_refused(world: World, move: str) -> None:
    practice = world.practice(world.cast.office, years=REGISTERED)
    actor = world.cast.unit_head if move == "register_practice" else world.cast.propaganda_officer
    with pytest.raises(Refused) as error:
        getattr(services, move)(actor=actor, practice=practice, year=2021)
    assert sentence(error) == "Mô hình đang ở bước khác. Tải lại trang để xem tình trạng mới nhất."
    assert state(practice) == "registered"


def test_send_back_keeps_the_reason_and_lets_the_unit_edit(world: World) -> None:
    practice = world.practice(world.cast.office, years=REGISTERED)
    row = services.send_back_practice(
        actor=world.cast.propaganda_officer, practice=practice, year=2021, reason="Thiếu số đo đầu kỳ."
    )
    assert (row.state, row.reason) == ("returned", "Thiếu số đo đầu kỳ.")
    edited = services.edit_practice(
        actor=world.cast.unit_reporter, practice=practice, text=world.text("Bản sửa"), row_version=1
    )
    assert edited.title == "Bản sửa"


def test_send_back_without_reason_is_refused(world: World) -> None:
    practice = world.practice(world.cast.office, years=REGISTERED)
    with pytest.raises(Refused) as error:
        services.send_back_practice(
            actor=world.cast.propaganda_officer, practice=practice, year=2021, reason="  "
        )
    assert sentence(error) == "Ghi lý do trả lại để đơn vị biết cần sửa gì."
    assert error.value.fields == {"reason": "Chưa có lý do."}


@pytest.mark.parametrize(
    "role", ["unit_head", "unit_reporter", "province_lead", "inspector", "hospital_head"]
)
@pytest.mark.parametrize("move", ["confirm_effective", "recognise_practice"])
def test_only_staff_above_decides(world: World, role: str, move: str) -> None:
    practice = world.practice(world.cast.office, years=REGISTERED, **RESULT)
    with pytest.raises(Forbidden):
        getattr(services, move)(actor=getattr(world.cast, role), practice=practice, year=2021)
    assert state(practice) == "registered"


def test_staff_does_not_decide_on_the_practice_of_their_own_unit(world: World) -> None:
    practice = world.practice(world.cast.bloc, years=REGISTERED, **RESULT)
    with pytest.raises(Forbidden):
        services.confirm_effective(actor=world.cast.propaganda_officer, practice=practice, year=2021)


def test_confirm_without_a_measured_result_is_refused(world: World) -> None:
    practice = world.practice(world.cast.office, years=REGISTERED)
    with pytest.raises(Refused) as error:
        services.confirm_effective(actor=world.cast.propaganda_officer, practice=practice, year=2021)
    assert (
        sentence(error) == "Mô hình chưa có kết quả đo được. Đề nghị đơn vị ghi kết quả trước khi xác nhận."
    )


def test_result_told_then_confirmed_then_recognised(world: World) -> None:
    practice = world.practice(world.cast.office, years=REGISTERED)
    services.tell_result(
        actor=world.cast.unit_reporter,
        practice=practice,
        told=ResultTold("Còn 8 phút.", Decimal(8), "Đo rồi mới bàn.", [("2020Q4", Decimal(8))]),
        row_version=1,
    )
    officer = world.cast.propaganda_officer
    # `practice` is as it was before the result: the service reads what stands in the database.
    services.confirm_effective(actor=officer, practice=practice, year=2021)
    row = services.recognise_practice(actor=officer, practice=practice, year=2021)
    assert (row.state, row.decided_at) == ("recognised", clock.now())
    assert list(practice.measurements.values_list("period", "value")) == [("2020Q4", Decimal(8))]


def test_result_of_one_quarter_is_replaced(world: World) -> None:
    practice = world.practice(world.cast.office, years=REGISTERED)
    for version, value in ((1, Decimal(9)), (2, Decimal(8))):
        services.tell_result(
            actor=world.cast.unit_head,
            practice=practice,
            told=ResultTold("Còn 8 phút.", value, "", [("2020Q4", value)]),
            row_version=version,
        )
    assert list(practice.measurements.values_list("value", flat=True)) == [Decimal(8)]


@pytest.mark.parametrize("years", [EFFECTIVE, ((2021, Origin.NEW, YearState.DRAFT),)])
def test_result_out_of_time_is_refused(
    world: World, years: tuple[tuple[int, Origin, YearState], ...]
) -> None:
    practice = world.practice(world.cast.office, years=years)
    with pytest.raises(Refused) as error:
        services.tell_result(
            actor=world.cast.unit_head, practice=practice, told=ResultTold("x", None), row_version=1
        )
    assert sentence(error) == "Chỉ ghi kết quả khi mô hình đã đăng ký và chưa được xác nhận có hiệu quả."


def test_result_that_says_nothing_is_refused(world: World) -> None:
    practice = world.practice(world.cast.office, years=REGISTERED)
    with pytest.raises(Refused) as error:
        services.tell_result(
            actor=world.cast.unit_head, practice=practice, told=ResultTold("...", None), row_version=1
        )
    assert error.value.fields == {"result": "Chưa có kết quả."}


def test_stale_result_conflicts(world: World) -> None:
    practice = world.practice(world.cast.office, years=REGISTERED)
    with pytest.raises(Conflict):
        services.tell_result(
            actor=world.cast.unit_head, practice=practice, told=ResultTold("Tốt.", None), row_version=7
        )


def test_refuse_recognition_needs_and_keeps_a_reason(world: World) -> None:
    practice = world.practice(world.cast.office, years=EFFECTIVE)
    officer = world.cast.propaganda_officer
    with pytest.raises(Refused) as error:
        services.refuse_recognition(actor=officer, practice=practice, year=2021, reason="")
    assert sentence(error) == "Ghi lý do không công nhận."
    row = services.refuse_recognition(
        actor=officer, practice=practice, year=2021, reason="Kết quả không giữ được."
    )
    assert (row.state, row.reason) == ("not_recognised", "Kết quả không giữ được.")


def test_continue_begins_a_maintained_draft(world: World) -> None:
    practice = world.practice(world.cast.office)
    row = services.continue_practice(actor=world.cast.unit_reporter, practice=practice, year=2021)
    assert (row.origin, row.state) == ("maintained", "draft")
    assert state(practice, 2020) == "recognised"


@pytest.mark.parametrize(
    ("years", "year", "said"),
    [
        (
            ((2020, Origin.NEW, YearState.RECOGNISED),),
            2020,
            "Mô hình đã có bản ghi năm 2020.",
        ),
        (
            ((2020, Origin.NEW, YearState.DRAFT),),
            2021,
            "Hoàn thành đăng ký của năm trước rồi mới đăng ký duy trì.",
        ),
        (
            ((2020, Origin.NEW, YearState.RECOGNISED),),
            2022,
            "Chưa tới năm 2022 nên chưa đăng ký duy trì được.",
        ),
    ],
)
def test_continue_out_of_turn_is_refused(
    world: World, years: tuple[tuple[int, Origin, YearState], ...], year: int, said: str
) -> None:
    practice = world.practice(world.cast.office, years=years)
    with pytest.raises(Refused) as error:
        services.continue_practice(actor=world.cast.unit_head, practice=practice, year=year)
    assert sentence(error) == said


def test_continue_by_another_unit_is_forbidden(world: World) -> None:
    practice = world.practice(world.cast.office)
    with pytest.raises(Forbidden):
        services.continue_practice(actor=world.cast.outsider, practice=practice, year=2021)
