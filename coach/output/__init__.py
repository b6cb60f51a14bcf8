"""The stream leaves: players and files, each kind behind a small contract."""
