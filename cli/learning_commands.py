"""The commands of ``learning``, loaded with the command line; what they do is in ``cli.learning``."""

from typing import Annotated

import typer

learning = typer.Typer(help="What is learned from reviewed papers, and which of it is used.", no_args_is_help=True)


@learning.command("list")
def learning_list(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """Every model: what it learned from, how it did on papers that none learns from, and which one is in use."""
    from cli.learning import listed

    listed(as_json=as_json)


@learning.command("train")
def learning_train(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be learned from, and do nothing.")] = False,
) -> None:
    """Learn now from what people confirmed; the model is used only if it does no worse. Done each week anyway."""
    from cli.learning import train

    train(dry_run=dry_run)


@learning.command("promote")
def learning_promote(model: Annotated[str, typer.Argument(help="Its id, as 'learning list' shows it.")]) -> None:
    """Put a model in use."""
    from cli.learning import promote

    promote(model)


@learning.command("rollback")
def learning_rollback() -> None:
    """Go back to the model that was in use before, or to the rules alone."""
    from cli.learning import roll_back

    roll_back()
