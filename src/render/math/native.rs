//! The engine `katex-rs`: KaTeX in Rust.
//!
//! A formula that passed [`super::limits`] in, the engine's HTML or MathML or an error out. One
//! context serves all threads. It recurses without a limit of its own, so a formula that nests
//! more than a few levels runs on a thread with a stack of [`STACK_BYTES`].

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

use katex_rs::macro_expander::IMPLICIT_COMMANDS;
use katex_rs::macros::MacroDefinition;
use katex_rs::macros::builtins::BUILTIN_MACROS;
use katex_rs::types::{Mode, ParseErrorKind};
use katex_rs::{KatexContext, OutputFormat, ParseError, Settings, StrictMode, StrictSetting};
use katex_rs::{TrustSetting, render_to_string};

use super::message::{self, Unit};
use super::roots;
use super::{MAX_SIZE, MathError, Output, STACK_BYTES, Setup};

/// How deep a formula may nest on the stack of the caller. A level takes up to 30 kB (measured for
/// `\boxed`, the costliest), so that 1 MB is enough.
const MAX_DEPTH_ON_CALLERS_STACK: usize = 16;

/// What KaTeX knows by other means than its tables: names that exist within matrices, and those
/// that its chemistry extension brings with the engine `katex`.
const ELSEWHERE: [&str; 4] = [r"\cr", r"\ce", r"\pu", r"\tripledash"];

/// The version of KaTeX that `katex-rs` 0.3 is a port of.
pub(super) const KATEX_VERSION: &str = "0.18.5";

/// The engine.
pub(super) struct Native {
    context: KatexContext,
}

impl Native {
    /// Fills the engine's tables.
    pub(super) fn new() -> Self {
        Self {
            context: KatexContext::default(),
        }
    }

    /// Whether a command or character has a meaning that does not come from the book.
    pub(super) fn knows(&self, name: &str) -> bool {
        BUILTIN_MACROS.contains_key(name)
            || IMPLICIT_COMMANDS.contains(name)
            || ELSEWHERE.contains(&name)
            || self.context.functions.contains_key(name)
            || self.context.symbols.contains(Mode::Math, name)
            || self.context.symbols.contains(Mode::Text, name)
    }

    /// Renders a formula whose groups are nested `depth` levels deep.
    pub(super) fn render(
        &self,
        tex: &str,
        display: bool,
        setup: &Setup,
        depth: usize,
    ) -> Result<String, MathError> {
        let run = || {
            let braced = roots::braced(tex, &|text| self.is_symbol(text, setup));
            // An error is that of the formula as it was written.
            match braced.map(|braced| (self.run(&braced, display, setup), braced)) {
                Some((Ok(markup), braced)) => Ok(roots::restored(&markup, &braced, tex)),
                _ => self.run(tex, display, setup),
            }
        };
        if depth <= MAX_DEPTH_ON_CALLERS_STACK {
            return run();
        }
        thread::scope(|scope| {
            let builder = thread::Builder::new().stack_size(STACK_BYTES);
            let running = builder.spawn_scoped(scope, run).map_err(|error| {
                let what = "cannot start a thread for a deeply nested formula";
                MathError::nowhere(format!("{what}: {error}"))
            })?;
            running.join().unwrap_or_else(|_| Err(panicked()))
        })
    }
}

impl Native {
    fn run(&self, tex: &str, display: bool, setup: &Setup) -> Result<String, MathError> {
        // The macros are made anew: what a formula defines must not reach the next one.
        let settings = settings(setup, display);
        catch_unwind(AssertUnwindSafe(|| {
            render_to_string(&self.context, tex, &settings).map_err(|error| self.error(&error, tex))
        }))
        .unwrap_or_else(|_| Err(panicked()))
    }

    /// Whether a token is a symbol and nothing else.
    fn is_symbol(&self, text: &str, setup: &Setup) -> bool {
        self.context.symbols.contains(Mode::Math, text)
            && !self.context.functions.contains_key(text)
            && !BUILTIN_MACROS.contains_key(text)
            && !setup.book.contains(text)
    }

    /// The engine calls a command undefined if it is a macro whose arguments are wrong.
    fn error(&self, error: &ParseError, tex: &str) -> MathError {
        let read = message::read(&error.to_string(), tex, Unit::Byte);
        match &*error.kind {
            ParseErrorKind::UndefinedControlSequence { name } if self.knows(name) => {
                let name = name.split('@').next().unwrap_or(name);
                let first = tex.find(name).map(|start| start..start + name.len());
                MathError {
                    message: format!("wrong use of `{name}`"),
                    span: read.span.or(first),
                }
            }
            _ => read,
        }
    }
}

fn settings(setup: &Setup, display: bool) -> Settings {
    let macros = setup.book.usable().iter();
    let macros = macros.map(|(name, body)| (name.clone(), MacroDefinition::String(body.clone())));
    Settings {
        display_mode: display,
        output: match setup.output {
            Output::HtmlAndMathml => OutputFormat::HtmlAndMathml,
            Output::Mathml => OutputFormat::Mathml,
        },
        throw_on_error: true,
        strict: StrictSetting::Mode(StrictMode::Ignore),
        trust: TrustSetting::Bool(false),
        max_size: MAX_SIZE,
        max_expand: usize::try_from(setup.max_expand).unwrap_or(usize::MAX),
        macros: RefCell::new(macros.collect()),
        ..Settings::default()
    }
}

fn panicked() -> MathError {
    MathError::nowhere("the math engine panicked at this formula")
}
