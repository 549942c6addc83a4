"""Stand-ins for an estimator and its model, which walk through training as `fit` does."""

from pathlib import Path
from types import SimpleNamespace

from deepkit.callbacks import CallbackList
from deepkit.estimators._checkpoint_hooks import CheckpointSaverHook
from deepkit.estimators._checkpoints import Checkpoints
from deepkit.estimators._evaluations import append_evaluation
from deepkit.estimators._export_dir import write_export
from deepkit.estimators._hook_callback import as_callbacks


class Number:
    """Stand in for a Variable."""

    def __init__(self, path, value):
        self.path, self.value = path, value

    def numpy(self):
        return self.value


def model_at(step=0):
    """Return a stand-in for a model after so many steps."""
    iterations, weight = Number("iterations", step), Number("dense/kernel", 2.5)
    optimizer = SimpleNamespace(iterations=iterations)
    return SimpleNamespace(stop_training=False, optimizer=optimizer, variables=[weight])


def run(hooks, steps, *, segment=1, model=None, estimator=None, loss=float):
    """Walk through training with hooks: segments of steps, a loss for each; return the model."""
    model = model or model_at()
    step = model.optimizer.iterations
    callbacks = CallbackList(as_callbacks(hooks, estimator), model=model)
    callbacks.on_train_begin()
    last, epoch, logs = step.value + steps, 0, {}
    while step.value < last and not model.stop_training:
        callbacks.on_epoch_begin(epoch)
        for batch in range(min(segment, last - step.value)):
            callbacks.on_train_batch_begin(batch)
            step.value += 1
            callbacks.on_train_batch_end(batch, {"loss": loss(step.value)})
            if model.stop_training:
                break
        logs = {"loss": loss(step.value)}
        callbacks.on_epoch_end(epoch, logs)
        epoch += 1
    callbacks.on_train_end(logs)
    return model


class StandIn:
    """Stand in for an estimator: its loss at a step is told, and it notes what is asked of it."""

    def __init__(self, model_dir, loss=float, *, save_steps=10, last=None):
        self.model_dir, self._loss, self._save_steps = str(model_dir), loss, save_steps
        self._checkpoints, self._model = Checkpoints(model_dir), model_at()
        self._last = last  # where its data end
        self.evaluated, self.exported = [], []

    @property
    def global_step_(self):
        return self._model.optimizer.iterations.value

    def latest_checkpoint(self):
        return self._checkpoints.latest()

    def eval_dir(self, name=None):
        return str(Path(self.model_dir, f"eval_{name}" if name else "eval"))

    def train(self, input_fn, hooks=None, max_steps=None, saving_listeners=None):
        saver = CheckpointSaverHook(
            lambda step: self._checkpoints.save(step, lambda folder: None),
            save_steps=self._save_steps,
            listeners=saving_listeners,
        )
        steps = min(max_steps or self._last, self._last or max_steps) - self.global_step_
        self._model.stop_training = False
        if steps > 0:
            run([*hooks, saver], steps, segment=5, model=self._model, estimator=self)

    def evaluate(self, input_fn, steps=None, hooks=None, name=None):
        self.evaluated.append(self.global_step_)
        found = {"loss": self._loss(self.global_step_), "global_step": self.global_step_}
        append_evaluation(self.eval_dir(name), found)
        return found

    def export_saved_model(self, export_dir_base, serving_input_receiver_fn=None, **options):
        self.exported.append(self.global_step_)
        path = write_export(
            export_dir_base, lambda f: (f / "step").write_text(str(self.global_step_))
        )
        return str(path)
