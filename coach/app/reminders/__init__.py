"""Reminders: finding, naming and timing them, and reading and writing files of them."""
