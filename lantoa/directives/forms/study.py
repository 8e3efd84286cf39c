"""What a person types about topics of study and sessions."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lantoa.core import clock
from lantoa.directives.choices import SessionKind, TopicSpan
from lantoa.directives.forms.choosing import BesideField, DirectiveField, offer_directives
from lantoa.directives.models import Directive, StudySession, StudyTopic
from lantoa.directives.services.sessions import SessionPlan, SessionTold
from lantoa.directives.services.topics import TopicText
from lantoa.ui.forms import CountField, DayField, LineField, ReasonField, TextField, ViForm, YearField

MOST_PEOPLE = 1_000_000  # in one session
FIRST_YEAR, LAST_YEAR = 1990, 2200


class TopicForm(ViForm):
    title = LineField(label=gettext_lazy("Tên chuyên đề"), max_length=300)
    span = forms.ChoiceField(
        label=gettext_lazy("Học trong"), choices=TopicSpan.choices, widget=forms.RadioSelect
    )
    first_year = YearField(label=gettext_lazy("Từ năm"))
    last_year = YearField(
        label=gettext_lazy("Đến năm"), required=False, help_text=gettext_lazy("Chuyên đề năm thì để trống.")
    )
    directive = DirectiveField(label=gettext_lazy("Theo văn bản"))
    other_directives = BesideField()
    guidance = TextField(
        label=gettext_lazy("Hướng dẫn"),
        required=False,
        max_length=5000,
        help_text=gettext_lazy("Học gì, liên hệ việc gì của đơn vị, tài liệu ở đâu."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    row_version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=2**31)

    def __init__(
        self, *args: Any, directives: list[Directive], topic: StudyTopic | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer_directives(self, directives, topic)

    def text(self) -> TopicText:
        """What was typed, for a valid form."""
        data = self.cleaned_data
        return TopicText(
            data["title"],
            TopicSpan(data["span"]),
            data["directive"],
            data["first_year"],
            data["last_year"] or data["first_year"],
            data["guidance"],
            tuple(data.get("other_directives", ())),
        )


def topic_initial(topic: StudyTopic) -> dict[str, Any]:
    names = ("title", "span", "first_year", "last_year", "guidance", "row_version")
    return {
        **{name: getattr(topic, name) for name in names},
        "directive": topic.directive,
        "other_directives": list(topic.other_directives.all()),
    }


class SessionForm(ViForm):
    """What a session is. The topic's directive is taken where a topic is chosen."""

    topic = forms.ChoiceField(label=gettext_lazy("Chuyên đề"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Hình thức"), choices=SessionKind.choices)
    title = LineField(
        label=gettext_lazy("Nội dung"),
        max_length=300,
        help_text=gettext_lazy("Ví dụ: Học tập chuyên đề năm 2021, liên hệ việc tiếp công dân."),
    )
    held_on = DayField(
        label=gettext_lazy("Ngày"), earliest=date(FIRST_YEAR, 1, 1), latest=date(LAST_YEAR, 12, 31)
    )
    online = forms.ChoiceField(
        label=gettext_lazy("Cách dự"),
        choices=[("", gettext_lazy("Trực tiếp")), ("1", gettext_lazy("Trực tuyến"))],
        required=False,
        widget=forms.RadioSelect,
    )
    place = LineField(label=gettext_lazy("Địa điểm"), required=False, max_length=200)
    speaker = LineField(
        label=gettext_lazy("Báo cáo viên"),
        required=False,
        max_length=200,
        help_text=gettext_lazy(
            "Chức danh, cơ quan. Ví dụ: Báo cáo viên Tỉnh ủy. Nhiều người thì ngăn bằng dấu chấm phẩy."
        ),
    )
    speaker_name = LineField(
        label=gettext_lazy("Họ tên báo cáo viên"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Chỉ ghi khi cần mời. Tự xóa sau buổi học, cùng lúc với danh sách điểm danh."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    directive = DirectiveField(label=gettext_lazy("Theo văn bản"))
    other_directives = BesideField()
    row_version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=2**31)

    def __init__(
        self,
        *args: Any,
        topics: list[StudyTopic],
        directives: list[Directive],
        session: StudySession | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._topics = {one.code: one for one in topics}
        if session is not None and session.topic is not None:
            self._topics.setdefault(session.topic.code, session.topic)
        offered = [("", _("Không theo chuyên đề"))]
        offered += [(code, f"{one.years}: {one.title}") for code, one in self._topics.items()]
        chooser = self.fields["topic"]
        if isinstance(chooser, forms.ChoiceField):
            chooser.choices = offered
        offer_directives(self, directives, session)

    def plan(self) -> SessionPlan:
        """What was typed, for a valid form."""
        data = self.cleaned_data
        return SessionPlan(
            title=data["title"],
            kind=SessionKind(data["kind"]),
            directive=data["directive"],
            other_directives=tuple(data.get("other_directives", ())),
            held_on=data["held_on"],
            topic=self._topics.get(data["topic"]),
            online=data["online"] == "1",
            place=data["place"],
            speaker=data["speaker"],
            speaker_name=data["speaker_name"] or None,
        )


def session_initial(session: StudySession) -> dict[str, Any]:
    names = ("kind", "title", "held_on", "place", "speaker", "speaker_name", "row_version")
    return {
        **{name: getattr(session, name) for name in names},
        "online": "1" if session.online else "",
        "topic": session.topic.code if session.topic else "",
        "directive": session.directive,
        "other_directives": list(session.other_directives.all()),
    }


class ToldForm(ViForm):
    """How a session went."""

    minutes = CountField(label=gettext_lazy("Thời lượng (phút)"), min_value=1, max_value=1440)
    members_called = CountField(
        label=gettext_lazy("Đảng viên triệu tập"),
        max_value=MOST_PEOPLE,
        help_text=gettext_lazy("Không có đảng viên thì ghi 0."),
    )
    members_present = CountField(label=gettext_lazy("Đảng viên có mặt"), max_value=MOST_PEOPLE)
    members_excused = CountField(
        label=gettext_lazy("Vắng có lý do"),
        max_value=MOST_PEOPLE,
        required=False,
        help_text=gettext_lazy("Số còn lại tính là vắng không lý do. Chỉ ghi số, không ghi tên."),
    )
    others_present = CountField(
        label=gettext_lazy("Quần chúng, khách mời có mặt"), max_value=MOST_PEOPLE, required=False
    )
    deeds = TextField(
        label=gettext_lazy("Việc làm theo sau buổi học"),
        required=False,
        max_length=10_000,
        help_text=gettext_lazy(
            "Mỗi dòng một việc cụ thể, có thời hạn. Ví dụ: Trả kết quả trước hẹn từ tháng 5/2021."
        ),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    row_version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=2**31)

    def told(self) -> SessionTold:
        """What was typed, for a valid form."""
        data = self.cleaned_data
        return SessionTold(
            minutes=data["minutes"],
            members_called=data["members_called"],
            members_present=data["members_present"],
            members_excused=data["members_excused"] or 0,
            others_present=data["others_present"] or 0,
            deeds=data["deeds"].splitlines(),
        )


def told_initial(session: StudySession) -> dict[str, Any]:
    if not session.told:
        return {"row_version": session.row_version}
    names = (
        "minutes",
        "members_called",
        "members_present",
        "members_excused",
        "others_present",
        "row_version",
    )
    deeds = "\n".join(one.text for one in session.deeds.all())
    return {**{name: getattr(session, name) for name in names}, "deeds": deeds}


class CancelForm(ViForm):
    reason = ReasonField(
        label=gettext_lazy("Lý do hủy"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    row_version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=2**31)


def this_year() -> int:
    return clock.today().year
