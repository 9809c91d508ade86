//! `translations.lock`: how it is read and written.
//!
//! TOML with a line per block of a translation, so that two people who record different translations do
//! not touch the same lines. Always written whole, sorted, to the same bytes for the same record.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use toml::Spanned;

use crate::diagnostic::Diagnostic;
use crate::load::Source;
use crate::relate::data::{RawTranslations, TRANSLATIONS};
use crate::schema;

/// What the file says before the record.
const HEAD: &str = "\
# What each translation was made from: for each of its blocks, fingerprints of the original's blocks.
# Written by `answerbook translate accept`, read to tell where an original has changed since. Keep it in
# version control; after a conflict keep the entries of both sides.
version = 1

[files]
";

/// Entries by translation, each with its place.
pub type Lock = BTreeMap<Spanned<String>, Vec<String>>;

/// Reads the lock file.
///
/// # Errors
/// All problems of the file.
pub fn read(source: &Source) -> Result<Lock, Vec<Diagnostic>> {
    let read = schema::read::<RawTranslations>(&TRANSLATIONS, &source.file, &source.text);
    read.map(|raw| raw.files).map_err(|mut problems| {
        for problem in &mut problems {
            // The file is nobody's to write by hand, so TOML's own advice would not help.
            let advice = "`answerbook translate accept` writes this file; after a conflict keep the entries of both sides";
            problem.hint = Some(advice.to_owned());
        }
        problems
    })
}

/// The text of the lock file for a record: entries by the translation's file.
pub fn text(record: &BTreeMap<String, Vec<String>>) -> String {
    let mut text = HEAD.to_owned();
    for (file, entries) in record {
        let key = toml::Value::from(file.as_str());
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{key} = [");
        for entry in entries {
            let _ = writeln!(text, "  \"{entry}\",");
        }
        text.push_str("]\n");
    }
    text
}
