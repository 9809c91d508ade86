//! Builds killed at random moments. The test binary starts itself as the process to be killed.

use std::env;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Instant;

use super::*;

/// Tells the child process where to write; the second one in which way.
const OUTPUT: &str = "ANSWERBOOK_TEST_CRASH_OUTPUT";
const WAY: &str = "ANSWERBOOK_TEST_CRASH_WAY";

/// How often the child is killed.
const KILLS: u32 = 20;

/// A site of 200 files. Some are the same in all versions, some exist in one only, most differ.
fn version(name: &str) -> Pages {
    let page = |i: u32| match i % 10 {
        0 => (format!("same/{i}.html"), vec![b'='; 3_000]),
        1 => (format!("only-{name}/{i}/index.html"), vec![b'x'; 3_000]),
        _ => (
            format!("{}/{i}.html", i % 7),
            name.repeat(3_000).into_bytes(),
        ),
    };
    (0..200).map(page).collect()
}

#[test]
#[ignore = "the child process of the tests below"]
fn child() {
    let (Some(output), Ok(way)) = (env::var_os(OUTPUT), env::var(WAY)) else {
        return;
    };
    let output = PathBuf::from(output);
    let way = match way.as_str() {
        "Exchange" => Way::Exchange,
        "Renames" => Way::Renames,
        _ => Way::Entries,
    };
    let versions = [version("A"), version("B")];
    let report = output.with_extension("builds");
    for (count, pages) in versions.iter().cycle().enumerate() {
        let start = Instant::now();
        build_by(pages, &output, way).unwrap();
        fs::write(
            &report,
            format!("{count} {} .", start.elapsed().as_micros()),
        )
        .unwrap();
    }
}

fn start(output: &Path, way: Way) -> Child {
    Command::new(env::current_exe().unwrap())
        .args(["--exact", "write::tests::crash::child", "--ignored"])
        .env(OUTPUT, output)
        .env(WAY, format!("{way:?}"))
        .stdout(Stdio::null())
        .spawn()
        .unwrap()
}

/// Waits for a number of builds and says how many microseconds the last one took.
fn wait_for_builds(builds: u64, output: &Path, child: &mut Child) -> u64 {
    let report = output.with_extension("builds");
    loop {
        let text = fs::read_to_string(&report).unwrap_or_default();
        let words: Vec<_> = text.split(' ').collect();
        if let [count, micros, "."] = words[..]
            && count.parse::<u64>().unwrap() >= builds
        {
            return micros.parse().unwrap();
        }
        assert!(child.try_wait().unwrap().is_none(), "the child failed");
        sleep(Duration::from_millis(1));
    }
}

/// Kills a writing process again and again; after each time `repair` and look.
fn kill_at_random_moments(way: Way, repair: impl Fn(&Path)) {
    let random = || RandomState::new().build_hasher().finish();
    let (a, b) = (version("A"), version("B"));
    let mut seen = [0, 0];
    for kill in 0..KILLS {
        let scratch = Scratch::quick();
        let output = scratch.output();
        let mut child = start(&output, way);
        let micros = wait_for_builds(u64::from(kill % 2) + 1, &output, &mut child);
        sleep(Duration::from_micros(random() % micros));
        assert!(child.try_wait().unwrap().is_none(), "the child failed");
        child.kill().unwrap();
        child.wait().unwrap();
        fs::remove_file(output.with_extension("builds")).unwrap();

        repair(&output);
        let found = site_at(&output);
        let which = [&a, &b].iter().position(|version| **version == found);
        seen[which.expect("the site is a mixture")] += 1;
        build(&a, &output).unwrap();
        assert_eq!(site_at(&output), a);
        scratch.assert_tidy();
    }
    // The child was killed while it was at work, not before.
    assert!(seen[0] > 0 && seen[1] > 0, "{seen:?}");
}

#[test]
fn a_killed_build_leaves_the_old_site_or_the_new_one() {
    kill_at_random_moments(Way::Exchange, |_| {});
}

#[test]
fn a_build_killed_between_renames_is_repaired_at_the_next_start() {
    kill_at_random_moments(Way::Renames, |output| recover(output).unwrap());
}

#[test]
fn a_build_killed_between_entries_is_repaired_at_the_next_start() {
    kill_at_random_moments(Way::Entries, |output| recover(output).unwrap());
}
