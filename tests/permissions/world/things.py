"""What the world holds, by room."""

import uuid
from dataclasses import dataclass, field
from typing import Any

from lantoa.accounts.models import OpenSession, User
from lantoa.commendation.models import Certificate, DecisionProposal, Nomination, RevocationProposal, Round
from lantoa.commitments.models import Commitment, ReaderNaming
from lantoa.conferences.models import Conference
from lantoa.directives.models import (
    Attendance,
    Directive,
    DirectiveLink,
    DirectiveStatus,
    Issuing,
    OutreachActivity,
    ReceiptSheet,
    StudySession,
    StudyTopic,
    UnitPlan,
)
from lantoa.issues.models import IssueFile, PressingIssue
from lantoa.notifications.models import Notice
from lantoa.organisation.models import HandOver, Person, Reorganisation, TreeImport, Unit, UnitEvent
from lantoa.oversight.models import Inspection, Programme, Remedy
from lantoa.practices.models import (
    Abbreviation,
    AdoptionEvidence,
    Booklet,
    Call,
    Evidence,
    Practice,
    PracticeImport,
    ReplicationOrder,
    SavedSearch,
)
from lantoa.reporting.models import Collection, ReopenProposal, Target, WorkbookIntake
from lantoa.tasks.models import Task, TaskProof


@dataclass
class World:
    """What stands where; things are found by (unit, state)."""

    units: dict[str, Unit] = field(default_factory=dict)
    users: dict[tuple[str, str], User] = field(default_factory=dict)  # (role, seat)
    saved: dict[tuple[Any, bool], SavedSearch] = field(
        default_factory=dict
    )  # of whom, and whether taken away
    abbreviations: dict[str, Abbreviation] = field(default_factory=dict)  # standing, ended
    sessions: dict[Any, OpenSession] = field(
        default_factory=dict
    )  # of each person another browser, by account
    notice: Notice = None  # type: ignore[assignment]  # of the clerk
    notices: dict[uuid.UUID, Notice] = field(default_factory=dict)  # one of each person
    clerk: User = None  # type: ignore[assignment]  # holds no role; put up what waits for a second person
    links: dict[str, str] = field(
        default_factory=dict
    )  # the code of an open one-time link of each unit's newcomer
    people: dict[tuple[str, str], Person] = field(default_factory=dict)  # newcomer | closed
    decisions: dict[tuple[str, str], UnitEvent] = field(default_factory=dict)  # standing | undone
    imports: dict[str, TreeImport] = field(default_factory=dict)
    old_lists: dict[tuple[str, str], PracticeImport] = field(default_factory=dict)
    intakes: dict[str, WorkbookIntake] = field(default_factory=dict)  # each sent by its unit's reporter
    directive: Directive = None  # type: ignore[assignment]
    collections: dict[tuple[str, str], Collection] = field(default_factory=dict)
    points: dict[str, uuid.UUID] = field(
        default_factory=dict
    )  # of the draft of the accepted report's collection
    situation_lines: dict[str, uuid.UUID] = field(default_factory=dict)  # of each place, in what was sent
    targets: dict[str, Target] = field(default_factory=dict)  # of each unit's own
    draft_lines: dict[tuple[str, str], uuid.UUID] = field(default_factory=dict)  # drafted | new
    draft_sections: dict[tuple[str, str], uuid.UUID] = field(default_factory=dict)
    directives: dict[tuple[str, str], Directive] = field(default_factory=dict)  # published | draft
    directive_links: dict[str, DirectiveLink] = field(default_factory=dict)
    directive_statuses: dict[str, DirectiveStatus] = field(default_factory=dict)
    topics: dict[str, StudyTopic] = field(default_factory=dict)
    on_the_wall: Attendance | None = None  # a call-over of today, whose code anybody may hold
    sessions_held: dict[tuple[str, str], StudySession] = field(
        default_factory=dict
    )  # planned | held | cancelled
    outreach: dict[tuple[str, str], OutreachActivity] = field(default_factory=dict)  # held | cancelled
    plans: dict[tuple[str, str], UnitPlan] = field(default_factory=dict)  # adopted | draft | revised
    subscriber: User = field(init=False)
    feed_token: str = ""  # of the subscriber's calendar
    task_proofs: dict[tuple[str, str], list[TaskProof]] = field(
        default_factory=dict
    )  # of each task: one that stands, one taken away
    tasks: dict[tuple[str, str], Task] = field(default_factory=dict)  # each state, and asking (for more time)
    issues: dict[tuple[str, str], PressingIssue] = field(default_factory=dict)  # each state, late, dropped
    issue_files: dict[tuple[str, str], list[IssueFile]] = field(
        default_factory=dict
    )  # of each: one that stands, one taken away
    pledges: dict[tuple[str, str], Commitment] = field(
        default_factory=dict
    )  # of each unit's newcomer: signed | told | remarked | draft; of another: shown
    namings: dict[str, ReaderNaming] = field(default_factory=dict)
    issuings: dict[tuple[str, str], Issuing] = field(default_factory=dict)  # draft issued late signed read
    receipt_sheets: dict[str, ReceiptSheet] = field(default_factory=dict)
    practices: dict[tuple[str, str], Practice] = field(default_factory=dict)
    merged: dict[str, Practice] = field(default_factory=dict)  # into the registered one of its unit
    proofs: dict[tuple[str, str], list[Evidence]] = field(default_factory=dict)  # two, and one taken away
    lessons: dict[tuple[str, str], Practice] = field(
        default_factory=dict
    )  # (tree, planned | applied | silent)
    learned: dict[str, Practice] = field(default_factory=dict)  # of each place, applied outside
    results: dict[tuple[str, str], list[AdoptionEvidence]] = field(
        default_factory=dict
    )  # (place, applied | verified | learned): two files, and one taken away
    orders: dict[str, ReplicationOrder] = field(default_factory=dict)
    calls: dict[tuple[str, str], Call] = field(default_factory=dict)
    booklets: dict[tuple[str, str], Booklet] = field(default_factory=dict)  # draft | published
    rounds: dict[tuple[str, str], Round] = field(default_factory=dict)
    nominations: dict[tuple[str, str], Nomination] = field(default_factory=dict)
    certificates: dict[tuple[str, str], Certificate] = field(
        default_factory=dict
    )  # in force | contested | revoked
    proposals: dict[str, DecisionProposal] = field(default_factory=dict)
    revocations: dict[str, RevocationProposal] = field(default_factory=dict)
    reopenings: dict[str, ReopenProposal] = field(default_factory=dict)
    programmes: dict[tuple[str, str], Programme] = field(default_factory=dict)  # drafted | announced
    inspections: dict[tuple[str, str], Inspection] = field(
        default_factory=dict
    )  # by its unit: preparing | begun | presented | concluded; of it, by one outside: told | asked | shown
    remedies: dict[tuple[str, str], Remedy] = field(default_factory=dict)  # waiting: its unit checks; owed
    conferences: dict[str, Conference] = field(default_factory=dict)
    conclusions: dict[tuple[str, str], Conference] = field(
        default_factory=dict
    )  # draft | adopted | raised | cancelled
    hand_overs: dict[tuple[str, str], HandOver] = field(default_factory=dict)
    reorganisations: dict[tuple[str, str], Reorganisation] = field(
        default_factory=dict
    )  # draft | checked | applied
