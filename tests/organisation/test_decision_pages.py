"""The register of decisions, a decision's page, its undoing, and the comparison of two days, over the wire."""

from datetime import date, timedelta
from html import unescape
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from lantoa.accounts.models import User
from lantoa.attachments.services import store
from lantoa.core import clock
from lantoa.core.actor import SYSTEM
from lantoa.core.errors import NotFound
from lantoa.organisation.models import Reorganisation, UnitEvent, UnitKind, UnitVersion
from lantoa.organisation.queries.comparison import Difference, comparison
from lantoa.organisation.queries.decisions import (
    DecisionFilter,
    counts,
    decisions,
    get_decision,
    told,
    with_units,
)
from lantoa.organisation.services import events
from lantoa.organisation.services.undoing import undo_events
from lantoa.organisation.services.units import Decision, NewUnit, establish_units, rename_unit
from tests.cast import Cast

DAY = date(2021, 2, 1)


def decision(day: date = DAY, number: str = "12-QĐ/TU", issuer: str = "Tỉnh ủy") -> Decision:
    return Decision(number, min(day, date(2021, 4, 1)) - timedelta(days=5), day, issuer)


def new(code: str, parent: str | None = "KHOI") -> NewUnit:
    kind = UnitKind.objects.get(code="grassroots_party_organization")
    return NewUnit(code, f"Đảng bộ cơ sở {code}", code, kind, parent)


@pytest.fixture
def story(cast: Cast) -> Cast:
    """A renaming, a merging that is undone, a merging that stands, one that is yet to come."""
    rename_unit(
        actor=SYSTEM,
        unit=cast.hospital,
        decision=decision(date(2020, 5, 1), "05-QĐ/ĐUK", "Đảng ủy Khối"),
        name="Đảng bộ cơ sở Bệnh viện Đa khoa",
        short_name="Bệnh viện Đa khoa",
    )
    for target in ("NHAM", "MOI"):
        events.merge_units(
            actor=SYSTEM,
            decision=decision(number=f"{target}-QĐ/TU"),
            sources=[cast.office, cast.hospital],
            target=new(target),
        )
        if target == "NHAM":
            last = UnitEvent.objects.order_by("-sequence")[0]
            undo_events(actor=SYSTEM, events=[last], reason="Nhập nhầm tên đơn vị mới")
    events.change_official_code(
        actor=SYSTEM,
        decision=decision(date(2021, 6, 1), "20-QĐ/TU"),
        unit=cast.department,
        official_code="93.001",
    )
    return cast


def numbers(user: User, **wanted: object) -> list[str]:
    return [one.decision_number for one in decisions(user, DecisionFilter(**wanted))]  # type: ignore[arg-type]


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def workbook(content: bytes) -> list[tuple[object, ...]]:
    sheet = load_workbook(BytesIO(content)).active
    assert sheet is not None
    return list(sheet.iter_rows(values_only=True))


def read(client: Client, name: str, query: str = "", **words: str) -> str:
    response = client.get(reverse(f"organisation:{name}", kwargs=words) + query)
    assert response.status_code == 200
    return unescape(response.content.decode())


def test_register_is_narrowed_by_each_filter(story: Cast) -> None:
    user = story.inspector
    every = ["20-QĐ/TU", "MOI-QĐ/TU", "NHAM-QĐ/TU", "05-QĐ/ĐUK", "01-QĐ/TU"]
    assert numbers(user) == every
    assert numbers(user, sort="effective") == every[::-1]
    assert numbers(user, text="05 qd duk") == ["05-QĐ/ĐUK"]
    assert numbers(user, text="qdtc-2020-001") == ["05-QĐ/ĐUK"]
    assert numbers(user, kind="merge") == ["MOI-QĐ/TU", "NHAM-QĐ/TU"]
    assert numbers(user, year=2020) == ["05-QĐ/ĐUK"]
    assert numbers(user, issuer="Đảng ủy Khối") == ["05-QĐ/ĐUK"]
    assert numbers(user, unit="benh vien tinh") == ["MOI-QĐ/TU", "NHAM-QĐ/TU", "05-QĐ/ĐUK", "01-QĐ/TU"]
    assert numbers(user, unit="nham") == ["NHAM-QĐ/TU"]
    assert numbers(user, state="sap-toi") == ["20-QĐ/TU"]
    assert numbers(user, state="huy-bo") == ["NHAM-QĐ/TU"]
    assert numbers(user, state="nhap-muon") == ["MOI-QĐ/TU", "05-QĐ/ĐUK", "01-QĐ/TU"]
    assert counts(user, DecisionFilter()) == {"": 5, "hieu-luc": 3, "sap-toi": 1, "nhap-muon": 3, "huy-bo": 1}


