"""Files written whole, and what is remembered: reminders, what came of them, and sessions, in one SQLite file."""
