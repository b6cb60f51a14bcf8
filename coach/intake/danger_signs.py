"""What is dangerous, and so must become a caution: signs, prohibitions, conditions, labels."""

from __future__ import annotations

import re
from functools import lru_cache

from coach.intake.times import find_timing
from coach.intake.verbs import instructs
from coach.intake.wording_rule import WordingRule, first, plain, rule

_SYMPTOM = (
    r"(?:pain(?:s|ful|fully)?\b(?!\s+(?:relief|free|management))|hurts?\b|sore(?:ness)?\b|numb\w*|tingl\w*"
    r"|pins and needles|dizz\w*|light-?\s?headed\w*|faint\w*"
    r"|nause\w*|sick\b|unwell|short(?:ness)? of breath|breathless\w*|burning|stabbing|shooting|sharp"
    r"|swell\w*|swollen|bleed\w*|bruis\w*|cramp\w*"
    r"|palpitations|pinching|discomfort|uncomfortable sensation|unpleasant|unsteady|giv(?:es?|ing) way"
    r"|lock(?:s|ing|ed)? up|panic\w*|anxi\w*|vertigo|blurred|headaches?|spasms?|weakness|pops? )"
)
_CONDITION = (
    r"(?:pregnan\w*|varicose|dilated|widen\w* veins?|expand\w* (?:the )?veins?|clots?\b|thrombo\w*"
    r"|phlebitis|fractur\w*|broken|disloc\w*|sprain\w*|strain(?:ed|s)?\b|tears?\b|torn|hernia\w*"
    r"|osteopor\w*|prosthe\w*"
    r"|replacement|implants?\b|surger\w*|operation|operated|infect\w*|fever\w*|rash\w*|wounds?\b|burns?\b"
    r"|inflam\w*|cancer|tumou?rs?|diabet\w*|epilep\w*|seizures?"
    r"|glaucoma|blood pressure|hypertens\w*|heart (?:disease|condition|problem|attack|failure)s?"
    r"|heart trouble|cardiac|pacemaker|stroke patients?|had a stroke"
    r"|slipped dis[ck]|herniated|bulging dis[ck]|dis[ck] (?:problem|injury|bulge)s?|aneurysm"
    r"|blood thinners?|anticoag\w*|detached retina|retina\w*|asthma\w*|copd|sciatica flare"
    r"|injur(?:y|ies|ed)|(?:knee|hip|back|neck|shoulder|wrist|ankle|sacroiliac"
    r"|spin\w+) (?:or \w+ )?(?:trouble|problems?|issues?|pain|complaints?|conditions?)|arthritis|unstable"
    r"|instability|hypermobil\w*"
    r"|medication|medical condition|reflux|migraines?|unhealed|open skin|broken skin|acute|hot (?:and|or"
    r"|,)|red and|lump)"
)
_IF = (
    r"(?:\bif\b|\bwhen(?:ever)?\b|\bshould you\b|\bin case\b|\bunless\b|\bwith\b|\bwho\b|\bhistory of\b"
    r"|\bsuffer\w*|\bduring\b|\bpeople\b|\banyone\b|\bclients?\b|\bpatients?\b|\bexpanding\b|\bany\b)"
)
_DOCTOR = (
    r"(?:doctors?|physicians?|gp\b|midwi(?:fe|ves)|physio\w*|surgeon|health ?care|medical|clinic\b"
    r"|emergency|999|911|112|hospital|a\s?&\s?e\b"
    r"|health professional|professional (?:advice|help)|practitioner|specialist)"
)
_BAN = r"(?:do(?:es)?\s+not|don'?t|doesn'?t|dont|never|avoid(?:ing)?|no need)"

