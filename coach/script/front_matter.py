"""The front matter: the block between two lines of `---` at the top of a script."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, get_args

import yaml

from coach.script.routine import BedName, Breath, Diagnostic, Header, Location
from coach.script.spoken_form import speakable
from coach.units import SECOND

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from coach.script.routine import Severity

KEYS = (
    "title",
    "summary",
    "for",
    "position",
    "breath",
    "pace",
    "language",
    "voice",
    "client-voice",
    "bed",
    "say",
    "tags",
    "source",
)
PACES = range(60, 241)
"""The allowed range of words a minute."""

_COUNT = r"\d+(?:\.\d+)?"
_SHORT = re.compile(rf"{_COUNT}(?:\s*[-–:/]\s*{_COUNT}){{1,3}}")
_PART = re.compile(rf"(?P<count>{_COUNT})|(?<![a-z])(?P<name>in(?:hale)?|hold|out|exhale|rest)(?![a-z])")
_AROUND = re.compile(r"[\s,;/]|(?<![a-z])(?:s|secs?|seconds?|counts?|breathe|for|and|then|again)(?![a-z])")
"""What may stand around the parts of a pattern."""
_PLAIN = re.compile(r"[A-Za-z][\w-]*: +[\w(][^:#\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff]*", re.ASCII)
"""A line of a key and plain words, with nothing that means anything in YAML."""
_PHASES = {"inhale": "in", "exhale": "out"}
_LATER = {"in": ("in", "top up"), "hold": ("out", "rest")}
"""What the name of a phase means after another: a second breath in, and a hold after breathing out."""
_ORDER = re.compile(r"in( hold)?( top up)? out( rest)?")


def split_front_matter(text: str, file: str) -> tuple[Header, str, list[Diagnostic]]:
    """The header of a script, its text with the front matter blanked out (line numbers stay), and the diagnostics.

    Invalid parts of the header keep their default values.
    """
    lines = text.split("\n")
    first = next((number for number, line in enumerate(lines) if line.strip()), 0)
    if lines[first].rstrip() != "---":
        return Header(), text, []
    for number, line in enumerate(lines[first + 1 :], start=first + 1):
        if line.rstrip() in ("---", "..."):
            reader = _Reader(file, first, lines[first + 1 : number])
            return reader.read(), "\n" * (number + 1) + "\n".join(lines[number + 1 :]), reader.diagnostics
    start = Location(file, first + 1)
    message = "the front matter has no end: close it with a line of ---."
    return Header(), "\n" * (first + 1) + "\n".join(lines[first + 1 :]), [
        Diagnostic(start, message, "error", "front-matter", Location(file, first + 1, 4))
    ]  # fmt: skip


class _Bad(Exception):
    """An invalid node; the message is a sentence."""

    def __init__(self, node: yaml.Node, message: str, suggestion: str | None = None) -> None:
        super().__init__(message)
        self.node, self.suggestion = node, suggestion


class _Reader:
    """Reads YAML nodes rather than values, so that every diagnostic has a line and a column."""

    def __init__(self, file: str, above: int, lines: Sequence[str]) -> None:
        """`above`: the number of lines above the opening `---`; `lines`: the lines between the two `---`."""
        self.file, self.above, self.lines = file, above, [line.replace("\t", " ") for line in lines]
        self.diagnostics: list[Diagnostic] = []

    def read(self) -> Header:
        """The header; errors and doubts are in `diagnostics`."""
        try:
            node = self._compose()
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line, column = (mark.line, mark.column + 1) if mark else (-1, 1)
            message = f"the front matter is not valid YAML: {error.problem or error.context}."
            self._tell("error", "front-matter", message, line, column)
            return Header()
        except (yaml.YAMLError, RecursionError) as error:
            cause = str(error).splitlines()[0]
            self._tell("error", "front-matter", f"the front matter is not valid YAML: {cause}.", 0, 1)
            return Header()
        if node is None:
            return Header()
        try:
            return Header(**self._values(node))
        except _Bad as error:
            self._tell_node("error", "front-matter", str(error), error.node)
            return Header()

    def _compose(self) -> yaml.Node | None:
        """The nodes of the front matter; if unquoted words make it invalid YAML, they are quoted."""
        loader: Any = yaml.SafeLoader
        if all(map(_PLAIN.fullmatch, self.lines)):
            # The parser in C is ten times as fast, and reads such lines alike; in odd cases they differ.
            loader = getattr(yaml, "CSafeLoader", loader)
        try:
            return yaml.compose("\n".join(self.lines), Loader=loader)
        except yaml.MarkedYAMLError:
            quoted = list(self.lines)
            for number, line in enumerate(self.lines):
                match = re.fullmatch(r"([A-Za-z][\w-]*)(:\s+)(.*?)\s*", line)
                if match and _needs_quotes(match[3]):
                    quoted[number] = f"{match[1]}{match[2]}'{match[3].replace(chr(39), chr(39) * 2)}'"
            if quoted == self.lines:
                raise
            node = yaml.compose("\n".join(quoted), Loader=yaml.SafeLoader)
        for number, (line, mended) in enumerate(zip(self.lines, quoted, strict=True)):
            if line != mended:
                column = len(line) - len(line.split(":", 1)[1].lstrip()) + 1
                value = line[column - 1 :].rstrip()
                right = mended[column - 1 :]
                message = f"quote it, or YAML takes a part of it for something else: {right}"
                self._tell("doubt", "quote", message, number, column, len(value), right)
        return node

    def _values(self, node: yaml.Node) -> dict[str, Any]:
        if not isinstance(node, yaml.MappingNode):
            raise _Bad(node, "the front matter must be lines of `key: value`.")
        readers: dict[str, Callable[[yaml.Node], object]] = {
            "for": self._speaker, "breath": self._breath, "pace": self._pace, "bed": self._bed, "say": self._say,
            "tags": self._tags,
        }  # fmt: skip
        values: dict[str, Any] = {}
        for key_node, value_node in node.value:
            try:
                written = self._text(key_node)
                key = written.lower()
                if key not in KEYS:
                    self._foreign(key_node, written)
                    continue
                field = {"for": "speaker", "client-voice": "client_voice"}.get(key, key)
                if field in values:
                    self._tell_node("error", "front-matter", f"'{key}' is given twice.", key_node)
                values[field] = readers.get(key, self._text)(value_node)
            except _Bad as error:
                self._tell_node("error", "front-matter", str(error), error.node, error.suggestion)
        return values

    def _foreign(self, node: yaml.Node, key: str) -> None:
        """An unknown key: an error if it is a misspelt known one, otherwise a doubt. Raises _Bad."""
        for known in KEYS:
            slips = 1 if min(len(key), len(known)) <= 4 else 2
            if _distance(key.lower(), known, slips) <= slips:
                raise _Bad(node, f"unknown key '{key}'. Did you mean '{known}'?", known)
        known = {"lang": "language", "description": "summary", "author": "source"}.get(key.lower(), "")
        hint = f"; Coach has '{known}'" if known else ""
        self._tell_node("doubt", "foreign-key", f"'{key}' is no key of Coach's, so nothing comes of it{hint}", node)

    def _tell(
        self, severity: Severity, code: str, message: str, line: int, column: int, length: int = 0,
        suggestion: str | None = None,
    ) -> None:  # fmt: skip
        """`line` counts from 0, in the front matter; `column` from 1."""
        number = self.above + line + 2
        start, end = Location(self.file, number, column), Location(self.file, number, column + length)
        self.diagnostics.append(Diagnostic(start, message, severity, code, end if length else None, suggestion))

    def _tell_node(
        self, severity: Severity, code: str, message: str, node: yaml.Node, suggestion: str | None = None
    ) -> None:
        start, end = node.start_mark, node.end_mark
        length = end.column - start.column if start.line == end.line else 0
        self._tell(severity, code, message, start.line, start.column + 1, length, suggestion)

    def _text(self, node: yaml.Node) -> str:
        if not isinstance(node, yaml.ScalarNode):
            raise _Bad(node, "this must be words on one line.")
        if node.tag == "tag:yaml.org,2002:null":
            return ""
        return " ".join(str(node.value).split())

    def _speaker(self, node: yaml.Node) -> str:
        value = self._text(node).lower()
        if value not in ("therapist", "self"):
            raise _Bad(node, f"'for' is either therapist or self, not '{value}'.")
        return value

    def _pace(self, node: yaml.Node) -> int:
        value = self._text(node)
        if not value.isdecimal() or len(value) > 3 or int(value) not in PACES:
            span = f"{PACES.start} to {PACES.stop - 1}"
            raise _Bad(node, f"'pace' is words a minute, a whole number from {span}, not '{value}'.")
        return int(value)

    def _breath(self, node: yaml.Node) -> Breath:
        try:
            return parse_breath(self._text(node))
        except ValueError as error:
            raise _Bad(node, str(error)) from error

    def _bed(self, node: yaml.Node) -> str:
        value = self._text(node).lower()
        if value not in get_args(BedName):
            raise _Bad(node, f"'bed' is the background sound: none, air, pad or rain, not '{value}'.")
        return value

    def _say(self, node: yaml.Node) -> dict[str, str]:
        if not isinstance(node, yaml.MappingNode):
            raise _Bad(node, "'say' holds lines of `word: how to say it`, indented.")
        words = {self._text(word): self._text(spoken) for word, spoken in node.value}
        if not all(speakable(part) for pair in words.items() for part in pair):
            raise _Bad(node, "both sides of a 'say' line need letters or digits.")
        return words

    def _tags(self, node: yaml.Node) -> tuple[str, ...]:
        if isinstance(node, yaml.SequenceNode):
            return tuple(self._text(item) for item in node.value)
        return tuple(tag for part in self._text(node).split(",") if (tag := part.strip()))


def _needs_quotes(value: str) -> bool:
    """Whether a value must be quoted because YAML would misread it, such as text with a colon."""
    if not value or value[0] in "'\"|>[" or (value[0] == "{" and not value.startswith("{{")):
        return False
    return ": " in value or value.endswith(":") or " #" in value or value[0] in "@`%&*!?{"


def _distance(one: str, other: str, most: int) -> int:
    """The edit distance with swaps; above `most`, any number greater than `most`."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    rows = [list(range(len(other) + 1))]
    for i, char in enumerate(one, start=1):
        row = [i]
        for j, match in enumerate(other, start=1):
            best = min(rows[-1][j] + 1, row[j - 1] + 1, rows[-1][j - 1] + (char != match))
            if i > 1 and j > 1 and (char, one[i - 2]) == (other[j - 2], match):
                best = min(best, rows[-2][j - 2] + 1)
            row.append(best)
        rows.append(row)
    return rows[-1][-1]


