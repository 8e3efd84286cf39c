from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

# What the record calls the acts of this room.
ACTS = {
    "account.opened": _("Mở tài khoản"),
    "account.deactivated": _("Khóa tài khoản"),
    "account.reactivated": _("Mở lại tài khoản"),
    "account.link_issued": _("Cấp liên kết đăng nhập một lần"),
    "account.link_revoked": _("Thu hồi liên kết đăng nhập một lần"),
    "account.link_used": _("Đăng nhập bằng liên kết một lần"),
    "account.password_set": _("Đặt mật khẩu"),
    "account.mail_address_set": _("Đặt địa chỉ nhận thư của tài khoản"),
    "account.mail_address_removed": _("Bỏ địa chỉ nhận thư của tài khoản"),
    "account.second_factor_added": _("Bật xác minh hai bước"),
    "account.second_factor_removed": _("Bỏ một cách xác minh hai bước"),
    "account.second_factor_reset": _("Gỡ xác minh hai bước cho người khác"),
    "account.recovery_codes_made": _("Tạo mã dự phòng"),
    "account.recovery_code_used": _("Dùng một mã dự phòng"),
    "account.passkey_renamed": _("Đổi tên khóa truy cập"),
    "account.provider_linked": _("Nối tài khoản với dịch vụ đăng nhập"),
    "account.provider_unlinked": _("Bỏ nối tài khoản với dịch vụ đăng nhập"),
    "session.ended": _("Đăng xuất từ xa"),
}


class AccountsConfig(AppConfig):
    name = "lantoa.accounts"
    verbose_name = _("Tài khoản")

    def ready(self) -> None:
        from lantoa.accounts import checks, middleware, provider_adapter  # noqa: F401  (both register what they listen to)
        from lantoa.audit import registry

        registry.name_acts(ACTS)