_IDIOMS = (
    r"never ?mind|never fear|never-?ending|as never before|never too late|never been easier|you(?:'ll"
    r"| will) never|why not|whether or not|if not|not only|not just|not even"
    r"|(?:do not|don'?t|dont)\s+(?:worry|forget|hesitate|need|have to|try|mind|know|feel like|give up"
    r"|be (?:afraid|shy|surprised|discouraged|alarmed|concerned|put off)|miss)"
    r"|no need to|not (?:necessary|needed|required)|no equipment|no matter|no problem|no hurry|no rush|no wrong"
    r"|(?:reduce|reduces|reducing|lower|lowers|without|minimi[sz]e|minimi[sz]es|prevent|prevents"
    r"|preventing|prevention of|decrease)\s+(?:the\s+)?(?:risk|injur\w+|chance)\s*(?:of (?:injury|falls?"
    r"|strain))?"
    r"|injury prevention|harmless|risk-free"
    r"|(?<!try )(?<!need )(?<!sure )(?<!important )(?<!want )(?<!best )(?<!how )to avoid"
    r"|helps? (?:to )?avoid"
    r"|\b(?:reduc|reliev|eas|less|lessen|sooth|treat|alleviat|combat|decreas|manag"
    r"|fight)\w*\s+(?:\w+\s+){0,3}?(?:pain|aches?|sore\w*|tension|stiff\w*|headaches?|swelling|cramps?"
    r"|anxiety|discomfort|inflammation)(?:,? (?:and|or) \w+)?"
    r"|pain[- ]relie\w+|good pain|cold sores?"
)
"""Phrases that contain a word of danger but do not warn."""

