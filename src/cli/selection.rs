//! What a command is to work on: questions by id, files by path.

use std::collections::BTreeSet;
use std::path::{Component, Path};

use crate::diagnostic::{Diagnostic, Severity, nearest};
use crate::relate::Book;

/// The documents that were typed, as positions in [`Book::documents`]: a file by its path (from here or from
/// the book's root), a question in all its languages by its id.
///
/// # Errors
/// A problem per name that is neither.
pub(super) fn documents(
    book: &Book,
    root: &Path,
    typed: &[String],
) -> Result<BTreeSet<usize>, Vec<Diagnostic>> {
    let mut found = BTreeSet::new();
    let mut problems = Vec::new();
    for name in typed {
        let documents = of_name(book, root, name);
        if documents.is_empty() {
            problems.push(unknown(book, name));
        }
        found.extend(documents);
    }
    if problems.is_empty() {
        Ok(found)
    } else {
        Err(problems)
    }
}

fn of_name(book: &Book, root: &Path, name: &str) -> Vec<usize> {
    let path = in_book(root, name);
    let by_path = book.documents.iter().position(|d| *d.file == *path);
    if let Some(number) = by_path {
        return vec![number];
    }
    let questions = book.questions.iter().filter(|question| question.id == name);
    questions
        .flat_map(|question| question.article.versions.iter().flatten())
        .map(|version| version.document)
        .collect()
}

/// A path as the book names its files: relative to its root, with `/` between folders.
fn in_book(root: &Path, name: &str) -> String {
    let name = name.replace('\\', "/");
    let path = Path::new(&name);
    let inside = path.strip_prefix(root).unwrap_or(path);
    let parts: Vec<_> = inside
        .components()
        .filter(|part| !matches!(part, Component::CurDir))
        .map(|part| part.as_os_str().to_string_lossy())
        .collect();
    parts.join("/")
}

fn unknown(book: &Book, name: &str) -> Diagnostic {
    let ids = book.questions.iter().map(|question| question.id.as_str());
    let files = book.documents.iter().map(|document| &*document.file);
    let message = format!("`{name}` is neither a question of the book nor a file of its content");
    let problem = Diagnostic::new(Severity::Error, None, None, message);
    match nearest(name, ids.chain(files)) {
        Some(near) => problem.hint(format!("did you mean `{near}`?")),
        None => problem.hint("give a question's id, or a file's path from the book's root"),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn paths_count_from_the_root_however_they_are_typed() {
        for typed in [
            "content/a/b.md",
            "./content/a/b.md",
            "book/content/a/b.md",
            "content\\a\\b.md",
        ] {
            assert_eq!(in_book(Path::new("book"), typed), "content/a/b.md");
        }
    }
}
