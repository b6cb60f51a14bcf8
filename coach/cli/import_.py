"""`coach import`: a draft of a script from any text."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from coach.errors import IntakeError, OutputError, reason
from coach.intake import explanation, make_draft, read_document, summary, write_script
from coach.intake.assistant import arranged, ask
from coach.intake.readers.readers import MOST_BYTES
from coach.storage.atomic import replacing

if TYPE_CHECKING:
    from coach.intake import Draft
    from coach.intake.block import Document
    from coach.script.routine import Speaker


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="SCRIPT.md",
    help="Write the draft to this file. Default: standard output.",
)
@click.option("--force", is_flag=True, help="Replace the script that is there.")
@click.option("--explain", is_flag=True, help="Show which rule decided about each sentence.")
@click.option(
    "--for",
    "speaker",
    type=click.Choice(["therapist", "self"]),
    help="Who the steps are spoken to. Default: judged by the words.",
)
@click.option(
    "--with",
    "command",
    metavar="COMMAND",
    help="Let a program with a language model arrange the steps; it is checked word by word.",
)
def import_(
    file: Path, output: Path | None, force: bool, explain: bool, speaker: Speaker | None, command: str | None
) -> None:
    """Make a draft of a script from any text: a handout, an article, a table, a web page.

    FILE is a text, Markdown, HTML, Word, PDF, OpenDocument, RTF, CSV or Excel file, or - for standard input. Warnings
    become cautions, times come from the words, and what is not spoken is listed in a comment at the end. Read the draft
    before you play it.

    \b
    Example:
      coach import handout.docx -o handout.md
    """
    if output is not None:
        _refuse_to_replace(output, force)
    raw, name = _read(file)
    document = read_document(raw, name)
    draft = make_draft(document, speaker)
    if command is not None:
        draft = _with_help(command, document, draft)
    script = write_script(draft)
    if output is not None:
        _write(output, script)
    for line in [*(explanation(draft) if explain else []), *summary(draft)]:
        click.echo(line, err=True)
    if output is None:
        click.echo(script, nl=False)
    else:
        click.echo(f"Wrote {output}.", err=True)


def _with_help(command: str, document: Document, draft: Draft) -> Draft:
    """The draft as the program arranges it; if that fails, as it is."""
    try:
        helped, refused = arranged(draft, ask(command, document))
    except IntakeError as error:
        click.echo(f"{error} This is the plain import.", err=True)
        return draft
    for sentence in refused:
        click.echo(sentence, err=True)
    return helped


def _read(file: Path) -> tuple[bytes, str]:
    if str(file) == "-":
        return sys.stdin.buffer.read(MOST_BYTES + 1), ""
    try:
        with file.open("rb") as opened:
            return opened.read(MOST_BYTES + 1), file.name
    except OSError as error:
        raise IntakeError(f"{file} cannot be read ({reason(error)}).") from error


def _refuse_to_replace(output: Path, force: bool) -> None:
    if output.exists() and not force:
        raise OutputError(f"{output} is there already. Choose another name, or replace it with --force.")


def _write(output: Path, script: str) -> None:
    with replacing(output) as temporary:
        temporary.write_text(script, "utf-8", newline="\n")
