from lantoa.conferences.models.conclusions import CarriedTask, Conclusion, ConclusionPoint
from lantoa.conferences.models.conferences import Conference, Edition, Pack, PackItem

__all__ = ["CarriedTask", "Conclusion", "ConclusionPoint", "Conference", "Edition", "Pack", "PackItem"]
