"""Passkeys of an account: add, rename, let one answer."""

from collections.abc import Mapping
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext as _

from lantoa.accounts.mails import FACTOR_ADDED, tell_owner
from lantoa.accounts.models import User
from lantoa.accounts.passkeys import (
    PasskeyRefused,
    Site,
    State,
    check_answer,
    check_new,
    holder_of,
    public_part,
)
from lantoa.accounts.services.second_factors import first_recovery_codes
from lantoa.audit.services import record
from lantoa.core import clock
from lantoa.core.actor import Actor
from lantoa.core.errors import NotFound, Refused

MOST = 20


@transaction.atomic
def add_passkey(
    *, actor: Actor, user: User, name: str, site: Site, state: State, credential: Mapping[str, Any]
) -> list[str]:
    """Keep a new passkey under a name. Returns new recovery codes, or none where there are some.

    Raises `Refused` for one that does not answer what was asked, and beyond 20.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    if Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN).count() >= MOST:
        raise Refused(
            _("Một tài khoản giữ tối đa %(most)d khóa truy cập. Bỏ bớt khóa không dùng rồi thêm lại.")
            % {"most": MOST}
        )
    try:
        counter = check_new(site, state, credential)
    except PasskeyRefused as error:
        raise Refused(_("Khóa truy cập chưa được nhận. Hãy bấm nút và làm lại trên cùng máy này.")) from error
    Authenticator.objects.create(
        user=user,
        type=Authenticator.Type.WEBAUTHN,
        data={"name": name, "credential": dict(credential), "counter": counter},
        created_at=clock.now(),
    )
    record(actor, "account.second_factor_added", user, after={"kind": "webauthn", "name": name})
    tell_owner(user, FACTOR_ADDED)
    return first_recovery_codes(user)


@transaction.atomic
def rename_passkey(*, actor: Actor, user: User, number: int, name: str) -> None:
    """Raises `NotFound` for a passkey of somebody else."""
    found = (
        Authenticator.objects.select_for_update()
        .filter(user=user, type=Authenticator.Type.WEBAUTHN, pk=number)
        .first()
    )
    if found is None:
        raise NotFound
    before, found.data["name"] = found.data["name"], name
    found.save(update_fields=["data"])
    record(actor, "account.passkey_renamed", user, before={"name": before}, after={"name": name})


@transaction.atomic
def use_passkey(
    *, site: Site, state: State, credential: Mapping[str, Any], user: User | None = None
) -> Authenticator:
    """The passkey that has just signed what was asked, its account with it; of `user`, or of whoever it names.

    Raises `PasskeyRefused` for all that does not hold, also for a closed account, and for a counter that did not go on (a copy).
    """
    holder = user.pk if user is not None else holder_of(credential)
    kept = list(
        Authenticator.objects.select_for_update(of=("self",))
        .select_related("user")
        .filter(user_id=holder, type=Authenticator.Type.WEBAUTHN, user__is_active=True)
    )
    by_id = {public_part(one.data["credential"]).credential_id: one for one in kept}
    known = [public_part(one.data["credential"]) for one in kept]
    answered = check_answer(site, state, known, credential)
    found = by_id[answered.credential_id]
    last = int(found.data.get("counter", 0))
    if (last or answered.counter) and answered.counter <= last:
        raise PasskeyRefused("the counter did not go on")
    found.data["counter"], found.last_used_at = answered.counter, clock.now()
    found.save(update_fields=["data", "last_used_at"])
    return found
