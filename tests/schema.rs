//! The tables of keys, the structs that are read and the JSON Schemas say the same.

use std::sync::Arc;

use answerbook::config::{BOOK, Config};
use answerbook::parse::front_matter::{FrontMatter, PAGE, QUESTION, TOPIC};
use answerbook::relate::{GLOSSARY, PLANNED, TRACK, TRANSLATIONS};
use answerbook::schema::{Key, Schema, Type, json_schema, read};

const ALL: [&Schema; 8] = [
    &BOOK,
    &QUESTION,
    &TOPIC,
    &PAGE,
    &TRACK,
    &GLOSSARY,
    &PLANNED,
    &TRANSLATIONS,
];

/// A value of a type as TOML, with every key of every table.
fn sample(of: &Type, name: &str, depth: usize) -> String {
    match of {
        Type::Text if name == "base_url" => "\"https://example.org/book\"".into(),
        Type::Text if name == "repository" => "\"https://example.org/source\"".into(),
        Type::Text if name == "authority" => "\"example.org,2026:book\"".into(),
        Type::Text if name.ends_with("_url") => "\"https://example.org/{path}\"".into(),
        Type::Text if name == "language" => "\"en\"".into(),
        Type::Text => format!("\"{name}\""),
        Type::List(Type::Text) if name == "command" => "[\"run\", \"{file}\"]".into(),
        Type::Decimal(low, high) => ((low + high) / 2.0).to_string(),
        Type::Integer(low, high) => (*low).max(1).min(*high).to_string(),
        Type::Range => "[1, 2]".into(),
        Type::Boolean => "true".into(),
        Type::Date => "2026-11-22".into(),
        Type::OneOf(words) => format!("\"{}\"", words[0]),
        Type::List(of) => format!("[{}]", sample(of, name, depth)),
        Type::Table(keys) => table(keys, depth),
        Type::Nested(..) if depth > 2 => "{ title = { en = \"end\" } }".into(),
        Type::Nested(_, keys) => table(keys(), depth + 1),
        Type::Map(of) => format!("{{ en = {} }}", sample(of, name, depth)),
    }
}

fn table(keys: &[Key], depth: usize) -> String {
    let pairs: Vec<_> = keys
        .iter()
        .map(|k| format!("{} = {}", k.name, sample(&k.value, k.name, depth)))
        .collect();
    format!("{{ {} }}", pairs.join(", "))
}

fn document(schema: &Schema) -> String {
    schema
        .keys
        .iter()
        .map(|k| format!("{} = {}\n", k.name, sample(&k.value, k.name, 0)))
        .collect()
}

#[test]
fn every_documented_key_is_read() {
    let file: Arc<str> = "sample.toml".into();
    for schema in ALL {
        // What the tables allow, serde must take: into any value here, into the real structs below.
        let text = document(schema);
        read::<toml::Table>(schema, &file, &text)
            .unwrap_or_else(|problems| panic!("{}: {problems:?}\n{text}", schema.name));
    }
    let config = Config::read(&file, &document(&BOOK)).unwrap();
    assert_eq!(
        (config.book.title.as_str(), config.book.src.as_str()),
        ("title", "src")
    );
    assert_eq!(config.base_url(), Some("https://example.org/book"));
    assert!(config.build.drafts && config.code.line_numbers && config.markdown.smart_punctuation);
    let (site, feeds, repository) = (&config.site, &config.feeds, &config.repository);
    assert!(site.robots && site.structured_data && site.markdown_copies && site.printable_topics);
    assert!(
        feeds.enabled && repository.contributors && config.social.cards && config.social.questions
    );
    assert_eq!((feeds.entries, feeds.authority.is_some()), (1, true));
    assert_eq!(
        (&*repository.branch, &*repository.folder),
        ("branch", "folder")
    );
    assert!(repository.edit_url.is_some() && repository.report_url.is_some());
    let test = &config.test;
    assert_eq!((test.timeout, test.memory, test.tolerance), (1, 16, 0.5));
    let (_, language) = test.languages.first_key_value().unwrap();
    assert_eq!(language.command.get_ref(), &["run", "{file}"]);
    assert_eq!(language.extension.as_ref().unwrap().get_ref(), "extension");
    assert_eq!(language.inputs[0].get_ref(), "inputs");
    assert_eq!(language.environment.len(), 1);
    let content = &config.content;
    let bounds = [
        content.short_answer_words,
        content.short_answer_words_translated,
        content.short_answer_sentences,
        content.open_words,
        content.other_words,
        content.sources,
        content.followups,
    ];
    assert_eq!(bounds, [[1, 2].into(); 7], "a number does not arrive");
    let question: FrontMatter = read(&QUESTION, &file, &document(&QUESTION)).unwrap();
    let set = [
        question.title.is_some(),
        question.kind.is_some(),
        question.level.is_some(),
        question.tags.is_some(),
        question.related.is_some(),
        question.prerequisites.is_some(),
        question.sources.is_some(),
        question.asked.is_some(),
        question.aliases.is_some(),
        question.id.is_some(),
        question.draft.is_some(),
        question.updated.is_some(),
        question.order.is_some(),
        question.split.is_some(),
        question.status.is_some(),
    ];
    assert_eq!(set, [true; 15], "a documented key does not reach its field");
    assert_eq!(
        QUESTION.keys.len(),
        set.len(),
        "a key is documented that this test does not know"
    );
}

