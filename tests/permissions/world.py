"""Three levels and a stranger's tree, one thing of each kind in each unit and state, all stamped with canary words.

TINH (province)
├ KHOI (bloc)
│ ├ DVA, DVB, DVC
└ KHOIHAI (second bloc)
  └ DVD
LATINH (stranger) └ LADV, LADVB
NGOAI (a unit of no tree of theirs, unnamed: it applies what each place began)

Every role is held on TINH, on KHOI and on DVA, each by a person of its own. Things stand in the units of `PLACES`.
"""

import json
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
from allauth.mfa.models import Authenticator
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.backends.postgresql.psycopg_any import DateRange

from lantoa.accounts.models import OpenSession, User
from lantoa.accounts.services import NewAccount, deactivate_account, issue_sign_in_link, open_accounts
from lantoa.attachments.choices import Kind
from lantoa.attachments.gate import AcceptedFile
from lantoa.attachments.parcels import admit_parcel
from lantoa.attachments.reading import Passage
from lantoa.attachments.services import store
from lantoa.audit.services import record
from lantoa.commendation.choices import Membership, NominationState, Outcome, Rank
from lantoa.commendation.choices import Subject as Nominee
from lantoa.commendation.models import (
    AwardKind,
    Certificate,
    DecisionProposal,
    Nomination,
    RevocationProposal,
    Round,
)
from lantoa.commendation.services import (
    NewNomination,
    decide_round,
    enter_award_kind,
    enter_nominations,
    open_round,
)
from lantoa.commitments.choices import Half as PledgeHalf
from lantoa.commitments.models import Commitment, ReaderNaming
from lantoa.commitments.services.entering import NewPledge, NewRemark, enter_pledges
from lantoa.commitments.services.writing import ItemText
from lantoa.conferences.choices import ConferenceKind, ItemKind, PackState
from lantoa.conferences.models import Conference, Pack, PackItem
from lantoa.conferences.services.conclusions import (
    NewPoint,
    adopt_conclusion,
    enter_points,
    mark_for_study,
)
from lantoa.conferences.services.editions import freeze_edition
from lantoa.conferences.services.planning import ConferencePlan, cancel_conference, plan_conference
from lantoa.conferences.services.raising import Raise, raise_tasks
from lantoa.core import clock
from lantoa.core.actor import SYSTEM
from lantoa.core.periods import from_code
from lantoa.directives.choices import (
    Audience,
    Channel,
    LinkKind,
    OutreachKind,
    OutreachState,
    SessionKind,
    SessionState,
    TopicSpan,
)
from lantoa.directives.duty_texts import DutyText
from lantoa.directives.models import (
    Attendance,
    Directive,
    DirectiveLink,
    DirectivePart,
    DirectiveStatus,
    DirectiveVersion,
    Issuing,
    OutreachActivity,
    PlanMeasure,
    PlanVersion,
    PresentName,
    Receipt,
    ReceiptSheet,
    StudySession,
    StudyTopic,
    TopicMaterial,
    UnitPlan,
)
from lantoa.directives.outreach_texts import ActivityText
from lantoa.directives.plan_texts import MeasureText, PlanText
from lantoa.directives.services.directives import NewDirective, enter_directives, link_directives
from lantoa.directives.services.duties import put_duty
from lantoa.directives.services.issuings import IssuingText, draft_issuing, issue
from lantoa.directives.services.outreach import NewActivity, enter_activities
from lantoa.directives.services.plans.entering import NewPlan, enter_plans
from lantoa.directives.services.plans.writing import begin_plan
from lantoa.directives.services.quizzes import QuestionText, put_question
from lantoa.directives.services.receipts import acknowledge, enter_sheet
from lantoa.directives.services.sessions import NewSession, SessionPlan, SessionTold, enter_sessions
from lantoa.directives.services.topics import TopicText, set_topic
from lantoa.directives.services.versions import PartText, publish_version, save_draft
from lantoa.documents.models import DocumentType, IssuedDocument, Term
from lantoa.documents.services import enter_types, open_term
from lantoa.issues import services as services_of_issues
from lantoa.issues.choices import IssueState, Level, StepKind
from lantoa.issues.models import IssueFile, IssueStep, IssueTheme, PressingIssue
from lantoa.notifications.models import Notice
from lantoa.organisation.choices import EventKind, EventSide, HandOverState, ProfileKind, Role
from lantoa.organisation.models import (
    HandOver,
    Person,
    Reorganisation,
    RoleAssignment,
    TreeImport,
    Unit,
    UnitEvent,
    UnitEventPart,
    UnitKind,
)
from lantoa.organisation.queries.choosing import Scope
from lantoa.organisation.queries.tree_files import COLUMNS, Cell
from lantoa.organisation.services.events import absorb_units, change_official_code
from lantoa.organisation.services.hand_overs.confirming import confirm_hand_over
from lantoa.organisation.services.hand_overs.plans import plan_hand_overs
from lantoa.organisation.services.hand_overs.preparing import add_line, state_counts
from lantoa.organisation.services.imports import judge_tree_file
from lantoa.organisation.services.people import NewPerson, NewPost, NewRole, enrol_people
from lantoa.organisation.services.profile import NewValue, enter_values
from lantoa.organisation.services.reference import (
    NewKind,
    NewLevel,
    NewProfileField,
    enter_groups,
    enter_kinds,
    enter_levels,
    enter_profile_fields,
)
from lantoa.organisation.services.reorganisations.acts import apply_reorganisation, check_reorganisation
from lantoa.organisation.services.reorganisations.drafts import (
    Paper,
    StepContent,
    add_step,
    draft_reorganisation,
    edit_step,
)
from lantoa.organisation.services.undoing import undo_events
from lantoa.organisation.services.units import Decision, NewUnit, establish_units
from lantoa.oversight.models import (
    Finding,
    Inspection,
    InspectionTheme,
    Programme,
    ProgrammeItem,
    Remedy,
    SelfReportFile,
    TeamMember,
    WorkSession,
)
from lantoa.practices.choices import (
    Answer,
    CallPurpose,
    CallState,
    CheckFound,
    Consent,
    FileReading,
    Origin,
    PrintKind,
    PrintState,
    SelectionException,
    YearState,
)
from lantoa.practices.models import (
    Abbreviation,
    Adoption,
    AdoptionEvidence,
    Appraisal,
    Assignment,
    Booklet,
    BookletChapter,
    BookletEntry,
    BookletFile,
    BookletPhoto,
    Call,
    CallEntry,
    Evidence,
    PanelMember,
    Practice,
    PracticeField,
    PracticeImport,
    ReplicationOrder,
    SavedSearch,
)
from lantoa.practices.old_lists.rows import Columns
from lantoa.practices.services.adoptions import AnswerGiven, enter_answers, order_replication
from lantoa.practices.services.booklets import NewEntry, publish_booklet
from lantoa.practices.services.calls import CallText, draft_call, load_entries
from lantoa.practices.services.checks import enter_check
from lantoa.practices.services.entering import NewPractice, enter_practices
from lantoa.practices.services.file_words import keep_words
from lantoa.practices.services.imports.entering import ask_to_enter
from lantoa.practices.services.imports.taking import choose_columns, decide_rows, take_list
from lantoa.practices.services.mergers import enter_merger
from lantoa.practices.services.reference import enter_fields
from lantoa.practices.texts import PracticeText
from lantoa.reporting.choices import (
    LineKind,
    PeriodLength,
    SubmissionState,
    TargetDirection,
    TimeRule,
    TreeRule,
)
from lantoa.reporting.design import LineSpec, QuestionSpec, SectionSpec, SheetSpec
from lantoa.reporting.dimensions import OptionSpec
from lantoa.reporting.models import (
    Collection,
    ReopenProposal,
    Scoring,
    Sheet,
    SheetVersion,
    SituationLine,
    SituationSheet,
    SituationTheme,
    Submission,
    SubmissionText,
    Target,
    WorkbookIntake,
)
from lantoa.reporting.published.files.reading import read_reviews
from lantoa.reporting.queries.over_time import Catalogue
from lantoa.reporting.scoring import Band, Scale
from lantoa.reporting.services.collections import close_collection, open_collection
from lantoa.reporting.services.dimensions import add_dimension
from lantoa.reporting.services.drafts.headings import start_draft
from lantoa.reporting.services.loading import ReportRow, load_reports
from lantoa.reporting.services.narratives import leave_out, merge
from lantoa.reporting.services.publications import enter_reviews
from lantoa.reporting.services.sheets import publish_sheet
from lantoa.reporting.services.situations import rules as situation_rules
from lantoa.reporting.services.situations.sending import send_situation
from lantoa.reporting.services.situations.writing import NewLine as NewSituationLine
from lantoa.reporting.services.situations.writing import save_situation
from lantoa.reporting.services.targets import NewTarget, issue_target
from lantoa.reporting.workbook_readings import read_book
from lantoa.tasks.choices import RequestState, TaskState
from lantoa.tasks.models import Task, TaskProof, TimeRequest
from lantoa.tasks.services import NewTask, give_tasks, make_feed
from tests.permissions.table import ABOVE, BELOW, CHILD, ELSEWHERE, OWN, ROLES, STRANGER

TODAY = date(2021, 4, 6)
SINCE = date(2015, 10, 1)
# Whoever runs the world gives it the address of a provider that answers.
PROVIDER = {"id": "cong-chung", "name": "Cổng chung", "client": "lantoa", "secret": "x"}
PARENTS = {
    "TINH": None,
    "KHOI": "TINH",
    "DVA": "KHOI",
    "DVB": "KHOI",
    "DVC": "KHOI",
    "KHOIHAI": "TINH",
    "DVD": "KHOIHAI",
    "LATINH": None,
    "LADV": "LATINH",
    "LADVB": "LATINH",
    "NGOAI": None,
}
OUTSIDE = "NGOAI"
SEATS = ("TINH", "KHOI", "DVA")
PLACES = ("TINH", "KHOI", "DVA", "DVB", "DVD", "LADV")
# From each seat one place of each kind: itself, below, further below, above, beside, elsewhere, in a stranger's tree.
PLACES_SEEN_FROM: dict[str, tuple[str, ...]] = {
    "": ("DVA", "LADV"),
    "TINH": ("TINH", "KHOI", "DVA", "LADV"),
    "KHOI": ("KHOI", "DVA", "TINH", "DVD", "LADV"),
    "DVA": ("DVA", "DVB", "KHOI", "DVD", "LADV"),
}
HELD = {
    "RP": Role.REPORTER,
    "HD": Role.HEAD,
    "ST": Role.STAFF,
    "IN": Role.INSPECTOR,
    "LD": Role.LEADER,
    "AD": Role.ADMINISTRATOR,
    "AU": Role.AUDITOR,
}
REPORT_STATES = (
    SubmissionState.DRAFT,
    SubmissionState.HANDED,
    SubmissionState.SUBMITTED,
    SubmissionState.RETURNED,
    SubmissionState.ACCEPTED,
)
SHEET_STATES = ("used", "drafted", "new")
PRACTICE_STATES = (YearState.DRAFT, YearState.REGISTERED, YearState.EFFECTIVE, YearState.RECOGNISED)


