"""What was not understood: who sees the words, what may be typed instead, and what is handed out of it."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.directory import load
from bot.intents import handlers
from bot.settings import ROOT
from bot.store import Meant
from bot.store.turn_tables import turns
from bot.training_data import Utterance, read
from desk import intents, lessons, sentences
from release.plain import line
from tests.conversation_pages import page
from tests.hostile_words import HOSTILE
from tests.playing import FrontDesk
from tests.staff import Clerk, Office, office
from tests.whole_desk import MONDAY

LIST, FILES = "/desk/misunderstood", "/desk/prepared/[0-9a-f]{32}/files"
HIS = "blorp fax zyx"  # asked back, for the box is dead and the rules know what a fax is
MINE = "which fax takes the papers of my doctor"
DIRECTORY = load(ROOT / "directory.yaml")


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with office(tmp_path_factory.mktemp("misunderstood")) as made:
        yield made


@pytest.fixture
def clerk(here: Office) -> Clerk:
    return here.clerk()


def heard(here: Office, *said: str) -> None:
    """Somebody texts."""
    texter = here.bureau.house.texter()
    for words in said:
        texter.text(words)
    here.later(seconds=1)


def newest(clerk: Clerk, words: str = "") -> str:
    """The address of the newest turn that is listed."""
    clerk.look(LIST)
    found = re.search(rf'href="({LIST}/[0-9a-f]{{32}})"[^>]*>{re.escape(words)}', clerk.page)
    assert found, clerk.said
    return found[1]


def say(clerk: Clerk, address: str, sentence: str = MINE, **fields: str) -> Clerk:
    return clerk.look(address).send(
        f"{address}/meant", **({"intent": "fax", "target": "", "sentence": sentence, "lang": "en"} | fields)
    )


def pack(clerk: Clerk, address: str) -> dict[str, str]:
    """The files of a ZIP by name."""
    answer = clerk.client.get(address)
    assert answer.status_code == 200
    with zipfile.ZipFile(io.BytesIO(answer.data)) as packed:
        return {name: packed.read(name).decode() for name in packed.namelist()}


# ------------------------------------------------------------------ the list


def test_a_miss_a_question_back_and_a_person_are_listed_and_an_answer_is_not(here: Office, clerk: Clerk) -> None:
    said = ("fax for vascular", "qwrt plok", "blorp fax one", "somebody real please i want a person", "chest pain")
    for words in said:
        heard(here, words)
    clerk.look(LIST)
    assert [words for words in said if words in clerk.said] == [said[1], said[2], said[3]]
    for kind, words in (("missed", said[1]), ("asked", said[2]), ("person", said[3])):
        clerk.look(f"{LIST}?kind={kind}")
        assert [one for one in said if one in clerk.said] == [words]


def test_the_newest_stand_first_and_there_are_pages(here: Office, clerk: Clerk) -> None:
    for number in range(27):
        heard(here, f"plok qwrt {'abcdefghijklmnopqrstuvwxyzä'[number]}ork")
    clerk.look(LIST)
    assert clerk.said.index("plok qwrt äork") < clerk.said.index("plok qwrt zork")
    assert "aork" not in clerk.look(LIST).said
    assert "aork" in clerk.look(f"{LIST}?page=1").said


def test_language_channel_and_day_choose(here: Office, clerk: Clerk) -> None:
    heard(here, "quiero el papel ese que le dije ayer")
    here.bureau.house.caller().call().say("glorb the snarf")
    assert "papel ese" in clerk.look(f"{LIST}?lang=es").said
    assert "snarf" not in clerk.said
    assert "snarf" in clerk.look(f"{LIST}?channel=voice").said
    assert "papel ese" not in clerk.said
    day = here.bureau.house.directory.local(here.bureau.clock.now).date()
    assert "snarf" in clerk.look(f"{LIST}?day={day}").said
    assert "Nothing fits" in clerk.look(f"{LIST}?day=2020-01-01").said
    assert clerk.look(f"{LIST}?day=x&kind=%00&lang=zz&channel=&page=-1&done_too=9").status == 200


def test_what_is_answered_to_a_private_question_is_never_shown(here: Office, clerk: Clerk) -> None:
    texter = here.bureau.house.texter()
    for words in ("please send my images to another hospital", "yes", "me", "Zebulon Quimbly", "person"):
        texter.text(words)
    for words in ("stop", "START", "qwrt plok after"):
        here.later(seconds=1)
        texter.text(words)
    private = ("Quimbly", "Zebulon")
    assert not any(word in clerk.look(LIST).said for word in private)
    clerk.look(newest(clerk, "qwrt plok after"))
    assert "a private answer, not shown" in clerk.said
    assert not any(word in clerk.said for word in private)


def test_each_look_is_one_entry_that_names_what_was_seen(here: Office, clerk: Clerk) -> None:
    heard(here, HIS)
    address = newest(clerk)
    before = here.trail()
    clerk.look(address)
    clerk.look(LIST)
    mine = f"staff.{clerk.name}"
    assert here.trail()[len(before) :] == [("misunderstood_seen", mine), ("misunderstood_listed", mine)]
    with here.turn() as turn:
        entries = turn.trail(0, mine, "", 2)
    assert all(address.rpartition("/")[2] in entry.detail for entry in entries)
    assert HIS not in "".join(entry.detail for entry in entries)


def test_words_are_gone_after_a_week_and_what_staff_made_of_them_stays(here: Office, clerk: Clerk) -> None:
    heard(here, HIS, "plok before the week")
    kept = newest(clerk, HIS)
    say(clerk, kept)
    other = newest(clerk, "plok before the week")
    here.later(days=6, hours=23)
    late = here.clerk()
    assert "plok before" in late.look(LIST).said
    here.later(hours=1)
    late = here.clerk()
    assert "plok before" not in late.look(LIST).said
    assert late.look(other).status == 404
    assert "words are gone" in late.look(kept).said
    assert MINE in late.said
    here.bureau.house.desk.store.purge(here.bureau.clock.now)
    assert "words are gone" in late.look(kept).said


@pytest.mark.parametrize("address", ["0" * 32, "x", "../queue", "%00"])
def test_what_is_not_there_is_not_there(clerk: Clerk, address: str) -> None:
    assert clerk.client.get(f"{LIST}/{address}").status_code == 404


def test_an_answered_turn_has_no_page(here: Office, clerk: Clerk) -> None:
    heard(here, "fax for vascular")
    with here.turn() as turn:
        answered = turn._work.row(select(turns.c.id).where(turns.c.ending == "answered").limit(1))
    assert clerk.look(f"{LIST}/{answered.id}").status == 404


# ------------------------------------------------------------------ what is typed


PRIVATE = {
    "my name is Ximena and i need a fax": "There is a name in it",
    "fax for doctor nakamura please": "There is a name in it, “nakamura”",
    "juan needs his pictures": "There is a name in it, “juan”",
    "images for Kowalczyk please": "There is a name in it, “Kowalczyk”",
    "i was born on 3/9/1957 what now": "There is a date in it",
    "my number is 919 555 0123 call me": "There is a telephone number in it",
    "my record number is 4471123": "There is a number in it",
    "send it to 77 Zephyr Lane in Apex": "There is an address in it",
    "write to me at ximena@example.com": "There is an e-mail address in it",
    "": "Type a sentence",
    "…": "Type a sentence",
    "fax [of](mri) please": "Leave the brackets out",
    HIS: "the caller's own words",
    HIS.upper() + "!": "the caller's own words",
}


@pytest.mark.parametrize(("sentence", "why"), PRIVATE.items(), ids=list(PRIVATE.values()))
def test_a_sentence_with_something_private_is_refused_with_a_kind_word(
    here: Office, clerk: Clerk, sentence: str, why: str
) -> None:
    heard(here, HIS)
    address = newest(clerk, HIS)
    before = waiting(here)
    say(clerk, address, sentence)
    assert clerk.status == 400
    assert why in clerk.said
    assert waiting(here) == before
    if sentence:
        assert 'value="fax" selected' in clerk.page  # what was chosen is still chosen


def waiting(here: Office) -> int:
    with here.turn() as turn:
        return len(turn.meant_waiting())


def test_the_callers_sentence_is_found_inside_a_longer_one() -> None:
    his = "where did the green papers go"
    assert sentences.fault(f"hello {his} today", his, DIRECTORY) == sentences.HIS_OWN
    assert sentences.fault("where did my green papers go", his, DIRECTORY) == ""


@pytest.mark.parametrize(
    "sentence",
    [
        MINE, "is PowerShare open 24/7", "is mychart down", "fax number for a thyroid biopsy", "mri in two weeks",
        "¿dónde mando la orden de mi mamá?", "option 2 please", "i need Duke Raleigh", "ct of the chest at 8 am",
    ],
)  # fmt: skip
def test_plain_sentences_are_taken(sentence: str) -> None:
    assert sentences.fault(sentence, "other words", DIRECTORY) == ""


@pytest.mark.parametrize("fields", [{"intent": ""}, {"intent": "made_up"}, {"target": "nobody.fax"}, {"lang": "fr"}])
def test_only_what_stands_in_the_lists_is_taken(here: Office, clerk: Clerk, fields: dict[str, str]) -> None:
    heard(here, HIS)
    assert say(clerk, newest(clerk, HIS), **fields).status == 400


def test_every_intent_has_its_plain_words_once() -> None:
    named = [name for group in intents.groups().values() for name in group]
    assert sorted(named) == sorted(handlers())


def test_every_number_of_the_directory_can_be_chosen() -> None:
    targets = [target for known in intents.lines(DIRECTORY).values() for target in known]
    assert {lessons.number_of(target, DIRECTORY) for target in targets} == {
        number.number for entry in DIRECTORY.entries for number in entry.numbers
    }
    assert len(targets) == len(set(targets)) == sum(len(entry.numbers) for entry in DIRECTORY.entries)


# ------------------------------------------------------------------ what comes of it


def test_what_was_meant_is_kept_and_the_next_one_opens(here: Office, clerk: Clerk) -> None:
    heard(here, "blorp fax earlier", "blorp fax later")
    say(clerk, newest(clerk, "blorp fax later"))
    assert "Kept, to be handed out" in clerk.said
    assert "blorp fax earlier" in clerk.said
    assert "blorp fax later" not in clerk.look(LIST).said
    assert "blorp fax later" in clerk.look(f"{LIST}?done_too=1").said


def test_two_who_say_it_at_once_say_it_once(here: Office, clerk: Clerk) -> None:
    heard(here, HIS)
    address, other = newest(clerk, HIS), here.clerk()
    other.look(address)
    say(clerk, address)
    before = waiting(here)
    assert other.send(f"{address}/meant", intent="billing", sentence="my bill please", lang="en").status == 409
    assert other.send(f"{address}/nothing").status == 409
    assert waiting(here) == before


def test_what_has_nothing_to_teach_leaves_the_list_and_comes_back(here: Office, clerk: Clerk) -> None:
    heard(here, HIS)
    address = newest(clerk, HIS)
    clerk.look(address).send(f"{address}/nothing")
    assert clerk.status == 200
    clerk.look(address).send(f"{address}/again")
    assert "Your part" in clerk.said
    say(clerk, address)
    before = waiting(here)
    clerk.look(address).send(f"{address}/again")
    assert waiting(here) == before - 1
    assert newest(clerk, HIS) == address


def test_it_makes_a_training_example_and_a_talk_without_a_word_of_the_caller(
    here: Office, clerk: Clerk, tmp_path: Path
) -> None:
    heard(here, "snarf glorb fax")
    typed = "yes: fax for the “vascular” people"
    say(clerk, newest(clerk, "snarf glorb fax"), typed, target="vascular_intervention.fax")
    auditor = here.clerk("auditor").look("/desk/prepared")
    link = re.search(rf'href="({FILES})">Both files<span class="hidden"> of: {typed}', auditor.page)
    assert link, auditor.said
    files = pack(auditor, link[1])
    assert "snarf" not in str(files)
    (learned,) = [name for name in files if name.startswith("sentences/")]
    (played,) = [name for name in files if name.startswith("conversations/")]
    (tmp_path / Path(learned).name).write_text(files[learned], encoding="utf-8")
    assert read(tmp_path) == [Utterance("fax", typed, "desk", "en")]
    talk = page(yaml.safe_load(files[played]), played)
    (turn,) = talk.turns
    assert (turn.deed, turn.what) == ("texts", typed)
    assert turn.wanted == {"understood": "fax", "reads": ["919-613-2680"]}
    assert talk.now.minute == 0


def test_a_call_makes_a_talk_by_voice(here: Office, clerk: Clerk) -> None:
    here.bureau.house.caller().call().say("snarf glorb one fax")
    address = newest(clerk, "snarf glorb one fax")
    say(clerk, address, target="vascular_intervention.fax")
    (talk,) = [
        text for name, text in pack(clerk, files_of(clerk, address)).items() if name.startswith("conversations/")
    ]
    assert "- says: " in talk
    assert "hears:" in talk


def files_of(clerk: Clerk, address: str) -> str:
    found = re.search(rf'href="({FILES})"', clerk.look(address).page)
    assert found
    return found[1]


def talk_in(files: dict[str, str]) -> str:
    (talk,) = [text for name, text in files.items() if name.startswith("conversations/")]
    return talk


def test_what_is_handed_out_is_handed_out_once_and_can_be_fetched_again(here: Office, clerk: Clerk) -> None:
    clerk.look("/desk/prepared").send("/desk/prepared/hand-out")  # what other tests left
    heard(here, HIS, "plok qwrt handed")
    mine = newest(clerk, HIS)
    say(clerk, mine)
    say(clerk, newest(clerk, "plok qwrt handed"), "who do i ask about a bill", intent="billing")
    assert "Hand out 2 sentences" in clerk.look("/desk/prepared").said
    clerk.send("/desk/prepared/hand-out")
    assert "Nothing waits." in clerk.said
    batch = re.search(r'class="button main"[^>]*href="(/desk/prepared/packs/[0-9a-f]{32}/files)"', clerk.page)
    assert batch
    first = pack(clerk, batch[1])
    assert sorted(name.partition("/")[0] for name in first) == ["conversations"] * 2 + ["sentences"] * 2
    assert pack(here.clerk("auditor"), batch[1]) == first
    assert "There is nothing to hand out." in clerk.look("/desk/prepared").send("/desk/prepared/hand-out").said
    assert clerk.look(mine).send(f"{mine}/again").status == 409
    assert "handed out" in clerk.look(mine).said


def test_the_sentence_lies_sealed_and_goes_with_the_figures(here: Office, clerk: Clerk) -> None:
    heard(here, HIS)
    say(clerk, newest(clerk, HIS), "quokkas want a fax")
    store = here.bureau.house.desk.store
    if store._engine.dialect.name == "sqlite":
        for file in Path(store._engine.url.database or "").parent.glob("radline.db*"):
            assert b"quokkas" not in file.read_bytes()
    done = store.purge(here.bureau.clock.now)
    assert (done["desk figures forgotten"], done["desk sentences forgotten"]) == (0, 0)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.sampled_from(HOSTILE), st.text(max_size=80)))
def test_whatever_is_typed_the_files_can_be_read(tmp_path: Path, typed: str) -> None:
    sentence = line(typed)
    if sentences.fault(sentence, "other words", DIRECTORY):
        return
    one = Meant("0" * 32, "1" * 32, MONDAY, "text", "en", "fax", "", sentence, "staff.ana", MONDAY)
    files = lessons.files([one], DIRECTORY)
    (tmp_path / "fax.yml").write_text(files["sentences/fax.yml"], encoding="utf-8")
    assert [one.text for one in read(tmp_path)] == [sentence.lstrip("- ")]
    (turn,) = page(yaml.safe_load(files["conversations/fax/desk_00000000.yaml"]), "made up").turns
    assert turn.what == sentence


@pytest.mark.xdist_group("conversations")
@pytest.mark.usefixtures("unhurried")
def test_a_talk_that_was_handed_out_can_be_played(here: Office, clerk: Clerk, front_desk: FrontDesk) -> None:
    heard(here, HIS)
    address = newest(clerk, HIS)
    say(clerk, address, "fax number for vascular", target="vascular_intervention.fax")
    talk = talk_in(pack(clerk, files_of(clerk, address)))
    front_desk.play(page(yaml.safe_load(talk), "handed out"))
