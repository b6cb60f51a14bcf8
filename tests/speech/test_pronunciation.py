"""How the voices say the words of the trade: the phonemes each engine is given, and what a listener hears."""

from __future__ import annotations

import functools
import re
import unicodedata
from importlib.util import find_spec
from typing import Any

import pytest

from coach.script.spoken_form import speakable
from coach.settings import Settings
from coach.speech.piper import Piper, is_available, packaged_model
from coach.speech.pronunciation import pronounced
from coach.speech.pronunciation.dictionary import PHONEMES, PIPER_KNOWS, UNLISTED
from coach.speech.pronunciation.respelled import FURTHER, RESPELLED
from coach.speech.voices import choose_voice
from tests.conftest import require
from tests.recogniser import hear, installed, normalised

TABLE = """
abdominis             æbˈdɑmɪnɪs
abductors             əbˈdʌktəɹz
acetabulum            ˌæsəˈtæbjələm
Achilles              əˈkɪliːz
acromioclavicular     əˌkɹoʊmioʊkləˈvɪkjələɹ
adductors             əˈdʌktəɹz
ala                   ˈeɪlə
alternate             ˈɔltəɹneɪt
aneurysm              ˈænjəɹɪzəm
asana                 ˈɑsənə
ASIS                  ˈeɪ ˈɛs aɪ ˈɛs
baddha                ˈbʌdə
balasana              bɑˈlɑsənə
bhujangasana          ˌbuːdʒəŋˈɡɑsənə
bosu                  ˈboʊsuː
brachialis            ˌbɹeɪkiˈælɪs
brachii               ˈbɹeɪkiaɪ
brachioradialis       ˌbɹeɪkioʊˌɹeɪdiˈælɪs
breath                bɹˈɛθ
breathe               bɹˈiːð
breathing             bɹˈiːðɪŋ
buttock               ˈbʌtək
calcaneal             kælˈkeɪniəl
calcaneus             kælˈkeɪniəs
calf                  kæf
capitis               ˈkæpɪtɪs
cervical              ˈsɜːvɪkəl
chi                   ˈtʃiː
child's pose          ˈtʃaɪldz ˈpoʊz
clavicle              ˈklævɪkəl
coccygeal             kɑkˈsɪdʒiəl
coccygeus             kɑkˈsɪdʒiəs
coccyx                ˈkɑksɪks
collarbone            ˈkɑləɹboʊn
coracobrachialis      ˌkɔɹəkoʊˌbɹeɪkiˈælɪs
costochondral         ˌkɑstoʊˈkɑndɹəl
diabetes              ˌdaɪəˈbiːtiːz
diaphragm             ˈdaɪəfɹæm
distal                ˈdɪstəl
edema                 ɪˈdiːmə
effleurage            ˌɛfləˈɹɑʒ
equina                ɪˈkwaɪnə
erector spinae        ɪˈɹɛktəɹ ˈspaɪniː
exhale                ɛksˈheɪl
fascia                ˈfæʃiə
fasciae               ˈfæʃiː
fascial               ˈfæʃiəl
femur                 ˈfiːməɹ
fibromyalgia          ˌfaɪbɹoʊmaɪˈældʒə
fibula                ˈfɪbjələ
fibularis             ˌfɪbjəˈlæɹɪs
gastrocnemius         ˌɡæstɹəkˈniːmiəs
gemellus              dʒəˈmɛləs
glenohumeral          ˌɡlɛnoʊˈhjuːməɹəl
gluteal               ˈɡluːtiəl
gluteus maximus       ˈɡluːtiəs ˈmæksɪməs
gluteus medius        ˈɡluːtiəs ˈmiːdiəs
gluteus minimus       ˈɡluːtiəs ˈmɪnɪməs
gracilis              ˈɡɹæsɪlɪs
groin                 ˈɡɹɔɪn
haemorrhoids          ˈhɛməɹɔɪdz
hallucis              ˈhæljəsɪs
hamstrings            ˈhæmstɹɪŋz
heel                  ˈhiːl
hernia                ˈhɜːniə
hyoid                 ˈhaɪɔɪd
iliac                 ˈɪliæk
iliacus               ɪˈlaɪəkəs
iliocostalis          ˌɪlioʊkɑˈstælɪs
iliolumbar            ˌɪlioʊˈlʌmbɑɹ
iliopsoas             ˌɪlioʊˈsoʊəs
iliotibial            ˌɪlioʊˈtɪbiəl
ilium                 ˈɪliəm
in-breath             ˈɪnbɹɛθ
infraspinatus         ˌɪnfɹəspaɪˈneɪtəs
inguinal              ˈɪŋɡwɪnəl
instep                ˈɪnstɛp
ischial tuberosity    ˈɪskiəl ˌtuːbəˈɹɑsɪti
IT band               aɪ ˈtiː ˈbænd
ITB                   aɪ ˈtiː ˈbiː
jojoba                hoʊˈhoʊbə
kapalabhati           ˌkɑpɑləˈbɑti
knead                 ˈniːd
konasana              koʊˈnɑsənə
labrum                ˈleɪbɹəm
latae                 ˈleɪtiː
lateralis             ˌlætəˈɹælɪs
latissimus            ləˈtɪsɪməs
levator scapulae      lɪˈveɪtəɹ ˈskæpjəliː
longissimus           lɑnˈdʒɪsɪməs
lumbar                ˈlʌmbɑɹ
lumbosacral           ˌlʌmboʊˈseɪkɹəl
lymphedema            ˌlɪmfɪˈdiːmə
lymphoedema           ˌlɪmfɪˈdiːmə
malleolus             məˈliːələs
masseter              məˈsiːtəɹ
medialis              ˌmiːdiˈælɪs
meniscus              məˈnɪskəs
metatarsal            ˌmɛtəˈtɑɹsəl
mukha                 ˈmuːkə
multifidus            mʌlˈtɪfɪdəs
myofascia             ˌmaɪoʊˈfæʃiə
myofascial            ˌmaɪoʊˈfæʃiəl
nadi                  ˈnɑdi
namaste               ˈnɑməsteɪ
nuchae                ˈnuːkiː
nuchal                ˈnuːkəl
obturator             ˈɑbtjəɹeɪtəɹ
occipital             ɑkˈsɪpɪtəl
occiput               ˈɑksɪpʌt
oedema                ɪˈdiːmə
olecranon             oʊˈlɛkɹənɑn
omohyoid              ˌoʊmoʊˈhaɪɔɪd
out-breath            ˈaʊtbɹɛθ
palmaris              pælˈmæɹɪs
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
pilates               pɪˈlɑtiːz
piriformis            ˌpɪɹɪˈfɔɹmɪs
plantar fascia        ˈplæntəɹ ˈfæʃiə
plantaris             plænˈtæɹɪs
platysma              pləˈtɪzmə
popliteal             ˌpɑplɪˈtiːəl
popliteus             pɑpˈlɪtiəs
pranayama             ˌpɹɑnəˈjɑmə
PSIS                  ˈpiː ˈɛs aɪ ˈɛs
psoas                 ˈsoʊəs
psoriasis             səˈɹaɪəsɪs
qigong                tʃiːˈɡɔŋ
QL                    ˈkjuː ˈɛl
quadratus lumborum    kwɑˈdɹeɪtəs lʌmˈbɔɹəm
quadriceps            ˈkwɑdɹɪsɛps
radialis              ˌɹeɪdiˈælɪs
ramus                 ˈɹeɪməs
rhomboideus           ɹɑmˈbɔɪdiəs
sacral                ˈsækɹəl
sacroiliac            ˌsækɹoʊˈɪliæk
sacrospinous          ˌsækɹoʊˈspaɪnəs
sacrotuberous         ˌsækɹoʊˈtuːbəɹəs
sacrum                ˈseɪkɹəm
sartorius             sɑɹˈtɔɹiəs
savasana              ʃəˈvɑsənə
scalenus              skeɪˈliːnəs
scapula               ˈskæpjələ
sciatic               saɪˈætɪk
sciatica              saɪˈætɪkə
semimembranosus       ˌsɛmiˌmɛmbɹəˈnoʊsəs
semispinalis          ˌsɛmispaɪˈnælɪs
semitendinosus        ˌsɛmiˌtɛndɪˈnoʊsəs
serratus              səˈɹeɪtəs
setu                  ˈseɪtuː
shavasana             ʃəˈvɑsənə
shiatsu               ʃiːˈɑtsuː
shodhana              ˈʃoʊdənə
SI joint              ˈɛs aɪ ˈdʒɔɪnt
sidelying             ˈsaɪdlaɪɪŋ
sit bones             ˈsɪt ˈboʊnz
sole                  ˈsoʊl
soleus                ˈsoʊliəs
spinae                ˈspaɪniː
spondylolisthesis     ˌspɑndɪloʊlɪsˈθiːsɪs
sternoclavicular      ˌstɜːnoʊkləˈvɪkjələɹ
sternocleidomastoid   ˌstɜːnoʊˌklaɪdoʊˈmæstɔɪd
sternum               ˈstɜːnəm
subclavian            sʌbˈkleɪviən
subclavius            sʌbˈkleɪviəs
suboccipital          ˌsʌbɑkˈsɪpɪtəl
subscapularis         ˌsʌbskæpjəˈlæɹɪs
subtalar              sʌbˈteɪləɹ
sukhasana             suːˈkɑsənə
supraspinatus         ˌsuːpɹəspaɪˈneɪtəs
svanasana             ʃvɑˈnɑsənə
talus                 ˈteɪləs
tapotement            təˈpoʊtmənt
temporalis            ˌtɛmpəˈɹælɪs
tensor fasciae latae  ˈtɛnsəɹ ˈfæʃiː ˈleɪtiː
teres                 ˈtɛɹiːz
TFL                   ˈtiː ˈɛf ˈɛl
thenar                ˈθiːnɑɹ
theraband             ˈθɛɹəbænd
thoracic              θəˈɹæsɪk
thoracodorsal         ˌθɔɹəkoʊˈdɔɹsəl
thoracolumbar         ˌθɔɹəkoʊˈlʌmbɑɹ
thrombosis            θɹəmˈboʊsɪs
tibia                 ˈtɪbiə
tibialis              ˌtɪbiˈælɪs
trachea               ˈtɹeɪkiə
trapezius             tɹəˈpiːziəs
trikonasana           ˌtɹɪkoʊˈnɑsənə
triquetrum            tɹaɪˈkwiːtɹəm
trochanter            tɹoʊˈkæntəɹ
ujjayi                uːˈdʒaɪi
uttanasana            ˌuːtəˈnɑsənə
vagal                 ˈveɪɡəl
vagus                 ˈveɪɡəs
varicose              ˈvæɹɪkoʊs
vertebrae             ˈvɜːtɪbɹiː
virabhadrasana        ˌvɪɹəbəˈdɹɑsənə
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
    ("Separate the toes.", "sɛp(?:ɚɹ|əɹ)eɪt"),
    ("Keep the legs separate.", "sɛpə?ɹət"),
    ("Bow your head.", "baʊ"),
    ("At the low bowl.", "boʊl"),
    ("Lower it slowly.", "loʊ(?:ɚ|əɹ)"),
    ("Lead with one hand.", "lid"),
    ("Wounds, rash or burns?", "wundz"),
    ("One minute, twice.", "mɪn[ɪə]t"),
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


ENGINES = ("hibari", "piper", "system")

_MISAKI = str.maketrans(
    {"A": "eɪ", "I": "aɪ", "O": "oʊ", "W": "aʊ", "Y": "ɔɪ", "ʧ": "tʃ", "ʤ": "dʒ", "T": "t", "ᵊ": "ə", "ᵻ": "ɪ"}
)


@functools.cache
def _hibari() -> Any:
    require(find_spec("hibari"), "the natural voice is not installed: pip install '.[natural]'")
    from hibari.g2p import G2P

    return G2P()


@functools.cache
def _espeak() -> Any:
    require(is_available(), "the Piper engine is not installed: pip install '.[piper]'")
    from piper.phonemize_espeak import EspeakPhonemizer

    return EspeakPhonemizer()


def said(text: str, engine: str) -> str:
    """The phonemes an engine makes of what it is given; the system's are those of eSpeak NG, its engine on Linux."""
    if engine == "hibari":
        return str(_hibari()(text)).translate(_MISAKI)
    phonemes = ""
    for part in re.split(r"(\[\[.*?\]\])", text):
        if part.startswith("[["):
            phonemes += part[2:-2]
        elif part.strip():
            sentences = _espeak().phonemize("en-us", part)
            phonemes += " " + " ".join("".join(sentence) for sentence in sentences) + " "
    return unicodedata.normalize("NFC", phonemes)


