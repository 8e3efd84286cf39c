"""People, their posts and their roles."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.audit.services import Act, record_many
from lantoa.core.actor import Actor
from lantoa.core.errors import Refused
from lantoa.organisation.choices import Role
from lantoa.organisation.models import Person, Position, RoleAssignment, Unit


@dataclass(frozen=True)
class NewPost:
    """A post of a person on a unit from a day on; `authority` and `signing_post` as papers print them, or empty."""

    unit: Unit
    title: str
    since: date
    until: date | None = None
    is_head: bool = False
    authority: str = ""
    signing_post: str = ""


@dataclass(frozen=True)
class NewRole:
    unit: Unit
    role: Role
    since: date
    until: date | None = None


@dataclass(frozen=True)
class NewPerson:
    full_name: str
    user: User | None = None
    posts: tuple[NewPost, ...] = ()
    roles: tuple[NewRole, ...] = ()


@transaction.atomic
def enrol_people(*, actor: Actor, people: Iterable[NewPerson]) -> list[Person]:
    """Enter people with their posts and roles; refuses two heads of one unit at the same time."""
    people = list(people)
    made = Person.objects.bulk_create([Person(full_name=one.full_name, user=one.user) for one in people])
    posts: list[Position] = []
    roles: list[RoleAssignment] = []
    acts: list[Act] = []
    for person, given in zip(made, people, strict=True):
        posts += [
            Position(
                unit=post.unit,
                person=person,
                title=post.title,
                is_head=post.is_head,
                authority=post.authority,
                signing_post=post.signing_post,
                valid=DateRange(post.since, post.until),
            )
            for post in given.posts
        ]
        for role in given.roles:
            roles.append(
                RoleAssignment(
                    person=person, role=role.role, unit=role.unit, valid=DateRange(role.since, role.until)
                )
            )
            acts.append(
                Act("role.granted", person, role.unit.id, after={"role": role.role, "since": role.since})
            )
    try:
        with transaction.atomic():
            Position.objects.bulk_create(posts)
            RoleAssignment.objects.bulk_create(roles)
    except IntegrityError as error:
        raise Refused(
            _("Một đơn vị không thể có hai người đứng đầu, một người không thể nhận hai lần cùng vai trò.")
        ) from error
    record_many(actor, acts)
    return made


@transaction.atomic
def rename_person(*, actor: Actor, person: Person, full_name: str) -> Person:
    """Correct a name; what was signed under the old one stays as it was printed."""
    before = person.full_name
    if full_name == before:
        raise Refused(_("Tên không thay đổi."), fields={"full_name": _("Giống tên đang ghi.")})
    person.full_name = full_name
    person.save(update_fields=["full_name"])
    record_many(
        actor,
        [Act("person.renamed", person, label=full_name, before={"name": before}, after={"name": full_name})],
    )
    return person
