"""Password hashing at a cost that a reporting day can bear."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2Floor(Argon2PasswordHasher):
    """Argon2id with 19 MiB of memory, 2 passes, 1 lane: the floor of OWASP's Password Storage Cheat Sheet."""

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1
