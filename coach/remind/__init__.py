"""Reminders: when they are due, and the process that waits, speaks and guides."""
