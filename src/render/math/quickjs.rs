//! The engine `katex`: the original KaTeX, run by QuickJS.
//!
//! A formula that passed [`super::limits`] in, the engine's HTML or MathML or an error out. QuickJS
//! keeps a context per thread, needs 60 to 90 ms and 3 MB to make one, and stops when the stack is
//! 256 kB deeper than where the context was made: a caller that made its first formula at the
//! bottom of its stack could not make one further up. So the contexts live on threads of their
//! own, always called at the same depth; at most one per processor, started when first needed.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::{io, thread};

use super::message::{self, Unit};
use super::{MAX_SIZE, MathError, Output, Setup};

/// QuickJS itself stays within 256 kB; this is for the Rust around it.
const STACK_BYTES: usize = 8 * 1024 * 1024;

/// The engine: the threads that have a context.
pub(super) struct QuickJs {
    workers: Mutex<Workers>,
    /// Signalled when a worker becomes idle or is gone.
    changed: Condvar,
    limit: usize,
}

#[derive(Default)]
struct Workers {
    idle: Vec<Worker>,
    /// Idle and busy ones.
    started: usize,
}

/// A thread; it ends when this is dropped.
struct Worker {
    formulas: Sender<(String, katex::Opts)>,
    results: Receiver<Result<String, String>>,
}

impl QuickJs {
    /// Prepares the engine; its threads are started by the first formulas.
    pub(super) fn new() -> Self {
        Self {
            workers: Mutex::default(),
            changed: Condvar::new(),
            limit: thread::available_parallelism().map_or(1, usize::from),
        }
    }

    /// Renders a formula, after waiting for an idle worker.
    pub(super) fn render(
        &self,
        tex: &str,
        display: bool,
        setup: &Setup,
    ) -> Result<String, MathError> {
        let worker = self.idle_worker().map_err(|error| {
            MathError::nowhere(format!(
                "cannot start a thread for the engine `katex`: {error}"
            ))
        })?;
        let result = worker.render(tex, settings(setup, display));
        let mut workers = self.lock();
        match result {
            Some(_) => workers.idle.push(worker),
            None => workers.started -= 1,
        }
        drop(workers);
        self.changed.notify_one();
        let gone = || Err("the thread of the engine `katex` is gone".to_owned());
        result
            .unwrap_or_else(gone)
            .map_err(|text| message::read(&text, tex, Unit::Utf16))
    }

    fn idle_worker(&self) -> io::Result<Worker> {
        let mut workers = self.lock();
        loop {
            if let Some(worker) = workers.idle.pop() {
                return Ok(worker);
            }
            if workers.started < self.limit {
                let worker = Worker::start()?;
                workers.started += 1;
                return Ok(worker);
            }
            let changed = self.changed.wait(workers);
            workers = changed.unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// The workers. A panic while they were locked cannot have left them half changed.
    fn lock(&self) -> MutexGuard<'_, Workers> {
        self.workers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Worker {
    fn start() -> io::Result<Self> {
        let (formulas, received) = channel::<(String, katex::Opts)>();
        let (send, results) = channel();
        let work = move || {
            for (tex, settings) in received {
                if send.send(render(&tex, &settings)).is_err() {
                    return;
                }
            }
        };
        let builder = thread::Builder::new().name("katex".to_owned());
        builder.stack_size(STACK_BYTES).spawn(work)?;
        Ok(Self { formulas, results })
    }

    /// The result, or `None` if the thread is gone.
    fn render(&self, tex: &str, settings: katex::Opts) -> Option<Result<String, String>> {
        self.formulas.send((tex.to_owned(), settings)).ok()?;
        self.results.recv().ok()
    }
}

/// Runs on a worker, always called from the same depth of its stack.
fn render(tex: &str, settings: &katex::Opts) -> Result<String, String> {
    catch_unwind(AssertUnwindSafe(|| katex::render_with_opts(tex, settings)))
        .unwrap_or_else(|_| Err(katex::Error::JsExecError("a panic".to_owned())))
        .map_err(|error| match error {
            katex::Error::JsExecError(detail) => unescape(&detail),
            other => other.to_string(),
        })
}

fn settings(setup: &Setup, display: bool) -> katex::Opts {
    let mut settings = katex::Opts::default();
    settings.set_display_mode(display);
    settings.set_output_type(match setup.output {
        Output::HtmlAndMathml => katex::OutputType::HtmlAndMathml,
        Output::Mathml => katex::OutputType::Mathml,
    });
    settings.set_throw_on_error(true);
    settings.set_trust(false);
    settings.set_max_size(Some(MAX_SIZE));
    settings.set_max_expand(Some(i32::try_from(setup.max_expand).unwrap_or(i32::MAX)));
    for (name, body) in setup.book.usable() {
        settings.add_macro(name.clone(), body.clone());
    }
    settings
}

/// The text of a JavaScript exception, which arrives as Rust would print it for debugging:
/// `String("ParseError: …\\foo…\u{332}")`.
fn unescape(detail: &str) -> String {
    let inside = detail
        .strip_prefix("String(\"")
        .and_then(|detail| detail.strip_suffix("\")"));
    let Some(inside) = inside else {
        return detail.to_owned();
    };
    let mut text = String::with_capacity(inside.len());
    let mut chars = inside.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            text.push(c);
            continue;
        }
        match chars.next() {
            Some('n') => text.push('\n'),
            Some('r') => text.push('\r'),
            Some('t') => text.push('\t'),
            Some('0') => text.push('\0'),
            Some('u') => {
                let digits = chars.by_ref().skip(1).take_while(|c| *c != '}');
                let number = u32::from_str_radix(&digits.collect::<String>(), 16).ok();
                text.extend(number.and_then(char::from_u32));
            }
            Some(other) => text.push(other),
            None => {}
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exceptions_are_unescaped() {
        let texts = [
            "\\foo",
            "\"'\n\t\r\0",
            "f\u{332}о",
            "{\u{200b}}",
            "\\u{332}",
            "",
        ];
        for text in texts {
            assert_eq!(unescape(&format!("String({text:?})")), text);
        }
        assert_eq!(unescape("Null"), "Null");
    }
}
