"""Beds: the background sound of a session."""
