"""What the addresses of «commendation» name, and what its forms send."""

from tests.permissions.addresses.common import Filling, Form, Words
from tests.permissions.world.things import World


def _round(world: World, place: str, state: str) -> Words:
    return {"code": world.rounds[place, state or "open"].code}


def _nomination(world: World, place: str, state: str) -> Words:
    found = world.nominations[place, state]
    return {"code": found.round.code, "nomination": found.pk}


def _proposal(world: World, place: str, state: str) -> Words:
    return {"code": world.rounds[place, "drafted"].code, "proposal": world.proposals[place].pk}


def _register(world: World, place: str, state: str) -> Words:
    decision = world.certificates[place, "in_force"].decision
    return {"code": decision.round.code, "number": decision.document.number}


def _certificate(world: World, place: str, state: str) -> Words:
    return {"certificate": world.certificates[place, state or "in_force"].code}


def _revocation(world: World, place: str, state: str) -> Words:
    code = world.certificates[place, "contested"].code
    return {"certificate": code, "proposal": world.revocations[place].pk}


def _nomination_form(world: World, seat: str) -> Words:
    return {
        "unit": seat,
        "subject": "collective",
        "full_name": "Tập thể Văn phòng",
        "achievements": "Hoàn thành tốt nhiệm vụ.",
        "row_version": "1",
    }


FILLINGS: dict[str, Filling] = {
    "commendation:round": _round,
    "commendation:round_export": _round,
    "commendation:nominate": _round,
    "commendation:nomination": _nomination,
    "commendation:nomination_edit": _nomination,
    "commendation:nomination_submit": _nomination,
    "commendation:nomination_examine": _nomination,
    "commendation:nomination_consent": _nomination,
    "commendation:decision_propose": _round,
    "commendation:decision_issue": _proposal,
    "commendation:decision_return": _proposal,
    "commendation:register": _register,
    "commendation:register_export": _register,
    "commendation:certificates_pdf": _register,
    "commendation:certificate": _certificate,
    "commendation:certificate_pdf": _certificate,
    "commendation:certificate_preview": _certificate,
    "commendation:revoke": _certificate,
    "commendation:revocation_confirm": _revocation,
    "commendation:revocation_return": _revocation,
}

FORMS: dict[str, Form] = {
    "commendation:nominate": _nomination_form,
    "commendation:nomination_edit": _nomination_form,
    "commendation:nomination_examine": lambda world, seat: {"verdict": "proposed"},
    "commendation:nomination_examine#proposed": lambda world, seat: {
        "verdict": "not_proposed",
        "reason": "Chưa đủ thành tích.",
    },
    "commendation:nomination_consent": lambda world, seat: {"publish_name": "1"},
    "commendation:decision_propose": lambda world, seat: {"decided_on": "06/4/2021"},
    "commendation:decision_return": lambda world, seat: {"note": "Xem lại danh sách."},
    "commendation:revoke": lambda world, seat: {"reason": "Kê khai chưa đúng."},
    "commendation:revocation_return": lambda world, seat: {"note": "Giữ nguyên."},
}
