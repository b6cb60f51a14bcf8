"""What speech, sound and files share: loudness and limiting."""
