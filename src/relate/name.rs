//! Names that authors choose (file names, ids, slugs of headings): they become addresses and anchors.

use std::ops::Range;
use std::sync::Arc;

use super::Relating;
use crate::language::slug::slug;

/// Whether a name holds only what every file system and address can bear.
pub fn is_sound(name: &str) -> bool {
    !name.is_empty()
        && !name.starts_with(['.', '-'])
        && !name.ends_with('.')
        && name
            .chars()
            .all(|c| (c.is_alphanumeric() && !c.is_uppercase()) || matches!(c, '-' | '_' | '.'))
}

impl Relating<'_> {
    /// Reports a name that cannot stand in an address.
    pub(super) fn check_name(&mut self, file: &Arc<str>, span: Range<usize>, name: &str) {
        if is_sound(name) {
            return;
        }
        let message = format!("the name `{name}` cannot stand in an address");
        let example = slug(name);
        let hint = if example.is_empty() {
            "use lower-case letters, digits and dashes".to_owned()
        } else {
            format!("use lower-case letters, digits and dashes: `{example}`")
        };
        self.error(file, span, message, Some(hint));
    }

    /// Whether a place has a problem already: one mistake is told once.
    pub(super) fn is_reported(&self, file: &Arc<str>, span: &Range<usize>) -> bool {
        let mut diagnostics = self.diagnostics.iter();
        diagnostics.any(|d| d.file.as_ref() == Some(file) && d.span.as_ref() == Some(span))
    }
}