def line_to_root(unit: str) -> list[str]:
    """The unit and all above it, nearest first."""
    found, at = [], unit
    while at is not None:
        found.append(at)
        at = PARENTS[at]  # type: ignore[assignment]
    return found


def relation(seat: str, unit: str) -> str:
    """How `unit` lies to `seat`."""
    above = line_to_root(unit)
    if seat == unit:
        return OWN
    if seat in above:
        return CHILD if PARENTS[unit] == seat else BELOW
    if unit in line_to_root(seat):
        return ABOVE
    return ELSEWHERE if above[-1] == line_to_root(seat)[-1] else STRANGER


def canary(kind: str, state: str, unit: str) -> str:
    """The word that betrays where a text was shown."""
    return f"Hoamai-{kind}-{state}-{unit.lower()}"


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


CONCLUSION_STATES = ("draft", "adopted", "raised", "cancelled")


def make_world() -> World:
    """Build it all through the services, on the story's day."""
    world = World()
    _tree(world)
    _people(world)
    world.directive = enter_directives(
        actor=SYSTEM,
        unit=world.units["TINH"],
        directives=[
            NewDirective(
                "05-CT/TW", "Chỉ thị", "Bộ Chính trị", date(2016, 5, 15), "học tập", "Chỉ thị 05", "thực hiện"
            )
        ],
    )[0]
    _conferences(world)  # before what they count, so that a later freeze has something new to freeze
    _reports(world)
    _narratives(world)
    _sheets(world)
    _situations(world)
    _targets(world)
    _publications(world)
    _intakes(world)
    _study(world)
    _register(world)
    _outreach(world)
    _plans(world)
    _tasks(world)
    _feed(world)
    _conclusions(world)
    _issues(world)
    _dated_rows()
    _pledges(world)
    _issuings(world)
    _inspections(world)
    _practices(world)
    _adoptions(world)
    _calls(world)
    _booklets(world)
    _commendation(world)
    _reorganisations(world)
    _hand_overs(world)
    # Last, in this order: what is built on a decision keeps it from being undone, and a file is judged on the tree as it stood.
    _decisions(world)
    _imports(world)
    _old_lists(world)
    with _clerk_leads(world):  # a check is stale once the tree has changed
        for place in PLACES:
            made = world.reorganisations[place, "checked"]
            check_reorganisation(actor=world.clerk, reorganisation=made, row_version=3)
    return world


def _tree(world: World) -> None:
    levels = [
        NewLevel("province", "Tỉnh", 1, SINCE),
        NewLevel("upper", "Trên cơ sở", 2, SINCE),
        NewLevel("base", "Cơ sở", 3, SINCE),
    ]
    enter_levels(actor=SYSTEM, levels=levels)
    kinds = enter_kinds(
        actor=SYSTEM,
        kinds=[
            NewKind("provincial_organisation", "Đảng bộ tỉnh", "province", "Tỉnh ủy"),
            NewKind("bloc", "Đảng bộ cấp trên trực tiếp cơ sở", "upper", "Đảng ủy"),
            NewKind("grassroots_party_organization", "Đảng bộ cơ sở", "base", "Đảng ủy"),
        ],
    )
    by_depth = list(kinds.values())
    sector = enter_groups(actor=SYSTEM, scheme="sector", groups=[("government", "Chính quyền")])["government"]
    sizes = enter_groups(
        actor=SYSTEM, scheme="quy-mo", named="Quy mô", groups=[("lon", "Lớn"), ("nho", "Nhỏ")]
    )
    made = establish_units(
        actor=SYSTEM,
        decision=Decision("01-QĐ/TU", date(2015, 9, 15), SINCE, "Tỉnh ủy"),
        units=[
            NewUnit(
                code,
                "Đảng bộ khác" if code == OUTSIDE else f"Đảng bộ {canary('unit', 'any', code)}",
                "Đơn vị khác" if code == OUTSIDE else f"Đơn vị {canary('unit', 'any', code)}",
                by_depth[len(line_to_root(code)) - 1],
                parent,
                place,
                issuer_lines=["ĐẢNG ỦY"],
                organisation_lines=["ĐẢNG BỘ"],
                symbol="ĐU",
                seat="Vị Thanh",
                groups=[sector, sizes["lon"]],
            )
            for place, (code, parent) in enumerate(PARENTS.items())
        ],
    )
    world.units = dict(zip(PARENTS, made, strict=True))
    function = NewProfileField("chuc-nang", "Chức năng", ProfileKind.TEXT, SINCE)
    field = enter_profile_fields(actor=SYSTEM, fields=[function])["chuc-nang"]
    told = [
        NewValue(world.units[code], field, canary("profile", "any", code), SINCE, "Quy định")
        for code in PLACES
    ]
    enter_values(actor=SYSTEM, entries=told)
    enter_types(
        actor=SYSTEM, types=[("QĐ", "quyết định"), ("BC", "báo cáo"), ("KH", "kế hoạch"), ("TB", "thông báo")]
    )
    enter_types(actor=SYSTEM, types=[("CTr", "chương trình")])
    for code in PLACES:
        open_term(actor=SYSTEM, unit=world.units[code], name="Nhiệm kỳ 2020 - 2025", since=SINCE)


def _decisions(world: World) -> None:
    """Two papers on each unit's official code: one taken back, one that stands."""
    for place in PLACES:
        for state, day in (("undone", date(2020, 3, 1)), ("standing", date(2020, 3, 2))):
            paper = Decision(
                canary("decision", state, place),
                day,
                day,
                "Tỉnh ủy",
                paper=store(canary("decision", state, place).encode(), "text/plain"),
                paper_name="quyet-dinh.txt",
            )
            change_official_code(
                actor=SYSTEM, decision=paper, unit=world.units[place], official_code=f"93.{state[:3]}"
            )
            event = UnitEvent.objects.order_by("-sequence")[0]
            if state == "undone":
                event = undo_events(actor=SYSTEM, events=[event], reason="Nhập nhầm.")[0]
            world.decisions[place, state] = event


def _people(world: World) -> None:
    held = [(role, seat) for seat in SEATS for role in ROLES]
    names = [f"{role}.{seat}".lower() for role, seat in held]
    accounts = [NewAccount(name, "mat-khau-thu-nghiem") for name in [*names, "van.thu"]]
    *users, world.clerk = open_accounts(actor=SYSTEM, accounts=accounts)
    world.users = dict(zip(held, users, strict=True))
    people = []
    for (role, seat), user in world.users.items():
        unit = world.units[seat]
        posts = []
        if role == "LD":
            posts.append(NewPost(unit, "Bí thư", SINCE, None, True, "T/M BAN THƯỜNG VỤ", "BÍ THƯ"))
        # A leader's name stands under papers; the others' names only where people are listed.
        name = canary("signer", "any", seat) if role == "LD" else canary("person", role.lower(), seat)
        people.append(NewPerson(name, user, tuple(posts), (NewRole(unit, HELD[role], SINCE),)))
    for place in PLACES:
        if place not in SEATS:
            unit = world.units[place]
            post = NewPost(unit, "Bí thư", SINCE, None, True, "T/M BAN THƯỜNG VỤ", "BÍ THƯ")
            people.append(NewPerson(canary("signer", "any", place), None, (post,)))
            deputy = NewPost(unit, "Phó Bí thư", SINCE)
            people.append(NewPerson(canary("person", "deputy", place), None, (deputy,)))
    people.append(NewPerson("Văn thư", world.clerk))
    # Where no task is: what the address tells is its owner's, whoever opens it.
    [subscriber] = open_accounts(actor=SYSTEM, accounts=[NewAccount("lich.ngoai")])
    outside = NewRole(world.units[OUTSIDE], Role.REPORTER, SINCE)
    people.append(NewPerson("Đồng chí có lịch", subscriber, (), (outside,)))
    world.subscriber = subscriber
    newcomers = open_accounts(actor=SYSTEM, accounts=[NewAccount(f"moi.{place}") for place in PLACES])
    gone = open_accounts(actor=SYSTEM, accounts=[NewAccount(f"cu.{place}") for place in PLACES])
    for place, newcomer, leaver in zip(PLACES, newcomers, gone, strict=True):
        issued = issue_sign_in_link(actor=SYSTEM, user=newcomer)
        world.links[place] = issued.code.replace("-", "")
        role = NewRole(world.units[place], Role.REPORTER, SINCE, date(2021, 5, 1))
        people.append(NewPerson(canary("person", "newcomer", place), newcomer, (), (role,)))
        people.append(NewPerson(canary("person", "closed", place), leaver, (), (role,)))
        Authenticator.objects.create(user=newcomer, type=Authenticator.Type.TOTP, data={"secret": "x"})
    made = enrol_people(actor=SYSTEM, people=people)
    for person in made:
        for state in ("newcomer", "closed"):
            for place in PLACES:
                if person.full_name == canary("person", state, place):
                    world.people[place, state] = person
    for user in [*world.users.values(), world.clerk]:
        world.sessions[user.pk] = OpenSession.objects.create(
            user=user, session_key=f"may-khac-{user.pk}"[:40], device="Máy khác"
        )
        for removed in (False, True):
            world.saved[user.pk, removed] = SavedSearch.objects.create(
                owner=user,
                name=f"Lần tìm {'cũ' if removed else 'mới'}",
                query='{"q": "năm phút"}',
                removed_at=clock.now() if removed else None,
            )
        world.notices[user.pk] = _notice_of(user)
    world.notice = world.notices[world.clerk.pk]
    for leaver in gone:
        deactivate_account(actor=SYSTEM, user=leaver)


