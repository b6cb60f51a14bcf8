"""Readers: one file a format; each makes blocks of a document."""
