//! Reads the errors of both engines.
//!
//! KaTeX's text of an error and the formula in, a [`MathError`] in the words of our diagnostics,
//! with a byte range, out. The text is `KaTeX parse error: <what> at position <n>: <extract>`, with
//! a combining low line (U+0332) behind every character of the extract that the error is about.
//! The position counts from 1, and may be one in the body of a macro: then the formula has
//! something else there, and the error has no place.

use std::ops::Range;

use super::MathError;

const PREFIX: &str = "KaTeX parse error: ";
const AT_POSITION: &str = " at position ";
const AT_END: &str = " at end of input: ";
const MARK: char = '\u{332}';

/// What an engine counts positions in.
#[derive(Clone, Copy, Debug)]
pub(super) enum Unit {
    /// As Rust does.
    Byte,
    /// As JavaScript does.
    #[cfg_attr(
        not(all(feature = "katex-engine", not(target_env = "msvc"))),
        allow(dead_code, reason = "only the engine `katex` does")
    )]
    Utf16,
}

/// Reads an error's text.
pub(super) fn read(text: &str, tex: &str, unit: Unit) -> MathError {
    let text = text.strip_prefix("ParseError: ").unwrap_or(text);
    let Some(text) = text.strip_prefix(PREFIX) else {
        return failure(text);
    };
    if let Some((what, position, extract)) = split_at_position(text) {
        let position = position.saturating_sub(1);
        let start = match unit {
            Unit::Byte => Some(position),
            Unit::Utf16 => byte_of_utf16(tex, position),
        };
        let marked = marked(extract);
        let span = start.map(|start| start..start + marked.len());
        let span = span.filter(|span| tex.get(span.clone()) == Some(marked.as_str()));
        return MathError {
            message: in_our_words(what),
            span,
        };
    }
    if let Some((what, _)) = text.rsplit_once(AT_END) {
        return MathError::at(in_our_words(what), last_char(tex));
    }
    let is_about_the_end = text.contains("EOF");
    let span = (!is_about_the_end).then(|| named(text, tex)).flatten();
    let message = in_our_words(text);
    MathError { message, span }
}

/// Where the formula has what an error without a place names: `<name>` of `No such environment:
/// <name>`, or else the last of the commands in it, as in `\middle without preceding \left`.
fn named(text: &str, tex: &str) -> Option<Range<usize>> {
    let at_the_end = text.rsplit_once(": ").map(|(_, name)| name);
    let commands = text.split(' ').rev().filter(|word| word.starts_with('\\'));
    let mut names = at_the_end
        .into_iter()
        .chain(commands)
        .filter(|name| !name.is_empty());
    names.find_map(|name| tex.find(name).map(|start| start..start + name.len()))
}

/// What an engine says when it stopped for another reason than the formula's syntax.
fn failure(text: &str) -> MathError {
    MathError::nowhere(if text.contains("stack overflow") {
        "nested too deeply for the engine `katex`".to_owned()
    } else if text.contains("Unknown exception") {
        // The extract of the formula in KaTeX's message cuts a character beyond U+FFFF in two.
        "the engine `katex` does not understand the formula".to_owned()
    } else {
        format!("the math engine failed: {text}")
    })
}

/// Splits `<what> at position <n>: <extract>`. What an author typed may stand in both parts and
/// look like the words between: those before the extract are the last ones before its first mark.
fn split_at_position(text: &str) -> Option<(&str, usize, &str)> {
    let first_mark = text.find(MARK).unwrap_or(text.len());
    let (what, _) = text[..first_mark].rsplit_once(AT_POSITION)?;
    let (position, extract) = text[what.len() + AT_POSITION.len()..].split_once(": ")?;
    Some((what, position.parse().ok()?, extract))
}

/// The characters of the extract that have a mark behind them.
fn marked(extract: &str) -> String {
    let followers = extract.chars().skip(1);
    let pairs = extract.chars().zip(followers);
    pairs
        .filter(|(_, next)| *next == MARK)
        .map(|(c, _)| c)
        .collect()
}

fn byte_of_utf16(text: &str, position: usize) -> Option<usize> {
    let mut units = 0;
    for (byte, c) in text.char_indices() {
        if units >= position {
            return (units == position).then_some(byte);
        }
        units += c.len_utf16();
    }
    (units == position).then_some(text.len())
}

/// Where the last character stands: the end of the formula, as something that can be shown.
fn last_char(tex: &str) -> Range<usize> {
    let tex = tex.trim_end();
    let last = tex.char_indices().next_back();
    last.map_or(0..0, |(start, _)| start..tex.len())
}