RULES: tuple[WordingRule, ...] = (
    rule(
        "warning-sign",
        "a sign or word of warning stands before it",
        r"[⚠❗‼🚫❌✗✘✖⛔☠🛑]|^\W*(?:warning|caution|danger|attention|beware|important safety|safety (?:note|first"
        r"|warning)|achtung|red flags?|contra-?indicat\w*)\b\s*(?:[:!.-]|$)",
    ),
    rule("never", "it says never", r"\bnever\b", _IDIOMS),
    rule(
        "do-not",
        "it forbids",
        r"(?:^|[,;:.!?(\"-]\s*|\b(?:and|but|or|so|then|please|just|also|always|to|must|are asked to"
        r"|would)\s+)\W*(?:do\s+not|don'?t)\b",
        _IDIOMS,
    ),
    rule(
        "must-not",
        "it says that something must not be",
        r"\b(?:must|should|shall|may|ought|need|are|is)(?:\s+(?:be|you|one|we|they|he|she|it|also|therefore"
        r"|definitely|absolutely|strictly|try|to))*\s*(?:\s(?:not|never)\s+(?:to\s+)?(?:be\b|do\b|have\b|use\b"
        r"|go\b|press|touch|feel\b|hurt|cause|exceed|massag|approach|force|push|pull|jerk|bounce|work|allow"
        r"|let|hold|lift|bend|twist|turn|lie|sit|stand|roll|rest|put|place|apply|perform|treat|strain|arch"
        r"|lock|drop|lean|come|move|begin|start|attempt|advis|recommend|allow|permit|safe|suit|appropriate)"
        r"|n't\b)|\b(?:must|should|shall) not\b|\bmustn'?t\b|\bshouldn'?t\b",
        _IDIOMS + r"|isn'?t\b|aren'?t\b|needn'?t\b",
    ),
    rule("avoid", "it says to avoid something", r"\bavoid(?:ed|ing|s|ance)?\b", _IDIOMS),
    rule(
        "forbidden",
        "it says that something is not allowed",
        r"forbid\w*|prohibit\w*|not allowed|not permitted|contra-?indicat\w*|off[- ]limits|\bin no case\b"
        r"|under no circumstances?|by no means|on no account|\bat no time\b|\bno-go\b"
        r"|not (?:be )?(?:recommended|advis\w+|suitable|safe|appropriate|advisable)|inadvisable|\bunsafe\b"
        r"|unsuitable|better (?:not|to (?:skip|leave|omit))|best not|refrain|steer clear|(?:keep|stay|stays"
        r"|keeping|staying) (?:well )?(?:away|clear|off)"
        r"|hands off|leave (?:it|this|them|that) (?:out|alone)|leave out|rule out|not to be (?:done|used"
        r"|performed|massaged)|without (?:letting|allowing|forcing|bouncing|jerking)\b|\btry not to (?!think"
        r"|worry|control)|careful not to|take care not to|make sure not to",
    ),
    rule(
        "not-there",
        "it begins with what not to do",
        r"(?:^|[.!?;(-]\s*)(?:but |and )?(?:not (?:on|over|in|during|while|after|before|with|when|if|for"
        r"|directly|across|behind|below|above|near|against|to the point)\b|no (?:\w+ )?(?:pressure|force"
        r"|forcing|twisting|bouncing|jerking|massage|deep|pain|strain|straining|weight|sudden|rolling"
        r"|stretching|pulling|pushing|lifting|cracking|manipulation|direct|contact|pressing|breath[- ]holding"
        r"|heavy)\b)",
        _IDIOMS,
    ),
    rule(
        "stop-if",
        "it says when to stop",
        r"\b(?:stop|skip|cease|discontinue|omit|quit)\b(?:[^.]{0,80})\b(?:if|in case|should you|unless"
        r"|at (?:once|the first)|immediately|straight away|right away)\b"
        rf"|\b(?:stop|ease off|ease up|back off|come out|pause|release|reduce|let go|end)\b[^.]{{0,60}}\b(?:if"
        rf"|when|as soon as|the moment|at any)\b[^.]{{0,80}}{_SYMPTOM}"
        r"|\b(?:if|should (?:you|there|they|he|she|it|any|your|the client|the patient)|^\W*should|as soon as"
        r"|in case|any)\b.{0,200}\b(?:stop|skip|cease|discontinue|omit|abort|back off|ease off|ease up"
        r"|come out of|leave (?:it|this|the) )\b"
        r"|^\W*(?:stop|skip) (?:if|this|it)\b|\bsays? stop\b|\bcome out of (?:it|the pose|the stretch) (?:if"
        r"|when)\b",
        _IDIOMS,
    ),
    rule(
        "symptom",
        "it speaks of what one might feel",
        rf"\b(?:if|should (?:you|your|there|they|not)|^\W*should|any|no|without|not|never|in case|at the first"
        rf"|until you|nor)\b[^.]{{0,100}}{_SYMPTOM}|{_SYMPTOM}[^.]{{0,80}}\b(?:stop|means? stop|signal"
        rf"|sign (?:of|that|to)|not normal|is not|are not|ends? it|never)\b"
        r"|\bpain-?\s?free\b(?=\W*$|[.,;!])"
        rf"|{_SYMPTOM}[^.?]{{0,40}}\?",
        _IDIOMS + r"|^(?!.*\b(?:stop|skip|doctor|avoid|never|do not|should not|must not)\b).*\b(?:will|can|may"
        r"|helps?(?: to)?)\s+(?:\w+\s+)?(?:reduce|relieve|ease|help|alleviate|soothe|lessen|improve)\b.*$",
    ),
    rule(
        "condition",
        "it speaks of a condition",
        rf"{_IF}[^.]{{0,120}}{_CONDITION}|{_CONDITION}[^.]{{0,20}}\?|\b(?:recent|current|acute|severe"
        rf"|uncontrolled|untreated|late|advanced) {_CONDITION}",
        _IDIOMS,
    ),
    rule(
        "doctor",
        "it sends somebody to a doctor",
        rf"\b(?:see|call|consult\w*|ask|tell|contact|talk to|check with|speak (?:to|with)|send|seek|get|go to"
        rf"|visit|refer\w*|clear(?:ed|ance)|approv\w+|permission|advice|advised?|inform"
        rf"|under the supervision)\b[^.]{{0,60}}\b{_DOCTOR}|\bcall (?:an ambulance|for help)"
        rf"|\bmedical (?:advice|attention|help|emergency|clearance)",
    ),
    rule(
        "harm",
        "it speaks of harm",
        r"\b(?:be (?:very |especially |extra |particularly |always )?careful|caution(?:s|ary)?\b(?! tape)"
        r"|with (?:great |extreme |extra |special )?(?:care|caution)\b|take (?:great |special |particular "
        r"|extra )?care\b|beware|watch out|be aware)"
        r"|\b(?:can|may|could|might|will|would|do|cause[sd]?|risk\w*|lead to|leads to"
        r"|danger of)\b[^.]{0,60}\b(?:harm\w*|injur\w*|damag\w*|pain\b|worsen|aggravat\w*|irritat\w*|clot\b"
        r"|fall\b|strain\b|danger\w*|make .{0,20} worse)"
        r"|\bdangerous\b|\bhazard\w*|\brisky\b|\bhigh[- ]risk\b|\bat your own risk\b|\bdelicate\b|\bfragile\b"
        r"|\bvulnerable\b|\bdriving\b|\bmachinery\b",
        _IDIOMS + r"|take care of\b",
    ),
    rule(
        "gentle-only",
        "it allows the gentle way only",
        r"\bonly (?:do |use |apply |a )?(?:very )?(?:gentle|gently|light|lightly|mild|superficial)\b"
        r"|\b(?:gentle|light|lightly|gently) only\b",
        _IDIOMS,
    ),
    rule(
        "not-for",
        "it says whom it is not for",
        r"\bnot (?:for|suitable for|intended for|meant for|recommended for)\b|\bunless (?:cleared"
        r"|you have been cleared|a doctor|(?:your|the) \w+ (?:has|have|clears?|agrees?|approves?|says))\b"
        r"|\bonly if (?:your|a|the) (?:doctor|physio|surgeon)",
        _IDIOMS + r"|not (?:for|intended) (?:as )?(?:sale|medical advice)",
    ),
)
"""In order: the first that is found names the judgement."""

