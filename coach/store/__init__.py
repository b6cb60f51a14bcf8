"""What is remembered: the reminders and what came of them, in one SQLite file shared by any number of processes."""
