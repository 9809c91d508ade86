//! Terms: the glossary fixes one per concept and language, and texts keep to it.
//!
//! A glossary lists synonyms so that readers find a concept by any of its names, and many of them are
//! words of every day (`mean` for the expected value). So a synonym in a text is reported only where it
//! surely stands for its concept: where it is the preferred term in another spelling, or where the
//! concept's name in the original's language follows it in brackets. A synonym that shares words with the
//! preferred term, in a text that has that term nowhere, is worth a question. What stands in brackets or
//! quotes itself, or beside the preferred term in one sentence, is an alias that readers should know.

use std::collections::BTreeSet;
use std::ops::Range;

use super::Page;
use super::passage::{Passage, passages, sentences};
use crate::diagnostic::Diagnostic;
use crate::relate::Book;

mod names;

use names::{Found, Names, Use};

/// The glossary of a book, ready to be looked for in texts.
pub(super) struct Glossary<'b> {
    book: &'b Book,
    /// By language, in the order of the settings.
    languages: Vec<Names>,
}

/// The longest name in brackets that is looked at, in bytes.
const MAX_GLOSS: usize = 120;

impl<'b> Glossary<'b> {
    pub(super) fn new(book: &'b Book) -> Self {
        let languages = book.config.languages.iter();
        Self {
            book,
            languages: languages.map(|l| Names::new(book, &l.tag)).collect(),
        }
    }

    /// Synonyms that stand where the preferred term should.
    pub(super) fn synonyms(&self, page: &Page<'_>, problems: &mut Vec<Diagnostic>) {
        let names = &self.languages[page.language];
        if names.is_empty() {
            return;
        }
        let passages = passages(page.nodes(), page.text());
        let found: Vec<Vec<Found>> = passages.iter().map(|p| names.find(&p.text)).collect();
        let in_title = names.find(page.version.title(page.book));
        let all = found.iter().flatten().chain(&in_title);
        let preferred: BTreeSet<usize> = all.filter_map(|found| names.preferred(found)).collect();
        let mut asked = BTreeSet::new();
        for (passage, found) in passages.iter().zip(&found) {
            let around = Surroundings::new(names, &passage.text, found);
            for here in found {
                let Some((entry, usage, term)) = names.synonym(here) else {
                    continue;
                };
                if around.is_alias(here.span.start, term) {
                    continue;
                }
                if usage == Use::Spelling || self.is_glossed(page, passage, here, term) {
                    problems.push(self.error(page, passage, here, term));
                } else if usage == Use::Variant && !preferred.contains(&term) && asked.insert(entry)
                {
                    problems.push(self.advice(page, passage, here, term));
                }
            }
        }
    }

    /// Whether a synonym is followed by the concept's name in the original's language, in brackets, as in
    /// `мера качества (F1 score)`. Names of one word have too many meanings (`сдвиг (bias)`).
    fn is_glossed(
        &self,
        page: &Page<'_>,
        passage: &Passage<'_>,
        found: &Found,
        term: usize,
    ) -> bool {
        if page.is_original() {
            return false;
        }
        let after = passage.text[found.span.end..]
            .trim_start()
            .strip_prefix('(');
        let gloss = after.and_then(|after| after.split([')', ',', ';', ':']).next());
        let Some(gloss) = gloss.filter(|gloss| gloss.len() <= MAX_GLOSS) else {
            return false;
        };
        let names = &self.languages[page.question.article.original];
        let is_name =
            |found: &Found| found.span == (0..gloss.len()) && names.is_name_of(found, term);
        answerbook_search::words(gloss).nth(1).is_some() && names.find(gloss).iter().any(is_name)
    }

    fn error(
        &self,
        page: &Page<'_>,
        passage: &Passage<'_>,
        found: &Found,
        term: usize,
    ) -> Diagnostic {
        let preferred = self.preferred(page, term);
        let typed = &passage.text[found.span.clone()];
        let message = format!("the glossary prefers `{preferred}` to `{typed}`");
        let id = &self.book.terms[term].id;
        let hint = format!("write the preferred term, or change `{id}` in the glossary");
        page.error(passage.source(&found.span), message).hint(hint)
    }

    fn advice(
        &self,
        page: &Page<'_>,
        passage: &Passage<'_>,
        found: &Found,
        term: usize,
    ) -> Diagnostic {
        let preferred = self.preferred(page, term);
        let typed = &passage.text[found.span.clone()];
        let message = format!("is `{typed}` what the glossary calls `{preferred}`?");
        let hint = "if so, write the preferred term, or name both once";
        page.advice(passage.source(&found.span), message).hint(hint)
    }

    fn preferred(&self, page: &Page<'_>, term: usize) -> &str {
        let tag = &self.book.config.languages[page.language].tag;
        self.book.terms[term]
            .term
            .get(tag)
            .map_or("", String::as_str)
    }

