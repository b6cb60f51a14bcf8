"""Words become clips: voices behind one contract, and the audio cache."""
