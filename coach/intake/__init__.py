"""Intake: any text becomes the draft of a script.

A reader makes blocks of a document (`readers/`), the judge makes pieces of them (`judging/`), each by a rule with a
name, and the draft is written down as Markdown. All of it is pure: bytes go in, text comes out.
"""

from coach.intake.draft import Draft, make_draft
from coach.intake.readers.readers import read_document
from coach.intake.script import write_script
from coach.intake.summary import explanation, summary

__all__ = ["Draft", "explanation", "make_draft", "read_document", "summary", "write_script"]
