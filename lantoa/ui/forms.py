"""The fields of every form: strict Vietnamese numbers and days, clean text. A refusal keeps what was typed.

Characters that the database or a reader cannot take are refused with their position.
"""

import re
from abc import ABC, abstractmethod
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lantoa.core import clock, text, vi_dates, vi_numbers
from lantoa.core.errors import Refused
from lantoa.ui.declared import declared_names, refuse_undeclared

TEXT_LIMIT = 20_000
LINE_LIMIT = 300
REQUIRED = gettext_lazy("Mục này chưa có nội dung. Hãy nhập rồi lưu lại.")
NOT_CHOSEN = gettext_lazy("Chưa chọn mục nào. Hãy chọn rồi lưu lại.")
NOT_A_CHOICE = gettext_lazy("Lựa chọn này không còn trong danh sách. Hãy chọn lại.")


FORMS: list[type[forms.Form]] = []  # every form of the house


class ViForm(forms.Form):
    """Base of the house's forms: Vietnamese sentences for what Django refuses, no messages of the browser.

    Names that the form does not declare are refused (400) before anything is read. A form with a prefix answers for the names
    that begin with it.
    """

    use_required_attribute = False
    beside: ClassVar[tuple[str | re.Pattern[str], ...]] = ()  # names its page reads by hand: buttons, rows
    by_address: ClassVar[bool] = False  # bound to the query of an address, where others' parameters may stand

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        FORMS.append(cls)

    def full_clean(self) -> None:
        if self.is_bound and not self.by_address:
            own = f"{self.prefix}-" if self.prefix else ""
            sent = [name for name in (*self.data, *self.files) if name.startswith(own)]
            refuse_undeclared(sent, (*declared_names(self), *self.beside))
        super().full_clean()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages["required"] = REQUIRED
            if "invalid_choice" in field.error_messages:
                field.error_messages["required"] = NOT_CHOSEN
                field.error_messages["invalid_choice"] = NOT_A_CHOICE


