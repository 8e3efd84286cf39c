"""What this room tells people."""

import uuid
from collections.abc import Collection, Mapping

from django.utils.translation import gettext_lazy as _

from lantoa.notifications.choices import Way
from lantoa.notifications.kinds import Kind, register
from lantoa.organisation.choices import Role
from lantoa.reporting.models import Submission

ROOM = _("Báo cáo")
TEAM = (Role.REPORTER, Role.HEAD)


def _titles(identities: Collection[uuid.UUID]) -> Mapping[uuid.UUID, str]:
    return dict(Submission.objects.filter(pk__in=identities).values_list("pk", "collection__title"))


def register_all() -> None:
    register(
        Kind(
            "report_returned",
            ROOM,
            _("Báo cáo bị trả lại"),
            _("Một báo cáo của đơn vị bị trả lại, có ghi chỗ phải sửa."),
            roles=TEAM,
            way=Way.ONCE,
            icon="returned",
            tone="returned",
            titles=_titles,
        ),
        Kind(
            "report_accepted",
            ROOM,
            _("Báo cáo được duyệt"),
            _("Một báo cáo của đơn vị đã được duyệt."),
            roles=TEAM,
            icon="done",
            tone="accepted",
            titles=_titles,
        ),
    )
