from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

# What the record calls the acts of this room.
ACTS = {
    "award_kind.entered": _("Nhập hình thức khen"),
    "round.opened": _("Mở đợt khen"),
    "nomination.entered": _("Nhập đề nghị khen"),
    "nomination.drafted": _("Lập bản nháp đề nghị khen"),
    "nomination.edited": _("Sửa đề nghị khen"),
    "nomination.submitted": _("Gửi đề nghị khen"),
    "nomination.returned": _("Trả lại đề nghị khen"),
    "nomination.proposed": _("Đồng ý đề nghị khen"),
    "nomination.not_proposed": _("Không đề nghị khen"),
    "nomination.awarded": _("Khen thưởng"),
    "nomination.handed_over": _("Bàn giao đề nghị khen"),
    "nomination.consent": _("Ghi ý kiến về công khai tên"),
    "decision.proposed": _("Trình quyết định khen"),
    "decision.issued": _("Ký quyết định khen"),
    "decision.returned": _("Trả lại dự thảo quyết định khen"),
    "decision.withdrawn": _("Rút dự thảo quyết định khen"),
    "certificate.revocation_proposed": _("Đề nghị thu hồi giấy khen"),
    "certificate.revoked": _("Thu hồi giấy khen"),
    "certificate.revocation_returned": _("Không đồng ý thu hồi giấy khen"),
    "certificate.revocation_withdrawn": _("Rút đề nghị thu hồi giấy khen"),
}


class CommendationConfig(AppConfig):
    name = "lantoa.commendation"
    verbose_name = _("Khen thưởng")

    def ready(self) -> None:
        from lantoa.audit import registry
        from lantoa.commendation import counted, held, notices, recorded, sources, under_directives

        sources.register_all()
        registry.name_acts(ACTS)
        held.register_all()
        notices.register_all()
        recorded.register_all()
        under_directives.register_all()
        counted.register_all()
