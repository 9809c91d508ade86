//! The works of others that are no packages of cargo's, or stand in packages without a file of their licence.

use std::fs;
use std::path::Path;

use super::packages::Packages;
use super::{Work, at, choice};
use crate::vendor::{SCHEDULER, VERSIONS};

const OFL: &str = include_str!("../../licences/OFL-1.1.txt");

/// What the fonts say of themselves; the licence is the one that they name, not that of KaTeX's scripts.
const FONTS: &str = "\
Copyright (c) 2009-2010, Design Science, Inc. (<www.mathjax.org>)
Copyright (c) 2014-2018 Khan Academy (<www.khanacademy.org>),
with Reserved Font Names KaTeX_AMS, KaTeX_Caligraphic, KaTeX_Fraktur, KaTeX_Main, KaTeX_Math, KaTeX_SansSerif,
KaTeX_Script, KaTeX_Size1, KaTeX_Size2, KaTeX_Size3, KaTeX_Size4, KaTeX_Typewriter.

This Font Software is licensed under the SIL Open Font License, Version 1.1.
";

/// What every site may hold: the licences of KaTeX's style sheets and fonts, of the scheduler of reviews, and of Rust's
/// library in the engine.
pub(super) fn of_site(root: &Path) -> Result<Vec<Work>, String> {
    let vendor = root.join("static/vendor");
    let katex = vendor.join("katex");
    let mut works = vec![rust()];
    for version in VERSIONS.into_iter().rev() {
        works.push(Work {
            name: format!("KaTeX's style sheet {version}"),
            licence: "MIT".to_owned(),
            source: "https://github.com/KaTeX/KaTeX".to_owned(),
            texts: vec![read(&katex.join(version).join("LICENSE"))?],
        });
    }
    works.push(Work {
        name: "KaTeX's fonts".to_owned(),
        licence: "OFL-1.1".to_owned(),
        source: "https://github.com/KaTeX/katex-fonts".to_owned(),
        texts: vec![FONTS.to_owned(), OFL.to_owned()],
    });
    works.push(Work {
        name: format!("The scheduler ts-fsrs {SCHEDULER}"),
        licence: "MIT".to_owned(),
        source: "https://github.com/open-spaced-repetition/ts-fsrs".to_owned(),
        texts: vec![read(
            &vendor.join("ts-fsrs").join(SCHEDULER).join("LICENSE"),
        )?],
    });
    Ok(works)
}

/// What the program holds: what it puts into sites, and what stands in packages.
pub(super) fn of_program(root: &Path, packages: &Packages) -> Result<Vec<Work>, String> {
    let mut works = of_site(root)?;
    // Sites have letters of it, in pictures, and not the font.
    let font = root.join("static/vendor/golos-text/LICENSE_FONT");
    works.push(Work {
        name: "The font Golos Text".to_owned(),
        licence: "OFL-1.1".to_owned(),
        source: "https://github.com/googlefonts/golos-text".to_owned(),
        texts: vec![read(&font)?],
    });
    let quickjs = packages
        .folder("libquickjs-sys")?
        .join("embed/quickjs/quickjs.c");
    works.push(Work {
        name: "QuickJS, in libquickjs-sys".to_owned(),
        licence: "MIT".to_owned(),
        source: "https://bellard.org/quickjs/".to_owned(),
        texts: vec![
            head(&read(&quickjs)?)
                .ok_or_else(|| format!("{}: no licence in its head", quickjs.display()))?,
        ],
    });
    let sqlite = packages.folder("libsqlite3-sys")?.join("sqlite3/sqlite3.h");
    works.push(Work {
        name: "SQLite, in libsqlite3-sys".to_owned(),
        licence: "blessing".to_owned(),
        source: "https://www.sqlite.org".to_owned(),
        texts: vec![
            blessing(&read(&sqlite)?)
                .ok_or_else(|| format!("{}: no blessing in its head", sqlite.display()))?,
        ],
    });
    works.push(Work {
        name: "musl, in the programs whose names say so".to_owned(),
        licence: "MIT".to_owned(),
        source: "https://musl.libc.org".to_owned(),
        texts: vec![choice::mit("2005-2020 Rich Felker, et al.")],
    });
    let syntaxes = two_face::acknowledgement::listing();
    for syntax in syntaxes.for_syntaxes() {
        let path = syntax.rel_path.to_string_lossy().replace('\\', "/");
        let path = path.trim_start_matches("syntaxes/");
        let name = path.rsplit_once('/').map_or(path, |(folder, _)| folder);
        works.push(Work {
            name: format!("{name}, a syntax in two-face"),
            licence: spdx(syntax.ty).to_owned(),
            source: String::new(),
            texts: vec![syntax.text.clone()],
        });
    }
    Ok(works)
}

fn rust() -> Work {
    Work {
        name: "The Rust standard library".to_owned(),
        licence: "MIT OR Apache-2.0".to_owned(),
        source: "https://github.com/rust-lang/rust".to_owned(),
        texts: vec![choice::mit("The Rust Project Contributors")],
    }
}

fn spdx(licence: two_face::acknowledgement::LicenseType) -> &'static str {
    use two_face::acknowledgement::LicenseType as Type;
    match licence {
        Type::Mit => "MIT",
        Type::Bsd2Clause | Type::Bsd2ClauseFreeBsd => "BSD-2-Clause",
        Type::Bsd3Clause => "BSD-3-Clause",
        Type::Unlicense => "Unlicense",
        Type::Apache2 => "Apache-2.0",
        Type::Wtfpl => "WTFPL",
        // Sublime's own, which allows everything; and what there may be one day.
        _ => "as the text says",
    }
}

fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(at(path))
}

/// The comment at the head of a file of C, without what makes it a comment.
fn head(code: &str) -> Option<String> {
    let (comment, _) = code.trim_start().strip_prefix("/*")?.split_once("*/")?;
    let lines = comment
        .lines()
        .map(|line| line.trim_start().trim_start_matches('*'));
    let lines: Vec<&str> = lines
        .map(|line| line.strip_prefix(' ').unwrap_or(line))
        .collect();
    Some(lines.join("\n").trim().to_owned())
}

/// What SQLite has instead of a licence, which a line of asterisks ends.
fn blessing(code: &str) -> Option<String> {
    let head = head(code)?;
    let (before, _) = head.split_once("\n\n\n")?;
    let text = before.split_once("The author disclaims")?.1;
    Some(format!("The author disclaims{text}"))
}

#[cfg(test)]
mod tests {
    use super::{blessing, head};

    #[test]
    fn the_licence_of_a_file_is_its_first_comment() {
        let code = "/*\n * Name\n *\n * Copyright\n */\nint x; /* y */";
        assert_eq!(head(code).as_deref(), Some("Name\n\nCopyright"));
        assert_eq!(head("int x; /* y */"), None);
    }

    #[test]
    fn the_blessing_ends_where_the_file_is_told_of() {
        let code = "/*\n** 2001\n**\n** The author disclaims.\n**\n**   Do good.\n**\n*****\n** This file\n*/";
        let expected = "The author disclaims.\n\n  Do good.";
        assert_eq!(blessing(code).as_deref(), Some(expected));
        assert_eq!(blessing("/* This file */"), None);
    }
}
