from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lantoa.accounts.forms import MailAddressField
from lantoa.core import clock, text
from lantoa.organisation.choices import Role
from lantoa.organisation.queries.roles import ACCOUNT_STATES, PeopleFilter
from lantoa.ui.forms import DayField, LineField, ViForm

Offered = list[tuple[str, str]]


class PeopleForm(ViForm):
    """What narrows the list of people; it lives in the address."""

    by_address = True

    q = LineField(label=gettext_lazy("Tìm tên, đơn vị"), required=False, max_length=200)
    vai_tro = forms.ChoiceField(label=gettext_lazy("Vai trò"), required=False)
    tai_khoan = forms.ChoiceField(label=gettext_lazy("Tài khoản"), required=False)
    ngay = DayField(label=gettext_lazy("Vào ngày"), required=False)
    sort = LineField(required=False, max_length=20)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = [("", gettext_lazy("Mọi vai trò")), *Role.choices]
        states = [(key, badge.label) for key, badge in ACCOUNT_STATES.items()]
        self.fields["vai_tro"].choices = roles  # type: ignore[attr-defined]
        self.fields["tai_khoan"].choices = [("", gettext_lazy("Mọi tài khoản")), *states]  # type: ignore[attr-defined]

    def filter(self) -> PeopleFilter:
        self.full_clean()
        found = getattr(self, "cleaned_data", {})
        return PeopleFilter(
            found.get("q", ""),
            found.get("vai_tro", ""),
            found.get("tai_khoan", ""),
            found.get("ngay"),
            found.get("sort", ""),
        )


class NameField(LineField):
    """A person's name: one or many words, in one script."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=120, **kwargs)

    def clean_typed(self, typed: str) -> str:
        found = super().clean_typed(typed)
        strange = text.mixed_script(found)
        if strange:
            raise ValidationError(strange.sentence)
        return found


class _Term(ViForm):
    """A first day, and the last day on which something is still held; the services take the day after it."""

    since = DayField(label=gettext_lazy("Từ ngày"))
    last_day = DayField(label=gettext_lazy("Đến hết ngày"), required=False)

    def until(self) -> date | None:
        last: date | None = self.cleaned_data["last_day"]
        return last + timedelta(days=1) if last else None


class RoleForm(_Term):
    """Give a role on a unit, or let somebody stand in for a colleague."""

    unit = forms.ChoiceField(label=gettext_lazy("Ở đơn vị"), required=False)
    role = forms.ChoiceField(label=gettext_lazy("Vai trò"))
    stands_in_for = forms.ChoiceField(
        label=gettext_lazy("Làm thay cho"),
        required=False,
        help_text=gettext_lazy("Chọn người vắng mặt; khi đó phải ghi ngày thôi, dài nhất một năm."),
    )
    field_order = ["unit", "role", "since", "last_day", "stands_in_for"]

    def __init__(
        self,
        *args: Any,
        units: Offered,
        roles: Offered,
        colleagues: Offered,
        here: tuple[str, str],
        **kwargs: Any,
    ) -> None:
        """`here`: code and name of the unit where the person is; no choice means that one."""
        super().__init__(*args, **kwargs)
        self.here = here[0]
        others = [one for one in units if one[0] != here[0]]
        self.fields["unit"].choices = [("", here[1]), *others]  # type: ignore[attr-defined]
        self.fields["role"].choices = roles  # type: ignore[attr-defined]
        self.fields["stands_in_for"].choices = [("", gettext_lazy("Không làm thay ai")), *colleagues]  # type: ignore[attr-defined]

    def clean_unit(self) -> str:
        return str(self.cleaned_data["unit"] or self.here)


class InviteForm(_Term):
    """Bring somebody in: a name, an account, a first role."""

    full_name = NameField(label=gettext_lazy("Họ và tên"))
    role = forms.ChoiceField(label=gettext_lazy("Vai trò"))
    username = LineField(
        label=gettext_lazy("Tên đăng nhập"),
        required=False,
        max_length=80,
        help_text=gettext_lazy("Để trống: hệ thống đặt theo họ tên, ví dụ pham.thi.hoa"),
    )
    email = MailAddressField(
        help_text=gettext_lazy("Không bắt buộc. Người không có thư nhận liên kết bằng giấy hoặc mã QR.")
    )
    field_order = ["full_name", "role", "since", "last_day", "username", "email"]

    def __init__(self, *args: Any, roles: Offered, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = roles  # type: ignore[attr-defined]


class EndForm(ViForm):
    """The last day on which something is held."""

    last_day = DayField(label=gettext_lazy("Giữ đến hết ngày"))

    def on(self) -> date:
        """The first day on which it is no longer held."""
        last: date = self.cleaned_data["last_day"]
        return last + timedelta(days=1)


class CloseForm(ViForm):
    reason = LineField(label=gettext_lazy("Lý do khóa"), max_length=300)


class RenameForm(ViForm):
    full_name = NameField(label=gettext_lazy("Họ và tên"))


class PostForm(_Term):
    """A post with its term; who signs for the unit carries both lines of the signature."""

    person = forms.ChoiceField(label=gettext_lazy("Người giữ chức vụ"), required=False)
    new_name = NameField(
        label=gettext_lazy("Hoặc người chưa có trong danh sách"),
        required=False,
        help_text=gettext_lazy("Ghi họ và tên. Ghi chức vụ không mở tài khoản cho người đó."),
    )
    title = LineField(
        label=gettext_lazy("Chức vụ"), max_length=120, help_text=gettext_lazy("Ví dụ: Phó Bí thư Đảng ủy")
    )
    is_head = forms.BooleanField(
        label=gettext_lazy("Là người đứng đầu đơn vị"),
        required=False,
        help_text=gettext_lazy("Người đứng đầu trước thôi vào hôm trước ngày này, nếu chưa ghi ngày thôi."),
    )
    authority = LineField(
        label=gettext_lazy("Dòng thay mặt khi ký"),
        required=False,
        max_length=80,
        help_text=gettext_lazy("Ví dụ: T/M BAN THƯỜNG VỤ. Để trống nếu không ký văn bản của đơn vị."),
    )
    signing_post = LineField(
        label=gettext_lazy("Dòng chức vụ khi ký"),
        required=False,
        max_length=80,
        help_text=gettext_lazy("Ví dụ: BÍ THƯ hoặc K/T BÍ THƯ, PHÓ BÍ THƯ"),
    )
    field_order = ["person", "new_name", "title", "since", "last_day", "is_head", "authority", "signing_post"]

    def __init__(self, *args: Any, people: Offered, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [("", gettext_lazy("Chọn người")), *people]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if bool(given.get("person")) == bool(given.get("new_name")) and "new_name" not in self.errors:
            self.add_error("person", _("Chọn một người, hoặc ghi tên một người mới; không làm cả hai."))
        return given


def from_today() -> dict[str, object]:
    """What a fresh term begins with."""
    return {"since": clock.today()}
