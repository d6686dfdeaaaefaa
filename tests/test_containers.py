"""Dockerfile and compose.yaml as written: linted, valid, and shut as tightly as they claim.

Whether the images' stages can be made, and run, is tried in tests/test_container_stages.py.
"""

from __future__ import annotations

import json
import re
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.sealing import Keyring
from bot.settings import SECRETS
from tests.images import HOME, ROOT, ignored, stages

BIN = Path(sys.executable).parent
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
SHIPPED = ("web", "nlu")
COMPILERS = ("gcc", "g++", "clang", "build-essential", "make", "cargo", "rustc")
BOUND = {"postgres", "redis", "nlu", "web-b"}


def lint(dockerfile: str) -> subprocess.CompletedProcess[str]:
    command = [str(BIN / "hadolint"), "-"]
    return subprocess.run(command, input=dockerfile, capture_output=True, text=True, check=False)


def valid(compose: Path) -> subprocess.CompletedProcess[str]:
    command = [str(BIN / "check-jsonschema"), "--builtin-schema", "vendor.compose-spec", str(compose)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_linter_has_nothing_to_say() -> None:
    found = lint((ROOT / "Dockerfile").read_text())
    assert (found.returncode, found.stdout) == (0, "")


def test_the_linter_would_say_something() -> None:
    assert lint("FROM python\nRUN pip install flask\n").returncode != 0


def test_compose_fits_its_schema(tmp_path: Path) -> None:
    found = valid(ROOT / "compose.yaml")
    assert found.returncode == 0, found.stdout
    broken = tmp_path / "compose.yaml"
    broken.write_text((ROOT / "compose.yaml").read_text().replace("read_only: true", "readonly: true"))
    assert valid(broken).returncode != 0


@pytest.mark.parametrize("name", SHIPPED)
def test_an_image_that_ships_has_a_user_of_its_own_a_probe_and_no_compiler(name: str) -> None:
    stage = stages()[name]
    assert re.fullmatch(r"[1-9]\d{3,}:[1-9]\d{3,}", stage.last("USER"))
    assert stage.listed("HEALTHCHECK")[:2] == ["python", "deploy/probe.py"]
    assert stage.listed("CMD")[0] == "python"
    assert stage.base.startswith("python:")
    assert "-slim-" in stage.base
    assert stage.last("WORKDIR") == HOME
    run = " ".join(value for step, value in stage.steps if step == "RUN")
    assert "apt-get" not in run
    assert not [compiler for compiler in COMPILERS if re.search(rf"\b{re.escape(compiler)}\b", run)]
    copied = [value for step, value in stage.steps if step == "COPY"]
    assert all(value.startswith("--from=") for value in copied), "a stage that ships takes nothing past the others"
    assert stages()[f"build-{name}"].base == stage.base, "packages are made for the Python that runs them"


def test_packages_come_with_hashes_by_the_projects_own_set_up() -> None:
    for name, pinned in (("build-web", "requirements.txt"), ("build-nlu", "requirements-nlu.txt")):
        steps = stages()[name].steps
        assert ("COPY", f"pyproject.toml {pinned} ./") in steps
        assert [value for step, value in steps if step == "RUN"] == [f"python setup/prepare.py {name[6:]}"]
    assert '"--require-hashes"' in (ROOT / "setup/prepare.py").read_text()


def test_every_stage_copies_from_stages_that_are_there() -> None:
    known: set[str] = set()
    for name, stage in stages().items():
        named = [value.split()[0][7:] for step, value in stage.steps if step == "COPY" and value.startswith("--from=")]
        assert set(named) <= known
        known.add(name)


@pytest.mark.parametrize("path", ["var/demo-keys", "site/secrets/data_keys", ".env", ".git/config", ".venv/bin/python"])
def test_nothing_private_gets_into_an_image(path: str) -> None:
    assert ignored(path)


@pytest.mark.parametrize("path", ["webhook.py", "bot/store/store.py", "deploy/Caddyfile", "models/radline.tar.gz"])
def test_what_an_image_needs_gets_into_it(path: str) -> None:
    assert not ignored(path)


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_is_shut(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service
    assert "network_mode" not in service
    assert {"mem_limit", "pids_limit"} <= service.keys()
    assert service.get("cap_add", []) == (["NET_BIND_SERVICE"] if name == "proxy" else [])
    assert "user" in service or "build" in service or name == "proxy"


@pytest.mark.parametrize("name", SERVICES)
def test_every_image_has_a_version(name: str) -> None:
    image = SERVICES[name]["image"]
    assert "build" in SERVICES[name] or re.search(r":\d[\w.]*-\w+\Z", image), image


def test_only_the_proxy_can_be_reached() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]
    assert [name for name, service in SERVICES.items() if "expose" in service] == []
    inner = {name for name, network in COMPOSE["networks"].items() if network.get("internal")}
    assert set(COMPOSE["networks"]) - inner == {"outside"}
    assert {name for name, service in SERVICES.items() if "outside" in service["networks"]} == {"proxy", "sender"}


def test_the_box_sees_nobody_but_who_asks_it() -> None:
    nlu = SERVICES["nlu"]
    assert nlu["networks"] == ["understanding"]
    assert not {"secrets", "environment", "env_file", "volumes"} & nlu.keys()
    assert "postgres" not in {name for name, service in SERVICES.items() if "understanding" in service["networks"]}


def test_the_web_side_reaches_what_its_settings_name() -> None:
    web = set(SERVICES["web-a"]["networks"])
    assert all(web & set(SERVICES[name]["networks"]) for name in BOUND)
    assert not set(SERVICES["proxy"]["networks"]) & set(SERVICES["postgres"]["networks"])


def test_secrets_come_by_file_and_every_setting_is_known() -> None:
    environ = SERVICES["web-a"]["environment"]
    explained = set(re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "docs/settings.md").read_text(), re.MULTILINE))
    assert {name.removesuffix("_FILE") for name in environ} <= explained
    for name, value in environ.items():
        if name.endswith("_FILE"):
            assert name.removesuffix("_FILE") in SECRETS
            assert value.removeprefix("/run/secrets/") in SERVICES["web-a"]["secrets"]
    held = {secret["file"] for secret in COMPOSE["secrets"].values()}
    assert all(path.startswith("./site/secrets/") for path in held)
    assert {"TWILIO_AUTH_TOKEN", "DATABASE_URL", "DATA_KEYS", "METRICS_TOKEN"}.isdisjoint(environ)


