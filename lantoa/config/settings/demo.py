"""`make run`: production's behaviour on one's own machine, with the sample organisation."""

from lantoa.config import env
from lantoa.config.settings.base import *

SAMPLE_ALLOWED = True
CLOCK_OFFSET = env.sample_clock_offset()
