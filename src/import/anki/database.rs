//! A deck's database, opened so that nothing in it can take the machine down.
//!
//! In: its bytes. Out: a connection for reading. A database is not only data: it brings views and columns that are
//! computed when they are read, and trees of pages that lead to the same page again and again. What is read must be
//! a table, and SQLite has so much memory and so many steps and no more.

use std::io::Cursor;

use rusqlite::limits::Limit;
use rusqlite::{Connection, ErrorCode, OptionalExtension};

use super::no_deck;
use crate::import::StreamError;
use crate::import::limit::ENTRY_BYTES;

/// The most memory that SQLite may take, in bytes: the largest database and as much again.
const MEMORY: i64 = 512 << 20;
/// The most steps of SQLite's machine. A note with two cards takes some fifty, so that all the notes that a deck may have
/// take an eighth of this.
const STEPS: i32 = 100_000_000;
/// After how many steps they are counted.
const STRIDE: i32 = 10_000;

/// The database in memory, for reading only.
pub(super) fn open(database: Vec<u8>) -> Result<Connection, StreamError> {
    let mut connection = Connection::open_in_memory()?;
    connection.pragma_update(None, "hard_heap_limit", MEMORY)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    // What is sorted stays in the memory that is bounded.
    connection.pragma_update(None, "temp_store", "memory")?;
    let longest = i32::try_from(ENTRY_BYTES).unwrap_or(i32::MAX);
    connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, longest)?;
    let mut strides = STEPS / STRIDE;
    let is_over = move || {
        strides = strides.saturating_sub(1);
        strides == 0
    };
    connection.progress_handler(STRIDE, Some(is_over))?;
    let length = database.len();
    connection.deserialize_read_exact("main", Cursor::new(database), length, true)?;
    // Anki's own order of names; nothing is sorted by it here.
    connection.create_collation("unicase", |a, b| a.to_lowercase().cmp(&b.to_lowercase()))?;
    Ok(connection)
}

/// Whether the database has a table of this name. It is an error if what has it is something else: a view, or a table
/// whose values are computed.
pub(super) fn has_table(connection: &Connection, name: &str) -> Result<bool, StreamError> {
    let query = "SELECT type FROM pragma_table_list WHERE schema = 'main' AND name = ?1";
    let kind = connection.query_row(query, [name], |row| row.get::<_, String>(0));
    let Some(kind) = kind.optional()? else {
        return Ok(false);
    };
    let query = "SELECT count(*) FROM pragma_table_xinfo(?1) WHERE hidden <> 0";
    let computed: u32 = connection.query_row(query, [name], |row| row.get(0))?;
    match kind == "table" && computed == 0 {
        true => Ok(true),
        false => Err(no_deck(format!(
            "`{name}` in the deck's database is no plain table"
        ))),
    }
}

/// A table that must be there, with so many rows and no more.
pub(super) fn table(connection: &Connection, name: &str, most: u32) -> Result<(), StreamError> {
    if !has_table(connection, name)? {
        return Err(no_deck(format!("the deck's database has no `{name}`")));
    }
    let query = format!("SELECT count(*) FROM (SELECT 1 FROM {name} LIMIT {most} + 1)");
    let count: u32 = connection.query_row(&query, [], |row| row.get(0))?;
    match count > most {
        true => Err(no_deck(format!("the deck has more than {most} {name}"))),
        false => Ok(()),
    }
}

impl From<rusqlite::Error> for StreamError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::OperationInterrupted) => {
                no_deck("the deck's database takes too long to be read")
            }
            Some(ErrorCode::OutOfMemory) => no_deck("the deck's database takes too much memory"),
            _ => no_deck(format!("the deck's database cannot be read: {error}")),
        }
    }
}
