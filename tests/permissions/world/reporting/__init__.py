"""What stands in the room of reports."""
