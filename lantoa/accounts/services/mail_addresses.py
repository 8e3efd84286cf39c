"""Where mail to an account goes."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from lantoa.accounts.mails import ADDRESS_CHANGED, tell_owner
from lantoa.accounts.models import User
from lantoa.audit.services import record
from lantoa.core.actor import Actor
from lantoa.core.errors import Refused


@transaction.atomic
def set_mail_address(*, actor: Actor, user: User, address: str) -> User:
    """Set the address of an account, or take it away with "": what waits to be sent goes to the new one.

    The old address is told, so that whoever reads it learns of a change that they did not make. The record says that it was done,
    not which address: it is kept for years longer than the account. Raises Refused at `email`: no address, nothing changed.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    if address:
        try:
            validate_email(address)
        except ValidationError as error:
            raise Refused.at("email", _("Địa chỉ thư chưa đúng. Ví dụ: hoa.pt@haugiang.gov.vn")) from error
    if address == user.email:
        sentence = _("Tài khoản đang dùng địa chỉ này.") if address else _("Tài khoản chưa có địa chỉ thư.")
        raise Refused.at("email", sentence)
    act = "account.mail_address_set" if address else "account.mail_address_removed"
    tell_owner(user, ADDRESS_CHANGED)
    user.email = address
    user.save(update_fields=["email"])
    record(actor, act, user)
    return user
