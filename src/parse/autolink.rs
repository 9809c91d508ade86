//! Addresses in running text that become links (GFM 6.9, extended autolinks).

use super::tree::Node;

/// The same node with the addresses in its text made links.
pub(super) fn linked(node: Node<'_>) -> Node<'_> {
    node
}
