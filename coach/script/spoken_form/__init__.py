"""The spoken form: written text becomes spoken text, the same for every voice.

`Hold 2 x 30 s` becomes `Hold 2 times 30 seconds`. For the pronunciation of words, see `coach.speech.pronunciation`.
"""

from coach.script.spoken_form.speakable import is_english, speakable

__all__ = ["is_english", "speakable"]
