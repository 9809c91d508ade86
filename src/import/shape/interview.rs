//! A structured interview: blocks, sub-blocks, questions that are numbered through, hints, follow-up questions.
//!
//! The form is regular, so whatever departs from it is an error with its line: a guess would put a hint to the
//! wrong question without anybody seeing it.

use crate::import::document::{Block, Document, Item, NoteKind};
use crate::import::emphasis::plain;
use crate::import::escape::guarded;
use crate::import::lines::{Line, lines};
use crate::parse::AnswerStatus;

const BLOCKS: &[&str] = &[
    "блок",
    "block",
    "розділ",
    "раздел",
    "part",
    "частина",
    "часть",
];
const QUESTIONS: &[&str] = &["вопрос", "question", "питання", "запитання"];
const HINTS: &[&str] = &["подсказка", "hint", "підказка"];
const FOLLOW_UPS: &[&str] = &[
    "углубляющие вопросы",
    "уточняющие вопросы",
    "дополнительные вопросы",
    "follow-up questions",
    "follow up questions",
    "followup questions",
    "поглиблювальні питання",
    "поглиблювальні запитання",
    "уточнювальні питання",
    "уточнювальні запитання",
    "додаткові питання",
    "додаткові запитання",
];

pub(super) fn read(text: &str) -> Document {
    let mut reader = Reader::default();
    for line in lines(text) {
        reader.line(&line);
    }
    reader.finish()
}

/// Where lines go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Place {
    /// Before the first block.
    #[default]
    Head,
    /// Below the heading of a block, before its first question.
    Block,
    /// In the text of a question.
    Question,
    /// In a hint that is not closed.
    Hint,
    /// Behind a closed hint.
    Hinted,
    /// In the list of follow-ups.
    FollowUps,
    /// Behind the rule that ends the document or a block.
    End,
}

#[derive(Default)]
struct Reader {
    document: Document,
    place: Place,
    /// Whether a blank line came since the last text.
    is_parted: bool,
    /// The number that a question should have, less one.
    last: u64,
}

impl Reader {
    fn line(&mut self, line: &Line<'_>) {
        let text = line.trimmed();
        if text.is_empty() {
            self.is_parted = true;
            return;
        }
        if let Some(title) = text.strip_prefix("# ") {
            self.title(line, title);
        } else if let Some(heading) = text.strip_prefix("## ") {
            self.block(line, heading);
        } else if let Some(heading) = text.strip_prefix("### ") {
            self.sub_block(line, heading);
        } else if is_rule(text) {
            self.place = match self.place {
                Place::Head => Place::Head,
                _ => Place::End,
            };
        } else if let Some((number, question)) = question(text) {
            self.question(line, number, question);
        } else if let Some(hint) = labelled(text, '*', HINTS) {
            self.hint(line, hint);
        } else if labelled(text, '*', FOLLOW_UPS).is_some_and(|hint| hint.is_empty()) {
            self.follow_ups(line);
        } else {
            self.text(line, text);
        }
        self.is_parted = false;
    }

    fn error(&mut self, line: &Line<'_>, message: impl Into<String>) {
        let text = line.trimmed();
        self.document
            .note(NoteKind::Error, line.number, message, text);
    }

    /// A mark of the form ends a hint, which must be closed by then.
    fn close_hint(&mut self, line: &Line<'_>) {
        if self.place == Place::Hint {
            self.error(
                line,
                "the hint before this line is not closed: `*` is missing",
            );
            self.place = Place::Hinted;
        }
    }

    fn title(&mut self, line: &Line<'_>, title: &str) {
        if self.place != Place::Head || !self.document.title.is_empty() {
            return self.error(line, "a second title");
        }
        self.document.title = plain(title);
    }

    fn block(&mut self, line: &Line<'_>, heading: &str) {
        self.close_hint(line);
        let Some(title) = numbered_block(heading) else {
            return self.error(line, "a heading of a block is `## Block N: Title`");
        };
        self.document.blocks.push(Block {
            title,
            ..Block::default()
        });
        self.place = Place::Block;
    }

