#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use proptest::prelude::*;

use super::inventory::{Inventory, Note};
use super::*;

fn seal(secret: u8, program: &str) -> Seal {
    Seal::new(&Secret([secret; 32]), &Program(program.into()))
}

/// A manifest and its pack, as fragments make them.
fn stored(fragments: &BTreeMap<Key, String>, seal: &Seal) -> (Manifest, Vec<u8>) {
    let mut pack = Vec::new();
    let mut entries = Vec::new();
    for (key, html) in fragments {
        entries.push(Entry {
            key: *key,
            place: pack.len() as u64,
            length: u32::try_from(html.len()).unwrap(),
        });
        pack.extend(seal.code(key, html.as_bytes()));
        pack.extend(html.as_bytes());
    }
    let manifest = Manifest {
        pack: 7,
        end: pack.len() as u64,
        entries,
    };
    (manifest, pack)
}

fn read(manifest: &Manifest, pack: &[u8], seal: &Seal, key: &Key) -> Option<String> {
    let entry = manifest.entries[manifest.find(key)?];
    let start = usize::try_from(entry.place).ok()?;
    let end = usize::try_from(entry.place + entry.record()).ok()?;
    let bytes = seal.open(key, pack.get(start..end)?.to_vec())?;
    String::from_utf8(bytes).ok()
}

fn fragments() -> impl Strategy<Value = BTreeMap<Key, String>> {
    prop::collection::btree_map(any::<Key>(), ".{0,40}", 0..20)
}

proptest! {
    #[test]
    fn what_is_stored_is_read(fragments in fragments()) {
        let seal = seal(1, "a");
        let (manifest, pack) = stored(&fragments, &seal);
        let decoded = Manifest::decode(&manifest.encode(&seal), &seal);
        prop_assert_eq!(decoded.as_ref(), Some(&manifest));
        for (key, html) in &fragments {
            let found = read(&manifest, &pack, &seal, key);
            prop_assert_eq!(found.as_ref(), Some(html));
        }
    }

    #[test]
    fn any_bytes_are_no_manifest_and_no_record(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let seal = seal(1, "a");
        prop_assert_eq!(Manifest::decode(&bytes, &seal), None);
        let headed = [&MAGIC[..], &FORMAT.to_le_bytes(), &bytes].concat();
        prop_assert_eq!(Manifest::decode(&headed, &seal), None);
        prop_assert_eq!(seal.open(&[0; 32], bytes), None);
    }

    #[test]
    fn a_changed_bit_is_noticed(fragments in fragments(), place: prop::sample::Index, bit in 0..8_u32) {
        let seal = seal(1, "a");
        let (manifest, mut pack) = stored(&fragments, &seal);
        let mut file = manifest.encode(&seal);
        *place.get_mut(&mut file) ^= 1 << bit;
        prop_assert_eq!(Manifest::decode(&file, &seal), None);
        if !pack.is_empty() {
            let at = place.index(pack.len());
            pack[at] ^= 1 << bit;
            for (key, html) in &fragments {
                let found = read(&manifest, &pack, &seal, key);
                prop_assert!(found.is_none_or(|found| found == *html));
            }
        }
    }

    #[test]
    fn a_cut_file_is_noticed(fragments in fragments(), place: prop::sample::Index) {
        let seal = seal(1, "a");
        let file = stored(&fragments, &seal).0.encode(&seal);
        let cut = &file[..place.index(file.len())];
        prop_assert_eq!(Manifest::decode(cut, &seal), None);
    }
}

#[test]
fn what_others_wrote_is_nothing() {
    let (own, html) = (seal(1, "a"), "<b>1</b>");
    let fragments = BTreeMap::from([([3; 32], html.to_owned())]);
    for other in [seal(2, "a"), seal(1, "b")] {
        let (manifest, pack) = stored(&fragments, &other);
        assert_eq!(Manifest::decode(&manifest.encode(&other), &own), None);
        assert_eq!(read(&manifest, &pack, &own, &[3; 32]), None);
    }
    // Nor is a true record the record of another key.
    let (manifest, pack) = stored(&fragments, &own);
    assert_eq!(
        read(&manifest, &pack, &own, &[3; 32]).as_deref(),
        Some(html)
    );
    assert_eq!(own.open(&[4; 32], pack), None);
}

#[test]
fn a_manifest_that_names_what_is_not_there_is_refused() {
    let seal = seal(1, "a");
    let entry = |key, place| Entry {
        key: [key; 32],
        place,
        length: 8,
    };
    let decoded = |entries: &[Entry]| {
        let manifest = Manifest {
            pack: 1,
            end: 80,
            entries: entries.to_vec(),
        };
        Manifest::decode(&manifest.encode(&seal), &seal)
    };
    assert!(decoded(&[entry(1, 0), entry(2, 40)]).is_some());
    assert!(decoded(&[entry(1, 41)]).is_none());
    assert!(decoded(&[entry(1, u64::MAX)]).is_none());
    assert!(decoded(&[entry(2, 0), entry(1, 40)]).is_none());
    assert!(decoded(&[entry(1, 0), entry(1, 40)]).is_none());
}

#[test]
fn parts_do_not_run_together() {
    let keys = [
        key(["a", "b"]),
        key(["ab"]),
        key(["b", "a"]),
        key(["a", "", "b"]),
    ];
    assert_eq!(std::collections::BTreeSet::from(keys).len(), 4);
}

fn inventories() -> impl Strategy<Value = Inventory> {
    let note =
        (any::<[u8; 32]>(), any::<u64>(), 0..1_u64 << 40).prop_map(|(inputs, length, time)| Note {
            inputs,
            length,
            modified: SystemTime::UNIX_EPOCH + Duration::from_nanos(time),
        });
    let files = prop::collection::btree_map("[a-z/.]{1,12}", note, 0..12);
    (
        prop::collection::vec(any::<u8>(), 0..20),
        any::<u64>(),
        files,
    )
        .prop_map(|(output, swept, files)| Inventory {
            output,
            swept,
            files,
        })
}

proptest! {
    #[test]
    fn an_inventory_is_read_as_it_was_written(inventory in inventories()) {
        let own = seal(1, "a");
        let bytes = inventory.encode(&own);
        let read = Inventory::decode(&bytes, &own);
        prop_assert_eq!(read.as_ref(), Some(&inventory));
        prop_assert_eq!(Inventory::decode(&bytes, &seal(2, "a")), None);
        prop_assert_eq!(Inventory::decode(&bytes, &seal(1, "b")), None);
    }

    #[test]
    fn a_changed_bit_of_an_inventory_is_noticed(inventory in inventories(), place: prop::sample::Index, bit in 0..8_u32) {
        let seal = seal(1, "a");
        let mut bytes = inventory.encode(&seal);
        *place.get_mut(&mut bytes) ^= 1 << bit;
        prop_assert_eq!(Inventory::decode(&bytes, &seal), None);
    }
}

#[test]
fn the_files_of_a_folder_are_those_below_it() {
    let note = Note {
        inputs: [0; 32],
        length: 0,
        modified: SystemTime::UNIX_EPOCH,
    };
    let paths = [
        "search.html",
        "search/a",
        "search/b/c",
        "search0",
        "searches/a",
    ];
    let inventory = Inventory {
        files: paths.map(|path| (path.to_owned(), note)).into(),
        ..Inventory::default()
    };
    let found: Vec<_> = inventory
        .files_in("search")
        .map(|(path, _)| path.as_str())
        .collect();
    assert_eq!(found, ["search/a", "search/b/c"]);
}
