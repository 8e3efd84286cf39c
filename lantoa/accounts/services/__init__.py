from lantoa.accounts.services.accounts import (
    NewAccount,
    close_idle_accounts,
    deactivate_account,
    open_accounts,
    reactivate_account,
)
from lantoa.accounts.services.links import IssuedLink, issue_sign_in_link, revoke_sign_in_links
from lantoa.accounts.services.second_factors import reset_second_factor
from lantoa.accounts.services.sessions import end_sessions

__all__ = [
    "IssuedLink",
    "NewAccount",
    "close_idle_accounts",
    "deactivate_account",
    "end_sessions",
    "issue_sign_in_link",
    "open_accounts",
    "reactivate_account",
    "reset_second_factor",
    "revoke_sign_in_links",
]
