//! The database as others hold it.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, Transaction, TransactionBehavior};
use tracing::warn;

use crate::file::{self, Found, OwnerLock, Readers, Turnstile};
use crate::schema;
use crate::series::{self, Memory, Series, SqliteSeries};
use crate::{Result, StoreError};

/// The database, shared by cloning. Writes take turns in order of arrival; reads wait for nobody.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

/// In the order in which it must be dropped: the last connection to close empties the log, and only the writer may.
struct Inner {
    path: PathBuf,
    series: Series,
    readers: Arc<Readers>,
    writer: Option<Turnstile<Writer>>,
    /// One fold at a time.
    folding: Mutex<()>,
    /// About how many readings lie in the table of new ones.
    unfolded: AtomicU64,
    _lock: Option<OwnerLock>,
}

/// The connection that writes, with what it knows by heart.
#[derive(Debug)]
struct Writer {
    conn: Connection,
    memory: Memory,
}

impl Store {
    /// Opens the database at `path` and owns it until the last clone is dropped. Creates file and directory when
    /// nothing lies there, brings an older file up to date and checks it for damage (about a second per 500 MB).
    ///
    /// # Errors
    /// Whatever keeps the file from being used, each with how to mend it; a file that is there is never replaced.
    pub fn open(path: &Path) -> Result<Self> {
        if let Some(directory) = path.parent() {
            fs::create_dir_all(directory).map_err(|error| StoreError::from_io(directory, &error))?;
        }
        let lock = OwnerLock::take(path)?;
        if file::inspect(path)? == Found::Nothing {
            file::create(path)?;
        }
        if let Some(draft) = file::forget_restore_draft(path) {
            warn!(
                draft = %draft.display(),
                "a restore was interrupted before it changed anything: this is the database from before; stop sparvakt \
                 and run `sparvakt restore` again to finish it"
            );
        }
        let mut conn = file::open_writer(path)?;
        file::check_application(&conn, path)?;
        schema::refuse_newer(&conn, path)?;
        file::prepare_writer(&conn)?;
        file::check_pages(&conn)?;
        schema::migrate(&mut conn, path)?;
        let unfolded = series::unfolded(&conn)?;
        let store = Self::assemble(path, Some(conn), Some(lock));
        store.set_unfolded(unfolded);
        Ok(store)
    }

    /// Opens an existing database for reading, also while another process owns and writes it.
    ///
    /// # Errors
    /// As [`Store::open`]; also when no file is there or its schema is older than this program's.
    pub fn open_existing_read_only(path: &Path) -> Result<Self> {
        if file::inspect(path)? == Found::Nothing {
            return Err(StoreError::Missing(path.to_owned()));
        }
        let conn = file::open_reader(path)?;
        file::check_application(&conn, path)?;
        schema::refuse_newer(&conn, path)?;
        let (found, known) = (schema::version(&conn)?, schema::newest());
        if found < known {
            return Err(StoreError::Older { path: path.to_owned(), found, known });
        }
        Ok(Self::assemble(path, None, None))
    }

    /// Removes the database at `path` with everything that belongs to it, unless a process owns it. Nothing there is
    /// fine.
    ///
    /// # Errors
    /// [`StoreError::Owned`] while a process uses it; else what the system says.
    pub fn discard(path: &Path) -> Result<()> {
        file::discard(path)
    }

    fn assemble(path: &Path, writer: Option<Connection>, lock: Option<OwnerLock>) -> Self {
        let readers = Arc::new(Readers::new(path.to_owned()));
        let inner = Inner {
            path: path.to_owned(),
            series: Series::Sqlite(SqliteSeries::new(Arc::clone(&readers))),
            readers,
            writer: writer.map(|conn| Turnstile::new(Writer { conn, memory: Memory::default() })),
            folding: Mutex::default(),
            unfolded: AtomicU64::default(),
            _lock: lock,
        };
        Self { inner: Arc::new(inner) }
    }

    /// The readings.
    #[must_use]
    pub fn series(&self) -> &Series {
        &self.inner.series
    }

    /// Where the database lies.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.inner.path
    }

    /// Checks the pages of the file; takes about a second per 500 MB.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] with the first contradictions found.
    pub fn integrity(&self) -> Result<()> {
        self.read(|tx| file::check_pages(tx))
    }

    /// What the database occupies on disk with its log, in bytes.
    ///
    /// # Errors
    /// [`StoreError::Io`] when the file cannot be looked at.
    pub fn size_bytes(&self) -> Result<u64> {
        let main = fs::metadata(self.path()).map_err(|error| StoreError::from_io(self.path(), &error))?.len();
        let log = fs::metadata(file::beside(self.path(), "-wal")).map_or(0, |meta| meta.len());
        Ok(main + log)
    }

    /// Moves everything from the log into the database and empties the log; call it before the process ends.
    /// Readers that are busy keep a part of the log alive, which is no error.
    ///
    /// # Errors
    /// [`StoreError::ReadOnly`] without ownership; else what SQLite reports.
    pub fn checkpoint(&self) -> Result<()> {
        let writer = self.writer()?.enter();
        self.inner.readers.close_idle();
        writer.conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        Ok(())
    }

    /// Runs `work` on one unchanging state of the database.
    pub(crate) fn read<T>(&self, work: impl FnOnce(&Transaction<'_>) -> Result<T>) -> Result<T> {
        self.inner.readers.read(work)
    }

    /// Runs `work` in one durable transaction; an error leaves everything as it was.
    pub(crate) fn write<T>(&self, work: impl FnOnce(&Transaction<'_>) -> Result<T>) -> Result<T> {
        self.write_series(|tx, _| work(tx))
    }

    /// As [`Store::write`], with what the writer knows by heart. It is forgotten when `work` fails, since it may hold
    /// rows that are rolled back.
    pub(crate) fn write_series<T>(
        &self,
        work: impl FnOnce(&Transaction<'_>, &mut Memory) -> Result<T>,
    ) -> Result<T> {
        let mut turn = self.writer()?.enter();
        let mut memory = std::mem::take(&mut turn.memory);
        let tx = turn.conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let result = work(&tx, &mut memory)?;
        tx.commit()?;
        turn.memory = memory;
        Ok(result)
    }

    /// Takes turns with other folds.
    pub(crate) fn fold_alone(&self) -> MutexGuard<'_, ()> {
        self.inner.folding.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// About how many readings lie in the table of new ones.
    pub(crate) fn unfolded(&self) -> u64 {
        self.inner.unfolded.load(Ordering::Relaxed)
    }

    /// So many more readings lie there.
    pub(crate) fn note_unfolded(&self, more: u64) {
        self.inner.unfolded.fetch_add(more, Ordering::Relaxed);
    }

    /// So many lie there now.
    pub(crate) fn set_unfolded(&self, count: u64) {
        self.inner.unfolded.store(count, Ordering::Relaxed);
    }

    fn writer(&self) -> Result<&Turnstile<Writer>> {
        self.inner.writer.as_ref().ok_or_else(|| StoreError::ReadOnly("opened for reading".to_owned()))
    }
}

#[cfg(test)]
impl Store {
    /// Acts like a disk with room for so many pages.
    pub(crate) fn limit_pages(&self, pages: i64) {
        let turn = self.writer().unwrap().enter();
        turn.conn.pragma_update_and_check(None, "max_page_count", pages, |_| Ok(())).unwrap();
    }

    /// Does not wait for other programs.
    pub(crate) fn lose_patience(&self) {
        self.writer().unwrap().enter().conn.busy_timeout(std::time::Duration::ZERO).unwrap();
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store").field("path", &self.inner.path).finish_non_exhaustive()
    }
}
