"""Reminders: when they are due, and the daemon that speaks them."""
