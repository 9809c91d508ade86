//! Any text as a query, over an undamaged index: it gives results, and the same ones when it is asked again.
#![no_main]

use std::sync::LazyLock;

use answerbook_fuzz::{Files, index, requests, text_and_rest};
use answerbook_search::engine::{Engine, Request};
use libfuzzer_sys::fuzz_target;

static INDEX: LazyLock<Files> = LazyLock::new(index);

fuzz_target!(|input: &[u8]| {
    let (text, _) = text_and_rest(input);
    let mut engine = INDEX.engine();
    for request in requests(&text) {
        check(&mut engine, &request);
    }
    // Line feeds and all, as the command line would.
    let whole = Request {
        query: &text,
        limit: 10,
        ..Request::default()
    };
    check(&mut engine, &whole);
});

fn check(engine: &mut Engine, request: &Request<'_>) {
    let first = INDEX
        .search(engine, request)
        .expect("an index that is whole");
    let again = INDEX
        .search(engine, request)
        .expect("what was found before");
    assert_eq!(first, again);
}
