from lantoa.accounts.queries.accounts import sample_accounts_exist, sample_accounts_to_show

__all__ = ["sample_accounts_exist", "sample_accounts_to_show"]
