//! `cargo xtask engine`: compiles the search engine for browsers into `static/search/`.
//!
//! The compiled engine is committed, so that a clone builds and searches without the wasm target and a published
//! package holds it. Beside it stands a record of what it was made from: a hash over the engine's sources and the
//! versions of its dependencies, and the versions of the tools. `--check` fails if the sources are not those of the
//! record, and, where the tools are the same, if compiling them again does not give the same bytes.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use zopfli::{BlockType, GzipEncoder, Options};

const PACKAGE: &str = "answerbook-search-wasm";
const TARGET: &str = "wasm32-unknown-unknown";

/// How many bytes the gzipped engine may have: everyone who searches loads it.
const BUDGET: usize = 45_000;

/// What the engine is compiled from, beside its dependencies.
const SOURCES: [&str; 7] = [
    "crates/search/src",
    "crates/search/data",
    "crates/search/build.rs",
    "crates/search/Cargo.toml",
    "crates/search-wasm/src",
    "crates/search-wasm/Cargo.toml",
    "crates/xtask/src/engine.rs",
];

/// How the module is made smaller. The features are those that browsers with `DecompressionStream` have. The passes
/// were chosen by the size of the gzipped module, which is not always that of the module: code that says the same thing
/// twice in the same way packs better than a local that remembers it, and so does data in one piece.
const WASM_OPT: [&str; 15] = [
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
    "--strip-producers",
    "--strip-target-features",
    "--skip-pass=memory-packing",
    "--skip-pass=local-cse",
    "--one-caller-inline-max-function-size=1",
    // The control flow is taken apart and put together again.
    "--flatten",
    "--rereloop",
    "-Oz",
    "-Oz",
];

/// Runs the command.
pub(crate) fn run(arguments: impl Iterator<Item = OsString>) -> ExitCode {
    let arguments: Vec<OsString> = arguments.collect();
    let done = match arguments.as_slice() {
        [] => write(),
        [flag] if flag == "--check" => check(),
        _ => Err("usage: cargo xtask engine [--check]".to_owned()),
    };
    crate::told(done)
}

fn write() -> Result<String, String> {
    let bytes = compiled()?;
    let folder = crate::root().join("static/search");
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    save(&folder.join("engine.wasm.gz"), &bytes)?;
    save(&folder.join("engine.toml"), record()?.as_bytes())?;
    Ok(format!(
        "static/search/engine.wasm.gz: {} bytes",
        bytes.len()
    ))
}

fn save(path: &Path, bytes: &[u8]) -> Result<(), String> {
    fs::write(path, bytes).map_err(|error| format!("{}: {error}", path.display()))
}

fn check() -> Result<String, String> {
    let folder = crate::root().join("static/search");
    let committed = fs::read_to_string(folder.join("engine.toml")).unwrap_or_default();
    let now = record()?;
    let line = |text: &str, key: &str| {
        let found = text.lines().find(|line| line.starts_with(key));
        found.unwrap_or_default().to_owned()
    };
    if line(&committed, "sources") != line(&now, "sources") {
        return Err("the compiled search engine is not that of its sources: run `cargo xtask engine` and commit static/search".to_owned());
    }
    if committed != now {
        return Ok(
            "the search engine was compiled from these sources, by other tools than there are here"
                .to_owned(),
        );
    }
    let bytes = fs::read(folder.join("engine.wasm.gz")).unwrap_or_default();
    if bytes != compiled()? {
        return Err("compiling the search engine again gives other bytes: run `cargo xtask engine` and commit static/search".to_owned());
    }
    Ok("the search engine is that of its sources, byte for byte".to_owned())
}

/// What the engine is made from and by.
fn record() -> Result<String, String> {
    Ok(format!(
        "# What engine.wasm.gz was compiled from; written by `cargo xtask engine`.\n\
         sources = \"{}\"\nrustc = \"{}\"\nwasm_opt = \"{}\"\n",
        sources()?,
        said(Command::new("rustc").arg("--version"))?.trim(),
        said(Command::new(wasm_opt()).arg("--version"))?.trim()
    ))
}

