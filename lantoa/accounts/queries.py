from lantoa.accounts.models import User


def sample_accounts_exist() -> bool:
    return User.objects.filter(is_sample=True).exists()