def _notice_of(user: User) -> Notice:
    """Of a thing that nobody may open: what a page shows is not its matter."""
    return Notice.objects.create(
        receiver=user,
        kind="report_returned",
        subject_kind="reporting.submission",
        subject_id=user.pk,
        occasion="",
    )


@contextmanager
def _clerk_leads(world: World) -> Iterator[None]:
    """The clerk leads both trees for as long as it takes."""
    leading = [
        RoleAssignment.objects.create(
            person=world.clerk.person,  # type: ignore[attr-defined]
            role=Role.LEADER,
            unit=world.units[root],
            valid=DateRange(SINCE, None),
        )
        for root in ("TINH", "LATINH")
    ]
    world.clerk.__dict__.pop("_roles_by_day", None)
    yield
    for one in leading:
        one.delete()
    world.clerk.__dict__.pop("_roles_by_day", None)


def _reorganisations(world: World) -> None:
    """What is applied takes effect long after the story's day."""
    with _clerk_leads(world):
        for number, place in enumerate(PLACES):
            for state in ("draft", "applied", "checked"):
                _reorganisation(world, place, state, number)


def _reorganisation(world: World, place: str, state: str, number: int) -> None:
    name = canary("reorganisation", state, place)
    day = date(2023, 1, 1 + number) if state == "applied" else date(2022, 1, 1)
    paper = Paper(f"Sắp xếp {name}", f"{number}-QĐ/TU", date(2021, 4, 1), day, "Tỉnh ủy", days_confirmed=True)
    made = draft_reorganisation(actor=world.clerk, unit=world.units[place], paper=paper)
    step = add_step(actor=world.clerk, reorganisation=made, row_version=1, kind=EventKind.ESTABLISH)
    # Once applied, its new unit is a unit like others, named in the decision.
    called = canary("unit", "any", place) if state == "applied" else name
    new = {
        "code": f"{place}-{state}",
        "name": f"Chi bộ {called}",
        "kind": "grassroots_party_organization",
        "parent": place,
    }
    edit_step(actor=world.clerk, step=step, row_version=2, content=StepContent(rows=[new]))
    if state == "applied":
        check_reorganisation(actor=world.clerk, reorganisation=made, row_version=3)
        apply_reorganisation(actor=world.clerk, reorganisation=made, row_version=3)
    world.reorganisations[place, state] = made


def _imports(world: World) -> None:
    """Trees that came as files: each would establish one unit below its place."""
    for place in PLACES:
        name = f"Đảng bộ {canary('import', 'any', place)}"
        cells: list[list[Cell]] = [
            [str(column.title) for column in COLUMNS],
            [f"{place}-MOI", name, "", "Đảng bộ cơ sở", place, "", 1],
        ]
        world.imports[place] = judge_tree_file(
            actor=SYSTEM,
            unit=world.units[place],
            decision=Decision("12-QĐ/TU", date(2021, 4, 1), date(2021, 4, 1), "Tỉnh ủy"),
            cells=cells,
            file=store(b"tree", "text/csv"),
            file_name="cay.csv",
        )


def _old_lists(world: World) -> None:
    """An old list whose dry run is over, and one that is entered, of each place. What is entered is read as a registered practice
    is; the row that stays out, and whose unit nobody knows, is the list's own.
    """
    field_ = PracticeField.objects.get(code="reform")
    for place in PLACES:
        serving = RoleAssignment.objects.create(
            person=world.clerk.person,  # type: ignore[attr-defined]
            role=Role.STAFF,
            unit=world.units[place],
            valid=DateRange(SINCE, None),
        )
        world.clerk.__dict__.pop("_roles_by_day", None)
        for state in ("checked", "entered"):
            named = (
                canary("list", "any", place)
                if state == "checked"
                else canary("practice", "registered", place)
            )
            rows = [
                ["Tên mô hình", "Đơn vị"],
                [
                    f"Thùng nhận ý kiến mở thứ Sáu hằng tuần trước cổng cơ quan và trả lời sau ba buổi {named}",
                    place,
                ],
                ["Việc khác", f"Đơn vị {canary('list', 'any', place)}"],
            ]
            made = take_list(
                actor=world.clerk,
                unit=world.units[place],
                accepted=AcceptedFile(Kind.CSV, "cu.csv", "\n".join(map(",".join, rows)).encode()),
            )
            made = choose_columns(
                actor=world.clerk,
                practice_import=made,
                sheet=0,
                columns=Columns(
                    1,
                    {"title": 0, "unit": 1},
                    {
                        "year": "2020",
                        "state": "registered",
                        "field": field_.code,
                        "directive": str(world.directives[place, "published"].pk),
                    },
                ),
                row_version=1,
            )
            if state == "entered":
                decide_rows(
                    actor=world.clerk, practice_import=made, decisions={2: "new"}, row_version=2
                )  # it is like the other
                made = ask_to_enter(actor=world.clerk, practice_import=made, row_version=3)
            world.old_lists[place, state] = made
        serving.delete()
    world.clerk.__dict__.pop("_roles_by_day", None)


SHEET = SheetSpec(
    "BCQ",
    "Báo cáo thử",
    PeriodLength.QUARTER,
    [
        SectionSpec(
            "I",
            "Học tập",
            [
                LineSpec("U03", "Tổng số đảng viên", "đảng viên"),
                LineSpec("T03", "Được quán triệt", "đảng viên"),
            ],
            [QuestionSpec("Hạn chế, nguyên nhân")],
        )
    ],
)


SCORED_SHEET = SheetSpec(
    "CLSH",
    "Phiếu chấm thử",
    PeriodLength.QUARTER,
    [
        SectionSpec(
            "I",
            "Tổ chức",
            [
                LineSpec(
                    "K1", "Nội dung", "điểm", LineKind.SCORE, TreeRule.NONE, TimeRule.LAST, most=Decimal(10)
                )
            ],
            [QuestionSpec("Hạn chế, nguyên nhân")],
        )
    ],
    scale=Scale(Decimal(10), (Band("Tốt", Decimal(9)), Band("Chưa tốt", Decimal(0)))),
)


def _reports(world: World) -> None:
    version, scored = (
        publish_sheet(actor=SYSTEM, sheet=SHEET),
        publish_sheet(actor=SYSTEM, sheet=SCORED_SHEET),
    )
    period = from_code("2021Q1")
    for place in PLACES:
        for state in REPORT_STATES:
            unit = world.units[place]
            collection = open_collection(
                actor=SYSTEM,
                sheet_version=version,
                period=period,
                owner=unit,
                units=[unit],
                opens_at=clock.instant(period.start),
                due_at=clock.instant(date(2021, 4, 10)),
                closes_at=clock.instant(date(2021, 4, 20)),
                title=f"Báo cáo {canary('collection', 'any', place)}",
                code=f"BC-{place}-{state}",
            )
            load_reports(actor=SYSTEM, collection=collection, rows=[_report(world, unit, place, state)])
            world.collections[place, state] = collection
        world.collections[place, "amended"] = _amended(world, version, place)
        world.collections[place, "scored"] = _scored(world, scored, place)
        for state in ("closed", "asked"):
            world.collections[place, state] = _closed(world, version, place, state)
        world.reopenings[place] = ReopenProposal.objects.create(
            collection=world.collections[place, "asked"],
            reason="Còn thiếu đơn vị.",
            closes_at=clock.instant(date(2021, 4, 30)),
            proposed_by=world.clerk,
            proposed_at=clock.now(),
        )


def _amended(world: World, version: SheetVersion, place: str) -> Collection:
    """An accepted report with an amendment in work: its words are the unit's alone."""
    unit = world.units[place]
    made = open_collection(
        actor=SYSTEM,
        sheet_version=version,
        period=from_code("2021Q1"),
        owner=unit,
        units=[unit],
        opens_at=clock.instant(date(2021, 1, 1)),
        due_at=clock.instant(date(2021, 4, 10)),
        closes_at=clock.instant(date(2021, 4, 20)),
        title=f"Báo cáo {canary('collection', 'any', place)}",
        code=f"BC-{place}-amended",
    )
    [first] = load_reports(
        actor=SYSTEM, collection=made, rows=[_report(world, unit, place, SubmissionState.ACCEPTED)]
    )
    Submission.objects.filter(pk=first.pk).update(is_latest=False)
    second = Submission.objects.create(
        collection=made,
        unit=unit,
        version_number=2,
        values=first.values,
        source_values=first.source_values,
        amend_reason=f"Sót {canary('report', 'draft', place)}",
    )
    SubmissionText.objects.create(
        submission=second,
        narrative=version.narratives.get(),
        text=f"Hạn chế {canary('report', 'draft', place)}",
    )
    return made


def _scored(world: World, version: SheetVersion, place: str) -> Collection:
    """A scored report that waits, with second points whose reason is for who may give them."""
    unit = world.units[place]
    made = open_collection(
        actor=SYSTEM,
        sheet_version=version,
        period=from_code("2021Q1"),
        owner=unit,
        units=[unit],
        opens_at=clock.instant(date(2021, 1, 1)),
        due_at=clock.instant(date(2021, 4, 10)),
        closes_at=clock.instant(date(2021, 4, 20)),
        title=f"Báo cáo {canary('collection', 'any', place)}",
        code=f"BC-{place}-scored",
    )
    row = replace(_report(world, unit, place, SubmissionState.SUBMITTED), values={"K1": 8})
    [sent] = load_reports(actor=SYSTEM, collection=made, rows=[row])
    reason = f"Thiếu ý kiến {canary('score', 'scored', place)}"
    Scoring.objects.create(
        submission=sent, points=[Decimal(3)], final_points=[None], reasons={"0": reason}, saved_by=world.clerk
    )
    return made


def _closed(world: World, version: SheetVersion, place: str, state: str) -> Collection:
    """A collection that takes nothing more."""
    unit = world.units[place]
    made = open_collection(
        actor=SYSTEM,
        sheet_version=version,
        period=from_code("2020Q4"),
        owner=unit,
        units=[unit],
        opens_at=clock.instant(date(2021, 1, 1)),
        due_at=clock.instant(date(2021, 1, 10)),
        closes_at=clock.instant(date(2021, 1, 20)),
        title=f"Báo cáo {canary('collection', 'any', place)}",
        code=f"BC-{place}-{state}",
    )
    return close_collection(actor=SYSTEM, collection=made)


