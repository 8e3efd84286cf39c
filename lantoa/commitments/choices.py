from django.db import models
from django.utils.translation import gettext_lazy as _

from lantoa.ui.badges import Badge


class CommitmentState(models.TextChoices):
    DRAFT = "draft", _("Đang viết")
    SIGNED = "signed", _("Đã ký")

    @property
    def badge(self) -> Badge:
        icon, tone = {"draft": ("edit", "unsent"), "signed": ("done", "accepted")}[self.value]
        return Badge(self.label, icon, tone)


class Half(models.TextChoices):
    """Which of the two self-reviews of a year, and which of them a remark speaks to."""

    MID_YEAR = "mid_year", _("Giữa năm")
    YEAR_END = "year_end", _("Cuối năm")

    @property
    def slug(self) -> str:
        return {"mid_year": "giua-nam", "year_end": "cuoi-nam"}[self.value]


HALVES = {half.slug: half for half in Half}


class Capacity(models.TextChoices):
    """As what somebody reads another's pledge."""

    SUPERIOR = "superior", _("Cấp trên trực tiếp")
    NAMED = "named", _("Người được cử xem")


class Page(models.TextChoices):
    """What of it was opened."""

    PLEDGE = "pledge", _("Bản cam kết")
    REMARK = "remark", _("Bản cam kết, khi ghi nhận xét")


class Occasion(models.TextChoices):
    """What of a pledge has its months in the year."""

    WRITING = "writing", _("Viết cam kết của năm")
    MID_YEAR = "mid_year", _("Tự nhận xét giữa năm")
    YEAR_END = "year_end", _("Tự nhận xét cuối năm")


REVIEWED_AT = {Occasion.MID_YEAR: Half.MID_YEAR, Occasion.YEAR_END: Half.YEAR_END}
