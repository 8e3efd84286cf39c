"""Second factors: codes of an authenticator app, recovery codes, and taking them off. Passkeys are in `passkeys`."""

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.utils import decrypt, encrypt
from django.db import transaction
from django.utils.translation import gettext as _

from lantoa.accounts.codes import step_of
from lantoa.accounts.mails import FACTOR_ADDED, FACTOR_REMOVED, tell_owner
from lantoa.accounts.mfa_adapter import WRONG_CODE
from lantoa.accounts.models import User
from lantoa.accounts.queries.second_factors import STRONG
from lantoa.accounts.services.sessions import end_open_sessions
from lantoa.audit.services import record
from lantoa.core import clock
from lantoa.core.actor import Actor
from lantoa.core.errors import Refused


@transaction.atomic
def add_app(*, actor: Actor, user: User, secret: str, code: str) -> list[str]:
    """Keep an authenticator app that has shown a right code. Returns new recovery codes, or none where there are some.

    Raises `Refused` for a wrong code, and where the account has an app already.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    if Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists():
        raise Refused(_("Tài khoản đã có ứng dụng xác minh. Bỏ ứng dụng cũ trước rồi mới thêm ứng dụng mới."))
    step = step_of(secret, code, after=0)
    if step is None:
        raise Refused(str(WRONG_CODE), fields={"code": str(WRONG_CODE)})
    data = {"secret": encrypt(secret), "last_step": step}
    Authenticator.objects.create(
        user=user, type=Authenticator.Type.TOTP, data=data, created_at=clock.now(), last_used_at=clock.now()
    )
    record(actor, "account.second_factor_added", user, after={"kind": "totp"})
    tell_owner(user, FACTOR_ADDED)
    return first_recovery_codes(user)


@transaction.atomic
def remove_second_factor(*, actor: Actor, user: User, number: int | None) -> None:
    """Take off the authenticator app (`number` None) or one passkey; recovery codes go with the last one.

    Raises `Refused` where it is gone already. Whether the password alone is good enough afterwards is asked before.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    found = Authenticator.objects.filter(user=user)
    if number is None:
        chosen = found.filter(type=Authenticator.Type.TOTP).first()
    else:
        chosen = found.filter(type=Authenticator.Type.WEBAUTHN, pk=number).first()
    if chosen is None:
        raise Refused(_("Cách xác minh này đã được bỏ rồi."))
    kind, name = chosen.type, str(chosen.data.get("name", ""))
    chosen.delete()
    if not found.filter(type__in=STRONG).exists():
        found.delete()
    record(actor, "account.second_factor_removed", user, before={"kind": kind, "name": name})
    tell_owner(user, FACTOR_REMOVED)


@transaction.atomic
def make_recovery_codes(*, actor: Actor, user: User) -> list[str]:
    """Ten new recovery codes of eight digits, each for one use; the old ones stop. Raises `Refused` without a second factor."""
    user = User.objects.select_for_update().get(pk=user.pk)
    found = Authenticator.objects.filter(user=user)
    if not found.filter(type__in=STRONG).exists():
        raise Refused(_("Bật xác minh hai bước trước rồi mới tạo mã dự phòng."))
    found.filter(type=Authenticator.Type.RECOVERY_CODES).delete()
    codes = [str(code) for code in RecoveryCodes.activate(user).generate_codes()]
    record(actor, "account.recovery_codes_made", user, after={"codes": len(codes)})
    return codes


@transaction.atomic
def use_code(*, actor: Actor, user: User, code: str) -> Authenticator | None:
    """Use up a code of the app or a recovery code; None where it is neither, or was used. Spaces and dashes do not matter."""
    typed = "".join(letter for letter in code if letter not in " -\u00a0\t")
    for one in Authenticator.objects.select_for_update().filter(user=user).order_by("-type"):
        if one.type == Authenticator.Type.TOTP:
            step = step_of(decrypt(one.data["secret"]), typed, after=int(one.data.get("last_step", 0)))
            right = step is not None
            if right:
                one.data["last_step"] = step
        else:
            right = one.type == Authenticator.Type.RECOVERY_CODES and RecoveryCodes(one).validate_code(typed)
            if right:
                one.refresh_from_db()
                record(actor, "account.recovery_code_used", user)
        if right:
            one.last_used_at = clock.now()
            one.save(update_fields=["data", "last_used_at"])
            return one
    return None


@transaction.atomic
def reset_second_factor(*, actor: Actor, user: User) -> bool:
    """Take every second factor off an account (a lost phone) and sign it out everywhere; False where there was none.

    That a second person agreed, and who the holder is, is checked by the screens that call this.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    kinds = list(Authenticator.objects.filter(user=user).order_by("pk").values_list("type", flat=True))
    if not kinds:
        return False
    Authenticator.objects.filter(user=user).delete()
    end_open_sessions(user)
    record(actor, "account.second_factor_reset", user, before={"kinds": kinds})
    tell_owner(user, FACTOR_REMOVED)
    return True


def first_recovery_codes(user: User) -> list[str]:
    """Recovery codes with the first second factor; none where there are some already."""
    if Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).exists():
        return []
    return [str(code) for code in RecoveryCodes.activate(user).generate_codes()]