def test_the_two_web_services_are_alike_and_the_proxy_knows_both() -> None:
    a, b = ({**SERVICES[name], "volumes": None} for name in ("web-a", "web-b"))
    assert a == b
    assert "reverse_proxy web-a:8000 web-b:8000" in (ROOT / "deploy/Caddyfile").read_text()


def test_targets_and_volumes_are_there() -> None:
    builds = {service["build"]["target"] for service in SERVICES.values() if "build" in service}
    assert builds == set(SHIPPED)
    mounted = {v.split(":")[0] for service in SERVICES.values() for v in service.get("volumes", []) if v[0] not in "./"}
    assert mounted == set(COMPOSE["volumes"])


def test_the_first_time_makes_what_compose_names_and_later_changes_nothing(tmp_path: Path) -> None:
    main = runpy.run_path(str(ROOT / "deploy/first_time.py"))["main"]
    main(tmp_path)
    held = {path.name: path.read_text() for path in (tmp_path / "secrets").iterdir()}
    assert {f"./site/secrets/{name}" for name in held} == {s["file"] for s in COMPOSE["secrets"].values()}
    assert f":{held['postgres_password']}@" in held["database_url"]
    assert len(held["metrics_token"]) >= 16
    Keyring.parse(held["data_keys"])
    assert (tmp_path / "secrets").stat().st_mode & 0o077 == 0
    main(tmp_path)
    assert held == {path.name: path.read_text() for path in (tmp_path / "secrets").iterdir()}
    assert (tmp_path / "directory/directory.yaml").read_bytes() == (ROOT / "directory.yaml").read_bytes()


def test_the_probe_tells_well_from_unwell() -> None:
    probe = json.dumps([sys.executable, str(ROOT / "deploy/probe.py"), "http://127.0.0.1:1/health/live"])
    assert subprocess.run(json.loads(probe), check=False).returncode == 1
