"""Files: the sound leaves in a file, with all that goes with it."""
