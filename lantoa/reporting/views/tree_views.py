"""On which tree a total is read, as the address says it: ?cay=hien-nay, at the node ?don-vi=."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from urllib.parse import urlencode

from django.http import HttpRequest

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.core.errors import NotFound
from lantoa.organisation import access
from lantoa.organisation.choices import TreeView
from lantoa.organisation.models import Unit
from lantoa.organisation.queries.lineage import Placement, PlacementKind, past_units_in_scope, placements
from lantoa.organisation.queries.units import get_unit, named_on
from lantoa.reporting.models import Collection
from lantoa.reporting.queries.collections import obligations_under
from lantoa.reporting.queries.placing import Comparison, compare

TODAY = "hien-nay"


@dataclass(frozen=True)
class Seen:
    """A collection at a node in one of its two views.

    `node` is named as of the view's day. `heir` is the unit of today's tree at which the same past is read: the node itself
    while it stands, else what its past counts under; None where there is none within the person's scope.
    """

    collection: Collection
    node: Unit
    view: TreeView
    heir: Unit | None
    kind: PlacementKind

    @property
    def restated(self) -> bool:
        return self.view == TreeView.RESTATED

    @property
    def day(self) -> date:
        return clock.today() if self.restated else self.collection.tree_day

    @cached_property
    def compared(self) -> Comparison | None:
        """None where there is nothing to compare with."""
        return compare(self.collection, self.node, self.heir) if self.heir else None

    @property
    def has_choice(self) -> bool:
        """Something has happened below the node since: there are two views to choose from."""
        return self.restated or bool(self.compared and not self.compared.same_tree)

    @property
    def node_has_ended(self) -> bool:
        return self.kind != PlacementKind.SAME

    def query(self, **more: str) -> str:
        """The address of the same collection at the same node in the same view; `more` changes or adds."""
        said = {"don-vi": self.node.code, **({"cay": TODAY} if self.restated else {}), **more}
        return "?" + urlencode({name: value for name, value in said.items() if value})

    @property
    def reported_query(self) -> str:
        """The other view, or this one, as reported: at the collecting unit where the node was not there then."""
        counted = self.compared.reported if self.restated and self.compared else 1
        code = self.node.code if counted else self.collection.owner.code
        return self.query(**{"cay": "", "don-vi": code})

    @property
    def restated_query(self) -> str:
        code = self.heir.code if self.heir else self.node.code
        return self.query(**{"cay": TODAY, "don-vi": code})


def seen_by(request: HttpRequest, user: User, collection: Collection) -> Seen:
    """What the address asks for. NotFound outside one's scope."""
    code = request.GET.get("don-vi", "")
    if request.GET.get("cay") == TODAY:
        return _restated(user, collection, code or _first(user, collection).code)
    node = get_unit(user, code, "rollup.read", collection.tree_day) if code else _first(user, collection)
    placement = placements([node.pk])[node.pk]
    return Seen(collection, node, TreeView.AS_REPORTED, _readable(user, placement), placement.kind)


def _readable(user: User, placement: Placement) -> Unit | None:
    """The unit of today's tree where a past counts, named, if the person may read its totals."""
    if placement.unit_id is None:
        return None
    scope = access.units_in_scope(user, "rollup.read")
    return named_on(scope.filter(pk=placement.unit_id)).first()


def _restated(user: User, collection: Collection, code: str) -> Seen:
    """At the unit itself, or, where it has ended, at the one under which its past counts today."""
    asked = get_unit(user, code, "rollup.read")
    node = _readable(user, placements([asked.pk])[asked.pk])
    if node is None:
        raise NotFound()
    return Seen(collection, node, TreeView.RESTATED, node, PlacementKind.SAME)


def _first(user: User, collection: Collection) -> Unit:
    """Without a node in the address: the collecting unit, or the reader's own unit below it. NotFound outside scope."""
    scope = past_units_in_scope(user, "rollup.read", collection.tree_day)
    if scope.filter(pk=collection.owner_id).exists():
        return get_unit(user, collection.owner.code, "rollup.read", collection.tree_day)
    own = obligations_under(collection, collection.owner).filter(unit__in=scope.values("pk"))
    first = own.select_related("unit").order_by("unit__position", "unit__code").first()
    if first is None:
        raise NotFound()
    return get_unit(user, first.unit.code, "rollup.read", collection.tree_day)
