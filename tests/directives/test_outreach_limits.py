"""The limit of outreach, as a feature: own publications only. There is no place for what others wrote, and the work of answering
is a bare number."""

from django.db import models

from lantoa.directives.forms.outreach import ActivityForm, Board35Form, OutreachListForm
from lantoa.directives.models import Board35Count, OutreachActivity
from lantoa.directives.outreach_lists import COLUMNS


def fields_of(model: type[models.Model]) -> set[str]:
    return {one.name for one in model._meta.get_fields()}


def test_activity_has_no_place_for_what_others_wrote() -> None:
    assert fields_of(OutreachActivity) == {
        "id",
        "code",
        "unit",
        "directives",
        "kind",
        "title",
        "held_on",
        "channel",
        "audience",
        "pieces",
        "reach",
        "measure",
        "link",
        "file",
        "file_name",
        "state",
        "cancelled_from",
        "reason",
        "batch",
        "search_key",
        "row_version",
        "created_at",
    }


def test_the_count_of_board_35_is_a_number_and_nothing_else() -> None:
    assert fields_of(Board35Count) == {"id", "unit", "year", "quarter", "number", "row_version"}
    texts = [one for one in Board35Count._meta.fields if isinstance(one, models.CharField | models.TextField)]
    assert texts == []
    assert not [
        one for one in Board35Count._meta.fields if isinstance(one, models.FileField | models.URLField)
    ]


def test_forms_and_lists_ask_for_nothing_more() -> None:
    assert set(ActivityForm.base_fields) == {
        "kind",
        "title",
        "held_on",
        "state",
        "pieces",
        "channel",
        "audience",
        "reach",
        "measure",
        "directives",
        "link",
        "file",
        "row_version",
    }
    assert set(Board35Form.base_fields) == {"period", "number", "row_version"}
    assert set(OutreachListForm.base_fields) == {"directives", "table", "file", "sheet"}
    assert set(COLUMNS) == {
        "unit",
        "day",
        "title",
        "kind",
        "channel",
        "audience",
        "pieces",
        "reach",
        "measure",
        "link",
    }


def test_nothing_else_points_at_outreach() -> None:
    """No other table can hang a text on an activity or on a count."""
    for model in (OutreachActivity, Board35Count):
        assert [
            one for one in model._meta.get_fields(include_hidden=True) if one.auto_created and one.concrete
        ] == []
        related = [one.related_model for one in model._meta.related_objects]
        assert related in ([], [OutreachActivity.directives.through])
