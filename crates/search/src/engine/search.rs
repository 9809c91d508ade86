//! A search from the query to the results.

use alloc::vec;
use alloc::vec::Vec;

use super::found::{Findings, Found, find};
use super::order::{WordSet, order};
use super::results::{Hit, Results, SectionHit};
use super::spelling::Effort;
use super::{Desk, snippet};
use crate::analysis::is_cyrillic;
use crate::blob::Corrupt;
use crate::blob::texts::Section;
use crate::query::Query;
use crate::rank;
use crate::stem::Stemmer;

/// How many sections of a question are shown.
const SECTIONS: usize = 3;

/// How many of the first results are shown with their sections. The others are shown by their short answers, and by
/// more only where that and the title hold no word of the query: texts are most of what a query fetches.
const WITH_SECTIONS: usize = 3;

/// What is asked.
#[derive(Clone, Debug, Default)]
pub struct Request<'q> {
    /// What was typed.
    pub query: &'q str,
    /// The page's language, as a position in the book.
    pub language: usize,
    /// How many results are wanted.
    pub limit: usize,
    /// Topics that results must be in, as positions in the book; empty for all.
    pub topics: Vec<u32>,
    /// Levels that results must have, from 1; empty for all.
    pub levels: Vec<u8>,
    /// Kinds that results must have; empty for all.
    pub kinds: Vec<u8>,
    /// The language that results must be found in, if it must be one.
    pub found_in: Option<usize>,
}

impl<'q> Request<'q> {
    /// Reads a request of the browser, line by line: the query; the page's language; how many results; topics,
    /// levels and kinds, each as numbers with commas between; the language that results must be found in. What
    /// is no number is left out.
    pub fn from_lines(lines: &'q str) -> Self {
        let mut lines = lines.split('\n');
        let mut next = || lines.next().unwrap_or_default();
        fn numbers(line: &str) -> Vec<u32> {
            let numbers = line.split(',');
            numbers
                .filter_map(|number| number.trim_ascii().parse().ok())
                .collect()
        }
        let bytes = |line| {
            let numbers = numbers(line).into_iter();
            numbers.filter_map(|n| u8::try_from(n).ok()).collect()
        };
        let first = |line| numbers(line).first().map(|number| *number as usize);
        Self {
            query: next(),
            language: first(next()).unwrap_or(0),
            limit: first(next()).unwrap_or(10),
            topics: numbers(next()),
            levels: bytes(next()),
            kinds: bytes(next()),
            found_in: first(next()),
        }
    }
}

/// A question with where it was found.
#[derive(Clone, Copy)]
struct Candidate {
    question: u32,
    language: usize,
    document: u32,
    score: f32,
    base: f32,
}

/// What was found in each language, by its position in the book; `None` where it was not looked for.
type ByLanguage = Vec<Option<Findings>>;

/// Searches; `None` if files are missing.
pub(super) fn search(
    desk: &mut Desk<'_>,
    request: &Request<'_>,
) -> Result<Option<Results>, Corrupt> {
    let query = Query::read(request.query);
    let count = desk.engine.languages.len();
    let is_known = request.language.max(request.found_in.unwrap_or(0)) < count;
    if query.words.is_empty() || !is_known {
        return Ok(Some(Results::default()));
    }
    let Some(findings) = in_languages(desk, request, &query)? else {
        return Ok(None);
    };
    let Some(candidates) = candidates(desk, request, &findings)? else {
        return Ok(None);
    };
    let mut results = Results {
        total: candidates.len(),
        ..Results::default()
    };
    for (place, candidate) in candidates.iter().take(request.limit).enumerate() {
        let hit = hit(desk, request, place, candidate, &findings)?;
        results.hits.extend(hit);
    }
    for findings in findings.iter().flatten() {
        for pair in &findings.corrected {
            if let Err(at) = results.corrected.binary_search(pair) {
                results.corrected.insert(at, pair.clone());
            }
        }
    }
    Ok(Some(results))
}

