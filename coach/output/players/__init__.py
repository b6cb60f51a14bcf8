"""Players: sound through a loudspeaker."""
