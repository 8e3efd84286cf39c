"""Enter directives and the links between them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.audit.services import Act, record_many
from lantoa.core.actor import Actor
from lantoa.core.errors import Refused
from lantoa.directives.choices import LinkKind
from lantoa.directives.models import Directive, DirectiveLink
from lantoa.directives.permissions.directives import can_enter_for
from lantoa.directives.services.codes import next_codes
from lantoa.organisation.access import require
from lantoa.organisation.models import Unit


@dataclass(frozen=True)
class NewDirective:
    """`until` is the first day on which it is no longer in force, None while it is."""

    reference: str
    type_name: str
    issuer: str
    issued_on: date
    subject: str
    short_label: str
    verb_phrase: str
    until: date | None = None


@transaction.atomic
def enter_directives(*, actor: Actor, unit: Unit, directives: Iterable[NewDirective]) -> list[Directive]:
    """Enter directives, which `unit` then keeps. Raises Forbidden, or Refused for references that exist."""
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
            Directive(
                code=code,
                unit=unit,
                reference=one.reference,
                type_name=one.type_name,
                issuer=one.issuer,
                issued_on=one.issued_on,
                subject=one.subject,
                short_label=one.short_label,
                verb_phrase=one.verb_phrase,
                in_force=DateRange(one.issued_on, one.until),
            )
            for code, one in zip(codes, directives, strict=True)
        ]
    )
    record_many(actor, [Act("directive.entered", one, label=one.reference) for one in made])
    return made


@transaction.atomic
def link_directives(*, actor: Actor, source: Directive, target: Directive, kind: LinkKind) -> DirectiveLink:
    if source == target:
        raise Refused(_("Một văn bản không thể gắn với chính nó."))
    link, _created = DirectiveLink.objects.get_or_create(source=source, target=target, kind=kind)
    record_many(
        actor, [Act("directive.linked", link, after={"source": source.reference, "target": target.reference})]
    )
    return link
