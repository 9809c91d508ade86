//! Which strings an interface has: the English data file goes in, the shape of every key comes out.

use std::collections::{BTreeMap, BTreeSet};

use toml::de::{DeTable, DeValue};

use super::placeholder;
use crate::diagnostic::{did_you_mean, nearest};

/// The form of plurals that has every placeholder in English.
const GENERAL: &str = "other";

/// What a value looks like in every language.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// A string with these placeholders.
    Text(BTreeSet<String>),
    /// A list of so many strings.
    List(usize),
    /// A string for each plural form, with these placeholders.
    Plural(BTreeSet<String>),
}

/// The keys of every data file: `question.hint`.
#[derive(Debug)]
pub(super) struct Schema(BTreeMap<String, Shape>);

impl Schema {
    /// The schema that the English file makes, which is trusted: what is not a table of strings,
    /// lists and plurals in it is passed over.
    pub(super) fn of(english: &str) -> Self {
        let (groups, _) = DeTable::parse_recoverable(english);
        let mut shapes = BTreeMap::new();
        for (group, keys) in groups.get_ref().iter() {
            let DeValue::Table(keys) = keys.get_ref() else {
                continue;
            };
            for (key, value) in keys.iter() {
                let key = format!("{}.{}", group.get_ref(), key.get_ref());
                shapes.extend(shape_of(value.get_ref()).map(|shape| (key, shape)));
            }
        }
        Self(shapes)
    }

    /// Every key, sorted.
    pub(super) fn keys(&self) -> impl ExactSizeIterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// What the value of a key looks like, if there is such a key.
    pub(super) fn shape(&self, key: &str) -> Option<&Shape> {
        self.0.get(key)
    }

    /// Whether there are keys in a table of this name.
    pub(super) fn has_group(&self, group: &str) -> bool {
        self.groups().contains(group)
    }

    /// Advice for a table that does not exist.
    pub(super) fn hint_for_group(&self, typed: &str) -> Option<String> {
        self.elsewhere(typed)
            .or_else(|| did_you_mean(typed, self.groups()))
    }

    /// Advice for a key that its table does not have.
    pub(super) fn hint_for_key(&self, group: &str, typed: &str) -> Option<String> {
        let siblings = self.pairs().filter(|(g, _)| *g == group).map(|(_, k)| k);
        self.elsewhere(typed)
            .or_else(|| nearest(typed, siblings).map(|k| format!("did you mean `{group}.{k}`?")))
    }

    /// A key of this name in another table: the likeliest slip is a wrong table.
    fn elsewhere(&self, typed: &str) -> Option<String> {
        let mut pairs = self.pairs();
        let (group, key) = pairs.find(|(_, key)| *key == typed)?;
        Some(format!("did you mean `{group}.{key}`?"))
    }

    fn groups(&self) -> BTreeSet<&str> {
        self.pairs().map(|(group, _)| group).collect()
    }

    fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.keys().filter_map(|key| key.split_once('.'))
    }
}

fn shape_of(value: &DeValue<'_>) -> Option<Shape> {
    match value {
        DeValue::String(text) => Some(Shape::Text(placeholders(text))),
        DeValue::Array(items) => Some(Shape::List(items.len())),
        DeValue::Table(forms) => match forms.get(GENERAL)?.get_ref() {
            DeValue::String(text) => Some(Shape::Plural(placeholders(text))),
            _ => None,
        },
        _ => None,
    }
}

fn placeholders(text: &str) -> BTreeSet<String> {
    let names = placeholder::names(text).unwrap_or_default();
    names.into_iter().map(str::to_owned).collect()
}
