"""Enter and change directives, keep their file, link them and take links away."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.attachments.gate import AcceptedFile
from lantoa.attachments.services import keep
from lantoa.audit.services import Act, record, record_many
from lantoa.core import clock
from lantoa.core.actor import Actor
from lantoa.core.errors import Conflict, Refused
from lantoa.core.text import folding_key, looks_empty
from lantoa.core.vi_dates import format_day
from lantoa.directives.choices import SUCCESSION, LinkKind
from lantoa.directives.models import Directive, DirectiveLink, DirectiveVersion
from lantoa.directives.numbering import NumberingError, check_reference, key_of
from lantoa.directives.permissions.directives import can_change_directive, can_enter_for
from lantoa.directives.services.codes import next_codes, one_at_a_time
from lantoa.organisation.access import require
from lantoa.organisation.models import Unit
from lantoa.organisation.queries.units import named_on, path_of

FIRST_DAY = date(1930, 2, 3)


@dataclass(frozen=True)
class NewDirective:
    """`until`: the first day on which it is no longer in force, None while it is. `since`: the first on which it is, None for
    its own day. `issuer_kind`: a key of numbering.toml."""

    reference: str
    type_name: str
    issuer: str
    issued_on: date
    subject: str
    short_label: str
    verb_phrase: str = ""
    until: date | None = None
    issuer_kind: str = "party_central"
    since: date | None = None


class ReferenceTaken(Refused):
    """The paper stands in the register. `code`: where."""

    def __init__(self, sentence: str, code: str) -> None:
        super().__init__(sentence, fields={"reference": sentence})
        self.code = code


@transaction.atomic
def enter_directives(*, actor: Actor, unit: Unit, directives: Iterable[NewDirective]) -> list[Directive]:
    """Enter directives that count at once, which `unit` then keeps. Raises Forbidden, or Refused for references that exist."""
    if isinstance(actor, User):
        require(can_enter_for(actor, unit))
    directives = list(directives)
    one_at_a_time("register")
    tree = _tree_of(unit)
    keys = [_key(one) for one in directives]
    taken = Directive.objects.filter(tree=tree, numbering_key__in=keys)
    if taken.exists() or len(set(keys)) < len(keys):
        twice = [one.reference for one, key in zip(directives, keys, strict=True) if keys.count(key) > 1]
        known = ", ".join(dict.fromkeys([*(one.reference for one in taken), *twice]))
        raise Refused(_("Văn bản %(references)s đã có.") % {"references": known})
    codes = next_codes("VB", Directive, [one.issued_on.year for one in directives], 3)
    made = Directive.objects.bulk_create(
        [
            Directive(code=code, unit=unit, tree=tree, **_fields(code, one))
            for code, one in zip(codes, directives, strict=True)
        ]
    )
    record_many(actor, [Act("directive.entered", one, unit.pk, one.reference) for one in made])
    return made


@transaction.atomic
def enter_directive(
    *, actor: User, unit: Unit, new: NewDirective, file: AcceptedFile | None = None
) -> Directive:
    """Enter one as a draft, with an empty first version; it counts once that is published (`services.versions`).

    Raises Forbidden, or Refused with the field: numbering, days out of order; ReferenceTaken where the register has the paper.
    """
    require(can_enter_for(actor, unit))
    one_at_a_time("register")
    tree = _tree_of(unit)
    _check(new, unit, tree, None)
    code = next_codes("VB", Directive, [new.issued_on.year], 3)[0]
    made = Directive(code=code, unit=unit, tree=tree, is_draft=True, **_fields(code, new))
    if file is not None:
        made.file, made.file_name = keep(file), file.name[:200]
    made.save(force_insert=True)
    DirectiveVersion.objects.create(directive=made, number=1, adopted_on=new.issued_on)
    record(actor, "directive.entered", made, chain=unit.pk, label=code, after=_picture(made))
    return made


@transaction.atomic
def change_directive(
    *,
    actor: User,
    directive: Directive,
    new: NewDirective,
    row_version: int,
    file: AcceptedFile | None = None,
) -> Directive:
    """Change what the register says of a directive, its text excepted. Raises Forbidden, Conflict, and Refused as
    `enter_directive`."""
    one_at_a_time("register")
    directive = Directive.objects.select_for_update().get(pk=directive.pk)
    require(can_change_directive(actor, directive))
    if directive.row_version != row_version:
        raise Conflict(
            _(
                "Văn bản vừa được người khác sửa. Xem bản đang lưu; lưu lần nữa thì điều anh/chị ghi thay bản ấy."
            )
        )
    _check(new, directive.unit, directive.tree, directive.pk)
    _check_statuses(directive, new)
    before = _picture(directive)
    for name, value in _fields(directive.code, new).items():
        setattr(directive, name, value)
    if file is not None:
        directive.file, directive.file_name = keep(file), file.name[:200]
        after = {"file": directive.file_name}
        record(
            actor,
            "directive.file_kept",
            directive,
            chain=directive.unit_id,
            label=directive.code,
            after=after,
        )
    directive.row_version += 1
    directive.save()
    after = _picture(directive)
    if before != after:
        record(
            actor,
            "directive.changed",
            directive,
            chain=directive.unit_id,
            label=directive.code,
            before=before,
            after=after,
        )
    return directive


@transaction.atomic
def link_directives(*, actor: Actor, source: Directive, target: Directive, kind: LinkKind) -> DirectiveLink:
    """Say what `source` does to `target`. Raises Forbidden (only who keeps the source), or Refused: itself, a draft, a circle of
    replacing, an older paper that replaces a newer one."""
    if isinstance(actor, User):
        require(can_change_directive(actor, source))
    if source == target:
        raise Refused.at("target", _("Một văn bản không thể gắn với chính nó."))
    if target.is_draft:
        raise Refused.at("target", _("Văn bản kia còn là bản nháp. Công bố trước, rồi mới nối."))
    one_at_a_time("links")
    if kind in (*SUCCESSION, LinkKind.AMENDS) and source.issued_on < target.issued_on:
        sentence = _(
            "%(source)s ban hành trước %(target)s nên không thể %(kind)s văn bản ấy. Xem lại chiều nối."
        )
        words = {"source": source.reference, "target": target.reference, "kind": str(kind.label)}
        raise Refused.at("target", sentence % words)
    if kind in SUCCESSION and _comes_after(target.pk, source.pk):
        sentence = _("%(target)s đã đứng sau %(source)s; nối nữa thì thành vòng. Bỏ nối cũ trước.")
        raise Refused.at("target", sentence % {"source": source.reference, "target": target.reference})
    link, created = DirectiveLink.objects.get_or_create(source=source, target=target, kind=kind)
    if created:
        record(
            actor,
            "directive.linked",
            link,
            chain=source.unit_id,
            label=source.code,
            after=_link_picture(link),
        )
    return link


@transaction.atomic
def unlink_directives(*, actor: User, link: DirectiveLink) -> None:
    """Take a link away; linking again brings it back. Raises Forbidden."""
    link = (
        DirectiveLink.objects.select_for_update(of=("self",))
        .select_related("source", "target")
        .get(pk=link.pk)
    )
    require(can_change_directive(actor, link.source))
    chain, label = link.source.unit_id, link.source.code
    record(actor, "directive.unlinked", link, chain=chain, label=label, before=_link_picture(link))
    link.delete()


@transaction.atomic
def hand_over_directives(*, actor: Actor, ids: Sequence[uuid.UUID], target: Unit) -> int:
    """Part of a confirmed hand-over: `target` keeps these directives from now on. How many changed hands."""
    rows = list(
        Directive.objects.select_for_update(of=("self",))
        .select_related("unit")
        .filter(pk__in=ids)
        .order_by("code")
    )
    acts = []
    for row in rows:
        before = {"unit": row.unit.code}
        row.unit = target
        row.row_version += 1
        after = {"unit": target.code}
        acts.append(Act("directive.handed_over", row, target.pk, row.code, before=before, after=after))
    Directive.objects.bulk_update(rows, ["unit", "row_version"], batch_size=500)
    record_many(actor, acts)
    return len(rows)


def _comes_after(source: uuid.UUID, target: uuid.UUID) -> bool:
    """Whether `source` replaces or continues `target`, directly or over others."""
    steps: dict[uuid.UUID, list[uuid.UUID]] = {}
    for one, other in DirectiveLink.objects.filter(kind__in=SUCCESSION).values_list("source", "target"):
        steps.setdefault(one, []).append(other)
    found: set[uuid.UUID] = set()
    edge = [source]
    while edge:
        here = edge.pop()
        if here == target:
            return True
        if here not in found:
            found.add(here)
            edge += steps.get(here, [])
    return False


def _tree_of(unit: Unit) -> Unit:
    """The top of the tree in which a unit stands today; itself where it stands in none."""
    path = path_of(unit.pk)
    return path[0] if path else unit


def _key(new: NewDirective) -> str:
    return key_of(new.issuer_kind, new.issuer, new.reference, new.issued_on)


def _check(new: NewDirective, keeper: Unit, tree: Unit, beside: uuid.UUID | None) -> None:
    if looks_empty(new.subject):
        raise Refused.at("subject", _("Ghi trích yếu: văn bản về việc gì."))
    if not FIRST_DAY <= new.issued_on <= clock.today():
        raise Refused.at("issued_on", _("Ngày ban hành phải từ 03/02/1930 đến hôm nay."))
    if new.since and new.since < new.issued_on:
        raise Refused.at("since", _("Ngày bắt đầu hiệu lực không thể trước ngày ban hành."))
    if new.until and new.until <= (new.since or new.issued_on):
        raise Refused.at("last_day", _("Ngày hết hiệu lực phải từ ngày bắt đầu hiệu lực trở đi."))
    try:
        check_reference(new.issuer_kind, new.type_name, new.reference, new.issued_on)
    except NumberingError as error:
        raise Refused.at(error.field, error.sentence) from error
    same = Directive.objects.filter(tree=tree, numbering_key=_key(new)).select_related("unit")
    found = (same.exclude(pk=beside) if beside else same).first()
    if found is not None:
        unit = named_on(Unit.objects.filter(pk=found.unit_id)).first()
        words = {
            "reference": found.reference,
            "day": format_day(found.issued_on),
            "unit": getattr(unit, "short_name", found.unit.code),
        }
        sentence = (
            _("%(unit)s đang nhập văn bản số %(reference)s, ngày %(day)s, chưa công bố. Hỏi đơn vị ấy trước.")
            if found.is_draft and found.unit_id != keeper.pk
            else _("Văn bản số %(reference)s, ngày %(day)s đã có trong sổ của %(unit)s. Dùng văn bản ấy.")
        )
        raise ReferenceTaken(sentence % words, found.code)


def _check_statuses(directive: Directive, new: NewDirective) -> None:
    first = directive.statuses.order_by("since").first()
    if first is not None and first.since < new.issued_on:
        words = {"state": first.get_kind_display(), "day": format_day(first.since)}
        sentence = _("Văn bản được ghi «%(state)s» từ ngày %(day)s. Ngày ban hành không thể sau ngày ấy.")
        raise Refused.at("issued_on", sentence % words)


def _fields(code: str, new: NewDirective) -> dict[str, Any]:
    told = asdict(replace(new, since=None, until=None))
    del told["since"], told["until"]
    words = (code, new.reference, new.type_name, new.issuer, new.subject, new.short_label)
    return told | {
        "numbering_key": _key(new),
        "in_force": DateRange(new.since or new.issued_on, new.until),
        "search_key": folding_key(" ".join(words)),
    }


def _picture(directive: Directive) -> dict[str, Any]:
    names = (
        "reference",
        "type_name",
        "issuer_kind",
        "issuer",
        "issued_on",
        "subject",
        "short_label",
        "verb_phrase",
    )
    return {
        **{name: getattr(directive, name) for name in names},
        "since": directive.in_force.lower,
        "until": directive.in_force.upper,
    }


def _link_picture(link: DirectiveLink) -> dict[str, Any]:
    return {"source": link.source.reference, "target": link.target.reference, "kind": str(link.kind)}
