"""Models for the command line."""

import pytest

from deepkit import cli, estimators
from tests.export._models import branching, dense

PEOPLE = {"age": [20.0, 30.0, None, 40.0] * 6, "town": ["Köln", "Wien", None, "Köln"] * 6}


@pytest.fixture(scope="session")
def places(tmp_path_factory):
    """Return the paths of exported models, and of a `.keras` file."""
    folder = tmp_path_factory.mktemp("cli")
    dense().export(folder / "dense")
    branching().export(folder / "branching")
    dense().save(folder / "dense.keras")
    made = estimators.LinearClassifier(steps=5, random_state=0).fit(PEOPLE, ["no", "yes"] * 12)
    made.export_saved_model(folder / "people")
    return folder


@pytest.fixture
def run(capsys):
    """Return a function that runs a command, and returns its status and what it printed."""

    def run(*arguments):
        status = cli.main([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return run
