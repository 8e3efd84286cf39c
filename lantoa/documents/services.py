"""Issue a paper: take its number."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Max
from django.utils.translation import gettext as _

from lantoa.audit.services import Act, record, record_many
from lantoa.core.actor import Actor
from lantoa.core.errors import Refused
from lantoa.documents.models import DocumentType, IssuedDocument, Term
from lantoa.organisation.models import Unit
from lantoa.organisation.queries.people import signer_for
from lantoa.organisation.queries.units import version_on


@transaction.atomic
def issue_document(
    *, actor: Actor, unit: Unit, type_code: str, issued_on: date, abstract: str, number: int | None = None
) -> IssuedDocument:
    """Take a number for a paper of `unit`: the next one of its term and type, or the given one if it is free.

    Signer, seat and symbol are those in force on `issued_on`. Raises Refused when there is no term or no signer on that day, or
    when the number is taken.
    """
    kind = DocumentType.objects.filter(code=type_code).first()
    if kind is None:
        raise Refused(_("Không có loại văn bản mang ký hiệu %(code)s.") % {"code": type_code})
    # The lock on the term makes two papers issued at once take two numbers.
    term = Term.objects.select_for_update().filter(unit=unit, valid__contains=issued_on).first()
    if term is None:
        raise Refused(
            _("Đơn vị chưa có nhiệm kỳ vào ngày ban hành. Khai báo nhiệm kỳ trước khi lấy số văn bản.")
        )
    signer = signer_for(unit.pk, issued_on)
    if signer is None:
        raise Refused(_("Đơn vị chưa có người ký văn bản vào ngày ban hành. Khai báo chức vụ người ký."))
    taken = IssuedDocument.objects.filter(unit=unit, term=term, type=kind)
    if number is None:
        number = (taken.aggregate(last=Max("number"))["last"] or 0) + 1
    elif taken.filter(number=number).exists():
        raise Refused(_("Số %(number)s đã dùng cho văn bản khác trong nhiệm kỳ này.") % {"number": number})
    version = version_on(unit.pk, issued_on)
    document = IssuedDocument.objects.create(
        unit=unit,
        term=term,
        type=kind,
        number=number,
        symbol=version.symbol,
        issued_on=issued_on,
        seat=version.seat,
        abstract=abstract,
        authority=signer.authority,
        signing_post=signer.signing_post,
        signer_name=signer.person.full_name,
    )
    record(
        actor,
        "document.issued",
        document,
        chain=unit.pk,
        after={"abstract": abstract, "issued_on": issued_on},
    )
    return document


@transaction.atomic
def enter_types(*, actor: Actor, types: Iterable[tuple[str, str]]) -> list[DocumentType]:
    """Enter types of paper as (letters, name): ("BC", "báo cáo")."""
    made = DocumentType.objects.bulk_create([DocumentType(code=code, name=name) for code, name in types])
    record_many(actor, [Act("document_type.entered", one) for one in made])
    return made


@transaction.atomic
def open_term(*, actor: Actor, unit: Unit, name: str, since: date, until: date | None = None) -> Term:
    """A committee's term; `until` is the first day after it. Refuses one that overlaps another of the unit."""
    valid = DateRange(since, until)
    if Term.objects.filter(unit=unit, valid__overlap=valid).exists():
        raise Refused(_("Nhiệm kỳ này trùng thời gian với nhiệm kỳ khác của đơn vị."))
    term = Term.objects.create(unit=unit, name=name, valid=valid)
    record(actor, "term.opened", term, chain=unit.pk)
    return term
