"""How the packaged voice says the words of the trade: the phonemes it is given, and what a listener hears."""

from __future__ import annotations

import re
import unicodedata

import pytest

from coach.script.anatomy import RESPELLED, SPELLED_OUT
from coach.script.lexicon import speakable
from coach.speech.piper import Piper, is_available, packaged_model
from tests.conftest import require
from tests.recogniser import installed, listen, normalised

TABLE = """
abductors             əbˈdʌktəɹz
acetabulum            ˌæsəˈtæbjələm
Achilles              əˈkɪliːz
adductors             əˈdʌktəɹz
alternate             ˈɔltəɹneɪt
aneurysm              ˈænjəɹɪzəm
ASIS                  ˈeɪ ˈɛs aɪ ˈɛs
breath                bɹˈɛθ
breathe               bɹˈiːð
breathing             bɹˈiːðɪŋ
buttock               ˈbʌtək
calcaneal             kælˈkeɪniəl
calcaneus             kælˈkeɪniəs
calf                  kæf
cervical              ˈsɜːvɪkəl
child's pose          ˈtʃaɪldz ˈpoʊz
clavicle              ˈklævɪkəl
coccyx                ˈkɑksɪks
collarbone            ˈkɑləɹboʊn
diabetes              ˌdaɪəˈbiːtiːz
diaphragm             ˈdaɪəfɹæm
distal                ˈdɪstəl
edema                 ɪˈdiːmə
effleurage            ˌɛfləˈɹɑʒ
erector spinae        ɪˈɹɛktəɹ ˈspaɪniː
exhale                ɛksˈheɪl
fascia                ˈfæʃiə
fascial               ˈfæʃiəl
femur                 ˈfiːməɹ
fibula                ˈfɪbjələ
gastrocnemius         ˌɡæstɹəkˈniːmiəs
gluteal               ˈɡluːtiəl
gluteus maximus       ˈɡluːtiəs ˈmæksɪməs
gluteus medius        ˈɡluːtiəs ˈmiːdiəs
gluteus minimus       ˈɡluːtiəs ˈmɪnɪməs
gracilis              ˈɡɹæsɪlɪs
groin                 ˈɡɹɔɪn
hamstrings            ˈhæmstɹɪŋz
heel                  ˈhiːl
hernia                ˈhɜːniə
hyoid                 ˈhaɪɔɪd
iliac                 ˈɪliæk
iliacus               ɪˈlaɪəkəs
iliopsoas             ˌɪlioʊˈsoʊəs
ilium                 ˈɪliəm
in-breath             ˈɪnbɹɛθ
infraspinatus         ˌɪnfɹəspaɪˈneɪtəs
inguinal              ˈɪŋɡwɪnəl
instep                ˈɪnstɛp
ischial tuberosity    ˈɪskiəl ˌtuːbəˈɹɑsɪti
IT band               aɪ ˈtiː ˈbænd
ITB                   aɪ ˈtiː ˈbiː
jojoba                hoʊˈhoʊbə
knead                 ˈniːd
latae                 ˈleɪtiː
lateralis             ˌlætəˈɹælɪs
levator scapulae      lɪˈveɪtəɹ ˈskæpjəliː
lumbar                ˈlʌmbɑɹ
lymphedema            ˌlɪmfɪˈdiːmə
lymphoedema           ˌlɪmfɪˈdiːmə
malleolus             məˈliːələs
masseter              məˈsiːtəɹ
medialis              ˌmiːdiˈælɪs
meniscus              məˈnɪskəs
metatarsal            ˌmɛtəˈtɑɹsəl
multifidus            mʌlˈtɪfɪdəs
myofascial            ˌmaɪoʊˈfæʃiəl
obturator             ˈɑbtjəɹeɪtəɹ
occipital             ɑkˈsɪpɪtəl
occiput               ˈɑksɪpʌt
oedema                ɪˈdiːmə
out-breath            ˈaʊtbɹɛθ
patella               pəˈtɛlə
patellae              pəˈtɛliː
patellar              pəˈtɛləɹ
pectineus             pɛkˈtɪniəs
pectoralis            ˌpɛktəˈɹælɪs
pelvic                ˈpɛlvɪk
pelvis                ˈpɛlvɪs
peroneal              ˌpɛɹoʊˈniːəl
peroneus              ˌpɛɹoʊˈniːəs
petrissage            ˌpɛtɹɪˈsɑʒ
phalanges             fəˈlændʒiːz
piriformis            ˌpɪɹɪˈfɔɹmɪs
plantar fascia        ˈplæntəɹ ˈfæʃiə
popliteal             ˌpɑplɪˈtiːəl
PSIS                  ˈpiː ˈɛs aɪ ˈɛs
psoas                 ˈsoʊəs
psoriasis             səˈɹaɪəsɪs
QL                    ˈkjuː ˈɛl
quadratus lumborum    kwɑˈdɹeɪtəs lʌmˈbɔɹəm
quadriceps            ˈkwɑdɹɪsɛps
sacral                ˈsækɹəl
sacroiliac            ˌsækɹoʊˈɪliæk
sacrum                ˈseɪkɹəm
sartorius             sɑɹˈtɔɹiəs
scapula               ˈskæpjələ
sciatic               saɪˈætɪk
sciatica              saɪˈætɪkə
serratus              səˈɹeɪtəs
shiatsu               ʃiːˈɑtsuː
SI joint              ˈɛs aɪ ˈdʒɔɪnt
sit bones             ˈsɪt ˈboʊnz
sole                  ˈsoʊl
soleus                ˈsoʊliəs
sternocleidomastoid   ˌstɜːnoʊˌklaɪdoʊˈmæstɔɪd
sternum               ˈstɜːnəm
suboccipital          ˌsʌbɑkˈsɪpɪtəl
supraspinatus         ˌsuːpɹəspaɪˈneɪtəs
tapotement            təˈpoʊtmənt
temporalis            ˌtɛmpəˈɹælɪs
tensor fasciae latae  ˈtɛnsəɹ ˈfæʃiː ˈleɪtiː
teres                 ˈtɛɹiːz
TFL                   ˈtiː ˈɛf ˈɛl
thoracic              θɔˈɹæsɪk
thoracolumbar         ˌθɔɹəkoʊˈlʌmbɑɹ
thrombosis            θɹəmˈboʊsɪs
tibia                 ˈtɪbiə
trapezius             tɹəˈpiːziəs
trochanter            tɹoʊˈkæntəɹ
vagal                 ˈveɪɡəl
vagus                 ˈveɪɡəs
varicose              ˈvæɹɪkoʊs
vertebrae             ˈvɜːtɪbɹiː
"""
"""As an American medical dictionary has it, in the letters of the International Phonetic Alphabet."""