def workbook_of(place: str) -> bytes:
    """A workbook of the draft of a unit, typed from nothing, that would change its first figure and its reason."""
    book = openpyxl.Workbook()
    for row in (
        ["Mã đợt", f"BC-{place}-draft"],
        ["Mã đơn vị", place],
        ["Mã dòng", "Số kỳ này", "Ghi chú"],
        ["U03", 77, f"Vì {canary('intake', 'open', place)}"],
    ):
        book.worksheets[0].append(row)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _intakes(world: World) -> None:
    """Workbooks that came back and wait for who sent them; those of units without a reporter are nobody's who is tried."""
    for place in PLACES:
        [book] = admit_parcel([SimpleUploadedFile("bang-tinh.xlsx", workbook_of(place))]).books
        sender = world.users.get(("RP", place), world.clerk)
        world.intakes[place] = WorkbookIntake.objects.create(
            code=f"BT-{place}", sender=sender, books=[read_book(book).kept()]
        )


def _narratives(world: World) -> None:
    """Where the report is accepted, its text is merged into a point of the draft; where it waits, it is left out."""
    rows = SubmissionText.objects.select_related(
        "submission__collection__owner", "submission__unit", "narrative"
    )
    for place in PLACES:
        waiting = rows.get(submission__collection=world.collections[place, SubmissionState.SUBMITTED])
        leave_out(actor=SYSTEM, text=waiting)
        text = rows.get(submission__collection=world.collections[place, SubmissionState.ACCEPTED])
        point = merge(actor=SYSTEM, text=text, wording=f"Ý {canary('narrative', 'any', place)}")
        world.points[place] = point.pk


def _sheets(world: World) -> None:
    """A sheet in use in its second version, one whose next version is being drafted, and a draft of what was never published."""
    for place in PLACES:
        unit = world.units[place]
        for state in SHEET_STATES:
            name = f"Biểu {canary('sheet', state, place)}"
            design = replace(SHEET, code=f"BM-{place}-{state.upper()}", name=name)
            if state != "new":
                version = publish_sheet(actor=SYSTEM, sheet=design, owner=unit)
            if state == "used":
                [section] = design.sections
                longer = replace(section, questions=[*section.questions, QuestionSpec("Kiến nghị")])
                publish_sheet(actor=SYSTEM, sheet=replace(design, sections=[longer]), owner=unit)
                continue
            drafted = replace(design, name=f"Biểu {canary('draft', state, place)}")
            based_on = version if state == "drafted" else None
            draft = start_draft(actor=SYSTEM, owner=unit, design=drafted, based_on=based_on)
            world.draft_lines[place, state] = draft.lines.get(code="U03").pk
            world.draft_sections[place, state] = draft.sections.get().pk
        add_dimension(
            actor=SYSTEM,
            owner=unit,
            code=f"PC{place}",
            name=f"Cách chia {canary('dimension', 'kept', place)}",
            exhaustive=True,
            options=[OptionSpec("A", "Phần một"), OptionSpec("B", "Phần hai")],
        )


def _situations(world: World) -> None:
    """Each unit has sent what it tells of the last quarter and writes of this one; the sheet of each in use carries it."""
    fields = enter_profile_fields(
        actor=SYSTEM,
        fields=[
            NewProfileField("so-dang-vien", "Số đảng viên", ProfileKind.COUNT, SINCE, "đảng viên"),
            NewProfileField("bien-che", "Biên chế được giao", ProfileKind.COUNT, SINCE, "người"),
        ],
    )
    values = [
        NewValue(world.units[place], field, 40, SINCE, "Quy định")
        for place in PLACES
        for field in fields.values()
    ]
    enter_values(actor=SYSTEM, entries=values)
    for place in PLACES:
        unit, sheet = world.units[place], Sheet.objects.get(code=f"BM-{place}-USED")
        SituationSheet.objects.create(sheet=sheet, valid=DateRange(SINCE, None))
        for code, kind, state in (("2021Q1", "situation", "any"), ("2021Q2", "telling", "written")):
            save_situation(
                actor=SYSTEM,
                unit=unit,
                period=from_code(code),
                lines=[NewSituationLine("dieu-kien", f"Thiếu máy in {canary(kind, state, place)}")],
                told_separately=False,
                row_version=0,
            )
        send_situation(actor=SYSTEM, unit=unit, period=from_code("2021Q1"))
        world.situation_lines[place] = SituationLine.objects.get(
            situation__unit=unit, situation__period_code="2021Q1"
        ).pk


def _targets(world: World) -> None:
    """A target of each unit's own for two years, divided among nobody yet."""
    line = Catalogue().newest_line("U03")
    for place in PLACES:
        named = canary("target", "any", place)
        new = NewTarget(
            line=line,
            name=f"Chỉ tiêu {named}",
            direction=TargetDirection.AT_LEAST,
            paper_number="05-NQ/ĐU",
            paper_day=date(2021, 1, 15),
            paper_issuer="Đảng ủy",
            values={2021: Decimal(40), 2022: Decimal(50)},
            citation=f"Trích {named}",
        )
        world.targets[place] = issue_target(actor=SYSTEM, owner=world.units[place], new=new)


def _publications(world: World) -> None:
    """A published review in each unit, whose figures do not add up."""
    for place in PLACES:
        read = read_reviews(published_file(f"CB-{place}", canary("publication", "kept", place)))
        enter_reviews(actor=SYSTEM, owner=world.units[place], reviews=read.reviews)


def published_file(name: str, organisation: str) -> str:
    """A file of one review with a total, and a part above it."""
    facts = [
        {"vi": "mô hình", "metric": "models", "value": 86, "unit": "mô hình"},
        {"vi": "trong đó cấp tỉnh", "metric": "models[level=province]", "value": 122, "unit": "mô hình"},
    ]
    review = {
        "id": name,
        "url": "https://example.invalid/",
        "org": organisation,
        "date": "2021",
        "period": "2020",
        "facts": facts,
    }
    return json.dumps(review, ensure_ascii=False)


def _report(world: World, unit: Unit, place: str, state: SubmissionState) -> ReportRow:
    more: dict[str, Any] = {}
    if state == SubmissionState.HANDED:
        more |= {"saved_at": clock.now(), "saved_by": world.clerk}
    elif state != SubmissionState.DRAFT:
        more |= {"submitted_at": clock.now(), "submitted_by": world.clerk}
    if state in (SubmissionState.RETURNED, SubmissionState.ACCEPTED):
        more |= {"decided_at": clock.now(), "decided_by": world.clerk}
    if state == SubmissionState.RETURNED:
        more["return_reason"] = "Xem lại số đảng viên."
    text = f"{canary('report', state, place)} còn hạn chế."
    return ReportRow(unit.pk, {"U03": 10, "T03": 8}, state=state, texts={0: text}, **more)


def _text(world: World, field_: PracticeField, title: str) -> PracticeText:
    return PracticeText(
        title,
        field_,
        world.directive,
        date(2020, 1, 2),
        f"Vấn đề {title}",
        "Mục tiêu",
        "thời gian chờ",
        "phút",
        "Cách làm",
        baseline=Decimal(30),
        target=Decimal(10),
        target_on=date(2021, 12, 1),
        result=f"Kết quả {title}",
        result_value=Decimal(12),
        lesson="Bài học",
        distinct_because="Việc khác.",
    )


def _study(world: World) -> None:
    """A topic of each unit, and its sessions: planned for a day that is over, held, and held and cancelled again."""
    told = SessionTold(90, 20, 18, 1, 4, ["Trả kết quả trước hẹn."])
    for place in PLACES:
        unit = world.units[place]
        topic = TopicText(
            f"Chuyên đề {canary('topic', 'any', place)}", TopicSpan.YEAR, world.directive, 2021, 2021
        )
        world.topics[place] = set_topic(actor=SYSTEM, unit=unit, text=topic)
        _materials(world.topics[place], place)
        for state in SessionState:
            title = f"Buổi học {canary('session', state, place)}"
            plan = SessionPlan(title, SessionKind.THEMATIC, world.directive, date(2021, 4, 1))
            made = enter_sessions(actor=SYSTEM, sessions=[NewSession(unit, plan, told)])[0]
            if state != SessionState.HELD:
                _set_session(made, state, place)
            world.sessions_held[place, state] = made
            if state != SessionState.CANCELLED:
                _call_over(made, state, place)
    today = SessionPlan("Buổi học hôm nay", SessionKind.THEMATIC, world.directive, TODAY)
    on_the_wall = enter_sessions(actor=SYSTEM, sessions=[NewSession(world.units["DVA"], today, told)])[0]
    world.on_the_wall = Attendance.objects.create(session=on_the_wall)


def _materials(topic: StudyTopic, place: str) -> None:
    """A document, a link, a link that was taken away; and a question."""
    put_question(
        actor=SYSTEM,
        topic=topic,
        text=QuestionText(f"Hỏi {canary('topic', 'any', place)}", ["Có", "Không"], 0, "Vì vậy."),
    )
    title = f"Tài liệu {canary('topic', 'any', place)}"
    file = store(f"%PDF-1.4 {title}".encode(), "application/pdf")
    TopicMaterial.objects.create(topic=topic, position=0, title=title, file=file, name="tai-lieu.pdf")
    for position, removed_at in enumerate((None, clock.now()), 1):
        link = f"https://tai-lieu.example/{place.lower()}/{position}"
        TopicMaterial.objects.create(
            topic=topic, position=position, title=title, link=link, removed_at=removed_at
        )


def _call_over(session: StudySession, state: SessionState, place: str) -> None:
    """Who came: still open where it is not told how the session went, closed where it is."""
    register = Attendance.objects.create(session=session)
    name = canary("present", state, place)
    PresentName.objects.create(attendance=register, name=name, is_member=True)
    if state == SessionState.HELD:
        register.closed_at, register.minuted_on = clock.now(), TODAY
        register.save()


def _set_session(made: StudySession, state: SessionState, place: str) -> None:
    """The services of these states want a person of the unit, who is there only later."""
    made.state = state
    if state == SessionState.CANCELLED:
        made.reason = f"Trùng lịch {canary('session', state, place)}"
    else:
        made.members_called = made.members_present = made.members_excused = made.others_present = None
        made.minutes = None
    made.save()


