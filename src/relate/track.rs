//! Plans: what is to be written, the tracks, and the metadata that names ids of others.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;
use toml::Spanned;

use super::data::{self, RawBlock, RawPlan, RawTrack, Texts};
use super::{Ids, Mention, Planned, Question, Relating, Structure};
use crate::config::check_tag;
use crate::diagnostic::{ADVISED, did_you_mean, nearest};
use crate::load::Source;
use crate::parse::Reference;
use crate::schema;

/// An ordered path through the questions.
#[derive(Debug)]
pub struct Track {
    /// Its name in addresses.
    pub id: String,
    /// Its file.
    pub file: Arc<str>,
    /// Its place among the tracks, if it was given one.
    pub order: Option<i64>,
    /// Its title, by language tag.
    pub title: BTreeMap<String, String>,
    /// For whom it is, by language tag.
    pub description: BTreeMap<String, String>,
    /// Its parts, in order.
    pub blocks: Vec<Block>,
}

/// A part of a track.
#[derive(Debug)]
pub struct Block {
    /// Its title, by language tag.
    pub title: BTreeMap<String, String>,
    /// What it is about, by language tag.
    pub description: BTreeMap<String, String>,
    /// Its questions, in order.
    pub entries: Vec<Mention>,
    /// The blocks inside it, in order.
    pub blocks: Vec<Block>,
}

impl Track {
    /// Every question of the track, in order; one that stands in several blocks comes several times.
    pub fn entries(&self) -> Vec<Mention> {
        fn walk(blocks: &[Block], out: &mut Vec<Mention>) {
            for block in blocks {
                out.extend(&block.entries);
                walk(&block.blocks, out);
            }
        }
        let mut out = Vec::new();
        walk(&self.blocks, &mut out);
        out
    }
}

