//! What the meters publish, in order of publishing.
//!
//! Every device reads its registers on its hours and publishes some seconds later. One message in five hundred comes
//! twice, and one in two hundred and fifty waits up to three hours in its gateway, so that later ones overtake it. A
//! gateway that is offline sends all it has kept when it is back. Inverters sleep at night.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use chrono::{DateTime, TimeDelta, Utc};

use crate::building::Flows;
use crate::fault::Mishaps;
use crate::meter::{Device, Gateway, Measured, write};
use crate::place::PLACES;
use crate::random::Random;
use crate::time::{Hour, midnight};
use crate::weather::Air;
use crate::world::{Happened, World};

/// A message on its way to the broker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publication {
    /// When it is published.
    pub at: DateTime<Utc>,
    /// Topic.
    pub topic: String,
    /// Payload.
    pub payload: Vec<u8>,
}

/// Messages in order of publishing, without an end; made by [`County::publications`](crate::County::publications).
pub struct Publications {
    world: World,
    senders: Vec<Sender>,
    waiting: BinaryHeap<Reverse<Waiting>>,
    /// Nothing that is still to be simulated is published before this.
    complete_until: DateTime<Utc>,
    next_number: u64,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
}

/// A device that counts and sends.
pub(crate) struct Sender {
    pub(crate) device: Device,
    source: Source,
    mishaps: Mishaps,
    exists_from: DateTime<Utc>,
    totals: [f64; 2],
    random: Random,
    kept: u32,
}

/// What a device measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Source {
    /// The house with this index, under the air of this place.
    House(usize, usize),
    /// The air of this place.
    Air(usize),
}

/// What a device has read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ReadOut {
    pub(crate) sender: usize,
    pub(crate) at: DateTime<Utc>,
    pub(crate) steps: [i64; 2],
    pub(crate) in_mwh: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Waiting {
    publish_at: DateTime<Utc>,
    number: u64,
    read: ReadOut,
}

impl Publications {
    pub(crate) fn new(
        world: World,
        senders: Vec<Sender>,
        (start, from, to): (DateTime<Utc>, DateTime<Utc>, DateTime<Utc>),
    ) -> Self {
        let mut publications = Self {
            world,
            senders,
            waiting: BinaryHeap::new(),
            complete_until: start,
            next_number: 0,
            from,
            to,
        };
        publications.begin(start);
        publications
    }

    /// Every meter says where it stands when the history begins.
    fn begin(&mut self, start: DateTime<Utc>) {
        for index in 0..self.senders.len() {
            if self.senders[index].exists_from <= start
                && self.senders[index].device.gateway != Gateway::Station
            {
                self.send(index, start);
            }
        }
    }

    /// The next reading to be published, with when.
    pub(crate) fn next_read(&mut self) -> Option<(DateTime<Utc>, ReadOut)> {
        loop {
            if let Some(Reverse(first)) = self.waiting.peek().copied() {
                if first.publish_at >= self.to {
                    return None;
                }
                if first.publish_at < self.complete_until {
                    self.waiting.pop();
                    if first.publish_at >= self.from {
                        return Some((first.publish_at, first.read));
                    }
                    continue;
                }
            } else if self.complete_until >= self.to {
                return None;
            }
            let happened = self.world.next()?;
            self.take(&happened);
        }
    }

    pub(crate) fn sender(&self, index: usize) -> &Sender {
        &self.senders[index]
    }

    fn take(&mut self, happened: &Happened) {
        let end = happened.hour.end();
        for index in 0..self.senders.len() {
            let sender = &mut self.senders[index];
            let (flows, air) = sender.of(happened);
            sender.count(&happened.hour, &flows, &air);
            if sender.reads(&happened.hour, &flows, &air) {
                self.send(index, end);
            }
        }
        // What is read at the end of the next hour is published after it.
        self.complete_until = end + TimeDelta::hours(1);
    }

    fn send(&mut self, index: usize, hour_end: DateTime<Utc>) {
        let sender = &mut self.senders[index];
        let at = hour_end + TimeDelta::seconds(sender.device.offset_s);
        let read = sender.read(index, at);
        let (first, again) = sender.publishing_times(at);
        for publish_at in std::iter::once(first).chain(again) {
            self.waiting.push(Reverse(Waiting { publish_at, number: self.next_number, read }));
            self.next_number += 1;
        }
    }
}