def _register(world: World) -> None:
    """Of each unit a directive with a file, two versions published and a link, and one that is a draft.

    What stands in the lists of every form (reference, label, subject) bears no canary."""
    file = store(b"%PDF-1.4 canary", "application/pdf")
    for number, place in enumerate(PLACES, 10):
        for state, type_, mark in (("published", "Kết luận", "KL"), ("draft", "Thông tri", "TT")):
            new = NewDirective(
                f"{number}-{mark}/TW", type_, "Ban Bí thư", date(2021, 3, 1), "việc thử", f"{type_} {number}"
            )
            made = enter_directives(actor=SYSTEM, unit=world.units[place], directives=[new])[0]
            text = PartText("I", "Mục đích", f"Nội dung {canary('directive', state, place)}")
            if state == "published":
                for _version in (1, 2):
                    draft = save_draft(
                        actor=SYSTEM, directive=made, adopted_on=made.issued_on, note="", parts=[text]
                    )
                    publish_version(actor=SYSTEM, version=draft, row_version=1)
                world.directive_statuses[place] = DirectiveStatus.objects.create(
                    directive=made, kind="expired", since=date(2021, 12, 31), reason="Hết thời hạn thực hiện."
                )
                made.file, made.file_name = file, f"{canary('directive', state, place)}.pdf"
                world.directive_links[place] = link_directives(
                    actor=SYSTEM, source=made, target=world.directive, kind=LinkKind.GOES_WITH
                )
            else:
                save_draft(actor=SYSTEM, directive=made, adopted_on=made.issued_on, note="", parts=[text])
                made.is_draft = True
            made.save()
            world.directives[place, state] = made


def _outreach(world: World) -> None:
    """Of each unit an activity that was held, with a file, entered as a list of its own; and one that is cancelled."""
    file = store(b"%PDF-1.4 canary", "application/pdf")
    for place in PLACES:
        for state in (OutreachState.HELD, OutreachState.CANCELLED):
            text = ActivityText(
                f"Bài viết {canary('outreach', state, place)}",
                OutreachKind.ARTICLE,
                date(2021, 4, 1),
                Channel.WEBSITE,
                Audience.BOTH,
                [world.directive],
            )
            new = NewActivity(world.units[place], text)
            made = enter_activities(actor=SYSTEM, activities=[new], batch=uuid.uuid4())[0]
            if state == OutreachState.CANCELLED:
                made.state, made.reason = state, f"Trùng {canary('outreach', state, place)}"
            else:
                made.file, made.file_name = file, f"{canary('outreach', state, place)}.pdf"
            made.save()
            world.outreach[place, state] = made


def _plans(world: World) -> None:
    """Plans of each unit: adopted for this year, drafted for the next, and last year's with a further version being written."""
    above: dict[tuple[str, int], UnitPlan] = {}
    for place in sorted(PLACES, key=lambda one: len(line_to_root(one))):
        unit = world.units[place]
        for state, year in (("revised", 2020), ("adopted", 2021)):
            word = canary("plan", state, place)
            new = NewPlan(
                unit,
                year,
                [world.directive],
                PlanText(f"Kế hoạch {word}", f"Mục tiêu {word}"),
                "12-KH/ĐU",
                date(year, 2, 1),
                [(MeasureText(f"Biện pháp {word}", "Phó Bí thư", date(year, 11, 30), f"Sổ {word}"), None)],
                above.get((PARENTS[place] or "", year)),
            )
            made = enter_plans(actor=SYSTEM, plans=[new])[0]
            above[place, year] = world.plans[place, state] = made
        paper = store(canary("plan", "adopted", place).encode(), "application/pdf")
        world.plans[place, "adopted"].versions.update(
            file=paper, file_name=f"{canary('plan', 'adopted', place)}.pdf"
        )
        word = canary("plan", "draft", place)
        world.plans[place, "draft"] = drafted = begin_plan(
            actor=SYSTEM,
            unit=unit,
            year=2022,
            directives=[world.directive],
            text=PlanText(f"Kế hoạch {word}", f"Mục tiêu {word}"),
        )
        further = PlanVersion.objects.create(
            plan=world.plans[place, "revised"],
            number=2,
            title=f"Kế hoạch {word}",
            change_note=f"Vì {word}",
        )
        for version in (drafted.versions.get(), further):
            PlanMeasure.objects.create(
                version=version,
                position=0,
                text=f"Biện pháp {word}",
                owner_post="Phó Bí thư",
                due_on=date(2021, 11, 30),
            )


def _feed(world: World) -> None:
    world.feed_token = make_feed(actor=world.subscriber)


def _tasks(world: World) -> None:
    """Of each unit, given by itself: in each state, and one for which more time is asked. The services of the later states want a
    person of the unit, who is there only later."""
    for place in PLACES:
        unit = world.units[place]
        for state in (*TaskState, "asking"):
            word = canary("task", state, place)
            new = NewTask(
                f"Việc {word}",
                date(2021, 4, 20),
                f"Nói thêm {word}",
                sentence=f"Câu {word}",
                origin_label=word,
            )
            made = give_tasks(actor=SYSTEM, asker=unit, units=[unit], task=new)[0]
            _set_task(made, state, word)
            world.tasks[place, state] = made
            world.task_proofs[place, state] = [
                TaskProof.objects.create(
                    task=made,
                    file=store(f"{word} {number}".encode(), "text/csv"),
                    name=f"{number}.csv",
                    caption=f"Ảnh {word}",
                    removed_at=clock.now() if number else None,
                )
                for number in range(2)
            ]


def _paper(world: World, unit: Unit, number: int) -> IssuedDocument:
    """A number far from those that are taken in the world."""
    term, _new = Term.objects.get_or_create(
        unit=unit, name="Nhiệm kỳ 2020 - 2025", defaults={"valid": (SINCE, None)}
    )
    return IssuedDocument.objects.create(
        unit=unit,
        term=term,
        type=DocumentType.objects.get(code="TB"),
        number=900 + number,
        symbol="ĐU",
        issued_on=date(2021, 4, 1),
        seat="Vị Thanh",
        abstract="Kiểm tra",
        authority="T/M BAN THƯỜNG VỤ",
        signing_post="BÍ THƯ",
        signer_name="Người ký",
    )


INSPECTION_STATES = {
    "preparing": "preparing",
    "begun": "begun",
    "presented": "presented",
    "concluded": "concluded",
    "told": "begun",
    "asked": "presented",
    "shown": "concluded",
}


def _inspections(world: World) -> None:
    """By each unit, of one outside, in each state; and of each unit, by one outside. On the team is the unit's inspector, where
    there is one. Written down as they stand: the services want a unit below."""
    outside = world.units[OUTSIDE]
    theme = InspectionTheme.objects.get(code="lam-theo")
    for place in PLACES:
        unit = world.units[place]
        for year, state in ((2021, "drafted"), (2022, "announced")):
            word = canary("programme", state, place)
            made = Programme.objects.create(
                code=f"CT-{year}-{place}", unit=unit, year=year, title=f"Chương trình {word}"
            )
            if state == "announced":
                made.state, made.announced_at = "announced", clock.now()
                made.document = _paper(world, unit, 1)
                made.save()
            ProgrammeItem.objects.create(
                programme=made,
                subject=outside,
                kind="inspection",
                theme=theme,
                quarter=2,
                reason=f"Vì {word}",
            )
            world.programmes[place, state] = made
        for number, (state, stage) in enumerate(INSPECTION_STATES.items(), 2):
            own = state == stage
            body, subject = (unit, outside) if own else (outside, unit)
            made_one = _inspection(world, body, subject, theme, state, stage, number, place)
            world.inspections[place, state] = made_one
            person = world.users["IN", place].person if own and place in SEATS else world.clerk.person  # type: ignore[attr-defined]
            TeamMember.objects.create(inspection=made_one, person=person, part="head")
            if stage == "concluded":
                world.remedies[place, "waiting" if own else "owed"] = _remedy(made_one, unit)


def _inspection(
    world: World,
    body: Unit,
    subject: Unit,
    theme: InspectionTheme,
    state: str,
    stage: str,
    number: int,
    place: str,
) -> Inspection:
    word, day = canary("inspection", state, place), date(2021, 4, 1)
    made = Inspection(
        code=f"KT-{state}-{place}"[:20],
        unit=body,
        subject=subject,
        kind="inspection",
        theme=theme,
        title=f"Cuộc {word}",
        period_from=date(2020, 1, 1),
        period_until=date(2020, 12, 31),
        outline=f"Đề cương {word}",
        state=stage,
        search_key=word.lower(),
    )
    if stage != "preparing":
        made.decision = _paper(world, body, number + 20 * PLACES.index(place))
        made.begins_on, made.ends_on, made.first_ends_on = day, date(2021, 4, 20), date(2021, 4, 20)
        made.told_at, made.self_report_due_on = clock.now(), date(2021, 4, 10)
        made.self_report, made.self_report_sent_at = "Báo cáo", clock.now()
    if stage in ("presented", "concluded"):
        made.presented_at = made.responded_at = clock.now()
    if stage == "concluded":
        made.notice = _paper(world, body, number + 10 + 20 * PLACES.index(place))
        made.concluded_at, made.conclusion = clock.now(), f"Kết luận {canary('finding', state, place)}"
    made.save()
    if stage != "preparing":
        WorkSession.objects.create(
            inspection=made,
            held_on=day,
            place="Phòng họp",
            present="Bí thư",
            minutes=f"Biên bản {canary('minutes', state, place)}",
        )
        Finding.objects.create(
            inspection=made,
            number=1,
            kind="shortcoming",
            theme=theme,
            text=f"Nhận xét {canary('finding', state, place)}",
        )
        SelfReportFile.objects.create(
            inspection=made, file=store(canary("minutes", state, place).encode(), "text/plain"), name="so.txt"
        )
    return made


def _remedy(inspection: Inspection, unit: Unit) -> Remedy:
    """Carried by a task that the unit has given itself, and that is reported."""
    finding = inspection.findings.get()
    finding.request, finding.asks, finding.due_on = "Công khai", True, date(2021, 5, 31)
    finding.save()
    [task] = give_tasks(
        actor=SYSTEM,
        asker=unit,
        units=[unit],
        task=NewTask(f"Khắc phục {inspection.code}", date(2021, 5, 31)),
    )
    task.state, task.result, task.reported_at = TaskState.WAITING, "Đã làm", clock.now()
    task.save()
    proof = store(f"minh chứng {inspection.code}".encode(), "text/plain")
    TaskProof.objects.create(task=task, file=proof, name="minh-chung.txt")
    return Remedy.objects.create(finding=finding, task=task)


