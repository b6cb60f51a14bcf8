"""The two documents this project comes from, raw: each technique is a step, each warning a caution."""

from __future__ import annotations

import pytest

from tests.intake.expectations import Script, has
from tests.intake.test_documents import imported

HIP = {
    "H2": "face down or side-lying",
    "H3": "bolsters or pillows",
    "H4": "gentle compressions",
    "H5": "stroking movements",
    "H6": "deeply work the glutes",
    "H7": "circular motions, focusing on trigger points",
    "H8": "sustained pressure on tender",
    "H9": "Locate the piriformis",
    "H10": "deep, static pressure",
    "H11": "increase pressure while the client breathes",
    "H12": "outer edge of the hip",
    "H13": "from the hip down toward the knee",
    "H14": "Address tightness",
    "H15": "If comfortable for the client",
    "H16": "Palpate deeply",
    "H17": "sinking pressure",
    "H18": "knead around the sacrum",
    "H19": "Follow the bands",
    "H20": "rocking movements",
    "H21": "Gently stretch the hip",
    "H22": "pulling the knee toward",
    "H23": "rotating the hip outward",
    "H24": "slow, deep breaths",
    "H25": "relax the nervous system",
    "H26": "long, flowing strokes",
    "H27": "sense of lightness",
    "H28": "drink plenty of water",
    "H29": "child's pose",
    "H30": "pigeon pose",
    "H31": "hip bridges",
}

SPINE = {
    "S3": "with pressure it is necessary",
    "S4": "tips of the middle and index",
    "S5": "from the lower spine to the upper",
    "S6": "from the bottom up",
    "S7": "slowly from top to bottom",
    "S8": "put the forearms on the middle",
    "S9": "arms diagonally",
    "S10": "final stage",
    "S11": "problems with the lower back",
    "S12": "reduce the pain and stiffness",
    "S15": "smooth and sliding",
    "S16": "left hand is located above the right",
    "S17": "center line",
    "S18": "outside of the leg",
    "S20": "take an ankle with one hand",
    "S21": "slowly lifted",
    "S22": "perceived by the whole body",
    "S24": "position at a foot",
    "S25": "movements of the thumbs",
    "S26": "bent fingers",
    "S28": "grasp and squeeze|alternating rhythmic",
    "S29": "hands do not go up",
    "S30": "hold firmly with one hand",
    "S31": "one side of the joint, then the other",
    "S32": "point of resistance",
    "S33": "in the opposite direction",
    "S34": "rotate it slowly",
    "S35": "one way, then another",
    "S36": "entire sole",
    "S37": "repeat them on the other leg",
    "S38": "few minutes of rest",
    "S39": "lie on his back",
    "S40": "small flat pillow",
    "S41": "apply oil",
    "S42": "under the collarbone",
    "S43": "to the shoulder joints",
    "S44": "turn around the joints",
    "S45": "base of the skull",
    "S46": "stroking should be repeated",
    "S47": "under the head of the massaged",
    "S48": "pull it toward yourself",
    "S49": "seem very heavy",
    "S50": "another method",
    "S51": "rub the entire scalp",
    "S52": "strand of hair",
    "S53": "5-8 times",
    "S54": "lift his back",
    "S55": "ask the person to relax",
    "S56": "hands along the spine to the neck",
    "S57": "pull out",
}

CAUTIONS = {
    "S2": "exposure to the vertebrae",
    "S13": "veins",
    "S14": "shin area",
    "S19": "genitals",
    "S23": "painful and unpleasant sensations",
    "S27": "kneecap",
    "S58": "very heavy",
}


@pytest.fixture(scope="module")
def hip() -> Script:
    """The hip guide, imported."""
    return imported("hip-guide.txt")


@pytest.fixture(scope="module")
def spine() -> Script:
    """The spine article, imported."""
    return imported("spine-article.txt")


def stepped(script: Script, regex: str) -> bool:
    """Whether a step, and no caution, says it."""
    return any(has(regex, cue["text"].replace('"', "")) for cue in script.steps)


def test_every_technique_of_the_hip_guide_is_a_step(hip: Script) -> None:
    """Positions, strokes, holds, stretches and aftercare are spoken as steps."""
    assert [code for code, regex in HIP.items() if not stepped(hip, regex)] == []


def test_every_technique_of_the_spine_article_is_a_step(spine: Script) -> None:
    """So are those of a translated article, in its own words."""
    assert [code for code, regex in SPINE.items() if not stepped(spine, regex)] == []


def test_every_warning_is_a_caution(spine: Script) -> None:
    """Vertebrae, veins, genitals, pain, kneecap and weight are warned of, and none of it is an instruction."""
    missing = [code for code, regex in CAUTIONS.items() if not any(has(regex, text) for text in spine.cautions)]
    assert missing == []


def test_no_junk_is_spoken(hip: Script, spine: Script) -> None:
    """Neither the count of views nor the references to figures."""
    for script in (hip, spine):
        assert not any(has(r"12,070|fig\w*\W*\d|\bРет\b", cue["text"]) for cue in script.said)
    assert "Рет қаралды 12,070" in hip.text
    assert "Figure 114" in spine.text


def test_headings_and_numbered_titles_are_sections(hip: Script) -> None:
    """The guide's headings, and the numbered titles under them, are sections and areas."""
    titles = [
        "Client Positioning",
        "Warm-Up",
        "Gluteal",
        "Piriformis",
        "Tensor Fasciae",
        "Hip Flexors",
        "Sacrum",
        "Breathwork",
        "Finishing",
        "Aftercare",
    ]
    assert [title for title in titles if not any(has(title, each) for each in hip.titles)] == []


def test_the_pulls_repeat_on_each_side(spine: Script) -> None:
    """Five to eight pulls on each side of the head are a repeat, the lower number, on both sides."""
    assert spine.fails({"repeats": [["5-8 times", [5, 8]]], "sides": ["5-8 times"]}) == []
