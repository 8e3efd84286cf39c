from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX

from lantoa.accounts.models import User

SHOWN = 12


def sample_accounts_exist() -> bool:
    return User.objects.filter(is_sample=True).exists()


def sample_accounts_to_show() -> list[str]:
    """Names of sample accounts that can sign in, in the order they were made; none in a real installation."""
    if not settings.SAMPLE_ALLOWED:
        return []
    rows = User.objects.filter(is_sample=True, is_active=True).exclude(
        password__startswith=UNUSABLE_PASSWORD_PREFIX
    )
    return list(rows.order_by("created_at", "username").values_list("username", flat=True)[:SHOWN])
