"""One-time sign-in links: issue, revoke, redeem."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.accounts.choices import LinkPurpose
from lantoa.accounts.mails import LINK_ISSUED, tell_owner
from lantoa.accounts.models import SignInLink, User
from lantoa.accounts.models.links import digest_of_code
from lantoa.audit.services import record
from lantoa.core import clock
from lantoa.core.actor import Actor
from lantoa.core.errors import NotFound, Refused

# Crockford's letters without those that look like others: what is read off paper can be typed. 20 of them hold 100 bits,
# so that guessing needs no counting.
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH, GROUP = 20, 4


@dataclass(frozen=True)
class IssuedLink:
    """What is handed out, shown this once. `code` is in groups of four, `address` is absolute and holds the code."""

    link: SignInLink
    code: str
    address: str
    expires_at: datetime


@transaction.atomic
def issue_sign_in_link(*, actor: Actor, user: User, purpose: LinkPurpose = LinkPurpose.SIGN_IN) -> IssuedLink:
    """Make the one open link of an account; an older one stops working.

    It holds for SIGN_IN_LINK_HOURS. Who may hand out a link for whom is the caller's question. Raises `Refused` for a closed
    account.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    if not user.is_active:
        raise Refused(
            _("Tài khoản %(name)s đang khóa. Mở lại tài khoản rồi mới cấp liên kết.")
            % {"name": user.username}
        )
    _revoke(user)
    typed = "".join(secrets.choice(LETTERS) for _place in range(LENGTH))
    now = clock.now()
    link = SignInLink.objects.create(
        user=user,
        purpose=purpose,
        digest=digest_of_code(typed),
        issued_at=now,
        expires_at=now + settings.SIGN_IN_LINK_LIFE,
    )
    record(
        actor,
        "account.link_issued",
        user,
        after={"purpose": str(purpose), "link": str(link.pk), "expires_at": link.expires_at},
    )
    if purpose == LinkPurpose.SIGN_IN:
        tell_owner(user, LINK_ISSUED)
    address = settings.SITE_ADDRESS.rstrip("/") + reverse("account_link", kwargs={"code": typed})
    code = "-".join(typed[start : start + GROUP] for start in range(0, LENGTH, GROUP))
    return IssuedLink(link, code, address, link.expires_at)


@transaction.atomic
def revoke_sign_in_links(*, actor: Actor, user: User) -> int:
    """Stop the open link of an account, if there is one; returns how many were stopped (0 or 1)."""
    stopped = _revoke(User.objects.select_for_update().get(pk=user.pk))
    if stopped:
        record(actor, "account.link_revoked", user)
    return stopped


@transaction.atomic
def redeem_sign_in_link(*, code: str) -> User:
    """Use up a link and return whose it is. Raises `NotFound` for all that does not hold: unknown, used, revoked, too old, closed
    account."""
    link = (
        SignInLink.objects.select_for_update(of=("self",))
        .select_related("user")
        .filter(digest=digest_of_code(code), used_at=None, revoked_at=None)
        .first()
    )
    if link is None or link.expires_at <= clock.now() or not link.user.is_active:
        raise NotFound
    link.used_at = clock.now()
    link.save(update_fields=["used_at"])
    record(link.user, "account.link_used", link.user, after={"link": str(link.pk)})
    return link.user


def _revoke(user: User) -> int:
    return SignInLink.objects.filter(user=user, used_at=None, revoked_at=None).update(revoked_at=clock.now())
