from datetime import date
from decimal import Decimal

from lantoa.accounts.models import User
from lantoa.practices.choices import Answer, CallState, Origin, YearState
from lantoa.practices.models import Adoption, Call, Practice, ReplicationOrder
from lantoa.practices.services import adoptions, calls, practices, verification
from lantoa.practices.services.appraisals import remind_appraisers
from lantoa.practices.services.booklets import NewEntry, publish_booklet
from lantoa.practices.services.selection import Concluded, conclude_selection, move_line
from tests.notifications.tellings import Scene, Telling, so_far_nothing, tells
from tests.practices.call_world import GOOD, appraised_call, call_text, hand, panel, selecting_call, work
from tests.practices.world import World, applied, make_world, planned

YEAR = 2020


def _officers(scene: Scene) -> list[User]:
    return [scene.cast.propaganda_officer, scene.colleague]


def _practice(scene: Scene, state: YearState) -> Practice:
    years = ((YEAR, Origin.NEW, state),)
    told = {"result": "Chờ còn 12 phút.", "result_value": Decimal(12)}
    made = make_world(scene.cast).practice(scene.cast.office, years=years, **told)
    so_far_nothing()
    return made


@tells("practice_registered")
def _(scene: Scene) -> Telling:
    practice = _practice(scene, YearState.DRAFT)
    practices.register_practice(actor=scene.cast.unit_head, practice=practice, year=YEAR)
    return Telling(scene.cast.unit_head, _officers(scene))


@tells("practice_sent_back")
def _(scene: Scene) -> Telling:
    practices.send_back_practice(
        actor=scene.cast.propaganda_officer,
        practice=_practice(scene, YearState.REGISTERED),
        year=YEAR,
        reason="Thiếu số đo.",
    )
    return Telling(scene.cast.propaganda_officer, scene.team)


@tells("practice_effective")
def _(scene: Scene) -> Telling:
    officer, practice = scene.cast.propaganda_officer, _practice(scene, YearState.REGISTERED)
    practices.confirm_effective(actor=officer, practice=practice, year=YEAR)
    return Telling(officer, scene.team)


@tells("practice_recognised")
def _(scene: Scene) -> Telling:
    officer, practice = scene.cast.propaganda_officer, _practice(scene, YearState.EFFECTIVE)
    practices.recognise_practice(actor=officer, practice=practice, year=YEAR)
    return Telling(officer, scene.team)


@tells("practice_not_recognised")
def _(scene: Scene) -> Telling:
    officer, practice = scene.cast.propaganda_officer, _practice(scene, YearState.EFFECTIVE)
    practices.refuse_recognition(actor=officer, practice=practice, year=YEAR, reason="Chưa lan tỏa.")
    return Telling(officer, scene.team)


@tells("practice_published")
def _(scene: Scene) -> Telling:
    practice = _practice(scene, YearState.RECOGNISED)
    publish_booklet(
        actor=scene.cast.propaganda_officer,
        unit=scene.cast.bloc,
        code="TAP-2020-1",
        title="Những cách làm hay",
        year=YEAR,
        preface="",
        entries=[NewEntry(practice, "Bối cảnh.", "Cách làm.", "Kết quả.", "Bài học.")],
    )
    return Telling(scene.cast.propaganda_officer, scene.team)


# --- calls ------------------------------------------------------------------------------------------------------------


@tells("call_opened")
def _(scene: Scene) -> Telling:
    officer = scene.cast.propaganda_officer
    call = calls.draft_call(actor=officer, unit=scene.cast.bloc, text=call_text(make_world(scene.cast)))
    calls.move_call(actor=officer, call=call, to=CallState.OPEN)
    return Telling(officer, [*scene.team, *scene.hospital_team, scene.bystander])


def _appraised(scene: Scene) -> tuple[World, Call]:
    world = make_world(scene.cast)
    return world, appraised_call(world)


@tells("appraisal_given")
def _(scene: Scene) -> Telling:
    """The panel; its officer gives the work out, and knows."""
    _appraised(scene)
    return Telling(scene.cast.propaganda_officer, [scene.cast.province_lead, scene.cast.inspector])


