"""`coach settings`: each setting and where it comes from; settings are kept, taken back, and edited."""

from __future__ import annotations

import os
import sys
from dataclasses import fields
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource
from click.shell_completion import CompletionItem

from coach.app import as_json as shapes
from coach.app.settings_file import NAMES, named, replace_all, set_setting, template, unset_setting
from coach.cli.lazy_group import PlainGroup
from coach.cli.options import is_terminal, json_option, print_json, settings_options
from coach.cli.table import table
from coach.errors import SettingsError
from coach.settings import Settings, load_settings, setting_sources, settings_file, variable

if TYPE_CHECKING:
    from coach.settings import SettingSource

_FROM = {"default": "", "folder": "the current folder", "file": "the settings file", "option": "the command line"}


@click.group(cls=PlainGroup, invoke_without_command=True)
@settings_options(*(setting.name for setting in fields(Settings)))
@json_option
@click.pass_context
def settings(context: click.Context, settings: Settings, as_json: bool) -> None:
    """Show each setting, and where it comes from; or keep one, take it back, or edit the file.

    A command's own option, such as `coach play --voice`, wins over the environment, and that over the settings file.
    Given options here, it shows what a command with them would use.

    \b
    Examples:
      coach settings
      coach settings set minutes 60
      coach settings unset minutes
    """
    if context.invoked_subcommand is not None:
        return
    sources: dict[str, SettingSource] = setting_sources()
    given = (name for name in NAMES if context.get_parameter_source(name) is ParameterSource.COMMANDLINE)
    told = shapes.settings(settings, sources | dict.fromkeys(given, "option"), settings_file())
    if as_json:
        print_json(told)
        return
    click.echo(f"Settings file: {told['file']}{'' if told['exists'] else ' (not there: nothing is set in it)'}\n")
    rows = [(one["name"], _shown(one["value"]), _FROM.get(one["source"], one["variable"])) for one in told["settings"]]
    click.echo(table(rows))
    click.echo("\nTo keep one: coach settings set bed rain. Only for now: --bed rain, or COACH_BED=rain.", err=True)


def _shown(value: str | int | None) -> str:
    return "-" if value is None else str(value)


def _complete(_context: click.Context, _parameter: click.Parameter, typed: str) -> list[CompletionItem]:
    return [CompletionItem(name) for name in NAMES if name.startswith(typed)]


@settings.command("set", context_settings={"ignore_unknown_options": True})
@click.argument("name", shell_complete=_complete)
@click.argument("value")
def set_(name: str, value: str) -> None:
    """Keep a setting, for every command from now on. Other lines and comments of the file stay.

    \b
    Examples:
      coach settings set minutes 60
      coach settings set client-voice same
      coach settings set keys "f5=next, a=back"
    """
    found = named(name)
    set_setting(settings_file(), found, value)
    click.echo(f"{found} is now {_shown(load_settings({}, {}).value(found))}, in {settings_file()}.")
    _tell_environment(found)


@settings.command()
@click.argument("name", shell_complete=_complete)
def unset(name: str) -> None:
    """Take a setting out of the settings file.

    \b
    Example:
      coach settings unset minutes
    """
    found = named(name)
    was_there = unset_setting(settings_file(), found)
    usual = load_settings({}, {}).value(found)
    holds = "" if usual is None else f" It is {usual}."
    click.echo(f"{found} is {'no longer' if was_there else 'not'} set in {settings_file()}.{holds}")
    _tell_environment(found)


@settings.command()
def edit() -> None:
    """Open the settings file in your editor. It is checked before it is kept.

    The editor is the one named by VISUAL or EDITOR.

    \b
    Example:
      coach settings edit
    """
    file = settings_file()
    try:
        before = file.read_text("utf-8-sig")
    except FileNotFoundError:
        before = template()
    except UnicodeDecodeError as error:
        raise SettingsError(f"{file}: the settings file is not UTF-8 text: {error}.") from error
    text: str | None = before
    while text is not None:
        text = click.edit(text, extension=".toml", require_save=True)
        if text is None or text == before:
            break
        try:
            replace_all(file, text)
        except SettingsError as error:
            if not is_terminal(sys.stdin):
                raise
            click.echo(str(error), err=True)
            if not click.confirm("Edit it again", default=True, err=True):
                break
            continue
        click.echo(f"Kept in {file}.")
        return
    click.echo("Nothing was changed.")


def _tell_environment(name: str) -> None:
    if os.environ.get(variable(name)):
        click.echo(f"{variable(name)} is set in the environment, and wins over the file.", err=True)
