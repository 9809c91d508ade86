//! What a search gives, as JSON for the browser. Written by hand, down to the numbers: a library would be a third of
//! the engine, and `core::fmt` is large.

use alloc::string::String;

use crate::blob::Corrupt;
use crate::engine::{Hit, Need, Outcome, Part, Results};

/// An answer: `{"needs": ["m0", "f0123456789abcdef"]}`, `{"results": …}` or `{"error": "corrupt"}`.
///
/// Needs are manifests by the position of their language, and files by name. Texts that may hold matches come as
/// lists in which every second text is a match: `["the ", "gradient", " of"]`.
pub fn answer(outcome: &Result<Outcome, Corrupt>) -> String {
    let mut out = String::new();
    match outcome {
        Err(Corrupt) => out.push_str(r#"{"error":"corrupt"}"#),
        Ok(Outcome::Needs(needs)) => {
            out.push_str(r#"{"needs":"#);
            list(&mut out, needs, |out, need| match need {
                Need::Manifest(language) => {
                    out.push_str("\"m");
                    decimal(out, *language);
                    out.push('"');
                }
                Need::File(name) => {
                    out.push_str("\"f");
                    hexadecimal(out, name.0, 16);
                    out.push('"');
                }
            });
            out.push('}');
        }
        Ok(Outcome::Results(found)) => {
            out.push_str(r#"{"results":"#);
            write_results(&mut out, found);
            out.push('}');
        }
    }
    out
}

/// Results alone: what [`answer`] gives under `results`.
pub fn results(found: &Results) -> String {
    let mut out = String::new();
    write_results(&mut out, found);
    out
}

fn write_results(out: &mut String, results: &Results) {
    out.push_str(r#"{"total":"#);
    decimal(out, results.total);
    out.push_str(r#","corrected":"#);
    list(out, &results.corrected, |out, (typed, meant)| {
        list(out, &[typed, meant], |out, word| text(out, word));
    });
    out.push_str(r#","hits":"#);
    list(out, &results.hits, hit);
    out.push('}');
}

fn hit(out: &mut String, hit: &Hit) {
    for (key, number) in [
        (r#"{"question":"#, hit.question as usize),
        (r#","language":"#, hit.language),
        (r#","foundIn":"#, hit.found_in),
        (r#","level":"#, usize::from(hit.level)),
        (r#","kind":"#, usize::from(hit.kind)),
    ] {
        out.push_str(key);
        decimal(out, number);
    }
    out.push_str(r#","address":"#);
    text(out, &hit.address);
    out.push_str(r#","title":"#);
    parts(out, &hit.title);
    out.push_str(r#","topic":"#);
    text(out, &hit.topic);
    out.push_str(r#","snippet":"#);
    parts(out, &hit.snippet);
    out.push_str(r#","words":"#);
    list(out, &hit.words, |out, word| text(out, word));
    out.push_str(r#","sections":"#);
    list(out, &hit.sections, |out, section| {
        out.push_str(r#"{"anchor":"#);
        text(out, &section.anchor);
        out.push_str(r#","heading":"#);
        parts(out, &section.heading);
        out.push_str(r#","snippet":"#);
        parts(out, &section.snippet);
        out.push('}');
    });
    out.push('}');
}

/// Texts in turns: plain, match, plain, match.
fn parts(out: &mut String, parts: &[Part]) {
    let mut is_match = false;
    out.push_str(if parts.is_empty() { "[" } else { "[\"" });
    for part in parts {
        if part.is_match != is_match {
            is_match = part.is_match;
            out.push_str(r#"",""#);
        }
        escaped(out, &part.text);
    }
    out.push_str(if parts.is_empty() { "]" } else { "\"]" });
}

fn list<T>(out: &mut String, items: &[T], write: impl Fn(&mut String, &T)) {
    out.push('[');
    for (number, item) in items.iter().enumerate() {
        if number > 0 {
            out.push(',');
        }
        write(out, item);
    }
    out.push(']');
}

fn text(out: &mut String, text: &str) {
    out.push('"');
    escaped(out, text);
    out.push('"');
}

fn escaped(out: &mut String, text: &str) {
    for letter in text.chars() {
        match letter {
            '"' | '\\' => out.extend(['\\', letter]),
            '\n' => out.push_str("\\n"),
            '\0'..' ' => {
                out.push_str("\\u");
                hexadecimal(out, u64::from(letter), 4);
            }
            _ => out.push(letter),
        }
    }
}

fn decimal(out: &mut String, number: usize) {
    if number > 9 {
        decimal(out, number / 10);
    }
    out.push(char::from(b'0' + (number % 10) as u8));
}

fn hexadecimal(out: &mut String, number: u64, digits: u32) {
    for digit in (0..digits).rev() {
        let value = (number >> (4 * digit) & 0xF) as u8;
        out.push(char::from(if value < 10 {
            b'0' + value
        } else {
            b'a' - 10 + value
        }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::blob::Name;

    #[test]
    fn needs_are_manifests_and_files() {
        let needs = vec![Need::Manifest(120), Need::File(Name(0x0123_4567_89AB_CDEF))];
        let expected = r#"{"needs":["m120","f0123456789abcdef"]}"#;
        assert_eq!(answer(&Ok(Outcome::Needs(needs))), expected);
        assert_eq!(answer(&Err(Corrupt)), r#"{"error":"corrupt"}"#);
    }

    #[test]
    fn every_second_text_is_a_match() {
        let written = |texts: &[(&str, bool)]| {
            let mut out = String::new();
            let part = |(text, is_match): &(&str, bool)| Part {
                text: (*text).to_owned(),
                is_match: *is_match,
            };
            parts(&mut out, &texts.iter().map(part).collect::<Vec<_>>());
            out
        };
        assert_eq!(written(&[]), "[]");
        assert_eq!(written(&[("a", true)]), r#"["","a"]"#);
        assert_eq!(
            written(&[("a", false), ("b", false), ("c", true)]),
            r#"["ab","c"]"#
        );
        assert_eq!(written(&[("\"\\\n\u{1f}λ", false)]), r#"["\"\\\n\u001fλ"]"#);
    }

    #[test]
    fn numbers_are_written_in_full() {
        for number in [0, 9, 10, 4_294_967_295] {
            let mut out = String::new();
            decimal(&mut out, number);
            assert_eq!(out, number.to_string());
        }
    }
}
