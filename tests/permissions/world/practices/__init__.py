"""What stands in the room of practices."""
