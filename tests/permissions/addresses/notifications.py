"""What the addresses of «notifications» name, and what its forms send."""

from datetime import date

from lantoa.core import clock
from lantoa.notifications.kinds import KINDS
from lantoa.notifications.models import Holiday, LadderStep
from tests.permissions.addresses.common import Filling, Form, Words
from tests.permissions.world.things import World


def _day_off(world: World, place: str, state: str) -> Words:
    return {"holiday": Holiday.objects.get(day=date(2021, 9, 3)).pk}


FILLINGS: dict[str, Filling] = {
    "notifications:open": lambda world, place, state: {"notice": world.notice.pk},
    "notifications:holiday": _day_off,
    "notifications:holiday_remove": _day_off,
    "notifications:step_end": lambda world, place, state: {"step": LadderStep.objects.earliest("pk").pk},
}

FORMS: dict[str, Form] = {
    "notifications:read": lambda world, seat: {"until": clock.now().isoformat()},
    "notifications:holidays_enter": lambda world, seat: {"days": "01/01/2030 Tết Dương lịch", "source": "TB"},
    "notifications:holiday": lambda world, seat: {
        "day": "03/9/2021",
        "name": "Quốc khánh",
        "source": "TB",
        "reason": "Ghi đủ căn cứ",
    },
    "notifications:holiday_remove": lambda world, seat: {"reason": "Ghi nhầm"},
    "notifications:step_add": lambda world, seat: {
        "duty": "task",
        "side": "before",
        "number": "9",
        "rung": "doer",
        "since": "01/5/2021",
        "reason": "Nhắc sớm",
    },
    "notifications:step_end": lambda world, seat: {"on": "01/5/2021", "reason": "Nhiều quá"},
    "notifications:hours_set": lambda world, seat: {
        "quiet_from": "21:00",
        "quiet_until": "06:00",
        "digest_at": "08:00",
        "weekly_on": "3",
        "give_up_after_hours": "48",
        "keep_days": "90",
        "since": "01/5/2021",
        "reason": "Giờ mùa hè",
    },
    "notifications:read#many": lambda world, seat: {
        "kind": "report_returned",
        "day": "2021-04-06",
        "until": clock.now().isoformat(),
    },
    "notifications:preferences": lambda world, seat: {
        "digest": "weekly",
        **{f"kind-{code}": "digest" for code in KINDS},
    },
}