/// Looks the query up in the page's language, in others if they are as likely meant or this one has little, and then
/// for what may have been meant.
fn in_languages(
    desk: &mut Desk<'_>,
    request: &Request<'_>,
    query: &Query,
) -> Result<Option<ByLanguage>, Corrupt> {
    let all = 0..desk.engine.languages.len();
    let mut findings: ByLanguage = all.clone().map(|_| None).collect();
    let mut languages = vec![request.found_in.unwrap_or(request.language)];
    if request.found_in.is_none() {
        languages.extend(all.filter(|language| *language != request.language));
    }
    let engine = desk.engine;
    let is_likely = |language: &usize| {
        let tag = |language: usize| &*engine.languages[language].tag;
        *language == languages[0] || is_in_script_of(query, tag(*language), tag(request.language))
    };
    let (likely, others): (Vec<usize>, Vec<usize>) = languages.iter().partition(|l| is_likely(l));
    let is_little = |findings: &ByLanguage| !findings.iter().flatten().any(Findings::is_complete);
    for (languages, effort) in [
        (&likely, Effort::AsTyped),
        (&others, Effort::AsTyped),
        (&languages, Effort::OtherKeys),
        (&likely, Effort::Near),
        (&others, Effort::Near),
    ] {
        if !is_little(&findings) {
            break;
        }
        // All languages say what they miss before it is fetched.
        for language in languages {
            findings[*language] = find(desk, *language, query, effort)?;
        }
        if !desk.needs.is_empty() {
            return Ok(None);
        }
    }
    Ok(Some(findings))
}

/// Whether a query is written in the script of a language and not in that of the page.
fn is_in_script_of(query: &Query, tag: &str, of_page: &str) -> bool {
    let is_cyrillic_language = |tag: &str| {
        matches!(
            tag.split('-').next(),
            Some("uk" | "ru" | "be" | "bg" | "mk" | "sr")
        )
    };
    let has = |is_meant: &dyn Fn(char) -> bool| {
        let mut words = query.words.iter();
        words.any(|word| word.chars().any(is_meant))
    };
    match (is_cyrillic_language(tag), is_cyrillic_language(of_page)) {
        (true, false) => has(&is_cyrillic),
        (false, true) => has(&|c| c.is_ascii_alphabetic()),
        // Letters that one of the two languages lacks.
        _ => {
            let letters = match tag {
                "ru" => "ыэъ",
                "uk" => "іїєґ'",
                _ => "",
            };
            has(&|c| letters.chars().any(|letter| letter == c))
        }
    }
}

/// The questions that were found and wanted, the best first, each once.
fn candidates(
    desk: &mut Desk<'_>,
    request: &Request<'_>,
    findings: &ByLanguage,
) -> Result<Option<Vec<Candidate>>, Corrupt> {
    let is_filtered =
        !(request.topics.is_empty() && request.levels.is_empty() && request.kinds.is_empty());
    let facts = match is_filtered {
        true => match desk.facts(request.language)? {
            Some(facts) => facts,
            None => return Ok(None),
        },
        false => &[],
    };
    let is_wanted = |question: u32| {
        let Some(facts) = facts.get(question as usize) else {
            return !is_filtered;
        };
        (request.topics.is_empty() || request.topics.contains(&facts.topic))
            && (request.levels.is_empty() || request.levels.contains(&facts.level))
            && (request.kinds.is_empty() || request.kinds.contains(&facts.kind))
    };
    let mut all = Vec::new();
    for (language, findings) in findings.iter().enumerate() {
        let Some(findings) = findings else {
            continue;
        };
        for found in &findings.found {
            if is_wanted(found.question) {
                all.push(candidate(found, language, request));
            }
        }
    }
    // Of each question what was found in its best language; of equal ones in the first.
    let by_question = order(all.len(), &|a, b| {
        let (a, b): (&Candidate, &Candidate) = (&all[a], &all[b]);
        let by_question = a.question.cmp(&b.question);
        by_question.then(b.score.total_cmp(&a.score))
    });
    let mut best: Vec<Candidate> = Vec::with_capacity(all.len());
    for at in by_question {
        if best
            .last()
            .is_none_or(|last| last.question != all[at].question)
        {
            best.push(all[at]);
        }
    }
    // Questions are in reading order: of equal ones the first.
    let by_score = order(best.len(), &|a, b| best[b].score.total_cmp(&best[a].score));
    Ok(Some(by_score.into_iter().map(|at| best[at]).collect()))
}

