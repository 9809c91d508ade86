//! Finding addresses in a text.
//!
//! In comes text, out go the places of addresses in it, by the rules of GFM 6.9 and the exceptions
//! that the parent module names. Knows nothing of markup.

use std::ops::Range;

/// An address in a text.
pub(super) struct Address {
    /// Where it stands in the text.
    pub(super) range: Range<usize>,
    /// What it links to.
    pub(super) target: Target,
}

/// What an address links to.
pub(super) enum Target {
    /// What is typed, which begins with a scheme.
    Itself,
    /// What is typed, with `http://` before it.
    Website,
    /// What is typed, as a mailbox. Like the parser's, these links have no `mailto:` in them.
    Mailbox,
}

/// Finds addresses from left to right, each at the sign that gives it away: `:`, `w` or `@`.
///
/// Linear: looking back stops at the scheme's length or at the sign before, looking ahead goes over
/// what becomes part of the address or over no more than a domain's length.
pub(super) struct Scanner<'t> {
    text: &'t str,
    /// Whether an address may begin where the text begins.
    may_begin: bool,
    at: usize,
    /// Where the last address ended.
    free_from: usize,
}

impl<'t> Scanner<'t> {
    /// Looks through a text, at whose beginning an address may begin or not.
    pub(super) fn new(text: &'t str, may_begin: bool) -> Self {
        Self {
            text,
            may_begin,
            at: 0,
            free_from: 0,
        }
    }
}

impl Iterator for Scanner<'_> {
    type Item = Address;

    fn next(&mut self) -> Option<Address> {
        while let Some(sign) = self.text.as_bytes().get(self.at) {
            let found = match sign {
                b':' => self.url(),
                b'w' => self.website(),
                b'@' => self.mailbox(),
                _ => None,
            };
            if let Some(address) = found {
                self.at = address.range.end;
                self.free_from = self.at;
                return Some(address);
            }
            self.at += 1;
        }
        None
    }
}

impl Scanner<'_> {
    fn may_begin_at(&self, start: usize) -> bool {
        let before = self.text[..start].chars().next_back();
        before.map_or(self.may_begin, may_precede)
    }

    /// `http://`, `https://` or `ftp://`, a domain, and what follows.
    fn url(&self) -> Option<Address> {
        const LONGEST_SCHEME: usize = "https".len();
        let after = self.text[self.at..].strip_prefix("://")?;
        let letters = self.text.as_bytes()[self.free_from..self.at]
            .iter()
            .rev()
            .take(LONGEST_SCHEME + 1)
            .take_while(|b| b.is_ascii_alphabetic())
            .count();
        let start = self.at - letters;
        let scheme = &self.text[start..self.at];
        let is_known = ["http", "https", "ftp"]
            .iter()
            .any(|known| scheme.eq_ignore_ascii_case(known));
        if !is_known || !self.may_begin_at(start) {
            return None;
        }
        let path = self.text.len() - after.len() + domain(after)?;
        Some(Address {
            range: start..self.path_end(start, path),
            target: Target::Itself,
        })
    }

    /// `www.`, a domain, and what follows.
    fn website(&self) -> Option<Address> {
        let start = self.at;
        let after = self.text[start..].strip_prefix("www.")?;
        if !self.may_begin_at(start) {
            return None;
        }
        let path = self.text.len() - after.len() + domain(after)?;
        Some(Address {
            range: start..self.path_end(start, path),
            target: Target::Website,
        })
    }

    /// The end of an address that begins at `start` and has its path, which may be empty, at `path`.
    fn path_end(&self, start: usize, path: usize) -> usize {
        let end = self.text[path..]
            .find(|c: char| c.is_whitespace() || c == '<')
            .map_or(self.text.len(), |length| path + length);
        start + without_trailing_punctuation(&self.text[start..end]).len()
    }

    /// A mailbox, with or without `mailto:` or `xmpp:` before it.
    fn mailbox(&self) -> Option<Address> {
        let before = &self.text[self.free_from..self.at];
        let name = before.bytes().rev().take_while(|b| is_name(*b)).count();
        let host = self.at + 1;
        let mut end = host + host_length(&self.text[host..])?;
        if name == 0 {
            return None;
        }
        let before = &before[..before.len() - name];
        let mut start = self.at - name;
        let mut target = Target::Mailbox;
        if let Some(protocol) = ["mailto:", "xmpp:"].iter().find(|p| ends_with(before, p)) {
            start -= protocol.len();
            target = Target::Itself;
            if *protocol == "xmpp:" {
                end += resource_length(&self.text[end..]);
            }
        }
        self.may_begin_at(start).then_some(Address {
            range: start..end,
            target,
        })
    }
}

/// Whether an address may follow the character.
pub(super) fn may_precede(c: char) -> bool {
    c.is_whitespace() || matches!(c, '*' | '_' | '~' | '(')
}

/// Whether a mailbox's name may have the character.
fn is_name(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_' | b'+')
}

fn ends_with(text: &str, end: &str) -> bool {
    let start = text.len().saturating_sub(end.len());
    text.as_bytes()[start..].eq_ignore_ascii_case(end.as_bytes())
}

/// The length of the valid domain that a text begins with: segments of letters, digits, `_` and `-`
/// between periods, at least two of them, and no `_` in the last two.
fn domain(text: &str) -> Option<usize> {
    /// Of a domain name in characters (RFC 1035, 2.3.4, without the root).
    const LONGEST: usize = 253;
    let is_part = |c: &char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    let run = text.chars().take_while(is_part).take(LONGEST + 1);
    let (length, end) = run.fold((0, 0), |(length, end), c| (length + 1, end + c.len_utf8()));
    let segments = || text[..end].split('.').take_while(|s| !s.is_empty());
    let count = segments().count();
    let is_valid =
        count >= 2 && length <= LONGEST && segments().skip(count - 2).all(|s| !s.contains('_'));
    is_valid.then(|| segments().map(str::len).sum::<usize>() + count - 1)
}

