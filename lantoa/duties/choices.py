from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Standing(TextChoices):
    """How a duty stands between who owes it and who asked for it. Lateness is none of them: it is told from the due moment."""

    OPEN = "open", _("Chưa làm xong")  # the unit has the next move
    BEGUN = "begun", _("Làm dở")  # so has it here, after a part
    RETURNED = "returned", _("Bị trả lại")  # so has it here, once more
    WAITING = "waiting", _("Chờ nơi giao")  # who asked has the next move
    RENEWED = "renewed", _("Chờ xem lại")  # so has it here; what was settled before still counts
    SETTLED = "settled", _("Đã xong")


WITH_UNIT = (Standing.OPEN, Standing.BEGUN, Standing.RETURNED)
COUNTS_AS_DONE = (Standing.SETTLED, Standing.RENEWED)