def sounds(phonemes: str, weak: str = "") -> str:
    """The sounds, each stressed vowel with its mark before it, without what the ear forgives.

    Forgiven are one weak vowel for another, `weak` among them, a flapped t, length, glides between vowels, doubled
    sounds, and `carry` said like `cherry`.
    """
    text = re.sub("([ˈˌ])([^aeiouæɐəɑɔɛɜɪʌʊᵻ]*)", r"\2\1", phonemes)
    text = re.sub(rf"(?<![aeoɔˈ])[ɐʌɪᵻʊ]|(?<!ˈ)i(?!ː){weak and f'|(?<!ˈ){weak}'}", "ə", text)
    for exact, rough in (("ɚ", "əɹ"), ("ɜ", "əɹ"), ("ɔ", "ɑ"), ("ɾ", "t"), ("ɡ", "g"), ("æɹ", "ɛɹ")):
        text = text.replace(exact, rough)
    return re.sub(r"(\w)(ˈ?)\1+", r"\2\1", re.sub("[^\\wˈ]|[ʲːˌ]", "", text))


def right(text: str, word: str, engine: str) -> bool:
    """Whether an engine, given `text`, says `word`.

    A weak vowel may be said in full and further syllables may be stressed: a respelling cannot but do so.
    """
    phonemes = DICTIONARY[word]
    if engine == "hibari":  # which marks no length
        phonemes = phonemes.replace("iː", "i")
    heard = said(text, engine).replace("ˌ", "ˈ")

    def alike(weak: str) -> bool:
        wanted = re.sub("(?<!ˈ)ə", "(?:oʊ|[əæɛɑʌɪʊi])", sounds(phonemes, weak))
        pattern = re.sub(r"(ˈ?)(\(.*?\)|\w)", lambda sound: sound[0] if sound[1] else f"ˈ?{sound[0]}", wanted)
        return bool(re.fullmatch(pattern, sounds(heard, weak)))

    return alike("") or alike("oʊ")


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("word", DICTIONARY)
def test_words_are_said_as_a_dictionary_has_them(word: str, engine: str) -> None:
    """Every engine makes the right sounds, stressed on the right syllable."""
    given = pronounced(speakable(word), engine)
    if engine == "system" and word in set(PHONEMES) - set(RESPELLED) - set(FURTHER) - PIPER_KNOWS:
        assert given == word  # no syllables say it: it is left as it stands
    else:
        assert right(given, word, engine), f"{given!r} is {said(given, engine)}, not {DICTIONARY[word]}"


