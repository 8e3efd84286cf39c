"""What second factors an account has."""

from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import decrypt
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.utils.translation import gettext as _
from fido2.webauthn import AttestedCredentialData

from lantoa.accounts.codes import code_at, present_step
from lantoa.accounts.models import User
from lantoa.accounts.passkeys import public_part
from lantoa.core.errors import Refused
from lantoa.core.seals import Seals

SEALED_PARTS = ("secret", "seed")  # of an authenticator app, of recovery codes
STRONG = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


@dataclass(frozen=True)
class Passkey:
    """A passkey as its holder knows it; `number` addresses it within the account."""

    number: int
    name: str
    added_at: datetime
    last_used_at: datetime | None


@dataclass(frozen=True)
class SecondFactors:
    """`app_since`: when the authenticator app was added, or None. `codes_left`: unused recovery codes, None before any."""

    app_since: datetime | None
    passkeys: list[Passkey]
    codes_left: int | None

    @property
    def any(self) -> bool:
        return self.app_since is not None or bool(self.passkeys)

    @property
    def count(self) -> int:
        return len(self.passkeys) + (self.app_since is not None)


def has_second_factor(user: User) -> bool:
    """Whether sign-in asks for more than the password; recovery codes alone do not count."""
    return bool(Authenticator.objects.filter(user=user, type__in=STRONG).exists())


def has_passkey(user: User) -> bool:
    return bool(Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN).exists())


def second_factors_of(user: User) -> SecondFactors:
    """All of an account, in one statement."""
    app_since: datetime | None = None
    passkeys: list[Passkey] = []
    codes_left: int | None = None
    for one in Authenticator.objects.filter(user=user).order_by("created_at", "pk"):
        if one.type == Authenticator.Type.TOTP:
            app_since = one.created_at
        elif one.type == Authenticator.Type.WEBAUTHN:
            passkeys.append(Passkey(one.pk, str(one.data["name"]), one.created_at, one.last_used_at))
        else:
            codes_left = len(one.wrap().get_unused_codes())
    return SecondFactors(app_since, passkeys, codes_left)


def credentials_of(user: User) -> list[AttestedCredentialData]:
    """The public parts of an account's passkeys."""
    found = Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN).order_by("pk")
    return [public_part(one.data["credential"]) for one in found]


def sealed_second_factors(most: int | None = None) -> list[Seals]:
    """The secrets of authenticator apps and recovery codes, as `core.seals.sealed_columns` tells of its columns."""
    if Authenticator._meta.db_table not in connection.introspection.table_names():
        return []
    kept = Authenticator.objects.filter(data__has_any_keys=SEALED_PARTS).order_by("pk")
    opened = [
        _opens(str(data[part]))
        for data in kept.values_list("data", flat=True)[:most]
        for part in SEALED_PARTS
        if part in data
    ]
    return [Seals("mfa_authenticator.data", len(opened), opened.count(False))] if opened else []


def _opens(sealed: str) -> bool:
    try:
        decrypt(sealed)
    except ImproperlyConfigured:
        return False
    return True


def current_code(user: User) -> str | None:
    """The code that a sample account's app would show now; None without an app. Raises `Refused` for a real account: its
    codes are its holder's alone."""
    if not (user.is_sample and settings.SAMPLE_ALLOWED):
        raise Refused(_("Chỉ in mã của tài khoản minh họa, ở hệ thống minh họa."))
    app = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    return None if app is None else code_at(decrypt(app.data["secret"]), present_step())