def _dated_rows() -> None:
    """In both rooms: a theme that is to end and numbers that are to change."""
    clocks = services_of_issues.Clocks(7, 10, 14, 15, 5, 3, 90, 10, "Quy chế 05")
    services_of_issues.set_clocks(actor=SYSTEM, clocks=clocks, since=date(2021, 7, 1))
    services_of_issues.end_theme(
        actor=SYSTEM, theme=IssueTheme.objects.get(code="nha-o"), on=date(2021, 7, 1), reason="Gộp"
    )
    limits = situation_rules.Limits(3, 150, 10, 4, "Quy chế 05")
    situation_rules.set_limits(actor=SYSTEM, limits=limits, since=date(2021, 7, 1))
    situation_rules.end_theme(
        actor=SYSTEM, theme=SituationTheme.objects.get(code="nha-o"), on=date(2021, 7, 1), reason="Gộp"
    )


def _issues(world: World) -> None:
    """Of each unit, which solves it itself: in each state, and one of which the clock has run out. Written past the
    services, whose screen would take the canaries for names."""
    theme = IssueTheme.objects.first()
    assert theme is not None
    for number, place in enumerate(PLACES):
        unit = world.units[place]
        for state in (*IssueState, "late", "dropped"):
            word = canary("issue", state, place)
            told = state in (IssueState.PROPOSED, IssueState.CLOSED)
            made = PressingIssue.objects.create(
                code=f"BX-2021-{number}{len(world.issues):04d}",
                unit=unit,
                voice=unit,
                theme=theme,
                title=f"Vấn đề {word}",
                text=f"Nói rõ {word}",
                wanted=f"Đề nghị {word}",
                owner=unit,
                level=Level.OWN,
                state={"late": IssueState.TAKEN_UP, "dropped": IssueState.WITHDRAWN}.get(state, state),
                acted_on=state not in (IssueState.RAISED, IssueState.WITHDRAWN),
                due_on=date(2021, 3, 1) if state == "late" else date(2021, 4, 28),
                result=f"Kết quả {word}" if told else "",
                proposed_at=clock.now() if told else None,
                closed_at=clock.now() if state == IssueState.CLOSED else None,
                search_key=word.lower(),
            )
            IssueStep.objects.create(
                issue=made, number=1, kind=StepKind.RAISED, unit=unit, words=f"Ghi {word}"
            )
            world.issues[place, state] = made
            world.issue_files[place, state] = [
                IssueFile.objects.create(
                    issue=made,
                    file=store(f"{word} {order}".encode(), "text/csv"),
                    name=f"{order}.csv",
                    caption=f"Ảnh {word}",
                    removed_at=clock.now() if order else None,
                )
                for order in range(2)
            ]


def _issuings(world: World) -> None:
    """Of each unit, to itself: a draft with a duty; issued and waiting; late after a reminder; read on a signed sheet and on the
    screen."""
    for place in PLACES:
        unit = world.units[place]
        for number, state in enumerate(("draft", "issued", "late", "signed", "read"), 1):
            directive = _directive_to_issue(unit, f"{number}-CT/{place}")
            word = canary("issuing" if state == "draft" else "receipt", state, place)
            what = IssuingText(Scope("hand", codes=[place]), date(2021, 4, 20), message=f"Đọc kỹ {word}")
            made = draft_issuing(actor=SYSTEM, directive=directive, text=what)
            if state == "draft":
                duty = DutyText(f"Lập kế hoạch {word}", date(2021, 4, 20), f"Kế hoạch {word}")
                put_duty(actor=SYSTEM, issuing=made, text=duty, row_version=made.row_version)
            else:
                made = issue(actor=SYSTEM, issuing=made, row_version=made.row_version, counted=1)
                _carry_receipt(world, made, state, word)
            world.issuings[place, state] = made


def _directive_to_issue(unit: Unit, reference: str) -> Directive:
    new = NewDirective(
        reference, "Chỉ thị", "Đảng ủy", date(2021, 3, 1), "việc làm theo", f"Chỉ thị {reference}", "làm theo"
    )
    [made] = enter_directives(actor=SYSTEM, unit=unit, directives=[new])
    version, _new = DirectiveVersion.objects.get_or_create(
        directive=made, number=1, defaults={"adopted_on": made.issued_on, "published_at": clock.now()}
    )
    DirectivePart.objects.create(version=version, position=1, label="I", text="Học tập và làm theo.")
    return made


def _carry_receipt(world: World, made: Issuing, state: str, word: str) -> None:
    receipt = Receipt.objects.select_related("version__directive").get(issuing=made)
    place = made.unit.code
    if state == "late":
        receipt.due_on, receipt.reminded_at = date(2021, 4, 1), clock.now() - timedelta(days=3)
        receipt.reminded_again_at = clock.now() - timedelta(days=2)
        receipt.save()
    elif state == "signed":
        world.receipt_sheets[place] = enter_sheet(
            actor=SYSTEM,
            issuing=made,
            accepted=AcceptedFile(Kind.PDF, f"{word}.pdf", f"%PDF-1.4 {word}".encode()),
            codes=[place],
            post=f"Bí thư {word}",
            signed_on=clock.today(),
        )
    elif state == "read":
        acknowledge(actor=SYSTEM, receipt=receipt, number=1, post=f"Bí thư {word}")


def _set_task(made: Task, state: str, word: str) -> None:
    if state == TaskState.NOT_BEGUN:
        return
    made.state = TaskState.DOING if state == "asking" else TaskState(state)
    made.begun_at = clock.now()
    if state in (TaskState.WAITING, TaskState.DONE):
        made.result, made.reported_at = f"Đã làm {word}", clock.now()
    if state == TaskState.DONE:
        made.confirmed_at = clock.now()
    if state == TaskState.CANCELLED:
        made.reason = f"Không còn cần {word}"
    if state == "asking":
        made.time_asked_at = clock.now()
    made.save()
    if state == "asking":
        TimeRequest.objects.create(
            task=made,
            old_due_on=made.due_on,
            wanted_on=date(2021, 5, 4),
            reason=f"Chờ thiết bị {word}",
            state=RequestState.ASKED,
        )


PLEDGE_YEARS = {"told": 2018, "remarked": 2019, "signed": 2020, "draft": 2022}


def _pledges(world: World) -> None:
    """Of each unit's newcomer one in each state (none of this year); of somebody else one of which an item is shown to all. Each
    person of a seat has an own draft of this year and a signed one of the last."""
    now = clock.now()
    showing = enrol_people(actor=SYSTEM, people=[NewPerson("Người nêu gương", None) for _place in PLACES])
    for place, shower in zip(PLACES, showing, strict=True):
        unit, newcomer = world.units[place], world.people[place, "newcomer"]
        boss = Person.objects.filter(positions__unit=unit, positions__is_head=True)[0]
        if place in SEATS:
            boss = world.users["HD", place].person  # type: ignore[attr-defined]
        new = []
        for state, year in PLEDGE_YEARS.items():
            word = canary("pledge", state, place)
            said = f"Đã làm {word}"
            new.append(
                NewPledge(
                    f"CK-{place}-{state}".upper(),
                    newcomer,
                    unit.pk,
                    year,
                    now,
                    [ItemText(f"Phần việc {word}", f"Việc {word}", f"Sổ {word}")],
                    None if state == "draft" else now,
                    {PledgeHalf.MID_YEAR: (now, [said])} if state in ("told", "remarked") else {},
                    {PledgeHalf.MID_YEAR: NewRemark(boss, unit, f"Nhận xét {word}", now)}
                    if state == "remarked"
                    else {},
                )
            )
        word = canary("shown", "any", place)
        new.append(
            NewPledge(f"CK-{place}-SHOWN", shower, unit.pk, 2019, now, [ItemText("", f"Việc {word}")], now)
        )
        for state, made in zip(
            [*PLEDGE_YEARS, "shown"], enter_pledges(actor=SYSTEM, pledges=new), strict=True
        ):
            world.pledges[place, state] = made
        world.pledges[place, "shown"].items.update(public_since=now)
        officer = world.users["ST", place].person if place in SEATS else world.clerk.person  # type: ignore[attr-defined]
        world.namings[place] = ReaderNaming.objects.create(
            unit=unit, person=officer, reason=canary("naming", "any", place), valid=DateRange(SINCE, None)
        )
    own = [
        NewPledge(
            f"CK-{role}-{seat}-{year}",
            user.person,  # type: ignore[attr-defined]
            world.units[seat].pk,
            year,
            now,
            [ItemText("Phần việc", "Việc riêng của tôi")],
            now if year == 2020 else None,
        )
        for (role, seat), user in world.users.items()
        if role not in ("AD", "AU")
        for year in (2020, 2021)
    ]
    enter_pledges(actor=SYSTEM, pledges=own)


def _practices(world: World) -> None:
    field_ = enter_fields(actor=SYSTEM, fields=[("reform", "Cải cách hành chính")])["reform"]
    wanted = [(place, state) for place in PLACES for state in PRACTICE_STATES]
    new = [
        NewPractice(
            world.units[place],
            _text(world, field_, f"Mô hình {canary('practice', state, place)}"),
            [(2020 if state == YearState.RECOGNISED else 2021, Origin.NEW, state)],
        )
        for place, state in wanted
    ]
    made = enter_practices(actor=SYSTEM, practices=new)
    world.practices = dict(zip(wanted, made, strict=True))
    _proofs(world)
    for state, until in (("standing", None), ("ended", date(2021, 1, 1))):
        world.abbreviations[state] = Abbreviation.objects.create(
            short="TDP",
            meaning=f"tổ dân phố {state}",
            in_force=DateRange(date(2020, 1, 1), until),
            search_key=f"tdp = to dan pho {state}",
        )
    _mergers(world, field_)
    for (place, state), practice in world.practices.items():
        if state == YearState.RECOGNISED:  # the only state in which others than its superiors read it
            told = {"reason": canary("history", state, place)}
            record(SYSTEM, "practice.returned", practice, chain=practice.unit_id, after=told)
    for tree, home in (("TINH", "DVC"), ("LATINH", "LADVB")):
        titles = {state: f"Mô hình {canary('lesson', 'any', home)} {state}" for state in STANDING}
        lessons = enter_practices(
            actor=SYSTEM,
            practices=[
                NewPractice(
                    world.units[home], _text(world, field_, title), [(2020, Origin.NEW, YearState.RECOGNISED)]
                )
                for title in titles.values()
            ],
        )
        world.lessons |= {(tree, state): one for state, one in zip(titles, lessons, strict=True)}
    _pictures(world)


