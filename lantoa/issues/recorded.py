"""What the record's entries point at in this room, and which of it a person may open."""

import uuid
from collections.abc import Collection

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lantoa.accounts.models import User
from lantoa.audit import registry
from lantoa.issues.queries.issues import issues_visible_to


def issues(user: User, identities: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    rows = issues_visible_to(user).filter(pk__in=identities).values_list("pk", "code")
    return {pk: reverse("issues:issue", args=[code]) for pk, code in rows}


def register_all() -> None:
    registry.name_kind("issues.pressingissue", _("Vấn đề bức xúc, nổi cộm"), issues)
