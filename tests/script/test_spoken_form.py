"""Words as written, made words as said."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from coach.script.spoken_form import speakable
from coach.script.spoken_form.speakable import ANY_LANGUAGE, ENGLISH

KINDS = r"""
One... two... three. | One, two, three.
In... and out...     | In, and out.
Breathe in … Breathe out… | Breathe in. Breathe out.
... and rest . . . now    | and rest, now
Hmm...? Yes.         | Hmm? Yes.
slow vs. fast        | slow versus fast
the hip, i.e. the joint   | the hip, that is the joint
E.g. the knee, etc. Then rest. | For example the knee, et cetera. Then rest.
oil, etc.            | oil, et cetera.
approx. 30 sec. each | approximately 30 seconds each
Rest 5 min. Then go. | Rest 5 minutes. Then go.
W/o pain, w/ care    | Without pain, with care
24/7                 | 24 7
2 litres/day, 3x/week, 20 breaths/min | 2 litres per day, 3 times per week, 20 breaths per minute
30s/side, 10 reps/leg, 5/ankle | 30 seconds a side, 10 reps a leg, 5 an ankle
left/right and/or both    | left or right and or both
L hip, R/L           | left hip, right or left
1-1/2 minutes, 1 1/2 h, 2½ min | 1 and a half minutes, 1 and a half hours, 2 and a half minutes
1/8, 3/8, ⅝ turn     | an eighth, three eighths, five eighths turn
1/16 or 5/16         | a sixteenth or five sixteenths
1/4-1/2 turn         | a quarter to half turn
at 1/2 depth for ½ min    | at half depth for half a minute
1/4 h                | a quarter of an hour
7/10 is the most, 120/80, 80/20, 999/112 | 7 out of 10 is the most, 120 over 80, 80 20, 999 or 112
LET IT SOFTEN. DON'T PUSH! | Let it soften. Don't push!
TFL AND IT BAND      | TFL and IT band
the IT band and the ITB: it is one | the IT band and the ITB: it is one
both QLs, let IT go  | both QLs, let it go
STOP if it hurts, do NOT press | Stop if it hurts, do not press
HEAD UP, an MRI      | Head up, an MRI
pain <3/10, ≤ 4, <= 5     | pain under 3 out of 10, at most 4, at most 5
hold >30 seconds, ≥3, >= 5 | hold over 30 seconds, at least 3, at least 5
3 -> 4 → 5           | 3 to 4 to 5
Warrior II, Part I, Cobra III, stage iv | Warrior 2, Part 1, Cobra 3, stage 4
Warrior I with bent knee, WARRIOR I, nerve X | Warrior 1 with bent knee, warrior 1, nerve 10
In this part I use oil; the next step I show | In this part I use oil; the next step I show
Act Ⅳ, ③ Neck        | Act 4, 3 Neck
I breathe, and I rest     | I breathe, and I rest
3 sets x 10 reps, 3 sets × 8–12 | 3 sets of 10 reps, 3 sets of 8 to 12
2X10, 3 x 10, 3*10   | 2 times 10, 3 times 10, 3 times 10
3X, x3 slowly, 2x a day   | 3 times, 3 times slowly, 2 times a day
10 reps x 3 sets, 5 breaths x 3 | 10 reps, 3 sets, 5 breaths 3 times
8-12 reps, x 3 rounds     | 8 to 12 reps, 3 rounds
Hold 2 x 30 s, 2 × 8-10   | Hold 2 times 30 seconds, 2 times 8 to 10
1'30", 2′05″, 30", 2' rest | 1 minute 30 seconds, 2 minutes 5 seconds, 30 seconds, 2 minutes rest
a 6" ball, 6'2" tall | a 6 inch ball, 6 feet 2 inches tall
say "hold for 30"    | say "hold for 30"
90-90 stretch, 90/90, 50/50 | 90 90 stretch, 90 90, 50 50
a 4-2-6 breath       | a 4, 2, 6 breath
30-90 s, 30–90s, 20 s-30 s | 30 to 90 seconds, 30 to 90 seconds, 20 seconds to 30 seconds
5–8 pulls            | 5 to 8 pulls
1:2 ratio, 1:10 ratio, 4:6 | 1 to 2 ratio, 1 to 10 ratio, 4 to 6
rest 1:30 here, 1:30-2:00 | rest 1 minute 30 seconds here, 1 minute 30 seconds to 2 minutes
1:05:00, at 9:30 am  | 1 hour 5 minutes, at 9:30 am
C5-C6, L4/L5, L4-5, L5-S1 | C5, C6, L4, L5, L4, L5, L5, S1
C3–C7, L4            | C3 to C7, L4
finger(s) and brush(es)   | fingers and brushes
5 lb, 1 lb, 8 oz., 2-3 cm, 0.5 kg | 5 pounds, 1 pound, 8 ounces, 2 to 3 centimetres, 0.5 kilograms
2 ft, 5 ft 10 in, 4-in ball | 2 feet, 5 feet 10 inches, 4 inch ball
breathe 4 in, 6 out  | breathe 4 in, 6 out
10 s, 1 min, 2m, 5 m, 1m30s, 1h30 | 10 seconds, 1 minute, 2 minutes, 5 metres, 1 minute 30 seconds, 1 hour 30 minutes
1 h 30 min, a 5-min rest  | 1 hour 30 minutes, a 5 minute rest
45°, 37 °C, 98.6°F, 50 %  | 45 degrees, 37 degrees Celsius, 98.6 degrees Fahrenheit, 50 percent
80 bpm, 120 mmHg     | 80 beats a minute, 120 millimetres of mercury
see www.example.org/a?b=c for more | see for more
mail me@example.org, visit example.com. See youtu.be/x1. | mail, visit. See.
Lie down.At the hip, slowly.Rest  | Lie down.At the hip, slowly.Rest
No. 3, #4            | number 3, number 4
$5, £1               | 5 dollars, 1 pound
+30 s, 5+ breaths    | plus 30 seconds, 5 or more breaths
−5°, ±2 cm, ~5       | -5 degrees, plus or minus 2 centimetres, about 5
hips & back          | hips and back
Slow — and deep -- now    | Slow, and deep, now
**bold** _x_, [[x]], {side} | bold x, x, side
well-known out-breath     | well-known out-breath
😀 Breathe 😀         | Breathe
😀                   |
…!?                  |
"""
"""What is written, and what is said; a kind of writing a line."""

TABLE = [[side.strip() for side in line.split("|")] for line in KINDS.strip().splitlines()]


@pytest.mark.parametrize(("written", "spoken"), TABLE)
def test_speakable(written: str, spoken: str) -> None:
    """Numbers, ranges, units, abbreviations and marks are written out as a person would say them."""
    assert speakable(written) == spoken


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("Halte 5 s, 2 x 10", "Halte 5 s, 2 x 10"),
        ("Links/rechts & zurück 😀", "Links/rechts & zurück"),
        ("Ein... und aus … Pause – weiter", "Ein, und aus. Pause, weiter"),
        ("Siehe https://example.de/x. 5 % Öl", "Siehe. 5 % Öl"),
        ("IT und ATMEN", "IT und ATMEN"),
    ],
)
def test_other_languages_are_left_to_the_voice(written: str, spoken: str) -> None:
    """English words for numbers and units are English's alone; signs, addresses and pauses are the same anywhere."""
    assert speakable(written, language="de") == spoken
    assert speakable(written, language="de-AT") == spoken
    assert speakable("Hold 5 s", language="en-GB") == speakable("Hold 5 s", language="English") == "Hold 5 seconds"


