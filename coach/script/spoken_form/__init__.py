"""The spoken form: words as written become words as said, for every voice alike.

`Hold 2 x 30 s` is said as `Hold 2 times 30 seconds`. How a word sounds is the voice's own matter: see
`coach.speech.pronunciation`.
"""

from coach.script.spoken_form.speakable import is_english, speakable

__all__ = ["is_english", "speakable"]
