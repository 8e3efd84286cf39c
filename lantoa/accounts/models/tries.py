"""Tries that failed, counted in the database: all processes and machines count together, and no race loses a count."""

from django.db import models


class SignInTry(models.Model):
    """One evaluated try. `key` is a keyed hash of what is counted (name, device, network): it names nobody."""

    key = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["key", "at"], name="sign_in_try_key"),
            models.Index(fields=["at"], name="sign_in_try_at"),
        ]

    def __str__(self) -> str:
        return f"{self.key[:8]} at {self.at:%H:%M}"
