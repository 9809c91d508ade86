//! Addresses: what a link or an image of the content points at.
//!
//! In comes an address as the Markdown or HTML parser gives it (entities resolved, percent signs as
//! written), out goes its kind; [`resolve`] turns a local path into one from the content root. Browsers
//! forgive much in addresses: they drop tabs and line breaks, ignore control characters around them, read
//! `\` as `/`. Whatever a browser would read as a scheme is read as one here (WHATWG URL, section 4.4:
//! the basic URL parser).
//!
//! It must not look at files, know which addresses exist, or change an address that leaves the book.

/// What an address points at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    /// Another site: `http:`, `https:`, `ftp:`, or `//host/…`.
    External,
    /// A person: `mailto:`, `tel:` or `xmpp:`.
    Contact,
    /// A place on the page itself: the fragment after `#`, decoded; empty for the top.
    Anchor(String),
    /// A file or page of the book.
    Local {
        /// Its path, decoded: from the folder of the file that names it, or after `/` from the content
        /// root. Empty if there is only a query.
        path: String,
        /// What follows `?`, as written.
        query: Option<String>,
        /// The fragment after `#`, decoded.
        anchor: Option<String>,
    },
    /// An address that a page must not have: any other scheme, since most of them run code
    /// (`javascript:`), carry whole documents (`data:`) or start programs.
    Unsafe {
        /// The scheme, in lower case.
        scheme: String,
    },
}

/// Says what an address points at.
pub fn address(raw: &str) -> Address {
    let address = as_browsers_read(raw);
    if let Some(scheme) = scheme(&address) {
        return by_scheme(scheme);
    }
    // `&colon;` would be resolved again if the address were ever written unescaped.
    let unescaped = resolve_references(&address);
    if let Some(Address::Unsafe { scheme }) = scheme_of(&unescaped) {
        return Address::Unsafe { scheme };
    }
    if address.starts_with(['/', '\\']) && address[1..].starts_with(['/', '\\']) {
        return Address::External;
    }
    let (rest, anchor) = split(&address, '#');
    let anchor = anchor.map(decode);
    let (path, query) = split(rest, '?');
    if let (true, None, Some(anchor)) = (path.is_empty(), query, &anchor) {
        return Address::Anchor(anchor.clone());
    }
    let path = decode(path);
    // `javascript%3A…` is a path, but decoded and written anew it would be a scheme.
    if let Some(Address::Unsafe { scheme }) = scheme_of(&as_browsers_read(&path)) {
        return Address::Unsafe { scheme };
    }
    Address::Local {
        path,
        query: query.map(str::to_owned),
        anchor,
    }
}

/// The path of a local address from the content root, without `.`, `..`, doubled and outer slashes; empty
/// for the root itself.
///
/// `from_folder` is the folder of the file that names it, from the content root. `None` if the path leads
/// out of the root or holds what no path of a book has: backslashes and colons (other systems read them as
/// separators and drives) or control characters.
pub fn resolve(from_folder: &str, path: &str) -> Option<String> {
    let foreign = |c: char| matches!(c, '\\' | ':') || c.is_control();
    if from_folder.contains(foreign) || path.contains(foreign) {
        return None;
    }
    let from = if path.starts_with('/') {
        ""
    } else {
        from_folder
    };
    let mut segments: Vec<&str> = Vec::new();
    for segment in from.split('/').chain(path.split('/')) {
        match segment {
            "" | "." => {}
            ".." => {
                segments.pop()?;
            }
            _ => segments.push(segment),
        }
    }
    Some(segments.join("/"))
}

/// The address without what browsers take out: control characters and spaces around it, tabs and line
/// breaks anywhere.
fn as_browsers_read(raw: &str) -> String {
    let trimmed = raw.trim_matches(|c: char| c <= ' ');
    trimmed.replace(['\t', '\n', '\r'], "")
}

/// The scheme of an address (RFC 3986, section 3.1), without the colon.
fn scheme(address: &str) -> Option<&str> {
    let (scheme, _) = address.split_once(':')?;
    let mut bytes = scheme.bytes();
    let letter_first = bytes.next().is_some_and(|b| b.is_ascii_alphabetic());
    let fits = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.');
    (letter_first && bytes.all(fits)).then_some(scheme)
}

fn by_scheme(scheme: &str) -> Address {
    let scheme = scheme.to_ascii_lowercase();
    match scheme.as_str() {
        "http" | "https" | "ftp" => Address::External,
        "mailto" | "tel" | "xmpp" => Address::Contact,
        _ => Address::Unsafe { scheme },
    }
}

fn scheme_of(address: &str) -> Option<Address> {
    scheme(address).map(by_scheme)
}