class _TypedField(forms.Field, ABC):
    """A field read from what a person typed; `read` raises a ValueError whose `sentence` is shown."""

    widget = forms.TextInput

    @abstractmethod
    def read(self, typed: str) -> Any: ...

    @abstractmethod
    def write(self, value: Any) -> str: ...

    def to_python(self, value: Any) -> Any:
        if value is None or value == "" or (isinstance(value, str) and not value.strip()):
            return None
        if not isinstance(value, str):
            return value
        try:
            return self.read(value)
        except (vi_numbers.NumberError, vi_dates.DateError, text.TextError) as error:
            raise ValidationError(error.sentence, code="invalid") from error

    def prepare_value(self, value: Any) -> Any:
        return value if value is None or isinstance(value, str) else self.write(value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        if self.disabled:
            return False
        try:
            return bool(self.to_python(self.prepare_value(initial)) != self.to_python(data))
        except ValidationError:
            return True


class CountField(_TypedField):
    """A whole number from 0, as int. `min_value` and `max_value` are allowed themselves."""

    def __init__(
        self, *, min_value: int = 0, max_value: int = vi_numbers.DEFAULT_MAXIMUM, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.min_value, self.max_value = min_value, max_value

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"inputmode": "numeric", "autocomplete": "off"}

    def read(self, typed: str) -> int:
        found = vi_numbers.parse_count(typed, maximum=self.max_value)
        if found < self.min_value:
            sentence = _("Số nhỏ quá: ô này nhận từ %(minimum)s trở lên.")
            raise vi_numbers.NumberError(sentence % {"minimum": vi_numbers.format_count(self.min_value)})
        return found

    def write(self, value: int) -> str:
        return vi_numbers.format_count(value)


class YearField(CountField):
    """A year in four figures, without a dot for thousands."""

    def __init__(self, *, min_value: int = 1990, max_value: int = 2200, **kwargs: Any) -> None:
        super().__init__(min_value=min_value, max_value=max_value, **kwargs)

    def read(self, typed: str) -> int:
        written = typed.strip()
        if not (written.isascii() and written.isdigit() and len(written) == 4):
            raise vi_numbers.NumberError(_("Ghi năm bằng bốn chữ số, ví dụ 2021."))
        return super().read(written)

    def write(self, value: int) -> str:
        return str(value)


class DecimalViField(_TypedField):
    """A number with at most `places` decimals after a comma, as Decimal with exactly `places`."""

    def __init__(
        self,
        *,
        places: int,
        min_value: Decimal = Decimal(0),
        max_value: Decimal = Decimal(vi_numbers.DEFAULT_MAXIMUM),
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.places, self.min_value, self.max_value = places, min_value, max_value

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"inputmode": "decimal", "autocomplete": "off"}

    def read(self, typed: str) -> Decimal:
        return vi_numbers.parse_decimal(
            typed, places=self.places, minimum=self.min_value, maximum=self.max_value
        )

    def write(self, value: Decimal | int) -> str:
        return vi_numbers.format_decimal(Decimal(value), self.places)


class DayField(_TypedField):
    """A day, as date. `past_only` refuses what is after today; `earliest` and `latest` are allowed."""

    def __init__(
        self,
        *,
        past_only: bool = False,
        earliest: date | None = None,
        latest: date | None = None,
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("help_text", gettext_lazy("Ví dụ: 07/4/2021"))
        super().__init__(**kwargs)
        self.past_only, self.earliest, self.latest = past_only, earliest, latest

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"autocomplete": "off", "data-day": ""}

    def read(self, typed: str) -> date:
        today = clock.today() if self.past_only else None
        return vi_dates.parse_day(typed, today=today, earliest=self.earliest, latest=self.latest)

    def write(self, value: date) -> str:
        return vi_dates.format_day(value.date() if isinstance(value, datetime) else value)


class LineField(forms.CharField):
    """One line of clean text in NFC: a name, a title, a subject. Empty is ""."""

    limit = LINE_LIMIT

    def __init__(self, *, max_length: int | None = None, **kwargs: Any) -> None:
        # The widget does not know the limit: a browser that cuts a pasted text loses its end without a word.
        self.max_characters = max_length or self.limit
        super().__init__(strip=False, **kwargs)

    def clean_typed(self, typed: str) -> str:
        return text.clean_line(typed)

    def to_python(self, value: Any) -> str:
        typed = "" if value is None else str(value)
        try:
            found = self.clean_typed(typed)
        except text.TextError as error:
            raise ValidationError(error.sentence, code="invalid") from error
        if len(found) > self.max_characters:
            raise ValidationError(_too_long(len(found), self.max_characters), code="max_length")
        return found


class TextField(LineField):
    """A narrative: clean text in NFC with its line breaks, at most 20,000 characters. Empty is ""."""

    widget = forms.Textarea
    limit = TEXT_LIMIT

    def clean_typed(self, typed: str) -> str:
        return text.clean_text(typed)


class ReasonField(TextField):
    """A narrative that must say something where it is asked for: «…», «-», «Không» are no reason."""

    def clean(self, value: Any) -> Any:
        found = super().clean(value)
        if self.required and text.looks_empty(str(found)):
            raise ValidationError(self.error_messages["required"], code="required")
        return found


def _too_long(length: int, limit: int) -> str:
    over = length - limit
    sentence = ngettext(
        "Nội dung dài %(length)s ký tự, tối đa %(limit)s. Hãy bớt %(over)s ký tự.",
        "Nội dung dài %(length)s ký tự, tối đa %(limit)s. Hãy bớt %(over)s ký tự.",
        over,
    )
    counts = {"length": length, "limit": limit, "over": over}
    return sentence % {name: vi_numbers.format_count(count) for name, count in counts.items()}


def now_seen(form: forms.Form, row_version: int) -> None:
    """After a conflict, on a page that shows what is kept now: the form goes on with what was typed, and saved once more it takes
    that one's place."""
    sent = QueryDict(mutable=True)
    sent.update(form.data)
    sent[form.add_prefix("row_version")] = str(row_version)
    form.data = sent


def show_refusal(form: forms.Form, refused: Refused) -> None:
    """Put a service's refusal at the fields it names, else at the head of the form."""
    placed = {name: sentence for name, sentence in refused.fields.items() if name in form.fields}
    for name, sentence in placed.items():
        form.add_error(name, sentence)
    if not placed:
        form.add_error(None, refused.sentence)
