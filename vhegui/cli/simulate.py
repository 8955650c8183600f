"""`vhegui simulate`: a data set of simulated runs."""

from __future__ import annotations

from pathlib import Path

from vhegui.cli.arguments import outside_argument, partial_argument, pool_arguments, whole
from vhegui.cli.command import EXIT_CODES, Arguments, Command, Parser
from vhegui.cli.results import shown


def _simulate_arguments(parser: Parser) -> None:
    parser.add_argument("plan", type=Path, metavar="PLAN", help="YAML file: models, responses, observations, seed")
    parser.add_argument("-o", "--output", type=Path, metavar="FOLDER", required=True, help="folder for the data set")
    parser.add_argument("--seed", type=whole(0, 2**31), metavar="N", help="another realisation than that of the plan")
    partial_argument(parser)
    outside_argument(parser)
    pool_arguments(parser)


def _simulate(arguments: Arguments) -> int:
    from dataclasses import replace

    from vhegui.analysis.executors import pool_of
    from vhegui.analysis.headless.simulate import simulate_store
    from vhegui.analysis.simulation.plan import read_plan

    plan = read_plan(arguments.plan, arguments.allow_outside)
    if arguments.seed is not None:
        plan = replace(plan, seed=arguments.seed)
    with pool_of(arguments.scheduler or "serial", arguments.workers) as pool:
        return shown(arguments, lambda progress, say: simulate_store(plan, arguments.output, progress, say, pool))


COMMAND = Command(
    "simulate runs on a sky of sources, as a plan file says, and write a data set",
    _simulate_arguments,
    _simulate,
    EXIT_CODES,
)