fn candidate(found: &Found, language: usize, request: &Request<'_>) -> Candidate {
    let mut evidence = found.evidence;
    evidence.is_foreign = language != request.language;
    Candidate {
        question: found.question,
        language,
        document: found.document,
        score: rank::score(&evidence),
        base: evidence.base,
    }
}

/// A question as a result: in the page's language, if it is written in it. `place` counts from 0.
fn hit(
    desk: &mut Desk<'_>,
    request: &Request<'_>,
    place: usize,
    candidate: &Candidate,
    findings: &ByLanguage,
) -> Result<Option<Hit>, Corrupt> {
    let Some(manifest) = desk.manifest(request.language) else {
        return Ok(None);
    };
    let own = manifest.questions.binary_search(&candidate.question);
    let (language, number) = match own {
        Ok(number) => (request.language, number as u32),
        Err(_) => (candidate.language, candidate.document),
    };
    let none = WordSet::default();
    let terms = match &findings[language] {
        Some(findings) => &findings.terms,
        None => &none,
    };
    let stemmer = desk.engine.languages[language].stemmer;
    // What the first results will need is asked for with their cards.
    let is_among_the_first = place < WITH_SECTIONS;
    if is_among_the_first {
        desk.sections(language, number)?;
    }
    let Some(card) = desk.card(language, number)? else {
        return Ok(None);
    };
    let mut hit = Hit {
        question: candidate.question,
        language,
        found_in: candidate.language,
        address: card.address.clone(),
        topic: card.topic.clone(),
        level: card.level,
        kind: card.kind,
        title: snippet::marked(&card.title, stemmer, terms),
        score: candidate.score,
        base: candidate.base,
        ..Hit::default()
    };
    let mut words = WordSet::default();
    let answer = snippet::snippet(&card.answer, stemmer, terms, &mut words);
    let says_nothing = answer.worth.0 == 0 && !hit.title.iter().any(|part| part.is_match);
    hit.snippet = answer.parts;
    if is_among_the_first || says_nothing {
        let Some(sections) = desk.sections(language, number)? else {
            return Ok(None);
        };
        texts(sections, answer.worth, stemmer, terms, &mut words, &mut hit);
    }
    hit.words = words.into_words();
    Ok(Some(hit))
}

/// Shows of a question's sections what was looked for; of what stands before any heading, if it is worth more than
/// what is shown of the short answer.
fn texts(
    of_text: &[Section],
    of_answer: (usize, usize),
    stemmer: Stemmer,
    terms: &WordSet,
    words: &mut WordSet,
    hit: &mut Hit,
) {
    let mut sections = Vec::new();
    let mut worths = Vec::new();
    for section in of_text {
        let piece = snippet::snippet(&section.text, stemmer, terms, words);
        let heading = snippet::marked(&section.heading, stemmer, terms);
        let in_heading = heading.iter().filter(|part| part.is_match).count();
        if section.anchor.is_empty() {
            if piece.worth > of_answer {
                hit.snippet = piece.parts;
            }
        } else if piece.worth.0 + in_heading > 0 {
            // A heading says what its section is about.
            worths.push((piece.worth.0 + 2 * in_heading, piece.worth.1));
            sections.push(SectionHit {
                anchor: section.anchor.clone(),
                heading,
                snippet: piece.parts,
            });
        }
    }
    let best = order(worths.len(), &|a, b| worths[b].cmp(&worths[a]));
    for at in best.into_iter().take(SECTIONS) {
        hit.sections.push(core::mem::take(&mut sections[at]));
    }
}
