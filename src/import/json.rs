//! An export of answerbook: read as a stream, one question after another.
//!
//! In: the JSON that [`crate::exchange`] describes. Out: the files that it was made of: a file per question and
//! language, tracks, texts of topics, pages, the glossary, the plan. What the book has elsewhere is not written again;
//! tracks then name what is there. Names of levels are the settings' and not read.

use std::collections::BTreeMap;
use std::fmt;
use std::io::Read;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::document::NoteKind;
use super::files::{File, Filing};
use super::limit::Meter;
use super::{Sink, StreamError};
use crate::exchange::{FORMAT, Level, Page, Planned, Question, Term, Texts, Topic, Track, VERSION};

mod entry;
mod whole;

/// Imports an export.
///
/// # Errors
/// If it is no export of a version that is known, or a file cannot be written. Questions before the place of the
/// error are written then.
pub fn import(
    reader: impl Read,
    filing: &mut Filing<'_>,
    sink: &mut Sink<'_>,
) -> Result<(), StreamError> {
    let meter = Meter::of_entry("a question, or a list that is none of questions,");
    let mut reading = Reading {
        filing,
        sink,
        meter: &meter,
        failure: None,
        ids: BTreeMap::new(),
        rest: Rest::default(),
    };
    let mut json = serde_json::Deserializer::from_reader(meter.of(reader));
    let read = Whole(&mut reading).deserialize(&mut json);
    let read = read.and_then(|()| json.end());
    if let Some(failure) = reading.failure {
        return Err(failure);
    }
    if let Err(error) = read {
        let hint = "an export is the JSON object that the manual describes; nothing behind this place was read";
        return Err(StreamError::Read(error.to_string(), Some(hint.to_owned())));
    }
    reading.finish()
}

/// What is known while an export is read.
struct Reading<'a, 'k, 's> {
    filing: &'a mut Filing<'k>,
    sink: &'a mut Sink<'s>,
    /// How much of the export may be read before something is done with it.
    meter: &'a Meter,
    /// What ended the reading, if it was not the JSON.
    failure: Option<StreamError>,
    /// Ids of the export that the book knows by another name, and those that it knows by the same.
    ids: BTreeMap<String, String>,
    rest: Rest,
}

/// What stands before the questions and is written behind them, when every id is known.
#[derive(Default)]
struct Rest {
    pages: Vec<Page>,
    topics: Vec<Topic>,
    tracks: Vec<Track>,
    glossary: Vec<Term>,
    planned: Vec<Planned>,
}

impl Reading<'_, '_, '_> {
    /// Writes the files of a question. `false` if it cannot go on.
    fn question(&mut self, question: &Question, number: usize) -> bool {
        let filed = entry::question(self.filing, question, number);
        let result = filed.and_then(|(id, files)| {
            self.ids.insert(question.id.clone(), id);
            self.put(files)
        });
        self.has_gone_well(result)
    }

    /// A file of many questions. `false` if it cannot go on.
    fn group(&mut self, group: &Question, number: usize) -> bool {
        let filed = entry::group(self.filing, group, number);
        let result = filed.and_then(|files| {
            let parts = group.parts.iter();
            self.ids.extend(parts.map(|id| (id.clone(), id.clone())));
            self.put(files)
        });
        self.has_gone_well(result)
    }

    fn put(&mut self, files: Vec<File>) -> Result<(), StreamError> {
        let mut files = files.into_iter();
        files.try_for_each(|file| (self.sink)(file).map_err(StreamError::from))
    }

    fn has_gone_well(&mut self, result: Result<(), StreamError>) -> bool {
        match result {
            Ok(()) => true,
            Err(failure) => {
                self.failure = Some(failure);
                false
            }
        }
    }

    /// All that is no question.
    fn finish(mut self) -> Result<(), StreamError> {
        let rest = std::mem::take(&mut self.rest);
        for page in &rest.pages {
            let files = whole::page(self.filing, page)?;
            self.put(files)?;
        }
        for topic in &rest.topics {
            let files = entry::topic(self.filing, topic)?;
            self.put(files)?;
        }
        let plan = whole::plan(self.filing, &rest.planned, &mut self.ids)?;
        let glossary = whole::glossary(self.filing, &rest.glossary);
        self.put(plan.into_iter().chain(glossary).collect())?;
        for track in &rest.tracks {
            let file = entry::track(self.filing, track, &self.ids)?;
            self.put(vec![file])?;
        }
        Ok(())
    }
}

/// The object as a whole.
struct Whole<'r, 'a, 'k, 's>(&'r mut Reading<'a, 'k, 's>);

impl<'de> DeserializeSeed<'de> for Whole<'_, '_, '_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Whole<'_, '_, '_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an export of answerbook")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut is_known = (false, false);
        while let Some(key) = map.next_key::<String>()? {
            self.0.meter.next_entry();
            match key.as_str() {
                "format" => {
                    let format: String = map.next_value()?;
                    if format != FORMAT {
                        return Err(Error::custom(format!(
                            "`format` is `{format}`, not `{FORMAT}`"
                        )));
                    }
                    is_known.0 = true;
                }
                "version" => {
                    let version: u32 = map.next_value()?;
                    if version == 0 || version > VERSION {
                        let message = format!(
                            "`version` is {version}, and this program reads up to {VERSION}"
                        );
                        return Err(Error::custom(message));
                    }
                    is_known.1 = true;
                }
                "title" => drop(map.next_value::<Texts>()?),
                "languages" => drop(map.next_value::<Vec<String>>()?),
                "levels" => drop(map.next_value::<Vec<Level>>()?),
                "pages" => self.0.rest.pages = map.next_value()?,
                "topics" => self.0.rest.topics = map.next_value()?,
                "tracks" => self.0.rest.tracks = map.next_value()?,
                "glossary" => self.0.rest.glossary = map.next_value()?,
                "planned" => self.0.rest.planned = map.next_value()?,
                "groups" | "questions" if is_known != (true, true) => {
                    let message = format!("`format` and `version` stand before `{key}`");
                    return Err(Error::custom(message));
                }
                "groups" => map.next_value_seed(Questions(&mut *self.0, Reading::group))?,
                "questions" => map.next_value_seed(Questions(&mut *self.0, Reading::question))?,
                key => {
                    let message = format!("unknown key `{key}`");
                    map.next_value::<IgnoredAny>()?;
                    return Err(Error::custom(message));
                }
            }
            if self.0.failure.is_some() {
                return Err(Error::custom("stopped"));
            }
        }
        match is_known {
            (true, true) => Ok(()),
            _ => Err(Error::custom("`format` or `version` is missing")),
        }
    }
}

/// Questions or files of many, one by one, with what is done with each.
struct Questions<'r, 'a, 'k, 's>(&'r mut Reading<'a, 'k, 's>, Take<'a, 'k, 's>);

type Take<'a, 'k, 's> = fn(&mut Reading<'a, 'k, 's>, &Question, usize) -> bool;

impl<'de> DeserializeSeed<'de> for Questions<'_, '_, '_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Questions<'_, '_, '_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of questions")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let mut number = 0;
        while let Some(question) = list.next_element::<Question>()? {
            number += 1;
            self.0.meter.next_entry();
            if !(self.1)(&mut *self.0, &question, number) {
                return Err(Error::custom("stopped"));
            }
        }
        Ok(())
    }
}

/// A note about an entry of an export, whose place is its number.
fn note(filing: &mut Filing<'_>, kind: NoteKind, number: usize, message: String) {
    filing.note(kind, number, message, String::new());
}
