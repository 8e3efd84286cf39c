import pytest

from tests.ui.tokens import contrast, schemes

GROUNDS = ("ground", "surface", "sunk")
TEXTS = [
    *((text, ground) for text in ("ink", "second", "soft", "red", "blue") for ground in GROUNDS),
    *(
        (state, f"{state}-tint")
        for state in ("unsent", "waiting", "returned", "accepted", "gold", "blue", "red")
    ),
    *((state, "surface") for state in ("waiting", "returned", "accepted", "gold", "gold-mid")),
    *((text, "blue-tint") for text in ("ink", "second", "soft", "waiting")),
    *((text, "red-tint") for text in ("ink", "second", "returned")),
    ("soft", "unsent-tint"),
    ("surface", "ink"),
    ("waiting", "gold-tint"),
    ("on-fill", "red-fill"),
    ("on-fill", "red-fill-hover"),
    ("on-fill", "blue-fill"),
]
SHAPES = [
    ("control-line", "surface"),
    ("control-line", "ground"),
    ("focus", "surface"),
    ("focus", "ground"),
    ("amber-line", "surface"),
    ("verified", "surface"),
    ("planned", "surface"),
]


def test_contrast_of_black_on_white_is_21() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXTS)
def test_contrast_of_text_is_aa(scheme: str, text: str, ground: str) -> None:
    colours = schemes()[scheme]
    assert contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("shape", "ground"), SHAPES)
def test_contrast_of_control_is_3(scheme: str, shape: str, ground: str) -> None:
    colours = schemes()[scheme]
    assert contrast(colours[shape], colours[ground]) >= 3.0


@pytest.mark.parametrize("state", ["unsent", "waiting", "returned", "accepted"])
def test_contrast_of_state_badge_is_above_the_style_guide(state: str) -> None:
    colours = schemes()["light"]
    assert contrast(colours[state], colours[f"{state}-tint"]) >= 5.7
