"""One-time links handed out on paper or as a QR code."""

import hashlib

from django.conf import settings
from django.db import models

from lantoa.accounts.choices import LinkPurpose
from lantoa.core import clock
from lantoa.core.records import Record

LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})


def digest_of_code(typed: str) -> str:
    """The kept form of a code, however it was typed: case, spaces, dashes and look-alike letters do not matter."""
    kept = typed.upper().replace("-", "").replace(" ", "").translate(LOOKALIKES)
    return hashlib.sha256(kept.encode()).hexdigest()


class SignInLink(Record):
    """Stands in for a password, once. Of the code itself only the SHA-256 is kept."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    purpose = models.CharField(max_length=12, choices=LinkPurpose)
    digest = models.CharField(max_length=64, unique=True)
    issued_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=models.Q(used_at=None, revoked_at=None),
                name="sign_in_link_one_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.purpose} until {self.expires_at:%Y-%m-%d}"
