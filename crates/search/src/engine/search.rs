//! A search from the query to the results.

use super::found::{Findings, Found, find};
use super::order::{WordSet, order};
use super::results::{Hit, Results, SectionHit};
use super::{Desk, snippet};
use crate::analysis::is_cyrillic;
use crate::blob::Corrupt;
use crate::blob::documents::Document;
use crate::query::Query;
use crate::rank;
use crate::stem::Stemmer;

/// How many sections of a question are shown.
const SECTIONS: usize = 3;

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
        Self {
            query: next(),
            language: next().parse().unwrap_or(0),
            limit: next().parse().unwrap_or(10),
            topics: numbers(next()),
            levels: bytes(next()),
            kinds: bytes(next()),
            found_in: next().parse().ok(),
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
    for candidate in candidates.iter().take(request.limit) {
        results
            .hits
            .extend(hit(desk, request, candidate, &findings)?);
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
    let is_little = |findings: &ByLanguage| !findings.iter().flatten().any(Findings::is_complete);
    for (number, language) in languages.iter().enumerate() {
        let is_likely = number == 0
            || is_in_script_of(
                query,
                &desk.engine.languages[*language].tag,
                &desk.engine.languages[request.language].tag,
            );
        if !is_likely && !is_little(&findings) {
            continue;
        }
        let Some(found) = find(desk, *language, query, false)? else {
            return Ok(None);
        };
        findings[*language] = Some(found);
    }
    if is_little(&findings) {
        for language in &languages {
            let Some(found) = find(desk, *language, query, true)? else {
                return Ok(None);
            };
            findings[*language] = Some(found);
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

/// A question as a result: in the page's language, if it is written in it.
fn hit(
    desk: &mut Desk<'_>,
    request: &Request<'_>,
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
    let Some(document) = desk.document(language, number)? else {
        return Ok(None);
    };
    let none = WordSet::default();
    let terms = match &findings[language] {
        Some(findings) => &findings.terms,
        None => &none,
    };
    let stemmer = desk.engine.languages[language].stemmer;
    let mut hit = Hit {
        question: candidate.question,
        language,
        found_in: candidate.language,
        address: document.address.clone(),
        topic: document.topic.clone(),
        level: document.level,
        kind: document.kind,
        title: snippet::marked(&document.title, stemmer, terms),
        score: candidate.score,
        base: candidate.base,
        ..Hit::default()
    };
    texts(document, stemmer, terms, &mut hit);
    Ok(Some(hit))
}

/// Shows of a document's texts what was looked for.
fn texts(document: &Document, stemmer: Stemmer, terms: &WordSet, hit: &mut Hit) {
    let mut words = WordSet::default();
    let mut sections = Vec::new();
    let mut worths = Vec::new();
    for (number, section) in document.sections.iter().enumerate() {
        let piece = snippet::snippet(&section.text, stemmer, terms, &mut words);
        let heading = snippet::marked(&section.heading, stemmer, terms);
        let in_heading = heading.iter().filter(|part| part.is_match).count();
        if number == 0 {
            hit.snippet = piece.parts;
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
        hit.sections.push(std::mem::take(&mut sections[at]));
    }
    hit.words = words.into_words();
}