def _mergers(world: World, field_: PracticeField) -> None:
    """In each unit a practice that was merged into another registered one."""
    words = ("original", "merged"), ("practice", "registered")
    made = enter_practices(
        actor=SYSTEM,
        practices=[
            NewPractice(
                world.units[place],
                _text(world, field_, f"Việc chung {kind} {canary(kind, state, place)}"),
                [(2021, Origin.NEW, YearState.REGISTERED)],
            )
            for place in PLACES
            for kind, state in words
        ],
    )
    for place, one, kept in zip(PLACES, made[::2], made[1::2], strict=True):
        reason = f"Cùng một việc {canary('original', 'merged', place)}"
        enter_merger(actor=SYSTEM, practice=one, kept=kept, reason=reason)
        world.merged[place] = one


def _proofs(world: World) -> None:
    """Two papers in each practice's year, and one that was taken away."""
    for (place, state), practice in world.practices.items():
        named = canary("practice", state, place)
        world.proofs[place, state] = [
            Evidence.objects.create(
                year=practice.years.get(),
                file=store(f"{named} {number}".encode(), "text/csv"),
                name=f"{number}.csv",
                caption=f"Bảng số đo {named}",
                position=number,
                removed_at=clock.now() if number == 2 else None,
            )
            for number in range(3)
        ]
        for one in world.proofs[place, state]:
            words = Passage("sheet:", (f"Chữ trong tệp {named}",))
            keep_words(evidence_id=one.pk, reading=FileReading.READ, passages=[words])


def _pictures(world: World) -> None:
    """A photograph of each lesson's year, which a booklet may print."""
    for (tree, standing), practice in world.lessons.items():
        Evidence.objects.create(
            year=practice.years.get(),
            file=store(f"{tree} {standing}".encode(), "image/png"),
            name="anh.png",
            caption="Giờ chờ tại quầy",
            position=0,
        )


STANDING = ("silent", "planned", "applied", "verified")


def lesson_for(world: World, place: str, standing: str) -> Practice:
    """The practice of which the unit stands so: silent, planned, applied or verified."""
    return world.lessons[line_to_root(place)[-1], standing]


def _adoptions(world: World) -> None:
    booklets = {}
    for tree in ("TINH", "LATINH"):
        entries = [
            NewEntry(world.lessons[tree, state], "Bối cảnh", "Cách làm", "Kết quả", "Bài học")
            for state in STANDING
        ]
        booklets[tree] = publish_booklet(
            actor=SYSTEM,
            unit=world.units[tree],
            code=f"TAP-{tree}",
            title="Tập mô hình",
            year=2020,
            preface="Lời giới thiệu",
            entries=entries,
        )
    for place in PLACES:
        unit = world.units[place]
        order = order_replication(
            actor=SYSTEM,
            booklet=booklets[line_to_root(place)[-1]],
            unit=unit,
            units=[unit],
            code=f"NR-{place}",
            issued_on=date(2021, 1, 15),
            answer_by=date(2021, 4, 30),
        )
        words = {state: canary("adoption", state, place) for state in STANDING}
        planned = AnswerGiven(
            lesson_for(world, place, "planned"),
            unit,
            Answer.ADAPT,
            date(2021, 2, 1),
            f"Điều chỉnh {words['planned']}",
            date(2021, 4, 20),
        )
        applied = AnswerGiven(
            lesson_for(world, place, "applied"),
            unit,
            Answer.ADAPT,
            date(2021, 2, 1),
            f"Điều chỉnh {words['applied']}",
            applied_on=date(2021, 3, 1),
            baseline=Decimal(30),
            result_value=Decimal(15),
            evidence=f"Biên bản {words['applied']}",
        )
        verified = AnswerGiven(
            lesson_for(world, place, "verified"),
            unit,
            Answer.ADAPT,
            date(2021, 2, 1),
            f"Điều chỉnh {words['verified']}",
            applied_on=date(2020, 3, 15),
            verified_on=date(2021, 3, 20),
            baseline=Decimal(30),
            result_value=Decimal(12),
            evidence=f"Sổ đo {words['verified']}",
        )
        answers = enter_answers(actor=SYSTEM, order=order, answers=[planned, applied, verified])
        enter_check(  # the second question, after twelve months, is still open
            actor=SYSTEM,
            adoption=answers[-1],
            months=6,
            found=CheckFound.CHANGED,
            told_on=date(2020, 9, 20),
            note=f"Đổi giờ {words['verified']}",
        )
        world.orders[place] = order
        for answer, state in zip(answers[1:], ("applied", "verified"), strict=True):
            world.results[place, state] = _results(answer, canary("adoption", state, place))
    _learned(world)


def _learned(world: World) -> None:
    """A practice of each place, applied by a unit outside whose answers nobody in the trees reads otherwise."""
    field_, outside = PracticeField.objects.get(), world.units[OUTSIDE]
    new = [
        NewPractice(
            world.units[place],
            _text(world, field_, f"Cách làm {place}"),
            [(2020, Origin.NEW, YearState.RECOGNISED)],
        )
        for place in PLACES
    ]
    world.learned = dict(zip(PLACES, enter_practices(actor=SYSTEM, practices=new), strict=True))
    booklet = publish_booklet(
        actor=SYSTEM,
        unit=outside,
        code=f"TAP-{OUTSIDE}",
        title="Tập mô hình khác",
        year=2020,
        preface="",
        entries=[
            NewEntry(one, "Bối cảnh", "Cách làm", "Kết quả", "Bài học") for one in world.learned.values()
        ],
    )
    order = order_replication(
        actor=SYSTEM,
        booklet=booklet,
        unit=outside,
        units=[outside],
        code=f"NR-{OUTSIDE}",
        issued_on=date(2021, 1, 15),
        answer_by=date(2021, 4, 30),
    )
    answers = [
        AnswerGiven(
            practice,
            outside,
            Answer.ADOPT,
            date(2021, 2, 1),
            applied_on=date(2021, 3, 1),
            baseline=Decimal(30),
            result_value=Decimal(15),
            evidence=f"Biên bản {canary('adoption', 'learned', place)}",
        )
        for place, practice in world.learned.items()
    ]
    for place, made in zip(PLACES, enter_answers(actor=SYSTEM, order=order, answers=answers), strict=True):
        world.results[place, "learned"] = _results(made, canary("adoption", "learned", place))


def _results(adoption: Adoption, word: str) -> list[AdoptionEvidence]:
    """Two papers that prove the result of an adoption, and one that was taken away."""
    return [
        AdoptionEvidence.objects.create(
            adoption=adoption,
            file=store(f"{word} {number}".encode(), "text/csv"),
            name=f"{number}.csv",
            caption=f"Sổ đo {word}",
            position=number,
            removed_at=clock.now() if number == 2 else None,
        )
        for number in range(3)
    ]


def _commendation(world: World) -> None:
    kind = enter_award_kind(actor=SYSTEM, code="giay_khen", name="Giấy khen")
    for place in PLACES:
        opened = _round(world, kind, place, "open")
        DecisionProposal.objects.create(
            round=opened,
            decided_on=TODAY,
            proposed_by=world.clerk,
            outcome=Outcome.SENT_BACK,
            settled_by=world.clerk,
            settled_at=clock.now(),
            note=canary("balance", "any", place),
        )
        for state in (NominationState.DRAFT, NominationState.SUBMITTED, NominationState.PROPOSED):
            world.nominations[place, state] = _put_forward(world, opened, place, state)[0]
        # Nothing waits to be examined in these, so that they can be decided.
        _put_forward(world, _round(world, kind, place, "listed"), place, NominationState.PROPOSED)
        drafted = _round(world, kind, place, "drafted")
        _put_forward(world, drafted, place, NominationState.PROPOSED)
        world.proposals[place] = DecisionProposal.objects.create(
            round=drafted, decided_on=TODAY, proposed_by=world.clerk
        )
        decided = _round(world, kind, place, "decided")
        _put_forward(world, decided, place, NominationState.PROPOSED, count=2)
        decision = decide_round(actor=SYSTEM, round_=decided, decided_on=date(2021, 4, 2))
        inforce, contested = decision.certificates.select_related("nomination__round", "decision__round")
        world.nominations[place, NominationState.AWARDED] = inforce.nomination
        world.certificates |= {(place, "in_force"): inforce, (place, "contested"): contested}
        world.revocations[place] = RevocationProposal.objects.create(
            certificate=contested, reason="Kê khai chưa đúng.", proposed_by=world.clerk
        )


def _round(world: World, kind: AwardKind, place: str, name: str) -> Round:
    made = open_round(
        actor=SYSTEM,
        code=f"KT-{place}-{name}"[:20],
        title=f"Đợt khen {canary('round', 'any', place)} {name}",
        unit=world.units[place],
        award_kind=kind,
        directive=world.directive,
        years=(2016, 2020),
        citation="Đã có thành tích xuất sắc",
        opens_on=date(2021, 3, 1),
        closes_on=date(2021, 4, 30),
    )
    world.rounds[place, name] = made
    return made


def _put_forward(
    world: World, round_: Round, place: str, state: NominationState, count: int = 1
) -> list[Nomination]:
    new: Iterable[NewNomination] = [
        NewNomination(
            world.units[place],
            Nominee.INDIVIDUAL,
            f"{canary('nomination', state, place)} {round_.code} {number}",
            f"Thành tích {canary('nomination', state, place)}",
            honorific="Đồng chí",
            membership=Membership.MEMBER,
            rank=Rank.STAFF,
            state=state,
        )
        for number in range(count)
    ]
    return enter_nominations(actor=SYSTEM, round_=round_, nominations=new)


def _conferences(world: World) -> None:
    for place in PLACES:
        plan = ConferencePlan(
            ConferenceKind.INTERIM,
            f"Sơ kết {canary('conference', 'any', place)}",
            date(2021, 4, 7),
            world.directive,
            (2016, 2020),
        )
        conference = plan_conference(actor=SYSTEM, unit=world.units[place], plan=plan, code=f"SK-{place}")
        edition = freeze_edition(actor=SYSTEM, conference=conference)
        pack = Pack.objects.create(edition=edition, state=PackState.READY, done=1, total=1)
        content = canary("conference", "any", place).encode()
        PackItem.objects.create(pack=pack, kind=ItemKind.FIGURES, file=store(content, "application/json"))
        world.conferences[place] = conference


