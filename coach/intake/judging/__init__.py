"""Judging: the words of each block become steps, cautions and notes, or are left out, each by a rule with a name."""
