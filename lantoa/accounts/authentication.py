"""Is it this person? The same work and the same answer whether the account exists, is closed, or the password is wrong."""

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.utils.translation import gettext as _

from lantoa.accounts.devices import Visitor
from lantoa.accounts.models import User, username_key
from lantoa.accounts.password_rules import normal
from lantoa.accounts.services.second_factors import use_code
from lantoa.accounts.throttle import ACCOUNT, CODE, CODE_DAY, CONFIRM, KNOWN_DEVICE, NETWORK, Counted, take
from lantoa.core.errors import Refused


def account_of(typed_name: str, typed_password: str, visitor: Visitor) -> User | None:
    """The open account of a name and password, or None. One password is hashed in every case.

    Raises `throttle.TooManyTries` before anything is evaluated, and `Refused` for a sample account (whose password is published)
    where the sample is not allowed.
    """
    name = username_key(typed_name)
    taken = take(_counted(name, visitor))
    user = User.objects.filter(username=name).first()
    if not _matches(user, typed_password) or user is None or not user.is_active:
        return None
    taken.give_back()
    if user.is_sample and not settings.SAMPLE_ALLOWED:
        raise Refused(_("Tài khoản minh họa không dùng được ở hệ thống thật."))
    return user


def confirms(user: User, typed_password: str) -> bool:
    """Whether a signed-in person knows their own password. Raises `throttle.TooManyTries`."""
    taken = take([Counted("confirm", str(user.pk), CONFIRM)])
    if not _matches(user, typed_password):
        return False
    taken.give_back()
    return True


def code_is_right(user: User, typed: str, visitor: Visitor) -> Authenticator | None:
    """The second factor whose code this is, used up thereby; None for a wrong one. Raises `throttle.TooManyTries`."""
    whose = f"{user.pk}:{visitor.device}"
    taken = take([Counted("code", whose, CODE), Counted("code of a day", whose, CODE_DAY)])
    found = use_code(actor=user, user=user, code=typed)
    if found is not None:
        taken.give_back()
    return found


def _matches(user: User | None, typed: str) -> bool:
    password = normal(typed)
    if len(password) > settings.PASSWORD_LONGEST:
        password = ""  # nobody has such a one; the work is done all the same
    if user is None:
        User().set_password(password)
        return False
    return user.check_password(password) and bool(password)


def _counted(name: str, visitor: Visitor) -> list[Counted]:
    if visitor.device:
        return [Counted("device", f"{name}:{visitor.device}", KNOWN_DEVICE)]
    found = [Counted("account", name, ACCOUNT)]
    if visitor.network:
        found.append(Counted("network", visitor.network, NETWORK))
    return found
