"""Reorganise many units in ordered steps: drafts, runs of the steps, previews, and the acts that let them happen."""
