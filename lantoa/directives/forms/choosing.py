"""Choosing directives in a form: one that leads, and others beside it. Every form that asks for directives uses these fields."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from lantoa.directives.models import Directive


def directive_label(one: Directive) -> str:
    return f"{one.type_name} {one.reference}: {one.subject}"


class DirectiveField(forms.ChoiceField):
    """One of the directives offered; clean gives the Directive, None for the empty choice."""

    _offered: Mapping[str, Directive] = {}

    def offer(
        self, directives: Iterable[Directive], *, kept: Directive | None = None, empty: str = ""
    ) -> None:
        """`kept`: what a stored thing has, also where it would no longer be offered. `empty`: words of the empty choice."""
        self._offered = _by_key(directives, [kept] if kept else [])
        self.choices = [*([("", empty)] if empty else []), *_choices(self._offered)]

    def prepare_value(self, value: Any) -> Any:
        return str(value.pk) if isinstance(value, Directive) else value

    def clean(self, value: Any) -> Directive | None:
        return self._offered.get(super().clean(value))


class DirectivesField(forms.MultipleChoiceField):
    """Several of the directives offered; clean gives a list of Directive in the order of the offer."""

    _offered: Mapping[str, Directive] = {}
    widget = forms.CheckboxSelectMultiple

    def offer(self, directives: Iterable[Directive], *, kept: Iterable[Directive] = ()) -> None:
        self._offered = _by_key(directives, kept)
        self.choices = _choices(self._offered)

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, list | tuple):
            return value
        return [str(one.pk) if isinstance(one, Directive) else one for one in value]

    def clean(self, value: Any) -> list[Directive]:
        chosen = set(super().clean(value))
        return [one for key, one in self._offered.items() if key in chosen]


class BesideField(DirectivesField):
    """The directives beside the leading one."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", gettext_lazy("Cùng thực hiện văn bản khác"))
        kwargs.setdefault("required", False)
        kwargs.setdefault(
            "help_text",
            gettext_lazy("Một việc có thể phục vụ nhiều văn bản; việc ấy được tính dưới từng văn bản."),
        )
        super().__init__(**kwargs)


def offer_directives(form: forms.Form, directives: Iterable[Directive], kept: Any = None) -> None:
    """Fill `directive` and `other_directives` of a form. `kept`: the stored thing that has both. Where there is nothing to stand
    beside, the second is left out."""
    leading, beside = form.fields["directive"], form.fields["other_directives"]
    if not isinstance(leading, DirectiveField) or not isinstance(beside, DirectivesField):
        raise TypeError("directive and other_directives are not fields of directives")
    offered = list(directives)
    stored = [kept.directive, *kept.other_directives.all()] if kept else []
    leading.offer(offered, kept=kept.directive if kept else None)
    beside.offer(offered, kept=stored)
    if len({one.pk for one in (*offered, *stored)}) < 2:
        del form.fields["other_directives"]


def _by_key(directives: Iterable[Directive], kept: Iterable[Directive]) -> dict[str, Directive]:
    return {str(one.pk): one for one in (*directives, *kept)}


def _choices(offered: Mapping[str, Directive]) -> list[tuple[str, str]]:
    return [(key, directive_label(one)) for key, one in offered.items()]
