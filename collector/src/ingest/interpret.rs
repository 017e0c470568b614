//! What a message means for the store.
//!
//! Decoding is pure and done once. Putting a batch together asks the store two things: when a message that is
//! delivered again came first, and whether a retained reading is newer than what is known.

use std::collections::{HashMap, HashSet};
use std::panic::{AssertUnwindSafe, catch_unwind};

use chrono::{DateTime, Utc};
use config::Config;
use engine::decode::{Decoded, Decoder, DecoderError, Fate, Site};
use engine::domain::{RawReading, Reason, SeriesKey};
use sha2::{Digest, Sha256};
use store::{BadMessage, Batch, InboxMark, NewReading, Store, StoreError, UnmatchedMessage};

use super::followers::{Followers, Judgement};
use crate::mqtt::Message;

/// Turns messages into a batch, for the meters and stations of one configuration.
#[derive(Debug)]
pub struct Interpreter {
    decoder: Decoder,
    followers: Followers,
}

/// What a decoder made of a message.
#[derive(Debug)]
pub enum Meaning {
    /// It had an answer.
    Decoded(Decoded),
    /// It failed on it, which is a fault of ours; the message is kept for whoever mends it.
    Panicked,
}

/// A batch that is being put together.
struct Draft<'s> {
    store: &'s Store,
    batch: Batch,
    /// First receptions of this very batch.
    first: HashMap<[u8; 16], DateTime<Utc>>,
    /// Reasons for which the message in hand is set aside already.
    reasons: HashSet<&'static str>,
}

impl Interpreter {
    /// An interpreter for everything that `config` follows.
    ///
    /// # Errors
    /// If two profiles have the same name.
    pub fn new(config: &Config) -> Result<Self, DecoderError> {
        let decoder = Decoder::new(&config.profiles)?.for_site(Site::of(&config.portfolio));
        Ok(Self { decoder, followers: Followers::of(&config.portfolio) })
    }

    /// What each message says.
    #[must_use]
    pub fn decode(&self, messages: &[Message]) -> Vec<Meaning> {
        messages.iter().map(|message| self.decode_one(message)).collect()
    }

    fn decode_one(&self, message: &Message) -> Meaning {
        let as_decoded = engine::decode::Message {
            topic: &message.topic,
            payload: &message.payload,
            retained: message.retained,
            received: message.received,
        };
        catch_unwind(AssertUnwindSafe(|| self.decoder.decode(&as_decoded)))
            .map_or(Meaning::Panicked, Meaning::Decoded)
    }

    /// The batch that decides the fate of `messages`.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn batch(
        &self,
        store: &Store,
        messages: &[Message],
        meanings: &[Meaning],
    ) -> Result<Batch, StoreError> {
        let mut draft =
            Draft { store, batch: Batch::default(), first: HashMap::new(), reasons: HashSet::new() };
        for (message, meaning) in messages.iter().zip(meanings) {
            draft.reasons.clear();
            match meaning {
                Meaning::Panicked => {
                    let text = "the decoder failed on this message, which is a fault of the program; please report it";
                    draft.set_aside(message, &Reason::new("decoder.panicked", text));
                }
                Meaning::Decoded(decoded) => self.add(&mut draft, message, decoded)?,
            }
        }
        Ok(draft.batch)
    }

    fn add(&self, draft: &mut Draft<'_>, message: &Message, decoded: &Decoded) -> Result<(), StoreError> {
        match &decoded.fate {
            Fate::Readings(readings) => {
                let profile = decoded.profile.as_deref().unwrap_or_default();
                let received = draft.first_reception(message, readings)?;
                for reading in readings {
                    self.add_reading(draft, (message, profile), reading, received)?;
                }
                if let Some(reason) = decoded.rejected.first() {
                    draft.set_aside(message, reason);
                }
            }
            Fate::Ignored(_) => {}
            Fate::Unmatched(_) => draft.list_unmatched(message, decoded.profile.as_deref(), None),
            Fate::Quarantined(reason) => draft.set_aside(message, reason),
        }
        Ok(())
    }

    fn add_reading(
        &self,
        draft: &mut Draft<'_>,
        (message, profile): (&Message, &str),
        reading: &RawReading,
        received: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let value = match self.followers.judge(profile, reading) {
            Judgement::Accepted(accepted) => accepted.value,
            Judgement::Refused(reason) => {
                draft.set_aside(message, &reason);
                return Ok(());
            }
            // Other series of a device that is configured are nobody's business.
            Judgement::Unread => return Ok(()),
            Judgement::Unknown => {
                draft.list_unmatched(message, Some(profile), Some(reading));
                return Ok(());
            }
        };
        let at = reading.timestamp.unwrap_or(received);
        if message.retained && !draft.is_news(&reading.key, at)? {
            return Ok(());
        }
        draft.batch.readings.push(NewReading {
            key: reading.key.clone(),
            at,
            value,
            received: message.received,
        });
        Ok(())
    }
}

