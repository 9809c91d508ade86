//! `cargo xtask synthesize FOLDER --questions N`: a book of any size, made of nothing but a seed.
//!
//! In: the size, the languages, the seed, and whether formulas and code repeat. Out: a book in FOLDER
//! that builds without a warning. The same arguments give the same bytes on every machine. It never
//! writes into a folder that holds anything: leftovers would become part of the book.

pub(crate) mod book;

use std::ffi::OsString;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use book::Settings;

const USAGE: &str = "\
usage: cargo xtask synthesize FOLDER --questions N [--languages en,uk] [--seed S] [--distinct | --repeated]
";

/// Runs the command. The exit code is 0, or 1 if the book could not be written, or 2 if the arguments are wrong.
pub(crate) fn run(arguments: impl Iterator<Item = OsString>) -> ExitCode {
    let (folder, settings) = match parse(arguments) {
        Ok(parsed) => parsed,
        Err(message) => {
            // A closed stderr leaves nothing to be done about it; the exit code says the same.
            let _ = write!(io::stderr(), "error: {message}\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    match write(&folder, &settings) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "error: {}: {error}", folder.display());
            ExitCode::FAILURE
        }
    }
}

fn parse(
    mut arguments: impl Iterator<Item = OsString>,
) -> Result<(PathBuf, Settings), &'static str> {
    let mut folder = None;
    let mut questions = None;
    let mut settings = Settings::default();
    while let Some(argument) = arguments.next() {
        let mut text = |missing| {
            let value = arguments.next().and_then(|value| value.into_string().ok());
            value.ok_or(missing)
        };
        match argument.to_str() {
            Some("--questions") => {
                let number = text("`--questions` needs a number")?.parse();
                questions = Some(number.map_err(|_| "`--questions` needs a number")?);
            }
            Some("--languages") => {
                settings.languages = languages(&text("`--languages` needs tags")?)?;
            }
            Some("--seed") => {
                let number = text("`--seed` needs a number")?.parse();
                settings.seed = number.map_err(|_| "`--seed` needs a number")?;
            }
            Some("--distinct") => settings.is_repeated = false,
            Some("--repeated") => settings.is_repeated = true,
            Some(option) if option.starts_with('-') => return Err("unknown option"),
            _ if folder.is_none() => folder = Some(PathBuf::from(argument)),
            _ => return Err("more than one folder is given"),
        }
    }
    settings.questions = questions.ok_or("`--questions` is missing")?;
    if settings.questions == 0 {
        return Err("a book has at least one question");
    }
    Ok((folder.ok_or("the folder is missing")?, settings))
}

/// The languages of a list of tags. They become parts of file names, so only letters and hyphens will do.
pub(crate) fn languages(list: &str) -> Result<Vec<String>, &'static str> {
    let tags: Vec<String> = list.split(',').map(str::to_owned).collect();
    let is_tag = |tag: &String| {
        !tag.is_empty() && tag.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    };
    if tags.iter().all(is_tag) {
        Ok(tags)
    } else {
        Err("`--languages` needs tags with commas between them: `en,uk`")
    }
}

/// Writes the book into a folder that is missing or empty.
pub(crate) fn write(folder: &Path, settings: &Settings) -> io::Result<()> {
    if fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(io::Error::other("the folder is not empty"));
    }
    for (path, text) in book::files(settings) {
        let path = folder.join(path);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(path, text)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn parsed(line: &str) -> Result<(PathBuf, Settings), &'static str> {
        parse(line.split(' ').map(OsString::from))
    }

    #[test]
    fn arguments_may_come_in_any_order() {
        let (folder, settings) =
            parsed("--repeated book --seed 7 --questions 12 --languages en,pt-BR").unwrap();
        assert_eq!(folder, Path::new("book"));
        assert_eq!(settings.questions, 12);
        assert_eq!(settings.languages, ["en", "pt-BR"]);
        assert_eq!(settings.seed, 7);
        assert!(settings.is_repeated);
    }

    #[test]
    fn wrong_arguments_are_told() {
        for line in [
            "book",
            "--questions 3",
            "book --questions",
            "book --questions many",
            "book --questions 0",
            "book --questions 3 --languages ../en",
            "book other --questions 3",
            "book --questions 3 --fast",
        ] {
            assert!(parsed(line).is_err(), "{line}");
        }
    }

    #[test]
    fn a_folder_with_something_in_it_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let settings = Settings {
            questions: 1,
            ..Settings::default()
        };
        write(&folder.path().join("new"), &settings).unwrap();
        assert!(folder.path().join("new/book.toml").is_file());
        assert!(write(folder.path(), &settings).is_err());
        assert!(!folder.path().join("book.toml").exists());
    }
}
