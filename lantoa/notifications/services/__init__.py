from lantoa.notifications.services.notices import Told, notify, notify_each, notify_rows

__all__ = ["Told", "notify", "notify_each", "notify_rows"]
