"""The archive of the workbooks of reports."""

import zipfile
from collections.abc import Sequence
from io import BytesIO

from django.utils.translation import gettext as _

from lantoa.printing.archives import frozen
from lantoa.reporting.choices import SubmissionState
from lantoa.reporting.models import Collection
from lantoa.reporting.workbook_files import LIST_NAME, Filling, report_workbook


def workbook_name(filling: Filling) -> str:
    """«BCQ-2021Q1-VPTU.xlsx»."""
    return f"{filling.submission.collection.code}-{filling.submission.unit.code}.xlsx"


def workbooks_archive(collection: Collection, fillings: Sequence[Filling], *, author: str) -> bytes:
    """A zip of workbooks, one for each report, with a list of what is in it."""
    out = BytesIO()
    lines = [collection.title, ""]
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for one in fillings:
            archive.writestr(workbook_name(one), report_workbook(one, author=author))
            state = SubmissionState(one.submission.state).label
            lines.append(f"{one.submission.unit.code}\t{one.unit_name}\t{state}")
        if not fillings:
            lines.append(_("Chưa có báo cáo nào mà anh/chị được xem."))
        archive.writestr(LIST_NAME, "\ufeff" + "\r\n".join(lines) + "\r\n")
    return frozen(out.getvalue())