def test_only_what_came_out_wrong_is_changed() -> None:
    """No word is in a lexicon that its engines say right as it stands, and none without a line in the table."""
    lexicon = {*PHONEMES, *RESPELLED, *FURTHER}
    words = {word for line in DICTIONARY for word in (line, *line.split())}
    assert words >= lexicon | UNLISTED
    assert lexicon.isdisjoint(UNLISTED)
    alone = [word for word in lexicon if word in DICTIONARY]
    assert not [word for word in alone if word in RESPELLED | FURTHER and right(word, word, "system")]
    assert not [word for word in PIPER_KNOWS if not right(word, word, "piper")]
    both = [word for word in alone if word in PHONEMES and right(word, word, "hibari") and right(word, word, "piper")]
    # The one was misheard, the other is to be stressed like the in-breath.
    assert set(both) == {"iliotibial", "out-breath"}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("form", ["Myofascias", "MYOFASCIA", "myofascia's", "sub-myofascia", "myofascia-like"])
def test_a_word_sounds_the_same_in_every_form(form: str, engine: str) -> None:
    """Plural, possessive, capitals and compounds change nothing in the word."""
    word = sounds(said(pronounced("myofascia", engine), engine)).replace("ˈ", "")
    assert word in sounds(said(pronounced(speakable(form), engine), engine)).replace("ˈ", "")


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("line", "sound"), VERBS)
def test_words_with_two_sounds(line: str, sound: str, engine: str) -> None:
    """What is spelled alike is told apart by the words around it."""
    spoken = re.sub("[ˈˌː]", "", said(pronounced(speakable(line), engine), engine))
    assert re.search(sound, spoken)


