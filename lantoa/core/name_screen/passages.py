"""What the screen finds."""

from dataclasses import dataclass
from enum import Enum

from django.utils.translation import gettext_lazy as _


class Kind(Enum):
    PERSON = "person"
    PHONE = "phone"
    IDENTITY = "identity"
    EMAIL = "email"
    ACCOUNT = "account"
    PLATE = "plate"
    BIRTH = "birth"


LABELS = {
    Kind.PERSON: _("tên người"),
    Kind.PHONE: _("số điện thoại"),
    Kind.IDENTITY: _("số giấy tờ của một người"),
    Kind.EMAIL: _("địa chỉ thư điện tử"),
    Kind.ACCOUNT: _("số tài khoản, số thẻ"),
    Kind.PLATE: _("biển số xe"),
    Kind.BIRTH: _("ngày, năm sinh"),
}


@dataclass(frozen=True)
class Passage:
    """Where in the text (in NFC), from `start` up to `end`."""

    kind: Kind
    start: int
    end: int
