"""What this room tells people: that something happened, never what was found."""

import uuid
from collections.abc import Collection, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lantoa.notifications.choices import Way
from lantoa.notifications.kinds import Kind, register
from lantoa.organisation.choices import Role
from lantoa.oversight.models import Inspection, ProgrammeItem

HEADS = (Role.HEAD,)


def _titles(identities: Collection[uuid.UUID]) -> Mapping[uuid.UUID, str]:
    return dict(Inspection.objects.filter(pk__in=identities).values_list("pk", "title"))


def _themes(identities: Collection[uuid.UUID]) -> Mapping[uuid.UUID, str]:
    return dict(ProgrammeItem.objects.filter(pk__in=identities).values_list("pk", "theme__name"))


def _kind(
    code: str,
    name: str | Promise,
    sentence: str | Promise,
    icon: str,
    way: Way = Way.DIGEST,
    roles: tuple[Role, ...] = HEADS,
) -> Kind:
    titles = _themes if code in ("programme_announced", "programme_left_out") else _titles
    return Kind(code, _("Kiểm tra"), name, sentence, roles=roles, way=way, icon=icon, titles=titles)


def register_all() -> None:
    register(
        _kind(
            "programme_announced",
            _("Chương trình kiểm tra có đơn vị"),
            _("Chương trình kiểm tra, giám sát mới ban hành hoặc mới sửa có đơn vị anh/chị."),
            "calendar",
        ),
        _kind(
            "programme_left_out",
            _("Đưa đơn vị ra khỏi chương trình kiểm tra"),
            _("Chương trình kiểm tra, giám sát không còn dòng này về đơn vị anh/chị."),
            "calendar",
        ),
        _kind(
            "inspection_decided",
            _("Quyết định kiểm tra, giám sát"),
            _("Có quyết định kiểm tra, giám sát đơn vị; đơn vị gửi báo cáo tự kiểm tra theo đề cương."),
            "flag",
            Way.ONCE,
        ),
        _kind(
            "inspection_extended",
            _("Gia hạn cuộc kiểm tra, giám sát"),
            _("Cuộc kiểm tra, giám sát đơn vị được gia hạn."),
            "clock",
        ),
        _kind(
            "inspection_cancelled",
            _("Hủy cuộc kiểm tra, giám sát"),
            _("Cuộc kiểm tra, giám sát đơn vị đã hủy."),
            "close",
        ),
        _kind(
            "inspection_presented",
            _("Chờ ý kiến của đơn vị"),
            _("Đoàn đã trình nhận xét; đơn vị đọc và có ý kiến trước khi kết luận."),
            "message",
            Way.ONCE,
        ),
        _kind(
            "inspection_concluded",
            _("Thông báo kết luận"),
            _("Có thông báo kết luận; yêu cầu khắc phục đã thành nhiệm vụ của đơn vị."),
            "done",
            Way.ONCE,
        ),
        _kind(
            "inspection_self_report",
            _("Đơn vị gửi báo cáo tự kiểm tra"),
            _("Đơn vị được kiểm tra đã gửi báo cáo tự kiểm tra."),
            "report",
            roles=(),
        ),
        _kind(
            "inspection_responded",
            _("Đơn vị có ý kiến về nhận xét"),
            _("Đơn vị được kiểm tra đã có ý kiến về nhận xét của đoàn."),
            "message",
            roles=(),
        ),
    )
