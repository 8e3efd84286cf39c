"""What the addresses of «commitments» name, and what its forms send."""

from tests.permissions.addresses.common import Filling, Form, Words, with_more
from tests.permissions.world.things import World


def _pledge(world: World, place: str, state: str) -> Words:
    return {"code": world.pledges[place, state].code}


def _own_pledge(world: World, place: str, state: str) -> Words:
    return {"year": 2021 if state == "draft" else 2020}


def _naming(world: World, place: str, state: str) -> Words:
    return {"naming": world.namings[place].pk}


def _pledge_counts(world: World, seat: str) -> Words:
    numbers = {"members_due": "40", "members_signed": "38", "leaders_signed": "4", "others_signed": "12"}
    return numbers | {"unit": seat, "year": "2020", "row_version": "0"}


def _reader_form(world: World, seat: str) -> Words:
    officer = world.users["ST", seat or "TINH"].person  # type: ignore[attr-defined]
    return {"person": str(officer.pk), "unit": "DVB", "reason": "Tổng hợp"}


FILLINGS: dict[str, Filling] = {
    "commitments:year": _own_pledge,
    "commitments:write": _own_pledge,
    "commitments:sign": _own_pledge,
    "commitments:withdraw": _own_pledge,
    "commitments:review": with_more(_own_pledge, half="giua-nam"),
    "commitments:carry": _own_pledge,
    "commitments:show": _own_pledge,
    "commitments:take_along": _own_pledge,
    "commitments:print": _own_pledge,
    "commitments:word": _own_pledge,
    "commitments:pledge": _pledge,
    "commitments:remark": _pledge,
    "commitments:remark_withdraw": _pledge,
    "commitments:public_pledge": _pledge,
    "commitments:reader_end": _naming,
}

FORMS: dict[str, Form] = {
    "commitments:begin": lambda world, seat: {"year": "2021"},
    "commitments:begin_unit": lambda world, seat: {"unit": seat},
    "commitments:state": _pledge_counts,
    "commitments:readers": _reader_form,
    "commitments:write": lambda world, seat: {
        "row_version": "1",
        "rows": "3",
        "m1-deed": "Trả hồ sơ trước hẹn",
        "viec": "luu",
    },
    "commitments:sign": lambda world, seat: {"row_version": "1"},
    "commitments:withdraw": lambda world, seat: {"row_version": "1"},
    "commitments:review": lambda world, seat: {"v-1": "Đang làm đều."},
    "commitments:carry": lambda world, seat: {"chosen": ["1"]},
    "commitments:show": lambda world, seat: {"chosen": ["1"]},
    "commitments:remark": lambda world, seat: {"half": "mid_year", "words": "Việc thấy được."},
    "commitments:remark_withdraw": lambda world, seat: {"half": "mid_year"},
}
