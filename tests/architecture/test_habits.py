"""What every layer leaves to another one."""

import ast
import re
from collections import Counter
from functools import cache
from pathlib import Path

from lantoa.organisation.checks import acts_of, routes
from tests.architecture.staircase import HOUSE, calls, dotted, layer, modules, place

TIMES = {
    "timezone.now",
    "timezone.localdate",
    "date.today",
    "datetime.now",
    "datetime.today",
    "datetime.utcnow",
    "time.time",
}
# Who may ask the machine, and why.
CLOCKS = {
    "core/clock.py": "the one clock",
    "sample/build.py": "sets the clock: its distance from the real time",
}
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
# Called by the worker or by other services with nobody acting: they change what is derived, never what somebody said.
NOBODY_ACTS = {
    "conferences.require_later": "check",
    "oversight.locked": "row lock; part of every change of an inspection, which names the actor",
    "oversight.changed": "part of every change of an inspection, which names the actor",
    "oversight.require_person": "asks only",
    "oversight.refuse_names": "check",
    "oversight.reference": "computes",
    "issues.due_day": "a day",
    "issues.give_to_who_stands": "part of opening a matter again, which names the actor",
    "issues.locked": "part of every step of a matter, which names the actor",
    "issues.locked_for_owner": "part of every step of a matter, which names the actor",
    "issues.locked_for_raiser": "part of every step of a matter, which names the actor",
    "issues.locked_for_withdrawal": "part of every step of a matter, which names the actor",
    "issues.note": "part of every step of a matter, with the actor",
    "issues.raiser": "which unit",
    "issues.require_no_persons": "check",
    "issues.require_version": "check",
    "issues.search_key": "words",
    "issues.tell": "part of every step of a matter, with the actor",
    "directives.carry_on": "the job's part of an issuing, which names the actor and records the end",
    "directives.count_turn": "one more turn of a self-check; who took it is named nowhere",
    "tasks.give_to_all": "part of an issuing, which names the actor and is recorded",
    "tasks.locked_by_asker": "part of every step of a task, which names the actor",
    "tasks.locked_by_doer": "part of every step of a task, which names the actor",
    "tasks.require_answer": "check",
    "tasks.require_reported": "check",
    "tasks.require_unfinished": "check",
    "tasks.save_step": "part of every step of a task, which names the actor",
    "directives.remind_of": "part of a chase, which names the actor and is recorded",
    "directives.remind_of_plan": "part of a chase, which names the actor and is recorded",
    "directives.remind_of_receipt": "part of a chase, which names the actor and is recorded",
    "directives.next_codes": "part of a service that names the actor",
    "directives.one_at_a_time": "part of a service that names the actor",
    "notifications.gather_mails": "worker; what was told and is due",
    "notifications.send_mails": "worker; what was told and is due",
    "notifications.give_up": "worker; what no server took",
    "notifications.erase_old": "worker; news that are old",
    "practices.place_proof": "part of the services that name the actor",
    "practices.describe_proof": "part of the services that name the actor",
    "practices.put_away_proof": "part of the services that name the actor",
    "practices.put_back_proof": "part of the services that name the actor",
    "practices.shift_proof": "part of the services that name the actor",
    "attachments.keep": "is store, for what passed the gate",
    "attachments.store": "keeps bytes; who put them there is recorded by the caller",
    "accounts.end_open_sessions": "part of larger changes, which name the actor",
    "accounts.note_open_session": "keeps what is signed in",
    "accounts.follow_session": "keeps what is signed in",
    "accounts.touch_session": "keeps what is signed in",
    "accounts.forget_session": "keeps what is signed in",
    "accounts.first_recovery_codes": "part of adding a second factor, which names the actor",
    "accounts.use_passkey": "nobody has signed in yet; the library notes the use",
    "accounts.redeem_sign_in_link": "nobody has signed in yet; the holder is recorded",
    "audit.export_heads": "worker; writes what is there to a place outside",
    "audit.record": "is the record itself",
    "audit.record_many": "is the record itself",
    "practices.lock_adoption": "part of every change of an adoption, which names the actor",
    "practices.lock_call": "part of every change of a call, which names the actor",
    "practices.require_version": "asks only; the change that follows names the actor",
    "conferences.make_pack": "worker; the request for it was recorded",
    "practices.ask_for_all": "part of publishing, which names the actor",
    "practices.locked_draft": "part of every change of a booklet, which names the actor",
    "practices.mark_changed": "part of every change of a booklet, which names the actor",
    "practices.make_file": "worker; the request for it was recorded",
    "reporting.mark_dirty": "queue of derived totals",
    "reporting.carry_scores": "part of the sending, which names the actor",
    "reporting.close_scores": "part of the acceptance, which names the actor",
    "reporting.queue_waiting": "worker; queue of derived totals",
    "reporting.roll_up": "worker; derived totals",
    "organisation.rebuild": "derived closure",
    "organisation.draw_new": "part of services on units, which name the actor",
    "organisation.enter": "the register; part of services on units, which name the actor",
    "organisation.first_place": "computes",
    "organisation.lock_tree": "lock",
    "organisation.picture": "a row as JSON",
    "organisation.put_back": "a row from JSON",
    "organisation.require_sound": "check",
    "organisation.require_standing": "check",
    "organisation.refresh_statistics": "tells the planner",
    "organisation.spans_of": "computes",
    "organisation.closure": "computes",
    "organisation.search_key": "computes",
    "organisation.finish_applying": "worker; the request for it was recorded",
    "practices.count_marks": "worker; how common parts of texts are",
    "practices.keep_words": "worker; what a file says",
    "practices.name_anew": "part of services on evidence, which name the actor",
    "practices.read_file": "worker; what a file says",
    "practices.read_later": "part of services on evidence, which name the actor",
    "practices.lacking_for_registration": "reads what is missing",
    "commendation.receiver_lines": "words of a certificate",
    "reporting.digest_of": "computes",
    "reporting.lock": "row lock",
    "reporting.require_open": "check",
    "reporting.refuse_faults": "check",
}
# One transaction inside for each of many things, or a step that must stay when the next one is refused.
SEVERAL_TRANSACTIONS = {
    "notifications.climb": "each step of the ladder is kept, whatever the next one meets",
    "practices.check_import": "each batch of a dry run is kept, so that its page shows how far it is",
    "reporting.load_accepted": "is load_reports, which is one",
    "reporting.save_and_submit": "what was typed stays saved when the sending is refused",
}


