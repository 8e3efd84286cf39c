from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

# What the record calls the acts of this room; it holds no word of what anybody pledged.
ACTS = {
    "commitment.begun": _("Bắt đầu bản cam kết"),
    "commitment.written": _("Viết bản cam kết"),
    "commitment.signed": _("Ký bản cam kết"),
    "commitment.signature_withdrawn": _("Rút chữ ký bản cam kết"),
    "commitment.reviewed": _("Tự nhận xét cam kết"),
    "commitment.remarked": _("Nhận xét bản cam kết"),
    "commitment.remark_withdrawn": _("Rút nhận xét bản cam kết"),
    "commitment.carried_over": _("Chuyển tiếp cam kết sang năm sau"),
    "commitment.taken_along": _("Mang cam kết sang đơn vị mới"),
    "commitment.handed_over": _("Chuyển bản cam kết sang đơn vị nhận bàn giao"),
    "commitment.shown": _("Công khai cam kết của mình"),
    "commitment.hidden": _("Thôi công khai cam kết của mình"),
    "commitment.reader_named": _("Cử người xem cam kết"),
    "commitment.reader_ended": _("Thôi cử người xem cam kết"),
    "commitment.erased": _("Xóa bản cam kết đã hết thời hạn giữ"),
    "commitment.season_set": _("Đặt tháng viết, tự nhận xét cam kết"),
    "commitment.counted": _("Ghi số người ký cam kết"),
}


class CommitmentsConfig(AppConfig):
    name = "lantoa.commitments"
    verbose_name = _("Cam kết")

    def ready(self) -> None:
        from lantoa.audit import registry
        from lantoa.commitments import (  # noqa: F401  (permissions declares the grants)
            cascading,
            followed,
            held,
            notices,
            permissions,
            recorded,
            sources,
            study_deeds,
        )

        sources.register_all()
        registry.name_acts(ACTS)
        notices.register_all()
        recorded.register_all()
        held.register_all()
        followed.register_all()
        study_deeds.register_all()
        cascading.register_all()
