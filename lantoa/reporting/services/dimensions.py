"""Name what lines may be divided by."""

import re
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from lantoa.audit.services import record
from lantoa.core.actor import Actor
from lantoa.core.errors import Conflict, NotFound, Refused
from lantoa.organisation import access
from lantoa.organisation.models import Unit
from lantoa.reporting.dimensions import OptionSpec, ready_dimensions
from lantoa.reporting.models import Dimension, DimensionOption
from lantoa.reporting.permissions import may
from lantoa.reporting.queries.designs.dimensions import spec_of, used_options

CODE = re.compile(r"[A-Z0-9]{1,20}")


def _require_designer(actor: Actor, owner: Unit) -> None:
    access.require(may(actor, "sheet.edit", owner), _("Chỉ chuyên viên cấp ủy được đặt cách chia."))


@transaction.atomic
def add_dimension(
    *,
    actor: Actor,
    owner: Unit,
    code: str,
    name: str,
    exhaustive: bool,
    options: Sequence[OptionSpec],
    basis: str = "",
) -> Dimension:
    """A new dimension, seen in the owner's tree. Raises Forbidden, Refused: a code of another form, or taken."""
    _require_designer(actor, owner)
    if not CODE.fullmatch(code):
        sentence = _("Mã gồm chữ hoa không dấu và số, tối đa 20 ký tự. Ví dụ: NGANH.")
        raise Refused.at("code", sentence)
    taken = _("Mã %(code)s đã có cách chia khác. Chọn mã khác.") % {"code": code}
    if code in ready_dimensions():
        raise Refused.at("code", taken)
    made, new = Dimension.objects.get_or_create(
        code=code, defaults={"name": name, "exhaustive": exhaustive, "basis": basis, "owner": owner}
    )
    if not new:
        raise Refused.at("code", taken)
    _write_options(made, options)
    record(
        actor,
        "dimension.saved",
        made,
        chain=owner.pk,
        label=code,
        after=_picture(name, exhaustive, basis, options),
    )
    return made


@transaction.atomic
def edit_dimension(
    *,
    actor: Actor,
    dimension: Dimension,
    name: str,
    exhaustive: bool,
    options: Sequence[OptionSpec],
    basis: str,
    row_version: int | None,
) -> Dimension:
    """Change a dimension; lines that are divided already keep their parts and names. Raises Forbidden, Conflict, NotFound, or
    Refused where an option that a sheet uses would go: it ends on a day instead.
    """
    found = _locked(actor, dimension)
    if row_version != found.row_version:
        raise Conflict(_("Cách chia này vừa được người khác sửa. Xem bản đang lưu rồi lưu lại."))
    lost = sorted(used_options(found.code) - {one.code for one in options})
    if lost:
        sentence = _(
            "Phần %(codes)s đã có trong biểu mẫu, không bỏ được. Thôi dùng thì ghi ngày cuối: «(đến 31/12/2025)»."
        )
        words = sentence % {"codes": ", ".join(lost)}
        raise Refused.at("options", words)
    was = spec_of(found)
    before = _picture(was.name, was.exhaustive, was.basis, was.options)
    found.name, found.exhaustive, found.basis = name, exhaustive, basis
    found.row_version += 1
    found.save()
    _write_options(found, options)
    after = _picture(name, exhaustive, basis, options)
    if before != after:
        record(
            actor,
            "dimension.saved",
            found,
            chain=found.owner_id,
            label=found.code,
            before=before,
            after=after,
        )
    return found


@transaction.atomic
def remove_dimension(*, actor: Actor, dimension: Dimension) -> None:
    """Take out a dimension that no sheet and no draft uses. Raises Forbidden, NotFound, Refused."""
    found = _locked(actor, dimension)
    if used_options(found.code):
        raise Refused(_("Cách chia này đã có trong biểu mẫu, không xóa được."))
    before = {"code": found.code, "name": found.name}
    record(actor, "dimension.removed", found, chain=found.owner_id, label=found.code, before=before)
    found.delete()


def _locked(actor: Actor, dimension: Dimension) -> Dimension:
    rows = Dimension.objects.select_for_update(of=("self",)).select_related("owner")
    found = rows.filter(pk=dimension.pk).first()
    if found is None:
        raise NotFound()
    _require_designer(actor, found.owner)
    return found


def _write_options(dimension: Dimension, options: Sequence[OptionSpec]) -> None:
    dimension.options.all().delete()
    DimensionOption.objects.bulk_create(
        [
            DimensionOption(
                dimension=dimension,
                position=place,
                code=one.code,
                name=one.name,
                since_on=one.since,
                until_on=one.until,
            )
            for place, one in enumerate(options)
        ]
    )


def _picture(name: str, exhaustive: bool, basis: str, options: Sequence[OptionSpec]) -> dict[str, object]:
    said = [
        " ".join(str(part) for part in (one.code, one.name, one.since or "", one.until or "")).strip()
        for one in options
    ]
    return {"name": name, "exhaustive": exhaustive, "basis": basis, "options": said}
