from django.db import models
from django.utils.translation import gettext_lazy as _


class LinkKind(models.TextChoices):
    GOES_WITH = "goes_with", _("gắn với")
    CARRIES_OUT = "carries_out", _("thực hiện")
    REPLACES = "replaces", _("thay thế")
    AMENDS = "amends", _("bổ sung")
