"""Pronunciation: words rewritten for each engine, so that it says technical terms correctly."""

from coach.speech.pronunciation.pronounced import is_in_lexicon, pronounced

__all__ = ["is_in_lexicon", "pronounced"]
