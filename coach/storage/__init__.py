"""Atomic file writing, and the SQLite database of reminders, their history, and sessions."""
