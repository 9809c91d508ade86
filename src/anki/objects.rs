//! What a collection holds as JSON: the note type, the decks, and settings that Anki wants to find there.
//!
//! Importing takes the note type and the decks only. The rest is what a new collection has, since Anki opens a
//! package's collection as if it were one.

use serde_json::{Value, json};

use super::{Deck, NoteType};

/// The deck that every collection has.
const DEFAULT_DECK: i64 = 1;

/// The settings that decks are learned with.
const DEFAULT_SETTINGS: i64 = 1;

/// The note types, by id.
pub(super) fn note_types(note_type: &NoteType) -> Value {
    let field = |(place, name): (usize, &&str)| {
        json!({
            "name": name, "ord": place, "sticky": false, "rtl": note_type.is_rtl,
            "font": "Arial", "size": 20, "media": [],
        })
    };
    let fields: Vec<_> = note_type.fields.iter().enumerate().map(field).collect();
    json!({ note_type.id.to_string(): {
        "id": note_type.id, "name": note_type.name, "type": 0, "mod": note_type.changed, "usn": 0, "sortf": 0,
        "did": null, "tags": [], "vers": [], "latexPre": "", "latexPost": "", "latexsvg": false,
        "css": note_type.style, "flds": fields,
        "tmpls": [{
            "name": "Card 1", "ord": 0, "qfmt": note_type.front, "afmt": note_type.back,
            "did": null, "bqfmt": "", "bafmt": "", "bfont": "", "bsize": 0,
        }],
        // The card is there if the first field is, which it always is.
        "req": [[0, "any", [0]]],
    }})
}

/// The decks, by id.
pub(super) fn decks(decks: &[Deck], changed: i64) -> Value {
    let deck = |id: i64, name: &str, description: &str| {
        json!({
            "id": id, "name": name, "mod": changed, "usn": 0, "desc": description, "dyn": 0,
            "conf": DEFAULT_SETTINGS, "collapsed": false, "browserCollapsed": false,
            "extendNew": 0, "extendRev": 0,
            "newToday": [0, 0], "revToday": [0, 0], "lrnToday": [0, 0], "timeToday": [0, 0],
        })
    };
    let mut all = serde_json::Map::new();
    all.insert(DEFAULT_DECK.to_string(), deck(DEFAULT_DECK, "Default", ""));
    for own in decks {
        all.insert(
            own.id.to_string(),
            deck(own.id, &own.name, &own.description),
        );
    }
    Value::Object(all)
}

/// The settings of decks, by id: those that a new collection has.
pub(super) fn deck_settings() -> Value {
    json!({ DEFAULT_SETTINGS.to_string(): {
        "id": DEFAULT_SETTINGS, "name": "Default", "mod": 0, "usn": 0,
        "maxTaken": 60, "autoplay": true, "timer": 0, "replayq": true, "dyn": false,
        "new": { "delays": [1.0, 10.0], "ints": [1, 4, 0], "initialFactor": 2500, "order": 1, "perDay": 20,
                 "bury": false, "separate": true },
        "rev": { "perDay": 200, "ease4": 1.3, "ivlFct": 1.0, "maxIvl": 36_500, "hardFactor": 1.2, "bury": false,
                 "fuzz": 0.05, "minSpace": 1 },
        "lapse": { "delays": [10.0], "mult": 0.0, "minInt": 1, "leechFails": 8, "leechAction": 1 },
    }})
}

/// The settings of the collection.
pub(super) fn settings() -> Value {
    json!({
        "nextPos": 1, "estTimes": true, "activeDecks": [DEFAULT_DECK], "curDeck": DEFAULT_DECK, "curModel": null,
        "sortType": "noteFld", "sortBackwards": false, "timeLim": 0, "addToCur": true, "newSpread": 0,
        "dueCounts": true, "collapseTime": 1200,
    })
}
