"""Enter directives and the links between them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from lantoa.audit.services import Act, record_many
from lantoa.core.actor import Actor
from lantoa.core.errors import Refused
from lantoa.directives.choices import LinkKind
from lantoa.directives.models import Directive, DirectiveLink


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
def enter_directives(*, actor: Actor, directives: Iterable[NewDirective]) -> list[Directive]:
    """Enter directives; refuses references that exist."""
    directives = list(directives)
    taken = Directive.objects.filter(reference__in=[one.reference for one in directives])
    if taken.exists():
        raise Refused(
            _("Văn bản %(references)s đã có.") % {"references": ", ".join(one.reference for one in taken)}
        )
    made = Directive.objects.bulk_create(
        [
            Directive(
                reference=one.reference,
                type_name=one.type_name,
                issuer=one.issuer,
                issued_on=one.issued_on,
                subject=one.subject,
                short_label=one.short_label,
                verb_phrase=one.verb_phrase,
                in_force=DateRange(one.issued_on, one.until),
            )
            for one in directives
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
