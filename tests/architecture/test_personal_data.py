"""What is kept of persons, field by field: a new field must be placed here, with its purpose, before it is built.

No field, act or address measures a person's loyalty or views, and no person's doings are gathered across rooms.
"""

import re

from django.apps import apps
from django.db.models import Field, ForeignKey, ManyToManyField

from lantoa.accounts.models import User
from lantoa.core.text import folding_key
from lantoa.organisation import access
from lantoa.organisation.checks import routes

BANNED = re.compile(
    r"score|loyal|rating|ranking|attitude|belief|opinion|religion|ethnic|ideolog|monitor|surveil|blacklist|watchlist|sentiment"
    r"|thai_?do|quan_?diem|long_trung|tu_tuong|ton_giao|dan_toc|xep_hang|cham_diem|cham_cong|theo_doi_ca_nhan"
)
# Model → field → why it is kept. Every column of these models that may speak of a person.
INVENTORY: dict[str, dict[str, str]] = {
    "accounts.User": {
        "username": "signs in",
        "email": "is written to",
        "password": "is hashed (Argon2id)",
        "last_login": "unused accounts are found",
        "is_active": "a closed account does not sign in",
        "is_sample": "made-up accounts do not sign in to a real installation",
        "created_at": "when the account was opened",
        "reopened_at": "since when an account that was closed counts its idle days",
    },
    "accounts.SignInLink": {
        "user": "for whom",
        "purpose": "invitation or sign-in",
        "digest": "SHA-256 of the code",
        "issued_at": "since when",
        "expires_at": "until when",
        "used_at": "used once",
        "revoked_at": "stopped",
    },
    "tasks.CalendarFeed": {
        "user": "whose calendar it is",
        "digest": "SHA-256 of the token in its address",
        "made_at": "since when",
    },
    "accounts.OpenSession": {
        "user": "who is signed in",
        "session_key": "which session to end",
        "device": "one's own machine is known by it",
        "network": "the office is told from elsewhere; cut to /24 or /48",
        "signed_in_at": "since when",
        "last_used_at": "last use",
    },
    "practices.SavedSearch": {
        "owner": "who alone sees it",
        "name": "what its owner calls it",
        "query": "words and filters to search with again",
        "found": "what was found, so that what is new can be told to its owner",
        "opened_at": "since when that is new",
        "removed_at": "taken away, and can be put back until the next is taken away",
    },
    "notifications.Notice": {
        "receiver": "who is told, and alone sees it",
        "kind": "what is told",
        "subject_kind": "of what kind of thing",
        "subject_id": "of which thing",
        "number": "how the thing is called outside",
        "due_on": "of which day it speaks",
        "occasion": "told once",
        "made_at": "when; erased after the days of the rule",
        "read_at": "new or not, for the person alone; nobody else reads it",
        "way": "by mail or on the page alone",
        "mail": "in which mail it went out",
    },
    "notifications.Mail": {
        "receiver": "to whom",
        "address": "where no account is known; erased once it is settled",
        "subject": "of what accounts write; erased once it is settled",
        "body": "of what accounts write; erased once it is settled",
        "state": "gone or not",
        "turn": "which mails leave first: those to few, those to many, digests",
        "made_at": "when",
        "next_try_at": "when to try again",
        "tries": "how often it was tried",
        "answer_code": "what the mail server said",
        "settled_at": "since when; erased after the days of the rule",
    },
    "notifications.Preference": {
        "owner": "whose choice",
        "kind": "of which kind of notice",
        "way": "how it comes",
    },
    "notifications.MailHabit": {
        "owner": "whose choice",
        "weekly": "one mail a week",
        "any_time": "also at night and on holidays",
    },
    "organisation.Person": {"full_name": "papers and pages name who acts", "user": "the account"},
    "organisation.Position": {
        "person": "who",
        "unit": "where",
        "title": "post, as papers print it",
        "is_head": "who heads the unit",
        "authority": "right to sign, as papers print it",
        "signing_post": "post under a signature",
        "valid": "term",
    },
    "organisation.RoleAssignment": {
        "person": "who",
        "role": "what",
        "unit": "where",
        "valid": "from when to when",
        "stands_in_for": "for whom, while somebody is away",
    },
    "commendation.Nomination": {
        "full_name": "printed on the certificate",
        "honorific": "printed on the certificate",
        "post": "printed on the certificate",
        "membership": "balance of this round only",
        "rank": "balance of this round only",
        "achievements": "why the award is proposed",
        "publish_name": "consent to be named in public",
        "search_key": "folded name and post, to search within scope",
        "reason": "why returned or not proposed",
        "holder": "which unit answers for it since a hand-over",
        "subject": "collective or person",
        "round": "for what",
        "unit": "who proposes",
        "state": "how far",
        "row_version": "stale forms are noticed",
        "created_at": "when it was written",
    },
    "commendation.Certificate": {
        "receiver_lines": "as printed",
        "public_receiver": "what the public check may say without consent",
        "decision": "by which paper",
        "nomination": "for whom",
        "register_number": "place in the register",
        "code": "public check",
        "citation": "as printed",
        "revoked_on": "since when void",
        "revoked_reason": "why",
        "revoking_document": "by which paper",
    },
    "directives.PresentName": {
        "attendance": "of which session's call-over; nothing leads from one to another",
        "name": "sealed; for the numbers and the signed sheet, erased 30 days after the minutes",
        "is_member": "counted apart; erased with the name",
        "mark": "an account counts once; of this call-over alone, under a key outside the database",
    },
    "practices.PanelMember": {
        "person": "who appraises in a call",
        "call": "in which",
        "reminded_on": "when last reminded of what is not handed in",
    },
    "oversight.TeamMember": {
        "inspection": "of which",
        "person": "who carries it out, as the decision names them; whoever belongs to the unit is kept off by it",
        "part": "head, deputy, secretary or member",
        "added_at": "since when",
        "removed_at": "until when",
    },
    "commitments.Commitment": {
        "code": "address without a name",
        "person": "whose pledge",
        "unit": "whose head is the direct superior",
        "year": "of which year",
        "state": "drafts are read by nobody else",
        "created_at": "when it was begun",
        "signed_at": "when it was submitted",
        "row_version": "stale forms are noticed",
    },
    "commitments.CommitmentItem": {
        "commitment": "of whose pledge",
        "position": "order on the page, as the owner wrote it",
        "duty": "sealed; of the post",
        "deed": "sealed; what will be done",
        "measure": "sealed; by what one sees it",
        "due_on": "until when",
        "carried_from": "goes on from the year before",
        "public_since": "the owner has chosen to show it",
    },
    "commitments.SelfReview": {
        "item": "of what",
        "half": "middle or end of the year",
        "words": "sealed; the owner's own",
        "told_at": "when",
    },
    "commitments.Remark": {
        "commitment": "on whose pledge",
        "half": "on which self-review",
        "author": "who was the direct superior on that day",
        "unit": "as head of which unit",
        "words": "sealed; words alone",
        "given_at": "when",
        "withdrawn_at": "taken back since",
    },
    "commitments.CommitmentRead": {
        "commitment": "whose was opened",
        "reader": "by whom; shown to the owner",
        "capacity": "as what",
        "page": "what was opened",
        "at": "when",
    },
    "commitments.ReaderNaming": {
        "unit": "whose people's pledges",
        "person": "may read them",
        "reason": "why named",
        "named_by": "by whom",
        "valid": "from when to when",
    },
    "documents.IssuedDocument": {
        "signer_name": "as printed under the paper",
        "signing_post": "as printed",
        "authority": "as printed",
        "unit": "who issues",
        "term": "of which committee",
        "type": "letters of the type",
        "number": "number",
        "symbol": "letters of the unit",
        "issued_on": "day",
        "seat": "place",
        "abstract": "about what",
        "recorded_at": "when the number was taken",
    },
    "audit.Entry": {
        "form": "how it is hashed",
        "actor_id": "who acted",
        "chain": "unit concerned",
        "sequence": "order",
        "at": "when",
        "act": "what",
        "subject_kind": "on what kind of thing",
        "subject_id": "on which",
        "request_id": "joins with the log",
        "commitments": "vouch for the contents after they are erased",
        "previous": "chain",
        "digest": "chain",
    },
    "audit.Content": {
        "entry": "of which entry",
        "actor_label": "sign-in name of who acted, until erased",
        "subject_label": "how it was called, until erased",
        "before": "what was changed, until erased",
        "after": "to what, until erased",
        "salts": "without them a commitment says nothing",
    },
}
# Foreign keys to accounts and persons outside the inventory: who did what in the course of the work.
WHO_DID = {
    "commitments.PledgeCount.stated_by",
    "organisation.HandOver.answered_by",
    "organisation.HandOver.settled_by",
    "organisation.HandOver.stated_by",
    "organisation.Reorganisation.applied_by",
    "organisation.Reorganisation.approved_by",
    "organisation.Reorganisation.drafted_by",
    "organisation.Reorganisation.undone_by",
    "practices.Adoption.verified_by",
    "practices.AdoptionEvidence.added_by",
    "practices.Evidence.added_by",
    "reporting.Publication.entered_by",
    "reporting.ReopenProposal.proposed_by",
    "reporting.ReopenProposal.settled_by",
    "reporting.Scoring.saved_by",
    "reporting.SheetDraft.saved_by",
    "reporting.Submission.saved_by",
    "reporting.Submission.handed_by",
    "reporting.Submission.submitted_by",
    "reporting.TargetDecision.made_by",
    "reporting.Submission.decided_by",
    "reporting.WorkbookIntake.sender",
    "directives.Issuing.issued_by",
    "oversight.Finding.writers",
    "oversight.Inspection.concluded_by",
    "oversight.RemedyCheck.checker",
    "tasks.Task.reported_by",
    "commendation.DecisionProposal.proposed_by",
    "commendation.DecisionProposal.settled_by",
    "commendation.RevocationProposal.proposed_by",
    "commendation.RevocationProposal.settled_by",
    "organisation.UnitEvent.recorded_by",
    "organisation.UnitEvent.undone_by",
}
NAMES_A_PERSON = re.compile(
    r"full_name|person|honorific|birth|phone|address|identity|signer|email|gender|signature"
)


