//! `answerbook man`: the manual page, in roff.

use clap::CommandFactory;

use super::{Cli, output};

pub(super) fn run() -> u8 {
    let mut page = Vec::new();
    // Writing into memory does not fail.
    if clap_mangen::Man::new(Cli::command())
        .render(&mut page)
        .is_ok()
    {
        output::result(&String::from_utf8_lossy(&page));
    }
    0
}
