//! The glossary: one preferred term per concept and language.

use std::collections::BTreeMap;

use toml::Spanned;

use super::data::{self, RawGlossary, RawTerm};
use super::{Ids, Mention, Relating, Structure};
use crate::config::check_tag;
use crate::diagnostic::{ADVISED, did_you_mean};
use crate::load::Source;

/// A concept and its names.
#[derive(Debug)]
pub struct Term {
    /// Its name in addresses and references.
    pub id: String,
    /// The preferred term, by language tag.
    pub term: BTreeMap<String, String>,
    /// Other words for it, by language tag.
    pub synonyms: BTreeMap<String, Vec<String>>,
    /// Related terms, as positions in the glossary.
    pub see: Vec<usize>,
    /// The question that explains it.
    pub about: Option<Mention>,
    /// What it means, by language tag.
    pub definition: BTreeMap<String, String>,
}

impl Relating<'_> {
    /// Reads `glossary.toml`.
    pub(super) fn glossary(&mut self, source: Option<&Source>, structure: &mut Structure) {
        let Some(source) = source else { return };
        let Some(glossary) = self.read::<RawGlossary>(&data::GLOSSARY, source) else {
            return;
        };
        let mut positions: BTreeMap<String, usize> = BTreeMap::new();
        for (number, term) in glossary.terms.iter().enumerate() {
            self.check_name(&source.file, term.id.span(), term.id.get_ref());
            if positions
                .insert(term.id.get_ref().clone(), number)
                .is_some()
            {
                let message = format!("the term `{}` stands twice", term.id.get_ref());
                self.error(
                    &source.file,
                    term.id.span(),
                    message,
                    Some("remove one of the two".into()),
                );
            }
        }
        structure.terms = glossary
            .terms
            .into_iter()
            .map(|raw| self.term(source, raw, &positions, &structure.ids))
            .collect();
    }

    fn term(
        &mut self,
        source: &Source,
        raw: RawTerm,
        positions: &BTreeMap<String, usize>,
        ids: &Ids,
    ) -> Term {
        for tag in raw.synonyms.keys() {
            check_tag(
                &source.file,
                tag,
                &self.config.languages,
                &mut self.diagnostics,
            );
        }
        let mut see = Vec::new();
        for name in &raw.see {
            match positions.get(name.get_ref()) {
                Some(number) => see.push(*number),
                None => {
                    let message = format!("the glossary has no term `{}`", name.get_ref());
                    let known = positions.keys().map(String::as_str);
                    let hint = (self.diagnostics.len() < ADVISED)
                        .then(|| did_you_mean(name.get_ref(), known));
                    let hint = hint.flatten();
                    self.error(&source.file, name.span(), message, hint);
                }
            }
        }
        let about: Vec<Spanned<String>> = raw.about.into_iter().collect();
        Term {
            id: raw.id.into_inner(),
            about: self.mentions(&source.file, ids, &about).first().copied(),
            term: self.texts(source, raw.term),
            synonyms: raw
                .synonyms
                .into_iter()
                .map(|(tag, words)| (tag.into_inner(), words))
                .collect(),
            see,
            definition: self.texts(source, raw.definition),
        }
    }
}
