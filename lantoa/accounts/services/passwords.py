"""Set a password."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from lantoa.accounts.mails import PASSWORD_SET, tell_owner
from lantoa.accounts.models import User
from lantoa.accounts.password_rules import normal
from lantoa.accounts.services.sessions import end_open_sessions
from lantoa.audit.services import record
from lantoa.core.actor import Actor
from lantoa.core.errors import Refused


@transaction.atomic
def set_password(*, actor: Actor, user: User, password: str, keep_session: str = "") -> User:
    """Set a password; every other session of the account ends. Raises `Refused` for one that the rules do not take
    (`password_rules`), the sentence under the field `password`."""
    user = User.objects.select_for_update().get(pk=user.pk)
    try:
        validate_password(password, user)
    except ValidationError as error:
        sentence = " ".join(error.messages)
        raise Refused.at("password", sentence) from error
    user.set_password(normal(password))
    user.save(update_fields=["password"])
    ended = end_open_sessions(user, but=keep_session)
    record(actor, "account.password_set", user, after={"sessions_ended": ended})
    tell_owner(user, PASSWORD_SET)
    return user