_MANNER = re.compile(
    r"\b(?:your |the |both )?(?:hands?|fingers?|palms?|thumbs?|forearms?) (?:do|does) not\b", re.IGNORECASE
)
"""These describe how the hands move, although they say "not"."""

_LABEL = re.compile(
    r"(?:please )?(?:do'?s? (?:and|&) )?(?:"
    r"do\s*n(?:o|')?t'?s?|never|avoid|warnings?|cautions?|cautionary notes?|precautions?(?: and .*)?"
    r"|danger(?:s| signs)?|(?:absolute |relative |local |general )?contra-?indications?(?: .*)?"
    r"|red flags?(?: .*)?|safety(?: .*)?"
    r"|(?:most )?(?:common|typical|frequent|usual|beginner'?s?)?\s*(?:mistakes|errors|faults|mistake"
    r"|error)(?: .*)?|pitfalls?|(?:things|what) (?:not to do|to avoid|to watch(?: out)? for)(?: .*)?"
    r"|when (?:not|to stop|to avoid|to seek|to see|to call|you should not)\b.*|who should (?:not|avoid"
    r"|skip).*|not (?:for|suitable|recommended|if|when|advised|appropriate).*|watch (?:out(?: for)?|for)"
    r"|risks?|side effects?|attention"
    r"|important(?: safety)?(?: information| notes?)?|be careful(?: .*)?|limitations|no-?go(?:'?s| areas"
    r"| zones)?|forbidden(?: .*)?|no (?:pressure|massage|work) (?:on|over|with|in).*|areas? (?:to avoid"
    r"|of caution|of endangerment).*|endangerment sites?"
    r"|(?:stop|skip)\b.*\b(?:if|when)\b.*|(?:seek|see|call|consult|contact)\b.*\b(?:doctor|gp|physio\w*"
    r"|help|advice|clinic|emergency|attention|midwife)\b.*|warning signs?(?: .*)?|medical (?:advice"
    r"|attention|conditions?|warning)|emergency(?: .*)?|exclusions?|(?:do not|don't|never|avoid)\b.*"
    r"|(?:health )?(?:screening|check)(?: questions?)?|unsafe.*|hazards?"
    r")",
    re.IGNORECASE,
)


@lru_cache(maxsize=2048)
def danger(text: str) -> WordingRule | None:
    """The rule that makes a sentence a caution; None if nothing in it is dangerous."""
    found = first(RULES, text)
    if found is not None and found.name in ("do-not", "must-not") and _MANNER.search(text):
        return None
    return found


