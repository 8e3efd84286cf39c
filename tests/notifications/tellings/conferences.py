from datetime import date

import pytest

from lantoa.conferences import services
from lantoa.conferences.choices import ConferenceKind
from lantoa.conferences.models import Conference, Pack
from lantoa.core.actor import SYSTEM
from tests.notifications.tellings import Scene, Telling, tells
from tests.practices.world import make_world


def _planned(scene: Scene) -> Conference:
    return services.plan_conference(
        actor=SYSTEM,
        code="SK-2021-01",
        kind=ConferenceKind.INTERIM,
        title="Sơ kết 5 năm",
        unit=scene.cast.bloc,
        directive=make_world(scene.cast).directive,
        years=(2016, 2020),
        held_on=date(2021, 4, 7),
    )


@tells("edition_frozen")
def _(scene: Scene) -> Telling:
    officer = scene.cast.propaganda_officer
    services.freeze_edition(actor=officer, conference=_planned(scene))
    return Telling(officer, [scene.colleague, scene.cast.province_lead])


def _asked(scene: Scene) -> Pack:
    return services.ask_for_pack(actor=scene.cast.propaganda_officer, conference=_planned(scene))


@tells("pack_ready")
def _(scene: Scene) -> Telling:
    """By the house, so that who asked is told, and nobody else."""
    services.make_pack(pack=_asked(scene), asker=scene.cast.propaganda_officer)
    return Telling(None, [scene.cast.propaganda_officer])


@tells("pack_failed")
def _(scene: Scene) -> Telling:
    def stop(*_words: object) -> None:
        raise RuntimeError("dừng giữa chừng")

    with pytest.raises(RuntimeError):
        services.make_pack(pack=_asked(scene), progress=stop, asker=scene.cast.propaganda_officer)
    return Telling(None, [scene.cast.propaganda_officer])
