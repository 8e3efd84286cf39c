"""One number, as data."""

from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any, Literal

from lantoa.core.vi_numbers import format_count, format_decimal, format_percent

# What the codes of a figure are codes of; pages open them accordingly.
Records = Literal["", "unit", "practice", "adoption", "certificate", "collection"]


@dataclass(frozen=True)
class Part:
    """One summand of a figure, shown beside it: the years of a five-year count."""

    label: str
    value: int
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Figure:
    """A number of the review.

    `value` is exact; `text` is how it is printed; `how` says in one sentence how it is computed; `codes` name the records it
    counts (of the kind `records`), in order. Ratios carry numerator and denominator. `value` None means that nothing was
    reported, which is not zero.
    """

    key: str
    label: str
    value: Decimal | int | None
    text: str
    how: str
    measure: str = ""
    numerator: Decimal | int | None = None
    denominator: Decimal | int | None = None
    records: Records = ""
    codes: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON: decimals as text, so that no reader rounds them."""
        found = asdict(self)
        for name in ("value", "numerator", "denominator"):
            if isinstance(found[name], Decimal):
                whole = found[name] == found[name].to_integral_value()
                found[name] = int(found[name]) if whole else str(found[name].normalize())
        found["codes"] = list(self.codes)
        found["parts"] = [asdict(part) | {"codes": list(part.codes)} for part in self.parts]
        return found

    @classmethod
    def from_dict(cls, stored: dict[str, Any]) -> "Figure":
        parts = tuple(Part(part["label"], part["value"], tuple(part["codes"])) for part in stored["parts"])
        numbers = {
            name: Decimal(stored[name]) if isinstance(stored[name], str) else stored[name]
            for name in ("value", "numerator", "denominator")
        }
        return cls(**{**stored, **numbers, "codes": tuple(stored["codes"]), "parts": parts})


def count(key: str, label: str, value: int, how: str, **more: Any) -> Figure:
    return Figure(key, label, value, format_count(value), how, **more)


def measured(key: str, label: str, value: Decimal | None, how: str, **more: Any) -> Figure:
    """A reported total; whole numbers are printed without decimals, nothing reported as a dash."""
    if value is None:
        text = "–"
    elif value == value.to_integral_value():
        text = format_count(int(value))
    else:
        text = format_decimal(value, 1)
    return Figure(key, label, value, text, how, **more)


def ratio(
    key: str,
    label: str,
    numerator: Decimal | int | None,
    denominator: Decimal | int | None,
    how: str,
    **more: Any,
) -> Figure:
    """Numerator over denominator in percent, one decimal; a dash where there is nothing to divide by."""
    if numerator is None or not denominator:
        return Figure(key, label, None, "–", how, "%", numerator, denominator, **more)
    exact = Decimal(numerator) * 100 / Decimal(denominator)
    value = exact.quantize(Decimal("0.1"))
    return Figure(
        key, label, value, format_percent(numerator, denominator, 1), how, "%", numerator, denominator, **more
    )
