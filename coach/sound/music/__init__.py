"""Music under a session: found, levelled, crossfaded, and down before each word."""
