"""That a deed of a session goes into pledges. Which, whose and how many is nobody's to read: no single one is pointed at."""

import uuid
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lantoa.accounts.models import User
from lantoa.directives import deed_links
from lantoa.directives.deed_links import Thing


def offered(user: User, unit: uuid.UUID) -> Sequence[Thing]:
    return [Thing("", _("Ghi vào cam kết của từng người"))]


def found(user: User, codes: Sequence[str]) -> Mapping[str, Thing]:
    return {"": Thing("", _("từng người ghi vào cam kết của mình"))}


def register_all() -> None:
    deed_links.register("commitment", gettext_lazy("Cam kết"), offered, found, position=30)
