"""The files of a review, each drawn from the frozen figures and the records they count."""
