"""Jobs of the organisation: ids in, fetch, call the service."""

import uuid

from procrastinate.contrib.django import app

from lantoa.organisation.queries.reorganisations.lists import reorganisation_by_id
from lantoa.organisation.services.reorganisations import acts


@app.task(name="organisation.apply_reorganisation")
def apply_reorganisation(reorganisation_id: str) -> None:
    """Apply what was asked for; given twice, it happens once."""
    acts.finish_applying(reorganisation=reorganisation_by_id(uuid.UUID(reorganisation_id)))
