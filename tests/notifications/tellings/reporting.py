import uuid
from datetime import date, datetime, timedelta

from lantoa.core import clock
from lantoa.core.actor import SYSTEM
from lantoa.notifications.services.ladder import climb
from lantoa.reporting.models import Collection, ReopenProposal, SituationLine, Submission
from lantoa.reporting.services.amendments import start_amendment
from lantoa.reporting.services.chasing import chase_late
from lantoa.reporting.services.collections import change_times, close_collection
from lantoa.reporting.services.entry import Entries, save_values
from lantoa.reporting.services.obligations import agree_late, ask_again, exempt_units
from lantoa.reporting.services.recalls import recall
from lantoa.reporting.services.reopenings import confirm_reopening, propose_reopening, return_reopening
from lantoa.reporting.services.situations.settling import strike_line
from lantoa.reporting.services.submissions import accept, hand_over, send_back, submit
from tests.notifications.tellings import Scene, Telling, so_far_nothing, tells
from tests.reporting.situations_world import WORDS, carried, save
from tests.reporting.test_situations import sent_report
from tests.reporting.world import FOUND, MEMBERS, SESSIONS, STUDIED, draft, story, waiting

WHOLE = Entries({MEMBERS: "10", STUDIED: "8", SESSIONS: "2", FOUND: "0"})
LATER = datetime(2021, 4, 15, 17, tzinfo=clock.VIETNAM)


def _asked(scene: Scene) -> Collection:
    """Quarter I asked of the three units, due on 10/4, closed on 20/4."""
    collection = story(scene.cast)
    so_far_nothing()
    return collection


def _sent(scene: Scene) -> Submission:
    return waiting(_asked(scene), scene.cast.office, scene.cast.unit_head)


@tells("report_asked")
def _(scene: Scene) -> Telling:
    story(scene.cast)
    return Telling(None, [*scene.team, *scene.hospital_team, scene.bystander])


def _climbed(scene: Scene, days: int) -> None:
    collection = _asked(scene)
    waiting(collection, scene.cast.hospital, scene.cast.hospital_head)
    waiting(collection, scene.cast.department, scene.bystander)
    with clock.set_to(date(2021, 4, 10) + timedelta(days=days)):
        climb(actor=SYSTEM)


@tells("report_due")
def _(scene: Scene) -> Telling:
    _climbed(scene, -1)
    return Telling(None, scene.team)


@tells("report_late")
def _(scene: Scene) -> Telling:
    _climbed(scene, 1)
    return Telling(None, scene.team)


@tells("reports_late_below")
def _(scene: Scene) -> Telling:
    _climbed(scene, 7)
    return Telling(None, [scene.cast.propaganda_officer, scene.colleague, scene.cast.province_lead])


@tells("report_time_given")
def _(scene: Scene) -> Telling:
    """Of all who still owe; who has sent needs no more time."""
    collection = _asked(scene)
    waiting(collection, scene.cast.hospital, scene.cast.hospital_head)
    officer = scene.cast.propaganda_officer
    change_times(
        actor=officer,
        collection=collection,
        due_at=LATER,
        closes_at=collection.closes_at,
        reason="Chờ số liệu.",
    )
    return Telling(officer, [*scene.team, scene.bystander])


@tells("report_exempted")
def _(scene: Scene) -> Telling:
    officer, collection = scene.cast.propaganda_officer, _asked(scene)
    exempt_units(actor=officer, collection=collection, units=[scene.cast.office], reason="Mới thành lập.")
    return Telling(officer, scene.team)


@tells("report_asked_again")
def _(scene: Scene) -> Telling:
    officer, collection = scene.cast.propaganda_officer, _asked(scene)
    units = [scene.cast.office]
    agree_late(actor=officer, collection=collection, units=units, until=LATER, reason="Chờ số liệu.")
    ask_again(actor=officer, collection=collection, units=units, reason="Đã đủ số liệu.")
    return Telling(officer, scene.team)


