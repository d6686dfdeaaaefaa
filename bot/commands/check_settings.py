"""What `doctor` says of the settings and the keys: missing, weak, contradictory, misspelt."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterator, Mapping

from bot.commands.findings import Finding, look, ok, urgent, wrong
from bot.commands.tools import Tools
from bot.sealing import Keyring, KeysUnreadable
from bot.settings import KNOWN, Settings

MEANWHILE = "Mend what else is wrong. Until then callers get the emergent line alone."
OURS = ("TWILIO_", "RADLINE_", "ALERT_", "DATA_KEY", "DATABASE_", "NLU_", "REDIS_", "METRICS_", "PUBLIC_", "AUDIT_")
ALIKE = 0.8


def settings(found: Tools) -> Iterator[Finding]:
    """Do the settings agree, and what do they make of us?"""
    if found.settings.fault:
        mend = "Change that setting, then start again; docs/settings.md explains each."
        yield urgent("settings", found.settings.fault, mend)
    elif found.settings.demo:
        yield ok("settings", "A demo: this machine only, no signatures asked, texts only shown.")
    else:
        yield ok("settings", f"Twilio calls {found.settings.public_url}.")
    if found.fault and found.fault != found.settings.fault:
        yield urgent("desk", found.fault, MEANWHILE)
    yield from _odd(found.settings)
    yield from misspelt(os.environ)


def _odd(of: Settings) -> Iterator[Finding]:
    """What may be meant so, and seldom is."""
    if of.clock:
        yield look("clock", f"The clock stands still at {of.clock.isoformat()}.", "Remove CLOCK when you are done.")
    if of.demo or of.fault:
        return
    if of.twilio_api_base:
        mend = "Remove TWILIO_API_BASE, unless you try against a mock."
        yield look("settings", "Texts and alerts go to TWILIO_API_BASE instead of Twilio.", mend)
    if len(of.auth_tokens) > 1:
        mend = "Once Twilio has dropped the old one, leave only the new one in TWILIO_AUTH_TOKEN."
        yield look("settings", f"{len(of.auth_tokens)} tokens are taken for Twilio's.", mend)
    if not of.metrics_token:
        mend = "Set METRICS_TOKEN if Prometheus asks from elsewhere, or if a proxy passes /metrics on."
        yield look("metrics", "Whatever runs on this machine may read /metrics, and nobody else.", mend)


def misspelt(environ: Mapping[str, str]) -> Iterator[Finding]:
    """Settings of nearly our names: whoever set them believes that they work."""
    for name in sorted(environ):
        if name in KNOWN:
            continue
        near = difflib.get_close_matches(name, KNOWN, n=1, cutoff=ALIKE)
        if near or name.startswith(OURS):
            mend = f"Did you mean {near[0]}?" if near else "docs/settings.md has all names."
            yield look("settings", f"{name} is set and is no setting of ours.", mend)


def keys(found: Tools) -> Iterator[Finding]:
    """Are the keys there that what people say is sealed with?"""
    if found.settings.data_keys:
        try:
            Keyring.parse(found.settings.data_keys)
        except KeysUnreadable as fault:
            mend = "Write DATA_KEYS as id:base64,id:base64, the newest first; each key is 32 bytes."
            yield wrong("data keys", f"DATA_KEYS: {fault}.", mend)
            return
        yield ok("data keys", "DATA_KEYS can be read.")
        return
    if not found.settings.demo:
        return  # said already
    kept = found.settings.var / "demo-keys"
    if not kept.exists():
        yield wrong("data keys", "There are no data keys.", "Set DATA_KEYS; docs/settings.md says how.")
    elif kept.stat().st_mode & 0o077:
        yield look("data keys", "Others on this machine may read the demo's key.", f"`chmod 600 {kept}`.")
    else:
        yield ok("data keys", "A key of the demo's own, under var/.")
