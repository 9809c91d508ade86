//! answerbook turns a folder of Markdown question-and-answer files into a multi-language static site.

pub mod diagnostic;
pub mod plan;
