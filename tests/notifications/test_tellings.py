"""Every kind of notice that a room registers is told, by the act of a real service, to the right people and to nobody else."""

import pytest

from lantoa.notifications.kinds import KINDS, addresses
from lantoa.notifications.models import Notice
from tests.cast import Cast
from tests.notifications.tellings import TELLINGS, Scene, all_tellings, make_scene

all_tellings()


@pytest.fixture
def scene(cast: Cast) -> Scene:
    return make_scene(cast)


def test_every_kind_has_a_telling_and_every_telling_a_kind() -> None:
    assert sorted(KINDS) == sorted(TELLINGS)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_kind_is_told_to_whom_it_concerns_and_leads_them_there(scene: Scene, kind: str) -> None:
    telling = TELLINGS[kind](scene)
    notices = list(Notice.objects.filter(kind=kind).select_related("receiver"))
    told = sorted(one.receiver.username for one in notices)
    # Once each, though one holds two roles; who acts is not told.
    assert sorted(set(told)) == sorted(user.username for user in telling.to)
    assert telling.by not in telling.to
    for one in notices:
        found = addresses(one.receiver, [(one.kind, one.subject_kind, one.subject_id)])
        assert (one.receiver.username, list(found)) == (one.receiver.username, [(kind, one.subject_id)])


def test_act_that_is_taken_back_tells_nobody(scene: Scene) -> None:
    """Notices stand or fall with the change."""
    from django.db import transaction

    with transaction.atomic():
        TELLINGS["report_returned"](scene)
        transaction.set_rollback(True)
    assert Notice.objects.count() == 0
