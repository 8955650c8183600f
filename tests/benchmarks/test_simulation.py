"""How long a first start with the demo data takes: everything simulated and written."""

from vhegui.core.simulation.demo import write_demo


def test_write_the_whole_demo(benchmark, tmp_path):
    rounds = iter(range(100))
    benchmark.pedantic(lambda: write_demo(tmp_path / f"demo-{next(rounds)}"), rounds=2)
