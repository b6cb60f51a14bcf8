"""Editing scripts: what a writer sees while typing, the files of one's own, listening to a draft, and importing."""