def test_register_names_units_also_those_that_are_no_more(story: Cast) -> None:
    rows = with_units(story.inspector, decisions(story.inspector, DecisionFilter()))
    named = {row.decision_number: (row.shown_units, row.more_units) for row in rows}  # type: ignore[attr-defined]
    assert named["NHAM-QĐ/TU"] == (["Văn phòng Tỉnh ủy", "Bệnh viện Đa khoa", "NHAM"], 0)
    assert named["01-QĐ/TU"] == (["Đảng ủy Khối", "Tỉnh ủy", "Văn phòng Tỉnh ủy"], 2)


def test_decisions_of_another_tree_are_as_if_absent(story: Cast) -> None:
    establish_units(actor=SYSTEM, decision=decision(number="99-QĐ/TU"), units=[new("KHAC", None)])
    code = UnitEvent.objects.get(decision_number="99-QĐ/TU").code
    assert "99-QĐ/TU" not in numbers(story.inspector)
    for wanted in (code, "KHONG-CO"):
        with pytest.raises(NotFound):
            get_decision(story.inspector, wanted)


def test_page_tells_before_and_after(story: Cast) -> None:
    found = told(story.inspector, UnitEvent.objects.get(decision_number="MOI-QĐ/TU"))
    assert [(row.code, row.before and row.before.name, row.after) for row in found.sources] == [
        ("VPTU", "Đảng bộ cơ sở Văn phòng Tỉnh ủy", None),
        ("BENHVIEN", "Đảng bộ cơ sở Bệnh viện Đa khoa", None),
    ]
    target = found.targets[0]
    assert (target.before, target.after and target.after.parent) == (None, "Đảng ủy Khối")
    assert found.also_ended == {"Xếp nhóm": 2, "Vai trò": 4, "Chức vụ": 2}


def test_page_of_an_undone_decision_says_what_it_had_made_who_and_why(story: Cast) -> None:
    event = UnitEvent.objects.get(decision_number="NHAM-QĐ/TU")
    page = read(signed_in(story.inspector), "decision", code=event.code)
    assert "Đã hủy bỏ" in page
    assert "Lý do: Nhập nhầm tên đơn vị mới" in page
    assert "Đảng bộ cơ sở NHAM" in page
    assert reverse("desk:unit", args=["NHAM"]) not in page


def test_decision_from_before_changes_were_kept_is_told_by_the_versions(story: Cast) -> None:
    event = UnitEvent.objects.get(decision_number="05-QĐ/ĐUK")
    event.changes.all().delete()
    row = told(story.inspector, event).sources[0]
    assert (row.before and row.before.name, row.after and row.after.name, row.changed) == (
        "Đảng bộ cơ sở Bệnh viện tỉnh",
        "Đảng bộ cơ sở Bệnh viện Đa khoa",
        ("name",),
    )


def test_pages_take_the_same_number_of_statements_for_one_row_and_many(story: Cast) -> None:
    client = signed_in(story.inspector)

    def statements(name: str, query: str = "") -> int:
        with CaptureQueriesContext(connection) as captured:
            read(client, name, query)
        return len(captured)

    few = [statements("decisions"), statements("comparison", "?tu=1/1/2020&den=6/4/2021")]
    for number in range(12):
        establish_units(
            actor=SYSTEM,
            decision=decision(number=f"{number}-QĐ"),
            units=[new(f"N{number}"), new(f"P{number}")],
        )
    assert [statements("decisions"), statements("comparison", "?tu=1/1/2020&den=6/4/2021")] == few


def test_workbook_holds_the_rows_of_the_page(story: Cast) -> None:
    response = signed_in(story.inspector).get(reverse("organisation:decisions_export") + "?loai=merge")
    rows = workbook(response.content)
    assert [row[2] for row in rows if isinstance(row[0], int | float)] == ["MOI-QĐ/TU", "NHAM-QĐ/TU"]


def test_paper_is_read_by_whoever_reads_the_page(cast: Cast) -> None:
    paper = Decision(
        "12-QĐ/TU",
        DAY,
        DAY,
        "Tỉnh ủy",
        paper=store(b"%PDF-1.4 giay", "application/pdf"),
        paper_name="Quyết định 12.pdf",
    )
    establish_units(actor=SYSTEM, decision=paper, units=[new("MOI")])
    code = UnitEvent.objects.order_by("-sequence")[0].code
    client = signed_in(cast.unit_reporter)
    response = client.get(reverse("organisation:decision_paper", args=[code]))
    assert (response.content, response["Content-Type"]) == (b"%PDF-1.4 giay", "application/pdf")
    assert "Quyết định 12.pdf" in read(client, "decision", code=code)
    assert client.get(reverse("organisation:decision_paper", args=["QDTC-2015-001"])).status_code == 404


