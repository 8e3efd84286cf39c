"""The list of fields of work that an office keeps."""

from collections.abc import Iterable

from django.db import transaction

from lantoa.audit.services import Act, record_many
from lantoa.core.actor import Actor
from lantoa.practices.models import PracticeField


@transaction.atomic
def enter_fields(*, actor: Actor, fields: Iterable[tuple[str, str]]) -> dict[str, PracticeField]:
    """Enter fields in order, as (code, name); returns them by code."""
    made = PracticeField.objects.bulk_create(
        [
            PracticeField(code=code, name=name, position=place)
            for place, (code, name) in enumerate(fields, start=1)
        ]
    )
    record_many(actor, [Act("practice_field.entered", one) for one in made])
    return {one.code: one for one in made}
