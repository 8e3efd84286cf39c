"""The tabs of the room."""

import uuid

from django import template
from django.template import Context
from django.utils.translation import gettext_lazy

from lantoa.core.reference import Reference
from lantoa.directives.choices import DirectiveState
from lantoa.directives.models import Directive
from lantoa.directives.permissions.issuings import can_draft
from lantoa.directives.queries import issuings
from lantoa.directives.queries.duties import raised_by
from lantoa.directives.queries.issuings import published_version
from lantoa.directives.queries.serving import has_ended
from lantoa.organisation.rooms import Page, tabs_of

register = template.Library()

# In the order of their work.
PAGES = (
    Page("directives:directives", gettext_lazy("Văn bản"), "directive.read"),
    Page("directives:plans", gettext_lazy("Kế hoạch"), "plan.read"),
    Page("directives:receipts", gettext_lazy("Tiếp nhận"), "receipt.read"),
    Page("directives:sessions", gettext_lazy("Buổi học"), "session.read"),
    Page("directives:topics", gettext_lazy("Chuyên đề"), "topic.read"),
    Page("directives:outreach", gettext_lazy("Tuyên truyền"), "outreach.read"),
)


@register.inclusion_tag("ui/components/tabs.html", takes_context=True)
def directives_tabs(context: Context, current: str) -> dict[str, object]:
    return tabs_of(context, PAGES, current, gettext_lazy("Các trang của phần Chỉ đạo"))


@register.inclusion_tag("directives/parts/state.html")
def directive_badge(state: str) -> dict[str, object]:
    """The badge of a directive's state, which follows from its days and links."""
    return {"badge": DirectiveState(state).badge}


@register.inclusion_tag("directives/parts/raised_by.html", takes_context=True)
def raised_by_duty(context: Context, kind: str, identity: uuid.UUID) -> dict[str, object]:
    """By which duty of an issuing a thing was made, as far as the person may follow it. One statement."""
    return {"raised": raised_by(context["request"].user, Reference(kind, identity))}


@register.inclusion_tag("directives/issuings/listed.html", takes_context=True)
def issuings_of(context: Context, directive: Directive) -> dict[str, object]:
    """What was issued of a directive as far as the person may follow it, and the door to issue it. Two statements."""
    user = context["request"].user
    may_issue = can_draft(user, directive) and published_version(directive) is not None
    may_issue = may_issue and not has_ended(directive)
    return {
        "directive": directive,
        "issuings": list(issuings.issuings_of(user, directive)),
        "may_issue": may_issue,
    }