    fn sub_block(&mut self, line: &Line<'_>, heading: &str) {
        self.close_hint(line);
        let number = heading.split_whitespace().next().unwrap_or_default();
        let is_number = number.trim_end_matches('.').split('.').count() == 2
            && number.bytes().all(|b| b.is_ascii_digit() || b == b'.')
            && !number.starts_with('.');
        let title = plain(
            heading
                .trim_start()
                .strip_prefix(number)
                .unwrap_or_default(),
        );
        let Some(block) = self
            .document
            .blocks
            .last_mut()
            .filter(|_| is_number && !title.is_empty())
        else {
            return self.error(line, "a heading of a part is `### N.M Title`, in a block");
        };
        block.blocks.push(Block {
            title,
            ..Block::default()
        });
        self.place = Place::Block;
    }

    fn question(&mut self, line: &Line<'_>, number: &str, question: &str) {
        self.close_hint(line);
        let value: u64 = number.parse().unwrap_or(0);
        if value != self.last + 1 {
            let message = format!("the question has the number {value}, not {}", self.last + 1);
            self.error(line, message);
        }
        self.last = value;
        let item = Item {
            title: plain(question),
            number: Some(number.to_owned()),
            status: Some(AnswerStatus::None),
            lines: line.number..line.number + 1,
            ..Item::default()
        };
        if question.is_empty() {
            self.error(line, "the question has no text");
        }
        match self.innermost() {
            Some(block) => block.items.push(item),
            None => {
                self.error(line, "the question stands in no block");
                self.place = Place::Head;
                return;
            }
        }
        self.place = Place::Question;
    }

    fn innermost(&mut self) -> Option<&mut Block> {
        let block = self.document.blocks.last_mut()?;
        match block.blocks.is_empty() {
            true => Some(block),
            false => block.blocks.last_mut(),
        }
    }

    fn item(&mut self, line: usize) -> Option<&mut Item> {
        let item = self.innermost()?.items.last_mut()?;
        item.lines.end = line + 1;
        Some(item)
    }

    fn hint(&mut self, line: &Line<'_>, hint: &str) {
        // `*Hint:* text` is closed behind its label.
        let is_labelled = line
            .trimmed()
            .split_once(':')
            .is_some_and(|(_, rest)| rest.starts_with('*'));
        let is_open = !is_labelled && !line.trimmed().ends_with('*');
        match self.place {
            Place::Question => {
                let hint = guarded(hint);
                if let Some(item) = self.item(line.number) {
                    item.hint = hint;
                }
                self.place = if is_open { Place::Hint } else { Place::Hinted };
            }
            Place::Hint | Place::Hinted => self.error(line, "a second hint"),
            _ => self.error(
                line,
                "a hint stands behind its question, before the follow-up questions",
            ),
        }
    }

    fn follow_ups(&mut self, line: &Line<'_>) {
        self.close_hint(line);
        match self.place {
            Place::Question | Place::Hinted => self.place = Place::FollowUps,
            _ => self.error(line, "follow-up questions stand behind a question, once"),
        }
    }

    /// A line that is no mark of the form.
    fn text(&mut self, line: &Line<'_>, text: &str) {
        if !self.has_taken(line, text) {
            self.error(line, "the form has no place for this text");
        }
    }

    /// Puts a line where it belongs; `false` if that is nowhere.
    fn has_taken(&mut self, line: &Line<'_>, text: &str) -> bool {
        let is_parted = self.is_parted;
        let bullet = ["- ", "* ", "• "]
            .iter()
            .find_map(|mark| text.strip_prefix(mark));
        match (self.place, bullet) {
            (Place::Head, _) => append(&mut self.document.description, text, is_parted),
            (Place::End, _) if is_italic(text) => {
                append(&mut self.document.description, text, true);
            }
            (Place::Block, _) => {
                let Some(block) = self.innermost() else {
                    return false;
                };
                append(&mut block.description, &plain(text), false);
            }
            (Place::Question | Place::Hint | Place::FollowUps, _) => {
                let place = self.place;
                let Some(item) = self.item(line.number) else {
                    return false;
                };
                let taken = match (place, bullet) {
                    (Place::FollowUps, _) => follow_up(item, text, bullet, is_parted),
                    (Place::Hint, _) => {
                        let rest = text.strip_suffix('*').unwrap_or(text);
                        append(&mut item.hint, &guarded(rest), is_parted);
                        true
                    }
                    (_, None) if !is_parted => {
                        item.title.push(' ');
                        item.title.push_str(&plain(text));
                        true
                    }
                    _ => false,
                };
                if place == Place::Hint && text.ends_with('*') {
                    self.place = Place::Hinted;
                }
                return taken;
            }
            _ => return false,
        }
        true
    }

