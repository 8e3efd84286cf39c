"""What the addresses of «portal» name, and what its forms send."""

from tests.permissions.addresses.common import Filling, Form, Words
from tests.permissions.world.things import World


def _public_certificate(world: World, place: str, state: str) -> Words:
    return {"code": world.certificates[place, "in_force"].code}


FILLINGS: dict[str, Filling] = {
    "portal:certificate": _public_certificate,
}

FORMS: dict[str, Form] = {}