impl Relating<'_> {
    /// Reads `planned.toml`, and puts what is to be written into its topics.
    pub(super) fn planned(&mut self, source: Option<&Source>, structure: &mut Structure) {
        if let Some(source) = source {
            self.read_plan(source, structure);
        }
        let topics: BTreeMap<String, usize> = (structure.topics.iter().zip(0..))
            .map(|(topic, number)| (topic.path.clone(), number))
            .collect();
        for (number, planned) in structure.planned.iter().enumerate() {
            if let Some(topic) = topics.get(&planned.topic) {
                structure.topics[*topic].planned.push(number);
            }
        }
    }

    fn read_plan(&mut self, source: &Source, structure: &mut Structure) {
        let Some(plan) = self.read::<RawPlan>(&data::PLANNED, source) else {
            return;
        };
        let mut written: BTreeMap<&str, usize> = BTreeMap::new();
        for (number, question) in structure.questions.iter().enumerate() {
            written.insert(&question.id, number);
        }
        let drafts: BTreeMap<String, Arc<str>> = structure
            .planned
            .iter()
            .filter_map(|planned| Some((planned.id.clone(), planned.draft.clone()?)))
            .collect();
        let mut seen = BTreeMap::new();
        for entry in plan.questions {
            let (id, span) = (entry.id.get_ref().clone(), entry.id.span());
            if let Some(number) = written.get(id.as_str()) {
                let (file, _) = structure.questions[*number]
                    .article
                    .place_of_title(structure);
                let message = format!("`{id}` is planned, but {file} has been written");
                self.error(
                    &source.file,
                    span,
                    message,
                    Some("remove it from planned.toml".into()),
                );
            } else if let Some(file) = drafts.get(&id) {
                let message = format!("`{id}` is planned, but {file} is a draft of it");
                let hint = "remove it from planned.toml: drafts count as planned";
                self.error(&source.file, span, message, Some(hint.into()));
            } else if seen.insert(id.clone(), ()).is_some() {
                let message = format!("`{id}` is planned twice");
                self.error(
                    &source.file,
                    span,
                    message,
                    Some("remove one of the two".into()),
                );
            }
            self.topic_of_plan(source, &entry.topic, structure);
            let planned = Planned {
                title: self.texts(source, entry.title),
                level: entry
                    .level
                    .and_then(|level| self.level(&source.file, &level)),
                topic: entry.topic.into_inner(),
                kind: entry.kind,
                draft: None,
                id,
            };
            structure.planned.push(planned);
        }
    }

    /// A question is planned for a topic that is there.
    fn topic_of_plan(&mut self, source: &Source, topic: &Spanned<String>, structure: &Structure) {
        let paths = structure.topics.iter().map(|t| t.path.as_str());
        if !paths.clone().any(|path| path == topic.get_ref()) {
            let message = format!("there is no topic `{}`", topic.get_ref());
            let hint = did_you_mean(topic.get_ref(), paths);
            self.error(&source.file, topic.span(), message, hint);
        }
    }

    /// Reads the tracks.
    pub(super) fn tracks(&mut self, sources: &[Source], structure: &mut Structure) {
        let ids = &structure.ids;
        let mut tracks = Vec::new();
        for source in sources {
            let Some(raw) = self.read::<RawTrack>(&data::TRACK, source) else {
                continue;
            };
            let stem = source
                .path
                .rsplit('/')
                .next()
                .unwrap_or_default()
                .trim_end_matches(".toml");
            match &raw.id {
                Some(id) => self.check_name(&source.file, id.span(), id.get_ref()),
                None => self.check_name(&source.file, 0..0, stem),
            }
            let order = (raw.order.is_none(), raw.order, source.path.clone());
            let track = Track {
                id: raw.id.map_or_else(|| stem.to_owned(), Spanned::into_inner),
                file: source.file.clone(),
                order: raw.order,
                title: self.texts(source, raw.title),
                description: self.texts(source, raw.description),
                blocks: raw
                    .blocks
                    .into_iter()
                    .map(|block| self.block(source, ids, block))
                    .collect(),
            };
            tracks.push((order, track));
        }
        tracks.sort_by(|(a, _), (b, _)| a.cmp(b));
        structure.tracks = tracks.into_iter().map(|(_, track)| track).collect();
        for (number, track) in structure.tracks.iter().enumerate() {
            for entry in track.entries() {
                if let Mention::Question(question) = entry
                    && !structure.questions[question].tracks.contains(&number)
                {
                    structure.questions[question].tracks.push(number);
                }
            }
        }
    }

    fn block(&mut self, source: &Source, ids: &Ids, raw: RawBlock) -> Block {
        Block {
            title: self.texts(source, raw.title),
            description: self.texts(source, raw.description),
            entries: self.mentions(&source.file, ids, &raw.questions),
            blocks: raw
                .blocks
                .into_iter()
                .map(|block| self.block(source, ids, block))
                .collect(),
        }
    }

    /// Ids that name questions, written or planned.
    pub(super) fn mentions(
        &mut self,
        file: &Arc<str>,
        ids: &Ids,
        names: &[Spanned<String>],
    ) -> Vec<Mention> {
        let mut mentions = Vec::with_capacity(names.len());
        for name in names {
            match ids.get(name.get_ref()) {
                Some(mention) => mentions.push(*mention),
                None => {
                    let message = format!(
                        "there is no question `{}`, written or planned",
                        name.get_ref()
                    );
                    let near = (self.diagnostics.len() < ADVISED)
                        .then(|| nearest(name.get_ref(), ids.keys().map(String::as_str)));
                    let hint = match near.flatten() {
                        Some(near) => format!("did you mean `{near}`?"),
                        None => "write it, or add it to planned.toml".to_owned(),
                    };
                    self.error(file, name.span(), message, Some(hint));
                }
            }
        }
        mentions
    }

    pub(super) fn level(&mut self, file: &Arc<str>, level: &Spanned<String>) -> Option<usize> {
        let levels = &self.config.levels;
        let position = levels.iter().position(|l| l.id == *level.get_ref());
        if position.is_none() {
            let message = format!("the book has no level `{}`", level.get_ref());
            let hint = did_you_mean(level.get_ref(), levels.iter().map(|l| l.id.as_str()));
            let hint = hint.unwrap_or_else(|| "name the levels in `[levels]` of book.toml".into());
            self.error(file, level.span(), message, Some(hint));
        }
        position
    }

    pub(super) fn read<T: serde::de::DeserializeOwned>(
        &mut self,
        schema: &schema::Schema,
        source: &Source,
    ) -> Option<T> {
        match schema::read(schema, &source.file, &source.text) {
            Ok(read) => Some(read),
            Err(problems) => {
                self.diagnostics.extend(problems);
                None
            }
        }
    }

    /// Texts by language; keys that are no language of the book are reported.
    pub(super) fn texts(&mut self, source: &Source, texts: Texts) -> BTreeMap<String, String> {
        for tag in texts.keys() {
            check_tag(
                &source.file,
                tag,
                &self.config.languages,
                &mut self.diagnostics,
            );
        }
        texts
            .into_iter()
            .map(|(tag, text)| (tag.into_inner(), text))
            .collect()
    }

    /// The addresses of sources are those of pages on the web.
    fn sources(&mut self, file: &Arc<str>, sources: &[Spanned<Reference>]) {
        let sources = sources.iter().map(Spanned::get_ref);
        for url in sources.filter_map(|source| source.url.as_ref()) {
            let is_address = ["https://", "http://"]
                .iter()
                .any(|scheme| url.get_ref().starts_with(scheme));
            if !is_address && !self.is_reported(file, &url.span()) {
                let message = format!("`{}` is not the address of a page", url.get_ref());
                let hint = "write it in full, such as `https://example.org/page`".to_owned();
                self.error(file, url.span(), message, Some(hint));
            }
        }
    }

    /// Fills in what front matter and heading attributes say of each question.
    pub(super) fn metadata(&mut self, structure: &mut Structure) {
        let (config, dates) = (self.config, self.dates);
        let mut questions = std::mem::take(&mut structure.questions);
        let all = questions.par_iter_mut().enumerate();
        let problems = all.map(|(number, question)| {
            let mut of_question = Relating {
                config,
                dates,
                diagnostics: Vec::new(),
            };
            of_question.metadata_of(Mention::Question(number), question, structure);
            of_question.diagnostics
        });
        let problems: Vec<_> = problems.collect();
        self.diagnostics.extend(problems.into_iter().flatten());
        structure.questions = questions;
    }

    fn metadata_of(&mut self, own: Mention, question: &mut Question, structure: &Structure) {
        let version = question.article.original();
        let head = version.head(structure);
        let attributes = version.part.map(|part| &head.parts[part].attributes);
        let (file, front_matter) = (&head.file, &head.front_matter);
        let level = match attributes.and_then(|attributes| attributes.level.as_ref()) {
            Some(level) => {
                let (_, span) = question.article.place_of_title(structure);
                Some(Spanned::new(span, level.clone()))
            }
            None => front_matter.level.clone(),
        };
        question.level = level.and_then(|level| self.level(file, &level));
        let mut others = |named: &Option<Vec<Spanned<String>>>| {
            let named = named.as_deref().unwrap_or_default();
            let mut mentions = self.mentions(file, &structure.ids, named);
            mentions.retain(|mention| *mention != own);
            mentions
        };
        question.related = others(&front_matter.related);
        question.prerequisites = others(&front_matter.prerequisites);
        let tags = front_matter.tags.iter().flatten();
        let mut tags: Vec<String> = tags.map(|tag| tag.get_ref().clone()).collect();
        tags.extend(attributes.iter().flat_map(|a| &a.tags).cloned());
        tags.sort();
        tags.dedup();
        question.tags = tags;
        let aliases = question.article.aliases(structure).iter();
        question.aliases = aliases.map(|alias| alias.get_ref().clone()).collect();
        self.sources(file, question.sources(structure));
        let kind = front_matter.kind.as_ref().map(|kind| *kind.get_ref());
        let typed = attributes.and_then(|attributes| attributes.kind);
        question.kind = typed.or(kind).unwrap_or_default();
        question.status = front_matter.status.as_ref().map(|status| *status.get_ref());
        question.asked = front_matter.asked.unwrap_or(0);
        question.order = front_matter.order;
    }
}
