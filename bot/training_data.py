"""What people say, as the intents learn it: python -m bot.training_data --out var/nlu/nlu.yml

Reads data/nlu/<intent>.yml, each a list of blocks with `intent`, `metadata` (writer, language) and
`examples`, checks them, and writes them out masked: training sees words just as the talk will send them.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import yaml

VERSION = "3.1"
AT_ONCE = 100  # sentences that one process masks before it asks for more
FEWEST = 10  # sentences of one intent, below which nothing can be learned of it
# Square brackets before round ones would be read as a marked entity.
ENTITY = re.compile(r"\[[^\]]*\]\s*[({]")


class TrainingDataBroken(Exception):
    """The training data has faults; each is one line with its place and what to do."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass(frozen=True)
class Utterance:
    """One thing somebody said, who wrote it down, and in which language ("en", "es")."""

    intent: str
    text: str
    writer: str
    language: str


def read(folder: Path) -> list[Utterance]:
    """Read every `*.yml` of a folder, each sentence once. Raises TrainingDataBroken with every fault."""
    files = sorted(folder.glob("*.yml"))
    faults = [] if files else [f"{folder}: no training data here; put <intent>.yml files into it"]
    said: dict[tuple[str, str], Utterance] = {}
    for path in files:
        try:
            for one in _of_file(path):
                said.setdefault((one.intent, one.text.casefold()), one)
        except TrainingDataBroken as broken:
            faults.extend(broken.faults)
    if faults:
        raise TrainingDataBroken(faults)
    return list(said.values())


def weaknesses(said: list[Utterance]) -> list[str]:
    """Find what can be trained on but should not be: one sentence under two intents, too few of an intent."""
    homes: dict[str, list[str]] = defaultdict(list)
    for one in said:
        homes[one.text.casefold()].append(one.intent)
    counts = Counter(one.intent for one in said)
    twice = [f"{text!r} stands under {' and '.join(names)}: keep one" for text, names in homes.items() if names[1:]]
    few = [f"{name}: {count} sentences; write at least {FEWEST}" for name, count in counts.items() if count < FEWEST]
    return sorted(twice) + sorted(few)


def write(said: Iterable[Utterance], path: Path) -> None:
    """Write Rasa training data, a block for each intent and writer."""
    blocks: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for one in said:
        blocks[one.intent, one.writer, one.language].append(one.text)
    lines = [f'version: "{VERSION}"', "nlu:"]
    for (intent, writer, language), texts in sorted(blocks.items()):
        lines += [f'- intent: "{intent}"', f'  metadata: {{writer: "{writer}", language: "{language}"}}']
        lines += ["  examples: |", *(f"    - {text}" for text in texts)]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def masked(said: Iterable[Utterance], texts: Iterable[str]) -> Iterator[Utterance]:
    """Put the masked text in the place of each; one that has no word left is left out."""
    yield from (replace(one, text=text) for one, text in zip(said, texts, strict=True) if text)


def masks(said: Iterable[Utterance], directory: Path) -> Iterator[str]:
    """Mask each text by this directory, on all processors."""
    # Imported here because looking for faults needs neither a directory nor its matchers.
    from bot.masking import load_masker

    load_masker(directory)  # where processes part by forking, none has to read it again
    with ProcessPoolExecutor() as together:
        yield from together.map(partial(_mask, directory), (one.text for one in said), chunksize=AT_ONCE)


def _mask(directory: Path, text: str) -> str:
    from bot.masking import load_masker

    return " ".join(load_masker(directory)(text).split())


def domain_text(said: Iterable[Utterance]) -> str:
    """Give the content of domain.yml: the intents, and nothing else."""
    intents = sorted({one.intent for one in said})
    head = "# Made from data/nlu by `make model`: what Rasa may understand.\n"
    return head + f'version: "{VERSION}"\n' + "intents:\n" + "".join(f'  - "{name}"\n' for name in intents)


def _of_file(path: Path) -> list[Utterance]:
    try:
        # The plainest loader leaves the intents "yes" and "no" the words they are.
        content = yaml.BaseLoader(path.read_text(encoding="utf-8")).get_single_data()
    except (OSError, ValueError, yaml.YAMLError) as fault:
        raise TrainingDataBroken([f"{path}: not readable YAML ({type(fault).__name__})"]) from fault
    blocks = content.get("nlu") if isinstance(content, dict) else None
    if not isinstance(blocks, list):
        raise TrainingDataBroken([f"{path}: needs `nlu:` with a list of blocks"])
    said, faults = [], []
    for place, block in enumerate(blocks, 1):
        where = f"{path}, block {place}"
        wrong = _fault(block, path.stem)
        if wrong:
            faults.append(f"{where}: {wrong}")
        else:
            said += list(_of_block(block))
    faults += [f"{path}: {one.text!r}: take out the brackets" for one in said if ENTITY.search(one.text)]
    if faults:
        raise TrainingDataBroken(faults)
    return said


def _fault(block: Any, stem: str) -> str | None:
    """Say what is wrong with a block, or None."""
    if not isinstance(block, dict) or block.get("intent") != stem:
        return f"`intent:` must be {stem}, as the file is called"
    about = block.get("metadata")
    if not isinstance(about, dict) or not {"writer", "language"} <= about.keys():
        return "needs `metadata: {writer: ..., language: ...}`"
    examples = block.get("examples")
    if not isinstance(examples, str):
        return "needs `examples: |` and a line for each sentence"
    odd = [line for line in examples.splitlines() if line.strip() and not re.match(r"\s*-\s+\S", line)]
    return f"each sentence starts with '- ': {odd[0].strip()!r}" if odd else None


def _of_block(block: dict[str, Any]) -> Iterator[Utterance]:
    about = block["metadata"]
    for line in block["examples"].splitlines():
        text = " ".join(line.strip().removeprefix("-").split())
        if text:
            yield Utterance(block["intent"], text, str(about["writer"]), str(about["language"]))


def _check(said: list[Utterance], domain: Path) -> None:
    faults = weaknesses(said)
    if not domain.exists() or domain.read_text(encoding="utf-8") != domain_text(said):
        faults.append(f"{domain}: does not list the intents of the data; run `make model`")
    if faults:
        raise TrainingDataBroken(faults)
    writers, intents = {one.writer for one in said}, {one.intent for one in said}
    print(f"{len(said)} sentences by {len(writers)} writers for {len(intents)} intents, no fault.")


def _wish() -> argparse.Namespace:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--data", type=Path, default=Path("data/nlu"))
    arguments.add_argument("--directory", type=Path, default=Path("directory.yaml"))
    arguments.add_argument("--domain", type=Path, default=Path("domain.yml"))
    what = arguments.add_mutually_exclusive_group(required=True)
    what.add_argument("--out", type=Path, help="write the masked sentences there")
    what.add_argument("--check", action="store_true", help="look for faults and weaknesses only")
    what.add_argument("--list", action="store_true", help="write the intents into the domain file")
    return arguments.parse_args()


def main() -> None:
    """Do what the command line asks; faults are printed, one a line, and the exit code is 1."""
    wish = _wish()
    try:
        said = read(wish.data)
        if wish.check:
            _check(said, wish.domain)
    except TrainingDataBroken as broken:
        raise SystemExit(f"{broken}\n{len(broken.faults)} faults in the training data.") from None
    if wish.list:
        wish.domain.write_text(domain_text(said), encoding="utf-8")
    if wish.out:
        write(masked(said, masks(said, wish.directory)), wish.out)


if __name__ == "__main__":
    main()
