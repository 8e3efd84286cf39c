"""What is laid out for a topic, and the plan of its sessions."""

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from lantoa.accounts.models import User
from lantoa.audit.models import Entry
from lantoa.core.errors import Forbidden, Refused
from lantoa.directives.models import TopicMaterial
from lantoa.directives.queries.materials import materials_of
from lantoa.directives.services.materials import (
    add_material,
    change_material,
    move_material,
    remove_material,
    restore_material,
)
from tests.badinput.files import pdf
from tests.cast import Cast
from tests.directives.world import plan, planned, topic

LINK = "https://tulieu.example/chuyen-de-2021"


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def linked(cast: Cast, title: str = "Bài giới thiệu", link: str = LINK) -> TopicMaterial:
    found = TopicMaterial.objects.first()
    of = found.topic if found else topic(cast)
    return add_material(actor=cast.propaganda_officer, topic=of, title=title, link=link)


def titles(material: TopicMaterial) -> list[str]:
    return [row.title for row in materials_of(material.topic)]


def test_materials_stand_in_the_order_of_reading(cast: Cast) -> None:
    first = linked(cast, "Một")
    for number, title in enumerate(("Hai", "Ba")):
        last = linked(cast, title, f"{LINK}/{number}")
    officer = cast.propaganda_officer
    move_material(actor=officer, material=last, up=True)
    assert titles(first) == ["Một", "Ba", "Hai"]
    move_material(actor=officer, material=first, up=True)
    assert titles(first) == ["Một", "Ba", "Hai"]
    remove_material(actor=officer, material=first)
    assert titles(first) == ["Ba", "Hai"]
    restore_material(actor=officer, material=first)
    change_material(actor=officer, material=first, title="Một rưỡi", link=f"{LINK}/moi")
    assert titles(first) == ["Một rưỡi", "Ba", "Hai"]
    acts = set(Entry.objects.filter(act__startswith="topic_material").values_list("act", flat=True))
    assert acts == {f"topic_material.{one}" for one in ("added", "changed", "moved", "removed", "restored")}


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"title": "…"}, "title"),
        ({"link": ""}, "link"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"link": "https://ten:mat-khau@tulieu.example/"}, "link"),
        ({}, "link"),  # the same twice
    ],
)
def test_material_that_cannot_be_opened_is_refused(cast: Cast, given: dict[str, str], field: str) -> None:
    standing = linked(cast)
    with pytest.raises(Refused) as refused:
        linked(cast, given.get("title", "Khác"), given.get("link", LINK))
    assert (list(refused.value.fields), titles(standing)) == ([field], ["Bài giới thiệu"])


def test_what_was_added_again_is_not_put_back(cast: Cast) -> None:
    first = linked(cast)
    remove_material(actor=cast.propaganda_officer, material=first)
    linked(cast, "Bản mới")
    with pytest.raises(Refused, match="đã được thêm lại"):
        restore_material(actor=cast.propaganda_officer, material=first)


def test_only_who_set_the_topic_lays_out_its_materials(cast: Cast) -> None:
    first = linked(cast)
    for actor in (cast.unit_head, cast.unit_reporter, cast.province_lead):
        with pytest.raises(Forbidden):
            remove_material(actor=actor, material=first)


def test_document_goes_through_the_gate_and_is_read_by_the_units(cast: Cast) -> None:
    found = topic(cast)
    base = f"/hoc-tap/chuyen-de/{found.code}/"
    officer = as_(cast.propaganda_officer)
    given = {"title": "Tài liệu học", "link": "", "no_secrets": "on"}
    wrong = officer.post(
        f"{base}tai-lieu/moi/", given | {"file": SimpleUploadedFile("a.pdf", b"MZ\x90\x00 khong phai pdf")}
    )
    assert (wrong.status_code, TopicMaterial.objects.count()) == (422, 0)
    assert 'value="Tài liệu học"' in wrong.content.decode()
    both = officer.post(f"{base}tai-lieu/moi/", given | {"link": LINK, "file": _paper()})
    assert both.status_code == 422
    assert "mỗi tài liệu một thứ" in both.content.decode()
    page = officer.post(f"{base}tai-lieu/moi/", given | {"file": _paper()}, follow=True).content.decode()
    assert "Đã thêm tài liệu." in page
    made = TopicMaterial.objects.get()
    reader = as_(cast.unit_reporter)
    assert "Tài liệu học" in reader.get(base).content.decode()
    answer = reader.get(f"{base}tai-lieu/{made.pk}/tep/")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf")
    assert 'filename="hoc.pdf"' in answer.headers["Content-Disposition"]
    gone = officer.post(f"{base}tai-lieu/{made.pk}/bo/", follow=True).content.decode()
    assert "Đã bỏ tài liệu «Tài liệu học»." in gone
    assert reader.get(f"{base}tai-lieu/{made.pk}/tep/").status_code == 404
    assert "Đã bỏ tài liệu" not in reader.get(f"{base}?hoan-tac={made.pk}").content.decode()


def test_topic_page_tells_what_comes_and_who_plans_nothing(cast: Cast) -> None:
    found = topic(cast)
    planned(cast, plan(day=date(2021, 5, 4), of=found, title="Buổi tháng Năm"))
    client = as_(cast.propaganda_officer)
    base = f"/hoc-tap/chuyen-de/{found.code}/"
    page = client.get(base)
    assert [one.title for one in page.context["coming"]] == ["Buổi tháng Năm"]
    rows: Any = client.get(f"{base}?don-vi=chua-ke-hoach").context["rows"]
    assert [row.unit.code for row, _address in rows] == ["BENHVIEN", "SONV"]


def _paper() -> SimpleUploadedFile:
    return SimpleUploadedFile("hoc.pdf", pdf("Tài liệu học tập chuyên đề."), "application/pdf")