impl Draft<'_> {
    /// When the message came first, if that is the time of one of its readings. Only a message that the broker
    /// delivers again can have come before.
    fn first_reception(
        &mut self,
        message: &Message,
        readings: &[RawReading],
    ) -> Result<DateTime<Utc>, StoreError> {
        let is_timed = readings.iter().all(|reading| reading.timestamp.is_some());
        let Some(receipt) = message.receipt.filter(|_| !is_timed) else { return Ok(message.received) };
        let digest = digest(message, receipt.packet_id);
        if message.redelivered {
            let known = match self.first.get(&digest) {
                Some(first) => Some(*first),
                None => self.store.first_reception(&digest)?,
            };
            if let Some(first) = known {
                return Ok(first);
            }
        }
        self.first.insert(digest, message.received);
        self.batch.inbox.push(InboxMark { digest, received: message.received });
        Ok(message.received)
    }

    /// Whether a retained reading is newer than all that is known of its series.
    fn is_news(&self, key: &SeriesKey, at: DateTime<Utc>) -> Result<bool, StoreError> {
        let waiting = self.batch.readings.iter().filter(|reading| reading.key == *key);
        if waiting.map(|reading| reading.at).max().is_some_and(|latest| at <= latest) {
            return Ok(false);
        }
        let stored = self.store.latest(std::slice::from_ref(key))?;
        Ok(stored.into_iter().flatten().all(|latest| at > latest.at))
    }

    /// Once for each reason, however many of its readings are bad: the payload is kept every time.
    fn set_aside(&mut self, message: &Message, reason: &Reason) {
        if self.reasons.insert(reason.code) {
            self.batch.quarantined.push(bad(message, reason));
        }
    }

    fn list_unmatched(&mut self, message: &Message, profile: Option<&str>, reading: Option<&RawReading>) {
        self.batch.unmatched.push(UnmatchedMessage {
            topic: message.topic.clone(),
            device: reading.map(|reading| reading.key.device.clone()),
            profile: profile.map(str::to_owned),
            series: reading.map(|reading| reading.key.series.clone()),
            value: reading.map(|reading| reading.value),
            unit: reading.map(|reading| reading.unit.symbol.to_owned()),
            received: message.received,
        });
    }
}

/// The batch that sets aside a message which the store refused.
pub fn refused(message: &Message, fault: &StoreError) -> Batch {
    let text = format!("{fault}; this is a fault of the program, please report it");
    let quarantined = vec![bad(message, &Reason::new("store.refused", text))];
    Batch { quarantined, ..Batch::default() }
}

fn bad(message: &Message, reason: &Reason) -> BadMessage {
    BadMessage {
        topic: message.topic.clone(),
        payload: message.payload.get(..BadMessage::KEPT).unwrap_or(&message.payload).to_vec(),
        bytes: message.payload.len(),
        code: reason.code.to_owned(),
        text: reason.text.clone(),
        received: message.received,
    }
}

/// Recognises a message that comes again. The broker must send it with the packet identifier it had; without
/// that, a meter that stands still would seem to repeat its first message for ever.
fn digest(message: &Message, packet_id: u16) -> [u8; 16] {
    let mut hasher = Sha256::new();
    hasher.update(packet_id.to_le_bytes());
    hasher.update((message.topic.len() as u64).to_le_bytes());
    hasher.update(&message.topic);
    hasher.update(&message.payload);
    let mut digest = [0; 16];
    digest.copy_from_slice(&hasher.finalize()[..16]);
    digest
}
