//! What authors wrote into the files stays, and what only the bank says follows the bank.

use super::{Place, headless, parsed};

#[test]
fn what_authors_added_to_the_glossary_stays() {
    let place = Place::new();
    place.run().unwrap();
    let definition =
        "definition = { en = \"All first derivatives: $\\\\nabla f$.\",   uk = 'Похідні.' }";
    place.edit(
        "content/glossary.toml",
        "about = \"gradient\"\n",
        &format!("{definition} # checked\n"),
    );
    place.edit(
        "content/glossary.toml",
        "id = \"forest\"",
        "id = \"forest\" # not the wood",
    );
    let own = "\n# Ours.\n[[terms]]\nid = \"ours\"\nterm = { en = \"ours\" }\ndefinition = { en = \"Our own.\" }\n";
    let text = place.read("content/glossary.toml").replace(
        "\n[[terms]]\nid = \"gradient\"",
        &format!("{own}\n[[terms]]\nid = \"gradient\""),
    );
    place.write("content/glossary.toml", &text);
    let report = place.run().unwrap();
    assert!(report.contains("changed glossary.toml\n"), "{report}");
    assert!(
        report.contains("note: glossary.toml: kept `ours`, which is not in the bank\n"),
        "{report}"
    );
    let merged = place.read("content/glossary.toml");
    assert_eq!(merged.matches("cargo xtask bank").count(), 1, "{merged}");
    assert_eq!(
        headless(&merged),
        format!(
            r#"[[terms]]
id = "gradient"
term = {{ en = "gradient", uk = "градієнт", ru = "градиент" }}
synonyms = {{ en = ["slope", "∇f"], ru = ["наклон"] }}
see = ["forest"]
about = "gradient"
{definition} # checked

[[terms]]
id = "forest" # not the wood
term = {{ en = "random forest", uk = "випадковий ліс", ru = "случайный лес" }}
{own}"#
        )
    );
    assert!(place.run().unwrap().starts_with("unchanged: 10 files\n"));
}

#[test]
fn definition_in_a_table_of_its_own_becomes_one_line() {
    let place = Place::new();
    place.write(
        "content/glossary.toml",
        "[[terms]]\nid = \"forest\"\n[terms.definition]\nen = \"Many trees.\"\n\n[[terms]]\nid = \"gradient\"\ndefinition.en = \"A slope.\"\n",
    );
    place.run().unwrap();
    let merged = place.read("content/glossary.toml");
    assert!(
        merged.contains("about = \"gradient\"\ndefinition = { en = \"A slope.\" }\n"),
        "{merged}"
    );
    assert!(
        merged.ends_with("}\ndefinition = { en = \"Many trees.\" }\n"),
        "{merged}"
    );
    assert!(place.run().unwrap().starts_with("unchanged: 10 files\n"));
}

#[test]
fn what_the_bank_takes_back_leaves_the_glossary() {
    let place = Place::new();
    place.run().unwrap();
    place.edit(
        "bank/glossary.jsonl",
        "\"see\": [\"forest\"], \"about\": \"gradient\"",
        "\"see\": [], \"about\": \"\"",
    );
    place.edit("bank/glossary.jsonl", "[\"slope\", \"∇f\"]", "[]");
    place.run().unwrap();
    let term = parsed(&place.read("content/glossary.toml"))["terms"][0]
        .as_table()
        .unwrap()
        .clone();
    assert_eq!(term.keys().collect::<Vec<_>>(), ["id", "synonyms", "term"]);
    assert_eq!(
        term["synonyms"]
            .as_table()
            .unwrap()
            .keys()
            .collect::<Vec<_>>(),
        ["ru"]
    );
}

#[test]
fn body_and_other_keys_of_a_topic_page_stay() {
    let place = Place::new();
    let body = "\nHow to *read* this.\n\n+++\nnot a fence\r\n";
    place.write(
        "content/basics/index.md",
        &format!("+++\n# why\norder = 9\ndraft = true\ntitle = \"Old\"\n+++\n{body}"),
    );
    place.write(
        "content/basics/index.uk.md",
        &format!("+++\ntitle = \"Old\"\norder = 9\n+++\n{body}"),
    );
    place.write(
        "content/basics/index.ru.md",
        "+++\ntitle = \"Old\"\n+++\n \n\n",
    );
    place.write("content/trees/index.md", "Only a body.\n");
    place.run().unwrap();
    assert_eq!(
        place.read("content/basics/index.md"),
        format!(
            "+++\ntitle = \"Basics\"\ndescription = \"First things.\"\n# why\norder = 1\ndraft = true\n+++\n{body}"
        )
    );
    assert_eq!(
        place.read("content/basics/index.uk.md"),
        format!("+++\ntitle = \"Основи\"\ndescription = \"Найперше.\"\n+++\n{body}")
    );
    assert!(
        place
            .read("content/basics/index.ru.md")
            .ends_with("первое.\"\n+++\n")
    );
    assert!(
        place
            .read("content/trees/index.md")
            .ends_with("order = 2\n+++\nOnly a body.\n")
    );
    assert!(place.run().unwrap().starts_with("unchanged: 10 files\n"));
}
