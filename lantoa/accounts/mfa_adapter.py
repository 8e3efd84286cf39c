"""How the library keeps second factors: their secrets are encrypted, with a key that does not lie in the database."""

import base64

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

WRONG_CODE = gettext_lazy("Mã không đúng hoặc đã dùng. Chờ mã mới trên ứng dụng rồi nhập lại.")


class HouseMfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    error_messages = {
        "add_email_blocked": gettext_lazy("Chưa thêm được thư điện tử này."),
        "cannot_delete_authenticator": gettext_lazy("Chưa bỏ được cách xác minh này."),
        "cannot_generate_recovery_codes": gettext_lazy(
            "Bật xác minh hai bước trước rồi mới tạo mã dự phòng."
        ),
        "incorrect_code": WRONG_CODE,
        "unverified_email": gettext_lazy("Chưa bật được xác minh hai bước."),
    }

    def get_totp_issuer(self) -> str:
        """How the authenticator app calls this installation."""
        return _("Lan Tỏa")

    def encrypt(self, text: str) -> str:
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return _fernet().decrypt(encrypted_text.encode()).decode()
        except InvalidToken as error:
            raise ImproperlyConfigured(
                "LANTOA_SECRET_KEY is not the one with which second factors were kept; give the old one in "
                "LANTOA_OLD_SECRET_KEYS."
            ) from error


def _fernet() -> MultiFernet:
    """Encrypts with the present secret key; reads also what earlier ones wrote."""
    return MultiFernet([_derived(one) for one in [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]])


def _derived(secret: str) -> Fernet:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"lantoa second factors").derive(
        secret.encode()
    )
    return Fernet(base64.urlsafe_b64encode(key))
