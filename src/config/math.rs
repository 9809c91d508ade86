//! The choices of `[math]`.

use serde::Deserialize;

/// What renders formulas: `[math] engine`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
pub enum MathEngine {
    /// `katex-rs`, KaTeX 0.18 in Rust.
    #[default]
    #[serde(rename = "katex-rs")]
    KatexRs,
    /// `katex`, the original KaTeX 0.16 run by QuickJS: 10 to 20 times slower.
    #[serde(rename = "katex")]
    Katex,
}

impl MathEngine {
    /// Whether this program was compiled with the engine.
    ///
    /// # Errors
    /// It was not; says why, for the author of `book.toml`.
    pub fn available(self) -> Result<(), &'static str> {
        match self {
            Self::Katex if cfg!(target_env = "msvc") => {
                Err("the math engine `katex` does not exist on Windows with MSVC; use `katex-rs`")
            }
            Self::Katex if cfg!(not(feature = "katex-engine")) => Err(
                "this answerbook was compiled without the math engine `katex` (cargo feature `katex-engine`); use `katex-rs`",
            ),
            Self::Katex | Self::KatexRs => Ok(()),
        }
    }

    /// The name in `book.toml`.
    pub fn name(self) -> &'static str {
        match self {
            Self::KatexRs => "katex-rs",
            Self::Katex => "katex",
        }
    }
}

/// What formulas become: `[math] output`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
pub enum MathOutput {
    /// HTML for the eye and MathML for assistive technology.
    #[default]
    #[serde(rename = "html+mathml")]
    HtmlAndMathml,
    /// MathML for both: a sixth of the size, set by the browser, needs no style sheet.
    #[serde(rename = "mathml")]
    Mathml,
}
