-- Blocks whose redundant readings were given up: how many in all, and the checksum the block had then. A block with
-- another checksum has got readings since and is looked at again.
CREATE TABLE thinned(
    block    INTEGER PRIMARY KEY REFERENCES block(id) ON DELETE CASCADE,
    crc      INTEGER NOT NULL,
    given_up INTEGER NOT NULL
) STRICT;
