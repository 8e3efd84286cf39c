"""How a lower room points at a thing of a higher one: its kind and its identity, no foreign key."""

import uuid
from typing import NamedTuple


class Reference(NamedTuple):
    kind: str  # app_label.model, as Django writes it: "practices.practice"
    id: uuid.UUID
