"""The register of directives in the sample: the family of Chỉ thị 05, its words, and the bloc's own plan in two versions."""

from lantoa.directives.models import Directive, DirectiveLink, DirectivePart
from lantoa.directives.numbering import check_reference


def test_papers_of_the_sample_bear_references_as_their_issuers_number_them(sample: None) -> None:
    papers = list(Directive.objects.order_by("issued_on"))
    assert [one.reference for one in papers] == ["03-CT/TW", "05-CT/TW", "04-NQ/TW", "18-KH/ĐUK"]
    for one in papers:
        check_reference(one.issuer_kind, one.type_name, one.reference, one.issued_on)


def test_family_and_versions_of_the_sample_stand(sample: None) -> None:
    links = DirectiveLink.objects.values_list("source__reference", "kind", "target__reference")
    assert set(links) == {
        ("05-CT/TW", "continues", "03-CT/TW"),
        ("05-CT/TW", "goes_with", "04-NQ/TW"),
        ("18-KH/ĐUK", "carries_out", "05-CT/TW"),
        ("18-KH/ĐUK", "carries_out", "04-NQ/TW"),
    }
    plan = Directive.objects.get(reference="18-KH/ĐUK")
    assert [one.number for one in plan.versions.order_by("number")] == [1, 2]
    parts = DirectivePart.objects.filter(version__directive=plan)
    kept = set(parts.filter(version__number=1).values_list("thread")) & set(
        parts.filter(version__number=2).values_list("thread")
    )
    assert len(kept) == 5
