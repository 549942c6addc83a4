"""The benchmark of exported models measures what it says."""

import json
import sys

import pytest

from benchmarks import export


@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
@pytest.mark.slow
def test_everything_is_measured(tmp_path, capsys):
    found = export.main(["--quick", "--output", str(tmp_path / "out.json")])
    assert json.loads((tmp_path / "out.json").read_text()) == json.loads(capsys.readouterr().out)
    assert set(found["loading"]) == {"without the golden outputs", "verify"}
    for told in found["latency"].values():
        assert told["raw_microseconds"] > 0
        assert told["program"] < export.GOALS["program"]
