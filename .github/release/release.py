#!/usr/bin/env python3
"""What a release is made with, beside compiling: Python's own library and nothing else.

  release.py check TAG                  the tag fits Cargo.toml, Cargo.lock and CHANGELOG.md; prints the version
  release.py notes TAG                  prints what CHANGELOG.md says of the version
  release.py pack --target TARGET --program FILE --output FOLDER [--extra FOLDER]
                                        makes the archive of a program, the same bytes from the same files
  release.py sums FOLDER                writes SHA256SUMS over the archives of a folder

Times in archives are those of SOURCE_DATE_EPOCH, 0 if it is not set.
"""

import argparse
import gzip
import hashlib
import io
import os
import re
import sys
import tarfile
import time
import tomllib
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# What stands beside the program in each archive: its name there, and in the repository.
FILES = {
    "CHANGELOG.md": "CHANGELOG.md",
    "LICENSE-APACHE": "LICENSE-APACHE",
    "LICENSE-MIT": "LICENSE-MIT",
    "README.md": "README.md",
    "THIRD-PARTY.txt": "notices/program.txt",
}
SUMS = "SHA256SUMS"


def cargo_version(root):
    """The version of Cargo.toml, which stands there twice, and in Cargo.lock."""
    manifest = tomllib.loads((root / "Cargo.toml").read_text(encoding="utf-8"))
    version = manifest["workspace"]["package"]["version"]
    search = manifest["dependencies"]["answerbook-search"]["version"]
    if search != version:
        sys.exit(f"Cargo.toml: the package is {version}, and it asks for answerbook-search {search}")
    lock = tomllib.loads((root / "Cargo.lock").read_text(encoding="utf-8"))
    locked = [package["version"] for package in lock["package"] if package["name"] == "answerbook"]
    if locked != [version]:
        sys.exit(f"Cargo.lock has answerbook {locked}, Cargo.toml {version}: run `cargo check`")
    return version


def tagged_version(tag):
    if not re.fullmatch(r"v\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?", tag):
        sys.exit(f"`{tag}` is no tag of a release: they are called v1.2.3")
    return tag[1:]


def changes(root, version):
    """What stands in CHANGELOG.md under the heading of a version: `## 1.2.3` or `## 1.2.3 - 2026-11-22`."""
    text = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    for section in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        heading, _, body = section.partition("\n")
        if heading.split()[:1] == [version]:
            if not body.strip():
                sys.exit(f"CHANGELOG.md says nothing of {version}")
            return body.strip() + "\n"
    sys.exit(f"CHANGELOG.md has no section `## {version}`")


def check(options):
    version = cargo_version(options.root)
    if tagged_version(options.tag) != version:
        sys.exit(f"the tag is {options.tag}, and Cargo.toml says {version}")
    changes(options.root, version)
    print(version)


def notes(options):
    print(changes(options.root, tagged_version(options.tag)), end="")


def contents(options, folder):
    """The files of an archive: names, bytes, and whether they are programs. Sorted."""
    is_windows = "-windows-" in options.target
    files = [(f"{folder}/answerbook{'.exe' if is_windows else ''}", options.program.read_bytes(), True)]
    files += [(f"{folder}/{name}", (options.root / path).read_bytes(), False) for name, path in FILES.items()]
    if options.extra:
        extra = [path for path in options.extra.rglob("*") if path.is_file()]
        files += [(f"{folder}/{path.relative_to(options.extra).as_posix()}", path.read_bytes(), False) for path in extra]
    return sorted(files)


def tar_gz(files, when):
    tarred = io.BytesIO()
    with tarfile.open(fileobj=tarred, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name, data, is_program in files:
            entry = tarfile.TarInfo(name)
            entry.size, entry.mtime, entry.mode = len(data), when, 0o755 if is_program else 0o644
            archive.addfile(entry, io.BytesIO(data))
    return gzip.compress(tarred.getvalue(), compresslevel=9, mtime=0)


def zipped(files, when):
    # Zip knows no time before 1980.
    date = time.gmtime(max(when, 315532800))[:6]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, data, is_program in files:
            entry = zipfile.ZipInfo(name, date)
            entry.create_system, entry.compress_type = 3, zipfile.ZIP_DEFLATED
            entry.external_attr = (0o100755 if is_program else 0o100644) << 16
            archive.writestr(entry, data)
    return packed.getvalue()


def pack(options):
    when = int(os.environ.get("SOURCE_DATE_EPOCH", "0"))
    folder = f"answerbook-{cargo_version(options.root)}-{options.target}"
    files = contents(options, folder)
    is_windows = "-windows-" in options.target
    archive = options.output / f"{folder}{'.zip' if is_windows else '.tar.gz'}"
    options.output.mkdir(parents=True, exist_ok=True)
    archive.write_bytes(zipped(files, when) if is_windows else tar_gz(files, when))
    print(archive)


def sums(options):
    archives = sorted(path for path in options.folder.iterdir() if path.name.endswith((".tar.gz", ".zip")))
    if not archives:
        sys.exit(f"{options.folder} has no archives")
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in archives]
    (options.folder / SUMS).write_text("".join(lines), encoding="utf-8", newline="\n")
    print("".join(lines), end="")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--root", type=Path, default=ROOT, help="the repository, if it is not that of this file")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, run in (("check", check), ("notes", notes)):
        command = commands.add_parser(name)
        command.add_argument("tag")
        command.set_defaults(run=run)
    command = commands.add_parser("pack")
    command.add_argument("--target", required=True)
    command.add_argument("--program", type=Path, required=True)
    command.add_argument("--output", type=Path, required=True)
    command.add_argument("--extra", type=Path)
    command.set_defaults(run=pack)
    command = commands.add_parser("sums")
    command.add_argument("folder", type=Path)
    command.set_defaults(run=sums)
    options = parser.parse_args()
    options.run(options)


if __name__ == "__main__":
    main()
