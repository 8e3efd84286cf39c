"""What this room tells people."""

import uuid
from collections.abc import Collection, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lantoa.notifications.choices import Way
from lantoa.notifications.kinds import Kind, Titles, register
from lantoa.organisation.choices import Role
from lantoa.practices.models import Adoption, Booklet, Call, Practice

ROOM = _("Mô hình")
TEAM = (Role.REPORTER, Role.HEAD)
OFFICERS = (Role.STAFF,)


def _practices(identities: Collection[uuid.UUID]) -> Mapping[uuid.UUID, str]:
    return dict(Practice.originals.filter(pk__in=identities).values_list("pk", "title"))


def _adoptions(identities: Collection[uuid.UUID]) -> Mapping[uuid.UUID, str]:
    return dict(Adoption.objects.filter(pk__in=identities).values_list("pk", "practice__title"))


def _calls(identities: Collection[uuid.UUID]) -> Mapping[uuid.UUID, str]:
    return dict(Call.objects.filter(pk__in=identities).values_list("pk", "title"))


def _booklets(identities: Collection[uuid.UUID]) -> Mapping[uuid.UUID, str]:
    return dict(Booklet.objects.filter(pk__in=identities).values_list("pk", "title"))


def _kind(
    code: str,
    name: str | Promise,
    sentence: str | Promise,
    icon: str,
    titles: Titles,
    roles: tuple[Role, ...] = (),
) -> Kind:
    return Kind(code, ROOM, name, sentence, roles=roles, icon=icon, titles=titles)


def _of_committees() -> list[Kind]:
    """What a committee's officers are told of the units below, and appraisers of their part."""
    return [
        _kind(
            "practice_registered",
            _("Đơn vị đăng ký mô hình"),
            _("Một đơn vị vừa đăng ký mô hình, chờ xem xét."),
            "practice",
            _practices,
            OFFICERS,
        ),
        _kind(
            "adoption_answered",
            _("Đơn vị trả lời về nhân rộng"),
            _("Một đơn vị đã trả lời về nhân rộng mô hình."),
            "message",
            _adoptions,
            OFFICERS,
        ),
        _kind(
            "adoption_applied",
            _("Đơn vị báo đã áp dụng mô hình"),
            _("Một đơn vị báo đã áp dụng mô hình, chờ kiểm chứng."),
            "check",
            _adoptions,
            OFFICERS,
        ),
        _kind(
            "adoption_dropped",
            _("Đơn vị thôi áp dụng mô hình"),
            _("Một đơn vị thôi áp dụng mô hình, có ghi lý do."),
            "close",
            _adoptions,
            OFFICERS,
        ),
        _kind(
            "appraisal_given",
            _("Được phân công chấm mô hình"),
            _("Anh/chị được phân công chấm mô hình."),
            "edit",
            _calls,
        ),
        _kind(
            "appraisals_handed",
            _("Tổ thẩm định đã nộp đủ phần chấm"),
            _("Mọi phần chấm của một đợt xét mô hình đã nộp đủ."),
            "done",
            _calls,
            OFFICERS,
        ),
    ]


def register_all() -> None:
    register(*_of_committees())
    register(
        _kind(
            "practice_effective",
            _("Mô hình được xác nhận có hiệu quả"),
            _("Một mô hình của đơn vị được xác nhận có hiệu quả."),
            "done",
            _practices,
            TEAM,
        ),
        _kind(
            "selection_concluded",
            _("Có kết quả tuyển chọn mô hình"),
            _("Đợt xét mà đơn vị trình mô hình đã có kết quả tuyển chọn."),
            "flag",
            _calls,
            TEAM,
        ),
        _kind(
            "practice_published",
            _("Mô hình được in trong tập"),
            _("Mô hình của đơn vị được in trong tập mô hình vừa phát hành."),
            "book",
            _booklets,
            TEAM,
        ),
        Kind(
            "practice_sent_back",
            ROOM,
            _("Mô hình bị trả lại"),
            _("Một mô hình của đơn vị bị trả lại để bổ sung."),
            roles=TEAM,
            way=Way.ONCE,
            icon="returned",
            titles=_practices,
        ),
        Kind(
            "practice_recognised",
            ROOM,
            _("Mô hình được công nhận"),
            _("Một mô hình của đơn vị đã được công nhận."),
            roles=TEAM,
            icon="done",
            titles=_practices,
        ),
        Kind(
            "practice_not_recognised",
            ROOM,
            _("Mô hình không được công nhận"),
            _("Một mô hình của đơn vị không được công nhận, có ghi lý do."),
            roles=TEAM,
            icon="info",
            titles=_practices,
        ),
        Kind(
            "replication_asked",
            ROOM,
            _("Được giao nhân rộng mô hình"),
            _("Đơn vị được giao nhân rộng mô hình, cần trả lời."),
            roles=TEAM,
            icon="practice",
        ),
        Kind(
            "adoption_sent_back",
            ROOM,
            _("Kết quả áp dụng bị trả lại"),
            _("Kết quả áp dụng mô hình của đơn vị cần bổ sung."),
            roles=TEAM,
            way=Way.ONCE,
            icon="returned",
            titles=_adoptions,
        ),
        Kind(
            "adoption_verified",
            ROOM,
            _("Kết quả áp dụng được kiểm chứng"),
            _("Kết quả áp dụng mô hình của đơn vị đã được kiểm chứng."),
            roles=TEAM,
            icon="verified",
            titles=_adoptions,
        ),
        Kind(
            "call_opened",
            ROOM,
            _("Mở đợt xét mô hình"),
            _("Đợt xét mô hình mới đã mở, đơn vị có thể trình mô hình."),
            roles=TEAM,
            icon="flag",
            titles=_calls,
        ),
        Kind(
            "appraisal_reminded",
            ROOM,
            _("Nhắc chấm mô hình"),
            _("Anh/chị còn phần chấm mô hình chưa nộp."),
            icon="bell",
            titles=_calls,
        ),
    )
