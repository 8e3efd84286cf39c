"""Targets: dividing, judging, forecasting and their words. Pure: no database."""