def parse_breath(text: str) -> Breath:
    """A breath pattern: `4 in, 6 out`, `in 4, hold 7, out 8`, or short: `4-6`, `4-7-8`. With a second, short breath
    in: `3 in, 1 in, 6 out`. Raises ValueError.
    """
    cleaned = text.lower().strip()
    if _SHORT.fullmatch(cleaned):
        counts = re.findall(_COUNT, cleaned)
        names = {2: ("in", "out"), 3: ("in", "hold", "out"), 4: ("in", "hold", "out", "rest")}[len(counts)]
        phases = [(name, float(count)) for name, count in zip(names, counts, strict=True)]
    else:
        phases = _phases(cleaned)
    if not _ORDER.fullmatch(" ".join(name for name, _ in phases)):
        raise ValueError(
            f"'{text}' is not a breath pattern: write it like `4 in, 6 out`, 4-2-6 or 4-4-4-4, or with a second, short "
            "breath in, `3 in, 1 in, 6 out`."
        )
    length = dict(phases)
    if not 0.5 <= length.get("top up", 1) <= 10:
        raise ValueError("a second breath in takes from 0.5 to 10 seconds: write it like `3 in, 1 in, 6 out`.")
    if not all(1 <= length[name] <= 30 for name in ("in", "out")) or max(length.values()) > 30:
        raise ValueError("breathing in and out takes from 1 to 30 seconds each.")
    return Breath(*(round(length.get(name, 0) * SECOND) for name in ("in", "hold", "out", "rest", "top up")))


def _phases(text: str) -> list[tuple[str, float]]:
    """The phases of a pattern in words, the count before or after each name; empty if it is none."""
    parts = list(_PART.finditer(text))
    phases: list[tuple[str, float]] = []
    for one, other in zip(parts[::2], parts[1::2], strict=False):
        count, name = one["count"] or other["count"], one["name"] or other["name"]
        if not (count and name):
            return []
        name = _PHASES.get(name, name)
        after, later = _LATER.get(name, ("", ""))
        phases.append((later if any(before == after for before, _ in phases) else name, float(count)))
    if len(parts) % 2 or _AROUND.sub("", _PART.sub(" ", text)):
        return []
    return phases
