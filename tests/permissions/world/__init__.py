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

from tests.permissions.world.accounts import make_people
from tests.permissions.world.commendation import make_commendation
from tests.permissions.world.commitments import make_pledges
from tests.permissions.world.conferences import make_conclusions, make_conferences
from tests.permissions.world.directives import (
    make_directive,
    make_issuings,
    make_outreach,
    make_plans,
    make_register,
    make_study,
)
from tests.permissions.world.issues import make_issue_rules, make_issues
from tests.permissions.world.notifications import make_notices
from tests.permissions.world.organisation import (
    check_reorganisations,
    make_decisions,
    make_hand_overs,
    make_reorganisations,
    make_tree,
    make_tree_files,
)
from tests.permissions.world.oversight import make_inspections
from tests.permissions.world.practices.adoptions import make_adoptions
from tests.permissions.world.practices.booklets import make_booklets
from tests.permissions.world.practices.calls import make_calls
from tests.permissions.world.practices.old_lists import make_old_lists
from tests.permissions.world.practices.registry import make_practices, make_saved_searches
from tests.permissions.world.reporting.sheets import make_sheets
from tests.permissions.world.reporting.situations import make_situation_rules, make_situations
from tests.permissions.world.reporting.submissions import make_intakes, make_narratives, make_reports
from tests.permissions.world.reporting.targets import make_publications, make_targets
from tests.permissions.world.tasks import make_calendar_feed, make_tasks
from tests.permissions.world.things import World


def make_world() -> World:
    """Build it all through the services, on the story's day."""
    world = World()
    make_tree(world)
    make_people(world)
    make_notices(world)
    make_saved_searches(world)
    make_directive(world)
    make_conferences(world)  # before what they count, so that a later freeze has something new to freeze
    make_reports(world)
    make_narratives(world)
    make_sheets(world)
    make_situations(world)
    make_targets(world)
    make_publications(world)
    make_intakes(world)
    make_study(world)
    make_register(world)
    make_outreach(world)
    make_plans(world)
    make_tasks(world)
    make_calendar_feed(world)
    make_conclusions(world)
    make_issues(world)
    make_issue_rules()
    make_situation_rules()
    make_pledges(world)
    make_issuings(world)
    make_inspections(world)
    make_practices(world)
    make_adoptions(world)
    make_calls(world)
    make_booklets(world)
    make_commendation(world)
    make_reorganisations(world)
    make_hand_overs(world)
    # Last, in this order: what is built on a decision keeps it from being undone, and a file is judged on the tree as it stood.
    make_decisions(world)
    make_tree_files(world)
    make_old_lists(world)
    check_reorganisations(world)
    return world
