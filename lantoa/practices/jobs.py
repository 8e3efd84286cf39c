"""Jobs of practices."""

from procrastinate.contrib.django import app

from lantoa.practices.services import likeness


@app.task(name="practices.count_marks")
def count_marks() -> None:
    """After practices were written: how common each pair of syllables is now."""
    likeness.count_marks()
