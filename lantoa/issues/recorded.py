"""What the record's entries point at in this room, and which of it a person may open."""

import uuid
from collections.abc import Collection

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lantoa.accounts.models import User
from lantoa.audit import registry
from lantoa.issues.queries.issues import issues_visible_to
from lantoa.organisation.access import holds_somewhere


def issues(user: User, identities: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    rows = issues_visible_to(user).filter(pk__in=identities).values_list("pk", "code")
    return {pk: reverse("issues:issue", args=[code]) for pk, code in rows}


def _rules(user: User, identities: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    """All of them stand on one page."""
    return dict.fromkeys(identities, reverse("issues:rules")) if holds_somewhere(user, "issue.read") else {}


def register_all() -> None:
    registry.name_kind("issues.issuetheme", _("Chủ đề bức xúc, nổi cộm"), _rules)
    registry.name_kind("issues.issuerule", _("Hạn giải quyết bức xúc, nổi cộm"), _rules)
    registry.name_kind("issues.pressingissue", _("Vấn đề bức xúc, nổi cộm"), issues)
