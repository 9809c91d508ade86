//! Addresses in running text: where they begin and where they end.
//!
//! In: a text. Out: places of addresses. Sources are copied from screens, so a full stop or a bracket behind an
//! address belongs to the sentence.

/// The address that a text begins with, if what stands before lets one begin.
pub(super) fn address(text: &str, before: Option<char>) -> Option<&str> {
    let scheme = ["https://", "http://"]
        .iter()
        .find(|scheme| starts_with(text, scheme))?;
    if before.is_some_and(char::is_alphanumeric) {
        return None;
    }
    let is_end = |c: char| c.is_whitespace() || c.is_control() || "<>\"`«»“”\\|".contains(c);
    let end = text.find(is_end).unwrap_or(text.len());
    let address = without_punctuation(&text[..end]);
    let host = &address[scheme.len().min(address.len())..];
    host.starts_with(|c: char| c.is_alphanumeric())
        .then_some(address)
}

fn starts_with(text: &str, start: &str) -> bool {
    text.get(..start.len())
        .is_some_and(|head| head.eq_ignore_ascii_case(start))
}

/// Without what rather belongs to the sentence.
fn without_punctuation(mut address: &str) -> &str {
    loop {
        let count = |c: char| address.matches(c).count();
        let kept = match address.chars().next_back() {
            Some(c @ ('.' | ',' | ';' | ':' | '!' | '?' | '\'' | '’' | '…' | '*' | '_' | '~')) => {
                address.len() - c.len_utf8()
            }
            Some(')') if count(')') > count('(') => address.len() - 1,
            Some(']') if count(']') > count('[') => address.len() - 1,
            Some('}') if count('}') > count('{') => address.len() - 1,
            _ => return address,
        };
        address = &address[..kept];
    }
}

/// All addresses of a text.
pub(super) fn addresses(text: &str) -> Vec<&str> {
    // Most texts have none.
    if !text.contains("://") {
        return Vec::new();
    }
    let mut found = Vec::new();
    let (mut at, mut before) = (0, None);
    while let Some(c) = text[at..].chars().next() {
        if let Some(address) = address(&text[at..], before) {
            found.push(address);
            at += address.len();
            before = address.chars().next_back();
        } else {
            before = Some(c);
            at += c.len_utf8();
        }
    }
    found
}

/// Whether what follows an `@` is the domain of a mailbox: parts of letters, digits and `-`, the last of them a name.
pub(super) fn is_mailbox(host: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
    let end = host.find(|c| !is_part(c)).unwrap_or(host.len());
    let domain = host[..end].trim_end_matches(['.', '-']);
    let Some((name, zone)) = domain.rsplit_once('.') else {
        return false;
    };
    zone.len() >= 2
        && zone.bytes().all(|b| b.is_ascii_alphabetic())
        && name.starts_with(|c: char| c.is_ascii_alphabetic())
        && !host[end..].starts_with(|c: char| c.is_alphanumeric() || c == '_' || c == '@')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_end_where_a_reader_would_end_them() {
        for (text, expected) in [
            ("https://a.bc/d. And", "https://a.bc/d"),
            ("http://a.bc/(d)", "http://a.bc/(d)"),
            ("https://a.bc/d), so", "https://a.bc/d"),
            ("https://a.bc?x=1&y=2;", "https://a.bc?x=1&y=2"),
        ] {
            assert_eq!(address(text, None), Some(expected));
        }
        assert_eq!(address("https://", None), None);
        assert_eq!(address("https://a.bc", Some('x')), None);
        assert_eq!(
            addresses("a (http://b.cd) http://e.fg"),
            ["http://b.cd", "http://e.fg"]
        );
    }

    #[test]
    fn a_metric_is_no_mailbox() {
        assert!(is_mailbox("example.org, and"));
        for host in ["0.5", "k", "0.5:0.95", "example.o", "1.io"] {
            assert!(!is_mailbox(host), "{host}");
        }
    }
}
