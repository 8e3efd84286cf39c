"""Tests of this folder see the loaded sample."""

from tests.sample_fixtures import conference, sample, sample_copy, sample_database_in_use

__all__ = ["conference", "sample", "sample_copy", "sample_database_in_use"]
