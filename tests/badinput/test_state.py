"""BAD_INPUT, things that changed meanwhile, and things of others."""

import uuid
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from lantoa.commendation.models import Nomination
from lantoa.core import clock
from lantoa.core.actor import SYSTEM
from lantoa.organisation.models import RoleAssignment
from lantoa.organisation.services.roles import end_role
from lantoa.practices.models import Practice
from lantoa.reporting.models import Submission
from tests.badinput.forms import NOMINATION, PRACTICE, REPORT
from tests.badinput.refusal import assert_refused_well, made_by, nothing_written, words_of
from tests.permissions.world.things import World

SEND = "/bao-cao/BC-DVA-draft/DVA/gui/"
SignIn = Callable[[str, str], Client]


def report(world: World) -> Submission:
    return Submission.objects.get(collection=world.collections["DVA", "draft"], is_latest=True)


def test_b51_the_same_send_twice_is_one_send(world: World, signed_in: SignIn) -> None:
    head, form = signed_in("HD", "DVA"), {"key": str(uuid.UUID(int=5)), "v-0": "10", "b-0": "10"}
    first = head.post(SEND, form)
    sent = report(world)
    with nothing_written():
        second = head.post(SEND, form)
    assert (first.status_code, second.status_code) == (302, 302)
    assert first["Location"] == second["Location"]
    assert report(world).row_version == sent.row_version


def test_b51_the_same_key_with_other_figures_is_refused(world: World, signed_in: SignIn) -> None:
    head, key = signed_in("HD", "DVA"), str(uuid.UUID(int=5))
    assert head.post(SEND, {"key": key, "v-0": "10", "b-0": "10"}).status_code == 302
    with nothing_written():
        response = head.post(SEND, {"key": key, "v-0": "12", "b-0": "10"})
    assert 400 <= response.status_code < 500
    assert report(world).values[0] == 10


@pytest.mark.parametrize("key", ["", "x", "0" * 5_000])
def test_b51_a_send_without_a_key_is_refused(world: World, signed_in: SignIn, key: str) -> None:
    with nothing_written():
        response = signed_in("HD", "DVA").post(SEND, {"key": key})
    assert_refused_well(response, sentence="Biểu mẫu này đã cũ.")


def test_b52_a_stale_practice_shows_both_versions(world: World, reporter: Client) -> None:
    made = made_by(reporter.post(PRACTICE.address(world), PRACTICE.good(world)))
    address = reverse("practices:edit", args=[made.code])
    saved = PRACTICE.good(world) | {"problem": "Chờ lâu", "row_version": str(made.row_version)}
    assert reporter.post(address, saved).status_code == 302
    with nothing_written():
        response = reporter.post(address, saved | {"problem": "Hồ sơ chậm"})
    assert response.status_code == 409
    assert_refused_well(response, sentence="Chờ lâu", typed="Hồ sơ chậm")
    assert Practice.objects.get(pk=made.pk).problem == "Chờ lâu"


def test_b52_a_stale_nomination_is_refused_and_kept(world: World, reporter: Client) -> None:
    reporter.post(NOMINATION.address(world), NOMINATION.good(world))
    made = Nomination.objects.get(full_name="Tập thể Văn phòng")
    address = reverse("commendation:nomination_edit", args=[made.round.code, made.pk])
    saved = NOMINATION.good(world) | {"achievements": "Lần một.", "row_version": str(made.row_version)}
    assert reporter.post(address, saved).status_code == 302
    with nothing_written():
        response = reporter.post(address, saved | {"achievements": "Lần hai."})
    assert 400 <= response.status_code < 500
    assert "Lần hai." in response.content.decode()
    assert Nomination.objects.get(pk=made.pk).achievements == "Lần một."


def test_b52_a_figure_changed_meanwhile_is_not_overwritten(world: World, reporter: Client) -> None:
    seen = str(report(world).row_version)
    reporter.post(REPORT.address(world), {"v-0": "11", "b-0": "10", "row_version": seen})
    response = reporter.post(REPORT.address(world), {"v-0": "12", "b-0": "10", "row_version": seen})
    assert 400 <= response.status_code < 500
    assert report(world).values[0] == 11


def test_b53_two_people_in_different_cells_both_keep_theirs(
    world: World, reporter: Client, signed_in: SignIn
) -> None:
    reporter.post(REPORT.address(world), {"v-0": "11", "b-0": "10", "row_version": "1"})
    signed_in("HD", "DVA").post(REPORT.address(world), {"v-1": "7", "b-1": "8", "row_version": "1"})
    assert [int(value) for value in report(world).values] == [11, 7]


