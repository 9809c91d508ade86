//! `answerbook schema`: JSON Schemas for editors.

use clap::Args;
use clap::builder::PossibleValuesParser;

use super::output;
use crate::schema::{Schema, json_schema};

/// Every kind of file that has a schema.
const SCHEMAS: [&Schema; 8] = [
    &crate::config::BOOK,
    &crate::parse::front_matter::QUESTION,
    &crate::parse::front_matter::TOPIC,
    &crate::parse::front_matter::PAGE,
    &crate::relate::TRACK,
    &crate::relate::GLOSSARY,
    &crate::relate::PLANNED,
    &crate::relate::TRANSLATIONS,
];

/// Options of `schema`.
#[derive(Args, Clone, Debug)]
pub(super) struct SchemaArgs {
    /// What to describe
    #[arg(value_parser = PossibleValuesParser::new(SCHEMAS.map(|schema| schema.name)), default_value = "book")]
    name: String,
}

pub(super) fn run(args: &SchemaArgs) -> u8 {
    let schema = SCHEMAS.iter().find(|schema| schema.name == args.name);
    if let Some(schema) = schema {
        output::result(&format!("{:#}\n", json_schema(schema)));
    }
    0
}