/// A hash over the sources, the profile, and the dependencies with their versions.
fn sources() -> Result<String, String> {
    let root = crate::root();
    let mut files = Vec::new();
    for source in SOURCES {
        collect(&root.join(source), source, &mut files)?;
    }
    files.sort();
    let mut hasher = blake3::Hasher::new();
    for (name, bytes) in &files {
        hasher
            .update(name.as_bytes())
            .update(&[0])
            .update(bytes)
            .update(&[0]);
    }
    let tree = [
        "tree",
        "--package",
        PACKAGE,
        "--target",
        TARGET,
        "--edges",
        "normal,build",
        "--prefix",
        "none",
        "--format",
        "{p} {f}",
        "--locked",
    ];
    let tree = said(Command::new("cargo").args(tree).current_dir(&root))?;
    // A path of this machine stands behind the packages of the workspace.
    let mut packages: Vec<&str> = tree
        .lines()
        .map(|line| line.split(" (/").next().unwrap_or(line))
        .collect();
    packages.sort_unstable();
    packages.dedup();
    hasher.update(packages.join("\n").as_bytes());
    let manifest =
        fs::read_to_string(root.join("Cargo.toml")).map_err(|error| error.to_string())?;
    let profile = manifest
        .split("[profile.engine]")
        .nth(1)
        .unwrap_or_default();
    hasher.update(profile.split("\n[").next().unwrap_or_default().as_bytes());
    Ok(hasher.finalize().to_hex().to_string())
}

fn collect(path: &Path, name: &str, files: &mut Vec<(String, Vec<u8>)>) -> Result<(), String> {
    let at = |error: std::io::Error| format!("{}: {error}", path.display());
    if !path.is_dir() {
        files.push((name.to_owned(), fs::read(path).map_err(at)?));
        return Ok(());
    }
    for entry in fs::read_dir(path).map_err(at)? {
        let entry = entry.map_err(at)?;
        let below = format!("{name}/{}", entry.file_name().to_string_lossy());
        collect(&entry.path(), &below, files)?;
    }
    Ok(())
}

/// The engine, compiled, made smaller and gzipped.
fn compiled() -> Result<Vec<u8>, String> {
    let root = crate::root();
    let work = root.join("target/engine");
    let build = [
        "build",
        "--quiet",
        "--locked",
        "--package",
        PACKAGE,
        "--profile",
        "engine",
        "--target",
        TARGET,
        "--target-dir",
    ];
    // Paths of this machine would end up in messages of the engine, and make its bytes another machine's.
    let home = std::env::var("CARGO_HOME")
        .or_else(|_| std::env::var("HOME").map(|home| format!("{home}/.cargo")));
    let flags = format!(
        "--remap-path-prefix={}=. --remap-path-prefix={}=cargo",
        fs::canonicalize(&root)
            .map_err(|error| error.to_string())?
            .display(),
        home.unwrap_or_default()
    );
    said(
        Command::new("cargo")
            .args(build)
            .arg(&work)
            .env("RUSTFLAGS", flags)
            .env_remove("CARGO_ENCODED_RUSTFLAGS")
            .current_dir(&root),
    )?;
    let wasm = work
        .join(TARGET)
        .join("engine")
        .join(format!("{}.wasm", PACKAGE.replace('-', "_")));
    let small = work.join("engine.wasm");
    said(
        Command::new(wasm_opt())
            .args(WASM_OPT)
            .arg(&wasm)
            .arg("-o")
            .arg(&small),
    )?;
    let bytes = fs::read(&small).map_err(|error| format!("{}: {error}", small.display()))?;
    let gzipped = gzipped(&bytes).map_err(|error| error.to_string())?;
    if gzipped.len() > BUDGET {
        let size = gzipped.len();
        return Err(format!(
            "the search engine has {size} bytes, its budget is {BUDGET}"
        ));
    }
    Ok(gzipped)
}

/// What `gzip -9` does, in a twentieth less, and the same bytes on every machine.
fn gzipped(bytes: &[u8]) -> Result<Vec<u8>, zopfli::Error> {
    let mut encoder = GzipEncoder::new(Options::default(), BlockType::Dynamic, Vec::new())?;
    zopfli::Write::write_all(&mut encoder, bytes)?;
    encoder.finish()
}

/// Binaryen's optimiser, which `npm ci --prefix tests` installs.
fn wasm_opt() -> PathBuf {
    crate::root().join("tests/node_modules/.bin/wasm-opt")
}

/// What a command says on standard output.
fn said(command: &mut Command) -> Result<String, String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command
        .output()
        .map_err(|error| format!("{name} cannot be started: {error}"))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(format!(
            "{name} failed:\n{}",
            String::from_utf8_lossy(&output.stderr)
        ))
    }
}
