/* What the editor of notes stands on, in one file: `make assets` bundles it, see scripts/assets.py.
   Only what static/notes/notes.js uses is named, so that the rest stays out. */
export {
  Doc,
  applyUpdate,
  createAbsolutePositionFromRelativePosition,
  createRelativePositionFromJSON,
  createRelativePositionFromTypeIndex,
  encodeStateAsUpdate,
  encodeStateVector,
  mergeUpdates,
} from "yjs";
export { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate, removeAwarenessStates } from "y-protocols/awareness";
export { QuillBinding } from "y-quill";

import Quill from "quill/core";
import Bold from "quill/formats/bold";
import Header from "quill/formats/header";
import List from "quill/formats/list";

/* Lists bring their container with them. */
Quill.register({ "formats/bold": Bold, "formats/header": Header, "formats/list": List });
export { Quill };
