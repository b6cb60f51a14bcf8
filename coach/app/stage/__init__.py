"""The stage: the session that is playing, in this process or in another, for every screen that shows and steers it."""
