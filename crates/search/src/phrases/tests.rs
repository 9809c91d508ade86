#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::*;

fn found<'t>(phrases: &[&str], text: &'t str) -> Vec<(u32, &'t str)> {
    Phrases::new(phrases.iter().zip(0..))
        .find(text)
        .into_iter()
        .map(|m| (m.id, &text[m.span]))
        .collect()
}

fn is_found(phrase: &str, text: &str) -> bool {
    !found(&[phrase], text).is_empty()
}

#[test]
fn russian_forms_find_the_term() {
    assert_eq!(
        found(&["переобучение"], "Признаки переобучения видны."),
        [(0, "переобучения")]
    );
    for text in [
        "скрытого слоя",
        "скрытые слои",
        "скрытых слоев",
        "скрытым слоем",
    ] {
        assert_eq!(found(&["скрытый слой"], text), [(0, text)]);
    }
    for text in [
        "обучающей выборки",
        "обучающих выборок",
        "обучающую выборку",
    ] {
        assert_eq!(found(&["обучающая выборка"], text), [(0, text)]);
    }
}

#[test]
fn ukrainian_forms_find_the_term() {
    assert_eq!(
        found(&["градієнтний спуск"], "крок градієнтного спуску — це"),
        [(0, "градієнтного спуску")]
    );
    for (term, text) in [
        ("точність", "точності"),
        ("точність", "точністю"),
        ("набір даних", "набору даних"),
        ("рання зупинка", "ранньою зупинкою"),
        ("тренувальна вибірка", "тренувальних вибірок"),
        ("навчання з підкріпленням", "навчанню з підкріпленням"),
        ("повнозв’язний шар", "повнозв'язного шару"),
        ("дерево рішень", "дерева рішень"),
        ("опорний вектор", "опорними векторами"),
    ] {
        assert_eq!(found(&[term], text), [(0, text)], "{term}");
    }
}

#[test]
fn english_plurals_find_the_term_and_other_words_do_not() {
    assert_eq!(found(&["gradient"], "the gradients of"), [(0, "gradients")]);
    assert_eq!(
        found(&["decision tree"], "Decision trees"),
        [(0, "Decision trees")]
    );
    assert_eq!(
        found(&["bayes theorem"], "Bayes’ theorem"),
        [(0, "Bayes’ theorem")]
    );
    assert_eq!(found(&["class"], "two classes"), [(0, "classes")]);
    assert_eq!(found(&["clash"], "a class"), []);
    assert_eq!(found(&["class"], "clash, clas, clashes"), []);
}

#[test]
fn a_short_word_alone_counts_as_written_only() {
    assert!(!is_found("вес", "весь день"));
    assert!(is_found("вес", "один вес"));
    assert!(is_found("вес ребра", "веса ребра"));
    assert!(is_found("loss", "Loss"));
}

#[test]
fn of_phrases_that_begin_together_the_longest_is_found() {
    let phrases = [
        "learning",
        "learning rate",
        "learning rate schedule",
        "rate",
    ];
    assert_eq!(
        found(
            &phrases,
            "a learning rate schedule, a learning rate and a rate of learning"
        ),
        [
            (2, "learning rate schedule"),
            (1, "learning rate"),
            (3, "rate"),
            (0, "learning")
        ]
    );
}

#[test]
fn what_only_began_a_phrase_is_looked_at_again() {
    assert_eq!(found(&["a b c d", "b c"], "a b c e"), [(1, "b c")]);
}

#[test]
fn only_whole_words_count() {
    assert_eq!(
        found(&["gan", "лаг"], "organ, gang, Uzhgan, благо, флаг"),
        []
    );
}

#[test]
fn hyphens_slashes_and_quotation_marks_are_as_good_as_spaces() {
    for text in [
        "bag of words",
        "bag-of-words",
        "Bag‐of–words",
        "bag of “words”",
        "bag_of_words",
    ] {
        assert_eq!(found(&["bag of words"], text).len(), 1, "{text}");
    }
    assert!(is_found(
        "навчання «учитель–учень»",
        "навчання учитель-учень"
    ));
    assert!(is_found("train/test split", "train-test split"));
}

