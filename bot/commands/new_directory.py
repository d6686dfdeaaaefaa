"""`directory new`: a small, valid directory.yaml for another department, to be filled in."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

import click
import jinja2
import phonenumbers
from flask.cli import with_appcontext

from bot.commands.tools import tools
from bot.directory import DirectoryBroken
from bot.directory_faults import read

TEMPLATE = Path(__file__).with_name("new_directory.yaml.j2")
REVIEW_AFTER = dt.timedelta(days=180)


class Phone(click.ParamType[str]):
    """A telephone number as people write it, turned into E.164; one without + is read as of `--country`."""

    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        country = str(ctx.params.get("country") or "US") if ctx else "US"
        try:
            number = phonenumbers.parse(str(value), country)
        except phonenumbers.NumberParseException:
            self.fail("write a telephone number with its area code", param, ctx)
        if not phonenumbers.is_possible_number(number):
            self.fail("it has too few or too many digits", param, ctx)
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _zone(context: click.Context, param: click.Parameter, value: str) -> str:
    if value not in available_timezones():
        raise click.BadParameter("write it as America/New_York")
    return value


@click.command("new")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--country", default="US", is_eager=True, help="Two letters: whose holidays, whose numbers.")
@click.option("--name", prompt="The department's name", help="As callers should hear it.")
@click.option("--name-es", help="The same in Spanish; without it the name stays as it is.")
@click.option("--timezone", prompt="Its time zone, as America/New_York", callback=_zone)
@click.option("--main", type=Phone(), prompt="Its main number", help="For all who need a person.")
@click.option("--scheduling", type=Phone(), prompt="The number that books exams")
@click.option("--emergent", type=Phone(), prompt="The number for urgent image requests, day and night")
@click.option("--emergent-key", default="", help="The key its menu wants, if it has a menu.")
@click.option("--source", default="the department's web page", help="Where these numbers are from.")
@with_appcontext
def new(file: Path, **answers: Any) -> None:
    """Write FILE, a small directory for another department with a comment on every part.

    Asks for what no option gives. It can be used at once; `directory check FILE` tells what to add.
    """
    text = _written(answers)
    try:
        read(text.encode(), file.name)
    except DirectoryBroken as broken:
        raise click.ClickException("Not written. " + " ".join(map(str, broken.faults))) from None
    try:
        with file.open("x", encoding="utf-8") as target:
            target.write(text)
    except FileExistsError:
        raise click.ClickException(f"{file} is there already; give another name.") from None
    except OSError as fault:
        raise click.ClickException(f"{file} cannot be written: {fault.strerror}.") from None
    click.echo(f"{file} is written. Next: flask --app webhook directory check {file}")


def _written(answers: dict[str, Any]) -> str:
    today = tools().now().date()
    fields = {**answers, "today": today, "review": today + REVIEW_AFTER, "quoted": _quoted}
    fields["name_es"] = answers["name_es"] or answers["name"]
    template = jinja2.Template(TEMPLATE.read_text(encoding="utf-8"), undefined=jinja2.StrictUndefined)
    text: str = template.render(fields) + "\n"
    return text


def _quoted(text: str) -> str:
    """The text in YAML, whatever quotes stand in it: its JSON form is one."""
    return json.dumps(text, ensure_ascii=False)
