"""Bring somebody into the system: a name, an account without a password, a first role, and a one-time link."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lantoa.accounts.choices import LinkPurpose
from lantoa.accounts.models import User
from lantoa.accounts.services import IssuedLink, NewAccount, issue_sign_in_link, open_accounts
from lantoa.accounts.services.accounts import deactivate_account, reactivate_account
from lantoa.accounts.services.mail_addresses import set_mail_address
from lantoa.accounts.services.second_factors import reset_second_factor
from lantoa.audit.services import record
from lantoa.core.errors import Refused
from lantoa.organisation import access
from lantoa.organisation.access import require
from lantoa.organisation.choices import Role
from lantoa.organisation.models import Person, RoleAssignment, Unit
from lantoa.organisation.permissions import can_appoint, can_manage_account
from lantoa.organisation.queries.people import free_username
from lantoa.organisation.services.roles import give_role

NOT_THEIRS = gettext_lazy(
    "Tài khoản này giữ vai trò mà anh/chị không giao được, nên việc này thuộc người khác."
)


@dataclass(frozen=True)
class Invitation:
    """What an invitation made: the person, the first role, and the link to hand over, which is shown this once."""

    person: Person
    assignment: RoleAssignment
    link: IssuedLink


@transaction.atomic
def invite_person(
    *,
    actor: User,
    full_name: str,
    unit: Unit,
    role: Role,
    since: date,
    until: date | None = None,
    username: str = "",
    email: str = "",
) -> Invitation:
    """Open an account that a link lets its holder take into use; without a sign-in name one is made of the person's name.

    Raises Forbidden where the actor does not give that role there, Refused for a sign-in name that is taken.
    """
    may = access.holds(actor, "user.manage", unit) and can_appoint(actor, role, unit)
    require(may, _("Anh/chị không mời được người vào vai trò này ở đơn vị này."))
    try:
        account = NewAccount(username or free_username(full_name), email=email, is_sample=unit.is_sample)
        user = open_accounts(actor=actor, accounts=[account])[0]
    except Refused as refused:
        raise Refused(refused.sentence, fields={"username": refused.sentence}) from refused
    person = Person.objects.create(full_name=full_name, user=user)
    record(actor, "person.invited", person, chain=unit.pk, label=full_name, after={"username": user.username})
    assignment = give_role(actor=actor, person=person, role=role, unit=unit, since=since, until=until)
    link = issue_sign_in_link(actor=actor, user=user, purpose=LinkPurpose.INVITATION)
    return Invitation(person, assignment, link)


@transaction.atomic
def hand_out_link(*, actor: User, person: Person) -> IssuedLink:
    """A fresh one-time link for somebody who has no e-mail or has forgotten the password; an older one stops working."""
    user = _account_of(actor, person)
    fresh = user.last_login is None and not user.has_usable_password()
    return issue_sign_in_link(
        actor=actor, user=user, purpose=LinkPurpose.INVITATION if fresh else LinkPurpose.SIGN_IN
    )


@transaction.atomic
def close_account(*, actor: User, person: Person, reason: str) -> User:
    """Close somebody's account: signed out at the next click. Roles and what was done stay in the record."""
    return deactivate_account(actor=actor, user=_account_of(actor, person), reason=reason)


@transaction.atomic
def reopen_account(*, actor: User, person: Person) -> User:
    return reactivate_account(actor=actor, user=_account_of(actor, person))


@transaction.atomic
def take_off_second_factor(*, actor: User, person: Person) -> None:
    """For a lost phone. Who the holder is must be known by other means: the page says so. Raises Refused where there is none."""
    if not reset_second_factor(actor=actor, user=_account_of(actor, person)):
        raise Refused(_("Tài khoản này chưa bật xác minh hai bước nên không có gì để gỡ."))


@transaction.atomic
def set_mail_address_of(*, actor: User, person: Person, address: str) -> User:
    """Where mail to somebody's account goes; its holder takes it away, nobody else. Raises as `set_mail_address`, and Refused at
    `email` without one."""
    user = _account_of(actor, person)
    if not address:
        raise Refused.at("email", _("Ghi địa chỉ thư. Muốn bỏ thì chính người đó bỏ ở «Tài khoản của tôi»."))
    return set_mail_address(actor=actor, user=user, address=address)


def _account_of(actor: User, person: Person) -> User:
    require(can_manage_account(actor, person), str(NOT_THEIRS))
    user = person.user
    if user is None:
        raise Refused(_("%(name)s chưa có tài khoản.") % {"name": person.full_name})
    return user