def test_officer_undoes_with_reason_and_confirmation(story: Cast) -> None:
    client = signed_in(story.propaganda_officer)
    event = UnitEvent.objects.get(decision_number="20-QĐ/TU")
    address = reverse("organisation:decision_undo", args=[event.code])
    for wrong in ({}, {"reason": "Thu hồi"}, {"confirmed": "on"}, {"reason": "   ", "confirmed": "on"}):
        assert client.post(address, wrong).status_code == 422
    response = client.post(address, {"reason": "Thu hồi", "confirmed": "on"}, follow=True)
    assert "Đã hủy bỏ quyết định 20-QĐ/TU" in unescape(response.content.decode())
    event.refresh_from_db()
    assert (event.undone_reason, event.undone_by) == ("Thu hồi", story.propaganda_officer)
    assert client.post(address, {"reason": "Thu hồi", "confirmed": "on"}).status_code == 403


def test_undoing_what_was_built_on_keeps_what_was_typed(story: Cast) -> None:
    client = signed_in(story.propaganda_officer)
    event = UnitEvent.objects.get(decision_number="05-QĐ/ĐUK")
    address = reverse("organisation:decision_undo", args=[event.code])
    response = client.post(address, {"reason": "Thu hồi vì lý do A", "confirmed": "on"})
    page = unescape(response.content.decode())
    assert response.status_code == 422
    assert "Sau đó đã có: Sáp nhập, hợp nhất theo quyết định số MOI-QĐ/TU" in page
    assert "Thu hồi vì lý do A" in page


def test_who_may_not_undo_is_not_offered_it(story: Cast) -> None:
    event = UnitEvent.objects.get(decision_number="20-QĐ/TU")
    address = reverse("organisation:decision_undo", args=[event.code])
    assert address not in read(signed_in(story.inspector), "decision", code=event.code)
    assert signed_in(story.inspector).get(address).status_code == 403
    assert address in read(signed_in(story.propaganda_officer), "decision", code=event.code)


def test_two_days_are_compared_with_the_decision_of_each(story: Cast) -> None:
    found = comparison(story.inspector, clock.today(), date(2020, 1, 1))
    told_rows = {
        row.unit.code: (row.kinds, [one.decision_number for one in row.decisions]) for row in found.rows
    }
    assert told_rows == {
        "VPTU": ((Difference.ENDED,), ["MOI-QĐ/TU"]),
        "BENHVIEN": ((Difference.ENDED,), ["05-QĐ/ĐUK", "MOI-QĐ/TU"]),
        "MOI": ((Difference.NEW,), ["MOI-QĐ/TU"]),
    }
    assert (found.first, found.before, found.after) == (date(2020, 1, 1), 5, 4)
    renamed = comparison(story.inspector, date(2020, 4, 30), date(2020, 5, 1))
    assert [(row.unit.code, row.kinds) for row in renamed.rows] == [("BENHVIEN", (Difference.RENAMED,))]


def test_comparison_narrows_exports_and_refuses_days_that_are_none(story: Cast) -> None:
    client = signed_in(story.inspector)
    page = read(client, "comparison", "?tu=1/1/2020&den=6/4/2021&loai=moi")
    assert "Đảng bộ cơ sở MOI" in page
    assert "Văn phòng Tỉnh ủy" not in page.partition("<table")[2]
    response = client.get(reverse("organisation:comparison_export") + "?tu=1/1/2020&den=6/4/2021&loai=moi")
    assert [row[1] for row in workbook(response.content) if isinstance(row[0], int | float)] == ["MOI"]
    assert client.get(reverse("organisation:comparison") + "?tu=31/2/2020").status_code == 422
    assert client.get(reverse("organisation:comparison_export") + "?tu=31/2/2020").status_code == 422
    assert "Hai ngày này không khác nhau" in read(client, "comparison", "?tu=1/1/2019&den=2/1/2019")
    assert not UnitVersion.objects.filter(unit__code="NHAM").exists()


def test_step_of_a_reorganisation_is_undone_with_the_whole_only(story: Cast) -> None:
    whole = Reorganisation.objects.create(
        code="TC-2021-001",
        unit=story.bloc,
        title="Sắp xếp",
        search_key="",
        drafted_by=story.propaganda_officer,
    )
    event = UnitEvent.objects.get(decision_number="20-QĐ/TU")
    UnitEvent.objects.filter(pk=event.pk).update(reorganisation=whole)
    client = signed_in(story.propaganda_officer)
    address = reverse("organisation:decision_undo", args=[event.code])
    page = read(client, "decision", code=event.code)
    assert address not in page
    assert reverse("organisation:reorganisation", args=["TC-2021-001"]) in page
    assert reverse("organisation:reorganisation", args=["TC-2021-001"]) not in read(
        signed_in(story.inspector), "decision", code=event.code
    )
    response = client.post(address, {"reason": "Thu hồi", "confirmed": "on"})
    assert response.status_code == 422
    assert "TC-2021-001" in unescape(response.content.decode())
