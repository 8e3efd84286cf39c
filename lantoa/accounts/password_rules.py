"""Which passwords are taken. No rule of kinds of letters: length and not being guessable count (NIST SP 800-63B, 5.1.1.2).

Without a second factor 14 characters (the Vietnamese rules for systems of this level), with one 10. Passwords are compared in
NFC, so that two keyboards write the same one, and are never cut.
"""

from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.accounts.queries.second_factors import has_second_factor
from lantoa.core.text import folding_key, nfc

FEWEST_DIFFERENT = 5
ROWS = "0123456789012345678901234567890 abcdefghijklmnopqrstuvwxyz qwertyuiopasdfghjklzxcvbnm"
# What people here reach for first; the library's list knows few Vietnamese words. Folded, without spaces.
COMMON_HERE = (
    "matkhau",
    "danguykhoi",
    "tinhuy",
    "dangbo",
    "chibo",
    "lantoa",
    "vietnam",
    "anhyeuem",
    "emyeuanh",
    "password",
)


def normal(typed: str) -> str:
    """The form in which a password is hashed and compared."""
    return nfc(typed)


def shortest(user: User | None) -> int:
    """How long a new password of this person must be at least."""
    strong = user is not None and has_second_factor(user)
    return settings.PASSWORD_SHORTEST_WITH_SECOND_FACTOR if strong else settings.PASSWORD_SHORTEST


class HousePasswordRules:
    """The one validator of AUTH_PASSWORD_VALIDATORS."""

    common = CommonPasswordValidator()

    def validate(self, password: str, user: Any = None) -> None:
        password = normal(password)
        fewest, most = shortest(user), settings.PASSWORD_LONGEST
        if len(password) < fewest:
            sentence = _(
                "Mật khẩu có %(length)d ký tự, cần ít nhất %(fewest)d. Có thể ghép vài từ không liên quan với nhau."
            )
            raise ValidationError(sentence % {"length": len(password), "fewest": fewest}, code="short")
        if len(password) > most:
            sentence = _("Mật khẩu dài %(length)d ký tự, tối đa %(most)d. Hãy chọn mật khẩu ngắn hơn.")
            raise ValidationError(sentence % {"length": len(password), "most": most}, code="long")
        if self._is_guessable(password, user):
            sentence = _(
                "Mật khẩu này dễ đoán: hay được dùng, lặp lại, theo dãy phím hoặc giống tên đăng nhập. "
                "Hãy chọn mật khẩu khác."
            )
            raise ValidationError(sentence, code="guessable")

    def get_help_text(self) -> str:
        return _("Mật khẩu không theo dãy phím, không lặp lại, không giống tên đăng nhập.")

    def _is_guessable(self, password: str, user: Any) -> bool:
        folded = folding_key(password).replace(" ", "")
        bare = folded.strip("0123456789!@#$%^&*.,-_?")
        if len(set(folded)) < FEWEST_DIFFERENT or _repeats(folded) or _is_row(folded):
            return True
        if {folded, bare} & (self.common.passwords | set(COMMON_HERE)) or _is_made_of(bare, COMMON_HERE):
            return True
        name = folding_key(user.username).replace(" ", "").replace(".", "") if user is not None else ""
        plain = folded.replace(".", "")
        return len(name) > 3 and name in plain and len(plain) - len(name) < 6


def _repeats(text: str) -> bool:
    """One short piece again and again."""
    return any(text == (text[:size] * len(text))[: len(text)] for size in range(1, len(text) // 2 + 1))


def _is_row(text: str) -> bool:
    """Neighbours of the keyboard or the alphabet, forwards or backwards."""
    return any(text in row or text[::-1] in row for row in ROWS.split())


def _is_made_of(text: str, words: tuple[str, ...]) -> bool:
    for word in words:
        text = text.replace(word, "")
    return not text
