"""Add to the record. Called by services, inside the transaction of the change."""

import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models, transaction
from django.utils.translation import gettext as _

from lantoa.audit import chain as chains
from lantoa.audit import heads
from lantoa.audit.middleware import current_request_id
from lantoa.audit.models import Content, Entry, Head, HeadsExport
from lantoa.audit.queries import heads_now
from lantoa.core import clock
from lantoa.core.actor import Actor
from lantoa.core.errors import Refused

SYSTEM_CHAIN = "system"
ERASED = "audit.contents_erased"


@dataclass(frozen=True)
class Act:
    """One thing to be recorded. `chain` is the identity of the unit concerned, or None for the system's own chain."""

    act: str
    subject: models.Model | None = None
    chain: uuid.UUID | None = None
    label: str = ""
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)


def record(
    actor: Actor,
    act: str,
    subject: models.Model | None = None,
    *,
    chain: uuid.UUID | None = None,
    label: str = "",
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> Entry:
    """Record one act; returns the entry."""
    return record_many(actor, [Act(act, subject, chain, label, before or {}, after or {})])[0]


@transaction.atomic(savepoint=False)  # it stands or falls with the change: there is nothing to go back to
def record_many(actor: Actor, acts: Iterable[Act]) -> list[Entry]:
    """Record acts in order, each at the end of its chain; the chains' heads stay locked until the transaction ends."""
    acts = list(acts)
    if not acts:
        return []
    ends = _locked_heads({_chain_name(act) for act in acts})
    written = [_entry(actor, act, ends[_chain_name(act)]) for act in acts]
    entries = Entry.objects.bulk_create([entry for entry, _content in written], batch_size=1000)
    for entry, content in written:
        content.entry = entry
    Content.objects.bulk_create([content for _entry, content in written], batch_size=1000)
    if len(ends) == 1:
        [head] = ends.values()
        Head.objects.filter(pk=head.pk).update(sequence=head.sequence, digest=head.digest)
    else:
        Head.objects.bulk_update(ends.values(), ["sequence", "digest"], batch_size=1000)
    return entries


@transaction.atomic
def erase_contents(
    *, actor: Actor, entries: Sequence[Entry], parts: Sequence[str] = chains.PARTS, basis: str
) -> int:
    """Erase names or free text of entries for good; the chain still verifies. Returns how many entries lost something.

    `parts` of `chain.PARTS`; an entry of form 1 loses all four, because nothing would vouch for the rest of it. `basis` is
    the rule or the decision by which it is done; it is kept for ever and must name nobody. One entry `audit.contents_erased`
    in each chain concerned says what was erased, and those entries cannot be erased themselves.

    Raises Refused without a basis, for an unknown part, and where an entry does not fit its own digest: erasing would
    hide that it was changed.
    """
    if not basis.strip():
        raise Refused(_("Chưa ghi căn cứ. Hãy ghi quy định hoặc quyết định cho phép xóa."))
    if not parts or not set(parts) <= set(chains.PARTS):
        raise Refused(_("Chỉ xóa được tên người, tên việc, nội dung trước và nội dung sau của bản ghi."))
    wanted = (
        Entry.objects.filter(pk__in=[one.pk for one in entries])
        .exclude(act=ERASED)
        .select_related("content")
        .order_by("chain", "sequence")
    )
    changed = 0
    for name, found in groupby(wanted, lambda one: one.chain):
        named = [_erasure_of(one, parts) for one in found if set(parts) - set(one.erased)]
        if not named:
            continue
        after = {"basis": basis.strip(), "erased": named}
        chain = None if name == SYSTEM_CHAIN else uuid.UUID(name)
        erasure = record(actor, ERASED, chain=chain, after=after)
        with connection.cursor() as cursor:
            cursor.execute("SELECT audit_erase(%s)", [erasure.pk])
            changed += cursor.fetchone()[0]
    return changed


@transaction.atomic
def export_heads(*, target: Path, only_if_changed: bool = False) -> HeadsExport | None:
    """Write the heads of all chains, signed, to a new file: `target` itself, or a file with the usual name where it is a folder.

    Nothing is written, and None returned, where `only_if_changed` and the root is that of the last export. The row that tells of
    it and the file come together; where the database fails at the last moment a file may be left that no row tells of, and it
    is true all the same. Raises Refused where the file exists or cannot be written.
    """
    last = HeadsExport.objects.order_by("-number").first()
    at, key, state = clock.now(), heads.signing_key(Path(settings.STATE)), heads_now()
    if only_if_changed and last is not None and last.root == heads.merkle_root(state):
        return None
    number = last.number + 1 if last else 1
    paper = heads.signed_paper(state, number=number, at=at, previous=last.digest if last else "", key=key)
    path = target / heads.file_name(number, at) if target.is_dir() or not target.suffix else target
    made = HeadsExport.objects.create(
        number=number,
        at=at,
        root=paper.root,
        chains=len(state),
        entries=sum(head[1] for head in state),
        previous=last.digest if last else "",
        digest=paper.digest,
        seal=paper.signature,
        public_key=paper.public_key,
        file_name=path.name,
    )
    try:
        heads.write_new(path, paper.content)
    except OSError as error:
        if path.exists():
            raise Refused(_("Đã có tệp %s; hãy chọn tên khác.") % path) from error
        raise Refused(
            _("Không ghi được %(path)s: %(why)s.") % {"path": path, "why": error.strerror}
        ) from error
    return made


def _erasure_of(entry: Entry, parts: Sequence[str]) -> dict[str, Any]:
    if entry.form == chains.FORM:
        return {"sequence": entry.sequence, "parts": sorted(set(parts))}
    values = {name: getattr(entry, name) for name in (*chains.PLAIN, *chains.PARTS)}
    if chains.digest_of_form_1(entry.previous, values) != entry.digest:
        raise Refused(
            _("Bản ghi %(sequence)s của chuỗi %(chain)s đã bị sửa; hãy đối chiếu nhật ký trước khi xóa.")
            % {"sequence": entry.sequence, "chain": entry.chain}
        )
    return {"sequence": entry.sequence, "parts": sorted(chains.PARTS), "seal": chains.seal(values)}


def _locked_heads(names: set[str]) -> dict[str, Head]:
    """The heads by name, locked. Sorted: two writers lock in the same order."""
    rows = Head.objects.select_for_update().filter(chain__in=sorted(names)).order_by("chain")
    found = {head.chain: head for head in rows}
    if len(found) < len(names):
        Head.objects.bulk_create([Head(chain=name) for name in sorted(names)], ignore_conflicts=True)
        found = {head.chain: head for head in rows.all()}
    return found


def _chain_name(act: Act) -> str:
    return str(act.chain) if act.chain else SYSTEM_CHAIN


def _entry(actor: Actor, act: Act, head: Head) -> tuple[Entry, Content]:
    subject = act.subject
    kept: dict[str, Any] = {
        "actor_label": actor.actor_label[:200],
        "subject_label": (act.label or (str(subject) if subject is not None else ""))[:300],
        "before": _plain(act.before),
        "after": _plain(act.after),
    }
    values: dict[str, Any] = {
        "chain": head.chain,
        "sequence": head.sequence + 1,
        "at": clock.now(),
        "actor_id": actor.actor_id,
        "act": act.act,
        "subject_kind": subject._meta.label_lower if subject is not None else "",
        "subject_id": subject.pk if subject is not None and isinstance(subject.pk, uuid.UUID) else None,
        "request_id": current_request_id(),
    }
    salts = chains.new_salts()
    commitments = [
        chains.commitment(salt, kept[part]) for salt, part in zip(salts, chains.PARTS, strict=True)
    ]
    digest = chains.digest(head.digest, values, commitments)
    entry = Entry(**values, commitments=commitments, previous=head.digest, digest=digest)
    head.sequence, head.digest = entry.sequence, entry.digest
    return entry, Content(**kept, salts=salts)


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """What the database gives back, so that the commitment to the stored value equals that to the written one.

    Fractions are kept as text: the database writes some of them otherwise than Python does.
    """
    if not values:
        return {}
    said = json.dumps(dict(values), cls=DjangoJSONEncoder)
    plain: dict[str, Any] = json.loads(said, parse_float=str, parse_constant=str)
    return plain
