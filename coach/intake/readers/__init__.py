"""Readers: one file for each format; each turns a document into blocks."""
