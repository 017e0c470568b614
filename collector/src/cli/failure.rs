//! Why a command ended early, and the exit code that tells scripts about it.

use std::process::ExitCode;
use std::{fmt, io};

/// A reason that ends a command. Whoever meets several reports the one with the lowest code.
#[derive(Debug)]
pub enum Failure {
    /// What was handed in is at fault: configuration, file, message. Exit code 1.
    Input(anyhow::Error),
    /// The command line asks for something that does not fit together. Exit code 2.
    Usage(anyhow::Error),
    /// Broker, disk or network are at fault. Exit code 3.
    Environment(anyhow::Error),
}

/// How a command ended that ran to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// All is well: exit code 0.
    Good,
    /// Done, and something in the input was at fault; it has been reported. Exit code 1.
    Faulty,
}

/// What every command returns.
pub type Outcome = Result<Verdict, Failure>;

impl Failure {
    /// The input is at fault.
    pub fn input(error: impl Into<anyhow::Error>) -> Self {
        Self::Input(error.into())
    }

    /// The command line is at fault.
    pub fn usage(error: impl Into<anyhow::Error>) -> Self {
        Self::Usage(error.into())
    }

    /// The surroundings are at fault.
    pub fn environment(error: impl Into<anyhow::Error>) -> Self {
        Self::Environment(error.into())
    }

    /// Whether whoever read our table had enough of it (`| head`). Only tables count: a broker that hangs up is a
    /// failure.
    #[must_use]
    pub fn is_reader_gone(&self) -> bool {
        let Self::Environment(error) = self else { return false };
        let table = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        table.and_then(|table| table.downcast_ref::<csv::Error>()).is_some_and(|table| {
            matches!(table.kind(), csv::ErrorKind::Io(error) if error.kind() == io::ErrorKind::BrokenPipe)
        })
    }

    /// The exit code.
    #[must_use]
    pub const fn code(&self) -> u8 {
        match self {
            Self::Input(_) => 1,
            Self::Usage(_) => 2,
            Self::Environment(_) => 3,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Self::Input(error) | Self::Usage(error) | Self::Environment(error)) = self;
        write!(f, "{error:#}")
    }
}

impl From<Verdict> for ExitCode {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Good => Self::SUCCESS,
            Verdict::Faulty => Self::from(1),
        }
    }
}

impl From<store::StoreError> for Failure {
    fn from(error: store::StoreError) -> Self {
        Self::environment(error)
    }
}