def test_a_script_may_add_words() -> None:
    """`say` names words, whole ones only, and how the writer wants them said."""
    assert speakable("Psoas and psoases", {"psoas": "so-az"}) == "so-az and psoases"
    assert speakable("the TFL", {"TFL": "outer hip"}) == "the outer hip"
    assert speakable("patella, Patella", {"Patella": "kneecap"}) == "kneecap, kneecap"
    assert speakable("use it", {"use": "take"}) == "take it"
    assert speakable("Der Psoas", {"psoas": "Pso-as"}, "de") == "Der Pso-as"


@given(st.text(max_size=200), st.sampled_from(["en", "de"]))
@example("u\u017fe the clo\u017fe", "en")  # lower() leaves this old s as it is, a pattern takes it for an s
@example("1'1\"\u0661/\u0662 \u2158\u2188", "en")
def test_any_text_is_speakable_or_empty(text: str, language: str) -> None:
    """What comes out is empty or has something to say, and no emoji, no marks of markup, no control but a space."""
    spoken = speakable(text, language=language)
    assert spoken == "" or any(char.isalnum() for char in spoken)
    assert spoken == " ".join(spoken.split())
    assert not set(spoken) & set("*_`|\\[]{}^😀…")
    speakable(spoken, language=language)


_WORDS = st.sampled_from(["hold", "the", "knee", "slowly", "Breathe", "out", "psoas", "left", "I", "a"])
_NUMBERS = st.integers(0, 999).map(str)
_MARKS = st.sampled_from(["", "", ",", ".", "...", " –", "!", "?", ":", ";"])


@given(st.lists(st.tuples(st.one_of(_WORDS, _NUMBERS), _MARKS), min_size=1, max_size=12))
def test_no_word_and_no_number_is_lost(parts: list[tuple[str, str]]) -> None:
    """Plain words and numbers come out in their order, whatever marks stand between them."""
    spoken = speakable(" ".join(word + mark for word, mark in parts))
    assert re.findall(r"\w+", spoken.replace(" to ", " ")) == [word for word, _ in parts]


_PIECES = st.sampled_from([piece for written, _ in TABLE for piece in re.split(r", (?=\S)", written)])


@given(st.lists(_PIECES, min_size=1, max_size=3), st.sampled_from([". ", ", ", " and "]))
def test_what_is_speakable_stays_as_it_is(pieces: list[str], between: str) -> None:
    """Spoken words made speakable again are the same: a line may pass here twice."""
    spoken = speakable(between.join(pieces))
    assert speakable(spoken) == spoken


_SIGNS = st.sampled_from([*"<>=≤→±+$&~@×/°%'\"-–:.…½³Ⅳ①−", " ", "II", "www.x", "Part I", "LET", "i.e."])


@given(st.lists(st.one_of(_PIECES, _SIGNS, st.characters()), min_size=1, max_size=6).map("".join))
def test_a_group_is_left_out_only_where_none_of_its_rules_would_match(line: str) -> None:
    """What a group of rules needs is found in every line that one of its rules would change."""
    for group in (*ANY_LANGUAGE, *ENGLISH):
        if not group.needs.search(line):
            assert [rule.name for rule in group.rules if rule.apply(line) != line] == []


@given(_NUMBERS, st.sampled_from(["s", " min", "x", " lb", "°", "%", "+", "/10", "-999", " x 1000 reps", "s/side"]))
def test_a_number_with_anything_is_still_said(number: str, unit: str) -> None:
    """No number disappears in what is made of its unit."""
    assert re.match(rf"{number}\b", speakable(f"{number}{unit}"))
