"""Keep Radline running: web side, understanding box and sender of texts, until Ctrl-C or SIGTERM.

A program that dies is started again, after a pause that grows while it keeps dying. Each line that a program
prints comes out with the program's name before it. The standard library is enough here.
"""

from __future__ import annotations

import asyncio
import ctypes
import http.client
import os
import signal
import socket
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

import models

WEB_PYTHON, NLU_PYTHON = models.ROOT / ".venv/bin/python", models.ROOT / ".venv-nlu/bin/python"
PAUSES = (1, 2, 4, 8, 15, 30)  # seconds before the next start, while deaths follow each other
SETTLED = 60.0  # seconds after which a program counts as sound again
GRACE = 15.0  # seconds to end by itself before it is killed
LONGEST_LINE = 1 << 20
# The box gets nothing of the environment but this: no keys, no tokens, no address of a database.
HARMLESS = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "PYTHONDONTWRITEBYTECODE")


class NotStarted(Exception):
    """Radline cannot start; carries the one sentence that says why."""


@dataclass(frozen=True)
class Program:
    """Something to keep running: the name for its lines, its command, its whole environment."""

    name: str
    command: tuple[str, ...]
    environ: Mapping[str, str]


@dataclass
class Keeper:
    """Runs programs until `stop` is set, then ends them, the last one first."""

    programs: list[Program]
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    pauses: tuple[float, ...] = PAUSES
    grace: float = GRACE

    async def run(self, port: int) -> None:
        """Start all, tell when the web side answers on the port, and keep them until `stop` is set."""
        ending = [asyncio.Event() for _ in self.programs]
        kept = [asyncio.create_task(self._keep(*pair)) for pair in zip(self.programs, ending, strict=True)]
        greeting = asyncio.create_task(self._greet(port))
        await self.stop.wait()
        greeting.cancel()
        say("stopping")
        for end, task in reversed(list(zip(ending, kept, strict=True))):
            end.set()
            await task

    async def _keep(self, program: Program, end: asyncio.Event) -> None:
        deaths = 0
        while not end.is_set():
            started = monotonic()
            code = await self._live(program, end)
            if end.is_set():
                return
            deaths = 1 if monotonic() - started > SETTLED else deaths + 1
            pause = self.pauses[min(deaths, len(self.pauses)) - 1]
            say(f"{program.name} ended ({_why(code)}); it starts again in {pause:g} s")
            await _set_within(end, pause)

    async def _live(self, program: Program, end: asyncio.Event) -> int:
        """Run a program once: until it dies, or until it has been ended. Gives its exit code."""
        process = await asyncio.create_subprocess_exec(
            *program.command,
            env=dict(program.environ),
            cwd=models.ROOT,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            limit=LONGEST_LINE,
            process_group=0,
            preexec_fn=_die_with_parent,
        )
        telling = asyncio.create_task(_tell(program.name, process))
        dying, ending = asyncio.create_task(process.wait()), asyncio.create_task(end.wait())
        await asyncio.wait((dying, ending), return_when=asyncio.FIRST_COMPLETED)
        ending.cancel()
        if not dying.done():
            await self._end(process, dying)
        _signal(process, signal.SIGKILL)  # whatever it left behind in its group
        await asyncio.wait((telling,), timeout=1)
        return dying.result()

    async def _end(self, process: asyncio.subprocess.Process, dying: asyncio.Task[int]) -> None:
        _signal(process, signal.SIGTERM)
        await asyncio.wait((dying,), timeout=self.grace)
        if not dying.done():
            _signal(process, signal.SIGKILL)
            await dying

    async def _greet(self, port: int) -> None:
        while not await asyncio.to_thread(answers, port):
            await asyncio.sleep(0.2)
        say(f"Radline answers at http://127.0.0.1:{port} (Ctrl-C stops it)")


def say(sentence: str) -> None:
    """Print a line of our own."""
    print(f"radline | {sentence}", flush=True)


def answers(port: int) -> bool:
    """Ask the web side whether it is alive."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        line.request("GET", "/health/live")
        return line.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        line.close()


def wanted_port(environ: Mapping[str, str]) -> int:
    """Give the port to serve on. Raises NotStarted if PORT is no port, or if another program has it."""
    wish = environ.get("PORT") or "8000"
    if not wish.isdecimal() or not 0 < int(wish) < 65536:
        raise NotStarted(f"PORT={wish} is no port: give a number from 1 to 65535.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(wish)))
        except PermissionError as fault:
            raise NotStarted(f"Port {wish} is not ours to use: try PORT=8000 make run.") from fault
        except OSError as fault:
            raise NotStarted(
                f"Port {wish} is taken by another program: stop that, or take another: PORT=8001 make run."
            ) from fault
    return int(wish)


def programs(port: int, environ: Mapping[str, str]) -> list[Program]:
    """List what has to run. With NLU_URL set, understanding is somebody else's, and no box is started."""
    ours = {"PYTHONUNBUFFERED": "1", **environ, "PORT": str(port)}
    box = []
    if not ours.get("NLU_URL"):
        nlu_port = _free_port()
        ours["NLU_URL"] = f"http://127.0.0.1:{nlu_port}"
        box = [_box(nlu_port, environ)]
    gunicorn = ("-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "--bind", f"127.0.0.1:{port}")
    web = Program("web", (str(WEB_PYTHON), *gunicorn, "webhook:app()"), ours)
    sender = (str(WEB_PYTHON), "-m", "flask", "--app", "webhook", "outbox", "run")
    return [*box, web, Program("sender", sender, ours)]


def _box(port: int, environ: Mapping[str, str]) -> Program:
    model = models.current()
    if model is None:
        raise NotStarted("There is no trained model that fits the data: `make run` trains one.")
    harmless = {name: environ[name] for name in HARMLESS if name in environ}
    command = (str(NLU_PYTHON), "-m", "nlu.server", "--model", str(model), "--port", str(port))
    return Program("nlu", command, {"PYTHONUNBUFFERED": "1", **harmless})


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def _tell(name: str, process: asyncio.subprocess.Process) -> None:
    """Pass on what a program prints, line by line; a line without end is dropped."""
    if process.stdout is None:
        return
    while True:
        try:
            line = await process.stdout.readline()
        except ValueError:
            continue
        if not line:
            return
        print(f"{name:<7} | {line.decode(errors='replace').rstrip()}", flush=True)


async def _set_within(event: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return


def _signal(process: asyncio.subprocess.Process, number: signal.Signals) -> None:
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:
        return


def _why(code: int) -> str:
    return f"exit code {code}" if code >= 0 else f"killed by {signal.Signals(-code).name}"


_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None
_ON_PARENTS_DEATH = 1  # PR_SET_PDEATHSIG of prctl(2)


def _die_with_parent() -> None:
    """Have the kernel end this child should we be killed outright; elsewhere than on Linux it stays."""
    if _LIBC is not None:
        _LIBC.prctl(_ON_PARENTS_DEATH, signal.SIGTERM)


async def keep(wanted: list[Program], port: int) -> None:
    """Run the programs until one of the signals that end us."""
    keeper = Keeper(wanted)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, keeper.stop.set)
    await keeper.run(port)


def main() -> None:
    """Start everything, or say in one line why not."""
    os.chdir(models.ROOT)
    Path("var").mkdir(exist_ok=True)
    try:
        port = wanted_port(os.environ)
        wanted = programs(port, os.environ)
    except NotStarted as reason:
        raise SystemExit(f"radline | {reason}") from None
    asyncio.run(keep(wanted, port))


if __name__ == "__main__":
    main()
