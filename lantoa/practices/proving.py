"""What must be said of a file that proves something."""

from django.utils.translation import gettext as _

from lantoa.core.errors import Refused
from lantoa.core.text import looks_empty


def check_words(caption: str, media_type: str, shows_people: bool, consent: bool) -> None:
    """What is said of a file: Refused without a caption, or with people in it who did not consent."""
    if looks_empty(caption):
        sentence = _("Ghi chú thích: tệp này cho thấy điều gì, ngày nào.")
        raise Refused.at("caption", sentence)
    if shows_people and not media_type.startswith("image/"):
        sentence = _("Chỉ ảnh mới đánh dấu có người nhận ra được.")
        raise Refused.at("shows_people", sentence)
    if shows_people and not consent:
        sentence = _(
            "Ảnh có người nhận ra được thì phải được người đó đồng ý. Xin đồng ý rồi đánh dấu, hoặc dùng ảnh khác."
        )
        raise Refused.at("consent", sentence)
