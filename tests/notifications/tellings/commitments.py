from datetime import date, timedelta

from lantoa.commitments.choices import Half
from lantoa.commitments.services.reminding import LIES, remind
from lantoa.commitments.services.reviewing import give_remark
from lantoa.core import clock
from lantoa.core.actor import SYSTEM
from tests.commitments.world import drafted, reviewed, signed
from tests.notifications.tellings import Scene, Telling, tells


@tells("pledge_unsigned")
def _(scene: Scene) -> Telling:
    drafted(scene.cast.unit_reporter)
    signed(scene.cast.unit_head)
    with clock.set_to(clock.today() + LIES + timedelta(days=1)):
        remind(actor=SYSTEM)
    return Telling(None, [scene.cast.unit_reporter])


@tells("pledge_review_due")
def _(scene: Scene) -> Telling:
    signed(scene.cast.unit_reporter)
    with clock.set_to(date(2021, 6, 1)):
        remind(actor=SYSTEM)
    return Telling(None, [scene.cast.unit_reporter])


@tells("pledge_reviewed")
def _(scene: Scene) -> Telling:
    """The head of the unit; of no other."""
    reviewed(scene.cast.unit_reporter)
    return Telling(scene.cast.unit_reporter, [scene.cast.unit_head])


@tells("pledge_remarked")
def _(scene: Scene) -> Telling:
    pledge = reviewed(scene.cast.unit_reporter)
    give_remark(actor=scene.cast.unit_head, commitment=pledge, half=Half.MID_YEAR, words="Giữ đều là được.")
    return Telling(scene.cast.unit_head, [scene.cast.unit_reporter])