DICTIONARY = dict(re.split(r"  +", line) for line in TABLE.strip().splitlines())

VERBS = [
    ("Close your eyes.", "kloʊz"),
    ("Let your eyes close.", "kloʊz"),
    ("Close", "kloʊz"),
    ("Go on to the close.", "kloʊz"),
    ("Keep close to the spine.", "kloʊs"),
    ("The nerve is close.", "kloʊs"),
    ("Use oil.", "juz"),
    ("On the thigh, use the palm.", "juz"),
    ("The use of oil.", "jus"),
    ("Separate the toes.", "sɛpɚɹeɪt"),
    ("Keep the legs separate.", "sɛpɹət"),
    ("Bow your head.", "baʊ"),
    ("At the low bowl.", "boʊl"),
    ("Lower it slowly.", "loʊɚ"),
    ("Lead with one hand.", "lid"),
    ("Wounds, rash or burns?", "wundz"),
    ("One minute, twice.", "mɪnɪt"),
    ("Rest the sole of the foot.", "soʊl"),
]
"""A line, and how the word that could be another sounds in it."""

HEARD = [
    ("The sacrum and the coccyx are at the base of the spine.", "coccyx"),
    ("Myofascial release is slow work.", "myofascial"),
    ("The occipital bone is at the back of the skull.", "occipital"),
    ("The sciatic nerve is close.", "sciatic"),
    ("The calcaneus is the heel bone.", "calcaneus"),
    ("The inguinal ligament.", "inguinal"),
    ("Warm some jojoba oil.", "jojoba"),
    ("Alternate hands.", "alternate"),
]
"""Lines whose word the listener took for something else while it was spelled as usual."""


