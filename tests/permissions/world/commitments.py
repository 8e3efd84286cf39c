"""Pledges of each unit's newcomer, and of who holds a seat."""

from django.db.backends.postgresql.psycopg_any import DateRange

from lantoa.commitments.choices import Half as PledgeHalf
from lantoa.commitments.models import ReaderNaming
from lantoa.commitments.services.entering import NewPledge, NewRemark, enter_pledges
from lantoa.commitments.services.writing import ItemText
from lantoa.core import clock
from lantoa.core.actor import SYSTEM
from lantoa.organisation.models import Person
from lantoa.organisation.services.people import NewPerson, enrol_people
from tests.permissions.world.places import PLACES, SEATS, SINCE, canary
from tests.permissions.world.things import World

PLEDGE_YEARS = {"told": 2018, "remarked": 2019, "signed": 2020, "draft": 2022}


def make_pledges(world: World) -> None:
    """Of each unit's newcomer one in each state (none of this year); of somebody else one of which an item is shown to all. Each
    person of a seat has an own draft of this year and a signed one of the last."""
    now = clock.now()
    showing = enrol_people(actor=SYSTEM, people=[NewPerson("Người nêu gương", None) for _place in PLACES])
    for place, shower in zip(PLACES, showing, strict=True):
        unit, newcomer = world.units[place], world.people[place, "newcomer"]
        boss = Person.objects.filter(positions__unit=unit, positions__is_head=True)[0]
        if place in SEATS:
            boss = world.users["HD", place].person  # type: ignore[attr-defined]
        new = []
        for state, year in PLEDGE_YEARS.items():
            word = canary("pledge", state, place)
            said = f"Đã làm {word}"
            new.append(
                NewPledge(
                    f"CK-{place}-{state}".upper(),
                    newcomer,
                    unit.pk,
                    year,
                    now,
                    [ItemText(f"Phần việc {word}", f"Việc {word}", f"Sổ {word}")],
                    None if state == "draft" else now,
                    {PledgeHalf.MID_YEAR: (now, [said])} if state in ("told", "remarked") else {},
                    {PledgeHalf.MID_YEAR: NewRemark(boss, unit, f"Nhận xét {word}", now)}
                    if state == "remarked"
                    else {},
                )
            )
        word = canary("shown", "any", place)
        new.append(
            NewPledge(f"CK-{place}-SHOWN", shower, unit.pk, 2019, now, [ItemText("", f"Việc {word}")], now)
        )
        for state, made in zip(
            [*PLEDGE_YEARS, "shown"], enter_pledges(actor=SYSTEM, pledges=new), strict=True
        ):
            world.pledges[place, state] = made
        world.pledges[place, "shown"].items.update(public_since=now)
        officer = world.users["ST", place].person if place in SEATS else world.clerk.person  # type: ignore[attr-defined]
        world.namings[place] = ReaderNaming.objects.create(
            unit=unit, person=officer, reason=canary("naming", "any", place), valid=DateRange(SINCE, None)
        )
    own = [
        NewPledge(
            f"CK-{role}-{seat}-{year}",
            user.person,  # type: ignore[attr-defined]
            world.units[seat].pk,
            year,
            now,
            [ItemText("Phần việc", "Việc riêng của tôi")],
            now if year == 2020 else None,
        )
        for (role, seat), user in world.users.items()
        if role not in ("AD", "AU")
        for year in (2020, 2021)
    ]
    enter_pledges(actor=SYSTEM, pledges=own)
