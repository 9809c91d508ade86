#[test]
fn timing() {
    let svg = std::fs::read_to_string("/work/main/content/math-statistics/gradient.svg").unwrap();
    let t = std::time::Instant::now();
    for _ in 0..200 {
        super::inline(&svg, "f1-", "a").unwrap();
    }
    eprintln!("TT inline {} B: {:?}", svg.len(), t.elapsed() / 200);
    let s = crate::render::sanitize::Sanitizer::new(crate::render::sanitize::RawHtml::Sanitize);
    for h in [
        "<kbd>x</kbd>",
        "<a href=x>x</a>",
        "<details open><summary>x</summary></details>",
    ] {
        let t = std::time::Instant::now();
        for _ in 0..2000 {
            s.clean_fragment(h);
        }
        eprintln!("TT {h}: {:?}", t.elapsed() / 2000);
    }
    let t = std::time::Instant::now();
    for _ in 0..100 {
        crate::render::sanitize::Sanitizer::new(crate::render::sanitize::RawHtml::Sanitize);
    }
    eprintln!("TT new {:?}", t.elapsed() / 100);
}
