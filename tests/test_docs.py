"""The docs against the program: everything explained, nothing that is not there, every example good."""

from __future__ import annotations

import inspect
import json
import re
import shlex
import types
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any, get_args

import click
import pytest
import yaml

from bot import commands, directory_types, reading, training_data, understanding
from bot.directory import load
from bot.intents import handlers
from bot.meaning import Meaning, Need
from bot.settings import KNOWN, SECRETS, Settings
from bot.wording import Wording
from tests import conversation_pages
from tests.every_answer import answered
from tests.small_directory import small, write
from tests.spoken_digits import told
from tests.stores import empty_place
from tests.whole_desk import patient_clients
from webhook import create_app

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
MODELS = {
    name: model
    for name, model in inspect.getmembers(directory_types, inspect.isclass)
    if issubclass(model, directory_types.Model) and model is not directory_types.Model
}
CHOICES = ("Purpose", "Given", "Day", "Audience", "Role")
ROW = re.compile(r"^\| `([^`]+)` \| (.*) \|$", re.MULTILINE)
# Written so that this file holds none of the words itself.
OF_A_WORKPLACE = re.compile(
    r"/[w]ork\b|/[t]mp\b|/[r]oot\b|\b[s]andbox|\b[s]ource-pages|\b[b]rief\b|\b[T]ODO\b|\b[a]gents?\b", re.IGNORECASE
)

FILES = re.compile(r"`((?:bot|bench|data|docs|replies|setup|tests)/[\w./]*)`")
# A file that a page prints whole, under its name.
PRINTED = re.compile(r"^`([\w/]+\.\w+)`[^\n]*\n\n```\w+\n(.*?)```", re.MULTILINE | re.DOTALL)
THRESHOLD = re.compile(r"^\| `([A-Z_]+)` \| (0\.\d+) \|", re.MULTILINE)


