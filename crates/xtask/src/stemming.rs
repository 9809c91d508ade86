//! `cargo xtask stemming`: how well the search's stemmers do their work, as Markdown tables.
//!
//! In: a language and a file of its word forms, as `crates/search/measure/forms.py` makes it. Out, on
//! standard output: what `measure` defines, for the search's stemmer, for Snowball's if it is another,
//! for words cut after five and six letters, and for words as they are. With `--examples N` also the
//! N heaviest mistakes of each kind that the search's stemmer makes. The figures are for people to
//! compare; nothing fails because of them.

mod measure;

use std::ffi::OsString;
use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use answerbook_search::Stemmer;
use measure::{Forms, Measures, Row};

const USAGE: &str = "\
usage: cargo xtask stemming --language uk|ru [--examples N] FORMS
";

struct Arguments {
    language: String,
    examples: usize,
    forms: PathBuf,
}

/// Runs the command. The exit code is 0, or 1 if the file cannot be used, or 2 if the arguments are wrong.
pub(crate) fn run(arguments: impl Iterator<Item = OsString>) -> ExitCode {
    let arguments = match parse(arguments) {
        Ok(arguments) => arguments,
        Err(message) => {
            // A closed stderr leaves nothing to be done about it; the exit code says the same.
            let _ = write!(io::stderr(), "error: {message}\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    match compare(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(
                io::stderr(),
                "error: {}: {error}",
                arguments.forms.display()
            );
            ExitCode::FAILURE
        }
    }
}

fn parse(mut arguments: impl Iterator<Item = OsString>) -> Result<Arguments, &'static str> {
    let (mut language, mut examples, mut forms) = (None, 0, None);
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().and_then(|value| value.into_string().ok());
        match argument.to_str() {
            Some("--language") => language = value(),
            Some("--examples") => {
                examples = value()
                    .and_then(|value| value.parse().ok())
                    .ok_or("`--examples` needs a number")?;
            }
            Some(option) if option.starts_with("--") => return Err("unknown option"),
            _ if forms.is_some() => return Err("one file of forms at a time"),
            _ => forms = Some(argument.into()),
        }
    }
    let language = language.ok_or("`--language` is missing")?;
    if !matches!(language.as_str(), "uk" | "ru") {
        return Err("the language is one of uk, ru");
    }
    Ok(Arguments {
        language,
        examples,
        forms: forms.ok_or("the file of forms is missing")?,
    })
}

fn compare(arguments: &Arguments) -> io::Result<()> {
    let forms = Forms::new(&rows(&fs::read_to_string(&arguments.forms)?)?);
    let mut out = io::stdout();
    writeln!(
        out,
        "| words of `{}` | understemming % | overstemming % | stems |\n|--|--:|--:|--:|",
        arguments.language
    )?;
    let stemmer = Stemmer::of(&arguments.language);
    let own = forms.measure(|word| stemmer.stem(word).into_owned());
    line(&mut out, "stems of the search", &own)?;
    if arguments.language == "uk" {
        let snowball = frostem::Stemmer::new(frostem::Algorithm::Ukrainian);
        let measures = forms.measure(|word| snowball.stem(word).into_owned());
        line(&mut out, "Snowball's stems", &measures)?;
    }
    for letters in [5, 6] {
        let measures = forms.measure(|word| word.chars().take(letters).collect());
        line(&mut out, &format!("first {letters} letters"), &measures)?;
    }
    let measures = forms.measure(str::to_owned);
    line(&mut out, "words as they are", &measures)?;

    writeln!(out, "\n| class | understemming % |\n|--|--:|")?;
    for (class, share) in own.understemming.iter().filter(|(c, _)| !c.is_empty()) {
        writeln!(out, "| {class} | {:.2} |", share * 100.0)?;
    }
    if arguments.examples > 0 {
        for (title, examples) in [
            ("Forms that stay apart", &own.divided),
            ("Words that are joined", &own.joined),
        ] {
            writeln!(out, "\n{title}, with their part of the measure in %:\n")?;
            for (example, share) in examples.iter().take(arguments.examples) {
                writeln!(out, "- {:.3} {example}", share * 100.0)?;
            }
        }
    }
    Ok(())
}

fn line(out: &mut impl Write, name: &str, measures: &Measures) -> io::Result<()> {
    writeln!(
        out,
        "| {name} | {:.2} | {:.2} | {} |",
        measures.understemming.get("").copied().unwrap_or_default() * 100.0,
        measures.overstemming * 100.0,
        measures.stems
    )
}

/// The lines of a file of forms.
fn rows(text: &str) -> io::Result<Vec<Row>> {
    let row = |line: &str| {
        let (form, rest) = line.split_once('\t')?;
        let (lemma, frequency) = rest.split_once('\t')?;
        Some(Row {
            form: answerbook_search::normalise(form).into_owned(),
            lemma: lemma.to_owned(),
            frequency: frequency
                .parse()
                .ok()
                .filter(|f: &f64| f.is_finite() && *f >= 0.0)?,
        })
    };
    text.lines()
        .enumerate()
        .map(|(at, line)| {
            let message = || {
                format!(
                    "line {} is not `form TAB lemma TAB frequency`: {line:?}",
                    at + 1
                )
            };
            row(line).ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, message()))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_file_and_its_language_are_needed() {
        let parsed = |line: &str| parse(line.split_whitespace().map(OsString::from));
        assert_eq!(
            parsed("--language uk forms.tsv --examples 5")
                .unwrap()
                .examples,
            5
        );
        for line in [
            "forms.tsv",
            "--language uk",
            "--language en forms.tsv",
            "--language uk a b",
            "--language uk --examples x a",
            "--language uk --size a",
        ] {
            assert!(parsed(line).is_err(), "{line}");
        }
    }

    #[test]
    fn a_wrong_line_is_named() {
        let read = rows("Ёж\tnoun/ёж/1\t1.5e-3\n").unwrap();
        assert_eq!((read[0].form.as_str(), read[0].frequency), ("еж", 0.0015));
        let error = rows("a\tnoun/a/1\t0.1\nb\tnoun/b/1\tNaN\n").unwrap_err();
        assert!(error.to_string().starts_with("line 2 "), "{error}");
    }
}
