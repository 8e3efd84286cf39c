"""Reorganisations: lists, the draft in words, the tree as its steps leave it, and what a check found."""