#[test]
fn sentences_lists_and_blocks_end_a_phrase() {
    for text in [
        "neural. Network",
        "neural, network",
        "neural (network)",
        "neural\nnetwork",
        "neural — network",
    ] {
        assert_eq!(found(&["neural network"], text), [], "{text}");
    }
    assert!(is_found("query, key, value", "query, key, value"));
    assert!(!is_found("query, key, value", "query key value"));
    assert!(!is_found("query, key, value", "query key value"));
    assert!(is_found(
        "відстань Кульбака — Лейблера",
        "відстані Кульбака — Лейблера"
    ));
    assert!(is_found("copy.deepcopy", "call copy.deepcopy here"));
}

#[test]
fn signs_of_a_letter_tell_it_from_the_letter() {
    assert_eq!(
        found(&["A*", "C++"], "a C and a C++ of A*"),
        [(1, "C++"), (0, "A*")]
    );
}

#[test]
fn an_abbreviation_of_two_terms_gives_both() {
    let phrases = Phrases::new([("SSL", 7), ("SSL", 3), ("SSL", 7)]);
    let ids: Vec<_> = phrases.find("an SSL loss").iter().map(|m| m.id).collect();
    assert_eq!(ids, [3, 7]);
}

#[test]
fn a_phrase_to_the_letter_hides_forms_of_others() {
    assert_eq!(
        found(&["mean", "means"], "the means, the mean"),
        [(1, "means"), (0, "mean")]
    );
    assert_eq!(found(&["точность", "точности"], "точностью").len(), 2);
}

#[test]
fn phrases_without_words_or_with_too_many_are_left_out() {
    let long = "а ".repeat(MAX_WORDS + 1);
    let full = "б ".repeat(MAX_WORDS);
    let phrases = [&long, "", " — ", &full];
    assert_eq!(found(&phrases, &long), []);
    assert_eq!(found(&phrases, &full).len(), 1);
    assert_eq!(found(&[], "a text"), []);
}

#[test]
fn no_text_takes_more_than_linear_time() {
    // Quadratic in the length, any of these would take minutes.
    let phrases = ["а ".repeat(MAX_WORDS), "а б".into(), "a'a".into()];
    let phrases = Phrases::new(phrases.iter().zip(0..));
    for piece in [
        "а ",
        "а б",
        "a'",
        "`а",
        "1,",
        "1.",
        "a\u{301}",
        "🇺",
        "👩\u{200D}",
        "а- ",
        "C+",
        "²",
        "'",
        "\u{AD}",
        "漢",
    ] {
        let text = piece.repeat(30_000);
        assert!(phrases.find(&text).len() <= 30_000);
    }
}

#[test]
fn an_abbreviation_counts_in_capitals_only() {
    let phrases = Phrases::new([("IS", 1), ("inception score", 1), ("GAN", 2)]);
    let found = |text: &str| -> Vec<u32> { phrases.find(text).iter().map(|m| m.id).collect() };
    assert_eq!(found("What is overfitting? It is."), []);
    assert_eq!(found("The IS of GANs is their inception score."), [1, 2, 1]);
}

proptest! {
    #[test]
    fn matches_are_on_boundaries_and_in_order(
        phrases in prop::collection::vec("[аб’ё abs,.*-]{0,9}", 0..9),
        text in "([аб’ё abs,.*\n-]|\\PC){0,60}",
    ) {
        let mut last = 0..0;
        for m in Phrases::new(phrases.iter().zip(0..)).find(&text) {
            prop_assert!(!text[m.span.clone()].is_empty());
            prop_assert!(m.span == last || m.span.start >= last.end);
            last = m.span;
        }
    }

    #[test]
    fn every_phrase_finds_itself(phrase in "[а-яіїєґё’a-z0-9]{1,12}([ -][а-яіїєґё’a-z0-9]{1,12}){0,4}") {
        prop_assume!(words(&phrase).next().is_some());
        let span = words(&phrase).next().unwrap().span.start..words(&phrase).last().unwrap().span.end;
        prop_assert_eq!(Phrases::new([(&phrase, 1)]).find(&phrase), [Match { id: 1, span }]);
    }
}
