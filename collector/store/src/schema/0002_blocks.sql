-- What was in reading (rows by series) goes to block, one for each series and month; the program moves it in the
-- same transaction and drops the table.

-- Young readings lie in reading_hot, all of them; a fold takes them to reading_folding as they are and from there
-- into blocks. Of an instant that lies in several places, reading_hot counts before reading_folding before block.
CREATE TABLE reading_folding(
    ts       INTEGER NOT NULL,
    series   INTEGER NOT NULL,
    value    REAL NOT NULL,
    received INTEGER NOT NULL,
    PRIMARY KEY(ts, series)
) STRICT, WITHOUT ROWID;

-- The readings of a series in a month UTC (month is year * 100 + month): how many, the first and last instant, and
-- instants and values in the encoding that codec names.
CREATE TABLE block(
    id       INTEGER PRIMARY KEY,
    series   INTEGER NOT NULL REFERENCES series(id),
    month    INTEGER NOT NULL,
    codec    INTEGER NOT NULL,
    n        INTEGER NOT NULL,
    t0       INTEGER NOT NULL,
    t1       INTEGER NOT NULL,
    crc      INTEGER NOT NULL,
    readings BLOB NOT NULL,
    UNIQUE(series, month)
) STRICT;

-- When the readings of a block came; apart, because figures do not need it.
CREATE TABLE block_received(
    block    INTEGER PRIMARY KEY REFERENCES block(id) ON DELETE CASCADE,
    crc      INTEGER NOT NULL,
    received BLOB NOT NULL
) STRICT;

ALTER TABLE series DROP COLUMN horizon;
