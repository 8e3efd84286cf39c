"""Open a round, nominate, examine, decide, make out certificates, revoke."""

from lantoa.commendation.services.certificates import (
    confirm_revocation,
    propose_revocation,
    return_revocation,
)
from lantoa.commendation.services.decisions import (
    decide_round,
    issue_decision,
    propose_decision,
    receiver_lines,
    return_decision,
)
from lantoa.commendation.services.nominations import (
    NewNomination,
    edit_nomination,
    enter_nominations,
    examine_nomination,
    nominate,
    set_name_consent,
    submit_nomination,
)
from lantoa.commendation.services.rounds import enter_award_kind, open_round

__all__ = [
    "NewNomination",
    "confirm_revocation",
    "decide_round",
    "edit_nomination",
    "enter_award_kind",
    "enter_nominations",
    "examine_nomination",
    "issue_decision",
    "nominate",
    "open_round",
    "propose_decision",
    "propose_revocation",
    "receiver_lines",
    "return_decision",
    "return_revocation",
    "set_name_consent",
    "submit_nomination",
]
