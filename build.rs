//! Tells cargo to compile again when a file is added to the folders that become part of the program.

fn main() {
    for folder in ["languages", "starter", "static", "templates"] {
        println!("cargo::rerun-if-changed={folder}");
    }
}