    fn finish(mut self) -> Document {
        if self.place == Place::Hint {
            let text = "the last hint is not closed: `*` is missing";
            self.document.note(
                NoteKind::Error,
                self.document
                    .all_items()
                    .last()
                    .map_or(1, |i| i.lines.start),
                text,
                "",
            );
        }
        self.document.description = guarded(self.document.description.trim());
        self.document
    }
}

/// Adds a follow-up question, or goes on with the last one.
fn follow_up(item: &mut Item, text: &str, bullet: Option<&str>, is_parted: bool) -> bool {
    match (bullet, item.follow_ups.last_mut()) {
        (Some(question), _) => item.follow_ups.push(guarded(question)),
        (None, Some(last)) if !is_parted => append(last, &guarded(text), false),
        _ => return false,
    }
    true
}

fn append(text: &mut String, more: &str, is_parted: bool) {
    if !text.is_empty() {
        text.push_str(if is_parted { "\n\n" } else { "\n" });
    }
    text.push_str(more);
}

fn is_rule(text: &str) -> bool {
    let marks: String = text.split_whitespace().collect();
    marks.len() >= 3
        && ["-", "*", "_"]
            .iter()
            .any(|mark| marks.replace(mark, "").is_empty())
}

fn is_italic(text: &str) -> bool {
    let is_between = |mark| text.len() > 2 && text.starts_with(mark) && text.ends_with(mark);
    is_between('*') || is_between('_')
}

/// The title of `Block N: Title`.
fn numbered_block(heading: &str) -> Option<String> {
    let (label, title) = heading.split_once([':', '.'])?;
    let mut words = label.split_whitespace();
    let word = words.next()?.trim_matches('*').to_lowercase();
    let number = words.next()?;
    let is_block = BLOCKS.contains(&word.as_str())
        && number.bytes().all(|b| b.is_ascii_digit())
        && words.next().is_none();
    let title = plain(title);
    (is_block && !title.is_empty()).then_some(title)
}

/// The number and the text of `**Question N:** text`.
fn question(text: &str) -> Option<(&str, &str)> {
    let inner = text.strip_prefix("**")?;
    let (label, rest) = inner.split_once([':', '.'])?;
    let mut words = label.split_whitespace();
    let word = words.next()?.to_lowercase();
    let number = words.next()?;
    let is_question = QUESTIONS.contains(&word.as_str())
        && number.bytes().all(|b| b.is_ascii_digit())
        && words.next().is_none();
    // The bold may end behind the colon, before it, or behind the question.
    let rest = rest.trim_start().strip_prefix("**").unwrap_or(rest);
    is_question.then(|| (number, rest.trim()))
}

/// What stands behind a label between asterisks: `*Hint: text*`, `**Hint:** text`.
fn labelled<'t>(text: &'t str, mark: char, labels: &[&str]) -> Option<&'t str> {
    let inner = text.strip_prefix(mark)?.trim_start_matches(mark);
    let (label, rest) = inner.split_once(':')?;
    let label = label.trim_end_matches(mark).trim().to_lowercase();
    if !labels.contains(&label.as_str()) {
        return None;
    }
    let rest = rest.trim_start_matches(mark).trim();
    // The last asterisk closes the hint, unless it closes an emphasis that opened in it.
    let closing = rest
        .strip_suffix(mark)
        .filter(|inner| inner.matches(mark).count() % 2 == 0);
    Some(closing.unwrap_or(rest).trim())
}
