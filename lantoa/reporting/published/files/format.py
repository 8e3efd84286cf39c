"""The format of a file of published figures: its keys and how much one may hold."""

FORMAT, FORMAT_VERSION = "lantoa-published-figures", 1
LARGEST = 512 * 1024  # characters
MOST_REVIEWS = 200
MOST_FIGURES = 120  # a review of more is an annex, and an annex is a report
MOST_FAULTS = 100
MOST_PLACES = 4  # decimals that a figure of a report keeps
LONGEST_METRIC = 120
ENVELOPE = ("format", "version", "reviews", "note")
REVIEW_KEYS = ("id", "url", "org", "date", "period", "note", "unit", "facts")
FACT_KEYS = (
    "vi",
    "metric",
    "value",
    "unit",
    "qualifier",
    "numerator",
    "denominator",
    "part_of",
    "parts",
    "indicator",
    "note",
)
