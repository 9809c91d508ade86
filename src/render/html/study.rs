//! Study blocks: hints, solutions, follow-ups and the like, and the options of a quiz.

use pulldown_cmark::Tag;

use super::{Place, Writer, escaped};
use crate::parse::QuestionKind;
use crate::parse::tree::{Callout, Kind, Node};
use crate::render::sanitize::Content;

/// How a callout is drawn.
struct Style {
    name: &'static str,
    /// Key of its title among the interface texts.
    title: &'static str,
    element: Element,
}

enum Element {
    /// Stands beside the text.
    Aside,
    /// Is closed until the reader asks for it.
    Details,
    /// Is a part of the text.
    Section,
}

fn style(callout: Callout) -> Style {
    let (name, title, element) = match callout {
        Callout::Note => ("note", "alerts.note", Element::Aside),
        Callout::Tip => ("tip", "alerts.tip", Element::Aside),
        Callout::Important => ("important", "alerts.important", Element::Aside),
        Callout::Warning => ("warning", "alerts.warning", Element::Aside),
        Callout::Caution => ("caution", "alerts.caution", Element::Aside),
        Callout::Pitfall => ("pitfall", "question.pitfall", Element::Aside),
        Callout::Hint => ("hint", "question.hint", Element::Details),
        Callout::Solution => ("solution", "question.solution", Element::Details),
        Callout::Followup => ("followup", "question.follow_ups", Element::Section),
    };
    Style {
        name,
        title,
        element,
    }
}

/// Whether an item of a list has a box, and if so whether it is ticked.
pub(super) fn ticked(item: &Node<'_>) -> Option<bool> {
    let first = item.children.first()?;
    match (&first.kind, first.children.first().map(|n| &n.kind)) {
        (Kind::TaskMarker(ticked), _) => Some(*ticked),
        (Kind::Element(Tag::Paragraph), Some(Kind::TaskMarker(ticked))) => Some(*ticked),
        _ => None,
    }
}

impl Writer<'_> {
    pub(super) fn callout(&mut self, callout: Callout, node: &Node<'_>) {
        let Style {
            name,
            title,
            element,
        } = style(callout);
        let title = escaped(self.text.text(title));
        self.fresh_line();
        if self.is_card() {
            return self.card_callout(callout, &title, node);
        }
        let attributes = format!("class=\"callout callout-{name}\" data-callout=\"{name}\"");
        let lang = self.interface_lang();
        let (open, close) = match element {
            Element::Aside => (
                format!("<aside {attributes}><p class=\"callout-title\"{lang}>{title}</p>\n"),
                "</aside>\n",
            ),
            Element::Section => (
                format!("<section {attributes}><p class=\"callout-title\"{lang}>{title}</p>\n"),
                "</section>\n",
            ),
            Element::Details => (
                format!(
                    "<details {attributes}><summary class=\"callout-title\"{lang}>{title}</summary><div class=\"callout-body\">\n"
                ),
                "</div></details>\n",
            ),
        };
        self.open(Content::Flow, &open);
        match callout {
            Callout::Followup => self.followups(&node.children),
            _ => self.blocks(&node.children, Place::Inside),
        }
        self.fresh_line();
        self.close(close);
    }

    /// The attributes of the interface's words inside a text that is in another language.
    fn interface_lang(&self) -> String {
        if self.document.language == self.shown.language {
            return String::new();
        }
        let tag = self.site.tag(self.shown.language);
        let direction = self.text.direction.as_str();
        format!(" lang=\"{tag}\" dir=\"{direction}\"")
    }

    /// Whether a list is the options of this page's quiz: the first task list of its text.
    pub(super) fn begins_quiz(&mut self, list: &Node<'_>, place: Place) -> bool {
        let is_quiz = self.shown.kind == Some(QuestionKind::Quiz)
            && place == Place::Top
            && !self.has_options
            && list.children.iter().any(|item| ticked(item).is_some());
        self.has_options |= is_quiz;
        is_quiz
    }

    /// The options as a list that reads without a script; the element after it lets readers choose.
    pub(super) fn quiz(&mut self, list: &Node<'_>) {
        let right = list
            .children
            .iter()
            .filter(|item| ticked(item) == Some(true))
            .count();
        let (mode, hint) = if right == 1 {
            ("one", "question.quiz_one")
        } else {
            ("many", "question.quiz_many")
        };
        self.fresh_line();
        let hint = escaped(self.text.text(hint));
        if self.is_card() {
            return self.card_options(list, &hint);
        }
        let name = escaped(self.text.text("question.answer_options"));
        let lang = self.interface_lang();
        self.push(&format!("<p class=\"quiz-hint\"{lang}>{hint}</p>\n<ol class=\"quiz\" data-quiz=\"{mode}\" aria-label=\"{name}\">\n"));
        for item in &list.children {
            self.quiz_option(item);
        }
        let words = [
            ("check", "question.check_answer"),
            ("again", "question.try_again"),
            ("right", "question.correct"),
            ("partly", "question.partly_correct"),
            ("wrong", "question.incorrect"),
        ];
        let words =
            words.map(|(name, key)| format!(" data-{name}=\"{}\"", escaped(self.text.text(key))));
        let words = words.concat();
        self.push(&format!(
            "</ol>\n<quiz-check{words}{lang} hidden></quiz-check>\n"
        ));
    }

    /// An option: its first line is what can be chosen, the rest says why it is right or wrong.
    fn quiz_option(&mut self, item: &Node<'_>) {
        let is_right = ticked(item) == Some(true);
        let (option, reasons) = option_and_reasons(&item.children);
        let open = format!(
            "<li class=\"quiz-option\" data-correct=\"{is_right}\"><div class=\"quiz-text\">"
        );
        self.open(Content::Flow, &open);
        self.inlines(option);
        let summary = escaped(self.text.text("question.show_explanation"));
        let verdict = escaped(self.text.text(if is_right {
            "question.option_right"
        } else {
            "question.option_wrong"
        }));
        self.close("</div>");
        let lang = self.interface_lang();
        let open = format!(
            "<details class=\"quiz-why\"><summary{lang}>{summary}</summary><p class=\"quiz-verdict\"{lang}>{verdict}</p>\n"
        );
        self.open(Content::Flow, &open);
        self.blocks(reasons, Place::Inside);
        self.close("</details></li>\n");
    }
}

/// Splits an item into the line of its option, without the box, and what follows.
pub(in crate::render) fn option_and_reasons<'n, 't>(
    nodes: &'n [Node<'t>],
) -> (&'n [Node<'t>], &'n [Node<'t>]) {
    let without_box = |line: &'n [Node<'t>]| match line.first().map(|n| &n.kind) {
        Some(Kind::TaskMarker(_)) => &line[1..],
        _ => line,
    };
    match nodes.first() {
        Some(Node {
            kind: Kind::Element(Tag::Paragraph),
            children,
            ..
        }) => (without_box(children), &nodes[1..]),
        _ => {
            let is_block = |n: &Node<'_>| {
                matches!(&n.kind, Kind::Callout(_))
                    || matches!(&n.kind, Kind::Element(tag) if matches!(tag, Tag::Paragraph | Tag::List(_) | Tag::CodeBlock(_) | Tag::BlockQuote(_) | Tag::Table(_)))
            };
            let end = nodes.iter().position(is_block).unwrap_or(nodes.len());
            (without_box(&nodes[..end]), &nodes[end..])
        }
    }
}
