"""Controls of a session: keys, pedals, headsets, the voice."""
