//! `[test]`: how the code of a book is run, and what is wrong with it before anything runs.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use serde::Deserialize;
use toml::Spanned;

use crate::diagnostic::Diagnostic;

/// What stands for the file with the code in a command.
pub const CODE_FILE: &str = "{file}";

/// `[test]`: keys of [`BOOK`](super::BOOK).
#[derive(Clone, Debug, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the keys are documented in `keys.rs`, once")]
pub struct TestTable {
    pub timeout: u32,
    pub memory: u32,
    pub tolerance: f64,
    pub languages: BTreeMap<Spanned<String>, TestLanguage>,
}

/// `[test.languages.…]`: keys of [`BOOK`](super::BOOK).
#[derive(Clone, Debug, Deserialize)]
#[expect(missing_docs, reason = "the keys are documented in `keys.rs`, once")]
pub struct TestLanguage {
    pub command: Spanned<Vec<String>>,
    pub extension: Option<Spanned<String>>,
    #[serde(default)]
    pub inputs: Vec<Spanned<String>>,
    #[serde(default)]
    pub environment: BTreeMap<Spanned<String>, Spanned<String>>,
}

impl Default for TestTable {
    fn default() -> Self {
        Self {
            timeout: 10,
            memory: 1_024,
            tolerance: 1e-4,
            languages: BTreeMap::new(),
        }
    }
}

/// Reports what would not make a command, a file name or an environment.
pub(super) fn check(file: &Arc<str>, table: &TestTable, problems: &mut Vec<Diagnostic>) {
    for (name, language) in &table.languages {
        let mut report = |span: Range<usize>, message: String, hint: &str| {
            problems.push(Diagnostic::error(file, span, message).hint(hint));
        };
        command(language, &mut report);
        let extension = language.extension.as_ref().unwrap_or(name);
        if !is_extension(extension.get_ref()) {
            let message = format!("`{}` cannot be the ending of a file", extension.get_ref());
            let hint = "set `extension` to letters and digits, such as `\"py\"`";
            report(extension.span(), message, hint);
        }
        for input in &language.inputs {
            if !is_inside(input.get_ref()) {
                let message = format!(
                    "`inputs` must name files of the book, not `{}`",
                    input.get_ref()
                );
                let hint = "name it relative to book.toml, with `/` between folders";
                report(input.span(), message, hint);
            }
        }
        for (variable, value) in &language.environment {
            if !is_variable(variable.get_ref()) {
                let message = format!(
                    "`{}` cannot be the name of an environment variable",
                    variable.get_ref()
                );
                let hint = "use letters, digits and `_`";
                report(variable.span(), message, hint);
            }
            if value.get_ref().contains('\0') {
                let message = format!("`{}` holds a NUL", variable.get_ref());
                report(value.span(), message, "leave it out");
            }
        }
    }
}

fn command(language: &TestLanguage, report: &mut impl FnMut(Range<usize>, String, &str)) {
    let (words, span) = (language.command.get_ref(), language.command.span());
    let hint = "for example `command = [\"python3\", \"{file}\"]`";
    let message = match words.as_slice() {
        [] => "`command` is empty".to_owned(),
        [program, ..] if program.trim().is_empty() => "`command` names no program".to_owned(),
        words if words.iter().any(|word| word.contains('\0')) => "`command` holds a NUL".to_owned(),
        [_, arguments @ ..] if !arguments.iter().any(|word| word.contains(CODE_FILE)) => {
            format!("`command` does not say where the file goes: `{CODE_FILE}` is missing")
        }
        _ => return,
    };
    report(span, message, hint);
}

/// Whether a text may end the name of a file, on any system.
fn is_extension(text: &str) -> bool {
    !text.is_empty()
        && !text.ends_with('.')
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'+' | b'-' | b'_' | b'#'))
}

/// Whether a path stays in the folder that it is relative to.
fn is_inside(path: &str) -> bool {
    !path.contains(['\\', ':', '\0'])
        && path.split('/').all(|part| !matches!(part, "" | "." | ".."))
}

fn is_variable(name: &str) -> bool {
    !name.is_empty()
        && !name.starts_with(|c: char| c.is_ascii_digit())
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}
