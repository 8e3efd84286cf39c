"""Near-duplicates: how alike two texts are, and by which passages. Practices and plans are compared by it.

Nothing here knows the database: `words` reads a text, `commonness` says how much a pair of syllables tells, `evidence` weighs two
texts against one another. Each room finds by itself the few that are worth weighing (`practices/queries/likeness.py`,
`directives/queries/copying.py`).
"""
