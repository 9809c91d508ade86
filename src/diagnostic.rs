//! Problems in a book: what is wrong, where, and what to do about it.
//!
//! Every stage collects [`Diagnostic`]s and goes on, so that an author sees all problems at once.
//! Positions are byte ranges of the file as it is on disk (UTF-8); lines and columns are counted
//! only when a diagnostic is printed, by [`mod@print`].

use std::ops::Range;
use std::sync::Arc;

pub mod print;

/// How bad a problem is. The order is the order of importance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The book cannot be built; the exit code is 1.
    Error,
    /// The book is built, but a reader would notice.
    Warning,
    /// Something that an author should look at and may leave as it is; never a reason to fail.
    Advice,
}

/// One problem, in words for the author: lower case, no full stop, what the author typed in backticks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// The file, relative to the book's root and with `/` between folders; `None` if it is about no file.
    pub file: Option<Arc<str>>,
    /// The bytes of the file that the problem is about; `None` if it is about the file as a whole.
    pub span: Option<Range<usize>>,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}

impl Diagnostic {
    /// An error at a place of a file.
    pub fn error(file: &Arc<str>, span: Range<usize>, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, Some(file), Some(span), message)
    }

    /// A warning at a place of a file.
    pub fn warning(file: &Arc<str>, span: Range<usize>, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, Some(file), Some(span), message)
    }

    /// Advice about a place of a file.
    pub fn advice(file: &Arc<str>, span: Range<usize>, message: impl Into<String>) -> Self {
        Self::new(Severity::Advice, Some(file), Some(span), message)
    }

    /// A problem of any severity, about a place, a file, or the book as a whole.
    pub fn new(
        severity: Severity,
        file: Option<&Arc<str>>,
        span: Option<Range<usize>>,
        message: impl Into<String>,
    ) -> Self {
        Self {
            severity,
            file: file.cloned(),
            span,
            message: message.into(),
            hint: None,
        }
    }

    /// The same problem with advice.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Sorts by file, place and wording, and removes repetitions, so that two runs print the same.
    pub fn sort(diagnostics: &mut Vec<Self>) {
        fn key(d: &Diagnostic) -> (&Option<Arc<str>>, usize, usize, Severity, &str) {
            let (start, end) = d.span.as_ref().map_or((0, 0), |s| (s.start, s.end));
            (&d.file, start, end, d.severity, &d.message)
        }
        diagnostics.sort_by(|a, b| key(a).cmp(&key(b)));
        diagnostics.dedup();
    }

    /// Whether any of them is an error.
    pub fn any_error(diagnostics: &[Self]) -> bool {
        diagnostics.iter().any(|d| d.severity == Severity::Error)
    }
}

/// How many problems come with advice that is sought among all names of a book. Whoever has more has made no slip of
/// the pen, and to compare all that is wrong with all that is there takes as long as both are many.
pub const ADVISED: usize = 200;

/// The longest name that is compared with others, in bytes.
const LONGEST_NAME: usize = 256;

/// The candidate that is nearest to what was typed, if one is near enough to be a slip of the pen.
pub fn nearest<'c>(typed: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    // No name is as long, and to compare takes as much time as both are long together.
    if typed.len() > LONGEST_NAME {
        return None;
    }
    let folded = typed.to_lowercase();
    let length = typed.chars().count();
    let limit = (length / 3).max(1) + 1;
    candidates
        .into_iter()
        // Each letter that one has more than the other is a difference. Most candidates are told apart by that.
        .filter(|c| c.chars().count().abs_diff(length) <= limit)
        .map(|c| (strsim::osa_distance(&folded, &c.to_lowercase()), c))
        // A word of which no letter is left is another word.
        .filter(|(distance, c)| *distance <= limit && *distance < c.chars().count().max(length))
        .min()
        .map(|(_, c)| c)
}

/// `did you mean …?`, if there is a near candidate, else the list of all of them (when it is short).
pub fn did_you_mean<'c>(
    typed: &str,
    candidates: impl IntoIterator<Item = &'c str> + Clone,
) -> Option<String> {
    if let Some(near) = nearest(typed, candidates.clone()) {
        return Some(format!("did you mean `{near}`?"));
    }
    let all: Vec<_> = candidates.into_iter().map(|c| format!("`{c}`")).collect();
    (!all.is_empty() && all.len() <= 20).then(|| format!("one of {}", all.join(", ")))
}
