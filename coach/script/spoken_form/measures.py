"""Measures: seconds, centimetres, pounds, feet and inches, degrees; and rates per day or side."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coach.script.spoken_form.rewriting import NUMBER, RuleGroup, group, rewriting

if TYPE_CHECKING:
    from collections.abc import Callable

_UNITS = {
    "s": "second", "sec": "second", "secs": "second", "S": "second",
    "m": "metre", "min": "minute", "mins": "minute",
    "h": "hour", "hr": "hour", "hrs": "hour",
    "wk": "week", "wks": "week", "yr": "year", "yrs": "year",
    "mm": "millimetre", "cm": "centimetre", "km": "kilometre",
    "in": "inch", "ft": "foot", "yd": "yard", "yds": "yard",
    "mg": "milligram", "g": "gram", "kg": "kilogram", "kgs": "kilogram",
    "lb": "pound", "lbs": "pound", "oz": "ounce",
    "ml": "millilitre", "cl": "centilitre", "l": "litre", "L": "litre",
    "tbsp": "tablespoon", "tsp": "teaspoon",
    "bpm": "beat", "rpm": "turn", "mmHg": "millimetre", "kcal": "kilocalorie", "Hz": "hertz",
    "°C": "degree", "°F": "degree", "°": "degree", "%": "percent",
}  # fmt: skip
_AFTER = {"bpm": " a minute", "rpm": " a minute", "mmHg": " of mercury", "°C": " Celsius", "°F": " Fahrenheit"}
_PLURALS = {"foot": "feet", "inch": "inches", "percent": "percent", "hertz": "hertz"}
_ANY_CASE = {unit.lower(): unit for unit in _UNITS if len(unit) > 1}

_PLAIN = sorted((unit for unit in _UNITS if unit not in ("in", "°C", "°F")), key=len, reverse=True)
UNIT = rf"°\s?[CF]|{'|'.join(re.escape(unit) if len(unit) == 1 else f'(?i:{unit})' for unit in _PLAIN)}"
"""A regex for a unit after a number, ignoring case if it has two letters; without `in`, which is a word."""

_LONG_OR_HIGH = "(?:tall|high|long|wide|deep|thick|apart|away|above|below|across|in diameter)"
_THINGS = (
    "ball|band|bar|block|board|bolster|box|cube|cushion|dowel|mat|pillow|plate|platform|roller|rope|step|stick|stool|"
    "strap|towel|tube"
)
_A_THING = rf"[\s-]*(?:\w+ )?(?:{_THINGS})s?\b"
_SIZED = rf"[\s-]*{_LONG_OR_HIGH}\b|{_A_THING}"


def count(number: str, unit: str) -> str:
    """`30 seconds`, `1 minute`, `6 feet`, `37 degrees Celsius`."""
    unit = _known(unit)
    word = _UNITS[unit]
    if number != "1":
        word = _PLURALS.get(word, f"{word}s")
    return f"{number} {word}{_AFTER.get(unit, '')}"


def one(unit: str) -> str:
    """`a minute`, `an hour`, `an ounce`."""
    word = _UNITS[_known(unit)]
    return f"{'an' if word in ('hour', 'inch', 'ounce') else 'a'} {word}"


def _known(unit: str) -> str:
    """The unit as in the table."""
    unit = re.sub(r"\s", "", unit)
    return unit if unit in _UNITS else _ANY_CASE[unit.lower()]


def _measure(match: re.Match[str]) -> str:
    number, joint, unit = match.groups()
    unit = _known(unit)
    if unit == "S" and joint:
        return match[0]
    if unit == "m" and not joint:
        unit = "min"  # 2m means minutes, 2 m means metres
    return f"{number} {_UNITS[unit]}{_AFTER.get(unit, '')}" if joint == "-" else count(number, unit)


def _is_sized(match: re.Match[str]) -> bool:
    """Whether the following words show that a length is meant."""
    return bool(re.match(_SIZED, match.string[match.end() :]))


def _minutes_and_seconds(match: re.Match[str]) -> str:
    larger, smaller = match.groups()
    if len(smaller) == 1 or _is_sized(match):
        return f"{count(larger, 'ft')} {count(smaller, 'in')}"
    return f"{count(larger, 'min')} {count(str(int(smaller)), 's')}"


def _seconds_or_inches(match: re.Match[str]) -> str:
    number, mark = match.groups()
    before = match.string[: match.start()]
    quoted = len(re.findall(r'(?<!\d)"', before)) % 2 or before.count("“") > before.count("”")
    if mark in '"”' and quoted:
        return match[0]
    if re.match(_A_THING, match.string[match.end() :]):
        return f"{number} inch"
    return count(number, "in" if _is_sized(match) or (mark != "″" and float(number) < 10) else "s")


def _minutes_or_feet(match: re.Match[str]) -> str:
    number, mark = match.groups()
    quoted = len(re.findall(r"(?<!\w)['‘]", match.string[: match.start()])) % 2
    if mark in "'’" and quoted:
        return match[0]
    return count(number, "ft" if _is_sized(match) else "min")


def _two(larger: str, smaller: str) -> Callable[[re.Match[str]], str]:
    """A replacement for a number of one unit and a number of a smaller one."""
    return lambda match: f"{count(match[1], larger)} {count(str(int(match[2])), smaller)}"


_ALONE = r"(?<![\w.])"
_DOTTED = "sec|secs|min|mins|hr|hrs|wk|wks|yr|yrs|ft|lb|lbs|oz|yd|yds|cm|mm|km|kg"

MARKS: RuleGroup = group(
    r"\d",
    rewriting("1'30\"", rf"{_ALONE}(\d+)\s?['′’]\s?([0-5]?\d)\s?(?:[\"″”]|''|′′)", _minutes_and_seconds),
    rewriting('30"', rf"{_ALONE}({NUMBER})\s?(''|′′|[\"″”])(?!\w)", _seconds_or_inches),
    rewriting("2'", rf"{_ALONE}(\d+)(['′’])(?!\w)", _minutes_or_feet),
)
"""Marks for minutes and seconds, or feet and inches."""

UNITS: RuleGroup = group(
    r"\d",
    rewriting("1h30", rf"{_ALONE}(\d+)\s?h(?:r|rs)?\s?([0-5]?\d)(?:\s?m(?:in|ins)?)?(?!\w)", _two("h", "min")),
    rewriting("1m30s", rf"{_ALONE}(\d+)\s?m(?:in|ins)?\s?([0-5]?\d)(?:\s?s(?:ec|ecs)?)?(?!\w)", _two("min", "s")),
    rewriting("5 ft 10", rf"{_ALONE}(\d+)[\s-]?(?:ft|feet|foot)\.?\s?(\d+)[\s-]?in(?:ch|ches)?\b\.?", _two("ft", "in")),
    rewriting("4-in ball", rf"{_ALONE}({NUMBER})-in\.?(?=\s+[a-z])", r"\1 inch"),
    rewriting("4 in wide", rf"{_ALONE}({NUMBER})\s?in\.?(?=\s{_LONG_OR_HIGH}\b)", lambda match: count(match[1], "in")),
    rewriting("30 sec. each", rf"({NUMBER}[\s-]?(?i:{_DOTTED}))\.(?=\s+[a-z0-9(]|[,;:])", r"\1"),
    rewriting("30s", rf"({NUMBER})(-|\s*)({UNIT})(?!\w)", _measure),
)

_RATES = {
    "s": "second", "sec": "second", "min": "minute", "h": "hour", "hr": "hour", "d": "day", "wk": "week", "yr": "year",
    "second": "second", "minute": "minute", "hour": "hour", "day": "day", "night": "night", "week": "week",
    "month": "month", "year": "year", "session": "session", "set": "set", "round": "round", "visit": "visit",
    "kg": "kilogram",
}  # fmt: skip
_PLACES = (
    "ankle|arm|breath|cheek|direction|ear|elbow|eye|finger|foot|hand|hip|knee|leg|person|shoulder|side|spot|thumb|toe|"
    "wrist"
)
_SO_MANY = rf"{NUMBER}(?: [a-z]+){{0,2}}"
_TIMES = "|".join(sorted(_RATES, key=len, reverse=True))


def _per(match: re.Match[str]) -> str:
    return f"{match[1]} per {_RATES[match[2]]}"


def _a_place(match: re.Match[str]) -> str:
    return f"{match[1]} {'an' if match[2][0] in 'aeiou' else 'a'} {match[2]}"


PER: RuleGroup = group(
    "/",
    rewriting("litres/day", rf"({_SO_MANY}|\b[a-z]{{2,}}[a-rt-z]s)\s?/\s?({_TIMES})(?!\w)", _per),
    rewriting("30 seconds/side", rf"({_SO_MANY})\s?/\s?({_PLACES})(?!\w)", _a_place),
)
"""After the units are words."""