impl Iterator for Publications {
    type Item = Publication;

    fn next(&mut self) -> Option<Publication> {
        let (at, read) = self.next_read()?;
        let (topic, payload) = write(&self.sender(read.sender).device, read.at, read.steps, read.in_mwh);
        Some(Publication { at, topic, payload })
    }
}

impl Sender {
    pub(crate) fn new(
        seed: u64,
        device: Device,
        source: Source,
        mishaps: Mishaps,
        exists_from: DateTime<Utc>,
    ) -> Self {
        let mut totals = [0.0; 2];
        for (total, register) in totals.iter_mut().zip(&device.registers) {
            *total = register.start;
        }
        let random = Random::stream(seed, &format!("delivery {}", device.name));
        Self { device, source, mishaps, exists_from, totals, random, kept: 0 }
    }

    fn of(&self, happened: &Happened) -> (Flows, Air) {
        let (flows, place) = match self.source {
            Source::House(house, place) => (happened.flows.get(house).copied(), place),
            Source::Air(place) => (None, place),
        };
        debug_assert!(place < PLACES.len());
        (flows.unwrap_or_default(), happened.air.get(place).copied().unwrap_or_default())
    }

    fn count(&mut self, hour: &Hour, flows: &Flows, air: &Air) {
        if self.exists_from >= hour.end() {
            return;
        }
        let is_heat = |measured| measured == Measured::Heat;
        for (total, register) in self.totals.iter_mut().zip(&self.device.registers) {
            if register.measured == Measured::Temperature {
                *total = air.temp_c;
                continue;
            }
            let stuck = self.mishaps.heat_stuck_from.filter(|_| is_heat(register.measured));
            if stuck.is_some_and(|from| hour.date >= from) {
                continue;
            }
            let replaced = self.mishaps.heat_meter_replaced_on.filter(|_| is_heat(register.measured));
            if replaced == Some(hour.date) && hour.clock == 10 {
                *total = 0.0;
            }
            *total += register.measured.of(flows);
        }
    }

    /// Whether it reads its registers at the end of this hour.
    fn reads(&self, hour: &Hour, flows: &Flows, air: &Air) -> bool {
        let awake =
            self.device.gateway != Gateway::Grott || air.sun.sine > -0.03 || flows.production_kwh > 0.0;
        hour.clock_at_end.is_multiple_of(self.device.every_h) && self.exists_from <= hour.end() && awake
    }

    fn read(&self, sender: usize, at: DateTime<Utc>) -> ReadOut {
        let per_unit = self.device.gateway.steps();
        #[expect(clippy::cast_possible_truncation, reason = "registers have seven digits")]
        let steps = self.totals.map(|total| (total * per_unit + 1e-6).floor() as i64);
        let in_mwh = self.device.gateway == Gateway::Own
            && self.mishaps.heat_in_mwh_from.is_some_and(|from| at >= midnight(from));
        ReadOut { sender, at, steps, in_mwh }
    }

    /// When a reading is published, and when once more.
    fn publishing_times(&mut self, at: DateTime<Utc>) -> (DateTime<Utc>, Option<DateTime<Utc>>) {
        let random = &mut self.random;
        let mut after_ms = milliseconds(random.between(1_000.0, 15_000.0));
        let (waits, twice) = (random.happens(0.004), random.happens(0.002));
        if waits {
            after_ms += milliseconds(random.between(600_000.0, 10_800_000.0));
        }
        let sent_from = self.mishaps.sent_from(at);
        if sent_from > at {
            self.kept += 1;
            after_ms = i64::from(self.kept) * 20;
        }
        let first = sent_from + TimeDelta::milliseconds(after_ms);
        let again =
            twice.then(|| first + TimeDelta::milliseconds(milliseconds(random.between(5_000.0, 120_000.0))));
        (first, again)
    }
}

#[expect(clippy::cast_possible_truncation, reason = "some hours")]
fn milliseconds(value: f64) -> i64 {
    value as i64
}

impl Ord for Waiting {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.publish_at, self.number).cmp(&(other.publish_at, other.number))
    }
}

impl PartialOrd for Waiting {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