def test_views_forms_and_templates_ask_no_manager() -> None:
    asked = [
        place(path, node.lineno)
        for name in ("views", "forms", "templatetags")
        for path in layer(name)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and node.attr == "objects"
    ]
    asked += [place(path) for path in HOUSE.glob("*/templates/**/*.html") if ".objects" in path.read_text()]
    assert asked == []


def test_only_the_clock_asks_for_the_time() -> None:
    found = []
    for path in modules("**/*.py"):
        inside = str(path.relative_to(HOUSE))
        if inside in CLOCKS:
            continue
        found += [
            f"{place(path, line)} {name}"
            for name, line in calls(path)
            if ".".join(name.split(".")[-2:]) in TIMES
        ]
    assert found == []


def services() -> dict[str, ast.FunctionDef]:
    """`app.function` → every public function of the service layers.

    What only its own folder of services mentions is a part of them.
    """
    return {
        f"{path.relative_to(HOUSE).parts[0]}.{node.name}": node
        for path in layer("services")
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
        if not _is_part(path, node.name)
    }


def _is_part(path: Path, name: str) -> bool:
    app, _layer, *inside = path.relative_to(HOUSE).parts
    if len(inside) < 2:  # services.py or services/concept.py
        return False
    mention = re.compile(rf"\b{name}\b")
    return not any(mention.search(text) for one, text in _texts(app) if path.parent not in one.parents)


@cache
def _texts(app: str) -> list[tuple[Path, str]]:
    return [(one, one.read_text()) for one in modules(f"{app}/**/*.py")]


def test_services_are_keyword_only_with_the_actor_first() -> None:
    wrong = []
    for name, node in services().items():
        arguments = node.args
        first = arguments.kwonlyargs[0].arg if arguments.kwonlyargs else ""
        if (arguments.args or first != "actor") and name not in NOBODY_ACTS:
            wrong.append(name)
    assert wrong == []


def test_exceptions_among_services_still_exist() -> None:
    assert set(NOBODY_ACTS) - set(services()) == set()


def test_services_with_an_actor_run_in_one_transaction() -> None:
    """A change and its record stand or fall together."""
    loose = []
    for name, node in services().items():
        acts = any(one.arg == "actor" for one in node.args.kwonlyargs)
        guarded = {dotted(one.func if isinstance(one, ast.Call) else one) for one in node.decorator_list}
        if acts and "transaction.atomic" not in guarded:
            loose.append(name)
    assert sorted(loose) == sorted(SEVERAL_TRANSACTIONS)


def test_views_name_their_act() -> None:
    assert [path for path, name, pattern in routes() if acts_of(name, pattern) is None] == []


def test_nothing_is_left_unfinished() -> None:
    found = []
    for path in modules("**/*.py") + sorted(HOUSE.glob("*/templates/**/*.html")):
        text = path.read_text()
        for number, line in enumerate(text.splitlines(), start=1):
            if UNFINISHED.search(line) or "NotImplementedError" in line:
                found.append(place(path, number))
    assert found == []


def test_functions_print_only_where_a_terminal_reads() -> None:
    terminals = {"cli.py", "manage.py"}
    found = [
        place(path, line)
        for path in modules("**/*.py")
        for name, line in calls(path)
        if name == "print" and path.name not in terminals | {"commands.py", "supervisor.py", "postgres.py"}
    ]
    assert found == []


def test_no_function_hides_another_of_its_file() -> None:
    """The later of two functions of one name is the only one that runs: once nine cells were given the wrong form that way."""
    hidden = []
    for path in (one for top in ("lantoa", "tests", "bench") for one in (HOUSE.parent / top).rglob("*.py")):
        for part in ast.walk(ast.parse(path.read_text())):
            if isinstance(part, ast.Module | ast.ClassDef):
                named = [
                    one.name
                    for one in part.body
                    if isinstance(one, ast.FunctionDef) and not one.decorator_list
                ]
                hidden += [f"{path.name}: {name}" for name, count in Counter(named).items() if count > 1]
    assert hidden == []


def test_no_room_of_the_permission_tests_hides_what_another_makes() -> None:
    """Rooms of the world write into one `World`, and rooms of addresses into one list of fillings and one of forms: two functions
    of one name in two rooms are one thing made twice, or one of them taken for the other."""
    for package in ("world", "addresses"):
        named = [
            one.name
            for path in (HOUSE.parent / "tests" / "permissions" / package).rglob("*.py")
            for one in ast.parse(path.read_text()).body
            if isinstance(one, ast.FunctionDef)
        ]
        assert [name for name, count in Counter(named).items() if count > 1] == []
