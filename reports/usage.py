"""Help pages and wrong calls in the planner's language, over click."""

import math
from collections.abc import Callable, Sequence
from typing import Any

import click

from ..models.words import Term
from .messages import LANGS, Lang, text, word


class WrongWords(click.UsageError):
    """The call has words that mean nothing; the message is in the planner's language already."""


class PageAsked(click.ClickException):
    """A page was asked for instead of work: help or the version."""


class _Spoken(click.Command):
    """A help page in the planner's language: ``help`` is its code, its lines stand as written."""

    lang: Lang

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the usage line."""
        _write_usage(self, ctx, formatter, self.lang)

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the lines of the help text as they stand."""
        _write_lines(formatter, text(str(self.help), self.lang))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options."""
        _write_options(self, ctx, formatter, self.lang)


class SpokenCommand(_Spoken):
    """A command, its help page from the catalogue."""

    def __init__(self, name: str, lang: Lang, **given: Any) -> None:
        super().__init__(
            name, **given, options_metavar=text("help_options_metavar", lang), add_help_option=False
        )
        self.lang = lang
        self.params.append(_help_option(lang))

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse, and say in the planner's language which words are too many."""
        ctx.allow_extra_args = True
        rest = super().parse_args(ctx, args)
        if rest:
            raise WrongWords(text("call_too_many", self.lang, words=rest), ctx)
        return rest


class SpokenGroup(_Spoken, click.Group):
    """The command of commands, its help page from the catalogue."""

    def __init__(self, name: str, lang: Lang, **given: Any) -> None:
        super().__init__(
            name,
            **given,
            options_metavar=text("help_options_metavar", lang),
            subcommand_metavar=text("help_command_metavar", lang),
            add_help_option=False,
            no_args_is_help=False,
        )
        self.lang = lang
        self.params.append(_help_option(lang))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or say in the planner's language that there is none of this name."""
        name = args[0]
        if name not in self.commands and not name.startswith("-"):
            raise WrongWords(text("call_no_command", self.lang, value=name, words=tuple(self.commands)), ctx)
        return super().resolve_command(ctx, args)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, then the commands in the order in which a planner uses them."""
        _write_options(self, ctx, formatter, self.lang)
        with formatter.section(text("help_commands", self.lang)):
            formatter.write_dl(
                [(name, text(str(command.short_help), self.lang)) for name, command in self.commands.items()]
            )


def number_between(low: float, high: float, lang: Lang, *, whole: bool) -> Callable[[Any], int | float]:
    """Make a parser of numbers from ``low`` to ``high``; ``whole`` ones only, or any."""

    def parsed(value: Any) -> int | float:
        try:
            given: int | float = int(value) if whole else float(value)
        except ValueError:
            given = math.nan
        if not low <= given <= high:
            code = "call_whole_number" if whole else "call_number"
            raise click.BadParameter(text(code, lang, value=str(value), low=low, high=high))
        return given

    return parsed


def one_of(words: Sequence[str], lang: Lang) -> Callable[[Any], str]:
    """Make a parser of one of a few words."""

    def parsed(value: Any) -> str:
        if value not in words:
            raise click.BadParameter(text("call_word", lang, value=str(value), words=words))
        return str(value)

    return parsed


_STAGES = ("kindergarten", "primary", "junior", "senior")


def stage_named(lang: Lang) -> Callable[[Any], str]:
    """Make a parser of a stage, in the program's word or in either language's."""
    meant = {
        said: stage for stage in _STAGES for said in (stage, *(word("stage", stage, one) for one in LANGS))
    }

    def parsed(value: Any) -> str:
        stage = meant.get(str(value))
        if stage is None:
            raise click.BadParameter(text("call_stage", lang, value=str(value), words=_STAGES))
        return stage

    return parsed


def term_named(lang: Lang) -> Callable[[Any], str]:
    """Make a parser of a term that the grouping alone has a value of."""
    terms = [term.value for term in Term if not term.needs_exchange]

    def parsed(value: Any) -> str:
        if value not in terms:
            raise click.BadParameter(text("call_term", lang, value=str(value), words=", ".join(terms)))
        return str(value)

    return parsed


def common_options(lang: Lang) -> list[click.Parameter]:
    """Options of every command; ``asked_manner`` has taken their values before."""
    words = one_of(["en", "zh"], lang)
    return [
        click.Option(
            ["--lang"], type=words, metavar="en|zh", expose_value=False, help=text("help_lang", lang)
        ),
        click.Option(["--quiet"], is_flag=True, expose_value=False, help=text("help_quiet", lang)),
        click.Option(["--json"], is_flag=True, expose_value=False, help=text("help_json", lang)),
    ]


def version_option(version: str, lang: Lang) -> click.Parameter:
    """Option that shows ``version`` and leaves."""

    def show(ctx: click.Context, param: click.Parameter, value: bool) -> None:
        if value:
            raise PageAsked(version)

    return click.Option(
        ["--version"],
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=show,
        help=text("help_version", lang),
    )


def wrong_call(wrong: click.ClickException, lang: Lang) -> str:
    """Say what is wrong with the call, in one sentence."""
    if isinstance(wrong, click.NoSuchOption):
        near = ", ".join(wrong.possibilities or ())
        code = "call_no_option_near" if near else "call_no_option"
        return text(code, lang, option=wrong.option_name, near=near)
    if isinstance(wrong, click.MissingParameter):
        return text("call_missing", lang, name=_name_of(wrong))
    if isinstance(wrong, click.BadParameter):
        return text("call_bad", lang, name=_name_of(wrong), reason=wrong.message)
    if isinstance(wrong, click.BadOptionUsage):
        return text("call_option_value", lang, option=wrong.option_name)
    if isinstance(wrong, WrongWords):
        return wrong.message
    return text("call_other", lang, reason=wrong.format_message())


def usage_line(wrong: click.ClickException) -> str:
    """Find the usage line of the command that was called wrongly; empty where there is none."""
    ctx = wrong.ctx if isinstance(wrong, click.UsageError) else None
    return ctx.get_usage() if ctx else ""


def _name_of(wrong: click.BadParameter) -> str:
    if wrong.param is None:
        return ""
    return wrong.param.opts[0] if isinstance(wrong.param, click.Option) else wrong.param.human_readable_name


def _help_option(lang: Lang) -> click.Option:
    def show(ctx: click.Context, param: click.Parameter, value: bool) -> None:
        if value:
            raise PageAsked(ctx.get_help())

    return click.Option(
        ["--help"],
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=show,
        help=text("help_help", lang),
    )


def _write_usage(
    command: click.Command, ctx: click.Context, formatter: click.HelpFormatter, lang: Lang
) -> None:
    pieces = " ".join(command.collect_usage_pieces(ctx))
    formatter.write_usage(ctx.command_path, pieces, prefix=text("help_usage", lang) + " ")


def _write_lines(formatter: click.HelpFormatter, lines: str) -> None:
    formatter.write_paragraph()
    for line in lines.strip("\n").splitlines():
        formatter.write(f"  {line}".rstrip() + "\n")


def _write_options(
    command: click.Command, ctx: click.Context, formatter: click.HelpFormatter, lang: Lang
) -> None:
    records = [
        (name, said.replace("[required]", text("help_required", lang)))
        for param in command.get_params(ctx)
        if isinstance(param, click.Option) and (record := param.get_help_record(ctx))
        for name, said in [record]
    ]
    with formatter.section(text("help_options", lang)):
        formatter.write_dl(records)
