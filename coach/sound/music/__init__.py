"""Music under a session: finding tracks, levelling, crossfading and ducking."""
