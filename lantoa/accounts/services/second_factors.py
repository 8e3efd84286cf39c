"""Second factors: codes of an authenticator app, passkeys, recovery codes."""

from allauth.mfa.models import Authenticator
from django.db import transaction

from lantoa.accounts.models import User
from lantoa.accounts.services.sessions import end_open_sessions
from lantoa.audit.services import record
from lantoa.core.actor import Actor


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
    return True