fn split(text: &str, separator: char) -> (&str, Option<&str>) {
    match text.split_once(separator) {
        Some((before, after)) => (before, Some(after)),
        None => (text, None),
    }
}

/// The text with its percent-encoded bytes decoded, once; as it was if they are not UTF-8.
fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).and_then(|b| char::from(*b).to_digit(16));
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        match (byte, digit(at + 1), digit(at + 2)) {
            (b'%', Some(high), Some(low)) => {
                // Two digits are less than 256.
                decoded.push((high * 16 + low) as u8);
                at += 3;
            }
            _ => {
                decoded.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8(decoded).unwrap_or_else(|_| text.to_owned())
}

/// The text with those character references resolved that can make a scheme of it: numbers, colons, tabs
/// and line breaks.
fn resolve_references(text: &str) -> String {
    let mut parts = text.split('&');
    let mut resolved = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        if let Some((character, rest)) = reference(part) {
            resolved.push(character);
            resolved.push_str(rest.strip_prefix(';').unwrap_or(rest));
        } else {
            resolved.push('&');
            resolved.push_str(part);
        }
    }
    as_browsers_read(&resolved)
}

/// The character that the reference at the start of a text stands for, and what follows its name.
fn reference(text: &str) -> Option<(char, &str)> {
    const NAMES: [(&str, char); 3] = [("colon;", ':'), ("Tab;", '\t'), ("NewLine;", '\n')];
    let Some(number) = text.strip_prefix('#') else {
        let mut names = NAMES.into_iter();
        return names.find_map(|(name, character)| Some((character, text.strip_prefix(name)?)));
    };
    let (digits, radix) = match number.strip_prefix(['x', 'X']) {
        Some(digits) => (digits, 16),
        None => (number, 10),
    };
    let length = digits.find(|c: char| !c.is_digit(radix));
    let (digits, rest) = digits.split_at(length.unwrap_or(digits.len()));
    let code = u32::from_str_radix(digits, radix).ok()?;
    Some((char::from_u32(code)?, rest))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    fn local(path: &str, query: Option<&str>, anchor: Option<&str>) -> Address {
        Address::Local {
            path: path.to_owned(),
            query: query.map(str::to_owned),
            anchor: anchor.map(str::to_owned),
        }
    }

    #[test]
    fn other_sites_and_people_are_told_apart() {
        for raw in [
            "https://example.org",
            "HTTP://example.org/a:b",
            " https://example.org ",
            "//example.org/a",
            "/\\example.org",
            "\\\\example.org",
            "/\t/example.org",
        ] {
            assert_eq!(address(raw), Address::External, "{raw:?}");
        }
        assert_eq!(address("mailto:a@example.org"), Address::Contact);
        assert_eq!(address("xmpp:a@example.org"), Address::Contact);
        assert_eq!(address("TEL:+380441234567"), Address::Contact);
    }

    #[test]
    fn schemes_that_run_or_carry_code_are_unsafe_in_every_disguise() {
        for raw in [
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "  javascript:alert(1)",
            "\u{1}\u{1f}javascript:alert(1)",
            "java\tscript:alert(1)",
            "java\r\nscript\n:alert(1)",
            "javascript://%0aalert(1)",
            "javascript&colon;alert(1)",
            "javascript&#58;alert(1)",
            "javascript&#x3A;alert(1)",
            "java&Tab;script&#0000058alert(1)",
            "&#106;avascript:alert(1)",
            "&#14;javascript:alert(1)",
            "javascript%3Aalert(1)",
            "java%0ascript%3Aalert(1)",
            "%6Aavascript:alert(1)",
        ] {
            let scheme = "javascript".to_owned();
            assert_eq!(address(raw), Address::Unsafe { scheme }, "{raw:?}");
        }
        for (raw, scheme) in [
            ("vbscript:msgbox(1)", "vbscript"),
            ("data:text/html,<script>alert(1)</script>", "data"),
            ("DATA:image/svg+xml;base64,x", "data"),
            ("blob:https://example.org/1", "blob"),
            ("file:///etc/passwd", "file"),
            ("view-source:x", "view-source"),
            ("C:\\book\\a.md", "c"),
        ] {
            let scheme = scheme.to_owned();
            assert_eq!(address(raw), Address::Unsafe { scheme }, "{raw:?}");
        }
    }

    #[test]
    fn colons_elsewhere_make_no_scheme() {
        for raw in [
            "./a:b.md",
            "a/b:c.md",
            "?a=b:c",
            "1:2",
            "питання:1.md",
            ":a",
            "a b:c",
        ] {
            assert!(matches!(address(raw), Address::Local { .. }), "{raw:?}");
        }
        assert_eq!(address("#a:b"), Address::Anchor("a:b".into()));
    }

    #[test]
    fn local_addresses_are_taken_apart_and_decoded() {
        assert_eq!(address("../svm.md"), local("../svm.md", None, None));
        assert_eq!(
            address("/nlp/%D1%83%D0%B2%D0%B0%D0%B3%D0%B0%20x.md?a=%20#%D1%8F"),
            local("/nlp/увага x.md", Some("a=%20"), Some("я"))
        );
        assert_eq!(address("a?b#c?d#e"), local("a", Some("b"), Some("c?d#e")));
        assert_eq!(address("a#"), local("a", None, Some("")));
        assert_eq!(address("?q=1#x"), local("", Some("q=1"), Some("x")));
        assert_eq!(address(""), local("", None, None));
        assert_eq!(address("a&amp;b&colon"), local("a&amp;b&colon", None, None));
        assert_eq!(address("50%.md"), local("50%.md", None, None));
        assert_eq!(address("%ff%zz"), local("%ff%zz", None, None));
        assert_eq!(address("%2561"), local("%61", None, None), "decoded once");
    }

    #[test]
    fn anchors_of_the_page_are_decoded() {
        assert_eq!(address("#"), Address::Anchor(String::new()));
        assert_eq!(address("#%D1%8F"), Address::Anchor("я".into()));
    }

    #[test]
    fn paths_are_resolved_from_their_folder_or_the_root() {
        for (from, path, resolved) in [
            ("nlp", "bert.md", "nlp/bert.md"),
            ("nlp/deep", "../bert.md", "nlp/bert.md"),
            ("nlp", "../cv/./resnet.md", "cv/resnet.md"),
            ("nlp", "/cv//resnet.md", "cv/resnet.md"),
            ("nlp", "cv/", "nlp/cv"),
            ("nlp", "..", ""),
            ("nlp", "", "nlp"),
            ("", "...", "..."),
            ("/nlp/", "bert.md", "nlp/bert.md"),
        ] {
            assert_eq!(
                resolve(from, path).as_deref(),
                Some(resolved),
                "{from} {path}"
            );
        }
    }

    #[test]
    fn paths_out_of_the_root_are_refused() {
        for (from, path) in [
            ("", ".."),
            ("nlp", "../../a"),
            ("nlp", "/../a"),
            ("", "a/../../b/a"),
            ("nlp", "a\\b"),
            ("", "C:/a"),
            ("", "a\0b"),
            ("a\\b", "c"),
        ] {
            assert_eq!(resolve(from, path), None, "{from} {path}");
        }
        let Address::Local { path, .. } = address("%2e%2E%2f..%5cetc") else {
            panic!("a local path");
        };
        assert_eq!(resolve("nlp/a", &path), None);
    }

    fn path() -> impl Strategy<Value = String> {
        let segments = vec!["..", ".", "", "a", "b c", "…", "\\", ":", "..a", "%2e%2e"];
        let segment = prop::sample::select(segments);
        prop::collection::vec(segment, 0..8).prop_map(|parts| parts.join("/"))
    }

    proptest! {
        #[test]
        fn resolved_paths_stay_in_the_root(from in path(), path in prop_oneof![path(), "\\PC{0,12}"]) {
            if let Some(resolved) = resolve(&from, &path) {
                prop_assert!(!resolved.starts_with('/') && !resolved.ends_with('/'));
                prop_assert!(resolved.split('/').all(|s| s != ".." && s != "."));
                prop_assert!(!resolved.contains("//") && !resolved.contains('\\'));
                prop_assert_eq!(resolve("", &resolved), Some(resolved.clone()), "resolved once is enough");
            }
        }

        #[test]
        fn what_browsers_take_for_a_scheme_is_never_local(
            scheme in prop::sample::select(vec!["javascript", "JAVAscript", "Data", "vBscript"]),
            noise in prop::collection::vec(prop::sample::select(vec!["\t", "\n", "\r"]), 0..4),
            at in 0usize..4, lead in "[\\x00-\\x20]{0,3}", rest in "\\PC{0,8}",
        ) {
            let split = at.min(scheme.len());
            let raw = format!("{lead}{}{}{}:{rest}", &scheme[..split], noise.concat(), &scheme[split..]);
            let is_unsafe = matches!(address(&raw), Address::Unsafe { .. });
            prop_assert!(is_unsafe, "{:?}", raw);
        }

        #[test]
        fn local_paths_never_read_as_unsafe_again(raw in "[a-z:%3aA&#;/?\\t.]{0,16}") {
            if let Address::Local { path, .. } = address(&raw) {
                let again = address(&path);
                let is_unsafe = matches!(again, Address::Unsafe { .. });
                prop_assert!(!is_unsafe || path.contains('%') || path.contains('&'), "{:?} {:?}", raw, again);
            }
        }
    }
}
