-- Instants are milliseconds UTC. Local dates are YYYY-MM-DD.

-- Readings. A reading younger than its series' horizon lies in reading_hot, in order of time, so that a round
-- of all meters touches a few pages; an older one lies in reading, in order of series, so that a year of one
-- meter is one range. Maintenance moves rows and horizon together.
CREATE TABLE series(
    id      INTEGER PRIMARY KEY,
    device  TEXT NOT NULL,
    series  TEXT NOT NULL,
    horizon INTEGER NOT NULL,
    UNIQUE(device, series)
) STRICT;

CREATE TABLE reading_hot(
    ts       INTEGER NOT NULL,
    series   INTEGER NOT NULL,
    value    REAL NOT NULL,
    received INTEGER NOT NULL,
    PRIMARY KEY(ts, series)
) STRICT, WITHOUT ROWID;

CREATE TABLE reading(
    series   INTEGER NOT NULL,
    ts       INTEGER NOT NULL,
    value    REAL NOT NULL,
    received INTEGER NOT NULL,
    PRIMARY KEY(series, ts)
) STRICT, WITHOUT ROWID;

-- Values that counted once and were corrected.
CREATE TABLE superseded(
    series   INTEGER NOT NULL REFERENCES series(id),
    ts       INTEGER NOT NULL,
    value    REAL NOT NULL,
    received INTEGER NOT NULL,
    PRIMARY KEY(series, ts, value)
) STRICT, WITHOUT ROWID;

-- The newest reading of every series.
CREATE TABLE tail(
    series   INTEGER PRIMARY KEY REFERENCES series(id),
    ts       INTEGER NOT NULL,
    value    REAL NOT NULL
) STRICT;

-- Spans whose use must be computed again, with the commit that changed them last; spans of one series never touch.
CREATE TABLE dirty(
    series     INTEGER NOT NULL REFERENCES series(id),
    from_ts    INTEGER NOT NULL,
    to_ts      INTEGER NOT NULL,
    generation INTEGER NOT NULL,
    PRIMARY KEY(series, from_ts)
) STRICT, WITHOUT ROWID;

-- Messages and what became of them.
CREATE TABLE inbox(
    digest   BLOB PRIMARY KEY,
    received INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX inbox_received ON inbox(received);

CREATE TABLE quarantine(
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    topic      TEXT NOT NULL,
    code       TEXT NOT NULL,
    text       TEXT NOT NULL,
    count      INTEGER NOT NULL,
    first_seen INTEGER NOT NULL,
    last_seen  INTEGER NOT NULL,
    bytes      INTEGER NOT NULL,
    held       INTEGER NOT NULL,
    UNIQUE(topic, code)
) STRICT;
CREATE INDEX quarantine_last_seen ON quarantine(last_seen);

-- Apart from its row, so that counting a repeated message does not rewrite the first one.
CREATE TABLE quarantine_payload(
    quarantine INTEGER NOT NULL REFERENCES quarantine(id) ON DELETE CASCADE,
    which      TEXT NOT NULL CHECK(which IN ('first', 'last')),
    received   INTEGER NOT NULL,
    payload    BLOB NOT NULL,
    PRIMARY KEY(quarantine, which)
) STRICT;

CREATE TABLE unknown(
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    topic      TEXT NOT NULL,
    device     TEXT NOT NULL,
    series     TEXT NOT NULL,
    profile    TEXT,
    last_value REAL,
    unit       TEXT,
    count      INTEGER NOT NULL,
    first_seen INTEGER NOT NULL,
    last_seen  INTEGER NOT NULL,
    held       INTEGER NOT NULL,
    UNIQUE(topic, device, series)
) STRICT;
CREATE INDEX unknown_last_seen ON unknown(last_seen);

-- What analysis concluded.
CREATE TABLE meter_facts(
    meter            TEXT PRIMARY KEY,
    interval_seconds INTEGER NOT NULL,
    max_per_hour     REAL
) STRICT, WITHOUT ROWID;

CREATE TABLE meter_day(
    meter        TEXT NOT NULL,
    date         TEXT NOT NULL,
    value        REAL NOT NULL,
    quality      TEXT NOT NULL,
    coverage     REAL NOT NULL,
    filled_share REAL NOT NULL,
    PRIMARY KEY(meter, date)
) STRICT, WITHOUT ROWID;

CREATE TABLE meter_event(
    id     INTEGER PRIMARY KEY,
    meter  TEXT NOT NULL,
    at     INTEGER NOT NULL,
    kind   TEXT NOT NULL,
    detail TEXT NOT NULL
) STRICT;
CREATE INDEX meter_event_at ON meter_event(meter, at);

CREATE TABLE baseline(
    id             TEXT NOT NULL PRIMARY KEY,
    building       TEXT NOT NULL,
    carrier        TEXT NOT NULL,
    period_from    TEXT NOT NULL,
    period_to      TEXT NOT NULL,
    method_version TEXT NOT NULL,
    computed_at    INTEGER NOT NULL,
    outcome        TEXT NOT NULL,
    superseded_at  INTEGER
) STRICT;
CREATE INDEX baseline_building ON baseline(building, carrier, period_from);

CREATE TABLE result_day(
    building     TEXT NOT NULL,
    carrier      TEXT NOT NULL,
    date         TEXT NOT NULL,
    used         REAL,
    temp_c       REAL,
    coverage     REAL NOT NULL,
    filled_share REAL NOT NULL,
    expected     REAL,
    low          REAL,
    high         REAL,
    PRIMARY KEY(building, carrier, date)
) STRICT, WITHOUT ROWID;

-- Running totals, and single facts.
CREATE TABLE counter(
    name  TEXT PRIMARY KEY,
    value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE fact(
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
