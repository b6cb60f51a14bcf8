"""What is seen of a session: a screen, or lines."""