@tells("appraisal_reminded")
def _(scene: Scene) -> Telling:
    _world, call = _appraised(scene)
    remind_appraisers(actor=scene.cast.propaganda_officer, call=call)
    return Telling(scene.cast.propaganda_officer, [scene.cast.province_lead, scene.cast.inspector])


@tells("appraisals_handed")
def _(scene: Scene) -> Telling:
    """Once, with the last part, whose giver here is the inspector."""
    world, call = _appraised(scene)
    for user in panel(world):
        for place in range(2):
            hand(user, work(user, call, place), GOOD)
    return Telling(scene.cast.inspector, _officers(scene))


@tells("selection_concluded")
def _(scene: Scene) -> Telling:
    call = selecting_call(make_world(scene.cast))
    so_far_nothing()
    officer = scene.cast.propaganda_officer
    call = move_line(actor=officer, call=call, cut=1, row_version=call.row_version)
    told = Concluded(date(2021, 4, 6), 9, 8, field_reason="Lấy theo chất lượng.", refusal="Chưa đủ điểm.")
    conclude_selection(actor=officer, call=call, told=told, row_version=call.row_version)
    return Telling(scene.cast.propaganda_officer, [*scene.team, *scene.hospital_team])


# --- replication ------------------------------------------------------------------------------------------------------


def _ordered(scene: Scene) -> tuple[World, Practice, ReplicationOrder]:
    """A practice of the office given to the hospital."""
    world = make_world(scene.cast)
    practice = world.practice(scene.cast.office)
    order = world.order([practice], [scene.cast.hospital])
    return world, practice, order


def _adoption(scene: Scene, *, is_applied: bool) -> Adoption:
    world, practice, order = _ordered(scene)
    proof = {"baseline": Decimal(29), "result_value": Decimal(12), "evidence": "Sổ đo."}
    hospital = scene.cast.hospital
    answer = applied(practice, hospital, **proof) if is_applied else planned(practice, hospital)
    world.answers(order, answer)
    so_far_nothing()
    return Adoption.objects.select_related("practice", "unit", "order__unit").get()


@tells("replication_asked")
def _(scene: Scene) -> Telling:
    _ordered(scene)
    return Telling(None, scene.hospital_team)


@tells("adoption_answered")
def _(scene: Scene) -> Telling:
    _world, practice, order = _ordered(scene)
    adoptions.answer_order(
        actor=scene.cast.outsider,
        order=order,
        practice=practice,
        unit=scene.cast.hospital,
        answer=Answer.ADOPT,
        planned_for=date(2021, 5, 1),
    )
    return Telling(scene.cast.outsider, _officers(scene))


@tells("adoption_applied")
def _(scene: Scene) -> Telling:
    adoptions.report_applied(
        actor=scene.cast.outsider,
        adoption=_adoption(scene, is_applied=False),
        applied_on=date(2021, 4, 1),
        baseline=Decimal(29),
        result_value=Decimal(12),
        evidence="Sổ đo.",
    )
    return Telling(scene.cast.outsider, _officers(scene))


@tells("adoption_dropped")
def _(scene: Scene) -> Telling:
    adoption = _adoption(scene, is_applied=False)
    adoptions.drop_adoption(actor=scene.cast.outsider, adoption=adoption, reason="Không còn tiếp dân.")
    return Telling(scene.cast.outsider, _officers(scene))


@tells("adoption_verified")
def _(scene: Scene) -> Telling:
    officer, adoption = scene.cast.propaganda_officer, _adoption(scene, is_applied=True)
    verification.verify_adoption(actor=officer, adoption=adoption, verified_on=date(2021, 4, 1))
    return Telling(officer, scene.hospital_team)


@tells("adoption_sent_back")
def _(scene: Scene) -> Telling:
    officer, adoption = scene.cast.propaganda_officer, _adoption(scene, is_applied=True)
    verification.send_back_adoption(actor=officer, adoption=adoption, reason="Thiếu ảnh.")
    return Telling(officer, scene.hospital_team)
