"""The sample's counts of pledges are what its yearly reports say, and its pledges fit them."""

from lantoa.commitments.models import Commitment, PledgeCount, Remark
from lantoa.core import periods
from lantoa.reporting import sources
from lantoa.reporting.models import Submission
from lantoa.reporting.queries.sheets import shape_of

LINES = {
    "C00": "commitments.due",
    "C01": "commitments.members",
    "C03": "commitments.leaders",
    "C04": "commitments.others",
    "C05": "commitments.fulfilled",
}


def test_counts_come_to_what_the_yearly_reports_say(sample: None) -> None:
    compared = 0
    for number in range(2016, 2021):
        year = periods.year(number)
        found = list(
            Submission.objects.filter(collection__code=f"BCN-{year.code}", is_latest=True).select_related(
                "collection"
            )
        )
        shape = shape_of(found[0].collection.sheet_version_id)
        for code, source in LINES.items():
            line = shape.by_code[code]
            said = {one.unit_id: int(one.values[line.position] or 0) for one in found}
            counted = sources.counts_for(source, list(said), year)
            assert {unit: int(one.value) for unit, one in counted.items()} == said
            compared += len(said)
    assert compared == 5 * 5 * 98


def test_no_unit_states_fewer_than_have_signed_here(sample: None) -> None:
    stated = {(one.unit_id, one.year): one for one in PledgeCount.objects.all()}
    signed: dict[tuple[object, int], int] = {}
    for unit, year in Commitment.objects.filter(state="signed").values_list("unit", "year"):
        signed[unit, year] = signed.get((unit, year), 0) + 1
    short = [
        key
        for key, count in signed.items()
        if key in stated and stated[key].members_signed + stated[key].others_signed < count
    ]
    assert short == []
    assert {year for _unit, year in signed} == {2020, 2021}


def test_what_the_sample_pledges_is_labelled_as_made_up(sample: None) -> None:
    pledge = Commitment.objects.filter(state="signed").first()
    assert pledge is not None
    assert all("(dữ liệu minh họa)" in one.deed for one in pledge.items.all())
    assert Remark.objects.filter(author__user__is_sample=True).count() == Remark.objects.count() > 0
