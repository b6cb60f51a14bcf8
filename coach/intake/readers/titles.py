"""Titles by their looks: which lines are headings although no mark says so."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from coach.intake.danger_signs import danger
from coach.intake.labels import sense
from coach.intake.times import find_timing
from coach.intake.verbs import begins_with_a_verb
from coach.intake.wording_rule import plain

if TYPE_CHECKING:
    from coach.intake.block import TextBlock


def looks_like_title(text: str, lead: str = "") -> bool:
    """Whether a line looks like a heading: short, no sentence, no command, no time."""
    words = text.split()
    if not 1 <= len(words) <= 10 or len(text) > 80 or not re.search(r"[^\W\d_]{2}", text):
        return False
    if text.rstrip(" \"'”’)").endswith((".", ",", ";", "!", "?", ":", "…", "->")) or not (
        words[0][0].isupper() or words[0][0].isdigit() or words[0][0] in "\"“'‘("
    ):
        return False
    if re.search(r":\s", text) and not re.match(
        r"(?:exercise|step|part|phase|day|week|stage|move|pose|stretch|round|lesson|chapter|block)\s+\w+\s*:",
        text,
        re.I,
    ):
        return False
    if find_timing(text).timed or "://" in text or "|" in text or "\t" in text:
        return False
    if text.isupper() or lead == text:
        return True
    return not is_command(text)


_AFTER_A_VERB = re.compile(
    r"^\W*\w+\s+(?:\w+ly\s+)?(?:your|the|a|an|both|one|each|on|onto|in|into|to|up|down|with|and|for|it"
    r"|back|out|over|from|through|as|how|while|at|slowly|gently|forward|backward|deeply|here|them|his|her"
    r"|any|all|here|still|again|tall|left|right|face|comfortably|for|some)\b",
    re.I,
)


def is_command(text: str) -> bool:
    """Whether a short line tells to do something, and so is no title: "Lift the leg", but not "Leg lift"."""
    shown = plain(text)
    if re.match(r"^\W*\w+ing\b", shown):
        return False
    return begins_with_a_verb(shown) and (
        _AFTER_A_VERB.match(shown) is not None
        or re.match(r"^\W*(?:then|now|next|finally|slowly|gently)\b", shown, re.I) is not None
    )


def settle_titles(blocks: list[TextBlock]) -> list[TextBlock]:
    """Decide by their neighbours which of the lines that look like headings are headings."""
    settled: list[TextBlock] = []
    if len(blocks) > 1 and _is_first_title(blocks[0], blocks[1]):
        blocks[0] = replace(blocks[0], kind="heading", level=1, sure=False)
    for index, block in enumerate(blocks):
        following = blocks[index + 1] if index + 1 < len(blocks) else None
        if block.kind == "item" and block.number and following is not None and _titles(block, following):
            settled.append(replace(block, kind="heading", level=3, sure=False, text=block.text.rstrip(":")))
        elif (
            block.kind == "heading" and block.close and following is not None and following.kind not in ("item", "row")
        ) or (block.kind == "heading" and not block.sure and block.level > 1 and not _leads(following, settled)):
            settled.append(replace(block, kind="paragraph", level=0))
        else:
            settled.append(block)
    return settled


def _is_first_title(first: TextBlock, following: TextBlock) -> bool:
    """Whether the first line, alone, is a title, though it holds a colon or a time: "Lifting the sky (8 rounds)"."""
    if first.kind != "paragraph" or following.close or len(first.text.split()) > 16 or is_command(first.text):
        return False
    name = first.text.partition(":")[0]
    return (
        first.text[:1].isupper()
        and not first.text.endswith((".", "!", "?", ":", ",", ";", "]"))
        and sense(name) is None
        and danger(first.text) is None
    )


def _titles(item: TextBlock, following: TextBlock) -> bool:
    """Whether a numbered line is the title of what follows it."""
    if is_command(item.text) or not looks_like_title(item.text.rstrip(":"), item.lead):
        return False
    deeper = following.level > item.level or (not following.number and following.level == item.level)
    under = following.kind == "item" and deeper
    return under or (following.kind == "paragraph" and (len(following.text.split()) > 8 or ": " in following.text))


def _leads(following: TextBlock | None, before: list[TextBlock]) -> bool:
    if following is None:
        return False
    titles = 0
    for each in reversed(before):
        if each.kind != "heading" or each.sure:
            break
        titles += 1
    return titles < (2 if following.kind in ("item", "row") or len(following.text.split()) > 8 else 1)
