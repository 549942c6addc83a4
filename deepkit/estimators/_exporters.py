"""What is exported after an evaluation: the latest model, the best, the final one."""

import json
import math
import os
from collections.abc import Callable, Mapping
from pathlib import Path

from deepkit.durable import write_whole
from deepkit.errors import DataError, whole
from deepkit.estimators._evaluations import plain
from deepkit.estimators._export_dir import exports_in, prune_exports
from deepkit.typing import Tensor

Compare = Callable[[dict[str, Tensor], dict[str, Tensor]], bool]
_BEST = "best.json"


class Exporter:
    """Base of what exports a model after an evaluation.

    Args:
        name: of the folder below `model_dir/export`.
        serving_input_receiver_fn: as for `export_saved_model`.
        assets_extra: files to put beside, by their path in `assets.extra`.
        as_text: whether to write what can be written as text so.

    Raises:
        ValueError: if there is no name.

    Example:
        >>> from deepkit.estimators import Exporter
        >>> class Always(Exporter):
        ...     def is_due(self, export_path, eval_result, is_the_final_export):
        ...         return True
        >>> Always("each").name
        'each'
    """

    def __init__(
        self,
        name: str,
        serving_input_receiver_fn: Callable[..., Tensor] | None = None,
        assets_extra: Mapping[str, str] | None = None,
        as_text: bool = False,
    ) -> None:
        if not name or os.path.basename(name) != name:
            raise ValueError(f"`name` must be that of a folder, got {name!r}.")
        self.name = name
        self._receiver = serving_input_receiver_fn
        self._options = {"assets_extra": assets_extra, "as_text": as_text}

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.name!r})"

    def export(
        self,
        estimator: Tensor,
        export_path: str,
        checkpoint_path: str | None,
        eval_result: dict[str, Tensor],
        is_the_final_export: bool,
    ) -> str | None:
        """Export if it is due; return the path of the export, None if there is none.

        Args:
            estimator: what to export.
            export_path: folder of the exports of this exporter.
            checkpoint_path: of the weights; None for those in memory.
            eval_result: what the evaluation found.
            is_the_final_export: whether training is over.
        """
        if not self.is_due(export_path, eval_result, is_the_final_export):
            return None
        path = estimator.export_saved_model(
            export_path, self._receiver, checkpoint_path=checkpoint_path, **self._options
        )
        self.note(export_path, os.fsdecode(path), eval_result)
        return os.fsdecode(path)

    def is_due(
        self, export_path: str, eval_result: dict[str, Tensor], is_the_final_export: bool
    ) -> bool:
        """Tell whether to export.

        Args:
            export_path: folder of the exports of this exporter.
            eval_result: what the evaluation found.
            is_the_final_export: whether training is over.
        """
        raise NotImplementedError(f"{type(self).__name__} must define `is_due` or `export`.")

    def note(self, export_path: str, path: str, eval_result: dict[str, Tensor]) -> None:
        """Act after an export.

        Args:
            export_path: folder of the exports of this exporter.
            path: of the new one.
            eval_result: what the evaluation found.
        """


class FinalExporter(Exporter):
    """Export once, when training is over.

    Args:
        name: of the folder below `model_dir/export`.
        serving_input_receiver_fn: as for `export_saved_model`.
        assets_extra: files to put beside, by their path in `assets.extra`.
        as_text: whether to write what can be written as text so.

    Raises:
        ValueError: if there is no name.

    Example:
        >>> from deepkit.estimators import FinalExporter
        >>> FinalExporter("final").is_due("export/final", {}, is_the_final_export=False)
        False
    """

    def is_due(
        self, export_path: str, eval_result: dict[str, Tensor], is_the_final_export: bool
    ) -> bool:
        return is_the_final_export


