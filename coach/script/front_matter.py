"""The block between two lines of `---` at the top of a script: what a script says about itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import yaml

from coach.errors import ScriptError, nearest
from coach.script.routine import Breath, Header
from coach.script.spoken_form import speakable
from coach.units import SECOND

if TYPE_CHECKING:
    from collections.abc import Callable

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
    "say",
    "tags",
    "source",
)
PACES = range(60, 241)
"""Words a minute a voice can be asked for."""

_BREATH_WORDS = re.compile(r"(\d+(?:\.\d+)?)\s*s?\s*(in|hold|out|rest)")


def split_front_matter(text: str, file: str) -> tuple[Header, str]:
    """The header of a script, and its text with the front matter blanked out, so that line numbers stay."""
    lines = text.split("\n")
    first = next((number for number, line in enumerate(lines) if line.strip()), 0)
    if lines[first].rstrip() != "---":
        return Header(), text
    for number, line in enumerate(lines[first + 1 :], start=first + 1):
        if line.rstrip() in ("---", "..."):
            header = _Reader(file).read("\n" * first + "\n".join(lines[first + 1 : number]))
            return header, "\n" * (number + 1) + "\n".join(lines[number + 1 :])
    raise ScriptError("the front matter has no end: close it with a line of ---.", file, first + 1)


class _Reader:
    """Reads YAML nodes rather than values, so that every complaint has its line and column."""

    def __init__(self, file: str) -> None:
        self.file = file

    def read(self, text: str) -> Header:
        try:
            node = yaml.compose(text, Loader=yaml.SafeLoader)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line, column = (mark.line + 2, mark.column + 1) if mark else (1, 1)
            message = f"the front matter is not valid YAML: {error.problem or error.context}."
            raise ScriptError(message, self.file, line, column) from error
        except (yaml.YAMLError, RecursionError) as error:
            cause = str(error).splitlines()[0]
            raise ScriptError(f"the front matter is not valid YAML: {cause}.", self.file, 2) from error
        if node is None:
            return Header()
        if not isinstance(node, yaml.MappingNode):
            raise self._error(node, "the front matter must be lines of `key: value`.")
        readers: dict[str, Callable[[yaml.Node], object]] = {
            "for": self._speaker, "breath": self._breath, "pace": self._pace, "say": self._say, "tags": self._tags,
        }  # fmt: skip
        values: dict[str, object] = {}
        for key_node, value_node in node.value:
            key = self._text(key_node)
            if key not in KEYS:
                raise self._error(key_node, f"unknown key '{key}'.{nearest(key, KEYS)}")
            field = {"for": "speaker", "client-voice": "client_voice"}.get(key, key)
            if field in values:
                raise self._error(key_node, f"'{key}' is given twice.")
            values[field] = readers.get(key, self._text)(value_node)
        return Header(**values)  # type: ignore[arg-type]

    def _error(self, node: yaml.Node, message: str) -> ScriptError:
        return ScriptError(message, self.file, node.start_mark.line + 2, node.start_mark.column + 1)

    def _text(self, node: yaml.Node) -> str:
        if not isinstance(node, yaml.ScalarNode):
            raise self._error(node, "this must be words on one line.")
        if node.tag == "tag:yaml.org,2002:null":
            return ""
        return " ".join(str(node.value).split())

    def _speaker(self, node: yaml.Node) -> str:
        value = self._text(node).lower()
        if value not in ("therapist", "self"):
            raise self._error(node, f"'for' is either therapist or self, not '{value}'.")
        return value

    def _pace(self, node: yaml.Node) -> int:
        value = self._text(node)
        if not value.isdecimal() or len(value) > 3 or int(value) not in PACES:
            span = f"{PACES.start} to {PACES.stop - 1}"
            raise self._error(node, f"'pace' is words a minute, a whole number from {span}, not '{value}'.")
        return int(value)

    def _breath(self, node: yaml.Node) -> Breath:
        try:
            return parse_breath(self._text(node))
        except ValueError as error:
            raise self._error(node, str(error)) from error

    def _say(self, node: yaml.Node) -> dict[str, str]:
        if not isinstance(node, yaml.MappingNode):
            raise self._error(node, "'say' holds lines of `word: how to say it`, indented.")
        words = {self._text(word): self._text(spoken) for word, spoken in node.value}
        if not all(speakable(part) for pair in words.items() for part in pair):
            raise self._error(node, "both sides of a 'say' line need letters or digits.")
        return words

    def _tags(self, node: yaml.Node) -> tuple[str, ...]:
        if isinstance(node, yaml.SequenceNode):
            return tuple(self._text(item) for item in node.value)
        return tuple(tag for part in self._text(node).split(",") if (tag := part.strip()))


def parse_breath(text: str) -> Breath:
    """A breath pattern: `4 in, 6 out`, `4 in, 2 hold, 6 out`, or `4-6`, `4-2-6`, `4-4-4-4`. Raises ValueError."""
    cleaned = text.lower().strip()
    if re.fullmatch(r"\d+(\.\d+)?(\s*[-–]\s*\d+(\.\d+)?){1,3}", cleaned):
        counts = [float(count) for count in re.split(r"\s*[-–]\s*", cleaned)]
        names = {2: ("in", "out"), 3: ("in", "hold", "out"), 4: ("in", "hold", "out", "rest")}[len(counts)]
        phases = list(zip(names, counts, strict=True))
    else:
        phases = [(name, float(count)) for count, name in _BREATH_WORDS.findall(cleaned)]
        if [name for name, _ in phases] == ["in", "hold", "out", "hold"]:
            phases[3] = ("rest", phases[3][1])
        if re.sub(r"[\s,]", "", _BREATH_WORDS.sub("", cleaned)):
            phases = []
    order = [name for name, _ in phases]
    if order not in (["in", "out"], ["in", "hold", "out"], ["in", "out", "rest"], ["in", "hold", "out", "rest"]):
        raise ValueError(f"'{text}' is not a breath pattern: write it like `4 in, 6 out`, 4-2-6 or 4-4-4-4.")
    length = dict(phases)
    if not all(1 <= length[name] <= 30 for name in ("in", "out")) or max(length.values()) > 30:
        raise ValueError("breathing in and out takes from 1 to 30 seconds each.")
    return Breath(*(round(length.get(name, 0) * SECOND) for name in ("in", "hold", "out", "rest")))
