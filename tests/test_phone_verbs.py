"""Each verb of a document in the browser, with documents made for it and time as it is: what Twilio does, it does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from simulator import page as phone_page
from tests.browsers import Sight, chromium, served
from tests.whole_desk import whole_desk

pytestmark = [pytest.mark.xdist_group("browser")]
# Plays scripted documents: `script` by path; acts are [seconds, method, ...arguments]; gives all that was seen.
PLAYED = """async ([files, script, acts]) => {
  const [{ Call }, { Clock }] = await Promise.all(["call", "clock"].map((name) => import(`${files}/${name}.js`)));
  const seen = { asked: [], said: [], told: [], states: [] }, start = performance.now();
  const at = () => Math.round((performance.now() - start) / 100) / 10;
  const world = { base: "http://here.example", clock: new Clock(), changed() {} };
  world.changed = () => { if (seen.states.at(-1) !== call.state) seen.states.push(call.state); };
  world.told = (what, words) => seen.told.push([what, words]);
  world.say = (verb, signal) => { seen.said.push(verb.words); return wait(0.3, signal); };
  world.play = (verb, signal) => { seen.said.push(`plays ${verb.words}`); return wait(0.1, signal); };
  world.ask = async (url, told) => {
    const { CallSid, Direction, ...own } = told, path = url.replace(world.base, "");
    seen.asked.push([path, own, at()]);
    const body = script[path] ?? 500;
    if (typeof body === "number") return { status: body, type: "text/plain", body: "" };
    return { status: 200, type: "text/xml", body: `<?xml version="1.0"?><Response>${body}</Response>` };
  };
  const wait = (seconds, signal) => new Promise((done) => {
    setTimeout(done, seconds * 1000);
    signal.addEventListener("abort", done);
  });
  const call = new Call(world);
  for (const [seconds, name, ...what] of acts) setTimeout(() => name === "hold" ? (world.clock.held = true)
    : name === "typing" ? call.ear?.speaking() : call[name](...what), seconds * 1000);
  const over = call.start();
  await Promise.race([over, wait(6, new AbortController().signal)]);
  return { ...seen, ended: call.ended, took: at() };
}"""
BYE = "<Say>Bye</Say><Hangup/>"
ONE_KEY = '<Gather action="/next" numDigits="1" finishOnKey="" timeout="1"><Say>Press</Say></Gather><Say>Nothing</Say>'
WORDS = (
    '<Gather action="/next" input="dtmf speech" speechTimeout="{}" timeout="1" language="en-US"'
    ' actionOnEmptyResult="true"><Say>Speak</Say></Gather><Redirect>/lost</Redirect>'
)


@pytest.fixture(scope="module")
def sight(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sight]:
    house = whole_desk(tmp_path_factory.mktemp("verbs"))
    with chromium() as browser, served(house.client.application) as base:
        sight = Sight.of(browser)
        sight.page.goto(f"{base}/phone")
        sight.page.wait_for_selector("body[data-ready]")
        yield sight
    house.close()


def play(sight: Sight, voice: str, *acts: Any, **script: str | int) -> Any:
    """What is seen of a call; `script` by path without its slash."""
    documents = {"/voice": voice, "/next": BYE} | {f"/{path}": what for path, what in script.items()}
    return sight.page.evaluate(PLAYED, [phone_page.FILES.address, documents, list(acts)])


def asked(seen: Any) -> list[tuple[str, dict[str, str]]]:
    """What was asked after the greeting and before the end."""
    told = [(path, {k: v for k, v in own.items() if k != "CallStatus"}) for path, own, _ in seen["asked"]]
    return [one for one in told[1:] if one[0] != "/voice/status"]


def test_the_call_rings_then_goes_on_and_its_end_is_told(sight: Sight) -> None:
    seen = play(sight, BYE)
    states = [(path, own["CallStatus"]) for path, own, _ in seen["asked"]]
    assert states == [("/voice", "ringing"), ("/voice/status", "completed")]
    assert seen["said"] == ["Bye"]


def test_one_key_goes_at_once_and_stops_the_prompt(sight: Sight) -> None:
    seen = play(sight, ONE_KEY, [0.1, "press", "7"])
    assert asked(seen) == [("/next", {"Digits": "7"})]
    assert seen["asked"][1][2] < 0.3


def test_pound_is_a_key_where_none_finishes(sight: Sight) -> None:
    assert asked(play(sight, ONE_KEY, [0.1, "press", "#"])) == [("/next", {"Digits": "#"})]


def test_without_input_the_next_verb_comes_after_the_time_out(sight: Sight) -> None:
    seen = play(sight, ONE_KEY)
    assert asked(seen) == []
    assert seen["said"] == ["Press", "Nothing"]
    assert 1.4 <= seen["took"] <= 2.6  # the prompt, a second of silence, the last words


def test_several_keys_end_with_a_pause_or_with_pound(sight: Sight) -> None:
    gather = '<Gather action="/next" timeout="1"/>'
    keys = [[0.1 + place / 10, "press", key] for place, key in enumerate("912")]
    waited = play(sight, gather, *keys)
    assert asked(waited) == [("/next", {"Digits": "912"})]
    assert waited["asked"][1][2] >= 1.2
    ended = play(sight, gather, *keys, [0.5, "press", "#"])
    assert asked(ended) == [("/next", {"Digits": "912"})]
    assert ended["asked"][1][2] < 0.9
    assert asked(play(sight, gather + BYE, [0.1, "press", "#"])) == []


def test_words_go_at_the_first_pause_or_after_the_one_that_is_asked_for(sight: Sight) -> None:
    auto = play(sight, WORDS.format("auto"), [0.4, "speak", "fax for vascular", 0.8])
    assert asked(auto) == [("/next", {"SpeechResult": "fax for vascular", "Confidence": "0.8"})]
    acts = [[0.4, "speak", "9 1 9"], [0.9, "speak", "5 5 5"]]
    pause = play(sight, WORDS.format("1"), *acts)
    assert asked(pause)[0][1]["SpeechResult"] == "9 1 9 5 5 5"
    assert pause["asked"][1][2] >= 1.8


def test_whoever_begins_to_speak_is_waited_for(sight: Sight) -> None:
    seen = play(sight, WORDS.format("auto"), [0.4, "typing"], [2.2, "speak", "slowly"])
    assert asked(seen)[0][1]["SpeechResult"] == "slowly"


def test_the_first_of_keys_and_words_counts(sight: Sight) -> None:
    keyed = play(sight, WORDS.format("auto"), [0.4, "press", "5"], [0.5, "speak", "no"])
    assert asked(keyed)[0] == ("/next", {"Digits": "5"})
    said = play(sight, WORDS.format("1"), [0.4, "speak", "yes"], [0.5, "press", "5"])
    assert asked(said)[0][1]["SpeechResult"] == "yes"


def test_silence_is_told_where_it_is_wanted(sight: Sight) -> None:
    assert asked(play(sight, WORDS.format("auto"))) == [("/next", {})]
    assert asked(play(sight, WORDS.format("auto"), [0.1, "silence"])) == [("/next", {})]


def test_time_that_is_held_waits_for_the_person(sight: Sight) -> None:
    seen = play(sight, WORDS.format("auto"), [0, "hold"], [2.5, "speak", "at last"])
    assert asked(seen)[0][1]["SpeechResult"] == "at last"


def test_words_wait_while_only_keys_are_heard(sight: Sight) -> None:
    keys_first = '<Gather action="/next" numDigits="1" timeout="2"><Say>Keys</Say></Gather>' + WORDS.format("auto")
    seen = play(sight, keys_first, [0.1, "speak", "fax"])
    assert asked(seen) == [("/next", {"SpeechResult": "fax", "Confidence": "0.9"})]
    assert seen["said"] == ["Keys", "Bye"]


def test_pause_play_say_loop_and_redirect(sight: Sight) -> None:
    seen = play(sight, '<Pause length="1"/><Play>/tone.mp3</Play><Redirect>/next</Redirect><Say>never</Say>')
    assert seen["said"] == ["plays /tone.mp3", "Bye"]
    assert asked(seen) == [("/next", {})]
    assert seen["asked"][1][2] >= 1.0


def test_a_gather_without_action_asks_its_own_document_again(sight: Sight) -> None:
    seen = play(sight, '<Gather numDigits="1" timeout="1"/>', [0.1, "press", "4"], [0.6, "hangUp"])
    assert asked(seen)[0] == ("/voice", {"Digits": "4"})


def test_a_dial_rings_as_long_as_it_is_told_to(sight: Sight) -> None:
    dial = '<Dial timeout="1" action="/next"><Number sendDigits="wwww2">+12015550102</Number></Dial>'
    ((path, told),) = asked(play(sight, dial))
    assert (path, told["DialCallStatus"]) == ("/next", "no-answer")
    assert "DialCallDuration" not in told
    ((_, told),) = asked(play(sight, dial, [0.3, "dialAnswered"], [2.0, "dialEnds", "completed", 60]))
    assert (told["DialCallStatus"], told["DialCallDuration"]) == ("completed", "60")


def test_after_a_dial_without_action_the_next_verb_comes(sight: Sight) -> None:
    for number in ("<Number>+12015550102</Number>", "+12015550102"):
        seen = play(sight, f"<Dial>{number}</Dial>{BYE}", [0.2, "dialEnds", "busy"])
        assert seen["said"] == ["Bye"]
        assert asked(seen) == []


def test_whoever_hangs_up_is_asked_nothing_more(sight: Sight) -> None:
    dial = '<Dial action="/next"><Number>+12015550102</Number></Dial>'
    for document in (dial, ONE_KEY, "<Say>Long</Say><Say>Words</Say>"):
        seen = play(sight, document, [0.1, "hangUp"])
        assert asked(seen) == []
        assert seen["states"][-1] == "ended"
        assert seen["asked"][-1][0] == "/voice/status"


def test_what_cannot_be_followed_leads_to_the_fallback(sight: Sight) -> None:
    for broken in (500, "<Say>not closed"):
        seen = play(sight, "<Redirect>/broken</Redirect>", broken=broken, **{"voice/fallback": BYE})
        assert [path for path, _ in asked(seen)] == ["/broken", "/voice/fallback"]
        assert asked(seen)[1][1]["ErrorUrl"].endswith("/broken")
        assert seen["said"] == ["Bye"]


def test_where_even_the_fallback_fails_the_caller_hears_of_it(sight: Sight) -> None:
    seen = play(sight, "<Redirect>/broken</Redirect>")
    assert any("application error" in words for _, words in seen["told"])
    assert seen["ended"]


def test_nobody_is_led_in_a_circle(sight: Sight) -> None:
    seen = play(sight, "<Redirect>/voice</Redirect>")
    assert len(asked(seen)) == 10
    assert any("application error" in words for _, words in seen["told"])
    assert seen["ended"]
