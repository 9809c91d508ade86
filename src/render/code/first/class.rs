//! Classes of characters in expressions: `\w`, `[^a-z&&[^aeiou]]`, a character.
//!
//! In: the expression at the class. Out: the ASCII characters that it surely holds and those that it may hold, so
//! that what is not known exactly stays right when a class is turned round.

use super::{Bytes, Reader};

/// A class of characters.
#[derive(Clone, Copy)]
pub(super) struct Class {
    /// The ASCII characters that are in it.
    least: u128,
    /// The ASCII characters that may be in it.
    most: u128,
    /// Whether others may be in it.
    others: bool,
}

/// What stands between brackets.
enum Member {
    /// A character, with which a range may begin.
    One(char),
    /// More than one.
    Class(Class),
}

impl Class {
    /// Any character.
    pub(super) const ANY: Self = Self {
        least: 0,
        most: u128::MAX,
        others: true,
    };

    const NONE: Self = Self {
        least: 0,
        most: 0,
        others: false,
    };

    /// One character.
    pub(super) fn of(one: char) -> Self {
        Self::range(one, one)
    }

    fn range(first: char, last: char) -> Self {
        let ascii = (0..128_u8).filter(|byte| (first..=last).contains(&char::from(*byte)));
        let least = ascii.fold(0, |set, byte| set | 1 << byte);
        let others = !last.is_ascii();
        Self {
            least,
            most: least,
            others,
        }
    }

    /// ASCII characters for which a test holds, and perhaps all others.
    fn ascii(is_in: impl Fn(u8) -> bool, others: bool) -> Self {
        let least = (0..128)
            .filter(|byte| is_in(*byte))
            .fold(0, |set, byte| set | 1 << byte);
        Self {
            least,
            most: least,
            others,
        }
    }

    fn not(self) -> Self {
        Self {
            least: !self.most,
            most: !self.least,
            others: true,
        }
    }

    fn or(self, other: Self) -> Self {
        Self {
            least: self.least | other.least,
            most: self.most | other.most,
            others: self.others || other.others,
        }
    }

    fn and(self, other: Self) -> Self {
        Self {
            least: self.least & other.least,
            most: self.most & other.most,
            others: self.others && other.others,
        }
    }

    /// The class where case makes no difference. Letters of ASCII have relatives beyond it, as `k` has the sign of the
    /// kelvin, and the other way round.
    pub(super) fn in_any_case(self) -> Self {
        let letters = Self::ascii(|byte| byte.is_ascii_alphabetic(), false).most;
        let mut most = self.most;
        for byte in (0..128_u8).filter(|byte| self.most >> byte & 1 == 1) {
            most |= 1 << byte.to_ascii_lowercase() | 1 << byte.to_ascii_uppercase();
        }
        if self.others {
            most |= letters;
        }
        Self {
            least: self.least,
            most,
            others: self.others || most & letters != 0,
        }
    }

    /// The bytes that its characters begin with.
    pub(super) fn bytes(self) -> Bytes {
        Bytes {
            ascii: self.most,
            others: self.others,
        }
    }

    /// The ASCII character that it holds, if it holds one and nothing else; otherwise nothing.
    pub(super) fn only(self) -> u128 {
        let is_one = self.most.is_power_of_two() && !self.others;
        if is_one { self.most } else { 0 }
    }

    /// What follows an opening bracket, with the closing one.
    pub(super) fn bracketed(reader: &mut Reader<'_>) -> Option<Self> {
        let is_negated = reader.take("^");
        // The sides of `&&` so far.
        let mut sides: Option<Self> = None;
        let mut class = Self::NONE;
        let mut is_first = true;
        while is_first || !reader.take("]") {
            if reader.take("&&") {
                sides = Some(sides.map_or(class, |sides| sides.and(class)));
                class = Self::NONE;
                continue;
            }
            let member = Self::member(reader)?;
            is_first = false;
            let member = match member {
                Member::Class(class) => class,
                Member::One(first) if !Self::is_range(reader) => Self::of(first),
                Member::One(first) => {
                    reader.next();
                    match Self::member(reader)? {
                        Member::One(last) if first <= last => Self::range(first, last),
                        _ => return None,
                    }
                }
            };
            class = class.or(member);
        }
        class = sides.map_or(class, |sides| sides.and(class));
        if reader.flags.ignore_case {
            class = class.in_any_case();
        }
        Some(if is_negated { class.not() } else { class })
    }

