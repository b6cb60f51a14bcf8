"""Signs that stand for words: <3, ≥ 5, &, ~, →, left/right, $5."""

from __future__ import annotations

from coach.script.spoken_form.rule import Rule, rule

_MONEY = {"$": ("dollars", "dollar"), "£": ("pounds", "pound"), "€": ("euros", "euro")}
_NUMBER_NEXT = r"\s*(?=[\d.$£€])"

COMPARISONS: tuple[Rule, ...] = (
    rule("at most", r"\s*(?:<=|=<|[≤⩽≦])\s*", " at most "),
    rule("at least", r"\s*(?:>=|[≥⩾≧])\s*", " at least "),
    rule("arrow", r"\s*(?:[-=]+>|[→⇒➔➜➝⟶])\s*", " to "),
    rule("under", rf"\s*<{_NUMBER_NEXT}", " under "),
    rule("over", rf"\s*>{_NUMBER_NEXT}", " over "),
    rule("plus or minus", r"\s*(?:±|\+/[-−])\s*", " plus or minus "),
)
"""Before the numbers they stand at are changed."""

SIGNS: tuple[Rule, ...] = (
    rule("money", r"([$£€])\s?(\d+(?:[.,]\d+)*)", lambda match: f"{match[2]} {_MONEY[match[1]][match[2] == '1']}"),
    rule("or more", r"(?<=\d)\+(?!\s*\d)", " or more "),
    rule("less or greater", r"[<>]", " "),
    rule("and", r"\s*&\s*", " and "),
    rule("plus", r"\s*\+\s*", " plus "),
    rule("equals", r"(?<=\w)\s*=\s*(?=\w)", " equals "),
    rule("other equals", r"=", " "),
    rule("about", r"\s*[~≈]\s*", " about "),
    rule("at", r"\s*@\s*", " at "),
    rule("times", r"\s*×\s*", " times "),
    rule("or", r"\s*/\s*", " or "),
)
