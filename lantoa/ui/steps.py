"""A page with one form by which one step is taken: what was sent is answered here, what is shown is the room's."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest

from lantoa.core.errors import Conflict, Refused
from lantoa.ui.forms import ViForm, show_refusal

INVALID = 422


def take_step(request: HttpRequest, form: ViForm, step: Callable[[dict[str, Any]], str]) -> tuple[bool, int]:
    """Whether the step was taken, and the status of the page where it was not.

    `step` gets what was typed, cleaned, and gives the sentence that says what was done, shown on the next page. A Refused stands
    at the fields that it names, a Conflict at the head of the form; what was typed stays.
    """
    if request.method != "POST":
        return False, 200
    if not form.is_valid():
        return False, INVALID
    try:
        said = step(form.cleaned_data)
    except Conflict as conflict:
        form.add_error(None, conflict.sentence)
        return False, conflict.status
    except Refused as refused:
        show_refusal(form, refused)
        return False, INVALID
    messages.success(request, said)
    return True, 200
