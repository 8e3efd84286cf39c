"""Near-duplicates among practices: how alike two texts are, and by which passages.

Nothing here knows the database: `words` reads a text, `commonness` says how much a pair of syllables tells, `evidence` weighs two
texts against one another. `queries/likeness.py` finds the few of the registry that are worth weighing.
"""
