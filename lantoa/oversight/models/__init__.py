from lantoa.oversight.models.findings import Finding, Remedy, RemedyCheck
from lantoa.oversight.models.inspections import (
    Inspection,
    SelfReportFile,
    TeamMember,
    WorkSession,
)
from lantoa.oversight.models.programmes import Programme, ProgrammeItem
from lantoa.oversight.models.rules import InspectionLimit, InspectionTheme

__all__ = [
    "Finding",
    "Inspection",
    "InspectionLimit",
    "InspectionTheme",
    "Programme",
    "ProgrammeItem",
    "Remedy",
    "RemedyCheck",
    "SelfReportFile",
    "TeamMember",
    "WorkSession",
]
