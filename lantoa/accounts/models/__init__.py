from lantoa.accounts.models.links import SignInLink
from lantoa.accounts.models.sessions import OpenSession
from lantoa.accounts.models.tries import SignInTry
from lantoa.accounts.models.users import User, UserManager, username_key

__all__ = ["OpenSession", "SignInLink", "SignInTry", "User", "UserManager", "username_key"]
