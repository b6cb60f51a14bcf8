"""Reminders as a person keeps them: found, named, timed, read from a file and written to one."""
