"""Signs that stand for words: <3, ≥ 5, &, ~, →, left/right, $5."""

from __future__ import annotations

from coach.script.spoken_form.rewriting import RuleGroup, group, rewriting

_MONEY = {"$": ("dollars", "dollar"), "£": ("pounds", "pound"), "€": ("euros", "euro")}
_NUMBER_NEXT = r"\s*(?=[\d.$£€])"

COMPARISONS: RuleGroup = group(
    "[<>=≤⩽≦≥⩾≧→⇒➔➜➝⟶±+]",
    rewriting("at most", r"\s*(?:<=|=<|[≤⩽≦])\s*", " at most "),
    rewriting("at least", r"\s*(?:>=|[≥⩾≧])\s*", " at least "),
    rewriting("arrow", r"\s*(?:[-=]+>|[→⇒➔➜➝⟶])\s*", " to "),
    rewriting("under", rf"\s*<{_NUMBER_NEXT}", " under "),
    rewriting("over", rf"\s*>{_NUMBER_NEXT}", " over "),
    rewriting("plus or minus", r"\s*(?:±|\+/[-−])\s*", " plus or minus "),
)
"""Applied before numbers are rewritten."""

SIGNS: RuleGroup = group(
    "[$£€+<>&=~≈@×/]",
    rewriting("money", r"([$£€])\s?(\d+(?:[.,]\d+)*)", lambda match: f"{match[2]} {_MONEY[match[1]][match[2] == '1']}"),
    rewriting("or more", r"(?<=\d)\+(?!\s*\d)", " or more "),
    rewriting("less or greater", r"[<>]", " "),
    rewriting("and", r"\s*&\s*", " and "),
    rewriting("plus", r"\s*\+\s*", " plus "),
    rewriting("equals", r"(?<=\w)\s*=\s*(?=\w)", " equals "),
    rewriting("other equals", r"=", " "),
    rewriting("about", r"\s*[~≈]\s*", " about "),
    rewriting("at", r"\s*@\s*", " at "),
    rewriting("times", r"\s*×\s*", " times "),
    rewriting("or", r"\s*/\s*", " or "),
)
