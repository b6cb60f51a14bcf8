"""How words sound: what each engine must be given so that it says the words of the trade right."""

from coach.speech.pronunciation.pronounced import is_in_lexicon, pronounced

__all__ = ["is_in_lexicon", "pronounced"]
