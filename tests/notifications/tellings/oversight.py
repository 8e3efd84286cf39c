from datetime import timedelta

from lantoa.accounts.models import User
from lantoa.oversight.services import preparing, working
from lantoa.oversight.services.programmes import drop_item
from tests.notifications.tellings import Scene, Telling, tells
from tests.oversight.test_services import announced
from tests.oversight.world import ENDS, begun, concluded, offices, presented


def _team(scene: Scene) -> list[User]:
    """Who inspects: one of them acts for it."""
    return [scene.cast.inspector, scene.cast.propaganda_officer]


@tells("programme_announced")
def _(scene: Scene) -> Telling:
    """The head of the unit alone: what is inspected is not the reporter's matter."""
    offices(scene.cast)
    announced(scene.cast)
    return Telling(scene.cast.province_lead, [scene.cast.unit_head])


@tells("programme_left_out")
def _(scene: Scene) -> Telling:
    offices(scene.cast)
    programme = announced(scene.cast)
    drop_item(
        actor=scene.cast.inspector,
        item=programme.items.get(),
        reason="Cấp trên đã kiểm tra.",
        row_version=programme.row_version,
    )
    return Telling(scene.cast.inspector, [scene.cast.unit_head])


@tells("inspection_decided")
def _(scene: Scene) -> Telling:
    offices(scene.cast)
    begun(scene.cast)
    return Telling(scene.cast.province_lead, [scene.cast.unit_head])


@tells("inspection_extended")
def _(scene: Scene) -> Telling:
    offices(scene.cast)
    made = begun(scene.cast)
    preparing.extend_inspection(
        actor=scene.cast.province_lead,
        inspection=made,
        ends_on=ENDS + timedelta(days=3),
        reason="Chờ số liệu.",
        row_version=made.row_version,
    )
    return Telling(scene.cast.province_lead, [scene.cast.unit_head])


@tells("inspection_cancelled")
def _(scene: Scene) -> Telling:
    offices(scene.cast)
    made = begun(scene.cast)
    preparing.cancel_inspection(
        actor=scene.cast.province_lead,
        inspection=made,
        reason="Trùng lịch.",
        row_version=made.row_version,
    )
    return Telling(scene.cast.province_lead, [scene.cast.unit_head])


@tells("inspection_self_report")
def _(scene: Scene) -> Telling:
    offices(scene.cast)
    made = begun(scene.cast)
    working.send_self_report(
        actor=scene.cast.unit_head,
        inspection=made,
        text="Đơn vị đã làm đủ theo đề cương.",
        files=[],
        row_version=made.row_version,
    )
    return Telling(scene.cast.unit_head, _team(scene))


@tells("inspection_presented")
def _(scene: Scene) -> Telling:
    offices(scene.cast)
    presented(scene.cast)
    return Telling(scene.cast.inspector, [scene.cast.unit_head])


@tells("inspection_responded")
def _(scene: Scene) -> Telling:
    offices(scene.cast)
    concluded(scene.cast)
    return Telling(scene.cast.unit_head, _team(scene))


@tells("inspection_concluded")
def _(scene: Scene) -> Telling:
    offices(scene.cast)
    concluded(scene.cast)
    return Telling(scene.cast.province_lead, [scene.cast.unit_head])
