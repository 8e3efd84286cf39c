"""What changes between two requests of an open session counts from the second one on."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest
from django.urls import reverse

from lantoa.accounts.services import deactivate_account
from lantoa.commendation.services import return_decision
from lantoa.core.actor import SYSTEM
from lantoa.organisation.choices import Role
from lantoa.organisation.models import RoleAssignment
from lantoa.organisation.services.events import move_units
from lantoa.organisation.services.roles import end_role, give_role
from lantoa.organisation.services.units import Decision
from tests.permissions.cells import Visitors, undone
from tests.permissions.world.places import TODAY
from tests.permissions.world.things import World

Change = Callable[[World], object]
REPORT = reverse("reporting:report", args=["BC-DVA-submitted", "DVA"])
ACCEPT = reverse("reporting:accept", args=["BC-DVA-submitted", "DVA"])
DRAFT = reverse("reporting:report", args=["BC-DVA-draft", "DVA"])
SAVE = reverse("reporting:save", args=["BC-DVA-draft", "DVA"])
SEND = reverse("reporting:send", args=["BC-DVA-draft", "DVA"])


def end_of_role(role: str, seat: str) -> Change:
    def change(world: World) -> None:
        held = RoleAssignment.objects.get(person__user=world.users[role, seat])
        end_role(actor=SYSTEM, assignment=held, on=TODAY)

    return change


def demotion(world: World) -> None:
    """The head of DVA is its reporter from today on."""
    held = RoleAssignment.objects.select_related("person").get(person__user=world.users["HD", "DVA"])
    end_role(actor=SYSTEM, assignment=held, on=TODAY)
    give_role(
        actor=world.users["AD", "TINH"],
        person=held.person,
        role=Role.REPORTER,
        unit=world.units["DVA"],
        since=TODAY,
    )


def closing(role: str, seat: str) -> Change:
    def change(world: World) -> None:
        deactivate_account(actor=SYSTEM, user=world.users[role, seat], reason="Nghỉ việc.")

    return change


def move(world: World) -> None:
    """DVA goes from KHOI to the second bloc today."""
    move_units(
        actor=SYSTEM,
        decision=Decision("77-QĐ/TU", date(2021, 4, 1), TODAY, "Tỉnh ủy"),
        units=[world.units["DVA"]],
        parent=world.units["KHOIHAI"],
    )


def withdrawal(world: World) -> None:
    return_decision(actor=world.clerk, proposal=world.proposals["KHOI"], note="")


def signing(world: World) -> str:
    proposal = world.proposals["KHOI"]
    return reverse("commendation:decision_issue", args=[proposal.round.code, proposal.pk])


@dataclass(frozen=True)
class Case:
    """`method` on `address` is allowed to the person before the change and answers `status` after it."""

    name: str
    who: tuple[str, str]
    change: Change
    method: str
    address: str | Callable[[World], str]
    status: int

    def asked(self, visitors: Visitors) -> int:
        client = visitors.clients[self.who]
        address = self.address if isinstance(self.address, str) else self.address(visitors.world)
        form = {"v-0": "11", "b-0": "10"} if address == SAVE else {}
        response = client.get(address) if self.method == "GET" else client.post(address, form)
        return int(response.status_code)


CASES = [
    Case("role ended, page", ("ST", "KHOI"), end_of_role("ST", "KHOI"), "GET", REPORT, 404),
    Case("role ended, act", ("ST", "KHOI"), end_of_role("ST", "KHOI"), "POST", ACCEPT, 404),
    Case(
        "role ended, list", ("ST", "KHOI"), end_of_role("ST", "KHOI"), "GET", reverse("conferences:list"), 403
    ),
    Case("reporter's role ended", ("RP", "DVA"), end_of_role("RP", "DVA"), "POST", SAVE, 404),
    Case("demoted, still reads", ("HD", "DVA"), demotion, "GET", DRAFT, 200),
    Case("demoted, sends no more", ("HD", "DVA"), demotion, "POST", SEND, 403),
    Case("account closed, page", ("RP", "DVA"), closing("RP", "DVA"), "GET", DRAFT, 302),
    Case("account closed, act", ("ST", "KHOI"), closing("ST", "KHOI"), "POST", ACCEPT, 302),
    Case("unit moved away, act", ("ST", "KHOI"), move, "POST", ACCEPT, 403),
    Case("unit moved away, head above", ("HD", "KHOI"), move, "POST", ACCEPT, 403),
    Case("unit moved, province keeps", ("LD", "TINH"), move, "GET", REPORT, 200),
    Case("proposal withdrawn", ("LD", "KHOI"), withdrawal, "POST", signing, 422),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_change_counts_from_the_next_request(visitors: Visitors, case: Case) -> None:
    client = visitors.clients[case.who]
    with undone(client):
        before = case.asked(visitors)
    assert before in (200, 302, 422)
    with undone(client):
        case.change(visitors.world)
        assert case.asked(visitors) == case.status


def test_a_given_role_counts_from_the_next_request(visitors: Visitors) -> None:
    client = visitors.clients["RP", "DVA"]
    with undone(client):
        assert client.post(SEND, {}).status_code == 403
        held = RoleAssignment.objects.select_related("person").get(
            person__user=visitors.world.users["RP", "DVA"]
        )
        give_role(
            actor=visitors.world.users["AD", "TINH"],
            person=held.person,
            role=Role.HEAD,
            unit=visitors.world.units["DVA"],
            since=TODAY,
        )
        assert client.post(SEND, {}).status_code == 422
