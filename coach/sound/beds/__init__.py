"""Beds: what lies under a session where nothing else sounds."""
