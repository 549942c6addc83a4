"""Exported models that were tampered with by somebody who knows the format."""

import hashlib
import json
import shutil


def forged(folder, target, changes, **told):
    """Return a copy of an exported model with other files, and a manifest that vouches for them."""
    shutil.copytree(folder, target)
    manifest = json.loads((target / "deepkit.json").read_text())
    for name, content in changes.items():
        if content is None:
            (target / name).unlink()
            del manifest["files"][name]
            continue
        (target / name).parent.mkdir(exist_ok=True)
        (target / name).write_bytes(content)
        digest = hashlib.sha256(content).hexdigest()
        manifest["files"][name] = {"sha256": digest, "bytes": len(content)}
    (target / "deepkit.json").write_text(json.dumps({**manifest, **told}))
    return target
