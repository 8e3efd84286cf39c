"""Allowed moves between states, as data beside the choices of an app."""

from collections.abc import Mapping
from typing import Protocol

from lantoa.core.errors import Refused

Moves = Mapping[str, frozenset[str]]


class HasState(Protocol):
    state: str


def require_move(thing: HasState, moves: Moves, target: str, sentence: str) -> None:
    """Refuse with `sentence` unless `thing` may go from its state to `target`."""
    if target not in moves.get(thing.state, frozenset()):
        raise Refused(sentence)