def test_b54_a_closed_collection_takes_nothing(world: World, signed_in: SignIn) -> None:
    with clock.set_to(date(2021, 4, 25)), nothing_written():
        response = signed_in("HD", "DVA").post(SEND, {"key": str(uuid.UUID(int=5)), "v-0": "11", "b-0": "10"})
        saving = signed_in("RP", "DVA").post(REPORT.address(world), {"v-0": "11", "b-0": "10"})
    assert (400 <= response.status_code < 500, 400 <= saving.status_code < 500) == (True, True)
    assert report(world).values[0] == 10


def test_b56_a_role_that_ended_does_not_decide(world: World, signed_in: SignIn) -> None:
    staff = signed_in("ST", "KHOI")
    page = reverse("reporting:report", args=["BC-DVA-submitted", "DVA"])
    assert staff.get(page).status_code == 200
    held = RoleAssignment.objects.get(person__user=world.users["ST", "KHOI"])
    end_role(actor=SYSTEM, assignment=held, on=date(2021, 4, 6))
    with nothing_written():
        response = staff.post(reverse("reporting:accept", args=["BC-DVA-submitted", "DVA"]))
    assert response.status_code == 404


def test_b56_a_closed_account_is_signed_out(world: World, signed_in: SignIn) -> None:
    staff = signed_in("ST", "KHOI")
    user = world.users["ST", "KHOI"]
    type(user).objects.filter(pk=user.pk).update(is_active=False)
    with nothing_written():
        response = staff.post(reverse("reporting:accept", args=["BC-DVA-submitted", "DVA"]))
    assert response["Location"].startswith("/dang-nhap/")


def test_b66_a_hidden_unit_of_others_is_refused(world: World, reporter: Client) -> None:
    with nothing_written():
        response = reporter.post(NOMINATION.address(world), NOMINATION.good(world) | {"unit": "DVB"})
    assert response.status_code == 422


def test_b66_an_unseen_draft_is_not_there_to_be_learned_from(world: World, reporter: Client) -> None:
    unseen = world.practices["DVB", "draft"].code
    sentences = []
    for code in (unseen, "MH-2021-999"):
        with nothing_written():
            response = reporter.post(PRACTICE.address(world), PRACTICE.good(world) | {"learned_from": code})
        assert_refused_well(response, sentence=f"Không có mô hình mang mã {code}.", typed=code)
        sentences.append(response.content.decode().count(code))
    assert sentences[0] == sentences[1]


def test_b66_drafting_for_a_unit_of_others_is_not_found(world: World, reporter: Client) -> None:
    with nothing_written():
        response = reporter.post(f"{PRACTICE.address(world)}?don-vi=DVB", PRACTICE.good(world))
    assert response.status_code == 404


EXTRA = {
    "state": "recognised",
    "unit": "DVB",
    "unit_id": "1",
    "code": "MH-1999-001",
    "id": "1",
    "is_superuser": "1",
}


def test_b67_fields_that_are_not_on_the_form_are_refused_by_name(world: World, reporter: Client) -> None:
    with nothing_written():
        response = reporter.post(PRACTICE.address(world), PRACTICE.good(world) | EXTRA)
    assert response.status_code == 400
    names = ", ".join(f"«{name}»" for name in sorted(EXTRA))
    assert_refused_well(response, sentence=f"Trường không được phép: {names}")


def test_b67_names_of_others_are_cut_and_counted(world: World, reporter: Client) -> None:
    strange = {f"{letter * 90}<script>": "1" for letter in "abcdefghijklmn"}
    response = reporter.post(PRACTICE.address(world), PRACTICE.good(world) | strange)
    assert words_of(response).count("«") == 10
    assert b"<script>" not in response.content


def test_b67_a_nomination_begins_as_a_draft(world: World, reporter: Client) -> None:
    with nothing_written():
        response = reporter.post(NOMINATION.address(world), NOMINATION.good(world) | {"state": "proposed"})
    assert_refused_well(response, sentence="Trường không được phép: «state»")
    reporter.post(NOMINATION.address(world), NOMINATION.good(world) | {"publish_name": ""})
    made = Nomination.objects.get(full_name="Tập thể Văn phòng")
    assert (made.state, made.unit) == ("draft", world.units["DVA"])
