"""What a model is told by `compile`, and the parts of its steps that users may write anew."""

from collections.abc import Sequence
from typing import Any

from deepkit import ops, optimizers
from deepkit.backend import floatx
from deepkit.callbacks import History
from deepkit.errors import NotCompiledError, one_of, whole
from deepkit.metrics import Metric
from deepkit.optimizers import LossScaleOptimizer, Optimizer
from deepkit.training._cache import Cache
from deepkit.training._default import default
from deepkit.training._default_step import default_step
from deepkit.training._objective import Objective
from deepkit.training._stateless import stateless_loss, stateless_run
from deepkit.typing import Config


class Compiled:
    """A callable with Variables that was told what to minimize, how, and what to measure."""

    optimizer: Optimizer | None = None
    stop_training: bool = False
    run_eagerly: bool = False
    steps_per_execution: int | str = "auto"
    embeddings_update: str = "auto"
    history: History | None = None
    is_fitting: bool = False
    loss: Any = None
    _objective: Objective | None = None
    _cache: Cache | None = None

    # --- compile -----------------------------------------------------------------------------

    def compile(
        self,
        optimizer: Any = "rmsprop",
        loss: Any = None,
        loss_weights: Any = None,
        metrics: Any = None,
        weighted_metrics: Any = None,
        run_eagerly: bool = False,
        steps_per_execution: int | str = "auto",
        jit_compile: Any = "auto",
        auto_scale_loss: bool = True,
        *,
        embeddings_update: str = "auto",
    ) -> None:
        """Say what to minimize, how, and what to measure. Nothing is built yet.

        Args:
            optimizer: an optimizer, its name, or an optax GradientTransformation.
            loss: a loss, its name or a function; for several outputs a list, or a dict by name.
            loss_weights: a factor for each loss, in the same form.
            metrics: metrics, their names or functions, in the same form.
            weighted_metrics: metrics that see the sample weights.
            run_eagerly: run the Python of the model at every step, to print and set breakpoints.
            steps_per_execution: how many batches a compiled program takes in one call; `"auto"`
                decides by the program (see docs/design/engine.md), and shows each batch to
                callbacks that watch batches.
            jit_compile: False runs eagerly; anything else compiles.
            auto_scale_loss: under `"mixed_float16"`, scale the loss against underflow.
            embeddings_update: which rows of tables that are only looked up a step updates.
                `"auto"` those of the batch alone, where the others would stay as they are (SGD
                without momentum, Adagrad, Ftrl) and the table is long enough to gain by it;
                `"dense"` always all; `"lazy"` those of the batch with any optimizer that can,
                such as Adam: weights and slots of the others then stay as they are, momentum or
                not, until a batch has them again. A table of which all rows move none the less is
                warned of.

        Raises:
            ValueError: if a name is unknown, or a number out of its range.
            TypeError: if something is neither an optimizer, a loss nor a metric.

        Example:
            >>> import deepkit
            >>> model = deepkit.Sequential([deepkit.layers.Dense(1)])
            >>> model.compile(optimizer="adam", loss="mse", metrics=["mae"])
        """
        one_of(("auto", True, False, None), jit_compile=jit_compile)
        one_of(("auto", "lazy", "dense"), embeddings_update=embeddings_update)
        if isinstance(steps_per_execution, str):
            one_of(("auto",), steps_per_execution=steps_per_execution)
        else:
            whole(steps_per_execution=steps_per_execution)
        optimizer = optimizers.get(optimizer)
        objective = Objective(loss, metrics, weighted_metrics, loss_weights)
        objective.told = {
            "optimizer": optimizer,
            "loss": loss,
            "loss_weights": loss_weights,
            "metrics": metrics,
            "weighted_metrics": weighted_metrics,
            "run_eagerly": run_eagerly,
            # In files as Keras knows it: a number, 1 where nobody chose one.
            "steps_per_execution": 1 if steps_per_execution == "auto" else steps_per_execution,
            "jit_compile": jit_compile,
        }
        if embeddings_update != "auto":  # Keras could not load a file that has it
            objective.told["embeddings_update"] = embeddings_update
        self.optimizer = self._scaling(optimizer) if auto_scale_loss else optimizer
        self.loss, self._objective = loss, objective
        self.run_eagerly = run_eagerly or jit_compile is False
        self.steps_per_execution = steps_per_execution
        self.embeddings_update = embeddings_update
        self.stop_training = False
        self._cache = Cache()

    def _scaling(self, optimizer: Any) -> Any:
        """Return the optimizer, with loss scaling around it if the model computes in float16."""
        policy = getattr(self, "dtype_policy", None)
        if policy is None or policy.name != "mixed_float16" or optimizer is None:
            return optimizer
        if isinstance(optimizer, LossScaleOptimizer):
            return optimizer
        return LossScaleOptimizer(optimizer, name="loss_scale_optimizer")

    @property
    def compiled(self) -> bool:
        """Whether `compile` was called."""
        return self._objective is not None

    @property
    def objective(self) -> Objective:
        """The loss and the metrics that the model was compiled with."""
        if self._objective is None:
            raise NotCompiledError(
                "The model is not compiled. Call `model.compile(optimizer=..., loss=...)` first."
            )
        return self._objective

    @property
    def cache(self) -> Cache:
        """The compiled programs."""
        if self._cache is None:
            self._cache = Cache()
        return self._cache

    def get_compile_config(self) -> Config | None:
        """Return what `compile` was given, the optimizer as an object; None before `compile`."""
        return None if self._objective is None else dict(self._objective.told)

    def compile_from_config(self, config: Config) -> None:
        """Compile as another model was.

        Args:
            config: what `get_compile_config` returned.
        """
        # In files 1 is what nobody chose, as in Keras.
        steps = config.get("steps_per_execution", 1)
        self.compile(**{**config, "steps_per_execution": "auto" if steps == 1 else steps})
        if self.optimizer is not None and self.built:  # pyright: ignore[reportAttributeAccessIssue]  of Layer
            self.optimizer.build(self.trainable_variables)  # pyright: ignore[reportAttributeAccessIssue]  of Layer

    # --- what users may write anew -------------------------------------------------------------

    @default
    def compute_loss(
        self,
        x: Any = None,
        y: Any = None,
        y_pred: Any = None,
        sample_weight: Any = None,
        training: bool | None = True,
    ) -> Any:
        """Return the loss of a batch: those of `compile`, and the penalties of the layers.

        Args:
            x: inputs.
            y: targets.
            y_pred: outputs.
            sample_weight: a weight for each sample.
            training: whether the batch is trained on.

        Raises:
            NotCompiledError: if there is neither a loss nor a penalty.
        """
        loss = self._bound(y, y_pred).loss_of(y, y_pred, sample_weight)
        for penalty in self.losses:  # pyright: ignore[reportAttributeAccessIssue]  of Layer
            penalty = ops.sum(ops.cast(penalty, floatx() if loss is None else loss.dtype))
            loss = penalty if loss is None else loss + penalty
        if loss is None and training:
            raise NotCompiledError(
                "There is nothing to minimize: give `loss=...` to `compile`, or call `add_loss` "
                "in a layer."
            )
        return ops.zeros(()) if loss is None else loss

    def stateless_compute_loss(
        self,
        trainable_variables: Sequence[Any],
        non_trainable_variables: Sequence[Any],
        metrics_variables: Sequence[Any],
        x: Any = None,
        y: Any = None,
        y_pred: Any = None,
        sample_weight: Any = None,
        training: bool = False,
    ) -> Any:
        """Return `(loss, (trainable, non-trainable, metrics variables))`, assigning nothing.

        Args:
            trainable_variables: arrays to use for `self.trainable_variables`.
            non_trainable_variables: arrays to use for `self.non_trainable_variables`.
            metrics_variables: arrays to use for `self.metrics_variables`.
            x: inputs.
            y: targets.
            y_pred: outputs.
            sample_weight: a weight for each sample.
            training: whether the batch is trained on.
        """
        lists = trainable_variables, non_trainable_variables, metrics_variables
        return stateless_loss(self, lists, (x, y, y_pred, sample_weight), training=training)

    def compute_loss_and_updates(
        self,
        trainable_variables: Sequence[Any],
        non_trainable_variables: Sequence[Any],
        metrics_variables: Sequence[Any],
        x: Any,
        y: Any,
        sample_weight: Any,
        training: bool = False,
        optimizer_variables: Sequence[Any] | None = None,
    ) -> Any:
        """Return the loss to differentiate, and what comes with it, assigning nothing.

        Args:
            trainable_variables: arrays to use for `self.trainable_variables`.
            non_trainable_variables: arrays to use for `self.non_trainable_variables`.
            metrics_variables: arrays to use for `self.metrics_variables`.
            x: inputs.
            y: targets.
            sample_weight: a weight for each sample.
            training: whether the batch is trained on.
            optimizer_variables: arrays to use for `self.optimizer.variables`, to scale the loss.

        Returns:
            `(scaled_loss, (loss, y_pred, non_trainable_variables, metrics_variables))`.
        """
        lists = trainable_variables, non_trainable_variables, metrics_variables
        batch = x, y, sample_weight
        return stateless_run(self, lists, batch, optimizer_variables, training=training)

    @default
    def compute_metrics(
        self, x: Any, y: Any, y_pred: Any, sample_weight: Any = None
    ) -> dict[str, Any]:
        """Show a batch to the metrics, and return the values of all.

        Args:
            x: inputs.
            y: targets.
            y_pred: outputs.
            sample_weight: a weight for each sample.
        """
        self._bound(y, y_pred).update_metrics(y, y_pred, sample_weight)
        return self.get_metrics_result()

    def _bound(self, y: Any, y_pred: Any) -> Objective:
        """Return the objective, fitted to the outputs."""
        objective = self.objective
        if not objective.is_bound:
            objective.bind(y, y_pred, getattr(self, "output_names", None))
        return objective

    @default
    def train_step(self, *given: Any) -> Any:
        """Update on a batch; write it anew as `(self, data)` or as the pure `(self, state, data)`.

        Args:
            *given: `data`, or `state, data`. `data` is `(x, y)` or `(x, y, sample_weight)`,
                `state` holds lists of arrays: trainable, non-trainable, optimizer and metrics
                variables.
        """
        return default_step(self, "train", *given)

    @default
    def test_step(self, *given: Any) -> Any:
        """Judge a batch; write it anew as `(self, data)` or as the pure `(self, state, data)`.

        Args:
            *given: `data`, or `state, data`. `data` is `(x, y)` or `(x, y, sample_weight)`,
                `state` holds lists of arrays: trainable, non-trainable and metrics variables.
        """
        return default_step(self, "test", *given)

    @default
    def predict_step(self, *given: Any) -> Any:
        """Predict a batch; write it anew as `(self, data)` or as the pure `(self, state, data)`.

        Args:
            *given: `data`, or `state, data`. `data` is `(x,)`, `state` holds lists of arrays:
                trainable and non-trainable variables.
        """
        return default_step(self, "predict", *given)

    @property
    def metrics(self) -> list[Metric]:
        """The metrics: of the loss, of `compile`, and of the layers."""
        return self.all_metrics()

    def all_metrics(self) -> list[Metric]:
        """Return the metrics, whatever a user's own `metrics` says."""
        compiled = self._objective.metrics if self._objective is not None else []
        tracked = self.tracked_metrics()  # pyright: ignore[reportAttributeAccessIssue]  of Layer
        return list({id(metric): metric for metric in (*compiled, *tracked)}.values())

    @property
    def metrics_variables(self) -> list[Any]:
        """The Variables of the metrics."""
        return list({id(v): v for metric in self.metrics for v in metric.variables}.values())

    @property
    def metrics_names(self) -> list[str]:
        """The names that the metrics have in logs."""
        return list(self.get_metrics_result())

    @default
    def get_metrics_result(self) -> dict[str, Any]:
        """Return the values of the metrics by their names in logs."""
        if self._objective is None:
            return {metric.name: metric.result() for metric in self.metrics}
        return self._objective.results(self.metrics)

    @default
    def reset_metrics(self) -> None:
        """Let the metrics forget what they saw."""
        for metric in self.metrics:
            metric.reset_state()