def _proposed(scene: Scene) -> ReopenProposal:
    officer, collection = scene.cast.propaganda_officer, _asked(scene)
    waiting(collection, scene.cast.hospital, scene.cast.hospital_head)
    collection = close_collection(actor=officer, collection=collection)
    return propose_reopening(actor=officer, collection=collection, closes_at=LATER, reason="Thiếu đơn vị.")


@tells("reopening_to_decide")
def _(scene: Scene) -> Telling:
    _proposed(scene)
    return Telling(scene.cast.propaganda_officer, [scene.cast.province_lead])


@tells("report_taken_again")
def _(scene: Scene) -> Telling:
    confirm_reopening(actor=scene.cast.province_lead, proposal=_proposed(scene))
    return Telling(scene.cast.province_lead, [*scene.team, scene.bystander])


@tells("reopening_settled")
def _(scene: Scene) -> Telling:
    return_reopening(actor=scene.cast.province_lead, proposal=_proposed(scene), note="Chưa cần.")
    return Telling(scene.cast.province_lead, [scene.cast.propaganda_officer])


def _handed(scene: Scene) -> Submission:
    report = draft(_asked(scene), scene.cast.office)
    report = save_values(actor=scene.cast.unit_reporter, submission=report, entries=WHOLE).submission
    return hand_over(actor=scene.cast.unit_reporter, submission=report)


@tells("report_handed")
def _(scene: Scene) -> Telling:
    _handed(scene)
    return Telling(scene.cast.unit_reporter, [scene.cast.unit_head])


@tells("report_sent")
def _(scene: Scene) -> Telling:
    submit(actor=scene.cast.unit_head, submission=_handed(scene), key=uuid.uuid4())
    return Telling(scene.cast.unit_head, [scene.cast.propaganda_officer, scene.colleague])


@tells("report_recalled")
def _(scene: Scene) -> Telling:
    recall(actor=scene.cast.unit_head, submission=_sent(scene), reason="Nhầm số lớp.")
    return Telling(scene.cast.unit_head, [scene.cast.propaganda_officer, scene.colleague])


@tells("report_returned")
def _(scene: Scene) -> Telling:
    officer = scene.cast.propaganda_officer
    send_back(actor=officer, submission=_sent(scene), reason="Xem lại dòng 3.")
    return Telling(officer, scene.team)


@tells("report_accepted")
def _(scene: Scene) -> Telling:
    accept(actor=scene.cast.propaganda_officer, submission=_sent(scene))
    return Telling(scene.cast.propaganda_officer, scene.team)


@tells("amendment_sent")
def _(scene: Scene) -> Telling:
    head = scene.cast.unit_head
    report = accept(actor=scene.cast.propaganda_officer, submission=_sent(scene))
    amended = start_amendment(actor=head, submission=report, reason="Sót một lớp.")
    entries = Entries({SESSIONS: "3"})
    amended = save_values(actor=scene.cast.unit_reporter, submission=amended, entries=entries).submission
    amended = hand_over(actor=scene.cast.unit_reporter, submission=amended)
    submit(actor=head, submission=amended, key=uuid.uuid4())
    return Telling(head, [scene.cast.propaganda_officer, scene.colleague])


@tells("situation_struck")
def _(scene: Scene) -> Telling:
    collection = carried(scene.cast)
    save(scene.cast.office, ("dieu-kien", WORDS))
    sent_report(scene.cast, collection)
    strike_line(actor=scene.cast.propaganda_officer, line=SituationLine.objects.get())
    return Telling(scene.cast.propaganda_officer, scene.team)


@tells("report_chased")
def _(scene: Scene) -> Telling:
    collection = _asked(scene)
    waiting(collection, scene.cast.hospital, scene.cast.hospital_head)
    waiting(collection, scene.cast.department, scene.bystander)
    with clock.set_to(date(2021, 4, 12)):
        chase_late(actor=scene.cast.propaganda_officer, collection=collection)
    return Telling(scene.cast.propaganda_officer, scene.team)
