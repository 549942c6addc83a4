"""What is recorded is written where it was said, and one recording excludes another."""

import gzip
import json

import numpy as np
import pytest

from deepkit import ops
from deepkit.backend import jit, marked, start_trace, stop_trace, wait
from deepkit.errors import StateError


def events(folder):
    """Return the events of the one trace in a folder."""
    (file,) = folder.glob("plugins/profile/*/*[!o].trace.json.gz")
    return json.loads(gzip.decompress(file.read_bytes()))["traceEvents"]


def test_marked_blocks_are_in_the_trace_by_name_and_step(tmp_path):
    program = jit(lambda x: ops.sin(x))
    start_trace(tmp_path, perfetto=True)
    with marked("look"):
        wait(program(np.ones(3, "f")))
    for step in (7, 8):
        with marked("train", step):
            wait(program(np.ones(3, "f")))
    stop_trace()
    found = events(tmp_path)
    assert [e["args"]["step_num"] for e in found if e.get("name") == "train"] == ["7", "8"]
    assert len([e for e in found if e.get("name") == "look"]) == 1
    assert len(list(tmp_path.glob("plugins/profile/*/perfetto_trace.json.gz"))) == 1


def test_a_second_recording_is_refused_until_the_first_is_over(tmp_path):
    start_trace(tmp_path)
    with pytest.raises(StateError, match="A trace is being recorded already"):
        start_trace(tmp_path)
    stop_trace()
    with pytest.raises(StateError, match=r"No trace is being recorded\. Call `start_trace` first"):
        stop_trace()
