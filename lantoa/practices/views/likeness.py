"""What a text that is being typed is like."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lantoa.core.errors import NotFound
from lantoa.core.text import nfc
from lantoa.organisation.access import acts, person
from lantoa.practices.errors import MergedAway
from lantoa.practices.permissions import can_register_for
from lantoa.practices.queries import practices
from lantoa.practices.queries.likeness import nearest

TYPED = ("title", "problem", "goal", "method")
LONGEST = 20_000  # characters of a text that is looked up; what is longer is cut for the search alone


@acts(post="practice.edit", takes=(*TYPED, "code"))
def alike_view(request: HttpRequest) -> HttpResponse:
    """/mo-hinh/gan-giong/: the part of the form that says which practices the text is like; nothing is kept."""
    user = person(request)
    title, *texts = (nfc(request.POST.get(name, ""))[:LONGEST] for name in TYPED)
    besides = _itself(request)
    alike = nearest(user, title=title, text="\n".join(filter(None, texts)), besides=besides)
    own = {one.practice.pk for one in alike if can_register_for(user, one.practice.holder_unit_id)}
    return render(request, "practices/parts/alike.html", {"alike": alike, "asks": True, "own": own})


def _itself(request: HttpRequest) -> uuid.UUID | None:
    """The practice that is being changed, if it is not a new one."""
    code = request.POST.get("code", "")
    try:
        return practices.get_practice(person(request), code).pk if code else None
    except (NotFound, MergedAway):
        return None
