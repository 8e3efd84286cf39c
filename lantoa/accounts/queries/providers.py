"""The services by which one may sign in, as the settings name them, and which of them are linked."""

from dataclasses import dataclass
from typing import Any

from allauth.socialaccount.models import SocialAccount
from django.conf import settings

from lantoa.accounts.models import User


@dataclass(frozen=True)
class Provider:
    """`origin` is where people sign in: forms that lead there need it in their page's policy."""

    code: str
    name: str
    origin: str


def providers() -> list[Provider]:
    """In the order of the settings; none in most installations."""
    apps: list[dict[str, Any]] = settings.SOCIALACCOUNT_PROVIDERS.get("openid_connect", {}).get("APPS", [])
    return [Provider(app["provider_id"], app["name"], app["settings"]["sign_in_origin"]) for app in apps]


def linked_providers(user: User) -> set[str]:
    """Codes of the providers that sign in to this account."""
    return set(SocialAccount.objects.filter(user=user).values_list("provider", flat=True))
