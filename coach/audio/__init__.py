"""What two floors share of sound: loudness, limiting."""
