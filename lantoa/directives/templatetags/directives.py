"""The tabs of the room."""

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.translation import gettext_lazy

from lantoa.directives.choices import DirectiveState
from lantoa.organisation.access import holds_somewhere

register = template.Library()

# Pages of the room, in the order of their work: route, words, the act that opens it.
PAGES = (
    ("directives:directives", gettext_lazy("Văn bản"), "directive.read"),
    ("directives:plans", gettext_lazy("Kế hoạch"), "plan.read"),
    ("directives:sessions", gettext_lazy("Buổi học"), "session.read"),
    ("directives:topics", gettext_lazy("Chuyên đề"), "topic.read"),
    ("directives:outreach", gettext_lazy("Tuyên truyền"), "outreach.read"),
)


@register.inclusion_tag("directives/parts/tabs.html", takes_context=True)
def directives_tabs(context: Context, current: str) -> dict[str, object]:
    """The pages of this room that the person may open; none where there is only one. Costs no statement beyond one's roles."""
    user = context["request"].user
    tabs = [
        (label, reverse(route), route == current)
        for route, label, act in PAGES
        if route == current or holds_somewhere(user, act)
    ]
    return {"tabs": tabs if len(tabs) > 1 else []}


@register.inclusion_tag("directives/parts/state.html")
def directive_badge(state: str) -> dict[str, object]:
    """The badge of a directive's state, which follows from its days and links."""
    return {"badge": DirectiveState(state).badge}
