"""Speech: voices with one contract turn words into clips, and the audio cache stores them."""
