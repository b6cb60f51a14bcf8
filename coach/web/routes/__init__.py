"""What the page can ask for: one file a room."""
