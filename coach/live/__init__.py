"""A session running: the voice ahead of the cursor, what steers it, and what is seen of it."""
