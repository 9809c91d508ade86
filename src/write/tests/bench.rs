#![allow(clippy::print_stderr)]
use super::*;
use std::process::Command;
use std::time::Instant;

static BODY: std::sync::LazyLock<Vec<u8>> = std::sync::LazyLock::new(|| {
    let mut x: u64 = 88172645463325252;
    (0..30_000 / 8)
        .flat_map(|_| {
            x ^= x << 13;
            x ^= x >> 7;
            x ^= x << 17;
            x.to_le_bytes()
        })
        .collect()
});

fn page(i: u64, salt: u64) -> Vec<u8> {
    let mut b = BODY.clone();
    b[20_000..20_008].copy_from_slice(&i.to_le_bytes());
    b[20_008..20_016].copy_from_slice(&salt.to_le_bytes());
    b
}

#[test]
#[ignore]
fn bench() {
    let root = std::env::var("BENCH_DIR").unwrap_or("/tmp".into());
    for layout in ["flat", "dirs"] {
        let path = |i: u64| match layout {
            "flat" => format!("{}/t{}/q{i}.html", i % 3, i / 3 % 20),
            _ => format!("{}/t{}/q{i}/index.html", i % 3, i / 3 % 20),
        };
        let scratch = tempfile::tempdir_in(&root).unwrap();
        let output = scratch.path().join("site");
        let plan = |salt: &'static (dyn Fn(u64) -> u64 + Sync)| {
            let mut plan = Plan::default();
            for i in 0..10_000 {
                plan.make(path(i), move || page(i, salt(i)).into());
            }
            plan
        };
        let time = |name: &str, plan: &Plan<'_>| {
            let start = Instant::now();
            let r = write_quietly(plan, &output).unwrap();
            eprintln!(
                "{layout} {name}: {:.0} ms  un={} ch={} sw={}",
                start.elapsed().as_secs_f64() * 1e3,
                r.unchanged,
                r.changed,
                r.swapped
            );
        };
        let run = |args: &[&str]| {
            let start = Instant::now();
            assert!(
                Command::new(args[0])
                    .args(&args[1..])
                    .status()
                    .unwrap()
                    .success()
            );
            eprintln!(
                "{layout} {}: {:.0} ms",
                args.join(" "),
                start.elapsed().as_secs_f64() * 1e3
            );
        };
        let start = Instant::now();
        dry_run(&plan(&|_| 1), &|_| {});
        eprintln!(
            "{layout} dry run: {:.0} ms",
            start.elapsed().as_secs_f64() * 1e3
        );
        for _ in 0..2 {
            time("first", &plan(&|_| 1));
            time("nothing changed", &plan(&|_| 1));
            time("one changed", &plan(&|i| u64::from(i != 77)));
            time("all changed", &plan(&|_| 3));
            let copy = scratch.path().join("copy");
            run(&["cp", "-r", output.to_str().unwrap(), copy.to_str().unwrap()]);
            run(&["rm", "-r", copy.to_str().unwrap()]);
            if std::env::var("SYNC").is_ok() {
                run(&["sync", "-f", output.to_str().unwrap()]);
            }
            let start = Instant::now();
            clean(&output).unwrap();
            eprintln!(
                "{layout} clean: {:.0} ms",
                start.elapsed().as_secs_f64() * 1e3
            );
        }
    }
}