@cache
def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def ids(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def code(page: Path) -> str:
    """What a page prints as code."""
    words = page.read_text(encoding="utf-8")
    blocks = re.findall(r"```sh\n(.*?)```", words, re.DOTALL)
    return "\n".join([*blocks, *re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", words, flags=re.DOTALL))])


# ------------------------------------------------------------------ settings


def environment_names() -> set[str]:
    """Every name that the program reads from the environment."""
    found = {name for path in sources() for name in READ.findall(path.read_text(encoding="utf-8"))}
    filled_in = set(re.findall(r"\$\{([A-Z_]+)", text("compose.yaml")))
    return found - NO_SETTINGS | filled_in | {f"{name}_FILE" for name in SECRETS}


# The machine's own, a web request's, and what the understanding box tells the libraries under it.
NO_SETTINGS = frozenset(
    "PATH CI PYENV_ROOT PATH_INFO REQUEST_METHOD RASA_TELEMETRY_ENABLED RASA_CACHE_DIRECTORY TF_CPP_MIN_LOG_LEVEL"
    " CUDA_VISIBLE_DEVICES OMP_NUM_THREADS TF_NUM_INTRAOP_THREADS TF_NUM_INTEROP_THREADS".split()
)
READ = re.compile(r"""env(?:iron)?(?:\.(?:get|setdefault|pop)\(|\[)['"]([A-Z_]{2,})['"]""")
SIDES = ("bot", "deploy", "setup", "release", "desk", "simulator", "nlu", "bench", "tests")


def sources() -> list[Path]:
    """Every Python file of the project."""
    return [ROOT / "webhook.py", *(path for side in SIDES for path in sorted((ROOT / side).rglob("*.py")))]


def test_every_setting_is_explained_and_no_other() -> None:
    rows = re.findall(r"^\| `([A-Z_]+)` \|", text("docs/settings.md"), re.MULTILINE)
    named = set(re.findall(r"`([A-Z][A-Z_]{3,})`", text("docs/settings.md")))
    assert len(rows) == len(set(rows))
    assert environment_names() - {f"{name}_FILE" for name in SECRETS} <= named
    assert named <= environment_names(), "a name that nobody reads"


def test_every_field_of_the_settings_is_explained() -> None:
    named = set(re.findall(r"`([a-z_]+)`", text("docs/settings.md")))
    assert {field.name for field in fields(Settings)} <= named


def test_each_setting_sets_the_field_beside_it(tmp_path: Path) -> None:
    values = {
        "PUBLIC_URL": "https://radline.example",
        "TWILIO_ACCOUNT_SID": "AC1",
        "TWILIO_AUTH_TOKEN": "t1, t2",
        "TWILIO_FROM": "+19195550199",
        "TWILIO_API_BASE": "http://mock.example",
        "DATABASE_URL": "postgresql://u@h/n",
        "DATA_KEYS": "k1:x",
        "NLU_URL": "http://nlu.example",
        "REDIS_URL": "redis://r.example",
        "WEB_THREADS": "7",
        "TEXTS_A_DAY": "70",
        "ALERT_TO": "+19195550171",
        "ALERT_WEBHOOK": "https://watch.example",
        "REQUEST_YEARS": "7",
        "METRICS_TOKEN": "seventeen letters",
        "OIDC_ISSUER": "https://sign-in.example",
        "OIDC_CLIENT_ID": "desk",
        "OIDC_CLIENT_SECRET": "hush",
        "OIDC_NAME": "netid",
        "OIDC_ACR": "mfa",
        "AUDIT_HEADS": str(tmp_path / "heads"),
        "RADLINE_DIRECTORY": str(tmp_path / "d.yaml"),
        "DIRECTORY_WRITABLE": "yes",
        "RADLINE_VAR": str(tmp_path),
    }
    whole, bare = Settings.read(values), Settings.read({"CLOCK": "2026-11-27T20:00:00-05:00"})
    for name, field in re.findall(r"^\| `([A-Z_]+)` \| `([a-z_]+)` \|", text("docs/settings.md"), re.MULTILINE):
        changed = bare if name == "CLOCK" else whole
        assert getattr(changed, field) != getattr(Settings.read({}), field), name


def test_doctor_knows_every_setting_by_its_name() -> None:
    assert environment_names() == KNOWN


# ------------------------------------------------------------------ the directory


def rows(model: str) -> dict[str, str]:
    """The fields of one part of the directory as docs/directory.md explains them, each with its example."""
    part = re.search(rf"^##+ [^\n]*\({model}\)\n(.*?)(?=^##|\Z)", text("docs/directory.md"), re.DOTALL | re.MULTILINE)
    assert part, f"docs/directory.md has no part ({model})"
    cells = {name: rest.rsplit(" | ", 1) for name, rest in ROW.findall(part[1])}
    return {name: example.strip("`") for name, (_, example) in cells.items()}


@pytest.mark.parametrize("model", sorted(MODELS))
def test_every_field_of_the_directory_is_explained(model: str) -> None:
    named = {field.alias or name for name, field in MODELS[model].model_fields.items()}
    assert rows(model).keys() == named


def schema_fields() -> set[tuple[str, str]]:
    """Every field of directory.schema.json, with the part it stands in."""
    schema = json.loads(text("directory.schema.json"))
    parts = {schema["title"]: schema, **schema["$defs"]}
    return {(name, field) for name, part in parts.items() for field in part["properties"]}


def unexplained(fields: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Those that docs/directory.md does not explain with an example."""
    return {(model, field) for model, field in fields if not rows(model).get(field)}


def test_no_field_of_the_schema_is_without_explanation_and_example() -> None:
    assert not unexplained(schema_fields())
    assert unexplained({("Entry", "a_new_field"), ("Entry", "name")}) == {("Entry", "a_new_field")}


def blocks(page: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", text(page), re.DOTALL)


def test_another_department_starts_as_the_guide_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (lines,) = (block for block in blocks("docs/directory.md", "sh") if "directory new" in block)
    new, check, run = (shlex.split(line) for line in lines.splitlines())
    monkeypatch.chdir(tmp_path)
    shell = create_app(Settings(var=tmp_path, database_url=f"sqlite:///{tmp_path / 'radline.db'}")).test_cli_runner()
    for words in (new, check):
        done = shell.invoke(args=words[3:])
        assert done.exit_code == 0, done.output
    assert run[1:] == ["make", "run"]
    (name, _, value) = run[0].partition("=")
    assert load(Settings.read({name: value}).directory).file.timezone == "America/Anchorage"


@pytest.mark.parametrize("model", sorted(MODELS))
def test_the_examples_of_the_directory_are_good(model: str) -> None:
    read: dict[str, Any] = {}
    for field, example in rows(model).items():
        one = yaml.load(example, Loader=yaml.BaseLoader)
        assert list(one) == [field], example
        read |= one
    MODELS[model].model_validate(read)


@pytest.mark.parametrize("kind", CHOICES)
def test_every_word_to_choose_from_is_explained(kind: str) -> None:
    named = set(re.findall(r"`([a-z_]+)`", text("docs/directory.md")))
    assert set(get_args(getattr(directory_types, kind))) <= named


# ------------------------------------------------------------------ commands


def targets() -> set[str]:
    return set(re.findall(r"^([a-z-]+):", text("Makefile"), re.MULTILINE))


def test_make_help_explains_every_target() -> None:
    explained = set(re.findall(r"^([a-z-]+):[^\n]*## \S", text("Makefile"), re.MULTILINE))
    assert targets() - explained == {"ready"}


@pytest.mark.parametrize("page", PAGES, ids=ids)
def test_every_make_target_in_the_docs_is_there(page: Path) -> None:
    assert set(re.findall(r"\bmake ([a-z-]+)", code(page))) <= targets()


@pytest.mark.parametrize("page", PAGES, ids=ids)
def test_every_flask_command_in_the_docs_is_there(page: Path) -> None:
    known = all_commands()
    alone = {name for name in known if " " not in name}
    for words in re.findall(r"--app webhook ([a-z]+(?: [a-z]+)?)", code(page)):
        assert words in known or words.split()[0] in alone, words


def typed(page: Path) -> list[list[str]]:
    """The flask commands of a page's examples, as words."""
    lines = [
        line
        for block in re.findall(r"```sh\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
        for line in block.splitlines()
    ]
    words = [shlex.split(line, comments=True) for line in lines if "--app webhook" in line]
    return [line[line.index("webhook") + 1 :] for line in words]


@pytest.mark.parametrize("page", [page for page in PAGES if typed(page)], ids=ids)
def test_every_flask_command_in_an_example_can_be_typed_so(page: Path) -> None:
    for words in typed(page):
        command = __import__(f"bot.commands.{words[0]}", fromlist=["command"]).command
        rest = words[1:]
        while isinstance(command, click.Group) and rest:
            command = command.commands[rest.pop(0)]
        with click.Context(command) as context:
            command.make_parser(context).parse_args([*rest, *(["x"] if "--help" in rest else [])])


@cache
def all_commands() -> set[str]:
    """ "chat", "directory check" and so on, as the program has them."""
    found: set[str] = set()
    for name in commands.SENTENCES:
        command = __import__(f"bot.commands.{name}", fromlist=["command"]).command
        subs = command.commands if isinstance(command, click.Group) else {}
        found |= {f"{name} {sub}" for sub in subs} or {name}
    return found


def test_every_command_stands_in_the_change_log() -> None:
    assert all(f"`{name}`" in text("CHANGELOG.md") for name in all_commands())


def test_the_app_has_the_commands() -> None:
    assert set(commands.SENTENCES) <= set(create_app(Settings(fault="closed")).cli.commands)


# ------------------------------------------------------------------ pages


@pytest.mark.parametrize("page", PAGES, ids=ids)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    for link, anchor in re.findall(r"\]\(([^)#:\s]*)(?:#([^)]*))?\)", page.read_text(encoding="utf-8")):
        target = page.parent / link if link else page
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), f"{link}#{anchor}"


def anchors(page: Path) -> set[str]:
    """The headings of a page as they are linked to."""
    words = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    plain = (heading.replace("`", "").lower() for heading in re.findall(r"^#+ (.*)$", words, re.MULTILINE))
    return {re.sub(r"[^\w\- ]", "", heading).replace(" ", "-") for heading in plain}


def test_a_missing_anchor_would_be_noticed() -> None:
    assert "watching-it" in anchors(ROOT / "docs/running.md")
    assert "watching" not in anchors(ROOT / "docs/running.md")


@pytest.mark.parametrize("page", PAGES, ids=ids)
def test_files_named_in_the_docs_are_there(page: Path) -> None:
    words = page.read_text(encoding="utf-8")
    for name in set(FILES.findall(words)) - {name for name, _ in PRINTED.findall(words)}:
        assert (ROOT / name).exists(), name


def test_the_intent_of_the_guide_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its sentences can be learned, its module answers from its entry, its talk is a page that can be played."""
    printed = dict(PRINTED.findall(text("docs/intents.md")))
    assert [name.rpartition(".")[2] for name in printed] == ["yml", "py", "yaml", "yaml"]
    said, module, entry, talk = printed.values()
    (tmp_path / "parking.yml").write_text(said, encoding="utf-8")
    assert {one.intent for one in training_data.read(tmp_path)} == {"parking"}
    assert not [weak for weak in training_data.weaknesses(training_data.read(tmp_path)) if "fewer" in weak]
    made = types.ModuleType("parking")
    exec(module, made.__dict__)
    raw = small()
    raw["entries"] += yaml.load(entry, Loader=yaml.BaseLoader)
    directory = load(write(tmp_path / "directory.yaml", raw))
    monkeypatch.setitem(handlers(), "parking", made.answer)
    case = answered(directory, Meaning(needs=(Need("parking", 1.0),)), "text")
    words = Wording().written(case.reply.parts[0], "en", directory)
    page = conversation_pages.page(yaml.safe_load(talk), "parking")
    assert page.turns[0].wanted["reads"][0] in words


@pytest.mark.parametrize("page", PAGES, ids=ids)
def test_the_docs_speak_of_the_project_alone(page: Path) -> None:
    assert not OF_A_WORKPLACE.findall(page.read_text(encoding="utf-8"))


def test_a_word_of_a_workplace_would_be_found() -> None:
    assert OF_A_WORKPLACE.search("see " + "/".join(["", "work", "main"]))


def test_the_readme_fits_a_screen_and_leads_to_every_guide() -> None:
    assert len(text("README.md").splitlines()) <= 55
    guides = [page for page in PAGES if page.parent == ROOT / "docs"]
    assert all(f"(docs/{page.name})" in text("README.md") for page in guides)
    assert all(f"({page.name})" in text("docs/index.md") for page in guides if page.stem != "index")


def test_the_index_of_decisions_names_each_by_its_title() -> None:
    pages = [page for page in (ROOT / "docs/decisions").glob("*.md") if page.stem != "index"]
    rows = {f"- [{page.read_text(encoding='utf-8').splitlines()[0][2:]}]({page.name})" for page in pages}
    assert rows == set(re.findall(r"^- .*$", text("docs/decisions/index.md"), re.MULTILINE))


@pytest.mark.parametrize("path", ["/voice", "/voice/fallback", "/voice/status", "/sms", "/sms/fallback"])
def test_the_addresses_for_twilio_are_there(path: str, tmp_path: Path) -> None:
    assert re.search(rf"PUBLIC_URL{path}[`#]", text("docs/twilio.md"))
    settings = Settings(var=tmp_path, database_url=empty_place(tmp_path))
    assert path in {rule.rule for rule in create_app(settings).url_map.iter_rules()}


@pytest.mark.xdist_group("conversations")
def test_the_talk_in_the_readme_is_what_the_desk_says(nlu_url: str, tmp_path: Path) -> None:
    talk = re.search(r"```text\n(.*?)```", text("README.md"), re.DOTALL)
    assert talk
    settings = Settings(var=tmp_path, database_url=empty_place(tmp_path), nlu_url=nlu_url)
    typed = "".join(f"{line}\n" for line in re.findall(r"^> (.*)$", talk[1], re.MULTILINE))
    with patient_clients():
        done = create_app(settings).test_cli_runner().invoke(args=["chat"], input=typed)
    assert done.stdout.partition("\n")[2].removesuffix("> \n") == talk[1], "put this talk into the README"


def test_numbers_in_the_readme_are_numbers_of_the_directory() -> None:
    ours = {number[2:] for number in load(ROOT / "directory.yaml").numbers}
    assert set(told(text("README.md"))) <= ours
    assert told(text("README.md"))


@pytest.mark.parametrize(("name", "value"), THRESHOLD.findall(text("docs/decisions/thresholds.md")))
def test_the_thresholds_are_those_of_the_program(name: str, value: str) -> None:
    assert float(value) == getattr(understanding, name, getattr(reading, name, None))


def test_the_licence_is_whole() -> None:
    licence = text("LICENSE")
    assert "Apache License" in licence
    assert "END OF TERMS AND CONDITIONS" in licence
