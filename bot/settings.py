"""What the outside world decides. Built once, in webhook.py or in a test; never read later."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
WHOLE = re.compile(r"[1-9][0-9]{0,8}\Z")
WHOLE_NUMBERS = {"WEB_THREADS": 16, "TEXTS_A_DAY": 5000, "REQUEST_YEARS": 6}
PORT = 8000
ALERTED = re.compile(r"(?:(?:text|call):)?\+[1-9][0-9]{6,14}\Z", re.ASCII)
# Each may stand in a file instead: DATA_KEYS_FILE=/run/secrets/data_keys and so on.
SECRETS = (
    "TWILIO_AUTH_TOKEN",
    "DATABASE_URL",
    "DATA_KEYS",
    "REDIS_URL",
    "ALERT_WEBHOOK",
    "METRICS_TOKEN",
    "OIDC_CLIENT_SECRET",
)
LEAST_TOKEN = 16  # characters
OIDC = ("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET")
TWILIO = ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_FROM")
# All names that this program, its tests and what starts it read from the environment; docs/settings.md explains each.
KNOWN = frozenset(
    (
        *SECRETS, *(f"{name}_FILE" for name in SECRETS), *WHOLE_NUMBERS, *TWILIO,
        "PUBLIC_URL", "TWILIO_API_BASE", "NLU_URL", "CLOCK", "ALERT_TO", "PORT", "AUDIT_HEADS",
        "RADLINE_DIRECTORY", "DIRECTORY_WRITABLE", "RADLINE_VAR", "RADLINE_PAGES", "RADLINE_DOMAIN",
        "WEB_CONCURRENCY", "PROMETHEUS_MULTIPROC_DIR", "BASE", "EXPORT", "STORE",
        "OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_NAME", "OIDC_ACR",
    )
)  # fmt: skip


@dataclass(frozen=True)
class Settings:
    """All settings of the web side; docs/settings.md explains each.

    `fault` is set when the settings contradict each other: the emergent routes still serve.
    """

    public_url: str = ""
    account_sid: str = ""
    auth_tokens: tuple[str, ...] = field(default=(), repr=False)
    twilio_from: str = ""
    twilio_api_base: str = ""
    database_url: str = field(default="", repr=False)
    nlu_url: str = "http://127.0.0.1:5005"
    data_keys: str = field(default="", repr=False)
    redis_url: str = field(default="", repr=False)
    clock: dt.datetime | None = None
    demo: bool = True
    threads: int = 16
    texts_a_day: int = 5000
    alert_to: tuple[str, ...] = ()
    alert_webhook: str = field(default="", repr=False)
    request_years: int = 6
    metrics_token: str = field(default="", repr=False)
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: str = field(default="", repr=False)
    oidc_name: str = "preferred_username"
    oidc_acr: str = ""
    port: int = PORT
    root: Path = ROOT
    directory: Path = ROOT / "directory.yaml"
    directory_writable: bool = False
    var: Path = ROOT / "var"
    audit_heads: Path = Path("audit-heads")  # seen from `var`
    fault: str = ""

    @classmethod
    def read(cls, environ: Mapping[str, str], root: Path = ROOT) -> Settings:
        """Read the environment; blank counts as missing. Raises nothing: see `fault`."""
        env = {name: value.strip() for name, value in environ.items() if value.strip()}
        env, fault = _with_files(env)
        fault = fault or _fault(env)
        var = Path(env.get("RADLINE_VAR", root / "var"))
        return cls(
            public_url=env.get("PUBLIC_URL", "").rstrip("/"),
            account_sid=env.get("TWILIO_ACCOUNT_SID", ""),
            auth_tokens=tuple(t.strip() for t in env.get("TWILIO_AUTH_TOKEN", "").split(",") if t.strip()),
            twilio_from=env.get("TWILIO_FROM", ""),
            twilio_api_base=env.get("TWILIO_API_BASE", ""),
            database_url=env.get("DATABASE_URL", f"sqlite:///{var / 'radline.db'}"),
            nlu_url=env.get("NLU_URL", "http://127.0.0.1:5005").rstrip("/"),
            data_keys=env.get("DATA_KEYS", ""),
            redis_url=env.get("REDIS_URL", ""),
            clock=_clock(env) if not fault else None,
            demo=_demo(env),
            threads=_whole(env.get("WEB_THREADS", ""), cls.threads),
            texts_a_day=_whole(env.get("TEXTS_A_DAY", ""), cls.texts_a_day),
            alert_to=tuple(_listed(env.get("ALERT_TO", ""))),
            alert_webhook=env.get("ALERT_WEBHOOK", ""),
            request_years=_whole(env.get("REQUEST_YEARS", ""), cls.request_years),
            metrics_token=env.get("METRICS_TOKEN", ""),
            oidc_issuer=env.get("OIDC_ISSUER", "").rstrip("/"),
            oidc_client_id=env.get("OIDC_CLIENT_ID", ""),
            oidc_client_secret=env.get("OIDC_CLIENT_SECRET", ""),
            oidc_name=env.get("OIDC_NAME", cls.oidc_name),
            oidc_acr=env.get("OIDC_ACR", ""),
            port=_whole(env.get("PORT", ""), cls.port),
            root=root,
            directory=Path(env.get("RADLINE_DIRECTORY", root / "directory.yaml")),
            directory_writable=env.get("DIRECTORY_WRITABLE", "").lower() == "yes",
            var=var,
            audit_heads=Path(env.get("AUDIT_HEADS", cls.audit_heads)),
            fault=fault,
        )

    @property
    def base(self) -> str:
        """Our address for links: the public one, or this machine's in a demo."""
        return self.public_url or f"http://127.0.0.1:{self.port}"


