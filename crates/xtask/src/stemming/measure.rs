//! How well a stemmer brings the forms of a lemma together and keeps other words apart.
//!
//! # Understemming
//! The chance that a search misses: of a word of running text, taken at random, and another word of
//! running text that is a different form of the same lemma, the share of cases in which the stems
//! differ. A pair of forms with the frequencies `f` and `g` of a lemma of frequency `F` weighs `f·g/F`:
//! `f`, how often the one is met, times `g/F`, how often it is the other that a form of this lemma is.
//! (With the bare product a handful of frequent verbs would decide, with the minimum a lemma of
//! many rare forms would count many times.)
//!
//! # Overstemming
//! The chance that a search finds something else: the share of the words of running text whose stem
//! is also that of a form of an unrelated lemma. A form that belongs to two lemmas itself is no fault of
//! a stemmer: only other forms count, and only those that no lemma relates to the word.
//!
//! # Related lemmas
//! Lemmas are related if their first [`SHARED_LETTERS`] letters are equal and their Levenshtein distance
//! is at most half the length of the longer one: `студент`, `студентка`, `студентський`. The rule knows
//! nothing of roots, sound changes or meanings and is the same for all languages. It is strict with
//! short words (`вода`, `водний` are unrelated) and lenient with long ones.

use std::collections::BTreeMap;

/// How many letters the lemmas of related words have in common at their beginning, at least.
const SHARED_LETTERS: usize = 4;

/// A form of a lemma.
#[derive(Debug)]
pub(super) struct Row {
    /// The form, as the search normalises it.
    pub(super) form: String,
    /// `class/normal form/paradigm`; the class is a part of speech.
    pub(super) lemma: String,
    /// How often the form is met as one of this lemma, per word of text.
    pub(super) frequency: f64,
}

/// The forms and lemmas of a language.
#[derive(Debug, Default)]
pub(super) struct Forms {
    forms: Vec<Form>,
    lemmas: Vec<Lemma>,
}

#[derive(Debug)]
struct Form {
    text: String,
    frequency: f64,
    /// Numbers of its lemmas.
    lemmas: Vec<usize>,
}

#[derive(Debug)]
struct Lemma {
    class: String,
    normal_form: String,
    /// Numbers of its forms, with their frequency in this lemma.
    forms: Vec<(usize, f64)>,
}

/// What was measured of a stemmer.
#[derive(Debug)]
pub(super) struct Measures {
    /// Shares from 0 to 1 by class; all classes together stand under the empty name.
    pub(super) understemming: BTreeMap<String, f64>,
    /// A share from 0 to 1.
    pub(super) overstemming: f64,
    /// How many stems the forms have.
    pub(super) stems: usize,
    /// Lemmas whose forms stay apart, the heaviest first, with their part of the measure.
    pub(super) divided: Vec<(String, f64)>,
    /// Words that meet unrelated ones, the heaviest first, with their part of the measure.
    pub(super) joined: Vec<(String, f64)>,
}

impl Forms {
    pub(super) fn new(rows: &[Row]) -> Self {
        let mut made = Self::default();
        let mut forms: BTreeMap<&str, usize> = BTreeMap::new();
        let mut lemmas: BTreeMap<&str, usize> = BTreeMap::new();
        for row in rows {
            let form = *forms.entry(&row.form).or_insert_with(|| {
                made.forms.push(Form {
                    text: row.form.clone(),
                    frequency: 0.0,
                    lemmas: Vec::new(),
                });
                made.forms.len() - 1
            });
            let lemma = *lemmas.entry(&row.lemma).or_insert_with(|| {
                let mut parts = row.lemma.split('/').map(str::to_owned);
                made.lemmas.push(Lemma {
                    class: parts.next().unwrap_or_default(),
                    normal_form: parts.next().unwrap_or_default(),
                    forms: Vec::new(),
                });
                made.lemmas.len() - 1
            });
            made.forms[form].frequency += row.frequency;
            made.forms[form].lemmas.push(lemma);
            made.lemmas[lemma].forms.push((form, row.frequency));
        }
        made
    }

    /// Measures a stemmer.
    pub(super) fn measure(&self, stem: impl Fn(&str) -> String) -> Measures {
        let stems: Vec<String> = self.forms.iter().map(|form| stem(&form.text)).collect();
        let (understemming, divided) = self.understemming(&stems);
        let mut order: Vec<usize> = (0..stems.len()).collect();
        order.sort_by_key(|form| &stems[*form]);
        let mut joined = Vec::new();
        let mut count = 0;
        for group in order.chunk_by(|a, b| stems[*a] == stems[*b]) {
            count += 1;
            for form in group {
                if let Some(other) = self.unrelated(*form, group) {
                    let (word, other) = (&self.forms[*form], &self.forms[other]);
                    let example = format!("{} = {} = {}", word.text, other.text, stems[*form]);
                    joined.push((example, word.frequency));
                }
            }
        }
        let total: f64 = self.forms.iter().map(|form| form.frequency).sum();
        let joined = shares(joined, total);
        Measures {
            understemming,
            // Not `sum`, which makes −0 of nothing.
            overstemming: joined.iter().fold(0.0, |sum, (_, share)| sum + share),
            stems: count,
            divided,
            joined,
        }
    }

