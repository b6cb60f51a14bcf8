"""A session running: the voice ahead of the cursor, the keys, the screen."""
