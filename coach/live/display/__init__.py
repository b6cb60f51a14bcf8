"""The display of a session: a screen, or lines."""