    /// Terms that the title or the short answer of an original uses, and that a translation names nowhere,
    /// neither by the preferred term nor by a synonym.
    pub(super) fn missing(
        &self,
        original: &Page<'_>,
        translation: &Page<'_>,
        problems: &mut Vec<Diagnostic>,
    ) {
        let theirs = &self.languages[original.language];
        let ours = &self.languages[translation.language];
        if theirs.is_empty() || ours.is_empty() {
            return;
        }
        let passages = passages(translation.nodes(), translation.text());
        let texts = passages.iter().map(|passage| passage.text.as_str());
        let texts = texts.chain([translation.version.title(translation.book)]);
        let named: BTreeSet<usize> = texts.flat_map(|text| ours.terms(text)).collect();
        let mut looked_at = BTreeSet::new();
        for text in [
            original.version.title(original.book),
            &original.body.summary_text,
        ] {
            for found in theirs.find(text) {
                let Some(term) = theirs.preferred(&found) else {
                    continue;
                };
                let name = self.preferred(translation, term);
                if name.is_empty() || named.contains(&term) || !looked_at.insert(term) {
                    continue;
                }
                let typed = &text[found.span];
                let message = format!(
                    "the original speaks of `{typed}`, the translation nowhere of `{name}`"
                );
                let hint = "use the glossary's term, unless something else is meant";
                problems.push(
                    translation
                        .advice(translation.title_span(), message)
                        .hint(hint),
                );
            }
        }
    }
}

/// What decides in a passage whether a name is there to be known rather than used.
struct Surroundings {
    /// The sentences, and the concepts whose preferred term stands in each.
    sentences: Vec<(Range<usize>, BTreeSet<usize>)>,
    /// What stands in brackets or quotation marks, in order.
    apart: Vec<Range<usize>>,
}

impl Surroundings {
    fn new(names: &Names, text: &str, found: &[Found]) -> Self {
        let mut rest = found.iter().peekable();
        let with_terms = |sentence: Range<usize>| {
            let mut terms = BTreeSet::new();
            while let Some(found) = rest.next_if(|found| found.span.start < sentence.end) {
                terms.extend(names.preferred(found));
            }
            (sentence, terms)
        };
        Self {
            sentences: sentences(text).into_iter().map(with_terms).collect(),
            apart: set_apart(text),
        }
    }

    /// Whether a synonym at a place is set apart, or the preferred term stands in the same sentence.
    fn is_alias(&self, place: usize, term: usize) -> bool {
        let number = self.apart.partition_point(|apart| apart.end <= place);
        if self
            .apart
            .get(number)
            .is_some_and(|apart| apart.start <= place)
        {
            return true;
        }
        let number = self
            .sentences
            .partition_point(|(sentence, _)| sentence.end <= place);
        let sentence = self.sentences.get(number);
        sentence.is_some_and(|(_, terms)| terms.contains(&term))
    }
}

/// The parts of a text that stand in brackets or quotation marks, the outermost ones.
fn set_apart(text: &str) -> Vec<Range<usize>> {
    let mut apart = Vec::new();
    let mut open: Vec<(char, usize)> = Vec::new();
    for (at, c) in text.char_indices() {
        let last = open.last().map(|(c, _)| *c);
        let closes = match c {
            ')' | ']' | '»' | '”' => last == opening(c),
            // `“` closes what `„` opened, and opens elsewhere; `"` does both.
            '“' => last == Some('„'),
            '"' => last == Some('"'),
            _ => false,
        };
        if closes {
            if let Some((_, start)) = open.pop()
                && open.is_empty()
            {
                apart.push(start..at);
            }
        } else if matches!(c, '(' | '[' | '«' | '„' | '“' | '"') {
            open.push((c, at));
        }
    }
    // What is never closed is taken to go on to the end.
    apart.extend(open.first().map(|(_, start)| *start..text.len()));
    apart
}

fn opening(closing: char) -> Option<char> {
    Some(match closing {
        ')' => '(',
        ']' => '[',
        '»' => '«',
        '”' => '“',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::set_apart;

    #[test]
    fn brackets_and_quotation_marks_set_apart() {
        for (text, expected) in [
            ("a (b) c", "(b"),
            ("a «b „c“ d» e", "«b „c“ d"),
            ("“a” b", "“a"),
            ("„a“ b “c” d", "„a|“c"),
            ("a \"b\" c", "\"b"),
            ("a ) b (c [d] e", "(c [d] e"),
            ("a’s b", ""),
        ] {
            let apart: Vec<_> = set_apart(text)
                .into_iter()
                .map(|span| &text[span])
                .collect();
            assert_eq!(apart.join("|"), expected, "{text}");
        }
    }
}