def danger_label(text: str) -> bool:
    """Whether a label or heading says that what follows is dangerous: "Never use on", "Red flags"."""
    words = plain(text).strip(" \t:.!?*•-–—⚠️❗🚫❌⛔🛑")
    if _LABEL.fullmatch(words):
        return True
    return len(words.split()) <= 14 and danger(words) is not None


_BOUNDARY = re.compile(
    r"[,;:](?=\s)|\s[-–—](?=\s)|(?=\s(?:but|and)\s+(?:do not|don['’]t|never|avoid|be careful|take care))", re.IGNORECASE
)
_LONGEST = 1000
"""Letters of a sentence that is split; a longer one is a text without full stops."""
_DEPENDENT = re.compile(
    r"^\W*(?:(?:and |but )?(?:because|if|when)|as|since|which|who|that|so|or|otherwise|if|when"
    r"|to)\b(?! the same time)",
    re.IGNORECASE,
)
_CONDITIONAL = re.compile(
    r"^\W*(?:if|when(?:ever)?|in case|should|unless|because|as soon as|with|for|during|before|after)\b", re.IGNORECASE
)

_PRONOUN = re.compile(r"^\W*(?:it|this|that|these|those|they|he|she|there)\b", re.IGNORECASE)
_REFERS = re.compile(
    r"(?<!if )(?<!when )\b(?:it|them|they|these|those|there|this (?:one|exercise|stretch|move|movement"
    r"|pose|step|position|technique)|this(?= (?:if|is)))\b|^\W*only\b",
    re.IGNORECASE,
)


def refers_back(text: str) -> bool:
    """Whether a warning speaks of something named before it: "Don't let them collapse"."""
    return _REFERS.search(text) is not None


def split_warning(sentence: str) -> tuple[str, str] | None:
    """An instruction and the warning that hangs on it, as in "Lift the hips, but do not arch the back"."""
    if len(sentence) > _LONGEST:
        return None
    for match in _BOUNDARY.finditer(sentence):
        before, after = sentence[: match.start()].strip(" ,;:-–—"), sentence[match.end() :].strip(" ,;:-–—")
        if (
            len(before.split()) < (5 if match[0] == ":" else 3)
            or len(after.split()) < 2
            or before.count("(") != before.count(")")
        ):
            continue
        if _PRONOUN.match(after) or _CONDITIONAL.match(re.split(r"[,;:]\s", before)[-1]):
            continue
        if _CONDITIONAL.match(before) or (_DEPENDENT.match(after) and not re.match(r"\W*or (?:do not|don)", after)):
            continue
        if danger(before) is None and danger(after) is not None and (instructs(before) or find_timing(before).timed):
            return before, after
    return None


_BRACKETED = re.compile(r"\s*\(([^()]{4,200})\)")


def bracketed_warnings(sentence: str) -> tuple[str, list[str]]:
    """A sentence without its warnings in brackets, and these warnings; "(not on it)" includes what it refers to."""
    found = [match for match in _BRACKETED.finditer(sentence) if danger(match[1]) is not None]
    warnings = [sentence[: match.end()].strip() if refers_back(match[1]) else match[1].strip() for match in found]
    rest = _BRACKETED.sub(lambda match: "" if danger(match[1]) is not None else match[0], sentence).strip()
    return (rest, warnings) if warnings and len(rest.split()) >= 3 and danger(rest) is None else (sentence, [])


_GENERAL = re.compile(
    r"\b(?:this|these|the) (?:whole |entire )?(?:routine|programme|program|sequence|session|massage"
    r"|practice|exercises?|workout|protocol|treatment|flow|technique|breathing)s?\b"
    r"|\b(?:doctor|physio\w*|clinic|medical|emergency|midwife)\b|\bcontra-?indicat|^\W*(?:stop|skip)\b"
    r"|red flags?|\bat any (?:time|point)\b|\bpregnan|\b(?:recent|history of)\b|blood pressure"
    r"|heart (?:disease|condition)",
    re.IGNORECASE,
)


def is_general(text: str) -> bool:
    """Whether a warning is about the whole session rather than about the text near it."""
    return _GENERAL.search(plain(text)) is not None
