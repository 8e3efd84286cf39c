"""What kill -9 leaves: clients that keep a journal, faults at random moments, a checker that reads journal and record alone."""
