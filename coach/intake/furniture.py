"""What belongs to a page and not to its text: counts of views, cookies, captions, copyright. It is left out."""

from __future__ import annotations

import re
from functools import lru_cache

from coach.intake.sentences import sentences
from coach.intake.verbs import begins_with_a_verb
from coach.intake.wording_rule import WordingRule, rule

_NUMBER = r"\d[\d.,\s\u00a0]*(?:k|m|tsd|mio)?"

LINES: tuple[WordingRule, ...] = (
    rule(
        "views",
        "a count of views, likes or readers",
        rf"^\W*{_NUMBER}\+?\s*(?:views?|likes?|shares?|saves?|comments?|replies|reactions?|followers?"
        rf"|subscribers?|ratings?|reviews?|reads?|readers?|downloads?|plays?|members?|votes?|people (?:like"
        rf"|found))\b(?:.{{0,60}})$"
        rf"|^[^\W\d]+(?:\s[^\W\d]+){{0,2}}\s+\d{{1,3}}(?:[,. \u00a0]\d{{3}})+\W*$|\b{_NUMBER}\s*(?:views|likes"
        rf"|saves|shares|subscribers|followers)\b|^\W*(?:views?|likes?|rating)\s*:\s*[\d.,]+",
    ),
    rule(
        "figure",
        "a figure or its caption",
        r"^\W*(?:fig(?:ure)?s?|abb(?:ildung)?|photo|image|picture|illustration|plate|diagram"
        r"|video)\b\.?\s*(?:\d|credits?\b|by\b|source|courtesy|:).{0,120}$|^\W*(?:photo|image) (?:credit"
        r"|courtesy|by|source)",
    ),
    rule(
        "picture",
        "a picture",
        r"^\W*!\[[^\]]*\](?:\([^)]*\))?\W*$|^\W*\[\[?[^\]]+\.(?:png|jpe?g|gif|svg|webp)\]?\]\W*$"
        r"|^\W*\S+\.(?:png|jpe?g|gif|webp|mp[34])\W*$|📸|📷",
    ),
    rule(
        "cookies",
        "a notice about cookies or privacy",
        r"\bcookies?\b.{0,80}\b(?:use|experience|accept|policy|settings|site|consent|preferences)|\b(?:use"
        r"|uses|accept|with|manage) (?:of )?cookies\b|^\W*(?:accept(?: all)?|reject all|manage preferences"
        r"|cookie (?:policy|settings))\W*$|\bprivacy policy\b|\bterms (?:of (?:use|service)|and conditions"
        r"|& conditions)\b|\bGDPR\b",
    ),
    rule(
        "share",
        "buttons of a page",
        r"^\W*(?:share|tweet|pin(?: it)?|pin this|print(?: (?:this )?(?:page|article|recipe))?|save"
        r"|save (?:this )?(?:for later|post|pin)|e-?mail|copy link|like|follow(?: us| me)?|comment|reply"
        r"|bookmark|facebook|twitter|instagram|pinterest|whatsapp|youtube|tiktok|linkedin|reddit|menu|home"
        r"|search|skip to (?:main )?content|back to top|log ?in|sign ?(?:in|up)|register|subscribe|read more"
        r"|load more|show (?:more|less|transcript)|see (?:more|all)|view all|buy now|add to cart"
        r"|download(?: pdf)?|watch later|advert|advertisement|sponsored|loading\W*|autoplay|transcript"
        r"|jump to recipe|table of contents|toc|uncategorized|leave a (?:comment|reply)|post comment"
        r"|cancel reply)"
        r"(?:\s*[|·•/,>»-]?\s*(?:share|tweet|pin(?: it)?|print|save|e-?mail|like|follow|comments?|reply"
        r"|facebook|twitter|instagram|pinterest|whatsapp|youtube|home|menu|search|more|login|sign up|subscribe"
        r"|on|this|page|via|to|download))*\W*$"
        r"|^\W*(?:share|save|pin|bookmark|print|like|rate) this (?:post|article|video|page|story|recipe"
        r"|for later|one)?\b.{0,60}$|^\W*(?:share (?:on|via|with)|click to \w+)\b.{0,60}$|\b(?:back to top"
        r"|edit this page)\b",
    ),
    rule(
        "subscribe",
        "a call to subscribe or buy",
        r"\b(?:subscribe|newsletter|sign up|smash that|hit the (?:like|bell)|like and|follow (?:me|us"
        r"|along) (?:on|at|for)|join \d[\d,.]* |join (?:our|my|the) (?:list|community|newsletter|channel)"
        r"|in your inbox|link in (?:the )?(?:bio|description)|patreon|buy me a|promo code|coupon|discount"
        r"|\d+\s*% off|free (?:shipping|trial|download|e-?book)|limited offer|this week only|shop (?:now|our"
        r"|the)|order (?:now|yours)|affiliate|sponsored|advertisement|giveaway|check out (?:my|our)|my (?:shop"
        r"|store|book|course|oil)|our (?:shop|store|sponsor)|available (?:now|on)|(?:buy|shop|order"
        r"|book) (?:\w+ ){0,3}(?:now|today|here)\b|gift card|leave a (?:comment|review)|let (?:me"
        r"|us) know in the comments|comment below|comments? below|thanks for (?:watching|reading)"
        r"|(?:did you (?:like|enjoy|find)|was this (?:\w+ )?(?:helpful|useful))|see you (?:in the )?next"
        r"|don'?t forget to (?:like|subscribe|share)"
        r"|turn on notifications|tag a friend|save this for later|save (?:this )?(?:post|video|reel))\b",
    ),
    rule(
        "copyright",
        "copyright or imprint",
        r"©|\(c\)\s*\d{4}|\bcopyright\b|\ball rights reserved\b|\bimprint\b|\bcreative commons\b"
        r"|\blicensed under\b|\breproduc\w+ (?:without|is)\b|^\W*(?:powered by|site by|designed by|hosted by"
        r"|published by|printed by)\b",
    ),
    rule(
        "page-number",
        "a page number or running head",
        r"^\W*(?:page|seite|p\.|pg\.?)\s*\d+(?:\s*(?:of|/|von)\s*\d+)?\W*$|^[\s\-–—|·.]*\d{1,4}(?:\s*(?:/"
        r"|of)\s*\d{1,4})?[\s\-–—|·.]*$|^\W*(?:sheet|form|doc(?:ument)?|version|rev(?:ision)?|ref|handout"
        r"|leaflet)\.?\s*(?:no\.?|number|#)?\s*:?\s*[A-Z]{0,4}-?\d[\w./-]*\W*.{0,40}$|^\W*continued (?:on|from"
        r"|overleaf)\b.{0,30}$|^\W*(?:please )?turn over\W*(?:page)?\W*$",
    ),
    rule(
        "byline",
        "who wrote it, and when",
        r"^\W*(?:(?:last )?(?:updated|modified|reviewed|edited|revised)|published|posted|created|premiered"
        r"|streamed|uploaded|date|reading time|read time|author|written|medically reviewed|fact[- ]checked"
        r"|reviewed)\b\s*(?:(?:on|by|at|in)\b|:|\d|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|live"
        r"|yesterday|today)).{0,100}$"
        r"|\b\d+\s*[- ]?min(?:ute)?s?\.? read\b"
        r"|^\W*by (?:the )?[A-Z][\w.'-]+(?:\s+[\w.'&-]+){0,5}(?:\s*[|·•,–—-].*)?$|^\W*(?:mon|tues|wednes|thurs"
        r"|fri|satur|sun)day,? .{0,30}\d{4}\W*$|^\W*(?:\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{1,2}\.? (?:jan|feb"
        r"|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*\.? \d{2,4}|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct"
        r"|nov|dec)\w*\.? \d{1,2},? \d{4})\W*$|\bpremiered\b|^\W*\d+ (?:days?|weeks?|months?|years?"
        r"|hours?) ago\W*$",
    ),
    rule(
        "see-also",
        "a pointer to other pages",
        r"^\W*(?:see also|read (?:also|more|next)|related(?: articles| posts| videos| reading)?|you (?:may"
        r"|might) also (?:like|enjoy)|recommended for you|up next|more (?:from|like|in)|further reading"
        r"|also on|next article|previous article|you'll also like|popular posts|recent posts|categories|tags"
        r"|filed under|tagged|trending|watch (?:next|also)|listen to the recording|watch the video|click here"
        r"|download the|get the app)\b.{0,160}$",
    ),
    rule(
        "navigation",
        "a bar of links",
        r"^\W*(?:[\w'& ]{2,30}\s*[|›»·•]\s*){2,}[\w'& ]{1,40}\W*$|^\W*(?:home|start)\s*[>›»/|·].{0,100}$",
    ),
    rule(
        "form",
        "a blank of a form",
        r"_{4,}|\.{8,}|^\W*(?:patient|client|name|date|date of birth|dob|signature|signed|nhs no|hospital no"
        r"|address|phone|telephone|tel|fax|e-?mail|clinic|therapist|physiotherapist|issued by"
        r"|prepared by)\s*(?:name|no\.?|number|signature)?\s*:\s*\S{0,40}(?:\s+\S{1,20}){0,3}\W*$",
    ),
    rule(
        "contact",
        "contact details",
        r"\bif you have (?:any )?(?:questions|queries|concerns|problems|feedback)\b|\b(?:ring|phone|call|text"
        r"|tel\.?|telephone)\b[^.]{0,30}\d{5,}|\b[\w.+-]+@[\w-]+\.\w{2,}\b|^\W*(?:tel|phone|fax|call us"
        r"|opening hours|contact us)\b\W*[\d+(]?.{0,60}$",
    ),
    rule("hashtags", "hashtags", r"^\W*(?:[#@][^\W\d]\w*[\s,·]*)+$"),
    rule(
        "not-advice",
        "a disclaimer",
        r"\b(?:not|no substitute for|does not (?:constitute|replace)|is not (?:intended"
        r"|a substitute)).{0,40}\b(?:medical|professional) (?:advice|diagnosis|treatment)"
        r"|\bfor (?:informational|educational|general information) (?:and \w+ )?purposes\b"
        r"|\bdisclaimer\b.{0,20}$|\bwe accept no liability\b|\bliab(?:le|ility)\b",
    ),
    rule(
        "markup",
        "code of a page",
        r"^\W*(?:window\.|function\s*\(|var |const |let \w+ ?=|document\.|<script|<style|\{\{|\}\}"
        r"|\.[\w-]+\s*\{|@media|@import)",
    ),
    rule("rule", "a dividing line", r"^[\W_]*$"),
)
"""They are tried on whole blocks and on sentences."""

