//! `answerbook clean`: removes the built site, and what earlier runs keep for later ones.

use std::path::PathBuf;

use clap::Args;

use super::{BOOK_HAS_ERRORS, BookArgs, Common, NOT_WRITTEN, build, output, test};

/// Options of `clean`.
#[derive(Args, Clone, Debug)]
pub(super) struct CleanArgs {
    /// Folder of the built site, instead of `[build] output_dir`
    #[arg(long, short, value_name = "FOLDER")]
    output_dir: Option<PathBuf>,
}

pub(super) fn run(common: &Common, args: &CleanArgs) -> u8 {
    let output = match &args.output_dir {
        Some(output) => output.clone(),
        None => match build::load(
            common,
            &BookArgs {
                base_url: None,
                drafts: false,
            },
        ) {
            Some(loaded) => build::output_folder(common, &None, &loaded),
            None => return BOOK_HAS_ERRORS,
        },
    };
    let kept = [
        (crate::write::cache::remove(&common.root), "what was drawn"),
        (
            test::cache::remove(&common.root),
            "what was known of tested code",
        ),
    ];
    for (removed, what) in kept {
        match removed {
            Ok(true) => output::say(common, &format!("removed {what}")),
            Ok(false) => {}
            Err(error) => {
                output::complain(common, &format!("{what} cannot be removed: {error}"));
                return NOT_WRITTEN;
            }
        }
    }
    match crate::write::clean(&output) {
        Ok(true) => output::say(common, &format!("removed {}", output.display())),
        Ok(false) => output::say(common, &format!("{} is not there", output.display())),
        Err(error) => {
            output::problems(common, error.diagnostics(), None);
            return NOT_WRITTEN;
        }
    }
    0
}
