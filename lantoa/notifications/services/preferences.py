"""A person's own choices. Not recorded: when somebody reads mail is nobody's business."""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import Case, F, Value, When

from lantoa.accounts.models import User
from lantoa.notifications.choices import Way
from lantoa.notifications.kinds import KINDS
from lantoa.notifications.models import MailHabit, Notice, Preference


@transaction.atomic
def choose(*, actor: User, ways: Mapping[str, Way], weekly: bool, any_time: bool) -> None:
    """Keep how each kind comes by mail; one that comes as it would anyway needs no row. The page shows all.

    What waits to be mailed waits as it is chosen now; what was told on the page alone is not mailed afterwards.
    """
    own = {code: way for code, way in ways.items() if way != KINDS[code].way}
    Preference.objects.filter(owner=actor).exclude(kind__in=own).delete()
    Preference.objects.bulk_create(
        [Preference(owner=actor, kind=code, way=way) for code, way in own.items()],
        update_conflicts=True,
        unique_fields=["owner", "kind"],
        update_fields=["way"],
    )
    MailHabit.objects.update_or_create(owner=actor, defaults={"weekly": weekly, "any_time": any_time})
    waiting = Notice.objects.filter(receiver=actor, mail=None, read_at=None).exclude(way=Way.APP)
    chosen = Case(*(When(kind=code, then=Value(str(way))) for code, way in ways.items()), default=F("way"))
    waiting.update(way=chosen)
