"""Imports packages into a new collection, one after another, and says what is there after each.

usage: reimport.py FOLDER PACKAGE...

Between the first two packages the first card of each deck is answered and all are said to be good. Prints a JSON list:
for each package the counts that Anki logs, the notes by their guid, and its cards with what is scheduled.
"""

import json
import os
import sys

from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest


def import_package(collection, path):
    defaults = collection._backend.get_import_anki_package_presets()
    log = collection.import_anki_package(
        ImportAnkiPackageRequest(package_path=path, options=defaults)
    ).log
    return {name: len(getattr(log, name)) for name in ("new", "updated", "duplicate", "conflicting")}


def state(collection):
    notes = {}
    for number in collection.find_notes(""):
        note = collection.get_note(number)
        (card,) = note.cards()
        notes[note.guid] = {
            "fields": dict(note.items()),
            "tags": note.tags,
            "deck": collection.decks.name(card.did),
            "type": note.note_type()["name"],
            "queue": int(card.queue),
            "due": card.due,
            "reps": card.reps,
            "interval": card.ivl,
            "front": card.question(),
        }
    return notes


def answer(collection):
    for deck in collection.decks.all_names_and_ids():
        collection.decks.select(deck.id)
        card = collection.sched.getCard()
        if card:
            card.start_timer()
            collection.sched.answerCard(card, 3)


def main(folder, packages):
    collection = Collection(os.path.join(folder, "collection.anki2"))
    said = []
    for number, package in enumerate(packages):
        counts = import_package(collection, package)
        if number == 0:
            answer(collection)
        said.append(
            {
                "counts": counts,
                "notes": state(collection),
                "decks": sorted(deck.name for deck in collection.decks.all_names_and_ids()),
                "media": sorted(os.listdir(collection.media.dir())),
                "problems": collection.fix_integrity()[0],
            }
        )
    collection.close()
    print(json.dumps(said, ensure_ascii=False))


main(sys.argv[1], sys.argv[2:])
