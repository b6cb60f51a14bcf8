"""The shortcut: an icon where the system keeps programs, which opens the page."""
