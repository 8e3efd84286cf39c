"""One-time links, as their holder meets them."""

from lantoa.accounts.models import SignInLink
from lantoa.accounts.models.links import digest_of_code
from lantoa.core import clock


def usable_link(code: str) -> SignInLink | None:
    """The link of a code if it still holds, its account with it; looking uses nothing up."""
    return (
        SignInLink.objects.select_related("user")
        .filter(
            digest=digest_of_code(code),
            used_at=None,
            revoked_at=None,
            expires_at__gt=clock.now(),
            user__is_active=True,
        )
        .first()
    )
