//! Events: PLOVER types by frames over the tree.