    /// Whether a hyphen follows that stands between two characters.
    fn is_range(reader: &Reader<'_>) -> bool {
        let after = reader.rest.strip_prefix('-');
        after.is_some_and(|after| !after.starts_with([']', '[']))
    }

    fn member(reader: &mut Reader<'_>) -> Option<Member> {
        if reader.take("[:") {
            let (name, rest) = reader.rest.split_once(":]")?;
            reader.rest = rest;
            return Some(Member::Class(Self::named(name)));
        }
        match reader.next()? {
            '[' => Some(Member::Class(Self::bracketed(reader)?)),
            '\\' => Self::escape(reader),
            one => Some(Member::One(one)),
        }
    }

    /// `[:alpha:]` and its like.
    fn named(name: &str) -> Self {
        match name {
            "alpha" => Self::ascii(|byte| byte.is_ascii_alphabetic(), true),
            "alnum" => Self::ascii(|byte| byte.is_ascii_alphanumeric(), true),
            "digit" => Self::ascii(|byte| byte.is_ascii_digit(), true),
            "lower" => Self::ascii(|byte| byte.is_ascii_lowercase(), true),
            "upper" => Self::ascii(|byte| byte.is_ascii_uppercase(), true),
            "xdigit" => Self::ascii(|byte| byte.is_ascii_hexdigit(), true),
            "word" => Self::word(),
            "space" => Self::space(),
            _ => Self::ANY,
        }
    }

    /// `\p{Lu}` and its like.
    fn property(name: &str) -> Self {
        match name {
            "L" => Self::named("alpha"),
            "Ll" => Self::named("lower"),
            "Lu" => Self::named("upper"),
            "N" | "Nd" => Self::named("digit"),
            _ => Self::ANY,
        }
    }

    fn word() -> Self {
        Self::ascii(|byte| byte.is_ascii_alphanumeric() || byte == b'_', true)
    }

    /// White space; whether a vertical tab is some depends on the syntax.
    fn space() -> Self {
        let space = Self::ascii(|byte| b" \t\n\x0c\r".contains(&byte), true);
        Self {
            most: space.most | 1 << 0x0b,
            ..space
        }
    }

    /// What follows a backslash, as a class.
    pub(super) fn escaped(reader: &mut Reader<'_>) -> Option<Self> {
        Some(match Self::escape(reader)? {
            Member::One(one) => Self::of(one),
            Member::Class(class) => class,
        })
    }

    fn escape(reader: &mut Reader<'_>) -> Option<Member> {
        let class = |class: Self| Some(Member::Class(class));
        Some(Member::One(match reader.next()? {
            'd' => return class(Self::named("digit")),
            'D' => return class(Self::named("digit").not()),
            'w' => return class(Self::word()),
            'W' => return class(Self::word().not()),
            's' => return class(Self::space()),
            'S' => return class(Self::space().not()),
            'h' => return class(Self::named("xdigit")),
            'H' => return class(Self::named("xdigit").not()),
            'p' => {
                let (name, rest) = reader.rest.strip_prefix('{')?.split_once('}')?;
                reader.rest = rest;
                return class(Self::property(name));
            }
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            'f' => '\x0c',
            'v' => '\x0b',
            'a' => '\x07',
            'e' => '\x1b',
            // Only between brackets; outside it is an edge, and does not come here.
            'b' => '\x08',
            'x' => return Self::number(reader).map(Member::One),
            'u' => return Self::hexadecimal(reader, 4).map(Member::One),
            // Octal numbers, control characters, and what other letters may come to mean.
            one if one.is_ascii_alphanumeric() => return None,
            one => one,
        }))
    }

    /// `\xE9` or `\x{1F600}`; of the first kind only those of ASCII, since others are bytes and not characters.
    fn number(reader: &mut Reader<'_>) -> Option<char> {
        if reader.take("{") {
            let (digits, rest) = reader.rest.split_once('}')?;
            reader.rest = rest;
            return char::from_u32(u32::from_str_radix(digits, 16).ok()?);
        }
        Self::hexadecimal(reader, 2).filter(char::is_ascii)
    }

    fn hexadecimal(reader: &mut Reader<'_>, length: usize) -> Option<char> {
        let digits = reader.rest.get(..length)?;
        if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        reader.rest = &reader.rest[length..];
        char::from_u32(u32::from_str_radix(digits, 16).ok()?)
    }
}
