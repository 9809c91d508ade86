//! KaTeX's style sheet, fit for a site: the file as KaTeX publishes it in, the same with the fonts'
//! addresses on this site out.
//!
//! Only `@font-face` rules change. Of a font's three sources (woff2, woff, ttf) the woff2 stays:
//! every browser that shows MathML or KaTeX's HTML well can read it, and the others are not shipped.
//! A font that has no address loses its rule. All other bytes stay as they are.

use std::ops::Range;

const RULE: &str = "@font-face";

/// Rewrites the sources of the fonts.
///
/// `font_address` gets an address as it stands in the style sheet, such as
/// `fonts/KaTeX_Main-Regular.woff2`, and returns the one to write, relative to where the style
/// sheet will be; it must not hold `"`, `\` or a line break. `None`: the site does not have the
/// font.
pub fn rewrite(css: &str, font_address: &dyn Fn(&str) -> Option<String>) -> String {
    let mut rewritten = String::with_capacity(css.len());
    let mut rest = css;
    while let Some(start) = rest.find(RULE) {
        let (before, from) = rest.split_at(start);
        rewritten.push_str(before);
        // A font's rule holds no other rule and no `}` in a string.
        let end = from.find('}').map_or(from.len(), |end| end + 1);
        let (rule, after) = from.split_at(end);
        if let Some(rule) = font_face(rule, font_address) {
            rewritten.push_str(&rule);
        }
        rest = after;
    }
    rewritten.push_str(rest);
    rewritten
}

/// The rule of one font, or `None` if no source is left.
fn font_face(rule: &str, font_address: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    let Some(value) = sources(rule) else {
        return Some(rule.to_owned());
    };
    let kept: Vec<String> = rule[value.clone()]
        .split(',')
        .filter(|source| source.contains("woff2"))
        .filter_map(|source| {
            let address = address(source)?;
            let new = font_address(&source[address.clone()])?;
            let (before, after) = (&source[..address.start], &source[address.end..]);
            Some(format!("{before}{new}{after}"))
        })
        .collect();
    let sources = kept.join(",");
    let (before, after) = (&rule[..value.start], &rule[value.end..]);
    (!kept.is_empty()).then(|| format!("{before}{sources}{after}"))
}

/// Where the list of sources stands in a rule: behind `src:`, up to `;` or `}`.
fn sources(rule: &str) -> Option<Range<usize>> {
    let start = rule.find("src:")? + "src:".len();
    let len = rule[start..].find([';', '}'])?;
    Some(start..start + len)
}

/// Where the address stands in a source: `url(address) format("woff2")`, with or without quotes.
fn address(source: &str) -> Option<Range<usize>> {
    let start = source.find("url(")? + "url(".len();
    let len = source[start..].find(')')?;
    let quoted = &source[start..start + len];
    let address = quoted.trim_matches(['"', '\'', ' ']);
    let start = start + quoted.find(address)?;
    Some(start..start + address.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    const STYLE_SHEETS: [&str; 2] = [
        include_str!("../../static/vendor/katex/0.18.5/katex.min.css"),
        include_str!("../../static/vendor/katex/0.16.4/katex.min.css"),
    ];

    fn fingerprinted(address: &str) -> Option<String> {
        let name = address.strip_prefix("fonts/KaTeX_")?;
        Some(format!("../f/{}", name.replace(".woff2", ".0123.woff2")))
    }

    #[test]
    fn a_font_keeps_its_woff2_under_the_new_address() {
        let css = r#".a{b:c}@font-face{font-family:X;src:url(fonts/KaTeX_X.woff2) format("woff2"),url(fonts/KaTeX_X.woff) format("woff"),url(fonts/KaTeX_X.ttf) format("truetype")}.d{e:f}"#;
        let expected =
            r#".a{b:c}@font-face{font-family:X;src:url(../f/X.0123.woff2) format("woff2")}.d{e:f}"#;
        assert_eq!(rewrite(css, &fingerprinted), expected);
    }

    #[test]
    fn a_font_without_an_address_is_left_out() {
        let css = "a{}@font-face{src:url(fonts/X.woff2)}@font-face{src:url(fonts/Y.ttf)}b{}";
        assert_eq!(rewrite(css, &|_| None), "a{}b{}");
    }

    #[test]
    fn quotes_and_line_breaks_are_kept() {
        let css =
            "@font-face {\n  src: url('x.woff2') format('woff2'),\n    url('x.ttf');\n  a: b;\n}";
        let expected = "@font-face {\n  src: url('y') format('woff2');\n  a: b;\n}";
        assert_eq!(rewrite(css, &|_| Some("y".to_owned())), expected);
    }

    #[test]
    fn what_is_no_whole_font_rule_stays() {
        for css in [
            "",
            "@font-face",
            "@font-face{",
            "@font-face{a:b}",
            "@font-face{src:x",
        ] {
            assert_eq!(rewrite(css, &|_| None), css);
        }
    }

    #[test]
    fn nothing_but_the_sources_of_fonts_differs_in_katex_s_style_sheets() {
        for css in STYLE_SHEETS {
            let rewritten = rewrite(css, &fingerprinted);
            let addresses = rewritten.matches("url(").count();
            assert_eq!(addresses, 20);
            assert_eq!(rewritten.matches("url(../f/").count(), addresses);

            // Put back what was changed and taken away: the original comes out, byte for byte.
            let restored = rewritten.replace("url(../f/", "url(fonts/KaTeX_");
            let restored = restored.replace(".0123.woff2) format(\"woff2\")", "\u{1}");
            let mut parts = restored.split('\u{1}');
            let mut original = parts.next().unwrap_or_default().to_owned();
            for part in parts {
                let start = original.rfind("url(").map_or(0, |at| at + "url(".len());
                let name = original.split_off(start);
                original.push_str(&format!(
                    "{name}.woff2) format(\"woff2\"),url({name}.woff) format(\"woff\"),url({name}.ttf) format(\"truetype\"){part}"
                ));
            }
            assert_eq!(original, css);
        }
    }

    #[test]
    fn without_fonts_only_the_font_rules_are_gone() {
        for css in STYLE_SHEETS {
            let rewritten = rewrite(css, &|_| None);
            assert!(!rewritten.contains("@font-face") && !rewritten.contains("url("));
            let rules = css
                .split_inclusive('}')
                .filter(|rule| !rule.starts_with(RULE));
            assert_eq!(rewritten, rules.collect::<String>());
        }
    }
}
