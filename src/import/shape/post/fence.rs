//! Code in a post: between fences, or between the marks of Jekyll's and Hugo's highlighting.
//!
//! In: lines. Out: which of them are code. What nothing closes is no code, so that no question is lost in it.

use crate::import::lines::{Line, is_closing};

/// Highlighting by a template: what opens and what closes it.
const TEMPLATES: [(&str, &str); 3] = [
    ("{% highlight", "{% endhighlight"),
    ("{{< highlight", "{{< /highlight"),
    ("{{<highlight", "{{</highlight"),
];

/// What opens code, and its language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fence<'t> {
    mark: &'t str,
    pub(super) language: &'t str,
}

impl<'t> Fence<'t> {
    /// The fence that a line is; one that is closed in the same line is none.
    pub(super) fn new(text: &'t str) -> Option<Self> {
        if let Some((open, _)) = TEMPLATES.iter().find(|(open, _)| text.starts_with(open)) {
            let language = text[open.len()..].split_whitespace().next();
            let language = language.unwrap_or_default().trim_matches(['%', '}', '>']);
            return Some(Self {
                mark: open,
                language,
            });
        }
        let mark = ["```", "~~~"]
            .into_iter()
            .find(|mark| text.starts_with(mark))?;
        let info = text.trim_start_matches(&mark[..1]).trim();
        // Hugo's options in braces mean nothing here.
        let language = info.split(['{', ' ', ':']).next().unwrap_or_default();
        (!info.contains(mark)).then_some(Self { mark, language })
    }

    /// Whether a line closes it. Marks with a language behind them only open.
    pub(super) fn is_closed_by(self, text: &str) -> bool {
        match TEMPLATES.iter().find(|(open, _)| *open == self.mark) {
            Some((_, close)) => text.starts_with(close),
            None => text.starts_with(self.mark) && is_closing(text),
        }
    }
}

/// Which lines are code, the lines of the fences among them.
pub(super) fn in_code(lines: &[Line<'_>]) -> Vec<bool> {
    let mut is_code = vec![false; lines.len()];
    let mut open: Option<(Fence<'_>, usize)> = None;
    for (at, line) in lines.iter().enumerate() {
        let text = line.trimmed();
        match (open, Fence::new(text)) {
            (Some((fence, start)), _) if fence.is_closed_by(text) => {
                is_code[start..=at].fill(true);
                open = None;
            }
            (Some((fence, _)), Some(next)) if fence.mark == next.mark => open = Some((next, at)),
            (None, Some(next)) => open = Some((next, at)),
            _ => {}
        }
    }
    is_code
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::lines::lines;

    #[test]
    fn code_is_what_fences_close() {
        for (text, expected) in [
            ("a\n```\n# b\n```\n# c", [false, true, true, true, false]),
            (
                "```one```\n# b\n```\nc\n```",
                [false, false, true, true, true],
            ),
            ("```\n# b\n```py\nc\n```", [false, false, true, true, true]),
            ("~~~\n```\n~~~\n```\n# b", [true, true, true, false, false]),
            (
                "{% highlight python %}\n```\n# b\n{% endhighlight %}\n# c",
                [true, true, true, true, false],
            ),
        ] {
            assert_eq!(in_code(&lines(text)), expected, "{text}");
        }
    }

    #[test]
    fn fences_name_their_language() {
        for (text, language) in [
            ("```", ""),
            ("``` python {linenos=1}", "python"),
            ("~~~r", "r"),
            ("{% highlight python linenos %}", "python"),
            ("{{< highlight go >}}", "go"),
            ("{% highlight go%}", "go"),
        ] {
            assert_eq!(Fence::new(text).map(|fence| fence.language), Some(language));
        }
        assert_eq!(Fence::new("```a```"), None);
    }
}
