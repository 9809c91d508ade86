//! `answerbook translate`: how far the translations are, and recording that they are current.

use clap::{Args, Subcommand};

use super::Common;

mod accept;
mod status;

/// Options of `translate`.
#[derive(Args, Clone, Debug)]
pub(super) struct TranslateArgs {
    #[command(subcommand)]
    what: What,
}

#[derive(Clone, Debug, Subcommand)]
enum What {
    /// Show what is written, translated and outdated, by topic, level and language
    Status(status::StatusArgs),
    /// Record that translations are as new as their originals
    Accept(accept::AcceptArgs),
}

pub(super) fn run(common: &Common, args: &TranslateArgs) -> u8 {
    match &args.what {
        What::Status(args) => status::run(common, args),
        What::Accept(args) => accept::run(common, args),
    }
}
