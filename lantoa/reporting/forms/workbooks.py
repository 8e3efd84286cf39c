"""What is sent to bring workbooks back, and to decide on them."""

import re

from django.utils.translation import gettext_lazy as _

from lantoa.attachments.forms import UploadForm, WorkbooksField

CLASH_BOX = re.compile(r"lay-[0-9]{1,4}-(?:figure|word|note|text)-[0-9]{1,4}")
APPLYING_BOXES = ("mark", CLASH_BOX)


class WorkbooksForm(UploadForm):
    workbooks = WorkbooksField(label=_("Bảng tính đã nhập"))
