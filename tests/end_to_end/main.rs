//! What a user is promised, one module per promise, against the real broker, browser and database.

mod replayed;

mod savings;

mod replayed_twice;

mod killed;

mod killed_often;

mod killed_at_upkeep;

mod restored;

mod no_room;

mod broker_away;

mod bad_messages;

mod bad_configuration;

mod bad_files;

mod summer_time;

mod evaluate;

mod contract;

mod pages;

mod demo;

mod deploy;
