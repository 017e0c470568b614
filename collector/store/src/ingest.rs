//! The commit that decides the fate of messages. The broker is told only after it.

use chrono::{DateTime, Utc};
use rusqlite::Transaction;

use crate::ledger::{dirty, inbox, quarantine, totals, unknown};
use crate::series::{self, Appended};
use crate::{Batch, NewReading, Outcome, Result, Store};

/// Readings of one transaction of an import: a live commit waits for one of these at most.
const IMPORT_STEP: usize = 4_000;

impl Store {
    /// Keeps everything a batch of messages became, durably, in one transaction. Gives what became of each reading,
    /// in order. Only stored and corrected readings mark their surroundings for analysis.
    ///
    /// # Errors
    /// Nothing of the batch was kept; [`StoreError::is_transient`](crate::StoreError::is_transient) says whether to
    /// try the same batch again.
    pub fn commit(&self, batch: &Batch) -> Result<Vec<Outcome>> {
        let outcomes = self.write_series(|tx, memory| {
            let outcomes = note(tx, series::append(tx, memory, &batch.readings)?)?;
            quarantine::keep(tx, &batch.quarantined)?;
            unknown::keep(tx, &batch.unmatched)?;
            inbox::keep(tx, &batch.inbox)?;
            if let Some(last) = last_reception(batch) {
                totals::note_commit(tx, last)?;
            }
            Ok(outcomes)
        })?;
        self.note_unfolded(outcomes.len() as u64);
        Ok(outcomes)
    }

    /// Keeps many readings at once, such as a file of history, in transactions short enough for live commits to
    /// pass in between. Gives what became of each, in order.
    ///
    /// # Errors
    /// A part may be kept; importing the same again completes it and counts nothing twice.
    pub fn import(&self, readings: &[NewReading]) -> Result<Vec<Outcome>> {
        // In order of the blocks they go to; of two values for one instant the later one still comes later.
        let mut order: Vec<usize> = (0..readings.len()).collect();
        order.sort_by(|a, b| {
            let place = |index: &usize| readings.get(*index).map(|reading| (&reading.key, reading.at));
            place(a).cmp(&place(b))
        });
        let mut outcomes = vec![Outcome::Refused; readings.len()];
        for step in order.chunks(IMPORT_STEP) {
            let sorted: Vec<_> = step.iter().filter_map(|index| readings.get(*index)).collect();
            let kept =
                self.write_series(|tx, memory| note(tx, series::append_sorted(tx, memory, &sorted)?))?;
            for (index, outcome) in step.iter().zip(kept) {
                if let Some(place) = outcomes.get_mut(*index) {
                    *place = outcome;
                }
            }
        }
        self.set_unfolded(self.read(|tx| series::unfolded(tx))?);
        Ok(outcomes)
    }
}

/// Marks what changed for analysis, and counts.
fn note(tx: &Transaction<'_>, (outcomes, spans): Appended) -> Result<Vec<Outcome>> {
    if !spans.is_empty() {
        let generation = dirty::next_generation(tx)?;
        spans.into_iter().try_for_each(|(id, span)| dirty::mark(tx, id, span, generation))?;
    }
    totals::note_readings(tx, &outcomes)?;
    Ok(outcomes)
}

fn last_reception(batch: &Batch) -> Option<DateTime<Utc>> {
    let readings = batch.readings.iter().map(|reading| reading.received);
    let quarantined = batch.quarantined.iter().map(|message| message.received);
    let unmatched = batch.unmatched.iter().map(|message| message.received);
    let inbox = batch.inbox.iter().map(|mark| mark.received);
    readings.chain(quarantined).chain(unmatched).chain(inbox).max()
}
