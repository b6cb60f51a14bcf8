"""Sound files: their formats, tags, captions and covers."""
