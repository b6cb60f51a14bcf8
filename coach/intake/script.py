"""A draft written down as a script, in the form that docs/scripts.md recommends."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import TYPE_CHECKING

from coach.intake.tidy import squeeze, without_pictures, words_in
from coach.script.reader import parse
from coach.script.slips import slips
from coach.script.spoken_form import speakable
from coach.script.timed_words import split_bracket

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from coach.intake.draft import Draft, DraftSection
    from coach.intake.judgement import Judgement
    from coach.intake.timed_line import TimedLine

MOST_LETTERS = 900
"""In one spoken line; the parser takes 1,000."""


def write_script(draft: Draft) -> str:
    """The whole script as Markdown; a comment at its end lists the text that is not in it otherwise."""
    body = "\n".join(
        [*_front_matter(draft), *_beginning(draft), *(line for section in draft.sections for line in _section(section))]
    )
    body = re.sub(r"\n{3,}", "\n\n", body).rstrip() + "\n"
    return body + _left_out(draft, body)


def _front_matter(draft: Draft) -> Iterator[str]:
    yield "---"
    yield f"title: {_yaml(draft.title)}"
    yield f"for: {draft.speaker}"
    if draft.position:
        yield f"position: {draft.position}"
    if draft.breath:
        yield f"breath: {draft.breath}"
    yield "---"


def _yaml(text: str) -> str:
    plain = re.fullmatch(r"[A-Za-z][\w ,.'()/&-]*[\w).]", text) and not re.search(r"\s#|: ", text)
    return (
        text
        if plain and text.lower() not in ("true", "false", "yes", "no", "null", "on", "off")
        else json.dumps(text, ensure_ascii=False)
    )


def _beginning(draft: Draft) -> Iterator[str]:
    for note in draft.notes:
        yield from ("", *_note(note))
    yield from _cautions(draft.cautions)


def _section(section: DraftSection) -> Iterator[str]:
    title = _heading(section.title)
    if section.title and title:
        yield from ("", f"{'#' * section.level} {title}{' (each side)' if section.each_side else ''}")
    for note in section.notes:
        yield from ("", *_note(note))
    yield from _cautions(section.cautions)
    yield ""
    for cautions, lines in section.steps:
        if cautions:
            yield from (*_cautions(cautions), "")
        for line in lines:
            yield step_line(line)


def _heading(title: str) -> str:
    title = squeeze(without_pictures(title)).rstrip(" #")
    words = _free_of_brackets(title)
    return escaped(words) if speakable(words) and len(words) <= MOST_LETTERS else ""


def _cautions(cautions: Iterable[Judgement]) -> Iterator[str]:
    texts = caution_texts(cautions)
    if not texts:
        return
    yield from ("", "> [!CAUTION]")
    for index, text in enumerate(texts):
        yield from ([">"] if index else [])
        for part_index, part in enumerate(_cut(text)):
            yield from ([">"] if part_index else [])
            yield f"> {escaped(part)}"


def caution_texts(cautions: Iterable[Judgement]) -> list[str]:
    """The cautions as they are said, each once."""
    return [text for text in dict.fromkeys(_sayable(piece.text) for piece in cautions) if text]


def step_line(line: TimedLine) -> str:
    """A step as it is written in the script."""
    words = escaped(_sayable(line.text))
    bracket = _bracket(line)
    remarks = [f"chosen: {line.chosen}" if line.chosen else "", line.remark]
    remark = "; ".join(filter(None, remarks))
    comment = f"<!-- {_comment(remark)} -->" if remark else ""
    return "- " + " ".join(filter(None, [words, bracket, comment]))


def _bracket(line: TimedLine) -> str:
    parts = [f"x{line.repeats}"] if line.repeats > 1 else []
    if line.wait:
        parts = ["wait"]
    elif line.breaths is not None:
        parts.append(f"{line.breaths} breath{'s' * (line.breaths != 1)}")
    elif line.pause is not None:
        parts.append(f"pause {_length(line.pause)}")
    elif line.seconds is not None:
        parts.append(_length(line.seconds))
        if line.bounds is not None:
            parts.append(f"{line.bounds[0]}-{line.bounds[1]}s")
    if line.each_side:
        parts.append("each side")
    return f"({', '.join(parts)})" if parts else ""


def _length(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    if seconds <= 90:
        return f"{seconds}s"
    return f"{minutes}:{rest:02}" if rest else f"{minutes} min"


def _note(text: str) -> Iterator[str]:
    shown = escaped(squeeze(text))
    if shown:
        yield shown


def _sayable(text: str) -> str:
    """Words for one spoken line: without pictures, and without a closing bracket that would be read as a time."""
    text = squeeze(without_pictures(text)).lstrip("-–—•*+>#=|~ ")
    words = _free_of_brackets(text)
    return words if speakable(words) else ""


def _free_of_brackets(text: str) -> str:
    words = _between_commas(text)
    return words if _is_only_said(words) else squeeze(re.sub(r"[()\[\]]", " ", words))


def _is_only_said(words: str) -> bool:
    """Whether the parser finds nothing but words in them, also where a bracket is not closed or stands amid them."""
    if not re.search(r"[(\[]", words):
        return True
    parsed = parse(f"- {escaped(words)}", "draft", lambda _link, name: (name, ""))
    return not any(each.severity == "error" for each in parsed.diagnostics)


def _between_commas(text: str) -> str:
    """A closing bracket that would be read as a time stands between commas."""
    text = text.replace("{", "(").replace("}", ")")
    for _ in range(20):
        inside = split_bracket(text)[1]
        if inside is None:
            return _without_doubt(text)
        at = text.rindex("(")
        close = text.rindex(")")
        text = squeeze(f"{text[:at].rstrip().rstrip(',')}, {text[at + 1 : close].strip()}{text[close + 1 :]}").strip(
            " ,"
        )
    return squeeze(text.replace("(", " ").replace(")", " "))


def _without_doubt(text: str) -> str:
    """Words in brackets that look like a time stand between commas."""
    if not any(slips(text)):
        return text
    return squeeze(
        re.sub(r"\s*\(([^()]*)\)", lambda match: f", {match[1]}" if any(slips(match[0])) else match[0], text)
    ).lstrip(", ")


def _cut(text: str) -> list[str]:
    """A caution in pieces that are not too long to be one line."""
    pieces, words = [""], text.split(" ")
    for word in words:
        if len(pieces[-1]) + len(word) > MOST_LETTERS:
            pieces.append("")
        pieces[-1] = f"{pieces[-1]} {word}".strip()
    return [piece[:MOST_LETTERS] for piece in pieces if speakable(piece[:MOST_LETTERS])]


_SPECIAL = re.compile(r"[\\*`\[\]<>]|(?<!\w)_|_(?!\w)|&(?=#|\w+;)")
_FIRST = re.compile(r"^(?:(?P<sign>[#>+\-=|~])|(?P<number>\d{1,9})(?P<dot>[.)])(?=\s|$))")


def escaped(text: str) -> str:
    """Words with everything escaped that would be markup."""
    text = _SPECIAL.sub(lambda match: f"\\{match[0]}", text)
    return _FIRST.sub(
        lambda match: f"\\{match['sign']}" if match["sign"] else f"{match['number']}\\{match['dot']}", text
    )


def _comment(text: str) -> str:
    """Text that cannot end the comment it stands in."""
    text = squeeze(text).replace("--", "- -").replace("--", "- -")
    return f"{text} " if text.endswith("-") else text


def _left_out(draft: Draft, body: str) -> str:
    lines = [f"{piece.why}: {squeeze(piece.text)}" for piece in draft.left_out if piece.text.strip()]
    shown = body.casefold()
    labels = [piece for piece in draft.pieces if piece.kind == "label" and piece.text.casefold() not in shown]
    lines += [f"a label: {piece.text}" for piece in labels]
    lines += [f"not said word for word: {text}" for text in _missing(draft, body, lines)]
    if not lines:
        return ""
    listed = "\n".join(f"{_comment(line)}" for line in lines)
    return f"\n<!-- Left out:\n{listed}\n-->\n"


def _missing(draft: Draft, body: str, lines: list[str]) -> list[str]:
    """The lines of the document with words that are not in the script yet."""
    have = Counter(words_in(body)) + Counter(word for line in lines for word in words_in(line))
    missing = Counter(word for text in draft.source for word in words_in(text)) - have
    listed = []
    for text in draft.source:
        words = Counter(words_in(text))
        if words & missing:
            listed.append(text)
            missing -= words
    return listed
