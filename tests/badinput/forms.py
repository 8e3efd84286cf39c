"""The product's forms as the tests fill them in: a good form, into which one bad value is put."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from tests.permissions.world.practices.registry import lesson_for
from tests.permissions.world.things import World


@dataclass(frozen=True)
class Form:
    """A form of the unit DVA. `line`, `text`: fields of one line and of many; `mandatory`: one that must say something."""

    route: str
    line: str = ""
    text: str = ""
    mandatory: str = ""

    def address(self, world: World) -> str:
        if self.route == "commendation:nominate":
            return reverse(self.route, args=[world.rounds["DVA", "open"].code])
        if self.route == "practices:adoption_drop":
            return reverse(self.route, args=[lesson_for(world, "DVA", "planned").code, "DVA"])
        if self.route == "practices:adoption_report":
            return reverse(self.route, args=[lesson_for(world, "DVA", "planned").code, "DVA"])
        if self.route == "reporting:save":
            return reverse(self.route, args=["BC-DVA-draft", "DVA"])
        return reverse(self.route)

    def good(self, world: World) -> dict[str, Any]:
        return {
            "practices:create": {
                "title": "Một cửa liên thông",
                "subject": "collective",
                "field": "reform",
                "directive": str(world.directive.pk),
                "started_on": "01/02/2021",
            },
            "commendation:nominate": {
                "unit": "DVA",
                "subject": "collective",
                "full_name": "Tập thể Văn phòng",
                "achievements": "Hoàn thành tốt nhiệm vụ.",
            },
            "practices:adoption_drop": {"reason": "Không còn phù hợp."},
            "practices:adoption_report": {"applied_on": "01/4/2021", "evidence": "Sổ đo"},
            "reporting:save": {"v-0": "10", "b-0": "10"},
        }[self.route]


PRACTICE = Form("practices:create", line="title", text="problem", mandatory="title")
NOMINATION = Form("commendation:nominate", line="full_name", text="achievements", mandatory="achievements")
DROP = Form("practices:adoption_drop", text="reason", mandatory="reason")
APPLIED = Form("practices:adoption_report", text="evidence")
REPORT = Form("reporting:save", text="t-0")

WITH_TEXT = [PRACTICE, NOMINATION, DROP, APPLIED, REPORT]
WITH_LINE = [PRACTICE, NOMINATION]
WITH_MANDATORY = [PRACTICE, NOMINATION, DROP]
# Lists with a search box: route → name of the box in the address.
SEARCHES = {
    "practices:list": "q",
    "practices:export": "q",
    "organisation:tree": "q",
    "organisation:export": "q",
    "commendation:rounds": "q",
    "commendation:rounds_export": "q",
}
