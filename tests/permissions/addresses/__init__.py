"""How an address of the table is filled in for a place and a state, and what its form sends: each room in a file of its own."""

import uuid
from collections.abc import Callable
from functools import partial
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from lantoa.accounts.models import User
from tests.permissions.addresses.common import Filling, Form, Words
from tests.permissions.world.things import World

# Each module of the package but what they share.
ROOMS: tuple[Any, ...] = tuple(
    import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__) if found.name != "common"
)
# Route → what its address names. A route that is not here names nothing.
FILLINGS: dict[str, Filling] = {route: one for room in ROOMS for route, one in room.FILLINGS.items()}
# Route, with «#state» where the row has one → what its form sends.
FORMS: dict[str, Form] = {route: one for room in ROOMS for route, one in room.FORMS.items()}


def base_of(filling: Filling) -> Filling:
    """What names the thing itself: routes with the same one are about the same things, in the same states."""
    return filling.args[0] if isinstance(filling, partial) else filling


def _saved(removed: bool, of_another: bool, world: World, user: User) -> Words:
    return {"search": str(world.saved[(world.clerk if of_another else user).pk, removed].pk)}


# Row → what its form sends of the person's own.
OWN_FORMS: dict[str, Callable[[World, User], Words]] = {
    "account_session_end#one": lambda world, user: {"session": str(world.sessions[user.pk].pk)},
    "account_session_end#of_another": lambda world, user: {"session": str(world.sessions[world.clerk.pk].pk)},
}
OWN_FORMS["notifications:read#one"] = lambda world, user: {"notice": str(world.notices[user.pk].pk)}
OWN_FORMS["notifications:read#of_another"] = lambda world, user: {"notice": str(world.notice.pk)}
for _route, _removed in (("saved_open", False), ("saved_remove", False), ("saved_restore", True)):
    OWN_FORMS[f"practices:{_route}#one"] = partial(_saved, _removed, False)
    OWN_FORMS[f"practices:{_route}#of_another"] = partial(_saved, _removed, True)
# Allowed acts that leave no entry in the record.
UNRECORDED = {
    "account_confirm",
    "account_link_code",
    "account_login",
    "account_logout",
    "account_passkey_challenge",
    "account_passkey_options",
    "account_session_end",
    "directives:attend",  # that somebody was there stands on the sheet alone
    "directives:quiz",  # what was answered is kept nowhere
    "mfa_authenticate",
    "notifications:preferences",  # how somebody reads their mail is nobody's business
    "notifications:read",  # whether they read it, neither
    "openid_connect_login",  # who comes back is what is recorded
    "practices:alike",
    "practices:saved_open",  # what one looks for is nobody's business
    "practices:saved_remove",
    "practices:saved_restore",
    "practices:search_keep",
    "set_language",
}
# Pages of which each opening is noted, for those whose texts they are.
NOTED_READS = {"commitments:pledge"}
# Routes whose pages lead to providers of sign-in.
LEADS_TO_PROVIDERS = {"account_login", "account_passkey_sign_in", "account_providers"}
# Route or row, method → what somebody is answered who may, but lacks what it is about: no second factor yet, no device that
# answers, a session that is another's, a list of which something is still to be examined, minutes
# that are no draft before both sides agree.
LACKING = {
    # No unit stands below a leaf of the tree: what the services do with one is told by tests/oversight.
    ("oversight:item_add", "POST"): 422,
    ("oversight:open_planned", "POST"): 422,
    ("oversight:open_beside", "POST"): 422,
    ("commitments:begin", "POST"): 422,  # everybody has begun this year's
    ("commitments:take_along", "POST"): 422,  # nobody has left the unit
    ("account_factor_remove", "GET"): 404,
    ("account_factor_remove", "POST"): 404,
    ("account_passkey_add", "POST"): 422,
    ("account_passkey_rename", "POST"): 404,
    ("account_passkey_sign_in", "POST"): 422,
    ("account_session_end#of_another", "POST"): 404,
    ("commendation:decision_propose#open", "POST"): 422,
    ("organisation:hand_over_print#waiting", "GET"): 422,
    ("account_provider_unlink", "POST"): 404,
    ("account_recovery_codes", "POST"): 422,
    ("reporting:add_units", "POST"): 422,  # which unit was forgotten
    ("directives:plans_chase", "POST"): 422,  # which units
    ("desk:progress_chase", "POST"): 422,  # of what
    ("notifications:read#of_another", "POST"): 404,
    ("tasks:chase", "POST"): 422,  # none given to others is late
    ("reporting:chase", "POST"): 422,  # the day is still to come
    ("practices:saved_open#of_another", "POST"): 404,
    ("practices:saved_remove#of_another", "POST"): 404,
    ("practices:saved_restore#of_another", "POST"): 404,
    ("practices:merge#effective", "POST"): 422,  # it stands in a call that is not over
    ("practices:merge#recognised", "POST"): 422,  # the same
    ("practices:order_create", "POST"): 422,  # which practices, to whom, by when
    ("practices:order_extend", "POST"): 422,  # to whom
    ("reporting:target_divide", "POST"): 422,  # what each unit gets
}


