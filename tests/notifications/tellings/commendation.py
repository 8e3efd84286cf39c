from lantoa.commendation import services
from lantoa.commendation.choices import NominationState
from lantoa.commendation.models import DecisionProposal, Nomination
from tests.cast import TODAY
from tests.commendation.world import World, make_world, person
from tests.notifications.tellings import Scene, Telling, so_far_nothing, tells


def _put_forward(world: World) -> Nomination:
    cast = world.cast
    return services.nominate(
        actor=cast.unit_reporter, round_=world.round, nomination=person(cast.office, "Nguyễn Văn An")
    )


def _proposed(world: World) -> DecisionProposal:
    world.enter(world.cast.office, "Nguyễn Văn An")
    return services.propose_decision(
        actor=world.cast.propaganda_officer, round_=world.round, decided_on=TODAY, number=142
    )


@tells("round_opened")
def _(scene: Scene) -> Telling:
    make_world(scene.cast)
    return Telling(None, [*scene.team, *scene.hospital_team, scene.bystander])


@tells("nomination_sent")
def _(scene: Scene) -> Telling:
    sent = _put_forward(make_world(scene.cast))
    services.submit_nomination(actor=scene.cast.unit_head, nomination=sent)
    return Telling(scene.cast.unit_head, [scene.cast.propaganda_officer, scene.colleague])


def _examined(scene: Scene, verdict: NominationState, reason: str) -> Telling:
    officer = scene.cast.propaganda_officer
    one = make_world(scene.cast).enter(scene.cast.office, "Nguyễn Văn An", state=NominationState.SUBMITTED)
    services.examine_nomination(actor=officer, nomination=one, verdict=verdict, reason=reason)
    return Telling(officer, scene.team)


@tells("nomination_returned")
def _(scene: Scene) -> Telling:
    return _examined(scene, NominationState.RETURNED, "Thiếu số liệu.")


@tells("nomination_examined")
def _(scene: Scene) -> Telling:
    return _examined(scene, NominationState.PROPOSED, "")


@tells("decision_to_sign")
def _(scene: Scene) -> Telling:
    _proposed(make_world(scene.cast))
    return Telling(scene.cast.propaganda_officer, [scene.cast.province_lead])


@tells("decision_returned")
def _(scene: Scene) -> Telling:
    proposal = _proposed(make_world(scene.cast))
    services.return_decision(actor=scene.cast.province_lead, proposal=proposal, note="Xem lại danh sách.")
    return Telling(scene.cast.province_lead, [scene.cast.propaganda_officer])


@tells("decision_signed")
def _(scene: Scene) -> Telling:
    services.issue_decision(actor=scene.cast.province_lead, proposal=_proposed(make_world(scene.cast)))
    return Telling(scene.cast.province_lead, [scene.cast.propaganda_officer, scene.colleague])


@tells("nomination_awarded")
def _(scene: Scene) -> Telling:
    services.issue_decision(actor=scene.cast.province_lead, proposal=_proposed(make_world(scene.cast)))
    return Telling(scene.cast.province_lead, scene.team)


def _awarded(scene: Scene) -> World:
    world = make_world(scene.cast)
    world.enter(scene.cast.office, "Nguyễn Văn An")
    world.decide()
    so_far_nothing()
    return world


@tells("revocation_to_sign")
def _(scene: Scene) -> Telling:
    certificate = _awarded(scene).certificate("Nguyễn Văn An")
    services.propose_revocation(
        actor=scene.cast.propaganda_officer, certificate=certificate, reason="Khen nhầm."
    )
    return Telling(scene.cast.propaganda_officer, [scene.cast.province_lead])


@tells("revocation_returned")
def _(scene: Scene) -> Telling:
    certificate = _awarded(scene).certificate("Nguyễn Văn An")
    proposal = services.propose_revocation(
        actor=scene.cast.propaganda_officer, certificate=certificate, reason="Khen nhầm."
    )
    services.return_revocation(actor=scene.cast.province_lead, proposal=proposal, note="Không có căn cứ.")
    return Telling(scene.cast.province_lead, [scene.cast.propaganda_officer])


@tells("certificate_revoked")
def _(scene: Scene) -> Telling:
    world = _awarded(scene)
    world.revoke(world.certificate("Nguyễn Văn An"))
    return Telling(scene.cast.province_lead, [scene.cast.unit_head])
