"""What the addresses and forms of several rooms name."""

from collections.abc import Callable
from functools import partial
from io import BytesIO
from typing import Any

from PIL import Image

from tests.permissions.world.things import World

Words = dict[str, Any]
Filling = Callable[[World, str, str], Words]
Form = Callable[[World, str], Words]


def directive_in_address(world: World, place: str, state: str) -> Words:
    return {"code": world.directives[place, state].code}


def new_theme_form(world: World, seat: str) -> Words:
    return {
        "name": "Cấp nước sạch",
        "covers": "mất nước, nước đục",
        "position": "13",
        "since": "01/5/2021",
        "source": "Quy chế 05",
    }


def unit_in_address(world: World, place: str, state: str) -> Words:
    return {"code": place}


def with_more(filling: Filling, **more: Any) -> Filling:
    return partial(joined, filling, more)


def joined(filling: Filling, more: Words, world: World, place: str, state: str) -> Words:
    return filling(world, place, state) | more


def picture() -> bytes:
    drawn = BytesIO()
    Image.new("RGB", (8, 8), "white").save(drawn, "PNG")
    return drawn.getvalue()
