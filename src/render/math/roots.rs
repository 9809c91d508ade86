//! Puts braces around the argument of a root that is a single symbol.
//!
//! `katex-rs` 0.3.0 leaves out the space for the root sign if what stands under it is a symbol and not a group, so
//! that `\sqrt2` is drawn as a 2 that is crossed out. With braces it is right, and means the same. TeX in, TeX out;
//! what the formula says of itself to screen readers and to whoever copies it is put back by [`restored`].

use super::token::{Token, tokens};

/// The formula with braces; `None` if it needs none. `is_symbol` tells what stands for itself: no command that takes
/// arguments, and no macro.
pub(super) fn braced(tex: &str, is_symbol: &dyn Fn(&str) -> bool) -> Option<String> {
    if !tex.contains(r"\sqrt") {
        return None;
    }
    // What cannot be read is the engine's to report.
    let tokens = tokens(tex).ok()?;
    let mut braced = String::with_capacity(tex.len() + 8);
    let mut copied = 0;
    for (number, token) in tokens.iter().enumerate() {
        if token.text == r"\sqrt"
            && let Some(argument) = argument(&tokens[number + 1..])
            && is_symbol(argument.text)
        {
            let span = &argument.span;
            for part in [&tex[copied..span.start], "{", &tex[span.clone()], "}"] {
                braced.push_str(part);
            }
            copied = span.end;
        }
    }
    if copied == 0 {
        return None;
    }
    braced.push_str(&tex[copied..]);
    Some(braced)
}

/// The first token of a root's argument: behind the degree in square brackets, if there is one.
fn argument<'r, 't>(tokens: &'r [Token<'t>]) -> Option<&'r Token<'t>> {
    let mut rest = tokens.iter().filter(|token| token.text != " ");
    let first = rest.next()?;
    if first.text != "[" {
        return Some(first);
    }
    let mut depth = 0;
    for token in rest.by_ref() {
        match token.text {
            "{" => depth += 1,
            "}" => depth -= 1,
            "]" if depth == 0 => return rest.next(),
            _ => {}
        }
    }
    None
}

/// The markup of a formula with braces, with the formula as it was written in its annotation.
pub(super) fn restored(markup: &str, braced: &str, tex: &str) -> String {
    let annotation = |tex: &str| format!(">{}</annotation>", escaped(tex));
    markup.replacen(&annotation(braced), &annotation(tex), 1)
}

/// As both engines escape text.
fn escaped(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    let text = text.replace('>', "&gt;").replace('"', "&quot;");
    text.replace('\'', "&#x27;")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn of(tex: &str) -> Option<String> {
        braced(tex, &|text| {
            !matches!(text, "{" | r"\frac" | r"\sqrt" | r"\R")
        })
    }

    #[test]
    fn a_single_symbol_gets_braces() {
        assert_eq!(of(r"\sqrt2 + \sqrt d").unwrap(), r"\sqrt{2} + \sqrt {d}");
        assert_eq!(of(r"\sqrt\alpha x").unwrap(), r"\sqrt{\alpha} x");
        assert_eq!(of(r"\sqrt[3]x^2").unwrap(), r"\sqrt[3]{x}^2");
        assert_eq!(of(r"\sqrt[{]}] x").unwrap(), r"\sqrt[{]}] {x}");
        assert_eq!(of(r"\sqrt\sqrt2").unwrap(), r"\sqrt\sqrt{2}");
    }

    #[test]
    fn all_else_stays() {
        for tex in [
            r"\sqrt{2}",
            r"\sqrt[3]{2}",
            r"\sqrt\frac12",
            r"\sqrt\R",
            r"\sqrt",
            r"\sqrt[3",
            "x",
        ] {
            assert_eq!(of(tex), None, "{tex}");
        }
    }
}
