"""What a person types about outreach. Nothing here asks for what others wrote: no text, no address, no author of it."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from lantoa.attachments.choices import PAPERS, PICTURES, TABLES
from lantoa.attachments.forms import UploadField, UploadForm
from lantoa.core.errors import Refused
from lantoa.core.periods import Period
from lantoa.directives.choices import (
    COUNTED_IN_PIECES,
    Audience,
    Channel,
    OutreachKind,
    OutreachState,
    ReachMeasure,
)
from lantoa.directives.forms.choosing import DirectivesField
from lantoa.directives.models import Directive, OutreachActivity
from lantoa.directives.outreach_texts import (
    LONGEST_LINK,
    MOST_PIECES,
    MOST_REACH,
    ActivityText,
    check_link,
)
from lantoa.directives.services.board35 import MOST_NUMBER
from lantoa.ui.forms import CountField, DayField, LineField, ReasonField, TextField, ViForm

FIRST_YEAR, LAST_YEAR = 1990, 2200
FIRST_STEP = ("kind", "title", "held_on", "state")


class ActivityForm(UploadForm):
    """An activity; entered in two steps, of which the first asks `FIRST_STEP`, and changed on one page."""

    beside = ("buoc", "bo_tep")

    kind = forms.ChoiceField(label=gettext_lazy("Hình thức"), choices=OutreachKind.choices)
    title = LineField(
        label=gettext_lazy("Tên tin, bài, hoạt động"),
        max_length=300,
        help_text=gettext_lazy(
            "Chỉ ghi ấn phẩm, hoạt động của đơn vị mình. Không chép nội dung, tên hay địa chỉ của người khác."
        ),
    )
    held_on = DayField(
        label=gettext_lazy("Ngày đăng, phát hoặc tổ chức"),
        earliest=date(FIRST_YEAR, 1, 1),
        latest=date(LAST_YEAR, 12, 31),
    )
    state = forms.ChoiceField(
        label=gettext_lazy("Tình trạng"),
        choices=[
            (OutreachState.HELD, OutreachState.HELD.label),
            (OutreachState.PLANNED, OutreachState.PLANNED.label),
        ],
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Hoạt động đã thực hiện được tính vào báo cáo của kỳ."),
    )
    pieces = CountField(
        label=gettext_lazy("Số tin, bài, chương trình"),
        min_value=1,
        max_value=MOST_PIECES,
        required=False,
        help_text=gettext_lazy(
            "Loạt nhiều kỳ thì ghi số kỳ; một bài đăng nhiều nơi tính một. Để trống là 1."
        ),
    )
    channel = forms.ChoiceField(label=gettext_lazy("Kênh"), choices=Channel.choices)
    audience = forms.ChoiceField(
        label=gettext_lazy("Đối tượng"), choices=Audience.choices, widget=forms.RadioSelect
    )
    reach = CountField(
        label=gettext_lazy("Kết quả lan tỏa"),
        required=False,
        max_value=MOST_REACH,
        help_text=gettext_lazy("Chưa có số thì để trống, ghi sau."),
    )
    measure = forms.ChoiceField(
        label=gettext_lazy("Đếm bằng"),
        choices=[("", "–"), *ReachMeasure.choices],
        required=False,
        help_text=gettext_lazy("Số đếm khác cách không cộng với nhau."),
    )
    directives = DirectivesField(label=gettext_lazy("Phục vụ văn bản"))
    link = LineField(
        label=gettext_lazy("Địa chỉ trên mạng"),
        required=False,
        max_length=LONGEST_LINK,
        help_text=gettext_lazy("Nơi đơn vị đã đăng, bắt đầu bằng https:// hoặc http://."),
        widget=forms.URLInput(attrs={"inputmode": "url"}),
    )
    file = UploadField(
        kinds=(*PAPERS, *PICTURES), label=gettext_lazy("Bản chụp, ảnh, tài liệu"), required=False
    )
    row_version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=2**31)

    def __init__(
        self,
        *args: Any,
        served: list[Directive],
        activity: OutreachActivity | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["directives"].offer(  # type: ignore[attr-defined]
            served, kept=activity.directives.all() if activity is not None else ()
        )

    def clean_link(self) -> str:
        link: str = self.cleaned_data["link"]
        if link:
            try:
                check_link(link)
            except Refused as wrong:
                raise forms.ValidationError(wrong.sentence) from wrong
        return link

    def text(self) -> ActivityText:
        """What was typed, for a valid form."""
        data = self.cleaned_data
        kind = OutreachKind(data["kind"])
        return ActivityText(
            title=data["title"],
            kind=kind,
            held_on=data["held_on"],
            channel=Channel(data["channel"]),
            audience=Audience(data["audience"]),
            directives=data["directives"],
            state=OutreachState(data["state"]),
            pieces=data["pieces"] or 1,
            reach=data["reach"],
            measure=data["measure"],
            link=data["link"],
        )


def activity_initial(activity: OutreachActivity) -> dict[str, Any]:
    names = ("kind", "title", "held_on", "state", "channel", "audience", "reach", "measure", "link")
    return {
        **{name: getattr(activity, name) for name in names},
        "pieces": activity.pieces if activity.kind in COUNTED_IN_PIECES else None,
        "directives": list(activity.directives.all()),
        "row_version": activity.row_version,
    }


class OutreachCancelForm(ViForm):
    reason = ReasonField(
        label=gettext_lazy("Lý do hủy"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    row_version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=2**31)


class OutreachListForm(UploadForm):
    """A list of activities, pasted or as a file; what a file says is put into the table, so that it can be mended there."""

    beside = ("viec", "counted")

    directives = DirectivesField(label=gettext_lazy("Cả danh sách phục vụ văn bản"))
    table = TextField(
        label=gettext_lazy("Bảng"),
        required=False,
        max_length=1_000_000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=gettext_lazy(
            "Chép cả dòng tiêu đề từ bảng tính rồi dán vào. Cần ba cột: Ngày, Tên hoạt động, Hình thức; thêm được Kênh, Đối "
            "tượng, Số tin bài, Kết quả, Đếm bằng, Địa chỉ, Đơn vị."
        ),
    )
    file = UploadField(kinds=TABLES, label=gettext_lazy("Hoặc chọn tệp bảng tính"), required=False)
    sheet = LineField(
        label=gettext_lazy("Trang trong tệp"),
        required=False,
        max_length=100,
        help_text=gettext_lazy(
            "Tệp có nhiều trang thì ghi tên trang cần đọc; để trống thì lấy trang có đủ cột nhất."
        ),
    )

    def __init__(self, *args: Any, served: list[Directive], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["directives"].offer(served)  # type: ignore[attr-defined]

    def chosen(self) -> list[Directive]:
        """For a valid form."""
        return list(self.cleaned_data["directives"])


class Board35Form(ViForm):
    """The number of a quarter, and nothing else."""

    period = forms.ChoiceField(label=gettext_lazy("Quý"))
    number = CountField(
        label=gettext_lazy("Số tin, bài"),
        max_value=MOST_NUMBER,
        help_text=gettext_lazy("Chỉ ghi con số. Không ghi nội dung, địa chỉ hay tên ai."),
    )
    row_version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31)

    def __init__(self, *args: Any, periods: list[Period], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.periods = {one.code: one for one in periods}
        chooser = self.fields["period"]
        if isinstance(chooser, forms.ChoiceField):
            chooser.choices = [(code, one.label_title) for code, one in self.periods.items()]
