"""The scanned decision of a reorganisation, and the question about days that lie far apart."""

from datetime import date
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from lantoa.accounts.models import User
from lantoa.organisation.choices import ReorganisationState
from lantoa.organisation.models import Reorganisation, UnitEvent
from lantoa.organisation.services.reorganisations import drafts
from tests.cast import Cast
from tests.organisation.test_reorganisations import PAPER, Paper, apply, check, draft, end_of_the_bloc, fresh

UNUSUAL = "Ngày ký và ngày hiệu lực cách nhau hơn một năm."


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def picture() -> bytes:
    drawn = BytesIO()
    Image.new("RGB", (8, 8), "white").save(drawn, "PNG")
    return drawn.getvalue()


def send(user: User, made: Reorganisation, content: bytes, name: str = "quyet-dinh.png", **more: str) -> int:
    form = {"file": SimpleUploadedFile(name, content)} | more
    return as_(user).post(f"/to-chuc/sap-xep/{made.code}/tep/", form).status_code


def test_file_is_kept_with_the_draft_and_carried_by_every_decision(cast: Cast) -> None:
    lead = cast.province_lead
    made = end_of_the_bloc(lead, cast)
    assert send(lead, made, picture(), no_secrets="on") == 302
    assert fresh(made).paper_name == "quyet-dinh.png"
    check(lead, made)
    apply(lead, made)
    assert {one.paper_name for one in UnitEvent.objects.filter(reorganisation=made)} == {"quyet-dinh.png"}
    event = UnitEvent.objects.filter(reorganisation=made)[0]
    assert as_(lead).get(f"/to-chuc/quyet-dinh/{event.code}/tep/").status_code == 200
    assert send(lead, made, picture(), no_secrets="on") == 422


def test_file_is_taken_off_the_draft(cast: Cast) -> None:
    made = draft(cast.province_lead, cast.bloc, PAPER)
    assert send(cast.province_lead, made, picture(), no_secrets="on") == 302
    answer = as_(cast.province_lead).post(f"/to-chuc/sap-xep/{made.code}/tep/", {"viec": "bo"})
    assert answer.status_code == 302
    assert (fresh(made).paper, fresh(made).paper_name) == (None, "")


def test_file_without_confirmation_or_of_another_kind_is_refused(cast: Cast) -> None:
    made = draft(cast.province_lead, cast.bloc, PAPER)
    assert send(cast.province_lead, made, picture()) == 422
    assert send(cast.province_lead, made, b"MZ\x90\x00", "quyet-dinh.pdf", no_secrets="on") == 422
    assert as_(cast.province_lead).post(f"/to-chuc/sap-xep/{made.code}/tep/", {}).status_code == 422
    assert fresh(made).paper is None


def test_days_far_apart_stop_the_check_until_they_are_confirmed(cast: Cast) -> None:
    far = Paper("Muộn", "20-QĐ/TU", date(2019, 1, 5), date(2021, 2, 1), "Tỉnh ủy")
    made = draft(cast.province_lead, cast.bloc, far)
    client = as_(cast.province_lead)
    page = f"/to-chuc/sap-xep/{made.code}/"
    assert "days_confirmed" in client.get(page).content.decode()
    faults = check(cast.province_lead, made).preview["faults"]
    assert any(UNUSUAL in str(one) for one in faults)
    form = {
        "title": "Muộn",
        "decision_number": "20-QĐ/TU",
        "decided_on": "05/01/2019",
        "effective_on": "01/2/2021",
        "issuer": "Tỉnh ủy",
        "days_confirmed": "on",
        "row_version": str(fresh(made).row_version),
    }
    assert client.post(page, form).status_code == 302
    assert fresh(made).days_confirmed
    assert not any(UNUSUAL in str(one) for one in check(cast.province_lead, made).preview["faults"])


def test_tick_about_usual_days_says_nothing(cast: Cast) -> None:
    made = draft(cast.province_lead, cast.bloc, PAPER)
    client = as_(cast.province_lead)
    page = f"/to-chuc/sap-xep/{made.code}/"
    assert "days_confirmed" not in client.get(page).content.decode()
    form = {"title": "Khác", "decided_on": "05/4/2021", "effective_on": "01/7/2021", "days_confirmed": "on"}
    assert client.post(page, form | {"row_version": str(made.row_version)}).status_code == 302
    assert not fresh(made).days_confirmed


def test_file_of_a_draft_takes_back_its_check(cast: Cast) -> None:
    lead = cast.province_lead
    made = end_of_the_bloc(lead, cast)
    check(lead, made)
    assert fresh(made).state == ReorganisationState.CHECKED
    send(lead, made, picture(), no_secrets="on")
    assert fresh(made).state == ReorganisationState.DRAFT
    assert drafts.keep_paper(actor=lead, reorganisation=fresh(made), file=None).paper_name == ""
