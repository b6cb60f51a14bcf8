"""The application: what a person can do with Coach, independent of the terminal or a page."""
