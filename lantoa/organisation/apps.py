from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

# What the record calls the acts of this room.
ACTS = {
    "level.entered": _("Nhập cấp tổ chức"),
    "kind.entered": _("Nhập loại hình đơn vị"),
    "group.entered": _("Nhập nhóm đơn vị"),
    "unit.established": _("Thành lập đơn vị"),
    "unit.renamed": _("Đổi tên đơn vị"),
    "unit.moved": _("Chuyển đơn vị về cấp trên khác"),
    "unit.merged": _("Hợp nhất đơn vị"),
    "unit.absorbed": _("Sáp nhập vào đơn vị khác"),
    "unit.split": _("Chia tách đơn vị"),
    "unit.dissolved": _("Giải thể đơn vị"),
    "unit.kind_changed": _("Đổi loại hình đơn vị"),
    "unit.code_changed": _("Đổi mã đơn vị"),
    "role.granted": _("Giao vai trò"),
    "role.ended": _("Thôi giao vai trò"),
}


class OrganisationConfig(AppConfig):
    name = "lantoa.organisation"
    verbose_name = _("Tổ chức")

    def ready(self) -> None:
        from lantoa.audit import registry
        from lantoa.organisation import access, checks, permissions  # noqa: F401  (grants and checks register themselves)

        registry.name_acts(ACTS)
