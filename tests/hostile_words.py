"""More than five hundred strings that do harm where they are taken for more than words."""

from __future__ import annotations

from itertools import product

TAGS = (
    "script",
    "img",
    "svg",
    "iframe",
    "body",
    "input",
    "details",
    "video",
    "math",
    "object",
    "style",
    "a",
    "marquee",
)
EVENTS = ("onerror", "onload", "onfocus", "onclick", "ontoggle", "onmouseover", "onstart", "onanimationstart")
BEFORE = ("", '">', "'>", "</textarea>", "</title>", "-->", "]]>")
OTHERS = [
    "javascript:alert(1)", "data:text/html,<script>alert(1)</script>", "{{ 7 * 7 }}", "{% include 'base.html' %}",
    "${alert(1)}", "#{7*7}", "<%= 7*7 %>", "' OR 1=1 --", '"; DROP TABLE requests; --', "=cmd|' /C calc'!A0",
    "@SUM(A1:A9)", "%3Cscript%3Ealert(1)%3C/script%3E", "&lt;script&gt;alert(1)&lt;/script&gt;", "\\u003cscript\\u003e",
    '" hx-get="/desk/people" hx-trigger="load', "' hx-on::load='alert(1)", '" autofocus onfocus="alert(1)',
    "<div hx-get=/desk/people hx-trigger=load>", "<form action=//evil.example><button>Go", "<base href=//evil.example>",
    "<meta http-equiv=refresh content=0;url=//evil.example>", "<link rel=stylesheet href=//evil.example>",
    "../../etc/passwd", "W" * 119, "‮gnp.exe‬", "Z̷̢̛̖a̶l̸g̵o̷",
]  # fmt: skip
HOSTILE = OTHERS + [
    f"{before}<{tag} {event}=alert(1) src=x autofocus>" for before, tag, event in product(BEFORE, TAGS, EVENTS)
]