def columns() -> dict[str, list[Field]]:  # type: ignore[type-arg]
    """Model → its own columns, the identity left aside; the house's models only."""
    return {
        model._meta.label: [one for one in model._meta.local_fields + _inherited(model) if one.name != "id"]
        for model in apps.get_models()
        if model.__module__.startswith("lantoa.")
    }


def _inherited(model: type) -> list[Field]:  # type: ignore[type-arg]
    return [
        one
        for one in model._meta.get_fields()
        if isinstance(one, Field) and one not in model._meta.local_fields
    ]  # type: ignore[attr-defined]


def test_fields_of_persons_are_those_of_the_inventory() -> None:
    found = columns()
    assert {model: sorted(one.name for one in found[model]) for model in INVENTORY} == {
        model: sorted(fields) for model, fields in INVENTORY.items()
    }


def test_no_other_model_names_a_person() -> None:
    named = {
        f"{model}.{one.name}"
        for model, fields in columns().items()
        if model not in INVENTORY
        for one in fields
        if NAMES_A_PERSON.search(one.name)
    }
    assert named == set()


def test_other_models_point_at_persons_only_for_who_did_what() -> None:
    pointing = {
        f"{model}.{one.name}"
        for model, fields in columns().items()
        if model not in INVENTORY
        for one in fields
        if isinstance(one, (ForeignKey, ManyToManyField))
        and one.related_model in (User, apps.get_model("organisation.Person"))
    }
    assert pointing == WHO_DID


def test_fields_acts_and_addresses_measure_nobody() -> None:
    named = {f"{model}.{one.name}" for model, fields in columns().items() for one in fields}
    named |= set(access.GRANTS) | access.PUBLIC | access.SIGNED_IN
    named |= {path for path, _name, _pattern in routes()}
    assert (
        sorted(name for name in named if BANNED.search(folding_key(name).replace("-", "_").replace(" ", "_")))
        == []
    )


def test_banned_names_would_be_seen() -> None:
    assert [
        bool(BANNED.search(name))
        for name in ("person_score", "thai_do", "quan-diem".replace("-", "_"), "title")
    ] == [
        True,
        True,
        True,
        False,
    ]