URL = re.compile(
    r"(?:https?://|www\.)[^\s<>)\]]+|\b[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|co\.uk|de|io|info|tv|edu|gov)\b(?:/\S*)?",
    re.IGNORECASE,
)
_FIGURE = re.compile(
    r"\s*[(\[]\s*(?:see |as (?:shown )?in |cf\.? )?(?:fig(?:ure)?s?|abb|photo|image|picture"
    r"|illus(?:tration)?|plate|diagram|video|step|page|p|pp|ref)\.?\s*\d+[a-z]?(?:\s*(?:[-–,&]|and"
    r"|to)\s*\d+[a-z]?)*\s*[)\]]\s*"
    r"|\s*,?\s*(?:as (?:is )?(?:shown|seen|illustrated|pictured|demonstrated) (?:in|on) (?:the )?|see "
    r"|\(see )(?:fig(?:ure)?s?|photo|image|picture|illustration"
    r"|diagram)\.?\s*\d*[a-z]?(?:\s*[-–]\s*\d+)?\)?"
    r"|\s*\bFig(?:ure)?s?\.?\s*\d+[a-z]?(?:\s*[-–]\s*\d+)?\.?(?=\s|$)"
    r"|\s*,?\s*\(?(?:as )?(?:shown|pictured|illustrated|seen) (?:here|below|above|left|right"
    r"|in the (?:photo|picture|image|video))\)?|\s*\[\d{1,3}(?:\s*[-,–]\s*\d{1,3})*\]",
    re.IGNORECASE,
)
"""References inside a sentence; the sentence stays."""
_STAMP = re.compile(
    r"^\s*[\[(]?(?:\d{1,2}:)?\d{1,2}:\d{2}[\])]?\s*(?:[-–—]>?\s*(?:\d{1,2}:)?\d{1,2}:\d{2}(?:[.,]\d+)?)?\s*[-–—:]?\s+(?=\S)"
)
_HASHTAG = re.compile(r"(?:^|\s)#[^\W\d]\w*")


