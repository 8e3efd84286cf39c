"""A question may ask for an answer before a report is sent."""

import uuid
from dataclasses import replace

import pytest

from lantoa.core.actor import SYSTEM
from lantoa.core.errors import Refused
from lantoa.reporting.choices import SubmissionState
from lantoa.reporting.design import QuestionSpec
from lantoa.reporting.models import Collection, Submission
from lantoa.reporting.services.drafts.headings import start_draft
from lantoa.reporting.services.drafts.publishing import publish_draft
from lantoa.reporting.services.drafts.rows import save_row
from lantoa.reporting.services.entry import Entries, save_values
from lantoa.reporting.services.sheets import publish_sheet
from lantoa.reporting.services.submissions import submit
from tests.cast import Cast
from tests.reporting import world
from tests.reporting.test_views import REPORT, as_

ASK = "Câu này bắt buộc trả lời. Không có gì để nêu thì viết một câu, ví dụ: Trong kỳ không phát sinh."
ASKED = QuestionSpec("Hạn chế, nguyên nhân", "Nêu tên việc, không nêu tên người.", required=True)


@pytest.fixture
def collection(cast: Cast) -> Collection:
    first, second = world.QUARTERLY.sections
    sheet = replace(world.QUARTERLY, sections=[replace(first, questions=[ASKED]), second])
    return world.opened(publish_sheet(actor=SYSTEM, sheet=sheet), cast.bloc, cast.units())


@pytest.fixture
def typed(cast: Cast, collection: Collection) -> Submission:
    """Every figure is there; the question is not answered."""
    figures = Entries({world.MEMBERS: "10", world.STUDIED: "8", world.SESSIONS: "2", world.FOUND: "0"})
    mine = world.draft(collection, cast.office)
    return save_values(actor=cast.unit_reporter, submission=mine, entries=figures).submission


def answer(cast: Cast, submission: Submission, text: str) -> None:
    save_values(actor=cast.unit_reporter, submission=submission, entries=Entries(texts={0: text}))


@pytest.mark.parametrize("said", ["", "…", "Không", "Không có.", "\u200b"])
def test_report_waits_for_an_answer_that_says_something(cast: Cast, typed: Submission, said: str) -> None:
    answer(cast, typed, said)
    with pytest.raises(Refused) as refused:
        submit(actor=cast.unit_head, submission=typed, key=uuid.uuid4())
    assert refused.value.fields == {"t-0": ASK}
    assert "Hạn chế, nguyên nhân" in refused.value.sentence
    assert Submission.objects.get(pk=typed.pk).state == SubmissionState.DRAFT


def test_answered_report_is_sent(cast: Cast, typed: Submission) -> None:
    answer(cast, typed, "Trong kỳ không phát sinh.")
    sent = submit(actor=cast.unit_head, submission=typed, key=uuid.uuid4())
    assert sent.state == SubmissionState.SUBMITTED


def test_question_that_need_not_be_answered_stops_nothing(cast: Cast) -> None:
    mine = world.draft(world.story(cast), cast.office)
    figures = Entries({world.MEMBERS: "10", world.STUDIED: "8", world.SESSIONS: "2", world.FOUND: "0"})
    saved = save_values(actor=cast.unit_reporter, submission=mine, entries=figures).submission
    assert submit(actor=cast.unit_head, submission=saved, key=uuid.uuid4()).state == SubmissionState.SUBMITTED


def test_refused_sending_leads_to_the_question_and_keeps_what_was_typed(
    cast: Cast, typed: Submission
) -> None:
    page = as_(cast.unit_head).post(f"{REPORT}gui/", {"key": str(uuid.uuid4()), "t-0": "Không", "c-0": ""})
    said = page.content.decode()
    assert page.status_code == 422
    assert f'<a href="#t-0" data-first>Hạn chế, nguyên nhân</a>: {ASK}' in said
    assert 'id="t-0-said" data-stops' in said
    assert "autofocus>Không</textarea>" in said
    assert "Nêu tên việc, không nêu tên người." in said


def test_saved_answer_no_longer_stops(cast: Cast, typed: Submission) -> None:
    saved = as_(cast.unit_reporter).post(
        f"{REPORT}luu/",
        {"t-0": "Học còn ít.", "c-0": ""},
        headers={"HX-Request": "true", "HX-Trigger-Name": "t-0"},
    )
    assert 'id="t-0-said" hx-swap-oob="true"' in saved.content.decode()
    assert "data-stops" not in saved.content.decode().split('id="t-0-said"')[1].split(">")[0]


def test_question_of_a_draft_is_published_with_its_terms(cast: Cast) -> None:
    officer = cast.propaganda_officer
    draft = start_draft(actor=officer, owner=cast.bloc, design=world.QUARTERLY)
    section = draft.sections.get(label="I")
    values = {"section": section, "question": "Kiến nghị", "help": "Một dòng.", "required": True}
    save_row(actor=officer, draft=draft, kind="question", values=values)
    asked = publish_draft(actor=officer, draft=draft).narratives.values_list("question", "help", "required")
    assert list(asked) == [("Hạn chế, nguyên nhân", "", False), ("Kiến nghị", "Một dòng.", True)]
