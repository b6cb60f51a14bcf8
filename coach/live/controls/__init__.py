"""What steers a session: keys, pedals, headsets, the voice."""