/// `Undefined control sequence: \foo` → ``undefined control sequence: `\foo` ``.
fn in_our_words(what: &str) -> String {
    let what = what
        .replace("Can't", "cannot")
        .replace("doesn't", "does not");
    let what = what
        .replace("'EOF'", "the end")
        .replace("found EOF", "found the end");
    let mut words = String::with_capacity(what.len() + 2);
    let mut chars = what.chars();
    let first = chars.next().unwrap_or_default();
    if what.starts_with("LaTeX") {
        words.push(first);
    } else {
        words.extend(first.to_lowercase());
    }
    words.push_str(chars.as_str());
    match words.strip_prefix("undefined control sequence: ") {
        Some(name) => format!("undefined control sequence: `{name}`"),
        None => in_backticks(&words),
    }
}

/// Puts what stands between `'`s, or is a command in the open, between backticks.
fn in_backticks(words: &str) -> String {
    let mut result = String::with_capacity(words.len() + 4);
    let mut is_open = false;
    let mut before = ' ';
    for c in words.chars() {
        let opens = !is_open && c == '\'' && before == ' ';
        let closes = is_open && c == '\'' && before != ' ';
        if opens || closes {
            is_open = opens;
            result.push('`');
        } else {
            result.push(c);
        }
        before = c;
    }
    if is_open { words.to_owned() } else { result }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[track_caller]
    fn assert_reads(text: &str, tex: &str, message: &str, span: Option<Range<usize>>) {
        let error = read(text, tex, Unit::Utf16);
        assert_eq!((error.message.as_str(), error.span), (message, span));
    }

    #[test]
    fn the_marked_characters_are_the_place() {
        assert_reads(
            "KaTeX parse error: Undefined control sequence: \\foo at position 5: a + \\̲f̲o̲o̲ b",
            r"a + \foo b",
            r"undefined control sequence: `\foo`",
            Some(4..8),
        );
    }

    #[test]
    fn positions_in_utf16_become_positions_in_bytes() {
        assert_reads(
            "ParseError: KaTeX parse error: Undefined control sequence: \\x at position 12: \\text{где 𝒳} \\̲x̲",
            r"\text{𝒳е} \x",
            r"undefined control sequence: `\x`",
            Some(14..16),
        );
    }

    #[test]
    fn positions_in_bytes_stay() {
        let text = "KaTeX parse error: Undefined control sequence: \\x at position 15: где 𝒳} \\̲x̲";
        assert_eq!(read(text, r"\text{𝒳е} \x", Unit::Byte).span, Some(14..16));
    }

    #[test]
    fn a_position_in_the_body_of_a_macro_is_no_place() {
        assert_reads(
            "KaTeX parse error: Undefined control sequence: \\foo at position 1: \\̲f̲o̲o̲{x}",
            r"\RR + 1",
            r"undefined control sequence: `\foo`",
            None,
        );
    }

    #[test]
    fn the_words_of_the_formula_do_not_mislead() {
        assert_reads(
            "KaTeX parse error: Invalid color: ' at position 3: ' at position 8: \\color{ ̲a̲t̲ ̲p̲o̲s̲i̲t̲i̲o̲n̲ ̲3̲:̲ ̲}",
            r"\color{ at position 3: }",
            "invalid color: ' at position 3: '",
            Some(7..23),
        );
    }

    #[test]
    fn the_end_of_the_formula_is_its_last_character() {
        assert_reads(
            "KaTeX parse error: Expected '}', got 'EOF' at end of input: {я",
            "{я ",
            "expected `}`, got the end",
            Some(1..3),
        );
        assert_eq!(last_char(""), 0..0);
    }

    #[test]
    fn errors_without_a_place_keep_their_words() {
        assert_reads(
            r"KaTeX parse error: Multiple \tag",
            "x",
            r"multiple \tag",
            None,
        );
        assert_reads(
            "KaTeX parse error: LaTeX-incompatible",
            "x",
            "LaTeX-incompatible",
            None,
        );
    }

    #[test]
    fn what_the_words_name_is_looked_for() {
        assert_reads(
            r"KaTeX parse error: \middle without preceding \left",
            r"x \middle| y",
            r"\middle without preceding \left",
            Some(2..9),
        );
        assert_reads(
            "KaTeX parse error: No such environment: box",
            r"\begin{box}",
            "no such environment: box",
            Some(7..10),
        );
    }

    #[test]
    fn other_failures_are_told_as_such() {
        assert_reads(
            "InternalError: stack overflow",
            "x",
            "nested too deeply for the engine `katex`",
            None,
        );
        assert_reads(
            "TypeError: x",
            "x",
            "the math engine failed: TypeError: x",
            None,
        );
    }
}
