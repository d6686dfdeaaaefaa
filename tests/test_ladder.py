"""The ladder of an urgent transfer: however each dial ends there is a next rung, never silence, never a circle."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import product
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot import transfers
from bot.asking import number_at, targets
from bot.conversation import Turned, turn
from bot.directory import load
from bot.directory_types import LANGS
from bot.effects import OpenTicket
from bot.meaning import Meaning
from bot.message import EXPECTS, DialEnd, Ended, Expect, Message
from bot.reply import Part
from bot.settings import ROOT
from bot.state import State
from bot.wording import Wording
from tests.whole_desk import House, whole_desk

pytestmark = [pytest.mark.xdist_group("ladder"), pytest.mark.usefixtures("unhurried")]
SHIPPED = load(ROOT / "directory.yaml")
PERSON, LINE = "+19195550123", "+19195550199"
(EMERGENT,) = SHIPPED.role("emergent")
MONDAY = dt.datetime(2026, 11, 23, tzinfo=SHIPPED.zone)
TIMES = {
    "noon": 12,
    "both shifts": 16,
    "evening": 20,
    "night": 27,
    "saturday": 5 * 24 + 11,
    "thanksgiving": 3 * 24 + 12,
}
ENDS = [(status, seconds) for status in get_args(DialEnd) for seconds in (0, 29, 30)]
MOST_TURNS = 90


def at(hours: float) -> dt.datetime:
    return MONDAY + dt.timedelta(hours=hours)


def message(kind: str, state: State, **more: object) -> Message:
    own = {"caller": PERSON, "line": LINE, "step": state.step, "expect": state.expect, "lang": state.lang}
    return Message(**{"channel": "voice", "kind": kind, **own, **more})  # type: ignore[arg-type]


@dataclass
class Call:
    """An urgent call without a desk around it. `forgetful`: nothing of the talk is kept, its links alone lead on."""

    now: dt.datetime
    caller: str = PERSON
    line: str = LINE
    forgetful: bool = False
    state: State = field(default_factory=lambda: State(step=1))
    dialled: list[str] = field(default_factory=list)
    last: Turned | None = None

    def do(self, kind: str, **more: object) -> Turned:
        state = State(step=self.state.step, lang=self.state.lang, expect=self.state.expect)
        known = state if self.forgetful else self.state
        told = message(kind, self.state, caller=self.caller, line=self.line, **more)
        self.last = turn(known, told, Meaning(), SHIPPED, self.now)
        self.state = self.last.state
        if self.last.reply.transfer:
            self.dialled.append(number_at(SHIPPED, self.last.reply.transfer.target).number)
        return self.last

    def dial_ends(self, status: DialEnd, seconds: int) -> Turned:
        assert self.last
        assert self.last.reply.transfer
        one = self.last.reply.transfer
        return self.do("transfer_ended", ended=Ended(status, seconds, one.target, one.tries))


def on_shift(now: dt.datetime) -> set[str]:
    entries = SHIPPED.open_among(SHIPPED.emergent_backup, now)
    return {number_at(SHIPPED, t).number for e in entries for t in targets(e, "phone")}


def line_of_hospital() -> str:
    return EMERGENT.of("emergent")[0].number


def rungs() -> list[str]:
    return [t for e in (EMERGENT, *SHIPPED.emergent_backup) for t in targets(e, "emergent", "phone")]


# ------------------------------------------------------------------ each way that one dial can end


@pytest.mark.parametrize("expect", EXPECTS)
@pytest.mark.parametrize("when", TIMES)
def test_however_a_dial_ends_the_caller_is_led_on(expect: Expect, when: str) -> None:
    now = at(TIMES[when])
    for lang, target, tries, (status, seconds) in product(LANGS[:1], rungs(), (1, 2, 3, 6, 9), ENDS):
        if target not in targets(EMERGENT, "emergent") and tries == 1:
            continue  # a lead who was called on his own account
        state = State(step=3, lang=lang, expect=expect, tries=tries)
        ended = Ended(status, seconds, target, tries)
        turned = turn(state, message("transfer_ended", state, ended=ended), Meaning(), SHIPPED, now)
        _led_on(turned, ended, now)


def _led_on(turned: Turned, ended: Ended, now: dt.datetime) -> None:
    reply = turned.reply
    assert reply.parts, "silence"
    assert not reply.hang_up
    taken = ended.status in ("completed", "answered")
    if taken:
        assert reply.transfer is None
        assert reply.expect == ("reached" if ended.seconds < 30 else "open")
    elif reply.transfer:
        number = number_at(SHIPPED, reply.transfer.target).number
        assert number in on_shift(now) | {line_of_hospital()}, "off shift"
        assert reply.transfer.emergent
        assert reply.transfer.tries == ended.tries + 1 <= transfers.MOST_DIALS
    else:
        assert ended.tries >= transfers.LEAST_DIALS
        assert any(target.startswith(EMERGENT.id) for part in reply.parts for target in part.numbers), "no number"
        assert any(isinstance(effect, OpenTicket) for effect in turned.effects)


# ------------------------------------------------------------------ the order of the rungs


@pytest.mark.parametrize(
    ("when", "order"),
    [
        ("noon", ["9196847274", "9196847266", "9196952312"]),
        ("both shifts", ["9196847274", "9196847266", "9196952312", "9196952056", "9196952865"]),
        ("evening", ["9196847274", "9196952056", "9196952865"]),
        ("night", ["9196847274"] * 3),
        ("saturday", ["9196847274"] * 3),
        ("thanksgiving", ["9196847274"] * 3),
    ],
)
def test_the_line_then_those_on_shift_in_order_else_the_line_three_times(when: str, order: list[str]) -> None:
    call = Call(at(TIMES[when]))
    call.do("keys", keys="2")
    while call.last and call.last.reply.transfer:
        call.dial_ends("no-answer", 0)
    assert [number[2:] for number in call.dialled] == order
    assert "nobody_answers" in [part.reply for part in call.last.reply.parts]  # type: ignore[union-attr]


def test_at_no_hour_of_a_fortnight_is_somebody_off_shift_dialled() -> None:
    for hours in range(24 * 14):
        now = at(hours + (0.49 if hours % 2 else 0.51))  # shifts begin and end at full and half hours
        call = Call(now)
        call.do("keys", keys="2")
        while call.last and call.last.reply.transfer:
            call.dial_ends("busy", 0)
        assert set(call.dialled) <= on_shift(now) | {line_of_hospital()}, now
        assert call.dialled[0] == line_of_hospital()
        assert len(call.dialled) >= 3
        assert on_shift(now) <= set(call.dialled), f"somebody on shift is left out: {now}"


def test_a_shift_that_ends_meanwhile_is_dialled_no_more() -> None:
    call = Call(at(18.4))
    call.do("keys", keys="2")
    assert call.dial_ends("busy", 0).reply.transfer
    call.now = at(18.6)
    while call.last and call.last.reply.transfer:
        call.dial_ends("busy", 0)
    assert [number[2:] for number in call.dialled] == ["9196847274", "9196847266", "9196952056", "9196952865"]


@pytest.mark.parametrize("when", TIMES)
def test_our_own_number_is_never_dialled(when: str) -> None:
    """Should the 24/7 line lead to us, somebody on shift stands in; nobody else, and no circle."""
    now = at(TIMES[when])
    for own in (line_of_hospital(), *on_shift(now)):
        call = Call(now, line=own)
        call.do("keys", keys="2")
        while call.last and call.last.reply.transfer:
            call.dial_ends("no-answer", 0)
        assert own not in call.dialled
        assert set(call.dialled) <= on_shift(now) | {line_of_hospital()} | _hours_unknown(now)
        assert call.last
        assert call.last.reply.parts


def _hours_unknown(now: dt.datetime) -> set[str]:
    entries = SHIPPED.open_among(SHIPPED.emergent_backup, now, unknown=True)
    return {number_at(SHIPPED, t).number for e in entries for t in targets(e, "phone")}


# ------------------------------------------------------------------ whole calls


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    ends=st.lists(st.sampled_from(ENDS), min_size=1, max_size=4),
    hours=st.sampled_from(sorted(TIMES.values())),
    forgetful=st.booleans(),
    caller=st.sampled_from([PERSON, ""]),
)
def test_a_caller_who_only_waits_comes_to_an_end(
    ends: list[tuple[DialEnd, int]], hours: int, forgetful: bool, caller: str
) -> None:
    """Dials end as they like, over and over; the caller says nothing. At last the number was read, and it is over."""
    call = Call(at(hours), caller=caller, forgetful=forgetful)
    call.do("keys", keys="2")
    told = False
    for turns in range(MOST_TURNS):
        assert call.last
        assert call.last.reply.parts, "silence"
        told |= any(t.startswith(EMERGENT.id) for part in call.last.reply.parts for t in part.numbers)
        if call.last.reply.hang_up:
            break
        if call.last.reply.transfer:
            call.dial_ends(*ends[turns % len(ends)])
        else:
            call.do("silence")
        if forgetful and turns == MOST_TURNS - 5:
            call.state = replace(call.state, step=1000)
    assert call.last.reply.hang_up, "for ever"
    assert len(call.dialled) <= (30 if forgetful else 8)
    assert told or any(status in ("completed", "answered") for status, _ in ends)


@pytest.mark.parametrize("forgetful", [False, True])
def test_a_voicemail_that_takes_every_call_is_not_called_for_ever(forgetful: bool) -> None:
    call = Call(at(27), forgetful=forgetful)
    call.do("keys", keys="2")
    while call.last and call.last.reply.transfer and len(call.dialled) < MOST_TURNS:
        assert call.dial_ends("completed", 12).reply.expect == "reached"
        call.do("silence")
    assert len(call.dialled) == 3 or (forgetful and len(call.dialled) < 30)
    assert "nobody_answers" in [part.reply for part in call.last.reply.parts]  # type: ignore[union-attr]


def test_whoever_asks_anew_is_put_through_anew_however_often() -> None:
    call = Call(at(27))
    call.do("keys", keys="2")
    for _ in range(12):
        call.dial_ends("completed", 12)
        assert call.do("keys", keys="2").reply.transfer
    assert len(call.dialled) == 13


@pytest.mark.parametrize("expect", EXPECTS)
def test_key_2_dials_from_every_state_and_so_after_every_failure(expect: Expect) -> None:
    state = State(step=3, expect=expect, tries=9, misses=5, silences=5)
    turned = turn(state, message("keys", state, keys="2"), Meaning(), SHIPPED, at(27))
    assert turned.reply.transfer
    assert turned.reply.transfer.tries == 1


# ------------------------------------------------------------------ at the door


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    house = whole_desk(tmp_path_factory.mktemp("ladder"))
    yield house
    house.close()


@pytest.mark.parametrize("status", ["busy", "no-answer", "failed", "canceled", "machine", "machine_start", "", "x"])
def test_an_end_of_any_name_leads_to_the_next_rung(house: House, status: str) -> None:
    caller = house.midway().press("2")
    assert caller.doc.find("Dial").get("timeout") == "20"  # type: ignore[union-attr]
    caller.dial_ends(status, 0)
    assert len(caller.dialled) == 2
    (dial,) = caller.doc.iter("Dial")
    assert dial.get("timeout") == "20"
    assert dial.get("callerId") == caller.number
    assert "Still trying" in caller.heard


def test_a_withheld_caller_is_shown_as_our_own_number(house: House) -> None:
    caller = house.caller("anonymous").call().press("2")
    (dial,) = caller.doc.iter("Dial")
    assert dial.get("callerId") == caller.line


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("reply", ["connecting_emergent", "still_trying", "trying_again"])
def test_the_words_before_a_dial_take_three_seconds(reply: str, lang: str) -> None:
    words = Wording().render(Part(reply, args={"option": "2"}), lang, "say", SHIPPED)  # type: ignore[arg-type]
    assert len(re.findall(r"\w+", words)) * 60 / 190 <= 3, words
