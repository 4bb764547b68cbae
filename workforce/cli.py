"""`workforce`: the operator's commands. A mistake is a sentence and an exit code; `--json` answers machines."""

import click

from workforce.commands import people, service, work


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Passerelle : contrats, compétences, formations, offres et alertes des conseillers numériques."""


for room in (service, people, work):
    for named in room.group.commands.values():
        main.add_command(named)
