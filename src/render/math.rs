//! Formulas: TeX in, HTML with MathML (or MathML alone) out.
//!
//! Two engines can do it, both KaTeX ([`Engine`]); the output needs the style sheet of the engine's
//! version ([`Math::stylesheet_version`]). Formulas come with content that nobody has to trust: no
//! formula may panic, print, recurse without bound or take unbounded time or memory, so what would
//! is refused before an engine sees it (`limits`). Nor may one formula change another, or two runs
//! give different bytes (`attributes`). This module does not cache, and knows nothing of files,
//! pages and fonts.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

mod application;
mod attributes;
mod book_macros;
mod definitions;
mod limits;
mod message;
mod native;
mod nesting;
mod portable;
#[cfg(all(feature = "katex-engine", not(target_env = "msvc")))]
mod quickjs;
mod roots;
mod token;

pub use crate::config::{MathEngine as Engine, MathOutput as Output};

use book_macros::BookMacros;
use native::Native;
#[cfg(all(feature = "katex-engine", not(target_env = "msvc")))]
use quickjs::QuickJs;

/// How large the stacks of threads should be that make pages, in bytes.
///
/// [`Math::render`] itself is content with 1 MB: it moves deeply nested formulas to a thread with
/// a stack of this size.
pub const STACK_BYTES: usize = 64 * 1024 * 1024;

/// The largest size that a formula may ask for (`\rule`, `\kern`, `\\[…]`), in em: about the width
/// of a page.
const MAX_SIZE: f64 = 40.0;

/// How formulas are rendered.
#[derive(Clone, Debug)]
pub struct MathOptions {
    /// What renders them.
    pub engine: Engine,
    /// What they become.
    pub output: Output,
    /// Macros for all formulas: the name with its backslash, and the body, in which `#1` to `#9`
    /// are arguments.
    pub macros: BTreeMap<String, String>,
    /// How many macros a formula may expand, KaTeX's own included.
    pub max_expand: u32,
}

impl Default for MathOptions {
    fn default() -> Self {
        Self {
            engine: Engine::default(),
            output: Output::default(),
            macros: BTreeMap::new(),
            max_expand: 1000,
        }
    }
}

/// Why a formula could not be rendered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MathError {
    /// What is wrong, in the style of a [`Diagnostic`](crate::diagnostic::Diagnostic).
    pub message: String,
    /// Where, in bytes of the formula; `None` if that is not known.
    pub span: Option<Range<usize>>,
}

impl MathError {
    fn at(message: impl Into<String>, span: Range<usize>) -> Self {
        Self {
            message: message.into(),
            span: Some(span),
        }
    }

    fn nowhere(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            span: None,
        }
    }
}

impl fmt::Display for MathError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for MathError {}

/// Renders formulas; one for all threads.
pub struct Math {
    engine: Engine,
    settings: String,
    setup: Setup,
    native: Native,
    #[cfg(all(feature = "katex-engine", not(target_env = "msvc")))]
    quickjs: QuickJs,
}

/// What is the same for all formulas.
struct Setup {
    output: Output,
    book: BookMacros,
    max_expand: u32,
}

impl Math {
    /// Prepares the engine. Macros that cannot be used are left out, see [`Math::macro_problems`].
    pub fn new(options: MathOptions) -> Self {
        Self {
            engine: options.engine,
            settings: settings(&options),
            setup: Setup {
                output: options.output,
                book: BookMacros::new(options.macros),
                max_expand: options.max_expand,
            },
            native: Native::new(),
            #[cfg(all(feature = "katex-engine", not(target_env = "msvc")))]
            quickjs: QuickJs::new(),
        }
    }

    /// Renders a formula, `display` as a block or else for a line of text.
    ///
    /// The same formula always gives the same bytes, and no formula has an influence on another.
    ///
    /// # Errors
    /// The formula is not what KaTeX understands, uses a command that is not allowed, or is too
    /// long or too deeply nested; or the engine is not [`available`](Engine::available).
    pub fn render(&self, tex: &str, display: bool) -> Result<String, MathError> {
        self.engine.available().map_err(MathError::nowhere)?;
        let knows = |name: &str| self.native.knows(name);
        let shape = limits::check(tex, &self.setup.book, self.setup.max_expand, knows)?;
        let rendered = match self.engine {
            Engine::KatexRs => self.native.render(tex, display, &self.setup, shape.depth),
            #[cfg(all(feature = "katex-engine", not(target_env = "msvc")))]
            Engine::Katex => self.quickjs.render(tex, display, &self.setup),
            #[cfg(not(all(feature = "katex-engine", not(target_env = "msvc"))))]
            Engine::Katex => unreachable!("only an available engine gets here"),
        };
        match rendered {
            Ok(markup) => Ok(application::joined(attributes::sort(&markup))),
            Err(error) => Err(shape.place(error)),
        }
    }

    /// What stands for all options in the names of what was rendered: other options, another text.
    pub fn settings(&self) -> &str {
        &self.settings
    }

    /// The macros of the options that cannot be used, by name, and why.
    pub fn macro_problems(&self) -> &BTreeMap<String, String> {
        self.setup.book.problems()
    }

    /// The version of KaTeX whose style sheet and fonts the output needs: class names differ.
    pub fn stylesheet_version(&self) -> &'static str {
        version(self.engine)
    }
}

fn version(engine: Engine) -> &'static str {
    match engine {
        Engine::KatexRs => native::KATEX_VERSION,
        Engine::Katex => "0.16.4",
    }
}

fn settings(options: &MathOptions) -> String {
    let MathOptions {
        engine,
        output,
        macros,
        max_expand,
    } = options;
    // Each of them in quotes or a word, so that two lists of options cannot read the same.
    let version = version(*engine);
    format!("{engine:?} {version} {output:?} {max_expand} {macros:?}")
}

#[cfg(test)]
mod tests;
