"""A session that suits the client, and whoever does the work."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.cli.options import left_out
from coach.errors import PlanError
from coach.plan import Plan, Selection, lay_out, outline
from coach.plan.suiting import Guidance, conditions_of
from coach.script.reader import parse_routine
from coach.script.routine import Routine
from coach.session_request import SessionRequest, request_from_values

TEXT = """
## Legs (each side)

- The calf has two muscles, one above the other. (learn)
  > Breathe easily.
- Feel for the edge of the bone; it is the border of the muscle. (20s, learn)

### Calf (unless varicose veins)

> [!CAUTION]
> Never on the back of the knee.

- Press deep. (20s)

### Foot

> [!CAUTION]
> Be light here. (if varicose veins or pregnancy)
>
> Skip this (if in doubt).

- Squeeze the {side} heel. (20s, unless a broken toe)
- Circle the ankle point. (10s, unless Pregnancy)

## Belly (unless pregnancy)

- Circle. (20s)
"""


def routine(text: str = TEXT) -> Routine:
    """The routine of a script."""
    return parse_routine(text)


def planned(selection: Selection, text: str = TEXT) -> Plan:
    """The plan by estimate."""
    return lay_out(outline(routine(text), selection))


def said(selection: Selection) -> list[str]:
    """The words of steps and cautions, in order."""
    return [cue.text or "" for cue in planned(selection).cues if cue.role in ("step", "caution")]


def test_all_is_taught_once() -> None:
    """To one who learns, words that teach are said on the first side; the second has the same length without them."""
    words = said(Selection())
    assert words.count("The calf has two muscles, one above the other.") == 1
    assert words.count("Breathe easily.") == 2
    assert words.count("Feel for the edge of the bone; it is the border of the muscle.") == 1
    assert words.count("Never on the back of the knee.") == 2
    plan = planned(Selection())
    sides = [[(s.end - s.start) for s in plan.sections if s.side == side] for side in ("left", "right")]
    assert sides[0] == sides[1]


def test_one_who_knows_is_not_taught() -> None:
    """Steps that only teach are left out, and counted; words to the client and cautions stay."""
    words = said(Selection(guidance="know"))
    assert "The calf has two muscles, one above the other." not in words
    assert words.count("Breathe easily.") == 2
    assert words.count("Never on the back of the knee.") == 2
    assert outline(routine(), Selection(guidance="know")).left_out_as_known == 1
    assert planned(Selection(guidance="know")).length < planned(Selection()).length


def test_what_does_not_suit_the_client_is_left_out() -> None:
    """Areas, sections and steps go on both sides alike; the cautions of an area that goes are heard before the next."""
    words = said(Selection(client=("Varicose  veins",)))
    assert "Press deep." not in words
    assert words.count("Never on the back of the knee.") == 2
    assert words.count("Be light here.") == 2
    assert outline(routine(), Selection(client=("varicose veins",))).left_out_for_client == ("Calf",)
    words = said(Selection(client=("pregnancy",)))
    assert "Circle." not in words
    assert "Circle the ankle point." not in words
    assert words.count("Press deep.") == 2


def test_cautions_for_one_client_are_heard_only_then() -> None:
    """A caution with a condition is for such a client alone; one about the moment is for everybody."""
    assert "Be light here." not in said(Selection())
    assert said(Selection()).count("Skip this (if in doubt).") == 2


def test_conditions_are_known_by_name() -> None:
    """A routine lists its conditions; a misspelt one is refused; of others it is told that nothing depends on them."""
    assert set(conditions_of(routine())) == {"varicose veins", "pregnancy", "broken toe"}
    with pytest.raises(PlanError, match=r"knows no condition 'varicose vein'\. Did you mean 'varicose veins'"):
        planned(Selection(client=("varicose vein",)))
    other = outline(routine(), Selection(client=("asthma", "pregnancy")))
    assert other.unheeded == ("asthma",)
    assert left_out(other)[-1] == "Nothing in 'routine' depends on 'asthma': it is the same for this client."
    assert said(Selection(client=("asthma",))) == said(Selection())


def test_nothing_left_is_an_error() -> None:
    """A session in which nobody says anything is refused."""
    with pytest.raises(PlanError, match="Nothing of 'routine' is left for a client with flu"):
        planned(Selection(client=("flu",)), "## A (unless flu)\n- a (5s)")
    with pytest.raises(PlanError, match="left for one who knows it"):
        planned(Selection(guidance="know"), "- a (5s, learn)")


def test_it_is_kept_with_the_session() -> None:
    """What was asked for is asked for again when a session is gone on with; an older record says nothing of it."""
    request = SessionRequest(Selection(guidance="know", client=("flu",)))
    values = request.as_values()
    assert request_from_values("x", values) == request
    del values["choice"]["guidance"], values["choice"]["client"]
    assert request_from_values("x", values) == SessionRequest()


_STEPS = st.lists(
    st.sampled_from(
        ["- Teach this well. (learn)", "- Teach and hold it. (20s, learn)\n  > Say this.",
         "- Do it {time}. (20s, 10-40s)", "> [!CAUTION]\n> Always heard.\n", "> [!CAUTION]\n> For some. (if flu)\n",
         "- Not for some. (10s, unless flu)", "- Breathe so. (2 breaths, learn)", "- Three times. (x3, 20s, learn)",
         "### Area", "### Other (unless flu)"]
    ),
    min_size=1, max_size=8,
)  # fmt: skip


@given(_STEPS, st.sampled_from(["learn", "know"]), st.booleans())
def test_cautions_stay_and_sides_are_equal(steps: list[str], guidance: Guidance, flu: bool) -> None:
    """At every level and for every client, each caution is heard in full on both sides, and both sides are as long."""
    text = "\n\n".join(["## All (each side)", "- Begin on the {side}. (5s)", *steps, "### End", "- End. (5s)"])
    client = ("flu",) if flu and conditions_of(routine(text)) else ()
    plan = planned(Selection(guidance=guidance, client=client), text)
    for caution, times in (("Always heard.", 1), ("For some.", len(client))):
        for side in ("left", "right"):
            heard = [cue for cue in plan.cues if cue.text == caution and cue.side == side]
            written = sum(caution in step for step in steps) * times
            assert (len(heard) == written) or (client and 0 < len(heard) <= written)
    lengths = [[span.end - span.start for span in plan.sections if span.side == side] for side in ("left", "right")]
    assert lengths[0] == lengths[1]
