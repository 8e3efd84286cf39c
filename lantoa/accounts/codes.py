"""The codes of an authenticator app (RFC 6238): six digits, anew every half minute, from a secret that both sides hold."""

from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value
from django.utils.crypto import constant_time_compare

from lantoa.core import clock

STEP = 30  # seconds
AROUND = 1  # steps before and after the present one: a clock may be wrong by half a minute


def new_app_secret() -> str:
    """A secret for an authenticator app, in base 32; nothing is kept until `services.second_factors.add_app`."""
    return str(generate_totp_secret())


def present_step() -> int:
    return int(clock.outside_now().timestamp()) // STEP


def code_at(secret: str, step: int) -> str:
    return str(format_hotp_value(hotp_value(secret, step)))


def step_of(secret: str, typed: str, *, after: int) -> int | None:
    """The step whose code this is, among those around now and later than the last one used: each code opens once."""
    present = present_step()
    found = None
    for step in range(present - AROUND, present + AROUND + 1):
        if constant_time_compare(typed, code_at(secret, step)) and step > after:
            found = step
    return found
