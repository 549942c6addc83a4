"""From a model function to models: drawn once in each mode, on symbolic inputs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from deepkit import optimizers
from deepkit.backend import seeded
from deepkit.configurable import fresh_names
from deepkit.errors import DataError
from deepkit.estimators._compiled_spec import CompiledSpec
from deepkit.estimators._head_spec import HeadSpec
from deepkit.estimators._shared_layers import used, with_layers_of
from deepkit.estimators._spec_models import JudgingModel, LossModel, MetricOp, outputs_to_judge
from deepkit.estimators._specs import EstimatorSpec, ModeKeys
from deepkit.estimators._trainer import judging, trained
from deepkit.estimators.heads import GivenHead, Head
from deepkit.models import Model
from deepkit.optimizers import Optimizer

Call = Callable[[ModeKeys, Any, Any], EstimatorSpec]
Sources = Callable[[], dict[str, Any]]
MakeOptimizer = Callable[[Any], Optimizer]


@dataclass(frozen=True, eq=False)
class Drawn:
    """The models that a model function stands for; they share their layers.

    Args:
        head: what labels and predictions mean.
        model: from features to predictions.
        trainer: has the optimizer, and all weights.
        judge: measures.
        specs: what the model function returned, by mode.
        in_graph: whether the trainer and the judge have the labels among their inputs.
    """

    head: Head
    model: Model
    trainer: Model
    judge: Model
    specs: Mapping[ModeKeys, EstimatorSpec]
    in_graph: bool = False


@dataclass(frozen=True, eq=False)
class Drawing:
    """How to draw a model function.

    Args:
        call: calls it with a mode, features and labels.
        features: makes symbolic inputs by key.
        labels: makes symbolic labels by input name; empty where nothing can stand for them.
        name: of the model.
        make_optimizer: makes an optimizer of what a spec says.
    """

    call: Call
    features: Sources
    labels: Sources
    name: str
    make_optimizer: MakeOptimizer
    specs: dict[ModeKeys, EstimatorSpec] = field(default_factory=dict)

    def models(self, head_of: Callable[[EstimatorSpec], Head], seed: int) -> Drawn:
        """Return the models.

        Args:
            head_of: returns the head, given what the function returned to train.
            seed: of the first weights.

        Raises:
            DataError: if the model would see labels that nothing can stand for.
            TypeError: if the function returns no EstimatorSpec.
            ValueError: if what it returns does not fit together.
        """
        with fresh_names(), seeded(seed):
            features, labels = self.features(), self.labels()
            spec = self._spec(ModeKeys.TRAIN, features, labels)
            if isinstance(spec, CompiledSpec):
                return self._compiled(spec, head_of(spec))
            if isinstance(spec, HeadSpec):
                return self._headed(spec, features, head_of(spec))
            return self._given(spec, {**features, **labels}, head_of(spec))

    # --- a head does the rest --------------------------------------------------------------------

    def _headed(self, spec: HeadSpec, features: dict[str, Any], head: Head) -> Drawn:
        inputs = used(features, spec.logits)
        whole = Model(inputs, head.outputs(spec.logits), name=self.name)
        trainer = trained(whole, inputs, spec.logits, head, self.make_optimizer(_told(spec)))
        _freeze_others(trainer, spec)
        with fresh_names():
            judged = self._other(ModeKeys.EVAL, head, whole)
        with fresh_names():
            model = self._other(ModeKeys.PREDICT, head, whole)
        return Drawn(head, model, trainer, judging(judged, head), self.specs)

    def _other(self, mode: ModeKeys, head: Head, whole: Model) -> Model:
        """Return the model of another mode, from features to what the head makes of the logits."""
        features = self.features()
        spec: Any = self._spec(mode, features, self.labels() if mode is ModeKeys.EVAL else None)
        if not isinstance(spec, HeadSpec):
            raise ValueError(
                f"A model function must return specs of one kind in all modes, got a HeadSpec in "
                f"mode 'train' and a {type(spec).__name__} in mode {mode.value!r}."
            )
        outputs = head.outputs(spec.logits)
        drawn = Model(used(features, outputs), outputs, name=self.name)
        return with_layers_of(drawn, whole, mode.value)

    # --- all is in the graph ---------------------------------------------------------------------

    def _given(self, spec: EstimatorSpec, inputs: dict[str, Any], head: Head) -> Drawn:
        trainer = LossModel(used(inputs, spec.loss), spec.loss, name=f"{self.name}_trainer")
        trainer.compile(self.make_optimizer(_told(spec)))
        judge = self._judge(trainer)
        with fresh_names():
            features = self.features()
            found: Any = self._spec(ModeKeys.PREDICT, features, None)
            outputs = _by_name(found.predictions)
            drawn = Model(used(features, outputs), outputs, name=self.name)
            model = with_layers_of(drawn, trainer, ModeKeys.PREDICT.value)
        assert isinstance(head, GivenHead)  # labels and outputs are what they are
        head = head.saying(list(outputs), exports_of(found.export_outputs, outputs))
        return Drawn(head, model, trainer, judge, self.specs, in_graph=True)

    def _judge(self, trainer: Model) -> Model:
        with fresh_names():
            features, labels = self.features(), self.labels()
            spec = self._spec(ModeKeys.EVAL, features, labels)
            told = spec.eval_metric_ops or {}
            measured = {name: MetricOp(name, each) for name, each in told.items()}
            outputs = outputs_to_judge(spec.loss, measured)
            drawn = Model(used({**features, **labels}, outputs), outputs)
            shared = with_layers_of(drawn, trainer, ModeKeys.EVAL.value)
            judge = JudgingModel(shared.input, shared.output, name=f"{self.name}_judge")
            judge.measuring(measured).compile()
            return judge

    # --- a compiled model ------------------------------------------------------------------------

    def _compiled(self, spec: CompiledSpec, head: Head) -> Drawn:
        trainer: Model = spec.model
        trainer.optimizer = self.make_optimizer(trainer.optimizer)
        names = trainer.output_names or []
        outputs = dict(zip(names, trainer.outputs, strict=True))
        model = Model(trainer.input, outputs, name=self.name)
        assert isinstance(head, GivenHead)  # labels and outputs are what they are
        head = head.saying(names, None, spec.metric_names)
        return Drawn(head, model, trainer, trainer, self.specs)

    # --- calls -----------------------------------------------------------------------------------

    def _spec(self, mode: ModeKeys, features: dict[str, Any], labels: Any) -> EstimatorSpec:
        """Call the model function, and note what it returns."""
        given = None if labels is None else _structure(labels)
        try:
            spec: Any = self.call(mode, features, given)
        except Exception as error:  # whatever the user's function raises; it goes on
            if labels == {}:
                error.add_note(_TEXT)
            raise
        if not isinstance(spec, EstimatorSpec):
            raise TypeError(
                f"A model function must return an EstimatorSpec, got {type(spec).__name__}."
            )
        if spec.mode is not mode:
            raise ValueError(
                f"A model function must return a spec of the mode it is given, {mode.value!r}, got "
                f"{spec.mode.value!r}."
            )
        if isinstance(spec, HeadSpec) and spec.labels is not None and spec.labels is not given:
            raise ValueError(
                "`labels` must go to `create_estimator_spec` as they came: the head looks up those "
                "of the `input_fn`. Change them there."
            )
        if labels == {} and type(spec) is EstimatorSpec:
            raise DataError(_TEXT)
        self.specs[mode] = spec
        return spec


LABEL = "label:"

_TEXT = (
    "The labels are no numbers, and a model cannot see text. Turn them into numbers in the "
    "`input_fn`, or use `head.create_estimator_spec`, whose head looks them up."
)


class Unseen:
    """Stands for labels that no tensor can stand for."""

    def __repr__(self) -> str:
        return "<labels that are no numbers>"


def _structure(labels: dict[str, Any]) -> Any:
    """Return symbolic labels as the `input_fn` gives labels: one array, or a dict."""
    if not labels:
        return Unseen()
    if list(labels) == [LABEL]:
        return labels[LABEL]
    return {name.removeprefix(LABEL): tensor for name, tensor in labels.items()}


def _told(spec: EstimatorSpec) -> Any:
    """Return what a spec says of the optimizer."""
    told = spec.train_op if spec.optimizer is None else spec.optimizer
    if spec.train_op is not None and not isinstance(told, str | Optimizer):
        raise TypeError(
            f"`train_op` must be an optimizer, got {type(told).__name__}. Give `optimizer=...`: it "
            "minimizes the loss."
        )
    return optimizers.get(told) if isinstance(told, str) else told


def _freeze_others(trainer: Model, spec: HeadSpec) -> None:
    """Train only the Variables that a spec names."""
    if spec.trainable_variables is not None:
        kept = set(map(id, spec.trainable_variables))
        for variable in trainer.trainable_variables:
            variable.trainable = id(variable) in kept


def _by_name(predictions: Any) -> dict[str, Any]:
    return dict(predictions) if isinstance(predictions, Mapping) else {"predictions": predictions}


def exports_of(told: Any, predictions: Mapping[str, Any]) -> dict[str, dict[str, str]] | None:
    """Return the keys of predictions for the names of the outputs of each signature.

    Args:
        told: tensors, or dicts of them, by the name of the signature.
        predictions: the same tensors by their keys.

    Raises:
        ValueError: if a tensor is not among the predictions.
    """
    keys = {id(tensor): key for key, tensor in predictions.items()}
    exports: dict[str, dict[str, str]] = {}
    for signature, given in (told or {}).items():
        outputs = given if isinstance(given, Mapping) else {"outputs": given}
        for name, tensor in outputs.items():
            if id(tensor) not in keys:
                raise ValueError(
                    f"`export_outputs` {signature!r} must be made of tensors that are among the "
                    f"predictions ({', '.join(predictions)}); {name!r} is not."
                )
        exports[signature] = {name: keys[id(tensor)] for name, tensor in outputs.items()}
    return exports or None
