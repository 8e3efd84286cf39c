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
from lantoa.directives.choices import LinkKind
from lantoa.directives.models import Directive, DirectiveLink, DirectiveVersion
from lantoa.directives.numbering import NumberingError, check_reference
from lantoa.directives.permissions.directives import can_change_directive, can_enter_for
from lantoa.directives.services.codes import next_codes, one_at_a_time
from lantoa.organisation.access import require
from lantoa.organisation.models import Unit

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


@transaction.atomic
def enter_directives(*, actor: Actor, unit: Unit, directives: Iterable[NewDirective]) -> list[Directive]:
    """Enter directives that count at once, which `unit` then keeps. Raises Forbidden, or Refused for references that exist."""
    if isinstance(actor, User):
        require(can_enter_for(actor, unit))
    directives = list(directives)
    taken = Directive.objects.filter(reference__in=[one.reference for one in directives])
    if taken.exists():
        raise Refused(
            _("Văn bản %(references)s đã có.") % {"references": ", ".join(one.reference for one in taken)}
        )
    codes = next_codes("VB", Directive, [one.issued_on.year for one in directives], 3)
    made = Directive.objects.bulk_create(
        [
            Directive(code=code, unit=unit, **_fields(code, one))
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

    Raises Forbidden, or Refused with the field: numbering, days out of order, a reference that exists.
    """
    require(can_enter_for(actor, unit))
    _check(new, None)
    code = next_codes("VB", Directive, [new.issued_on.year], 3)[0]
    made = Directive(code=code, unit=unit, is_draft=True, **_fields(code, new))
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
    directive = Directive.objects.select_for_update().get(pk=directive.pk)
    require(can_change_directive(actor, directive))
    if directive.row_version != row_version:
        raise Conflict(_("Văn bản vừa được người khác sửa. Tải lại trang rồi sửa lại."))
    _check(new, directive.pk)
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
        raise _refused("target", _("Một văn bản không thể gắn với chính nó."))
    if target.is_draft:
        raise _refused("target", _("Văn bản kia còn là bản nháp. Công bố trước, rồi mới nối."))
    one_at_a_time("links")
    if kind in (LinkKind.REPLACES, LinkKind.AMENDS) and source.issued_on < target.issued_on:
        sentence = _(
            "%(source)s ban hành trước %(target)s nên không thể %(kind)s văn bản ấy. Xem lại chiều nối."
        )
        words = {"source": source.reference, "target": target.reference, "kind": str(kind.label)}
        raise _refused("target", sentence % words)
    if kind == LinkKind.REPLACES and _replaces(target.pk, source.pk):
        sentence = _("%(target)s đã thay thế %(source)s; nối nữa thì thành vòng. Bỏ nối cũ trước.")
        raise _refused("target", sentence % {"source": source.reference, "target": target.reference})
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


def _replaces(source: uuid.UUID, target: uuid.UUID) -> bool:
    """Whether `source` replaces `target`, directly or over others."""
    steps: dict[uuid.UUID, list[uuid.UUID]] = {}
    for one, other in DirectiveLink.objects.filter(kind=LinkKind.REPLACES).values_list("source", "target"):
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


def _check(new: NewDirective, beside: uuid.UUID | None) -> None:
    if looks_empty(new.subject):
        raise _refused("subject", _("Ghi trích yếu: văn bản về việc gì."))
    if not FIRST_DAY <= new.issued_on <= clock.today():
        raise _refused("issued_on", _("Ngày ban hành phải từ 03/02/1930 đến hôm nay."))
    if new.since and new.since < new.issued_on:
        raise _refused("since", _("Ngày bắt đầu hiệu lực không thể trước ngày ban hành."))
    if new.until and new.until <= (new.since or new.issued_on):
        raise _refused("last_day", _("Ngày hết hiệu lực phải từ ngày bắt đầu hiệu lực trở đi."))
    try:
        check_reference(new.issuer_kind, new.type_name, new.reference, new.issued_on)
    except NumberingError as error:
        raise _refused(error.field, error.sentence) from error
    same = Directive.objects.filter(reference=new.reference)
    found = (same.exclude(pk=beside) if beside else same).first()
    if found is not None:
        raise _refused(
            "reference", _("Văn bản số %(reference)s đã có trong sổ.") % {"reference": new.reference}
        )


def _fields(code: str, new: NewDirective) -> dict[str, Any]:
    told = asdict(replace(new, since=None, until=None))
    del told["since"], told["until"]
    words = (code, new.reference, new.type_name, new.issuer, new.subject, new.short_label)
    return told | {
        "in_force": DateRange(new.since or new.issued_on, new.until),
        "search_key": folding_key(" ".join(words)),
    }


def _refused(field: str, sentence: str) -> Refused:
    return Refused(sentence, fields={field: sentence})


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
