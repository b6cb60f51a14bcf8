"""What is remembered: reminders, what came of them, and sessions, in one SQLite file for any number of processes."""