class LatestExporter(Exporter):
    """Export after each evaluation, and keep the last ones.

    Args:
        name: of the folder below `model_dir/export`.
        serving_input_receiver_fn: as for `export_saved_model`.
        assets_extra: files to put beside, by their path in `assets.extra`.
        as_text: whether to write what can be written as text so.
        exports_to_keep: how many, >= 1; all if None.

    Raises:
        ValueError: if there is no name, or the number is out of range.

    Example:
        >>> from deepkit.estimators import LatestExporter
        >>> LatestExporter("latest").is_due("export/latest", {}, is_the_final_export=False)
        True
    """

    def __init__(
        self,
        name: str,
        serving_input_receiver_fn: Callable[..., Tensor] | None = None,
        assets_extra: Mapping[str, str] | None = None,
        as_text: bool = False,
        exports_to_keep: int | None = 5,
    ) -> None:
        super().__init__(name, serving_input_receiver_fn, assets_extra, as_text)
        self._keep = _kept(exports_to_keep)

    def is_due(
        self, export_path: str, eval_result: dict[str, Tensor], is_the_final_export: bool
    ) -> bool:
        return True

    def note(self, export_path: str, path: str, eval_result: dict[str, Tensor]) -> None:
        prune_exports(export_path, self._keep)


class BestExporter(Exporter):
    """Export after an evaluation that is better than all before, those of earlier runs included.

    What the best evaluation found is in `best.json` beside the exports; as long as the newest of
    them is there, nothing worse is exported.

    Args:
        name: of the folder below `model_dir/export`.
        serving_input_receiver_fn: as for `export_saved_model`.
        event_file_pattern: without effect; TensorFlow finds the best of earlier runs by it.
        compare_fn: is given what the best and the current evaluation found, and tells whether the
            current one is better; if None, the smaller `"loss"` is.
        assets_extra: files to put beside, by their path in `assets.extra`.
        as_text: whether to write what can be written as text so.
        exports_to_keep: how many, >= 1; all if None.

    Raises:
        ValueError: if there is no name, or the number is out of range.
        DataError: after an evaluation, if it has no `"loss"` and there is no `compare_fn`.

    Example:
        >>> from deepkit.estimators import BestExporter
        >>> def more_accurate(best_eval_result, current_eval_result):
        ...     return best_eval_result["accuracy"] < current_eval_result["accuracy"]
        >>> BestExporter(compare_fn=more_accurate, exports_to_keep=1).name
        'best_exporter'
    """

    def __init__(
        self,
        name: str = "best_exporter",
        serving_input_receiver_fn: Callable[..., Tensor] | None = None,
        event_file_pattern: str | None = "eval/*.tfevents.*",
        compare_fn: Compare | None = None,
        assets_extra: Mapping[str, str] | None = None,
        as_text: bool = False,
        exports_to_keep: int | None = 5,
    ) -> None:
        super().__init__(name, serving_input_receiver_fn, assets_extra, as_text)
        self._is_better = _loss_smaller if compare_fn is None else compare_fn
        self._keep = _kept(exports_to_keep)

    def is_due(
        self, export_path: str, eval_result: dict[str, Tensor], is_the_final_export: bool
    ) -> bool:
        best = _stored_best(Path(export_path))
        return best is None or bool(self._is_better(best, eval_result))

    def note(self, export_path: str, path: str, eval_result: dict[str, Tensor]) -> None:
        found = {name: plain(value) for name, value in eval_result.items()}
        best = {"export": os.path.basename(path), "eval_result": found}
        write_whole(Path(export_path, _BEST), json.dumps(best, indent=2) + "\n")
        prune_exports(export_path, self._keep)


def _kept(exports_to_keep: int | None) -> int | None:
    return None if exports_to_keep is None else whole(exports_to_keep=exports_to_keep)


def _stored_best(folder: Path) -> dict[str, Tensor] | None:
    """Return what the evaluation of the best export found, None if that is gone."""
    try:
        best = json.loads((folder / _BEST).read_text(encoding="utf-8"))
        names = [path.name for path in exports_in(folder)]
        return best["eval_result"] if best["export"] in names else None
    except (OSError, ValueError, TypeError, KeyError):  # none yet, or spoilt
        return None


def _loss_smaller(best: dict[str, Tensor], current: dict[str, Tensor]) -> bool:
    for found in (best, current):
        if "loss" not in found:
            raise DataError(
                f"BestExporter compares 'loss', and the evaluation found only {sorted(found)}. "
                "Give it a `compare_fn`."
            )
    return current["loss"] < best["loss"] or math.isnan(best["loss"]) > math.isnan(current["loss"])