def test_initials_are_letters() -> None:
    """Abbreviations are said letter by letter, in the plural too, by an engine that would read them as words."""
    for engine in ENGINES:
        assert sounds(said(pronounced("both QLs", engine), engine)).replace("ˈ", "").endswith("kjuɛlz")
    assert pronounced("the ASIS", "system") == "the A-S-I-S"
    assert pronounced("an MRI", "piper") == "an M R I"


def test_what_a_writer_settled_stays() -> None:
    """A word that a script's `say` names is left as the writer has it."""
    own = frozenset({"psoas", "tfl", "close", "latae"})
    for engine in ENGINES:
        assert pronounced("Close the psoas, TFL, latae", engine, own=own) == "Close the psoas, TFL, latae"


def test_only_english_is_respelled() -> None:
    """Neither another language's words nor a voice of another language are given English sounds."""
    for engine in ENGINES:
        assert pronounced("Latae", engine) != "Latae"
        assert pronounced("Latae", engine, "de-de", "de") == pronounced("Latae", engine, "de-de") == "Latae"
        assert pronounced("Latae", engine, "en-gb", "en_GB") != "Latae"
    assert pronounced("Latae", "an engine of somebody's") == "Latae"


def test_a_british_voice_has_british_sounds() -> None:
    """Phonemes come in the accent of the voice: no American o, no r before a consonant."""
    assert pronounced("iliopsoas", "hibari", "en-gb") == "[iliopsoas](/ˌɪliQsˈQəs/)"
    assert pronounced("thenar lumbosacral", "hibari", "en-gb") == "[thenar](/θˈiːnɑː/) [lumbosacral](/lˌʌmbQsˈAkɹəl/)"
    assert pronounced("iliotibial", "piper", "en-gb") == "[[ˌɪliəʊtˈɪbiəl]]"