/// The length of the part after `@` that a text begins with: segments of letters, digits, `_` and `-`
/// between periods, at least two of them, and at the end neither `_` nor `-`.
fn host_length(text: &str) -> Option<usize> {
    let is_part = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.');
    let end = text.bytes().take_while(|b| is_part(*b)).count();
    let segments = || text[..end].split('.').take_while(|s| !s.is_empty());
    let is_valid = segments().count() >= 2 && !segments().last()?.ends_with(['_', '-']);
    is_valid.then(|| segments().map(str::len).sum::<usize>() + segments().count() - 1)
}

/// The length of the `/resource` that a text begins with: letters, digits, `@` and `.`, but no `.` at
/// the end.
fn resource_length(text: &str) -> usize {
    let Some(resource) = text.strip_prefix('/') else {
        return 0;
    };
    let is_part = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'@' | b'.');
    let end = resource.bytes().take_while(|b| is_part(*b)).count();
    match resource[..end].trim_end_matches('.').len() {
        0 => 0,
        length => length + 1,
    }
}

/// Extended autolink path validation: an address without what rather belongs to the sentence.
fn without_trailing_punctuation(mut address: &str) -> &str {
    let count = |sign| address.bytes().filter(|b| *b == sign).count();
    let mut unmatched = count(b')').saturating_sub(count(b'('));
    while let Some(last) = address.chars().next_back() {
        let kept = match last {
            '?' | '!' | '.' | ',' | ':' | '*' | '_' | '~' => 1,
            '"' | '\'' | '»' | '”' | '’' => last.len_utf8(),
            ')' if unmatched > 0 => {
                unmatched -= 1;
                1
            }
            ';' => entity_length(address).max(1),
            _ => break,
        };
        address = &address[..address.len() - kept];
    }
    address
}

/// The length of the `&name;` that an address ends with, which need not be a known entity.
fn entity_length(address: &str) -> usize {
    let Some(before) = address.strip_suffix(';') else {
        return 0;
    };
    let ampersand = before.trim_end_matches(|c: char| c.is_ascii_alphanumeric());
    let is_entity = ampersand.len() < before.len() && ampersand.ends_with('&');
    if is_entity {
        address.len() - ampersand.len() + 1
    } else {
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn targets(text: &str) -> Vec<String> {
        let scheme = |target| match target {
            Target::Itself => "",
            Target::Website => "http://",
            Target::Mailbox => "mailto:",
        };
        Scanner::new(text, true)
            .map(|found| scheme(found.target).to_owned() + &text[found.range])
            .collect()
    }

    #[test]
    fn what_ends_a_sentence_does_not_end_an_address() {
        for end in [
            ".", "?!", ",", ":", "*", "_", "~", ")", ";", "&amp;", "&a1;;", "»", "”.", "'\"", ").",
            ".)",
        ] {
            assert_eq!(
                targets(&format!("(http://a.bc/d{end} e")),
                ["http://a.bc/d"],
                "{end}"
            );
        }
        for end in ["&", "&a", "-", "/", "=", "(", "(a)", "#", "&ї;a", "—", "%"] {
            let address = format!("http://a.bc/d{end}");
            assert_eq!(targets(&address), [address]);
        }
    }

    #[test]
    fn a_domain_has_no_empty_part() {
        assert_eq!(
            targets("http://.a.bc http://a..bc http://a. www.a. http://"),
            [""; 0]
        );
        assert_eq!(targets("http://a.bc..de/f"), ["http://a.bc..de/f"]);
    }

    #[test]
    fn mailboxes_have_one_at_and_a_name() {
        for text in [
            "a@b@c.de",
            "@a.bc",
            "a@b",
            "a@b.",
            "ім’я@b.cd",
            "x=a@b.cd",
            "a@b.c-",
            "//a@b.cd",
        ] {
            assert_eq!(targets(text), Vec::<String>::new(), "{text}");
        }
        assert_eq!(
            targets("a@b.cd, MAILTO:a@b.cd"),
            ["mailto:a@b.cd", "MAILTO:a@b.cd"]
        );
        assert_eq!(targets("ёxmpp:a@b.cd mailto:ёa@b.cd").len(), 0);
        assert_eq!(
            targets("xmpp:a@b.cd/e. xmpp:a@b.cd/"),
            ["xmpp:a@b.cd/e", "xmpp:a@b.cd"]
        );
    }

    #[test]
    fn only_the_known_schemes_count_in_any_case() {
        assert_eq!(
            targets("HTTPS://a.bc javascript://a.bc ahttp://a.bc ://a.bc"),
            ["HTTPS://a.bc"]
        );
    }

    #[test]
    fn no_text_takes_more_than_linear_time() {
        // Quadratic in the length, any of these would take minutes.
        for piece in [
            "_www.",
            "a@",
            "http://a_",
            "mailto:",
            "://",
            ";",
            "&a;",
            ")",
            "w",
            "&www.a.bc",
            ".",
        ] {
            for begin in ["", "www.a.bc/"] {
                let text = begin.to_owned() + &piece.repeat(100_000);
                let mut last = 0;
                for Address { range, .. } in Scanner::new(&text, true) {
                    assert!(last <= range.start && range.start < range.end);
                    last = range.end;
                }
            }
        }
    }

    #[test]
    fn domains_have_a_longest_length() {
        let domain = |length: usize| format!("http://{}.bc", "a".repeat(length - 3));
        assert_eq!(targets(&domain(253)).len(), 1);
        assert_eq!(targets(&domain(254)).len(), 0);
    }
}
