//! A look at everything that is kept, for `doctor`: all that is wrong, not only the first.

use std::collections::HashMap;

use rusqlite::Transaction;

use crate::series::block::{self, Detail};
use crate::series::layers;
use crate::{Result, Store, StoreError, schema};

/// How to mend what is damaged.
const RESTORE: &str = "stop sparvakt and put your latest backup back with `sparvakt restore`, which keeps the file under another name";

/// Something that is wrong with the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complaint {
    /// Stable code: `store.pages`, `store.reference`, `store.block`, `store.newest`, `store.series`,
    /// `store.unreadable`.
    pub code: &'static str,
    /// Where, as people know it: a table, or a series and month.
    pub place: String,
    /// What is wrong, as a sentence.
    pub text: String,
    /// What to do about it.
    pub mend: String,
}

impl Store {
    /// Checks everything that is kept: SQLite's own integrity and references, every block (checksum, content, order,
    /// month), the newest reading of every series, and that every reading belongs to a known series. Takes about a
    /// second per 300 MB; writing goes on meanwhile. An empty list means that nothing is wrong.
    ///
    /// # Errors
    /// When the database cannot be read at all; damage is a [`Complaint`].
    pub fn examine(&self) -> Result<Vec<Complaint>> {
        self.read(all)
    }
}

/// A part of the look: it adds what it finds.
type Part = fn(&Transaction<'_>, &mut Vec<Complaint>) -> Result<()>;

/// All that is wrong with an open database. Of an older schema, what SQLite itself can tell.
pub(crate) fn all(tx: &Transaction<'_>) -> Result<Vec<Complaint>> {
    let is_current = schema::version(tx)? == schema::newest();
    let parts: &[Part] =
        if is_current { &[pages, references, blocks, strangers] } else { &[pages, references] };
    let mut complaints = Vec::new();
    for part in parts {
        match part(tx, &mut complaints) {
            Err(StoreError::Corrupt(damage)) => {
                complaints.push(complaint("store.unreadable", "database".to_owned(), damage));
            }
            other => other?,
        }
    }
    Ok(complaints)
}

fn complaint(code: &'static str, place: String, text: String) -> Complaint {
    Complaint { code, place, text, mend: RESTORE.to_owned() }
}

fn pages(tx: &Transaction<'_>, complaints: &mut Vec<Complaint>) -> Result<()> {
    let mut statement = tx.prepare("PRAGMA integrity_check")?;
    for line in statement.query_map([], |row| row.get::<_, String>(0))? {
        let line = line?;
        if line != "ok" {
            complaints.push(complaint("store.pages", "database".to_owned(), line));
        }
    }
    Ok(())
}

fn references(tx: &Transaction<'_>, complaints: &mut Vec<Complaint>) -> Result<()> {
    let mut statement =
        tx.prepare("SELECT \"table\", parent, count(*) FROM pragma_foreign_key_check GROUP BY 1, 2")?;
    let rows = statement.query_map([], |row| {
        let (table, parent, count): (String, String, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let text = format!("{count} rows name a row of {parent} that is not there");
        Ok(complaint("store.reference", format!("table {table}"), text))
    })?;
    for found in rows {
        complaints.push(found?);
    }
    Ok(())
}

/// Every block of every series, and whether the newest reading is the one that is kept as the newest.
fn blocks(tx: &Transaction<'_>, complaints: &mut Vec<Complaint>) -> Result<()> {
    let tables = newest_in_tables(tx)?;
    let mut statement = tx.prepare("SELECT id, device || ' ' || series FROM series ORDER BY id")?;
    let all = statement.query_map([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)))?;
    for series in all {
        let (id, name) = series?;
        let (mut newest, mut whole) = (None, true);
        for month in block::months(tx, id)? {
            match block::load(tx, id, month, Detail::Received) {
                Ok(rows) => newest = rows.last().map(|row| (row.ts, row.value)),
                Err(StoreError::Corrupt(damage)) => {
                    whole = false;
                    let text = format!("{damage}; the readings of that month cannot be used");
                    complaints.push(complaint("store.block", format!("{name} {month}"), text));
                }
                Err(other) => return Err(other),
            }
        }
        let found = newest_of(newest, tables.get(&id).copied());
        let kept = layers::tail(tx, id)?.map(|row| (row.ts, row.value));
        if whole && found != kept {
            let text =
                format!("its newest reading is {}, but {} is kept as the newest", shown(found), shown(kept));
            complaints.push(complaint("store.newest", name, text));
        }
    }
    Ok(())
}

/// The newest reading of each series in the two tables; of one instant `reading_hot` counts.
fn newest_in_tables(tx: &Transaction<'_>) -> Result<HashMap<i64, (i64, f64)>> {
    let mut newest: HashMap<i64, (i64, f64)> = HashMap::new();
    for table in ["reading_folding", "reading_hot"] {
        let mut statement =
            tx.prepare(&format!("SELECT series, max(ts), value FROM {table} GROUP BY series"))?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (series, reading) = (row.get(0)?, (row.get(1)?, row.get(2)?));
            let counts = newest_of(newest.get(&series).copied(), Some(reading)).unwrap_or(reading);
            newest.insert(series, counts);
        }
    }
    Ok(newest)
}

/// The later one; of one instant the second.
fn newest_of(a: Option<(i64, f64)>, b: Option<(i64, f64)>) -> Option<(i64, f64)> {
    match (a, b) {
        (Some(a), Some(b)) => Some(if a.0 > b.0 { a } else { b }),
        (a, b) => b.or(a),
    }
}

fn shown(reading: Option<(i64, f64)>) -> String {
    let at = |ts| layers::instant(ts).map_or_else(|_| format!("{ts} ms"), |at| at.to_rfc3339());
    reading.map_or_else(|| "none".to_owned(), |(ts, value)| format!("{value} at {}", at(ts)))
}

/// Readings in tables whose series is not known.
fn strangers(tx: &Transaction<'_>, complaints: &mut Vec<Complaint>) -> Result<()> {
    for table in ["reading_hot", "reading_folding"] {
        let mut statement = tx.prepare(&format!(
            "SELECT series, count(*) FROM {table} WHERE series NOT IN (SELECT id FROM series) GROUP BY series"
        ))?;
        let rows = statement.query_map([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?)))?;
        for found in rows {
            let (series, count) = found?;
            let text = format!("{count} readings belong to series {series}, which is not known");
            complaints.push(complaint("store.series", format!("table {table}"), text));
        }
    }
    Ok(())
}
