"""What the tests of masks share: a call on inputs that masks travel with."""

from deepkit import backend


def call_with_mask(layer, x, mask=None, **options):
    """Return the outputs of a layer and the mask that travels with them.

    Args:
        layer: what is called.
        x: its input, in numbers.
        mask: the mask that travels with it, if any.
        **options: further arguments of the call.
    """
    return call_with_masks(lambda tensors: layer(*tensors, **options), [x], [mask])


def call_with_masks(layer, inputs, masks):
    """Return the outputs of a layer that takes a list and the mask that travels with them.

    Args:
        layer: what is called.
        inputs: a list of inputs, in numbers.
        masks: the mask of each, or None.
    """
    tensors = [backend.convert(x) for x in inputs]
    with backend.call_context() as call:
        for x, mask in zip(tensors, masks, strict=True):
            call.set_masks(x, None if mask is None else backend.convert(mask))
        outputs = layer(tensors)
        return outputs, call.masks_of(outputs)
