"""Who holds which role where, with another browser of each."""

from datetime import date

from allauth.mfa.models import Authenticator

from lantoa.accounts.models import OpenSession, User
from lantoa.accounts.services import NewAccount, deactivate_account, issue_sign_in_link, open_accounts
from lantoa.core.actor import SYSTEM
from lantoa.organisation.choices import Role
from lantoa.organisation.services.people import NewPerson, NewPost, NewRole, enrol_people
from tests.permissions.table import ROLES
from tests.permissions.world.places import HELD, OUTSIDE, PLACES, SEATS, SINCE, canary
from tests.permissions.world.things import World

# Whoever runs the world gives it the address of a provider that answers.
PROVIDER = {"id": "cong-chung", "name": "Cổng chung", "client": "lantoa", "secret": "x"}


def make_people(world: World) -> None:
    held = [(role, seat) for seat in SEATS for role in ROLES]
    names = [f"{role}.{seat}".lower() for role, seat in held]
    accounts = [NewAccount(name, "mat-khau-thu-nghiem") for name in [*names, "van.thu"]]
    *users, world.clerk = open_accounts(actor=SYSTEM, accounts=accounts)
    world.users = dict(zip(held, users, strict=True))
    people = []
    for (role, seat), user in world.users.items():
        unit = world.units[seat]
        posts = []
        if role == "LD":
            posts.append(NewPost(unit, "Bí thư", SINCE, None, True, "T/M BAN THƯỜNG VỤ", "BÍ THƯ"))
        # A leader's name stands under papers; the others' names only where people are listed.
        name = canary("signer", "any", seat) if role == "LD" else canary("person", role.lower(), seat)
        people.append(NewPerson(name, user, tuple(posts), (NewRole(unit, HELD[role], SINCE),)))
    for place in PLACES:
        if place not in SEATS:
            unit = world.units[place]
            post = NewPost(unit, "Bí thư", SINCE, None, True, "T/M BAN THƯỜNG VỤ", "BÍ THƯ")
            people.append(NewPerson(canary("signer", "any", place), None, (post,)))
            deputy = NewPost(unit, "Phó Bí thư", SINCE)
            people.append(NewPerson(canary("person", "deputy", place), None, (deputy,)))
    people.append(NewPerson("Văn thư", world.clerk))
    # Where no task is: what the address tells is its owner's, whoever opens it.
    [subscriber] = open_accounts(actor=SYSTEM, accounts=[NewAccount("lich.ngoai")])
    outside = NewRole(world.units[OUTSIDE], Role.REPORTER, SINCE)
    people.append(NewPerson("Đồng chí có lịch", subscriber, (), (outside,)))
    world.subscriber = subscriber
    newcomers = open_accounts(actor=SYSTEM, accounts=[NewAccount(f"moi.{place}") for place in PLACES])
    gone = open_accounts(actor=SYSTEM, accounts=[NewAccount(f"cu.{place}") for place in PLACES])
    for place, newcomer, leaver in zip(PLACES, newcomers, gone, strict=True):
        issued = issue_sign_in_link(actor=SYSTEM, user=newcomer)
        world.links[place] = issued.code.replace("-", "")
        role = NewRole(world.units[place], Role.REPORTER, SINCE, date(2021, 5, 1))
        people.append(NewPerson(canary("person", "newcomer", place), newcomer, (), (role,)))
        people.append(NewPerson(canary("person", "closed", place), leaver, (), (role,)))
        Authenticator.objects.create(user=newcomer, type=Authenticator.Type.TOTP, data={"secret": "x"})
    made = enrol_people(actor=SYSTEM, people=people)
    for person in made:
        for state in ("newcomer", "closed"):
            for place in PLACES:
                if person.full_name == canary("person", state, place):
                    world.people[place, state] = person
    for leaver in gone:
        deactivate_account(actor=SYSTEM, user=leaver)
    for user in seated(world):
        world.sessions[user.pk] = OpenSession.objects.create(
            user=user, session_key=f"may-khac-{user.pk}"[:40], device="Máy khác"
        )


def seated(world: World) -> list[User]:
    """Who holds a role, and the clerk."""
    return [*world.users.values(), world.clerk]
