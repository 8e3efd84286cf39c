"""A unit's profile: values with days and papers, who reads and writes them, and the page."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lantoa.accounts.models import User
from lantoa.audit.models import Entry
from lantoa.core.actor import SYSTEM
from lantoa.core.errors import Forbidden, Refused
from lantoa.organisation.choices import ProfileKind
from lantoa.organisation.models import ProfileEntry, ProfileField, Unit
from lantoa.organisation.queries.profile import profile_of
from lantoa.organisation.services.profile import correct_value, enter_value
from lantoa.organisation.services.reference import NewProfileField, enter_profile_fields
from tests.cast import SINCE, TODAY, Cast

MARCH, APRIL = date(2021, 3, 1), date(2021, 4, 1)
PAGE = "/to-chuc/don-vi/VPTU/ho-so/"
Fields = dict[str, ProfileField]


@pytest.fixture
def fields(cast: Cast) -> Fields:
    return enter_profile_fields(
        actor=SYSTEM,
        fields=[
            NewProfileField("bien-che", "Biên chế", ProfileKind.COUNT, SINCE, "người"),
            NewProfileField("kinh-phi", "Kinh phí", ProfileKind.AMOUNT, SINCE, "triệu đồng"),
            NewProfileField("chuc-nang", "Chức năng", ProfileKind.TEXT, SINCE),
            NewProfileField("cu", "Mục cũ", ProfileKind.COUNT, SINCE, "", date(2020, 1, 1)),
        ],
    )


def enter(
    cast: Cast, field: ProfileField, value: object, since: date, unit: Unit | None = None
) -> ProfileEntry:
    return enter_value(
        actor=cast.unit_head,
        unit=unit or cast.office,
        field=field,
        value=value,  # type: ignore[arg-type]
        since=since,
        source="Báo cáo 12-BC/ĐU",
    )


def held(unit: Unit, field: ProfileField) -> list[tuple[Decimal | None, date, date | None]]:
    rows = ProfileEntry.objects.filter(unit=unit, field=field).order_by("valid")
    return [(one.number, one.valid.lower, one.valid.upper) for one in rows]


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def sent(value: str = "1.250", since: str = "01/3/2021", source: str = "Báo cáo 12-BC/ĐU") -> dict[str, str]:
    return {"muc": "bien-che", "bien-che-value": value, "bien-che-since": since, "bien-che-source": source}


def test_new_value_ends_the_one_before_and_stops_at_the_next(cast: Cast, fields: Fields) -> None:
    field = fields["bien-che"]
    enter(cast, field, 40, SINCE)
    enter(cast, field, 50, APRIL)
    enter(cast, field, 45, MARCH)
    assert held(cast.office, field) == [
        (Decimal(40), SINCE, MARCH),
        (Decimal(45), MARCH, APRIL),
        (Decimal(50), APRIL, None),
    ]
    told = profile_of(cast.office, MARCH)[0]
    assert told.now and (told.now.number, told.now.last_day) == (45, date(2021, 3, 31))
    assert ([one.number for one in told.coming], [one.number for one in told.before]) == ([50], [40])


def test_what_cannot_hold_is_refused(cast: Cast, fields: Fields) -> None:
    enter(cast, fields["bien-che"], 40, MARCH)
    for field, value, since, at, sentence in (
        (
            "bien-che",
            41,
            MARCH,
            "since",
            "Đã có giá trị từ ngày này. Nếu ghi nhầm, bấm «Sửa chỗ ghi nhầm» ở giá trị đó.",
        ),
        ("bien-che", 40, APRIL, "value", "Giá trị này đang được ghi rồi; không có gì thay đổi."),
        ("bien-che", 41, date(2010, 1, 1), "since", "Đơn vị không hoạt động vào ngày 01/01/2010."),
        ("cu", 1, MARCH, "since", "Mục này không dùng vào ngày 01/3/2021."),
    ):
        with pytest.raises(Refused) as refused:
            enter(cast, fields[field], value, since)
        assert refused.value.fields == {at: sentence}
    assert ProfileEntry.objects.count() == 1


def test_correction_keeps_the_days_and_the_record_keeps_the_mistake(cast: Cast, fields: Fields) -> None:
    entry = enter(cast, fields["bien-che"], 400, MARCH)
    with pytest.raises(Refused):
        correct_value(actor=cast.unit_head, entry=entry, value=400, source="Báo cáo 12-BC/ĐU", reason="Không")
    correct_value(
        actor=cast.unit_head, entry=entry, value=40, source="Báo cáo 12-BC/ĐU", reason="Gõ thừa một số 0"
    )
    assert held(cast.office, fields["bien-che"]) == [(Decimal(40), MARCH, None)]
    told = Entry.objects.get(act="profile.value_corrected")
    assert (told.before["value"], told.after["value"]) == ("400.00", "40.00")
    assert told.after["reason"] == "Gõ thừa một số 0"


def test_head_writes_of_the_own_unit_and_staff_of_all_below(cast: Cast, fields: Fields) -> None:
    with pytest.raises(Forbidden):
        enter(cast, fields["bien-che"], 1, MARCH, cast.hospital)
    for user in (cast.unit_reporter, cast.province_lead, cast.administrator, cast.auditor):
        with pytest.raises(Forbidden):
            enter_value(
                actor=user, unit=cast.office, field=fields["bien-che"], value=1, since=MARCH, source="x"
            )
    enter_value(
        actor=cast.propaganda_officer,
        unit=cast.hospital,
        field=fields["bien-che"],
        value=1,
        since=MARCH,
        source="x",
    )
    assert ProfileEntry.objects.count() == 1


def test_page_takes_a_value_and_shows_it_with_its_paper(cast: Cast, fields: Fields) -> None:
    client = as_(cast.unit_head)
    assert client.post(PAGE, sent()).headers["Location"] == PAGE
    shown = client.get(PAGE).content.decode()
    assert "1.250</b> người" in shown and "Báo cáo 12-BC/ĐU" in shown
    assert "1.250</b> người" in client.get("/don-vi/VPTU/").content.decode()
    entry = ProfileEntry.objects.get()
    wrong = client.post(f"{PAGE}{entry.pk}/sua/", {"value": "1.205", "source": "Báo cáo", "reason": ""})
    assert wrong.status_code == 422 and 'value="1.205"' in wrong.content.decode()
    right = client.post(
        f"{PAGE}{entry.pk}/sua/", {"value": "1.205", "source": "Báo cáo", "reason": "Gõ nhầm"}
    )
    assert right.status_code == 302
    assert held(cast.office, fields["bien-che"]) == [(Decimal(1205), MARCH, None)]


@pytest.mark.parametrize(
    "form",
    [
        sent(value="12,5"),
        sent(value="1,250"),
        sent(value="-3"),
        sent(value="nhiều"),
        sent(value=""),
        sent(since="31/02/2021"),
        sent(since=""),
        sent(source=""),
        sent(source="a" * 301),
    ],
)
def test_bad_input_is_refused_with_what_was_typed(cast: Cast, fields: Fields, form: dict[str, str]) -> None:
    answer = as_(cast.unit_head).post(PAGE, form)
    assert answer.status_code == 422
    assert f'value="{form["bien-che-value"]}"' in answer.content.decode() or not form["bien-che-value"]
    assert not ProfileEntry.objects.exists()


def test_field_that_does_not_exist_is_absent(cast: Cast, fields: Fields) -> None:
    assert as_(cast.unit_head).post(PAGE, sent() | {"muc": "khong-co"}).status_code == 404


def test_page_opens_without_any_field(cast: Cast) -> None:
    assert "Hồ sơ chưa có mục nào" in as_(cast.unit_head).get(PAGE).content.decode()


def test_page_takes_as_many_statements_for_many_values_as_for_one(cast: Cast, fields: Fields) -> None:
    client = as_(cast.unit_head)
    counted = []
    for days in ((SINCE,), (MARCH, APRIL, TODAY)):
        for number, day in enumerate(days):
            enter(cast, fields["bien-che"], day.toordinal() % 1000, day)
            enter(cast, fields["kinh-phi"], Decimal(f"{day.toordinal() % 1000}.5") + number, day)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(PAGE).status_code == 200
        counted.append(len(seen))
    assert counted == [11, 11]
