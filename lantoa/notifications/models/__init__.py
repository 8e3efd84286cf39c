from lantoa.notifications.models.calendar import Holiday, LadderStep, MailRule
from lantoa.notifications.models.notices import Delivery, Mail, Notice
from lantoa.notifications.models.preferences import MailHabit, Preference

__all__ = ["Delivery", "Holiday", "LadderStep", "Mail", "MailHabit", "MailRule", "Notice", "Preference"]