# Act → the places at which alone it is offered: those with units below.
OFFERED_AT: dict[tuple[str, str], tuple[str, ...]] = {("reporting:target_divide", "GET"): ("TINH", "KHOI")}
# Act → the routes or rows of the pages that offer it, where that is neither its form's own page nor the page by which one knows
# of the thing. None: offered nowhere, or only where something in the world makes it worth while, as is said.
OFFERED_ON: dict[tuple[str, str], tuple[str, ...]] = {
    ("notifications:read", "POST"): (),  # offered where something is new
    ("desk:progress_units", "GET"): ("desk:progress",),
    ("desk:progress_export", "GET"): (),  # only where there are units
    ("tasks:chase", "GET"): (),  # only where a unit is late: tests/desk/test_home.py
    ("tasks:chase", "POST"): (),  # the same: tests/tasks/test_chasing.py
    ("reporting:chase", "GET"): (),  # the same
    ("reporting:chase", "POST"): (),  # the same: tests/reporting/test_chasing.py
    ("desk:progress_chase", "GET"): (),  # only where a unit below lacks something
    ("desk:progress_chase", "POST"): (),  # the same: tests/desk/test_progress.py
    ("directives:outreach_undo", "POST"): (),  # offered on the list that was just entered
    ("directives:board35", "POST"): ("directives:board35",),
    ("commitments:reader_end", "POST"): ("commitments:readers",),
    ("oversight:team_remove", "POST"): ("oversight:team",),
    ("oversight:item_add", "GET"): (),  # offered at each unit that may be chosen
    ("commitments:word", "GET"): ("commitments:year",),
    ("organisation:post_end", "POST"): ("organisation:posts",),
    ("organisation:profile_correct", "GET"): ("organisation:profile",),
    ("organisation:reorganisation_recheck", "POST"): (),  # a button of the draft's form: check and preview
    ("organisation:reorganisation_export", "GET"): ("organisation:reorganisation_check",),
    (
        "organisation:reorganisation_approve",
        "POST",
    ): (),  # offered where the installation wants a second person
    ("organisation:reorganisation_apply", "POST"): ("organisation:reorganisation_check#checked",),
    ("organisation:scheme_edit", "GET"): ("organisation:groups",),
    ("organisation:group_add", "GET"): ("organisation:groups",),
    ("reporting:blank", "GET"): (),  # offered while the report is being filled in
    ("reporting:next", "GET"): (),  # offered while a report waits for this person
    ("reporting:collection_open", "POST"): (),  # offered once a sheet and a period are chosen
    ("reporting:unusual_export", "GET"): ("reporting:unusual",),
    ("reporting:grades", "GET"): (),  # offered where the sheet is scored
    ("reporting:grades_export", "GET"): ("reporting:grades",),
    ("reporting:breakdown_export", "GET"): ("reporting:breakdown",),
    ("reporting:narrative", "GET"): ("reporting:narratives",),
    ("reporting:narrative_draft", "GET"): ("reporting:narratives",),
    ("reporting:narrative_file", "GET"): ("reporting:narrative_draft",),
    ("reporting:narrative_list_file", "GET"): ("reporting:narrative",),
    ("reporting:narrative_mark", "POST"): (),  # offered at each text that was accepted
    ("reporting:narrative_point_new", "POST"): ("reporting:narrative",),
    ("reporting:narrative_point", "POST"): (),  # offered at each point
    ("reporting:situations_export", "GET"): ("reporting:situations",),
    ("reporting:situation_strike", "GET"): ("reporting:situations",),
    ("reporting:target_issue", "POST"): (),  # offered once an indicator and years are chosen
    ("reporting:target_divide", "GET"): ("reporting:target",),
    ("reporting:target_end", "POST"): ("reporting:target_change",),
    ("reporting:versions", "GET"): (),  # offered once there is a second version that one may read
    ("reporting:running_export", "GET"): ("reporting:running",),
    ("reporting:settle", "GET"): ("reporting:running",),
    ("reporting:add_units", "GET"): ("reporting:running",),
    ("reporting:times", "GET"): ("reporting:running",),
    ("reporting:close", "GET"): ("reporting:running",),
    ("reporting:draft_publish", "POST"): ("reporting:draft",),
    ("reporting:draft_preview", "GET"): ("reporting:draft",),
    ("reporting:draft_blank", "GET"): ("reporting:draft",),
    ("reporting:draft_drop", "POST"): ("reporting:draft",),
    ("reporting:draft_scale", "GET"): ("reporting:draft",),
    ("reporting:draft_row_new", "GET"): ("reporting:draft",),
    ("reporting:draft_row", "GET"): ("reporting:draft",),
    ("reporting:draft_move", "POST"): ("reporting:draft",),
    ("reporting:draft_remove", "POST"): ("reporting:draft_row",),
    ("reporting:draft_divide", "GET"): ("reporting:draft",),
    ("reporting:dimension_remove", "POST"): ("reporting:dimension",),
    ("practices:merge", "POST"): (),  # offered once the one that stays is chosen
    ("practices:order_extend", "GET"): ("practices:silent",),
    ("practices:silent_export", "GET"): ("practices:silent",),
    ("practices:saved_open", "POST"): (),  # offered at each of one's own
    ("practices:saved_remove", "POST"): (),  # the same
    ("practices:saved_restore", "POST"): (),  # offered right after it was taken away
    ("practices:abbreviation_end", "POST"): ("practices:abbreviations",),
    ("practices:abbreviation_resume", "POST"): (),  # offered in the list of those out of use
    ("practices:search_keep", "GET"): (),  # offered once something is searched for
    ("issues:theme_add", "GET"): ("issues:rules",),
    ("issues:theme_end", "GET"): ("issues:rules",),
    ("issues:theme_keep", "POST"): ("issues:rules",),
    ("issues:clocks_set", "GET"): ("issues:rules",),
    ("issues:clocks_withdraw", "GET"): ("issues:rules",),
    ("reporting:situation_theme_add", "GET"): ("reporting:situation_rules",),
    ("reporting:situation_theme_end", "GET"): ("reporting:situation_rules",),
    ("reporting:situation_theme_keep", "POST"): ("reporting:situation_rules",),
    ("reporting:situation_limits", "GET"): ("reporting:situation_rules",),
    ("reporting:situation_limits_withdraw", "GET"): ("reporting:situation_rules",),
    ("conferences:carry", "POST"): (),  # offered on the page of what was ticked, whose address names it
    ("issues:rules_export", "GET"): ("issues:rules",),
    ("reporting:situation_rules_export", "GET"): ("reporting:situation_rules",),
    ("oversight:limits_export", "GET"): ("oversight:limits",),
    ("issues:file_restore", "POST"): (),  # offered right after it was taken away
    ("issues:export", "GET"): (),  # offered where the list is not empty
    ("tasks:proof_restore", "POST"): (),  # offered right after it was taken away
    ("practices:adoption_evidence_restore", "POST"): (),  # offered right after it was taken away
    ("practices:evidence_restore", "POST"): (),  # offered right after it was taken away
    ("practices:call_enter", "POST"): (),  # offered on the page of each call that takes it
    ("practices:call_withdraw", "POST"): (),  # the same
    ("practices:appraise", "GET"): (),  # offered in the list of one's own work
    ("practices:call_move", "POST"): ("practices:call",),
    ("practices:import_kind", "POST"): (),  # once the rows are narrowed to a kind
    ("practices:minutes", "GET"): ("practices:selection",),
    ("practices:selection_export", "GET"): ("practices:selection",),
    ("practices:selection_conclude", "GET"): ("practices:selection",),
    ("practices:booklet_read", "GET"): (),  # of a draft offered on the page of an entry
    ("practices:booklet_original", "POST"): ("practices:booklet_entry",),
    ("practices:booklet_remove", "POST"): ("practices:booklet_entry",),
    ("practices:booklet_photo_add", "POST"): ("practices:booklet_entry",),
    ("practices:booklet_photo_take", "POST"): ("practices:booklet_entry",),
    ("practices:booklet_photo_remove", "POST"): ("practices:booklet_entry",),
    ("practices:booklet_photo", "GET"): ("practices:booklet_read",),
    ("practices:units", "GET"): (),  # offered where units were asked about the practice
    ("commendation:round_export", "GET"): (),  # offered where the list is not empty
    ("commendation:certificate", "GET"): ("commendation:nomination#awarded",),
    ("commendation:decision_issue", "POST"): ("commendation:round#drafted",),
    ("commendation:decision_return", "POST"): ("commendation:round#drafted",),
    ("commendation:revocation_confirm", "POST"): ("commendation:certificate#contested",),
    ("commendation:revocation_return", "POST"): ("commendation:certificate#contested",),
    ("directives:issuing_new", "GET"): ("directives:directive#published",),
    ("directives:duty_new", "GET"): ("directives:issuing#draft",),
    ("directives:duty_edit", "GET"): ("directives:issuing#draft",),
    ("directives:material_restore", "POST"): (),  # offered right after it was taken away
    ("directives:question_new", "GET"): ("directives:questions",),
    ("directives:question_edit", "GET"): ("directives:questions",),
    ("directives:question_remove", "POST"): ("directives:questions",),
    ("directives:attend", "GET"): (),  # the code on the wall leads there
    ("directives:attend", "POST"): (),  # the same
    ("directives:attendance_open", "POST"): ("directives:attendance#held",),
    ("directives:attendance_close", "GET"): ("directives:attendance#planned",),
    ("directives:attendance_remove", "POST"): ("directives:attendance#planned",),
    ("directives:attendance_print", "GET"): ("directives:attendance",),
    ("directives:sheet_file", "GET"): ("directives:issuing#signed",),
    ("directives:sheet_remove", "POST"): ("directives:issuing#signed",),
    ("conferences:pack", "GET"): (),  # the page asks for it while the pack is being made
    ("conferences:point_table", "GET"): ("conferences:point_give#adopted", "conferences:point_give#raised"),
}
# Act → the act that is offered in its stead to whom both are allowed.
INSTEAD: dict[tuple[str, str], tuple[str, str]] = {
    ("reporting:hand", "POST"): ("reporting:send", "POST"),  # who may send need not hand over to who may
}


def no_such(words: Words) -> list[Words]:
    """The same address of things that do not exist: of nothing it names, and of its last parts within what does exist."""
    names = list(words)
    found = []
    for start in range(len(names)):
        changed = words | {name: _absent(words[name]) for name in names[start:]}
        if changed != words and changed not in found:
            found.append(changed)
    return found


def _absent(value: Any) -> Any:
    if isinstance(value, uuid.UUID):
        return uuid.UUID(int=7)
    return "KHONG-CO" if isinstance(value, str) else value
