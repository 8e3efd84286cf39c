from datetime import date

import pytest

from lantoa.conferences.choices import ConferenceKind
from lantoa.conferences.models import Conclusion, Conference, Pack
from lantoa.conferences.services import editions as services
from lantoa.conferences.services.conclusions import announce_conclusion
from lantoa.conferences.services.planning import ConferencePlan, plan_conference
from lantoa.core.actor import SYSTEM
from tests.conferences.world import adopted, papers, planned
from tests.notifications.tellings import Scene, Telling, so_far_nothing, tells
from tests.practices.world import make_world


def _planned(scene: Scene) -> Conference:
    plan = ConferencePlan(
        ConferenceKind.INTERIM,
        "Sơ kết 5 năm",
        date(2021, 4, 7),
        make_world(scene.cast).directive,
        (2016, 2020),
    )
    return plan_conference(actor=SYSTEM, unit=scene.cast.bloc, plan=plan)


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


@tells("conclusion_announced")
def _(scene: Scene) -> Telling:
    """All who work for the bloc and for the units below it."""
    cast = scene.cast
    papers(cast)
    conference = planned(cast)
    adopted(cast, conference)
    version = Conclusion.objects.get(conference=conference).row_version
    so_far_nothing()
    announce_conclusion(
        actor=cast.propaganda_officer, conference=conference, issued_on=date(2021, 4, 5), row_version=version
    )
    below = [cast.unit_reporter, cast.unit_head, cast.outsider, cast.hospital_head, scene.bystander]
    return Telling(cast.propaganda_officer, [scene.colleague, cast.province_lead, *below])