def said(text: str) -> str:
    """The phonemes that the engine makes of a text for the packaged voice."""
    require(is_available(), "the engine of the natural voices is not installed: pip install '.[natural]'")
    from piper.phonemize_espeak import EspeakPhonemizer

    sentences = EspeakPhonemizer().phonemize("en-us", text)
    return unicodedata.normalize("NFC", " ".join("".join(sentence) for sentence in sentences))


def sounds(phonemes: str) -> str:
    """The sounds, each stressed vowel with its mark before it, without what the ear forgives.

    Forgiven are one weak vowel for another, a flapped t, length, glides between vowels, and doubled sounds.
    """
    text = re.sub("([ˈˌ])([^aeiouæɐəɑɔɛɜɪʌʊᵻ]*)", r"\2\1", phonemes)
    text = re.sub(r"(?<![aeoɔˈ])[ɐʌɪᵻʊ]|(?<!ˈ)i(?!ː)", "ə", text)
    for exact, rough in (("ɚ", "əɹ"), ("ɜ", "əɹ"), ("ɔ", "ɑ"), ("ɾ", "t"), ("ɡ", "g")):
        text = text.replace(exact, rough)
    return re.sub(r"(\w)(ˈ?)\1+", r"\2\1", re.sub("[^\\wˈ]|[ʲːˌ]", "", text))


def right(text: str, word: str) -> bool:
    """Whether the voice, given `text`, says `word`.

    A weak vowel may be said in full and further syllables may be stressed: a respelling cannot but do so.
    """
    wanted = re.sub("(?<!ˈ)ə", "[əæɛɑʌɪʊ]", sounds(DICTIONARY[word]))
    pattern = re.sub(r"(ˈ?)(\[.*?\]|\w)", lambda sound: sound[0] if sound[1] else f"ˈ?{sound[0]}", wanted)
    return bool(re.fullmatch(pattern, sounds(said(text).replace("ˌ", "ˈ"))))


@pytest.mark.parametrize("word", DICTIONARY)
def test_words_are_said_as_a_dictionary_has_them(word: str) -> None:
    """The voice gets the right sounds, stressed on the right syllable."""
    assert right(speakable(word), word), f"{speakable(word)!r} is {said(speakable(word))}, not {DICTIONARY[word]}"


def test_only_what_came_out_wrong_is_respelled() -> None:
    """No word is respelled that is right as it stands, and none without a line in the table."""
    lines = {line: {*line.split(), line} & {*RESPELLED, *SPELLED_OUT} for line in DICTIONARY}
    assert set().union(*lines.values()) == {*RESPELLED, *SPELLED_OUT}
    assert not [line for line, words in lines.items() if words & set(RESPELLED) and right(line, line)]


@pytest.mark.parametrize("form", ["Patellas", "PATELLA", "patella's", "sub-patella", "patella-like", "(patella)"])
def test_a_word_sounds_the_same_in_every_form(form: str) -> None:
    """Plural, possessive, capitals and compounds change nothing in the word."""
    assert said(RESPELLED["patella"]) in said(speakable(form))


@pytest.mark.parametrize(("line", "sound"), VERBS)
def test_words_with_two_sounds(line: str, sound: str) -> None:
    """What is spelled alike is told apart by the words around it."""
    assert sound in re.sub("[ˈˌː]", "", said(speakable(line)))


def test_a_listener_hears_the_words() -> None:
    """An independent recogniser, which knows none of our spellings, writes the words as a dictionary does."""
    model = packaged_model()
    require(model and installed(), "the packaged voice or the speech recogniser is not installed")
    assert model
    with Piper(model, noise=False) as voice:
        speech = [voice.speak(speakable(line), 1.0) for line, _ in HEARD]
    heard = [normalised(" ".join(word.word for word in listen(part.samples, part.sample_rate))) for part in speech]
    assert not [(word, words) for (_, word), words in zip(HEARD, heard, strict=True) if word not in words]
