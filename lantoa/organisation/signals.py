"""What this room says upwards, to rooms that it does not know."""

from django.dispatch import Signal

# A role was given to somebody, ended, or taken back before it began. Carries `actor`, `person`, `given` (bool) and `assignment`
# (its identity, also where the row is gone). Sent in the transaction of the change.
role_changed = Signal()
