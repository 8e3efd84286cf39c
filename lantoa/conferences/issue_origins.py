"""Adopted conclusions, as what a pressing issue may have come from (`issues/origins.py`)."""

import uuid
from collections.abc import Collection, Mapping

from django.urls import reverse

from lantoa.accounts.models import User
from lantoa.conferences.models import Conference
from lantoa.conferences.queries.conclusions import conferences_with_conclusions, label_of
from lantoa.issues import origins
from lantoa.issues.origins import MOST_OFFERED, Origin, Source

KIND = "conferences.conclusion"


def _adopted(user: User) -> list[Conference]:
    rows = conferences_with_conclusions(user).filter(conclusion__adopted_at__isnull=False, cancelled_at=None)
    return list(rows.select_related("conclusion")[:MOST_OFFERED])


def offered(user: User) -> Mapping[uuid.UUID, str]:
    return {one.conclusion.pk: label_of(one) for one in _adopted(user)}


def openable(user: User, identities: Collection[uuid.UUID]) -> Mapping[uuid.UUID, Origin]:
    rows = conferences_with_conclusions(user).filter(conclusion__in=identities).select_related("conclusion")
    return {
        one.conclusion.pk: Origin(label_of(one), reverse("conferences:conclusion", args=[one.code]))
        for one in rows
    }


def register_all() -> None:
    origins.register(Source(KIND, offered, openable))
