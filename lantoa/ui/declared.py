"""What a posted form may hold: the names it declares. Others are refused: nobody sets what the page does not offer."""

import re
from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext as _

from lantoa.core.errors import UndeclaredFields

WRITER = "_writer"  # ui.kept: the account a form was opened under
# Every form may hold them: the proof against forgery, the way back, who wrote it.
OF_EVERY_FORM = frozenset({"csrfmiddlewaretoken", "next", WRITER})
NAMES_SHOWN, NAME_SHOWN = 10, 60
Names = Iterable[str | re.Pattern[str]]


def refuse_undeclared(sent: Iterable[str], declared: Names) -> None:
    """Raise `UndeclaredFields` for names that are not declared. A pattern declares every name that it matches in full."""
    known, patterns = set(OF_EVERY_FORM), []
    for one in declared:
        if isinstance(one, str):
            known.add(one)
        else:
            patterns.append(one)
    strange = [
        name
        for name in sent
        if name not in known and not any(pattern.fullmatch(name) for pattern in patterns)
    ]
    if strange:
        shown = ", ".join(f"«{name[:NAME_SHOWN]}»" for name in sorted(strange)[:NAMES_SHOWN])
        sentence = _(
            "Trường không được phép: %(names)s. Chưa có gì được lưu. Hãy mở lại trang từ thực đơn rồi nhập lại."
        )
        raise UndeclaredFields(sentence % {"names": shown})


def declared_names(form: forms.BaseForm) -> set[str]:
    """The names under which the fields of a form may arrive."""
    found = set()
    for name, field in form.fields.items():
        full = form.add_prefix(name)
        found.add(full)
        if field.show_hidden_initial:
            found.add(form.add_initial_prefix(name))
        if isinstance(field.widget, forms.MultiWidget):
            found |= {f"{full}{suffix}" for suffix in field.widget.widgets_names}  # type: ignore[attr-defined]
        if isinstance(field.widget, forms.ClearableFileInput):
            found.add(field.widget.clear_checkbox_name(full))
    return found
