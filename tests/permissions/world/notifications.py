"""What each person was told."""

from lantoa.notifications.models import Notice
from tests.permissions.world.accounts import seated
from tests.permissions.world.things import World


def make_notices(world: World) -> None:
    """Each of a thing that nobody may open: what a page shows is not its matter."""
    for user in seated(world):
        world.notices[user.pk] = Notice.objects.create(
            receiver=user,
            kind="report_returned",
            subject_kind="reporting.submission",
            subject_id=user.pk,
            occasion="",
        )
    world.notice = world.notices[world.clerk.pk]
