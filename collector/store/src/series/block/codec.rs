//! How the readings of a block become bytes. Instants and values, each as a standalone `pco` file (instants as whole
//! milliseconds UTC, values as 64-bit floats to the last bit), with the length of the first as four bytes, lowest first,
//! in front; the times of reception apart. Codec 2: in whole seconds after the second of the instant; what is smaller
//! is noise of the network that nobody asks for, and would take as much room as the values. Codec 1, read but not
//! written any more: in milliseconds after the instant.
//!
//! The checksum is CRC-32 (IEEE) of series and month as eight bytes each, lowest first, and the bytes. What was
//! written once must be readable for ever: a test decodes bytes of the first version.

use pco::ChunkConfig;
use pco::standalone::{simple_compress, simple_decompress};

use super::{Month, Row};

/// The encoding written now.
pub(super) const CODEC: i64 = 2;
/// Its predecessor.
const FIRST: i64 = 1;
/// Milliseconds.
const SECOND: i64 = 1_000;

/// Why bytes cannot be readings.
pub(super) type Damage = String;

/// Instants and values of `rows`.
pub(super) fn encode(rows: &[Row]) -> Vec<u8> {
    let instants = compress(&rows.iter().map(|row| row.ts).collect::<Vec<_>>());
    let values = compress(&rows.iter().map(|row| row.value).collect::<Vec<_>>());
    let length = u32::try_from(instants.len()).expect("a month of milliseconds compresses to less than 4 GB");
    [length.to_le_bytes().as_slice(), &instants, &values].concat()
}

/// Times of reception of `rows`, to the second.
pub(super) fn encode_received(rows: &[Row]) -> Vec<u8> {
    let delay = |row: &Row| row.received.div_euclid(SECOND) - row.ts.div_euclid(SECOND);
    compress(&rows.iter().map(delay).collect::<Vec<_>>())
}

/// What [`encode`] was given; times of reception are left at 0.
pub(super) fn decode(codec: i64, bytes: &[u8]) -> Result<Vec<Row>, Damage> {
    if ![FIRST, CODEC].contains(&codec) {
        return Err(format!("its codec {codec} is not known"));
    }
    let (length, rest) = bytes.split_first_chunk::<4>().ok_or("it is cut off")?;
    let length = usize::try_from(u32::from_le_bytes(*length)).map_err(|_| "it is cut off")?;
    let (instants, values) = rest.split_at_checked(length).ok_or("it is cut off")?;
    let (instants, values) = (decompress::<i64>(instants)?, decompress::<f64>(values)?);
    if instants.len() != values.len() {
        return Err(format!("it has {} instants and {} values", instants.len(), values.len()));
    }
    Ok(instants.into_iter().zip(values).map(|(ts, value)| Row { ts, value, received: 0 }).collect())
}

/// Completes `rows` with what [`encode_received`] was given.
pub(super) fn decode_received(codec: i64, bytes: &[u8], rows: &mut [Row]) -> Result<(), Damage> {
    let delays = decompress::<i64>(bytes)?;
    if delays.len() != rows.len() {
        return Err(format!("it has {} readings and {} times of reception", rows.len(), delays.len()));
    }
    for (row, delay) in rows.iter_mut().zip(delays) {
        row.received = match codec {
            FIRST => row.ts.wrapping_add(delay),
            _ => row.ts.div_euclid(SECOND).wrapping_add(delay).wrapping_mul(SECOND),
        };
    }
    Ok(())
}

/// The checksum of one of its two columns.
pub(super) fn checksum(series: i64, month: Month, bytes: &[u8]) -> i64 {
    let mut hasher = crc32fast::Hasher::new();
    [series.to_le_bytes().as_slice(), &month.0.to_le_bytes(), bytes]
        .iter()
        .for_each(|part| hasher.update(part));
    hasher.finalize().into()
}

fn compress<T: pco::data_types::Number>(numbers: &[T]) -> Vec<u8> {
    simple_compress(numbers, &ChunkConfig::default()).expect("the default settings are valid for any numbers")
}

fn decompress<T: pco::data_types::Number>(bytes: &[u8]) -> Result<Vec<T>, Damage> {
    simple_decompress(bytes).map_err(|error| format!("it cannot be decoded: {error}"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Ten hourly readings of a register of three decimals, the sixth a correction that came a day later.
    fn golden() -> Vec<Row> {
        (0..10)
            .map(|hour: i32| {
                let ts = 1_767_225_600_000 + i64::from(hour) * 3_600_000;
                let delay = if hour == 5 { 86_400_250 } else { 20_000 + i64::from(hour) };
                Row { ts, value: 81_512.125 + f64::from(hour * hour) / 8.0, received: ts + delay }
            })
            .collect()
    }

    #[test]
    fn bytes_of_every_version_stay_readable() {
        let bytes = include_bytes!("golden_1.bin");
        let mut rows = decode(1, bytes).unwrap();
        decode_received(1, include_bytes!("golden_1_received.bin"), &mut rows).unwrap();
        assert_eq!(rows, golden());
        assert_eq!(checksum(7, Month(202_601), bytes), 2_485_467_722);
        // Codec 2 has the same instants and values.
        let mut rows = decode(2, bytes).unwrap();
        decode_received(2, include_bytes!("golden_2_received.bin"), &mut rows).unwrap();
        assert_eq!(rows, golden().into_iter().map(to_the_second).collect::<Vec<_>>());
    }

    fn to_the_second(row: Row) -> Row {
        Row { received: row.received.div_euclid(SECOND) * SECOND, ..row }
    }

    #[test]
    fn what_is_no_block_is_told_apart() {
        let bytes = encode(&golden());
        assert!(decode(3, &bytes).is_err());
        for length in 0..bytes.len() {
            assert!(decode(1, &bytes[..length]).is_err(), "cut at {length}");
        }
        assert!(decode_received(CODEC, &encode_received(&golden()[1..]), &mut golden()).is_err());
        let sum = checksum(7, Month(202_601), &bytes);
        assert_ne!(sum, checksum(8, Month(202_601), &bytes));
        assert_ne!(sum, checksum(7, Month(202_602), &bytes));
    }

    proptest! {
        #[test]
        fn every_bit_comes_back(rows in prop::collection::vec((any::<i64>(), any::<f64>(), any::<i32>()), 0..300)) {
            let row = |(ts, value, seconds)| Row { ts, value, received: i64::from(seconds) * SECOND };
            let rows: Vec<_> = rows.into_iter().map(row).collect();
            let mut back = decode(CODEC, &encode(&rows)).unwrap();
            decode_received(CODEC, &encode_received(&rows), &mut back).unwrap();
            let bits = |rows: &[Row]| rows.iter().map(|row| (row.ts, row.value.to_bits(), row.received)).collect::<Vec<_>>();
            prop_assert_eq!(bits(&back), bits(&rows));
        }
    }
}
