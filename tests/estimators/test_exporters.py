"""The latest, the final and the best model are exported, and nothing worse than the best."""

import json
import math
from pathlib import Path

import pytest

from deepkit.errors import DataError
from deepkit.estimators._export_dir import exports_in
from deepkit.estimators._exporters import BestExporter, Exporter, FinalExporter, LatestExporter
from tests.estimators._stand_in import StandIn


@pytest.fixture
def export(tmp_path):
    """Return a function that shows an exporter evaluations, and returns what it exported."""
    estimator = StandIn(tmp_path)

    def show(exporter, *results, final=False):
        folder = str(tmp_path / "export" / exporter.name)
        results = [r if isinstance(r, dict) else {"loss": r, "global_step": 1} for r in results]
        return [exporter.export(estimator, folder, None, r, final) is not None for r in results]

    return show


def kept(folder, exporter):
    return len(exports_in(folder / "export" / exporter.name))


def test_the_latest_is_exported_each_time_and_the_last_ones_stay(export, tmp_path):
    exporter = LatestExporter("latest", exports_to_keep=2)
    assert export(exporter, 3.0, 1.0, 2.0) == [True] * 3
    assert kept(tmp_path, exporter) == 2


def test_an_exporter_tells_its_kind_and_name():
    assert repr(LatestExporter("latest")) == "LatestExporter('latest')"
    assert repr(BestExporter()) == "BestExporter('best_exporter')"


def test_the_final_one_is_exported_when_training_is_over(export):
    assert export(FinalExporter("final"), 1.0, 2.0) == [False, False]
    assert export(FinalExporter("final"), 1.0, final=True) == [True]


def test_only_what_is_better_than_all_before_is_exported(export, tmp_path):
    exporter = BestExporter(exports_to_keep=1)
    assert export(exporter, 3.0, 4.0, 2.0, 2.5, 2.0) == [True, False, True, False, False]
    assert kept(tmp_path, exporter) == 1


def test_the_best_of_an_earlier_process_is_not_replaced_by_worse(export):
    export(BestExporter(), 2.0)
    assert export(BestExporter(), 3.0, 1.0) == [False, True]


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"export": "0000000000", "eval_result": {}}'])
def test_a_best_that_cannot_be_found_any_more_is_none(export, tmp_path, text):
    export(BestExporter(), 2.0)
    (tmp_path / "export" / "best_exporter" / "best.json").write_text(text)
    assert export(BestExporter(), 3.0) == [True]


def test_what_is_better_can_be_told(export, tmp_path):
    exporter = BestExporter(compare_fn=lambda best, new: best["auc"] < new["auc"])
    assert export(exporter, {"auc": 0.7}, {"auc": 0.8}, {"auc": 0.75}) == [True, True, False]
    best = json.loads((tmp_path / "export" / "best_exporter" / "best.json").read_text())
    assert best["eval_result"] == {"auc": 0.8}


def test_any_loss_is_better_than_nan(export):
    assert export(BestExporter(), math.nan, math.nan, 5.0, math.nan) == [True, False, True, False]


def test_an_evaluation_without_a_loss_needs_a_comparison(export):
    with pytest.raises(DataError, match="compares 'loss', and the evaluation found only"):
        export(BestExporter(), 1.0, {"auc": 0.7})


def test_what_the_exporter_was_told_reaches_the_estimator(tmp_path):
    told = {}

    class Listening:
        def export_saved_model(self, base, receiver, **options):
            told.update(base=base, receiver=receiver, **options)
            return b"path"

    exporter = LatestExporter("latest", list, {"notes": "a.txt"}, as_text=True)
    path = exporter.export(Listening(), str(tmp_path), "ckpt-1", {}, False)
    assert path == "path"
    assert told == {
        "base": str(tmp_path),
        "receiver": list,
        "checkpoint_path": "ckpt-1",
        "assets_extra": {"notes": "a.txt"},
        "as_text": True,
    }


@pytest.mark.parametrize("name", ["", "a/b", str(Path("a", "b"))])
def test_a_name_must_be_that_of_a_folder(name):
    with pytest.raises(ValueError, match="`name` must be that of a folder"):
        FinalExporter(name)


@pytest.mark.parametrize("make", [BestExporter, LatestExporter])
def test_a_number_out_of_range_is_refused(make):
    with pytest.raises(ValueError, match="`exports_to_keep` must be a whole number >= 1, got 0"):
        make("a", exports_to_keep=0)


def test_an_exporter_of_ones_own_must_say_when(export):
    with pytest.raises(NotImplementedError, match="Exporter must define `is_due`"):
        export(Exporter("own"), 1.0)
