"""A playing session: voicing ahead, controls, and display."""
