"""`chat` and `say`: a talk in the terminal, and what Radline makes of some words."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.message import Message
from bot.take_turn import Desk
from tests.shells import NOBODY, Shell


def test_a_talk_by_text(shell: Shell) -> None:
    printed = shell.type("chat", input="what is the fax for the knee clinic\n").stdout
    assert "> what is the fax for the knee clinic\ndesk: " in printed
    assert "(312) 555-0165" in printed


def test_a_call_with_keys_silence_and_a_transfer(shell: Shell) -> None:
    typed = "fax for the knee clinic\n#9\n\n#2\nmaybe\nbusy\ncompleted 60\n#*\n"
    printed = shell.type("chat", "--voice", input=typed).stdout
    assert "312-555-0165" in printed
    assert "[texts the caller: " in printed
    assert "(312) 555-0122, then 2 after 4 s (night.emergent, try 1" in printed
    assert "> maybe\nThe line rings. Type how it ends" in printed
    assert "> busy\ndesk: " in printed


def test_silence_is_followed_to_the_end_of_the_call(shell: Shell) -> None:
    printed = shell.type("chat", "--voice", input="\n" * 20).stdout
    assert printed.rstrip().endswith("[hangs up]")
    assert printed.count("> ") < 12


def test_a_call_in_spanish(shell: Shell) -> None:
    printed = shell.type("chat", "--voice", "--lang", "es", input="").stdout
    assert "asistente" in printed


def test_stop_gets_no_answer(shell: Shell) -> None:
    assert "[no answer]" in shell.type("chat", input="STOP\n").stdout


def test_chat_shows_what_it_understood(shell: Shell) -> None:
    printed = shell.type("chat", "-v", input="fax for the knee clinic, my name is Zebulon Quackenbush\n").stdout
    assert '"knee clinic" is entry knee (exact' in printed
    assert "masked    fax for the SERVICE my name is NAME" in printed
    assert "whole turn" in printed


def test_a_talk_leaves_nothing_behind(shell: Shell, tmp_path: Path) -> None:
    shell.type("chat", "--voice", input="fax for the knee clinic\n#9\n")
    shell.type("say", "fax for the knee clinic")
    assert not (tmp_path / "radline.db").exists()
    assert shell.type("outbox", "run", "--once").stdout == "0 texts handled.\n"


def test_say_tells_all(shell: Shell) -> None:
    printed = shell.type("say", "fax for the knee clinic").stdout
    assert {line.split()[0] for line in printed.splitlines() if line} >= {
        "urgency", "intent", "about", "mention", "masked", "language", "spoken", "written",
    }  # fmt: skip
    assert "masked    fax for the SERVICE" in printed
    assert "312-555-0165" in printed
    assert "(312) 555-0165" in printed


def test_say_tells_what_would_be_dialled(shell: Shell) -> None:
    printed = shell.type("say", "trauma", "transfer", "en", "route,", "we", "need", "the", "images", "now").stdout
    assert "urgency   images" in printed
    assert "dials     the emergent line: (312) 555-0122" in printed


@pytest.mark.parametrize("words", [[], [""], ["  "]])
def test_say_wants_words(shell: Shell, words: list[str]) -> None:
    done = shell.type("say", *words)
    assert done.exit_code == 2
    assert "make say TEXT=" in done.output


def test_hostile_words_do_no_harm(shell: Shell) -> None:
    words = "--help'\"; {{ 7*7 }} \x1b[31m \U0001f4a9 " * 20
    assert shell.type("say", "--", words).exit_code == 0
    assert shell.type("chat", input=f"{words}\n").exit_code == 0


def test_the_message_of_a_talk_has_no_place_in_a_text(shell: Shell) -> None:
    from bot.commands.talk import Talk, apart

    with apart(Desk.open(shell.settings), NOBODY) as desk:
        talk = Talk(desk, "text")
        talk.take(talk.message("words", "hello"))
        assert talk.message("words", "hello") == Message("text", "words", "hello", caller=talk.message("words").caller)
