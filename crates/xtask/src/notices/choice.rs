//! Which of a package's files say what it may be used for.

/// The texts of licences that packages name and do not bring along.
const MIT: &str = include_str!("../../licences/MIT.txt");

/// An SPDX expression; of packages that are older than it, too, which wrote a slash for `OR`.
pub(super) fn spdx(licence: &str) -> String {
    let alternatives: Vec<&str> = licence.split('/').map(str::trim).collect();
    alternatives.join(" OR ")
}

/// Whether a file's name is that of a licence.
pub(super) fn is_licence(name: &str) -> bool {
    let name = name.to_uppercase();
    let (stem, extension) = name.rsplit_once('.').unwrap_or((&name, ""));
    let words = ["LICENSE", "LICENCE", "COPYING", "COPYRIGHT", "NOTICE"];
    // What follows the last dot may be a name, as in `LICENSE.MIT`.
    let is_text = ![
        "RS", "PY", "SH", "HTML", "JSON", "TOML", "JS", "C", "H", "HBS", "TMPL", "SVG",
    ]
    .contains(&extension);
    is_text && words.iter().any(|word| stem.contains(word))
}

/// Whether what is in a folder may become part of a program.
pub(super) fn may_hold_licences(folder: &str) -> bool {
    !folder.starts_with('.')
        && ![
            "tests", "test", "testdata", "benches", "examples", "fuzz", "target",
        ]
        .contains(&folder)
}

/// What is taken of a choice, with the word that a file of that licence has in its name.
const PREFERRED: [(&str, &str); 2] = [("MIT", "MIT"), ("CC0-1.0", "CC0")];

/// The files to be shown: all, unless there is a choice and one of those that are preferred can be chosen. What stands
/// deeper in a package is of others, and no choice.
pub(super) fn chosen<'f>(licence: &str, files: &'f [String]) -> Vec<&'f str> {
    let alternatives = alternatives(licence);
    let files = files.iter().map(String::as_str);
    for (name, word) in PREFERRED {
        let is_chosen = |file: &str| !file.contains('/') && file.to_uppercase().contains(word);
        if alternatives.len() > 1 && alternatives.contains(&name) && files.clone().any(is_chosen) {
            let is_needed_with_any = |file: &str| {
                let upper = file.to_uppercase();
                file.contains('/') || upper.starts_with("NOTICE") || upper.starts_with("COPYRIGHT")
            };
            return files
                .filter(|file| is_chosen(file) || is_needed_with_any(file))
                .collect();
        }
    }
    files.collect()
}

/// The text of the licence of a package that does not bring it along.
pub(super) fn standard(licence: &str, name: &str, authors: &[&str]) -> Option<String> {
    let holders = match authors {
        [] => format!("the authors of {}", name.split(' ').next().unwrap_or(name)),
        some => some.join(", "),
    };
    may_be_mit(licence).then(|| mit(&holders))
}

/// The MIT License of these holders.
pub(super) fn mit(holders: &str) -> String {
    format!("MIT License\n\nCopyright (c) {holders}\n\n{MIT}")
}

/// What can be chosen from; one if there is no choice, or if more than a choice is asked.
fn alternatives(licence: &str) -> Vec<&str> {
    match licence.contains(" AND ") {
        true => vec![licence],
        false => licence.split(" OR ").map(str::trim).collect(),
    }
}

fn may_be_mit(licence: &str) -> bool {
    alternatives(licence).contains(&"MIT")
}

/// What stands above the MIT License in a text that is nothing else: whose it is. `None` for other texts.
pub(super) fn holders_of_mit(text: &str) -> Option<String> {
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let at = text.find("Permission is hereby granted, free of charge,")?;
    let (head, licence) = text.split_at(at);
    // Some quote in another way, or name the licence's parts by other signs; those stand for themselves.
    let plain = |text: &str| words(text).replace(['\u{201c}', '\u{201d}'], "\"");
    if plain(licence) != plain(MIT) {
        return None;
    }
    let is_title = |line: &str| {
        let line = line
            .trim_matches(|c: char| !c.is_alphanumeric())
            .to_lowercase();
        [
            "",
            "mit",
            "mit license",
            "the mit license",
            "the mit license (mit",
            "mit license (mit",
        ]
        .contains(&line.as_str())
    };
    let lines = head.lines().map(str::trim).filter(|line| !is_title(line));
    Some(lines.collect::<Vec<_>>().join("\n"))
}

/// The MIT License, without those whose it is.
pub(super) fn mit_text() -> &'static str {
    MIT
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn chosen_of(licence: &str, files: &[&str]) -> Vec<String> {
        let files: Vec<String> = files.iter().map(|file| (*file).to_owned()).collect();
        let chosen = chosen(&spdx(licence), &files);
        chosen.into_iter().map(str::to_owned).collect()
    }

    #[test]
    fn of_a_choice_the_text_of_one_is_shown() {
        let both = ["LICENSE-APACHE", "LICENSE-MIT", "NOTICE"];
        assert_eq!(
            chosen_of("MIT/Apache-2.0", &both),
            ["LICENSE-MIT", "NOTICE"]
        );
        assert_eq!(chosen_of("Apache-2.0 OR MIT", &both[..2]), ["LICENSE-MIT"]);
    }

    #[test]
    fn what_is_asked_together_is_shown_together() {
        let files = ["LICENSE-MIT", "LICENSE-BSD"];
        assert_eq!(chosen_of("MIT AND BSD-3-Clause", &files), files);
        let files = ["LICENSE-APACHE", "LICENSE-MIT", "LICENSE-UNICODE"];
        assert_eq!(
            chosen_of("(MIT OR Apache-2.0) AND Unicode-3.0", &files),
            files
        );
        let files = ["LICENSE-MIT", "LICENSE-APACHE", "onig/COPYING"];
        assert_eq!(
            chosen_of("MIT OR Apache-2.0", &files),
            ["LICENSE-MIT", "onig/COPYING"]
        );
        assert_eq!(chosen_of("ISC", &["LICENSE"]), ["LICENSE"]);
    }

    #[test]
    fn programs_are_no_licences() {
        for name in [
            "LICENSE",
            "LICENSE-MIT",
            "license.md",
            "COPYING.txt",
            "KATEX-LICENSE",
            "LICENSE.MIT",
        ] {
            assert!(is_licence(name), "{name}");
        }
        for name in ["license.rs", "README.md", "notice.html", "copyright.py"] {
            assert!(!is_licence(name), "{name}");
        }
    }

    #[test]
    fn those_who_hold_a_copyright_are_told_from_the_licence() {
        let text = mit("2026 Somebody").replace("this permission", "this\r\n  permission");
        assert_eq!(
            holders_of_mit(&text).unwrap(),
            "Copyright (c) 2026 Somebody"
        );
        assert_eq!(holders_of_mit(MIT).unwrap(), "");
        assert_eq!(holders_of_mit(&format!("{MIT}\nAnd more.")), None);
        assert_eq!(holders_of_mit("Apache License"), None);
    }

    #[test]
    fn only_mit_is_written_for_others() {
        let text = standard("Zlib OR MIT", "a 1.0.0", &[]).unwrap();
        assert!(text.contains("Copyright (c) the authors of a\n"), "{text}");
        assert!(text.contains("THE SOFTWARE IS PROVIDED"));
        let text = standard("MIT", "a 1.0.0", &["B <b@example.org>"]).unwrap();
        assert!(text.contains("Copyright (c) B <b@example.org>\n"), "{text}");
        assert_eq!(standard("MPL-2.0", "a 1.0.0", &[]), None);
    }
}
