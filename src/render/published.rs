//! Files of the book that are published beside the pages: as they are, if a browser only shows them.
//!
//! A figure is looked at as one that is drawn in a page, since it can also be opened by itself, where a page's
//! Content-Security-Policy does not hold. What browsers or hosts would do is not published; that was told when the book was
//! put together.

use super::{Site, content, figure};
use crate::config::RawHtml;
use crate::diagnostic::{Diagnostic, Severity};
use crate::load::Asset;
use crate::plan::{Content, File, Made, Plan};

/// Adds them to the plan.
pub(super) fn files<'b>(site: &'b Site<'b>, plan: &mut Plan<'b>) {
    let trusts = site.book.config.markdown.raw_html == RawHtml::Trust;
    for (path, asset) in &*site.book.assets {
        if site.book.active.contains(path) {
            continue;
        }
        let content = match is_figure(path) && !trusts {
            true => Content::Made(Box::new(move || figure(path, asset))),
            false => content(&asset.bytes),
        };
        plan.files.push(File {
            path: path.clone(),
            content,
            group: 0,
            inputs: None,
        });
    }
}

fn is_figure(path: &str) -> bool {
    let ending = path.rsplit('.').next();
    ending.is_some_and(|ending| ending.eq_ignore_ascii_case("svg"))
}

/// A figure as its author wrote it, or why it cannot be one.
fn figure(path: &str, asset: &Asset) -> Made {
    let Some(text) = asset.text() else {
        let message = not_a_figure(path);
        let problem = Diagnostic::new(Severity::Error, Some(&asset.file), None, message);
        return Made {
            bytes: Vec::new(),
            diagnostics: vec![problem.hint("make it smaller, or a picture in PNG or WebP")],
        };
    };
    match figure::inline(text, "", "") {
        Ok(_) => Made::from(text.as_bytes().to_vec()),
        // `serve` shows what was made of a book with errors: nothing.
        Err(problems) => Made {
            bytes: Vec::new(),
            diagnostics: figure_problems(asset, problems).collect(),
        },
    }
}

/// What is wrong with a file that cannot be a figure because of its size or its letters.
pub(super) fn not_a_figure(path: &str) -> String {
    format!("`{path}` is not an SVG of less than a megabyte in UTF-8")
}

/// The problems of a figure, as problems of its file.
pub(super) fn figure_problems(
    asset: &Asset,
    problems: Vec<figure::FigureProblem>,
) -> impl Iterator<Item = Diagnostic> {
    problems.into_iter().map(|problem| {
        let mut diagnostic = Diagnostic::error(&asset.file, problem.span, problem.message);
        diagnostic.hint = problem.hint;
        diagnostic
    })
}
