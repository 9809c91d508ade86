//! A post of a channel: a question with its answer, a task with its solution, or an announcement.

use std::ops::Range;

use super::add_resource;
use super::text::{Body, markdown};
use crate::import::document::{Document, Item, NoteKind};
use crate::import::escape::line_with_code;
use crate::import::lines::{Line, after_label, joined};
use crate::import::link::addresses;
use crate::import::sentence::{is_imperative, is_interrogative, is_question, sentences};
use crate::import::status::status_of;
use crate::parse::{AnswerStatus, QuestionKind};

/// Lines that divide a statement from its solution, in lower case and without a colon.
const SOLUTIONS: &[&str] = &[
    "решение",
    "розв'язання",
    "розв’язання",
    "розвʼязання",
    "розв'язок",
    "розв’язок",
    "рішення",
    "solution",
];
/// What a short answer begins with.
const ANSWERS: &[&str] = &["ответ", "відповідь", "answer"];
/// Labels that stand before a statement and say nothing.
const LABELS: &[&str] = &[
    "задача",
    "завдання",
    "задачка",
    "task",
    "problem",
    "вопрос",
    "питання",
    "question",
];
/// Words of announcements, in lower case; words that begin so count.
const ANNOUNCED: &[&str] = &[
    "книг",
    "книж",
    "статт",
    "статей",
    "статья",
    "статью",
    "статьи",
    "article",
    "book",
    "вебінар",
    "вебинар",
    "webinar",
    "вакансі",
    "ваканси",
    "подписывайтесь",
    "підписуйтесь",
    "підписуйтеся",
    "дайджест",
    "digest",
    "подборк",
    "добірк",
];
/// What a post says of a picture that is not in the text, in lower case.
const PICTURES: &[&str] = &[
    "see the picture",
    "see picture",
    "see the image",
    "see image",
    "see the figure",
    "in the picture",
    "in the image",
    "picture above",
    "picture below",
    "pic above",
    "див. малюнок",
    "див. картинку",
    "див. зображення",
    "див. рисунок",
    "див. фото",
    "на малюнку",
    "на картинці",
    "на зображенні",
    "дивіться малюнок",
    "см. картинку",
    "см. рисунок",
    "см. изображение",
    "см. фото",
    "смотри картинку",
    "смотрите картинку",
    "на картинке",
    "на рисунке",
    "на изображении",
];
/// The longest title that is made of a statement, in characters.
const TITLE: usize = 150;

/// A post, its tags taken off.
pub(super) struct Post<'t> {
    tags: Vec<String>,
    lines: Vec<Line<'t>>,
}