def _conclusions(world: World) -> None:
    """Of each unit a quarterly conference whose conclusion is a draft, adopted, raised (a task came of its first sentence), and
    one that was called off. The second sentence of what was adopted is only to be made known."""
    for place in PLACES:
        unit = world.units[place]
        for state in CONCLUSION_STATES:
            word = canary("conclusion", state, place)
            plan = ConferencePlan(
                ConferenceKind.QUARTERLY,
                f"Giao ban {word}",
                date(2021, 4, 2 if state == "draft" else 1),
                reviews="2021Q1",
                launches="2021Q2",
                place=f"Hội trường {word}",
            )
            made = plan_conference(actor=SYSTEM, unit=unit, plan=plan, code=f"QUY-{place}-{state}")
            world.conclusions[place, state] = made
            if state == "cancelled":
                cancel_conference(actor=SYSTEM, conference=made, reason=f"Hoãn {word}", row_version=1)
                continue
            new = [NewPoint(f"Câu một {word}"), NewPoint(f"Câu hai {word}", said_by=f"Bí thư {word}")]
            points = enter_points(actor=SYSTEM, conference=made, points=new)
            if state == "draft":
                continue
            adopt_conclusion(actor=SYSTEM, conference=made, row_version=2)
            mark_for_study(actor=SYSTEM, point=points[1], for_study=True, row_version=1)
            if state == "raised":
                row = Raise("Làm theo câu một", date(2021, 4, 20), [unit])
                raise_tasks(actor=SYSTEM, point=points[0], rows=[row])


HAND_OVER_STATES = (
    HandOverState.PREPARING,
    HandOverState.WAITING,
    HandOverState.DIFFERS,
    HandOverState.CONFIRMED,
)


def _hand_overs(world: World) -> None:
    """Each place has taken in a unit beside it for each state; where lists are prepared, a unit below it takes a part as well."""
    kind = UnitKind.objects.get(code="grassroots_party_organization")
    wanted = [(place, state) for place in PLACES for state in HAND_OVER_STATES]
    since = Decision("02-QĐ/TU", date(2015, 9, 15), SINCE, "Tỉnh ủy")
    old = [
        NewUnit(f"CU-{place}-{state}", f"Đơn vị cũ {n}", f"Cũ {n}", kind, PARENTS[place], 100 + n)
        for n, (place, state) in enumerate(wanted)
    ]
    parts = [NewUnit(f"PHAN-{one}", f"Phần của {one}", f"Phần {one}", kind, one, 200) for one in PLACES]
    made = establish_units(actor=SYSTEM, decision=since, units=[*old, *parts])
    part_of = dict(zip(PLACES, made[len(old) :], strict=True))
    ended = Decision("03-QĐ/TU", date(2021, 3, 20), date(2021, 4, 1), "Tỉnh ủy")
    for (place, state), giver in zip(wanted, made, strict=False):
        preparing = state == HandOverState.PREPARING
        if preparing:
            _duty(giver)  # so that something can be assigned
        event = absorb_units(actor=SYSTEM, decision=ended, sources=[giver], into=world.units[place])
        if preparing:
            UnitEventPart.objects.create(event=event, unit=part_of[place], side=EventSide.TARGET)
        planned = plan_hand_overs(actor=SYSTEM, events=[event])
        mine = next(one for one in planned if one.receiver_id == world.units[place].pk)
        world.hand_overs[place, state] = _brought_to(mine, state, canary("handover", state, place))


def _duty(unit: Unit) -> None:
    collection = open_collection(
        actor=SYSTEM,
        sheet_version=SheetVersion.objects.get(sheet__code="BCQ"),
        period=from_code("2021Q2"),
        owner=unit,
        units=[unit],
        opens_at=clock.instant(date(2021, 4, 1)),
        due_at=clock.instant(date(2021, 7, 10)),
        closes_at=clock.instant(date(2021, 7, 20)),
        code=f"BC2-{unit.code}",
    )
    assert collection.obligations.count() == 1


def _brought_to(hand_over: HandOver, state: HandOverState, word: str) -> HandOver:
    add_line(actor=SYSTEM, hand_over=hand_over, label=word)
    hand_over.refresh_from_db()
    counts = {line.position: line.counted or 0 for line in hand_over.lines.all()}
    if state != HandOverState.PREPARING:
        version = hand_over.row_version
        hand_over = state_counts(
            actor=SYSTEM, hand_over=hand_over, counts=counts, note=word, row_version=version
        )
    if state in (HandOverState.DIFFERS, HandOverState.CONFIRMED):
        if state == HandOverState.DIFFERS:
            counts[max(counts)] = 3
        version = hand_over.row_version
        hand_over = confirm_hand_over(actor=SYSTEM, hand_over=hand_over, counts=counts, row_version=version)
    assert hand_over.state == state
    return hand_over


CALL_STATES = tuple(CallState)


def _calls(world: World) -> None:
    """A call of each unit in each state, and one of each tree in which its people above a unit appraise what is of that unit."""
    [slow] = enrol_people(actor=SYSTEM, people=[NewPerson("Người chấm chưa nộp")])
    for place in PLACES:
        for state in CALL_STATES:
            call = world.calls[place, state] = _call(world, place, state)
            entered = "recognised" if state not in (CallState.DRAFT, CallState.OPEN) else "effective"
            if state != CallState.DRAFT:
                rows = [world.practices[place, entered].years.get()]
                _open(call)
                [entry] = load_entries(actor=SYSTEM, call=call, rows=rows)
            if entered == "recognised":
                member = PanelMember.objects.create(call=call, person=world.clerk.person)  # type: ignore[attr-defined]
                _appraised(entry, member, handed=True)
                if (
                    state == CallState.APPRAISING
                ):  # somebody is to be reminded, and yet the selection may begin
                    unready = PanelMember.objects.create(call=call, person=slow)
                    _appraised(entry, unready, handed=False)
                entry.exception = SelectionException.TAKEN_IN
                entry.exception_reason = f"Cách làm mới {canary('meeting', state, place)}"
                entry.save()
            Call.objects.filter(pk=call.pk).update(state=state)
        call = world.calls[place, "entered"] = _call(world, place, CallState.OPEN, 2021)
        _open(call)
        load_entries(actor=SYSTEM, call=call, rows=[world.practices[place, "effective"].years.get()])
    for root in ("TINH", "LATINH"):
        call = world.calls[root, "appraised"] = _call(world, root, CallState.OPEN)
        _open(call)
        members = {
            who: PanelMember.objects.create(call=call, person=user.person)  # type: ignore[attr-defined]
            for who, user in world.users.items()
            if root == "TINH" and who[0] in ("ST", "IN", "LD")
        }
        for place in PLACES:
            if line_to_root(place)[-1] != root:
                continue
            rows = [world.practices[place, "recognised"].years.get()]
            [entry] = load_entries(actor=SYSTEM, call=call, rows=rows)
            for (_role, seat), member in members.items():
                if seat != place and seat in line_to_root(place):
                    given = Assignment.objects.create(entry=entry, member=member, candidates=1, load=1)
                    said = canary("appraisal", "any", place)
                    Appraisal.objects.create(assignment=given, points=[None] * 5, comment=said)
        Call.objects.filter(pk=call.pk).update(state=CallState.APPRAISING)


def _call(world: World, place: str, state: str, year: int = 2020) -> Call:
    shown = "draft" if state == CallState.DRAFT else "open"
    text = CallText(
        title=f"Đợt xét {canary('call', shown, place)}",
        directive=world.directive,
        purpose=CallPurpose.BOOKLET,
        year=year,
        opens_on=date(2021, 4, 1),
        closes_on=date(2021, 4, 20),
        appraise_by=date(2021, 5, 5),
        per_entry=1,
    )
    return draft_call(actor=SYSTEM, unit=world.units[place], text=text)


def _booklets(world: World) -> None:
    """Of each unit a published booklet and a draft (a further edition of another) with two practices and an empty chapter."""
    for place in PLACES:
        for state in ("draft", "published"):
            booklet = Booklet.objects.create(
                code=f"TAP-{place}-{state[:5]}",
                title=f"Tập {canary('booklet', state, place)}",
                unit=world.units[place],
                year=2020,
                preface="Lời giới thiệu",
                **_of_state(world, place, state),
            )
            first, _empty = BookletChapter.objects.bulk_create(
                [
                    BookletChapter(booklet=booklet, title=f"Phần {number}", position=number)
                    for number in (1, 2)
                ]
            )
            for position, standing in enumerate(("silent", "planned"), start=1):
                entry = BookletEntry.objects.create(
                    booklet=booklet,
                    practice=lesson_for(world, place, standing),
                    chapter=first,
                    position=position,
                    background="Bối cảnh",
                    method="Cách làm",
                    result="Kết quả",
                    lesson="Bài học",
                    taken={"method": "Cách làm trước đây"},  # the original reads otherwise by now
                )
            BookletPhoto.objects.create(
                entry=entry,
                file=store(canary("booklet", state, place).encode(), "image/png"),
                name="anh.png",
                caption="Bảng giờ chờ.",
                consent=Consent.NOBODY,
                position=1,
            )
            drawn = store(canary("booklet", state, place).encode(), "application/pdf")
            BookletFile.objects.create(
                booklet=booklet, kind=PrintKind.A5, state=PrintState.DONE, file=drawn, made_at=clock.now()
            )
            BookletFile.objects.create(booklet=booklet, kind=PrintKind.A4, state=PrintState.FAILED)
            world.booklets[place, state] = booklet


def _of_state(world: World, place: str, state: str) -> dict[str, object]:
    if state == "published":
        return {"published_at": clock.now()}
    before = Booklet.objects.create(
        code=f"TAP-{place}-L1",
        title="Tập trước",
        unit=world.units[place],
        year=2020,
        published_at=clock.now(),
    )
    return {"follows": before, "edition": 2}


def _open(call: Call) -> None:
    Call.objects.filter(pk=call.pk).update(state=CallState.OPEN)


def _appraised(entry: CallEntry, member: PanelMember, *, handed: bool) -> None:
    given = Assignment.objects.create(entry=entry, member=member, candidates=1, load=1)
    Appraisal.objects.create(assignment=given, points=[10] * 5, handed_at=clock.now() if handed else None)
