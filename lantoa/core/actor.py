"""Who acts, as the lower rooms know them."""

import uuid
from typing import Protocol


class Actor(Protocol):
    """A signed-in user, or the system itself."""

    @property
    def actor_id(self) -> uuid.UUID | None: ...

    @property
    def actor_label(self) -> str: ...


class System:
    """The software acting by itself: jobs, set-up, the sample."""

    actor_id: uuid.UUID | None = None

    def __init__(self, label: str = "hệ thống") -> None:
        self.actor_label = label


SYSTEM = System()
