"""Duties that become a topic, a collection or a call: made once with the issuing or not at all, and open from both ends."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from lantoa.audit.models import Entry
from lantoa.core.actor import SYSTEM
from lantoa.core.errors import Forbidden, Refused
from lantoa.core.reference import Reference
from lantoa.directives.choices import IssuingState, TopicSpan
from lantoa.directives.duty_texts import DutyText
from lantoa.directives.models import Directive, Duty, Issuing, Receipt, StudyTopic
from lantoa.directives.queries.duties import raised_by
from lantoa.directives.queries.issuings import duties_of
from lantoa.directives.services import issuings as issuing_services
from lantoa.directives.services.duties import put_duty
from lantoa.directives.services.issuings import issue
from lantoa.practices.choices import CallState
from lantoa.practices.models import Call
from lantoa.reporting.choices import PeriodLength
from lantoa.reporting.design import LineSpec, SectionSpec, SheetSpec
from lantoa.reporting.models import Collection, Obligation
from lantoa.reporting.services.sheets import publish_sheet
from lantoa.tasks.models import Task
from tests.cast import Cast
from tests.directives.issuing_world import DUE, directive_of, drafted, text

KINDS = (("topic", TopicSpan.YEAR), ("collection", "BCT/2021Q2"), ("call", "recognition"))


@pytest.fixture
def directive(cast: Cast, story_day: None) -> Directive:
    """With a sheet to collect."""
    lines = [LineSpec("t.1", "Số buổi", "buổi")]
    sheet = SheetSpec("BCT", "Báo cáo thử", PeriodLength.QUARTER, [SectionSpec("I", "Số liệu", lines)])
    publish_sheet(actor=SYSTEM, sheet=sheet)
    return directive_of(cast)


def put(cast: Cast, made: Issuing, kind: str, choice: str, **change: Any) -> Duty:
    what = DutyText(**{"title": f"Việc {kind}", "due_on": DUE, "kind": kind, "choice": choice, **change})
    made.refresh_from_db()
    return put_duty(actor=cast.propaganda_officer, issuing=made, text=what, row_version=made.row_version)


def all_kinds(cast: Cast, directive: Directive) -> Issuing:
    made = drafted(cast, directive, text("direct"))
    for kind, choice in KINDS:
        put(cast, made, kind, choice)
    put(cast, made, "task", "")
    made.refresh_from_db()
    return made


def go(cast: Cast, made: Issuing, **change: Any) -> Issuing:
    by = {"actor": cast.propaganda_officer, **change}
    return issue(issuing=made, row_version=made.row_version, counted=3, **by)


def as_(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_duties_become_what_was_chosen_and_open_from_both_ends(cast: Cast, directive: Directive) -> None:
    made = go(cast, all_kinds(cast, directive))
    topic, collection, call = StudyTopic.objects.get(), Collection.objects.get(), Call.objects.get()
    assert [(one.made_kind, one.made_id) for one in duties_of(made)] == [
        ("directives.studytopic", topic.pk),
        ("reporting.collection", collection.pk),
        ("practices.call", call.pk),
        ("", None),
    ]
    assert (topic.title, topic.directive, topic.first_year) == ("Việc topic", directive, 2021)
    assert (collection.title, collection.due_at.isoformat()) == (
        "Việc collection",
        "2021-04-20T17:00:00+00:00",
    )
    asked = Obligation.objects.filter(collection=collection).order_by("unit__code")
    assert list(asked.values_list("unit__code", flat=True)) == ["BENHVIEN", "SONV", "VPTU"]
    assert (call.state, call.closes_on, call.directive) == (CallState.OPEN, DUE, directive)
    assert Task.objects.count() == 3  # of the fourth duty alone
    staff = as_(cast.propaganda_officer)
    page = staff.get(f"/tiep-nhan/dot/{made.code}/").content.decode()
    for address in (
        f"/hoc-tap/chuyen-de/{topic.code}/",
        f"/bao-cao/{collection.code}/",
        f"/mo-hinh/dot-xet/{call.code}/",
    ):
        assert f'href="{address}"' in page, address
        assert f'href="/tiep-nhan/dot/{made.code}/#viec-' in staff.get(address).content.decode(), address
    assert "3 nhiệm vụ: 0 đã xong, 0 quá hạn" in page
    board = staff.get(f"/bao-cao/{collection.code}/dieu-hanh/").content.decode()
    assert "Chỉ thị 12-CT/ĐUK: Việc collection" in board
    reference = Reference("reporting.collection", collection.pk)
    assert raised_by(cast.outsider, reference) is None


def test_nothing_is_issued_where_one_thing_cannot_be_made(cast: Cast, directive: Directive) -> None:
    """The collection was opened by hand between drafting and issuing."""
    made = all_kinds(cast, directive)
    from lantoa.directives.becoming import collections
    from lantoa.reporting.queries.openings import next_to_open
    from lantoa.reporting.services.collections import open_collection

    version, period = next((one, other) for one, other in next_to_open(cast.bloc) if other.code == "2021Q2")
    open_collection(
        actor=SYSTEM,
        sheet_version=version,
        period=period,
        owner=cast.bloc,
        units=[cast.office],
        due_at=period_end(period),
        closes_at=period_end(period),
    )
    assert "BCT/2021Q2" not in dict(collections(cast.bloc))
    with pytest.raises(Refused, match="lựa chọn này không còn"):
        go(cast, made)
    made.refresh_from_db()
    assert (made.state, Receipt.objects.count(), StudyTopic.objects.count()) == (IssuingState.DRAFT, 0, 0)
    assert (Call.objects.count(), Task.objects.count()) == (0, 0)


def period_end(period: Any) -> Any:
    from lantoa.core import clock

    return clock.instant(period.end, 17)


def test_who_may_not_make_it_cannot_choose_or_issue_it(cast: Cast, directive: Directive) -> None:
    made = all_kinds(cast, directive)
    with pytest.raises(Refused, match="người phát động phải có quyền lập chuyên đề học tập"):
        go(cast, made, actor=cast.province_lead)
    assert StudyTopic.objects.count() == 0
    with pytest.raises(Forbidden):
        put_duty(
            actor=cast.unit_head,
            issuing=made,
            text=DutyText("Học", DUE, kind="topic", choice="year"),
            row_version=made.row_version,
        )


@pytest.mark.parametrize(
    ("kind", "choice", "change", "said"),
    [
        ("topic", "decade", {}, "lựa chọn này không còn"),
        ("party", "year", {}, "lựa chọn này không còn"),
        ("collection", "BCT/2010Q1", {}, "lựa chọn này không còn"),
        ("call", "recognition", {"title": "a" * 201}, "dài nhất 200 ký tự"),
        ("topic", "year", {"due_on": date(2021, 4, 5)}, "đã qua"),
    ],
)
def test_bad_choice_is_refused(
    cast: Cast, directive: Directive, kind: str, choice: str, change: dict[str, Any], said: str
) -> None:
    made = drafted(cast, directive)
    with pytest.raises(Refused, match=said):
        put(cast, made, kind, choice, **change)
    assert Duty.objects.count() == 0


def test_job_makes_a_collection_of_many_units_once_and_notes_what_hinders_it(
    cast: Cast, directive: Directive, monkeypatch: pytest.MonkeyPatch
) -> None:
    from lantoa.directives.jobs import issue_down

    monkeypatch.setattr(issuing_services, "AT_ONCE", 2)
    made = go(cast, all_kinds(cast, directive))
    assert (made.state, StudyTopic.objects.count(), Call.objects.count()) == (IssuingState.RUNNING, 1, 1)
    assert (Collection.objects.count(), Receipt.objects.count()) == (0, 0)
    # Somebody opens the same by hand before the worker comes.
    hindered = Duty.objects.get(issuing=made, kind="collection")
    Duty.objects.filter(pk=hindered.pk).update(choice="BCT/2010Q1")
    issue_down(str(made.pk))
    issue_down(str(made.pk))
    made.refresh_from_db()
    hindered.refresh_from_db()
    assert (made.state, made.done, Receipt.objects.count()) == (IssuingState.ISSUED, 3, 3)
    assert (hindered.made, Collection.objects.count()) == (None, 0)
    assert "Đợt thu này đã được mở" in hindered.hindrance
    assert (
        "Chưa lập được:" in as_(cast.propaganda_officer).get(f"/tiep-nhan/dot/{made.code}/").content.decode()
    )


def test_job_opens_the_collection_for_all_units(
    cast: Cast, directive: Directive, monkeypatch: pytest.MonkeyPatch
) -> None:
    from lantoa.directives.jobs import issue_down

    monkeypatch.setattr(issuing_services, "AT_ONCE", 2)
    made = drafted(cast, directive)
    put(cast, made, "collection", "BCT/2021Q2")
    made.refresh_from_db()
    made = go(cast, made)
    issue_down(str(made.pk))
    issue_down(str(made.pk))
    assert (Collection.objects.count(), Obligation.objects.count(), Receipt.objects.count()) == (1, 3, 3)
    assert Entry.objects.filter(act="collection.opened").count() == 1


def test_task_given_in_bulk_tells_where_it_came_from(cast: Cast, directive: Directive) -> None:
    made = go(cast, all_kinds(cast, directive))
    task = Task.objects.get(unit=cast.office)
    page = as_(cast.unit_reporter).get(f"/nhiem-vu/{task.code}/").content.decode()
    assert "Giao cùng lúc cho 3 đơn vị theo Chỉ thị 12-CT/ĐUK." in page
    assert made.code in as_(cast.propaganda_officer).get(f"/nhiem-vu/{task.code}/").content.decode()
    own = as_(cast.unit_reporter).get(f"/tiep-nhan/{directive.code}/VPTU/").content.decode()
    assert f'href="/nhiem-vu/{task.code}/"' in own


def test_form_offers_what_may_be_made_and_keeps_the_choice(cast: Cast, directive: Directive) -> None:
    made = drafted(cast, directive)
    staff, address = as_(cast.propaganda_officer), f"/tiep-nhan/dot/{made.code}/viec/"
    offered = staff.get(address).content.decode()
    for value in ("topic:year", "topic:term", "collection:BCT/2021Q2", "call:recognition"):
        assert f'value="{value}"' in offered, value
    typed = {"title": "Học", "due_on": "20/4/2021", "row_version": "1", "viec": "luu"}
    wrong = staff.post(address, typed | {"becomes": "topic:decade"})
    assert (wrong.status_code, Duty.objects.count()) == (422, 0)
    assert staff.post(address, typed | {"becomes": "topic:term"}).status_code == 302
    assert 'value="topic:term" selected' in staff.get(f"{address}1/").content.decode()