@lru_cache(maxsize=2048)
def furniture(text: str) -> WordingRule | None:
    """The rule by which a line or sentence is left out; None: it belongs to the text."""
    return next((each for each in LINES if each.search(text)), None)


def without_references(text: str) -> tuple[str, list[str]]:
    """`text` without references to figures, sources and moments of a video, and without hashtags; and these."""
    references: list[str] = []
    for pattern in (_STAMP, _FIGURE, _HASHTAG):
        references += [match[0].strip(" ()[],") for match in pattern.finditer(text)]
        text = pattern.sub(" ", text)
    return " ".join(re.sub(r"\s+([.,;:!?])", r"\1", text).split()), references


_WHOLE_BLOCKS = ("figure", "byline", "copyright", "cookies", "navigation", "see-also")


def furniture_block(text: str) -> WordingRule | None:
    """The rule by which a whole block is left out: a block of one sentence, or one that only a page has."""
    rule = furniture(text) if len(text.split()) <= 30 else None
    return rule if rule is None or rule.name in _WHOLE_BLOCKS or len(sentences(text)) < 2 else None


ADDRESS = WordingRule("address", "a web address", URL)


def without_address(text: str) -> str | None:
    """An instruction without the web address in it; None: without the address, no instruction is left."""
    rest = re.sub(r"^[\s<>()\[\]:>–—-]+|[\s<>()\[\]:–—-]+$", "", " ".join(URL.sub("", text).split()))
    instructs = begins_with_a_verb(rest) and len(rest.split()) >= 4 and not _LOOK.match(rest)
    return rest if instructs else None


_LOOK = re.compile(r"(?:watch|listen|see|look|visit|go to|read|get|find|follow)\b", re.IGNORECASE)
"""What an address is for, and so nothing without it."""