#[test]
fn every_key_is_documented_in_a_sentence() {
    fn check(keys: &[Key], depth: usize) {
        for key in keys {
            assert!(
                key.doc.ends_with('.') && key.doc.len() > 10,
                "{}: {:?}",
                key.name,
                key.doc
            );
            match &key.value {
                Type::Table(keys)
                | Type::List(Type::Table(keys))
                | Type::Map(Type::Table(keys)) => check(keys, depth),
                Type::List(Type::Nested(_, keys)) if depth < 2 => check(keys(), depth + 1),
                _ => {}
            }
        }
    }
    ALL.iter().for_each(|schema| check(schema.keys, 0));
}

#[test]
fn json_schemas_accept_what_the_parser_accepts() {
    for schema in ALL {
        let described = json_schema(schema);
        let validator = jsonschema::validator_for(&described).unwrap();
        let sample: toml::Table = toml::from_str(&document(schema)).unwrap();
        let json = without_dates(serde_json::to_value(&sample).unwrap());
        let errors: Vec<_> = validator
            .iter_errors(&json)
            .map(|e| e.to_string())
            .collect();
        assert!(errors.is_empty(), "{}: {errors:?}", schema.name);
    }
}

#[test]
fn json_schemas_refuse_what_the_parser_refuses() {
    let file: Arc<str> = "sample.toml".into();
    for schema in ALL {
        let validator = jsonschema::validator_for(&json_schema(schema)).unwrap();
        let mut wrong = vec![format!("{}surplus = 1\n", document(schema))];
        for key in schema.keys {
            // A value of a type that no key has.
            let others = schema.keys.iter().filter(|k| k.name != key.name);
            let rest: String = others
                .map(|k| format!("{} = {}\n", k.name, sample(&k.value, k.name, 0)))
                .collect();
            wrong.push(format!("{rest}{} = 1.5\n", key.name));
            if key.required {
                wrong.push(rest);
            }
        }
        for text in wrong {
            assert!(
                read::<toml::Table>(schema, &file, &text).is_err(),
                "{}: the parser takes\n{text}",
                schema.name
            );
            let json = without_dates(
                serde_json::to_value(toml::from_str::<toml::Table>(&text).unwrap()).unwrap(),
            );
            assert!(
                !validator.is_valid(&json),
                "{}: the schema takes\n{text}",
                schema.name
            );
        }
    }
}

/// TOML's dates as JSON has them: as texts.
fn without_dates(value: serde_json::Value) -> serde_json::Value {
    use serde_json::Value;
    match value {
        Value::Object(map) => match map.get("$__toml_private_datetime") {
            Some(date) => date.clone(),
            None => map
                .into_iter()
                .map(|(k, v)| (k, without_dates(v)))
                .collect(),
        },
        Value::Array(items) => items.into_iter().map(without_dates).collect(),
        other => other,
    }
}
