"""Learning goes with doing: what carries out what was resolved after a session."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from lantoa.accounts.models import User
from lantoa.audit.models import Entry
from lantoa.core.errors import Forbidden, Refused
from lantoa.directives.models import StudySession
from lantoa.directives.queries.deeds import carried_deeds, get_deed
from lantoa.directives.services.deeds import link_deed
from lantoa.directives.services.sessions import SessionTold, tell_session
from lantoa.tasks.models import Task
from lantoa.tasks.services import NewTask, give_tasks
from tests.cast import Cast
from tests.directives.world import held

DEEDS = ["Trả kết quả trước hẹn.", "Họp ngắn hơn.", "Nêu gương giờ giấc."]


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def told(deeds: list[str]) -> SessionTold:
    return SessionTold(90, 20, 17, 2, 5, deeds)


def given(cast: Cast) -> Task:
    task = NewTask("Niêm yết thời gian trả", date(2021, 5, 1))
    return give_tasks(actor=cast.propaganda_officer, asker=cast.bloc, units=[cast.office], task=task)[0]


def linked(user: User, session: StudySession) -> list[tuple[str, str, str]]:
    rows = carried_deeds(user, list(session.deeds.order_by("position")))
    return [(row.text, row.kind_words, row.thing.label if row.thing else "") for row in rows]


def test_deed_is_linked_to_a_task_and_stays_so_while_its_words_stay(cast: Cast) -> None:
    session, task = held(cast, told=told(DEEDS)), given(cast)
    link_deed(actor=cast.unit_head, deed=get_deed(session, 0), kind="task", code=task.code)
    link_deed(actor=cast.unit_head, deed=get_deed(session, 2), kind="commitment")
    label = f"{task.code} Niêm yết thời gian trả"
    assert linked(cast.unit_head, session) == [
        (DEEDS[0], "Nhiệm vụ", label),
        (DEEDS[1], "", ""),
        (DEEDS[2], "Cam kết", "từng người ghi vào cam kết của mình"),
    ]
    mended = told(["Việc mới.", DEEDS[2], DEEDS[0]])
    tell_session(actor=cast.unit_head, session=session, told=mended, row_version=2)
    assert [row[1] for row in linked(cast.unit_head, session)] == ["", "Cam kết", "Nhiệm vụ"]
    link_deed(actor=cast.unit_head, deed=get_deed(session, 2), kind="")
    assert [row[1] for row in linked(cast.unit_head, session)] == ["", "Cam kết", ""]
    entry = Entry.objects.filter(act="study_session.deed_linked").order_by("id").first()
    assert entry is not None
    assert entry.after == {"deed": DEEDS[0], "kind": "task", "code": task.code}


def test_what_the_unit_does_not_have_is_not_linked(cast: Cast) -> None:
    session = held(cast, told=told(DEEDS))
    others = give_tasks(
        actor=cast.propaganda_officer,
        asker=cast.bloc,
        units=[cast.hospital],
        task=NewTask("Việc của nơi khác", date(2021, 5, 1)),
    )[0]
    for kind, code in (("task", others.code), ("task", ""), ("practice", "MH-2021-001"), ("khac", "x")):
        with pytest.raises(Refused):
            link_deed(actor=cast.unit_head, deed=get_deed(session, 0), kind=kind, code=code)
    for actor in (cast.propaganda_officer, cast.outsider, cast.province_lead):
        with pytest.raises(Forbidden):
            link_deed(actor=actor, deed=get_deed(session, 0), kind="commitment")


def test_page_offers_the_units_own_and_the_list_counts_sessions_that_lead_to_doing(cast: Cast) -> None:
    session, task = held(cast, told=told(DEEDS)), given(cast)
    held(cast, told=told(DEEDS))
    client = as_(cast.unit_reporter)
    address = f"/hoc-tap/{session.code}/viec/1/"
    assert f"{task.code} Niêm yết thời gian trả" in client.get(address).content.decode()
    wrong = client.post(address, {"link": "task:NV-2099-00001"})
    assert wrong.status_code == 422
    page = client.post(address, {"link": f"task:{task.code}"}, follow=True).content.decode()
    assert "Đã gắn việc." in page
    assert f"/nhiem-vu/{task.code}/" in page
    assert client.get(f"/hoc-tap/{session.code}/viec/9/").status_code == 404
    listed: Any = client.get("/hoc-tap/?viec=gan")
    assert [row.code for row in listed.context["page"]] == [session.code]
    sums = client.get("/hoc-tap/").context["sums"]
    assert (sums.held, sums.with_deeds, sums.with_links) == (2, 2, 1)
