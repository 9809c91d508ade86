//! What others made that is part of the program and of the sites that it makes, with the licences of it.
//!
//! Nothing comes in: both texts are written by `cargo xtask notices` from Cargo.lock and committed, and `tests/notices.rs`
//! holds them to it.

/// Of the program, for `answerbook --licenses`.
pub static PROGRAM: &str = include_str!("../notices/program.txt");

/// Of a site: the search engine, KaTeX's style sheets and fonts, and the scheduler of reviews.
pub static SITE: &str = include_str!("../notices/site.txt");

/// Where a site has [`SITE`], below its root.
pub const SITE_PATH: &str = "licenses.txt";
