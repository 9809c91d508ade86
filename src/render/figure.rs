//! Figures: SVG files of the book, put into the page itself.
//!
//! In comes the text of an SVG file that Markdown names as an image, out comes an `<svg>` element that
//! takes the page's colours and is read out by its alternative text, or every reason why the file is
//! refused. A figure is a still picture: what is not on the lists of elements and attributes is an
//! error, never dropped in silence, so that the author sees the same picture as the reader. Nothing in
//! the result runs, moves, links or loads, and nothing in it can draw outside of its frame.
//!
//! It must not read files, know where the figure stands, or decide how large it is shown.

use std::ops::Range;

use roxmltree::Node;

mod allow;
mod check;
mod read;
mod write;

/// The namespace of SVG.
const SVG: &str = "http://www.w3.org/2000/svg";

/// What follows the prefix in the id of the figure's own title.
const TITLE_ID: &str = "title";

/// A figure that is ready to be put into a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inlined {
    /// The `<svg>` element, as HTML: without size, with `viewBox`, name and renamed ids.
    pub svg: String,
}

/// Why a file cannot be a figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FigureProblem {
    /// The bytes of the SVG file that the problem is about; `0..0` for the file as a whole.
    pub span: Range<usize>,
    /// What is wrong: lower case, no full stop, what the author typed in backticks.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}

/// Makes the `<svg>` element of a page from the text of an SVG file.
///
/// `prefix` goes before every id, so it must differ for every figure of a page (`figure-1-`). `alt` is
/// the alternative text, plain; if it is empty, the drawing's own `<title>` stands for it, and a drawing
/// without any is hidden from assistive technology, as an image with an empty `alt` is.
///
/// Presentation attributes are parsed as CSS, so `fill="var(--figure-1, #2b6cb0)"` is kept as it is.
///
/// # Errors
/// All problems of the file, in its order; the same problem in several places is told once, with their
/// number. A file that is not well-formed XML has one problem.
pub fn inline(svg: &str, prefix: &str, alt: &str) -> Result<Inlined, Vec<FigureProblem>> {
    let mut problems = Vec::new();
    let Some(text) = read::prepare(svg, &mut problems) else {
        return Err(problems);
    };
    match read::parse(&text) {
        Err(problem) => problems.push(problem),
        Ok(document) => {
            problems.extend(check::problems(&document));
            if problems.is_empty() {
                let svg = write::figure(&document, prefix, alt);
                return Ok(Inlined { svg });
            }
        }
    }
    Err(problems)
}

/// The width and height of a figure in its own units, from its `viewBox`: a layout needs them for the
/// aspect ratio and as the width beyond which the figure should not grow. `None` if the file is refused
/// anyway.
pub fn dimensions(svg: &str) -> Option<(f64, f64)> {
    let text = read::prepare(svg, &mut Vec::new())?;
    let document = read::parse(&text).ok()?;
    view_box(document.root_element())
}

/// Width and height of an element's `viewBox`: four numbers, the last two greater than 0.
fn view_box(root: Node<'_, '_>) -> Option<(f64, f64)> {
    let value = check::own_attribute(root, "viewBox")?;
    let separators = |c: char| c == ',' || c.is_ascii_whitespace();
    let parts = value.split(separators).filter(|part| !part.is_empty());
    let numbers = parts.map(|part| part.parse().ok().filter(|n: &f64| n.is_finite()));
    let numbers: Vec<f64> = numbers.collect::<Option<_>>()?;
    match numbers[..] {
        [_, _, width, height] if width > 0.0 && height > 0.0 => Some((width, height)),
        _ => None,
    }
}

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