impl<'t> Post<'t> {
    /// A post of the lines that a handle closed; nothing if they say nothing.
    pub(super) fn new(lines: &[Line<'t>], document: &mut Document) -> Option<Self> {
        let mut lines = trimmed(lines);
        let first = lines.first().map_or(0, |line| line.number);
        let mut tags = Vec::new();
        while let Some(found) = lines.first().and_then(|line| tags_of(line.trimmed())) {
            tags.extend(found);
            lines = trimmed(&lines[1..]);
        }
        while let Some(found) = lines.last().and_then(|line| tags_of(line.trimmed())) {
            tags.extend(found);
            lines = trimmed(&lines[..lines.len() - 1]);
        }
        let mut lines = lines.to_vec();
        if let Some(first) = lines.first_mut() {
            first.text = without_emoji(first.text);
        }
        let lines = trimmed(&lines).to_vec();
        let mut seen = std::collections::BTreeSet::new();
        tags.retain(|tag: &String| seen.insert(tag.clone()));
        for line in &lines {
            let lower = line.text.to_lowercase();
            if PICTURES.iter().any(|words| lower.contains(words)) {
                document.note(
                    NoteKind::Review,
                    line.number,
                    "a picture is lost",
                    line.trimmed(),
                );
            }
        }
        if lines.is_empty() {
            if !tags.is_empty() {
                document.note(
                    NoteKind::Unclaimed,
                    first,
                    "a post of tags only",
                    tags.join(" "),
                );
            }
            return None;
        }
        Some(Self { tags, lines })
    }

    fn range(&self) -> Range<usize> {
        let first = self.lines.first().map_or(1, |line| line.number);
        first..self.lines.last().map_or(first, |line| line.number) + 1
    }

    /// Adds the post to what was read, as what it is.
    pub(super) fn add(self, document: &mut Document) {
        let solution = self
            .lines
            .iter()
            .position(|line| is_solution(line.trimmed()));
        let answer = self
            .lines
            .iter()
            .position(|line| after_label(line.trimmed(), ANSWERS).is_some());
        if let Some(at) = solution {
            let item = self.task(at, answer.filter(|answer| *answer < at), document);
            return document.items.push(item);
        }
        if let Some(at) = answer.filter(|at| *at > 0) {
            let item = self.task(self.lines.len(), Some(at), document);
            return document.items.push(item);
        }
        let end = self.question_end();
        let question = texts(&self.lines[..end]);
        let asks = sentences(&question)
            .iter()
            .any(|s| is_question(s) || is_imperative(s));
        if !asks && Self::is_announcement(&question) {
            let text = markdown(&self.lines, document);
            // The tags of what is no question are told only here.
            let tags = self.tags.iter().map(String::as_str);
            let plain: Vec<&str> = tags.chain(self.lines.iter().map(Line::trimmed)).collect();
            return add_resource(document, text, &plain.join(" "), self.range());
        }
        let answer = markdown(trimmed(&self.lines[end..]), document);
        document.items.push(Item {
            title: question,
            tags: self.tags.clone(),
            status: status_of(&answer, 0),
            answer,
            lines: self.range(),
            ..Item::default()
        });
    }

    /// Where the question ends: with the first paragraph, of which two lines are asked at most.
    fn question_end(&self) -> usize {
        let paragraph = self
            .lines
            .iter()
            .position(Line::is_blank)
            .unwrap_or(self.lines.len());
        if paragraph <= 2
            && !(paragraph == 2 && is_closed(self.lines[0].trimmed()) && self.lines.len() == 2)
        {
            return paragraph;
        }
        match is_closed(self.lines[0].trimmed()) || !is_closed(self.lines[1].trimmed()) {
            true => 1,
            false => 2,
        }
    }

    /// Whether a first paragraph that asks nothing tells of a book, an article, or a page.
    fn is_announcement(question: &str) -> bool {
        if is_interrogative(question) {
            return false;
        }
        let lower = question.to_lowercase();
        let mut words = lower.split(|c: char| !c.is_alphanumeric());
        let is_named = words.any(|word| ANNOUNCED.iter().any(|start| word.starts_with(start)));
        is_named || !addresses(question).is_empty()
    }

    /// A statement, a short answer, a solution from the line behind `solution` on.
    fn task(&self, solution: usize, answer: Option<usize>, document: &mut Document) -> Item {
        let end = answer.unwrap_or(solution);
        let mut statement = trimmed(&self.lines[..end]);
        if let [label, rest @ ..] = statement
            && !rest.is_empty()
            && is_label(label.trimmed())
        {
            statement = trimmed(rest);
        }
        let (title, rest) = titled(statement);
        let statement = markdown(rest, document);
        let short = answer.map(|at| {
            let first = after_label(self.lines[at].trimmed(), ANSWERS).unwrap_or_default();
            let label = self.lines[at]
                .trimmed()
                .split(':')
                .next()
                .unwrap_or_default();
            let rest = markdown(trimmed(&self.lines[at + 1..solution]), document);
            let first = format!("**{label}:** {}", line_with_code(first));
            [first.trim(), &rest].join("\n\n").trim().to_owned()
        });
        let solution = self.lines.get(solution + 1..).unwrap_or_default();
        let solution = markdown(trimmed(solution), document);
        let is_answered = !solution.is_empty() || short.is_some();
        Item {
            title,
            kind: QuestionKind::Task,
            tags: self.tags.clone(),
            statement,
            short_answer: short.unwrap_or_default(),
            solution,
            status: (!is_answered).then_some(AnswerStatus::None),
            lines: self.range(),
            ..Item::default()
        }
    }
}

/// The question of a quiz: its first lines, and what is given with it.
pub(super) fn quiz_stem(lines: &[Line<'_>], document: &mut Document) -> Option<Item> {
    let post = Post::new(lines, document)?;
    let body = Body::new(&post.lines);
    let title: Vec<&Line<'_>> = post.lines.iter().take(body.leading_text()).collect();
    let (title, rest) = match title.len() {
        0 => (joined(post.lines[0].text), &post.lines[..]),
        count => (texts(&post.lines[..count]), &post.lines[count..]),
    };
    let statement = markdown(trimmed(rest), document);
    Some(Item {
        title,
        kind: QuestionKind::Quiz,
        tags: post.tags,
        statement,
        ..Item::default()
    })
}

/// The title of a statement, and what stands below it: nothing if the title is all of it.
fn titled<'l, 't>(lines: &'l [Line<'t>]) -> (String, &'l [Line<'t>]) {
    let whole = texts(lines);
    let leading = Body::new(lines).leading_text();
    if whole.chars().count() <= TITLE
        && leading == lines.iter().filter(|line| !line.is_blank()).count()
    {
        return (whole, &[]);
    }
    let first = match leading {
        0 => joined(lines.first().map_or("", |line| line.text)),
        count => texts(&lines[..count]),
    };
    let mut title = String::new();
    for sentence in sentences(&first) {
        let length = title.chars().count() + sentence.chars().count();
        if !title.is_empty() && length >= TITLE {
            break;
        }
        if !title.is_empty() {
            title.push(' ');
        }
        title.push_str(sentence);
    }
    (shortened(&title), lines)
}

