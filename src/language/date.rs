//! A day of the calendar: `2026-11-22` goes in, a date that exists comes out.
//!
//! It knows no time zones and no clock: which day it is, is an input of a build.

use std::fmt;
use std::str::FromStr;

/// A day that exists in the Gregorian calendar, from year 1 to 9999. Dates sort by time.
///
/// It is written and read as ISO 8601 has it, `2026-11-22`; for words see
/// [`Interface::date`](super::Interface::date).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

/// A text that is not a day of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoSuchDate;

impl Date {
    /// The day, if there is such a day.
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let leap = year.is_multiple_of(4) && !year.is_multiple_of(100) || year.is_multiple_of(400);
        let days = match month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 => 28 + u8::from(leap),
            _ => return None,
        };
        ((1..=9999).contains(&year) && (1..=days).contains(&day)).then_some(Self {
            year,
            month,
            day,
        })
    }

    /// The year, 1 to 9999.
    pub fn year(self) -> u16 {
        self.year
    }

    /// The month, 1 to 12.
    pub fn month(self) -> u8 {
        self.month
    }

    /// The day of the month, 1 to 31.
    pub fn day(self) -> u8 {
        self.day
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl FromStr for Date {
    type Err = NoSuchDate;

    /// Reads `2026-11-22`, exactly in this form.
    fn from_str(text: &str) -> Result<Self, NoSuchDate> {
        let shape = |(i, b): (usize, u8)| match i {
            4 | 7 => b == b'-',
            _ => b.is_ascii_digit(),
        };
        if text.len() != 10 || !text.bytes().enumerate().all(shape) {
            return Err(NoSuchDate);
        }
        // All bytes are ASCII here, so that any index is a boundary.
        let number = |part: &str| part.parse::<u16>().map_err(|_| NoSuchDate);
        let small = |part: &str| part.parse::<u8>().map_err(|_| NoSuchDate);
        Self::new(number(&text[..4])?, small(&text[5..7])?, small(&text[8..])?).ok_or(NoSuchDate)
    }
}

impl fmt::Display for NoSuchDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a date such as 2026-11-22")
    }
}

impl std::error::Error for NoSuchDate {}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn leap_days_exist_in_leap_years_only() {
        assert!(Date::new(2024, 2, 29).is_some());
        assert!(Date::new(2000, 2, 29).is_some());
        assert!(Date::new(2023, 2, 29).is_none());
        assert!(Date::new(1900, 2, 29).is_none());
    }

    #[test]
    fn days_outside_the_calendar_do_not_exist() {
        for (year, month, day) in [(0, 1, 1), (10_000, 1, 1), (2026, 0, 1), (2026, 13, 1)] {
            assert_eq!(Date::new(year, month, day), None);
        }
        assert_eq!(Date::new(2026, 4, 31), None);
        assert_eq!(Date::new(2026, 4, 0), None);
    }

    #[test]
    fn only_the_iso_form_is_read() {
        for text in [
            "2026-11-2",
            "2026/11/22",
            "+026-11-22",
            "2026-11-22 ",
            "22.11.2026",
            "день-22",
        ] {
            assert_eq!(text.parse::<Date>(), Err(NoSuchDate), "{text}");
        }
    }

    proptest! {
        #[test]
        fn dates_are_read_as_they_are_written_and_sort_as_texts(
            a in (1u16..=9999, 1u8..=12, 1u8..=28),
            b in (1u16..=9999, 1u8..=12, 1u8..=28),
        ) {
            let dates = [a, b].map(|(y, m, d)| Date::new(y, m, d).expect("these days exist"));
            let texts = dates.map(|d| d.to_string());
            prop_assert_eq!(texts[0].parse::<Date>(), Ok(dates[0]));
            prop_assert_eq!(dates[0].cmp(&dates[1]), texts[0].cmp(&texts[1]));
        }
    }
}