def _with_files(env: Mapping[str, str]) -> tuple[dict[str, str], str]:
    """The environment with the secrets that stand in files, and one sentence on what is wrong with that, or ""."""
    found, fault = dict(env), ""
    for name in SECRETS:
        path = env.get(f"{name}_FILE", "")
        if path and name in env:
            fault = f"Set {name} or {name}_FILE, not both."
        elif path:
            found[name] = _secret(Path(path))
            fault = fault if found[name] else f"{name}_FILE must name a file that can be read and is not empty."
    return {name: value for name, value in found.items() if value}, fault


def _secret(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, ValueError):
        return ""


def _whole(text: str, otherwise: int) -> int:
    """A whole number from the environment, or its default; also in place of one that is none, see `_fault`."""
    return int(text) if WHOLE.match(text) else otherwise


def _listed(text: str) -> list[str]:
    """The parts between commas, without blanks."""
    return [part for one in text.split(",") if (part := "".join(one.split()))]


def _demo(env: Mapping[str, str]) -> bool:
    return not any(name in env for name in TWILIO) and _loopback(env.get("PUBLIC_URL", ""))


def _is_address(url: str) -> bool:
    try:
        return urlsplit(url).port is None or bool(urlsplit(url).hostname)
    except ValueError:
        return False


def _loopback(url: str) -> bool:
    host = (urlsplit(url).hostname if _is_address(url) else "nowhere") or "localhost"
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _clock(env: Mapping[str, str]) -> dt.datetime | None:
    return dt.datetime.fromisoformat(env["CLOCK"]) if "CLOCK" in env else None


def _fault(env: Mapping[str, str]) -> str:
    """One sentence on what contradicts what, or "" when all is well."""
    for name, example in WHOLE_NUMBERS.items():
        if name in env and not WHOLE.match(env[name]):
            return f"{name} must be a whole number such as {example}."
    if env.get("DIRECTORY_WRITABLE", "no").lower() not in ("yes", "no"):
        return "DIRECTORY_WRITABLE must be yes or no."
    if not _is_address(env.get("PUBLIC_URL", "")):
        return "PUBLIC_URL must be an address like https://radline.example.org."
    if 0 < len(env.get("METRICS_TOKEN", "")) < LEAST_TOKEN:
        return f"METRICS_TOKEN must have at least {LEAST_TOKEN} characters."
    others = _alert_fault(env) or _oidc_fault(env)
    if others or _demo(env):
        return others or _clock_fault(env)
    missing = [name for name in (*TWILIO, "PUBLIC_URL", "DATA_KEYS") if name not in env]
    if missing:
        return f"Set {', '.join(missing)} too, or leave all of TWILIO_* and PUBLIC_URL unset to try the demo."
    if not env["PUBLIC_URL"].startswith("https://"):
        return "PUBLIC_URL must start with https://, since patients' words travel over it."
    if "CLOCK" in env:
        return "CLOCK is for the demo only: remove it."
    return ""


def _alert_fault(env: Mapping[str, str]) -> str:
    for one in _listed(env.get("ALERT_TO", "")):
        if not ALERTED.match(one):
            return "ALERT_TO must be numbers with commas between, such as text:+1… or call:+1…, as + and digits."
        if one.partition(":")[2] == env.get("TWILIO_FROM") or one == env.get("TWILIO_FROM"):
            return "ALERT_TO must not name our own number, which is TWILIO_FROM."
    url = env.get("ALERT_WEBHOOK", "")
    if url and (not _is_address(url) or not urlsplit(url).hostname or not url.startswith("https://")):
        return "ALERT_WEBHOOK must be an address that starts with https://, since it takes a ticket over."
    return ""


def _oidc_fault(env: Mapping[str, str]) -> str:
    there = [name for name in OIDC if name in env]
    if there and len(there) < len(OIDC):
        return f"Set {', '.join(name for name in OIDC if name not in env)} too, or none of OIDC_*."
    url = env.get("OIDC_ISSUER", "")
    if url and not (_is_address(url) and (url.startswith("https://") or _loopback(url))):
        return "OIDC_ISSUER must be an address that starts with https://."
    return ""


def _clock_fault(env: Mapping[str, str]) -> str:
    try:
        fixed = _clock(env)
    except ValueError:
        return "CLOCK must be a time like 2026-11-22T09:30:00-05:00."
    if fixed is not None and fixed.tzinfo is None:
        return "CLOCK needs its zone, like 2026-11-22T09:30:00-05:00."
    return ""
