"""Figures as a published review states them: read from a file, checked against each other, laid out as a sheet. No tables."""
