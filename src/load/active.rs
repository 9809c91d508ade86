//! Which files do more than to be shown: a browser would run them, or a host take them for its settings.
//!
//! In: a file's name and how it begins. A page that somebody writes by hand has no Content-Security-Policy, and its
//! scripts could read what the site keeps for its readers. Hosts tell browsers the type of a file by its ending; for
//! endings that a host does not know, some say nothing, and browsers look at how the file begins (WHATWG MIME
//! Sniffing, section 7.1). XML of any kind runs scripts too, and begins with `<` if it is to be read at all (XML 1.0,
//! section 2.1), so that no list of its endings is needed.

/// Endings of what is HTML whatever it begins with, or is packed.
const ENDINGS: [&str; 8] = [
    "hta", "htm", "html", "mht", "mhtml", "shtml", "svgz", "xhtml",
];

/// Endings that every host takes for data, and those of figures, which are looked at by themselves.
const PASSIVE: [&str; 5] = ["csv", "json", "svg", "tsv", "txt"];

/// Names of what hosts read from a site that they are given: who may be led where, and what runs on the host. From the
/// manuals of Apache, Azure Static Web Apps, Cloudflare Pages, GitHub Pages, IIS, Netlify and Vercel. Those that begin
/// with a dot are hidden files, which are no content.
const SETTINGS: [&str; 9] = [
    "_headers",
    "_redirects",
    "_routes.json",
    "_worker.js",
    "cname",
    "netlify.toml",
    "staticwebapp.config.json",
    "vercel.json",
    "web.config",
];

/// How many bytes are looked at. White space may come before markup; more of it than this is nobody's picture.
pub(super) const BEGINNING: usize = 64 << 10;

/// Whether browsers or hosts would do what a file says; `beginning` is its first [`BEGINNING`] bytes, or all.
pub(super) fn is_active(path: &str, beginning: &[u8]) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let is_one_of = |endings: &[&str]| endings.iter().any(|e| e.eq_ignore_ascii_case(ending));
    let is_settings = SETTINGS.iter().any(|s| s.eq_ignore_ascii_case(name));
    is_settings || is_one_of(&ENDINGS) || !is_one_of(&PASSIVE) && begins_as_markup(beginning)
}

/// Whether the first letter is `<`, in UTF-8 or UTF-16.
fn begins_as_markup(beginning: &[u8]) -> bool {
    // White space, byte order marks, and the zeros between letters of UTF-16.
    let skipped = b"\t\n\x0c\r \0\xef\xbb\xbf\xfe\xff";
    match beginning.iter().find(|byte| !skipped.contains(byte)) {
        Some(byte) => *byte == b'<',
        None => beginning.len() >= BEGINNING && beginning.contains(&b' '),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_is_active_by_its_name() {
        for name in ["a.html", "t/a.HTM", "a.b.xhtml", "a.svgz", "a.mht"] {
            assert!(is_active(name, b"text"), "{name}");
        }
        for name in ["html", "html/a.png", "a.html.png", "a.htmlx"] {
            assert!(!is_active(name, b"text"), "{name}");
        }
    }

    #[test]
    fn settings_of_hosts_are_active() {
        for name in [
            "_headers",
            "t/_redirects",
            "CNAME",
            "_worker.js",
            "Web.config",
        ] {
            assert!(is_active(name, b"x"), "{name}");
        }
        for name in ["headers", "_headers.png", "cname/a.png", "worker.js"] {
            assert!(!is_active(name, b"x"), "{name}");
        }
    }

    #[test]
    fn markup_is_active_by_how_it_begins() {
        let utf16 =
            |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_be_bytes).collect() };
        let texts: [&[u8]; 6] = [
            b"<p>",
            b" \r\n\t<?xml version=\"1.0\"?>",
            b"\xef\xbb\xbf<a/>",
            b"\xff\xfe<\0a\0/\0>\0",
            &utf16("\u{feff}<a/>"),
            &[b' '; BEGINNING],
        ];
        for text in texts {
            for name in ["a", "a.xml", "t.x/a", "a.rss", "a.py", "a.unknown"] {
                assert!(is_active(name, text), "{name} {text:?}");
            }
            for name in ["a.txt", "a.CSV", "a.svg", "a.json"] {
                assert!(!is_active(name, text), "{name}");
            }
        }
        for text in [
            &b"x <p>"[..],
            b"",
            b"  ",
            b"#!/bin/sh",
            b"\x89PNG",
            &[0; BEGINNING],
        ] {
            assert!(!is_active("a", text), "{text:?}");
        }
    }
}
