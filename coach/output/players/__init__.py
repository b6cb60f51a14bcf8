"""Players: the sound leaves by a loudspeaker."""