    fn understemming(&self, stems: &[String]) -> (BTreeMap<String, f64>, Vec<(String, f64)>) {
        let mut all: BTreeMap<String, (f64, f64)> = BTreeMap::new();
        let mut divided = Vec::new();
        for lemma in &self.lemmas {
            let frequency: f64 = lemma.forms.iter().map(|(_, frequency)| frequency).sum();
            // Homonyms may have left a lemma nothing.
            if frequency <= 0.0 {
                continue;
            }
            let (mut missed, mut weight) = (0.0, 0.0);
            for (at, (one, f)) in lemma.forms.iter().enumerate() {
                for (other, g) in &lemma.forms[at + 1..] {
                    weight += f * g / frequency;
                    if stems[*one] != stems[*other] {
                        missed += f * g / frequency;
                    }
                }
            }
            for class in [lemma.class.as_str(), ""] {
                let sums = all.entry(class.to_owned()).or_default();
                *sums = (sums.0 + missed, sums.1 + weight);
            }
            if missed > 0.0 {
                divided.push((self.description(lemma, stems), missed));
            }
        }
        let total = all.get("").map_or(0.0, |(_, weight)| *weight);
        // A class of words with a single form has nothing to bring together.
        all.retain(|_, (_, weight)| *weight > 0.0);
        let measures = all
            .into_iter()
            .map(|(class, (missed, weight))| (class, missed / weight));
        (measures.collect(), shares(divided, total))
    }

    /// A lemma with its stems and the most frequent form of each: `рука: рук (рука), руц (руці)`.
    fn description(&self, lemma: &Lemma, stems: &[String]) -> String {
        let mut by_stem: BTreeMap<&str, (f64, &str)> = BTreeMap::new();
        for (form, frequency) in &lemma.forms {
            let entry = by_stem.entry(&stems[*form]).or_default();
            if entry.1.is_empty() || *frequency > entry.0 {
                *entry = (*frequency, &self.forms[*form].text);
            }
        }
        let stems: Vec<String> = by_stem
            .into_iter()
            .map(|(stem, (_, form))| format!("{stem} ({form})"))
            .collect();
        format!(
            "{} {}: {}",
            lemma.class,
            lemma.normal_form,
            stems.join(", ")
        )
    }

    /// A form of the group that has nothing to do with the form.
    fn unrelated(&self, form: usize, group: &[usize]) -> Option<usize> {
        let lemmas = &self.forms[form].lemmas;
        group.iter().copied().find(|other| {
            *other != form
                && self.forms[*other]
                    .lemmas
                    .iter()
                    .all(|b| lemmas.iter().all(|a| a != b && !self.are_related(*a, *b)))
        })
    }

    fn are_related(&self, a: usize, b: usize) -> bool {
        let (a, b) = (&self.lemmas[a].normal_form, &self.lemmas[b].normal_form);
        if a == b {
            return true;
        }
        let shared = a.chars().zip(b.chars()).take_while(|(a, b)| a == b);
        let longer = a.chars().count().max(b.chars().count());
        shared.count() >= SHARED_LETTERS && strsim::levenshtein(a, b) * 2 <= longer
    }
}

/// The examples with their weights as shares of a total, the heaviest first.
fn shares(mut examples: Vec<(String, f64)>, total: f64) -> Vec<(String, f64)> {
    examples.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    for example in &mut examples {
        example.1 /= total;
    }
    examples
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forms() -> Forms {
        let row = |form: &str, lemma: &str, frequency| Row {
            form: form.to_owned(),
            lemma: lemma.to_owned(),
            frequency,
        };
        Forms::new(&[
            row("мережа", "noun/мережа/1", 0.3),
            row("мережі", "noun/мережа/1", 0.1),
            row("мережевий", "adjective/мережевий/2", 0.1),
            row("шар", "noun/шар/3", 0.3),
            row("шару", "noun/шар/3", 0.1),
            row("шару", "noun/шара/4", 0.1),
        ])
    }

    fn close(a: f64, b: f64) -> bool {
        (a - b).abs() < 1e-9
    }

    #[test]
    fn words_as_they_are_miss_every_other_form_and_meet_no_other_word() {
        let measures = forms().measure(str::to_owned);
        assert!(close(measures.understemming[""], 1.0));
        assert!(close(measures.overstemming, 0.0));
        assert_eq!(measures.stems, 5);
        assert!(!measures.understemming.contains_key("adjective"));
    }

    #[test]
    fn pairs_weigh_what_the_chance_of_meeting_them_is() {
        // Apart stay мережа and мережі: 0.3·0.1/0.4 = 0.075, as much as шар and шару.
        let measures = forms().measure(|word| match word {
            "шару" => "шар".to_owned(),
            _ => word.to_owned(),
        });
        assert!(close(measures.understemming[""], 0.5));
        assert_eq!(
            measures.divided[0].0,
            "noun мережа: мережа (мережа), мережі (мережі)"
        );
    }

    #[test]
    fn only_unrelated_words_count_as_joined() {
        let joined = forms().measure(|word| {
            let to = if word.starts_with('м') {
                "мереж"
            } else {
                "шар"
            };
            to.to_owned()
        });
        assert!(close(joined.overstemming, 0.0), "{:?}", joined.joined);
        let all = forms().measure(|_| "ш".to_owned());
        assert!(close(all.overstemming, 1.0));
        assert_eq!(all.stems, 1);
    }

    #[test]
    fn related_words_begin_alike_and_differ_in_few_letters() {
        let related = |a: &str, b: &str| {
            let row = |form: &str| Row {
                form: form.to_owned(),
                lemma: format!("noun/{form}/0"),
                frequency: 1.0,
            };
            Forms::new(&[row(a), row(b)]).are_related(0, 1)
        };
        assert!(related("студент", "студентка"));
        assert!(related("вектор", "векторизація"));
        assert!(!related("вода", "водний"));
        assert!(!related("станція", "стандартний"));
    }
}
