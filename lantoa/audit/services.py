"""Add to the record. Called by services, inside the transaction of the change."""

import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction

from lantoa.audit import chain as chains
from lantoa.audit.middleware import current_request_id
from lantoa.audit.models import Entry, Head
from lantoa.core import clock
from lantoa.core.actor import Actor

SYSTEM_CHAIN = "system"


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


@transaction.atomic
def record_many(actor: Actor, acts: Iterable[Act]) -> list[Entry]:
    """Record acts in order, each at the end of its chain; the chains' heads stay locked until the transaction ends."""
    acts = list(acts)
    names = sorted({_chain_name(act) for act in acts})  # sorted: two writers lock in the same order
    Head.objects.bulk_create([Head(chain=name) for name in names], ignore_conflicts=True)
    heads = {
        head.chain: head
        for head in Head.objects.select_for_update().filter(chain__in=names).order_by("chain")
    }
    entries = [_entry(actor, act, heads[_chain_name(act)]) for act in acts]
    Entry.objects.bulk_create(entries, batch_size=1000)
    Head.objects.bulk_update(heads.values(), ["sequence", "digest"], batch_size=1000)
    return entries


def _chain_name(act: Act) -> str:
    return str(act.chain) if act.chain else SYSTEM_CHAIN


def _entry(actor: Actor, act: Act, head: Head) -> Entry:
    subject = act.subject
    values: dict[str, Any] = {
        "chain": head.chain,
        "sequence": head.sequence + 1,
        "at": clock.now(),
        "actor_id": actor.actor_id,
        "actor_label": actor.actor_label[:200],
        "act": act.act,
        "subject_kind": subject._meta.label_lower if subject is not None else "",
        "subject_id": subject.pk if subject is not None and isinstance(subject.pk, uuid.UUID) else None,
        "subject_label": (act.label or (str(subject) if subject is not None else ""))[:300],
        "before": _plain(act.before),
        "after": _plain(act.after),
        "request_id": current_request_id(),
    }
    entry = Entry(**values, previous=head.digest, digest=chains.digest(head.digest, values))
    head.sequence, head.digest = entry.sequence, entry.digest
    return entry


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """What JSON gives back, so that the digest of the stored row equals the digest of the written one."""
    plain: dict[str, Any] = json.loads(json.dumps(dict(values), cls=DjangoJSONEncoder))
    return plain