/// A title that is not longer than a heading should be: cut at a word.
fn shortened(title: &str) -> String {
    let Some((end, _)) = title.char_indices().nth(TITLE) else {
        return title.to_owned();
    };
    let end = title[..end].rfind(' ').unwrap_or(end);
    format!("{}…", title[..end].trim_end_matches([',', ';', ':', ' ']))
}

fn texts(lines: &[Line<'_>]) -> String {
    let texts: Vec<&str> = lines.iter().map(Line::trimmed).collect();
    joined(&texts.join(" "))
}

/// Lines without the blank ones at both ends.
pub(super) fn trimmed<'l, 't>(lines: &'l [Line<'t>]) -> &'l [Line<'t>] {
    let start = lines
        .iter()
        .position(|line| !line.is_blank())
        .unwrap_or(lines.len());
    let end = lines
        .iter()
        .rposition(|line| !line.is_blank())
        .map_or(start, |last| last + 1);
    &lines[start..end]
}

fn is_solution(text: &str) -> bool {
    SOLUTIONS.contains(&text.trim_end_matches(':').trim().to_lowercase().as_str())
}

fn is_label(text: &str) -> bool {
    let label = text
        .trim_end_matches(|c: char| c.is_ascii_digit() || ":.№# ".contains(c))
        .to_lowercase();
    LABELS.contains(&label.trim())
}

fn is_closed(text: &str) -> bool {
    is_question(text)
        || sentences(text)
            .last()
            .is_some_and(|s| s.ends_with('.') && is_imperative(s))
}

/// The tags of a line that has nothing else.
fn tags_of(text: &str) -> Option<Vec<String>> {
    let mut tags = Vec::new();
    for word in text.split_whitespace() {
        let tag = word.strip_prefix('#')?.trim_end_matches([',', ';']);
        let is_tag = tag.contains(char::is_alphabetic)
            && tag.chars().all(|c| c.is_alphanumeric() || c == '_');
        if !is_tag {
            return None;
        }
        tags.push(tag.replace('_', " ").trim().to_lowercase());
    }
    (!tags.is_empty()).then_some(tags)
}

/// A line without the emoji that it begins with.
fn without_emoji(text: &str) -> &str {
    let text = text.trim_start();
    let mut rest = text.trim_start_matches(is_emoji);
    // One goes; what was drawn with several characters is one.
    if rest.len() < text.len() {
        let first = text.chars().next().map_or(0, char::len_utf8);
        let after = text[first..].trim_start_matches(is_emoji_part);
        rest = after;
    }
    rest.trim_start()
}

/// Whether a character is a picture.
pub(super) fn is_emoji(c: char) -> bool {
    matches!(c, '\u{1f000}'..='\u{1faff}' | '\u{2600}'..='\u{27bf}' | '\u{2b00}'..='\u{2bff}' | '\u{231a}'..='\u{23ff}' | '\u{25aa}'..='\u{25fe}')
}

/// Whether a character changes the picture before it.
fn is_emoji_part(c: char) -> bool {
    matches!(
        c,
        '\u{fe0f}' | '\u{200d}' | '\u{1f3fb}'..='\u{1f3ff}' | '\u{20e3}'
    )
}