@pytest.mark.parametrize("engine", ["hibari", "piper", "system"])
def test_an_old_letter_makes_another_word(engine: str) -> None:
    """A word with a long s, or the sign for kelvins, is none of the dictionary's, also beside one that is."""
    line = pronounced("the p\u017foas, the psoas, a bac\N{KELVIN SIGN}bend", engine)
    assert line.startswith("the p\u017foas, the ")
    assert line.endswith(", a bac\N{KELVIN SIGN}bend")
    assert line.count("p\u017foas") == 1


def test_clips_of_earlier_times_are_found() -> None:
    """What Piper and the system voice were given before is what they are given now: the clips have not changed."""
    line = "Close your eyes. The psoas and both ITBs: use oil on the patella's edge."
    before = "cloze your eyes. The soh-us and both I T B's: yooz oil on the puttella's edge."
    assert pronounced(speakable(line), "piper") == pronounced(speakable(line), "system") == before


@pytest.mark.parametrize("engine", ENGINES)
def test_neighbours_in_brackets(engine: str) -> None:
    """Two words in a row, each given by its phonemes, are both heard."""
    spoken = said(pronounced("Adho mukha svanasana, extensor hallucis.", engine), engine)
    assert "ʃvɑnˈɑsənə" in spoken.replace("ː", "") or engine == "system"
    if engine == "piper":
        assert "]] [[" not in pronounced("mukha svanasana", engine)


@pytest.mark.parametrize("engine", ["hibari", "piper"])
def test_a_listener_hears_the_words(engine: str) -> None:
    """An independent recogniser, which knows none of our spellings, writes the words as a dictionary does."""
    model = packaged_model()
    require(installed(), "the speech recogniser is not installed: pip install --group listen")
    require(model and find_spec("hibari"), "the packaged voices are not installed")
    assert model
    # Without noise the same words are the same sound each time.
    with Piper(model, noise=False) if engine == "piper" else choose_voice(Settings(voice="hibari:heart")) as voice:
        speech = [voice.speak(pronounced(speakable(line), voice.engine), 1.0) for line, _ in HEARD]
    heard = [normalised(hear(part.samples, part.sample_rate)) for part in speech]
    assert not [(word, words) for (_, word), words in zip(HEARD, heard, strict=True) if word not in words]
