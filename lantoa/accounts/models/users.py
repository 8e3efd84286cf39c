"""Who can sign in. Names and posts of people are the organisation's; an account knows its sign-in name only."""

import uuid
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from lantoa.core import clock
from lantoa.core.text import folding_key, nfc


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        """Sign-in names are compared by their folded form: case, spaces and accents do not matter."""
        return self.get(username=username_key(username or ""))


def username_key(typed: str) -> str:
    """The stored form of a sign-in name: folded, without spaces."""
    return folding_key(nfc(typed)).replace(" ", ".")


class User(AbstractBaseUser):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    username = models.CharField(max_length=80, unique=True)
    email = models.EmailField(blank=True)
    is_active = models.BooleanField(default=True)
    # Made by the sample, with a published password: refused wherever the settings do not allow the sample.
    is_sample = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=clock.now)
    # An account that was closed for not being used counts its idle days anew.
    reopened_at = models.DateTimeField(null=True)

    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        indexes = [
            models.Index(fields=["is_sample"], name="user_is_sample", condition=models.Q(is_sample=True))
        ]

    def __str__(self) -> str:
        return self.username

    @property
    def actor_id(self) -> uuid.UUID:
        return self.id

    @property
    def actor_label(self) -> str:
        return self.username
