"""What was typed when a form did not arrive: given back on the page that says so, to be copied or sent again.

It stands in that page alone, neither in a session nor in the browser's storage. Each form carries the mark of the account it was
opened under, so that what one account typed is never sent under another.
"""

import hmac
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from lantoa.ui.declared import OF_EVERY_FORM, WRITER
from lantoa.ui.forms import FORMS

# Never given back, whatever the form: what opens an account. The rooms of one's account give nothing back at all.
SECRET = re.compile(r"pass|present|^again$|secret|credential|token|otp|mat.?khau", re.IGNORECASE)
SECRET_ROUTES = ("account_", "mfa_", "socialaccount_", "openid_connect_")
INNER_VALUE = re.compile(r"[0-9a-fA-F.,-]*")
LONG = 80

# Boxes that no form class declares: (room, pattern of the name, words with %s for what the pattern's group found).
BOXES: list[tuple[str, re.Pattern[str], str | Promise]] = []


def name_boxes(room: str, pattern: str, words: str | Promise) -> None:
    """Say what boxes are called that a room reads by hand: `name_boxes("lantoa.reporting", r"v-([0-9]+)", _("Dòng %s"))`."""
    BOXES.append((room, re.compile(pattern), words))


def writer_mark(user: Any) -> str:
    """The account a form was opened under, in a way that says nothing of it to others."""
    return salted_hmac("lantoa.writer", str(user.pk), algorithm="sha256").hexdigest()[:32]


def is_of_another(request: HttpRequest) -> bool:
    """Whether a signed-in person sends what was opened under another account."""
    mark = str(request.POST.get(WRITER, ""))
    user = getattr(request, "user", None)
    if not mark or user is None or not user.is_authenticated:
        return False
    return not hmac.compare_digest(mark.encode(), writer_mark(user).encode())


@dataclass(frozen=True)
class KeptField:
    """One box as it was sent. `shown` "": sent again, but nothing that a person would know again."""

    name: str
    value: str
    label: str
    shown: str

    @property
    def is_long(self) -> bool:
        return len(self.shown) > LONG or "\n" in self.shown


@dataclass(frozen=True)
class Kept:
    """A full-page form that did not arrive. `address`: where it may be sent again; "" where it may only be copied."""

    fields: list[KeptField]
    address: str

    @property
    def shown(self) -> list[KeptField]:
        return [field for field in self.fields if field.shown]


def kept_of(request: HttpRequest, *, again: bool) -> Kept | None:
    """What this request's form holds, or None where there is nothing that may be given back.

    Nothing comes back of a form that another site sent: its words are not the person's, and would stand on our page. Sent again
    may be only what carries the mark of an account.
    """
    if request.method != "POST" or request.headers.get("HX-Request") or not _is_from_this_site(request):
        return None
    match = request.resolver_match
    if match and match.view_name.startswith(SECRET_ROUTES):
        return None
    try:
        sent = request.POST
    except Exception:  # too big, cut off, not a form: whatever it is, it is being told already
        return None
    room = ".".join(match.func.__module__.split(".")[:2]) if match else ""
    fields = [
        _field(room, name, str(value).replace("\0", "\ufffd"))
        for name, values in sent.lists()
        if name not in OF_EVERY_FORM and not SECRET.search(name) and not _is_sensitive(request, name)
        for value in values
    ]
    if not any(field.shown for field in fields):
        return None
    mark = str(sent.get(WRITER, "")) if again else ""
    if mark:
        fields.append(KeptField(WRITER, mark, "", ""))
    return Kept(fields, request.get_full_path() if mark else "")


def _is_sensitive(request: HttpRequest, name: str) -> bool:
    named = getattr(request, "sensitive_post_parameters", ())
    return named == "__ALL__" or name in named


def _is_from_this_site(request: HttpRequest) -> bool:
    """As the browser says, which a page of others cannot make it say."""
    fetched = request.headers.get("Sec-Fetch-Site")
    if fetched is not None:
        return bool(fetched == "same-origin")
    address = urlsplit(request.headers.get("Origin") or request.headers.get("Referer", ""))
    return (address.scheme, address.netloc) == (request.scheme, request.get_host())


def _field(room: str, name: str, value: str) -> KeptField:
    field = _declared(room, name)
    if field is not None:
        return KeptField(name, value, str(field.label or _("Nội dung")), _shown(field, value))
    for where, pattern, words in BOXES:
        found = pattern.fullmatch(name) if where == room else None
        if found:
            label = str(words) % (int(found[1]) + 1) if found.groups() else str(words)
            return KeptField(name, value, label, value.strip() and value)
    # Numbers and keys in a box that nobody named are not words a person typed.
    return KeptField(name, value, _("Nội dung"), "" if INNER_VALUE.fullmatch(value.strip()) else value)


def _declared(room: str, name: str) -> forms.Field | None:
    """The field of that name among the forms of the room that was asked."""
    for form in FORMS:
        if room and form.__module__.startswith(f"{room}.") and name in form.base_fields:
            return form.base_fields[name]
    return None


def _shown(field: forms.Field, value: str) -> str:
    """The words of a choice, not its inner value; nothing of hidden boxes."""
    if field.widget.is_hidden or not value.strip():
        return ""
    if isinstance(field, forms.BooleanField):
        return _("Có")
    if not isinstance(field, forms.ChoiceField):
        return value
    return next((words for key, words in _choices(field) if key == value), "")


def _choices(field: forms.ChoiceField) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for key, words in list(field.choices):  # type: ignore[arg-type]
        inner = words if isinstance(words, list | tuple) else [(key, words)]
        found += [(str(one), str(said)) for one, said in inner]
    return found
