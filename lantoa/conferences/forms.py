"""What a person types about a conference and its conclusion. Of who came only numbers, of who spoke only the post."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lantoa.conferences.choices import ConferenceKind, PointKind
from lantoa.conferences.models import ConclusionPoint, Conference
from lantoa.conferences.sentences import sentences_of
from lantoa.conferences.services.conclusions import LONGEST, NewPoint
from lantoa.conferences.services.planning import ConferencePlan
from lantoa.conferences.services.raising import Raise
from lantoa.core import clock, periods
from lantoa.core.periods import Period
from lantoa.directives.forms.choosing import BesideField, DirectiveField
from lantoa.directives.models import Directive
from lantoa.organisation.forms.choosing import RecipientsForm
from lantoa.organisation.queries.choosing import Chosen
from lantoa.ui.forms import CountField, DayField, LineField, ReasonField, TextField, ViForm, YearField

FIRST_YEAR, LAST_YEAR = 1990, 2200
MOST_PEOPLE = 1_000_000
QUARTERS_BACK, QUARTERS_AHEAD = 12, 4


def _lines(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def _version() -> forms.IntegerField:
    return forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=2**31)


def _quarters(kept: str) -> list[tuple[str, str]]:
    """Those around today, the newest first, and the one that is kept."""
    today = clock.today()
    newest = periods.quarter(today.year, (today.month + 2) // 3)
    for _ahead in range(QUARTERS_AHEAD):
        newest = newest.next
    found: list[Period] = [newest]
    while len(found) <= QUARTERS_BACK + QUARTERS_AHEAD:
        found.append(found[-1].previous)
    if kept and all(one.code != kept for one in found):
        found.append(periods.from_code(kept))
    return [("", str(_("Không"))), *((one.code, one.label_title) for one in found)]


class ConferenceForm(ViForm):
    kind = forms.ChoiceField(
        label=gettext_lazy("Loại hội nghị"), choices=ConferenceKind.choices, widget=forms.RadioSelect
    )
    title = LineField(
        label=gettext_lazy("Tên hội nghị"),
        max_length=300,
        help_text=gettext_lazy("Ví dụ: Sơ kết công tác quý I, triển khai nhiệm vụ quý II/2021."),
    )
    held_on = DayField(
        label=gettext_lazy("Ngày họp"), earliest=date(FIRST_YEAR, 1, 1), latest=date(LAST_YEAR, 12, 31)
    )
    place = LineField(label=gettext_lazy("Địa điểm"), required=False, max_length=200)
    reviews = forms.ChoiceField(
        label=gettext_lazy("Sơ kết quý"),
        required=False,
        help_text=gettext_lazy(
            "Số liệu, báo cáo của quý này và việc giao từ kỳ trước hiện ở trang sơ kết quý."
        ),
    )
    launches = forms.ChoiceField(label=gettext_lazy("Triển khai quý"), required=False)
    directive = DirectiveField(
        label=gettext_lazy("Theo văn bản"),
        required=False,
        help_text=gettext_lazy("Hội nghị sơ kết quý có thể không theo văn bản nào."),
    )
    other_directives = BesideField()
    first_year = YearField(
        label=gettext_lazy("Giai đoạn từ năm"),
        required=False,
        help_text=gettext_lazy("Chỉ ghi khi sơ kết, tổng kết nhiều năm thực hiện một văn bản."),
    )
    last_year = YearField(label=gettext_lazy("Đến năm"), required=False)
    invited = CountField(
        label=gettext_lazy("Số người được mời"),
        required=False,
        max_value=MOST_PEOPLE,
        help_text=gettext_lazy("Chỉ ghi số, không ghi tên."),
    )
    attended = CountField(
        label=gettext_lazy("Số người dự"),
        required=False,
        max_value=MOST_PEOPLE,
        help_text=gettext_lazy("Họp xong mới ghi."),
    )
    row_version = _version()

    def __init__(
        self,
        *args: Any,
        directives: Iterable[Directive],
        conference: Conference | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        offered = list(directives)
        kept = conference.directive if conference else None
        beside = list(conference.other_directives.all()) if conference else []
        leading, others = self.fields["directive"], self.fields["other_directives"]
        if isinstance(leading, DirectiveField) and isinstance(others, BesideField):
            leading.offer(offered, kept=kept, empty=_("Không theo văn bản nào"))
            others.offer(offered, kept=beside)
        if len({one.pk for one in (*offered, *beside)}) < 2:
            del self.fields["other_directives"]
        for name, stored in (("reviews", "also_reviews"), ("launches", "also_launches")):
            kept_code = str(getattr(conference, stored)) if conference else ""
            self.fields[name].choices = _quarters(kept_code)  # type: ignore[attr-defined]

    def plan(self) -> ConferencePlan:
        """What was typed, for a valid form. Where only directives «beside» are chosen, the first of them leads."""
        data = self.cleaned_data
        others = list(data.get("other_directives", ()))
        leading = data["directive"] or (others[0] if others else None)
        kind = ConferenceKind(data["kind"])
        first, last = data["first_year"], data["last_year"] or data["first_year"]
        return ConferencePlan(
            kind=kind,
            title=data["title"],
            held_on=data["held_on"],
            directive=leading,
            years=(first, last) if first and kind != ConferenceKind.QUARTERLY else None,
            reviews=data["reviews"],
            launches=data["launches"],
            place=data["place"],
            invited=data["invited"],
            attended=data["attended"],
            other_directives=others,
        )


def conference_initial(conference: Conference) -> dict[str, Any]:
    names = ("kind", "title", "held_on", "place", "invited", "attended", "row_version")
    years = {"first_year": conference.first_year, "last_year": conference.last_year}
    return {
        **{name: getattr(conference, name) for name in names},
        **(years if conference.reviews_years else {}),
        "reviews": conference.also_reviews,
        "launches": conference.also_launches,
        "directive": conference.directive,
        "other_directives": list(conference.other_directives.all()),
    }


class CancelConferenceForm(ViForm):
    reason = ReasonField(label=gettext_lazy("Lý do hủy"), max_length=1000, widget=_lines(3))
    row_version = _version()


class SentencesForm(ViForm):
    """Sentences of a conclusion, pasted or typed, all said by one."""

    kind = forms.ChoiceField(label=gettext_lazy("Là"), choices=PointKind.choices, widget=forms.RadioSelect)
    said_by = LineField(
        label=gettext_lazy("Chức danh người kết luận, chỉ đạo"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Ghi chức danh, không cần tên. Ví dụ: Bí thư Tỉnh ủy."),
    )
    table = TextField(
        label=gettext_lazy("Các câu, nguyên văn"),
        max_length=60_000,
        widget=_lines(12),
        help_text=gettext_lazy(
            "Dán từ biên bản, dự thảo. Mỗi dòng một câu; nếu có đánh số (1., 2., a), gạch đầu dòng) thì mỗi mục một câu."
        ),
    )

    def points(self) -> list[NewPoint]:
        """For a valid form."""
        data = self.cleaned_data
        return [
            NewPoint(one, PointKind(data["kind"]), data["said_by"]) for one in sentences_of(data["table"])
        ]


class SentenceForm(ViForm):
    """One sentence, until the conclusion is adopted."""

    beside = ("viec",)

    kind = forms.ChoiceField(label=gettext_lazy("Là"), choices=PointKind.choices, widget=forms.RadioSelect)
    said_by = LineField(
        label=gettext_lazy("Chức danh người kết luận, chỉ đạo"), required=False, max_length=200
    )
    text = ReasonField(label=gettext_lazy("Nguyên văn"), max_length=LONGEST, widget=_lines(6))
    row_version = _version()

    def point(self) -> NewPoint:
        """For a valid form."""
        data = self.cleaned_data
        return NewPoint(data["text"], PointKind(data["kind"]), data["said_by"])


def sentence_initial(point: ConclusionPoint) -> dict[str, Any]:
    return {name: getattr(point, name) for name in ("kind", "said_by", "text", "row_version")}


class ReopenForm(ViForm):
    reason = ReasonField(label=gettext_lazy("Lý do mở lại"), max_length=1000, widget=_lines(3))
    row_version = _version()


class AnnounceForm(ViForm):
    issued_on = DayField(label=gettext_lazy("Ngày ra thông báo"))
    number = CountField(
        label=gettext_lazy("Số"),
        required=False,
        min_value=1,
        max_value=99_999,
        help_text=gettext_lazy("Để trống thì lấy số tiếp theo trong sổ văn bản của nhiệm kỳ."),
    )
    row_version = _version()


class PointTaskForm(RecipientsForm):
    """One task that a sentence asks of several units."""

    title = LineField(
        label=gettext_lazy("Việc phải làm"),
        max_length=300,
        help_text=gettext_lazy("Một việc, nói rõ làm gì. Nguyên văn câu kết luận đi kèm nhiệm vụ."),
    )
    due_on = DayField(label=gettext_lazy("Hạn"))
    proof_wanted = LineField(
        label=gettext_lazy("Minh chứng cần có"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Nhìn vào đâu thì biết đã xong."),
    )
    proof_required = forms.BooleanField(
        label=gettext_lazy("Phải kèm tệp minh chứng mới báo xong được"), required=False
    )
    detail = TextField(label=gettext_lazy("Nói rõ thêm"), required=False, max_length=5000, widget=_lines(3))
    field_order = (
        "title",
        "due_on",
        "proof_wanted",
        "proof_required",
        "detail",
        "scope",
        "kinds",
        "groups",
        "codes",
    )

    def wanted_task(self, units: Chosen) -> Raise:
        """For a valid form."""
        data = self.cleaned_data
        return Raise(
            data["title"],
            data["due_on"],
            units.plain(),
            data["proof_wanted"],
            data["detail"],
            data["proof_required"],
        )


class CarryForm(ViForm):
    """The new day of the unfinished tasks that are ticked beside it, and why."""

    beside = ("chon",)

    due_on = DayField(label=gettext_lazy("Hạn mới"))
    reason = ReasonField(
        label=gettext_lazy("Lý do chuyển tiếp"),
        max_length=500,
        widget=_lines(3),
        help_text=gettext_lazy("Đơn vị nhận được lý do này; hạn cũ vẫn ghi ở nhiệm vụ."),
    )
