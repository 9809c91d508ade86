//! What a match of an expression can begin with.
//!
//! In: an expression as Oniguruma reads it. Out: [`First`], the bytes at which a match can begin, of which there may
//! be too many and never too few. Most rules of a grammar match nowhere in a line, and for most of these its bytes
//! say so: a search in vain costs a hundred times as much as a look at them.
//!
//! The syntax is that of <https://github.com/kkos/oniguruma/blob/master/doc/RE>. What is not understood can begin
//! with anything.

mod class;

use class::Class;

/// Where a match can begin, and what there has to be from there on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct First {
    place: Place,
    bytes: Bytes,
    /// The ASCII characters that are in every match, or in what it looks ahead at.
    needed: u128,
}

/// Where in a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Anywhere,
    /// Where a word begins or ends.
    Edge,
    /// At the beginning of the line.
    LineStart,
}

/// A set of bytes. Of those that are not ASCII all are in it, or none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Bytes {
    ascii: u128,
    others: bool,
}

/// The bytes of a line from a place on.
pub(super) struct Rest {
    /// All of them.
    all: Bytes,
    /// Those at the edges of words.
    at_edges: Bytes,
    /// The one at the beginning of the line, if it is one of these.
    at_line_start: Bytes,
}

impl Bytes {
    const ALL: Self = Self {
        ascii: u128::MAX,
        others: true,
    };

    fn insert(&mut self, byte: u8) {
        match byte.is_ascii() {
            true => self.ascii |= 1 << byte,
            false => self.others = true,
        }
    }

    fn join(&mut self, other: Self) {
        self.ascii |= other.ascii;
        self.others |= other.others;
    }

    fn meets(self, other: Self) -> bool {
        self.ascii & other.ascii != 0 || (self.others && other.others)
    }
}

impl Rest {
    /// What is there at a place of a line and behind it. At the end of the line it is everything, since there an
    /// expression that looks for the end matches.
    pub(super) fn of(line: &str, at: usize) -> Self {
        let bytes = line.as_bytes();
        let mut at_line_start = Bytes::default();
        if let (0, Some(first)) = (at, bytes.first()) {
            at_line_start.insert(*first);
        }
        let (mut all, mut at_edges) = match at < bytes.len() {
            true => (Bytes::default(), Bytes::default()),
            false => (Bytes::ALL, Bytes::ALL),
        };
        let mut before = at.checked_sub(1).and_then(|at| bytes.get(at)).copied();
        for byte in bytes.get(at..).unwrap_or_default() {
            all.insert(*byte);
            if may_be_edge(before.unwrap_or(b' '), *byte) {
                at_edges.insert(*byte);
            }
            before = Some(*byte);
        }
        Self {
            all,
            at_edges,
            at_line_start,
        }
    }
}

/// Whether a word may begin or end between two bytes; what is not ASCII may be of a word or not.
fn may_be_edge(before: u8, after: u8) -> bool {
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    !before.is_ascii() || !after.is_ascii() || is_word(before) != is_word(after)
}

impl First {
    /// Of an expression that is not understood.
    const UNKNOWN: Self = Self {
        place: Place::Anywhere,
        bytes: Bytes::ALL,
        needed: 0,
    };

    /// Reads an expression. It is for lines that end with a line feed.
    pub(super) fn of(expression: &str) -> Self {
        let mut reader = Reader {
            rest: expression,
            flags: Flags::default(),
        };
        match reader.alternatives() {
            Some(part) if reader.rest.is_empty() => match part.is_empty {
                // It can match anywhere, at the end of the line too.
                true => Self {
                    needed: part.needed,
                    ..Self::UNKNOWN
                },
                false => Self {
                    place: part.place,
                    bytes: part.bytes,
                    needed: part.needed,
                },
            },
            _ => Self::UNKNOWN,
        }
    }

    /// Whether there may be a match in the rest of a line.
    pub(super) fn is_in(&self, rest: &Rest) -> bool {
        let bytes = match self.place {
            Place::Anywhere => rest.all,
            Place::Edge => rest.at_edges,
            Place::LineStart => rest.at_line_start,
        };
        self.needed & !rest.all.ascii == 0 && self.bytes.meets(bytes)
    }
}

/// What a part of an expression begins with, and what it needs.
#[derive(Clone, Copy)]
struct Part {
    place: Place,
    bytes: Bytes,
    needed: u128,
    /// Whether it may take nothing and ask for nothing.
    is_empty: bool,
}

impl Part {
    /// Takes nothing.
    const EMPTY: Self = Self {
        place: Place::Anywhere,
        bytes: Bytes {
            ascii: 0,
            others: false,
        },
        needed: 0,
        is_empty: true,
    };

    /// Takes anything, or nothing.
    const ANYTHING: Self = Self {
        bytes: Bytes::ALL,
        ..Self::EMPTY
    };

    /// Takes nothing, at a place.
    fn at(place: Place) -> Self {
        Self {
            place,
            ..Self::EMPTY
        }
    }

    /// Takes a character of a class.
    fn of(class: Class) -> Self {
        Self {
            bytes: class.bytes(),
            needed: class.only(),
            is_empty: false,
            ..Self::EMPTY
        }
    }

    /// What is this or the other.
    fn or(mut self, other: Self) -> Self {
        if self.place != other.place {
            self.place = Place::Anywhere;
        }
        self.bytes.join(other.bytes);
        self.needed &= other.needed;
        self.is_empty |= other.is_empty;
        self
    }

    /// What is this and then the other.
    fn then(mut self, other: Self) -> Self {
        self.needed |= other.needed;
        if !self.is_empty {
            return self;
        }
        // If nothing has been taken, the place of the other is that of both.
        let is_beginning = self.bytes == Bytes::default();
        let takes_nothing = other.bytes == Bytes::default();
        if is_beginning && self.place == Place::Anywhere && (!other.is_empty || takes_nothing) {
            self.place = other.place;
        }
        self.bytes.join(other.bytes);
        self.is_empty = other.is_empty;
        self
    }

    /// What is there or not.
    fn perhaps(self) -> Self {
        Self {
            place: Place::Anywhere,
            needed: 0,
            is_empty: true,
            ..self
        }
    }
}

/// The options that change how an expression is read.
#[derive(Clone, Copy, Default)]
struct Flags {
    ignore_case: bool,
    extended: bool,
}

/// Reads an expression from the left. All methods return `None` where it is not understood.
struct Reader<'e> {
    rest: &'e str,
    flags: Flags,
}

impl Reader<'_> {
    /// Alternatives up to the end of the group or of the expression. Options that are set inside hold to the end.
    fn alternatives(&mut self) -> Option<Part> {
        let mut all = self.sequence()?;
        while self.take("|") {
            all = all.or(self.sequence()?);
        }
        Some(all)
    }

    fn sequence(&mut self) -> Option<Part> {
        let mut whole = Part::EMPTY;
        loop {
            self.skip_space();
            if self.rest.is_empty() || self.rest.starts_with(['|', ')']) {
                return Some(whole);
            }
            whole = whole.then(self.item()?);
        }
    }

    /// An item with its quantifiers.
    fn item(&mut self) -> Option<Part> {
        let mut item = self.atom()?;
        loop {
            self.skip_space();
            match self.quantifier() {
                None => return Some(item),
                Some(0) => item = item.perhaps(),
                Some(_) => {}
            }
        }
    }

    /// How often the item before is there at least, if a quantifier follows.
    fn quantifier(&mut self) -> Option<usize> {
        let least = match self.rest.chars().next()? {
            '*' | '?' => 0,
            '+' => 1,
            '{' => return self.interval(),
            _ => return None,
        };
        self.rest = &self.rest[1..];
        // Reluctant or possessive.
        let _ = self.take("?") || self.take("+");
        Some(least)
    }

    /// `{2,5}`, `{2,}`, `{,5}` or `{2}`; with anything else between them the braces are characters.
    fn interval(&mut self) -> Option<usize> {
        let (inside, rest) = self.rest.strip_prefix('{')?.split_once('}')?;
        let (least, most) = inside.split_once(',').unwrap_or((inside, inside));
        let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if !is_number(least) || !is_number(most) || (least.is_empty() && most.is_empty()) {
            return None;
        }
        self.rest = rest;
        // After a plain number it is no reluctance: the whole is then there or not.
        let is_optional = self.take("?") && !inside.contains(',');
        match is_optional || least.is_empty() {
            true => Some(0),
            false => least.parse().ok(),
        }
    }

    fn atom(&mut self) -> Option<Part> {
        let class = match self.next()? {
            '(' => return self.group(),
            '[' => return Class::bracketed(self).map(Part::of),
            '\\' => return self.escape(),
            '.' => Class::ANY,
            '^' => return Some(Part::at(Place::LineStart)),
            // Before the line feed, which every line has.
            '$' => Class::of('\n'),
            literal => Class::of(literal),
        };
        Some(self.part(class))
    }

    fn part(&self, class: Class) -> Part {
        Part::of(match self.flags.ignore_case {
            true => class.in_any_case(),
            false => class,
        })
    }

    /// What follows a backslash outside of brackets.
    fn escape(&mut self) -> Option<Part> {
        let escaped = self.rest;
        Some(match self.next()? {
            'b' => Part::at(Place::Edge),
            'A' => Part::at(Place::LineStart),
            'B' | 'G' | 'K' => Part::EMPTY,
            'Z' => Part::of(Class::of('\n')),
            'z' => Part::ANYTHING,
            // What was captured, or a group that is called.
            '1'..='9' => {
                self.rest = self.rest.trim_start_matches(|c: char| c.is_ascii_digit());
                Part::ANYTHING
            }
            'k' | 'g' => {
                self.rest = self.rest.strip_prefix('<')?.split_once('>')?.1;
                Part::ANYTHING
            }
            // What few have ever used.
            'y' | 'Y' | 'X' | 'O' | 'N' | 'R' => return None,
            _ => {
                self.rest = escaped;
                let class = Class::escaped(self)?;
                self.part(class)
            }
        })
    }

    /// What follows an opening parenthesis, with the closing one.
    fn group(&mut self) -> Option<Part> {
        let before = self.flags;
        // What is not there, or what stands before, says nothing of what begins here. What is looked ahead at need not
        // be taken, but has to be there.
        let counts = !(self.take("?<=") || self.take("?<!") || self.take("?!"));
        if counts && !self.take("?=") && self.head()? {
            return Some(Part::EMPTY);
        }
        let inside = self.alternatives()?;
        self.flags = before;
        self.take(")").then_some(match counts {
            true => inside,
            false => Part::EMPTY,
        })
    }

    /// The head of a group that takes text, and the options that it sets. True if that is the whole group, and the
    /// options are for what follows it.
    fn head(&mut self) -> Option<bool> {
        if !self.take("?") || self.take(":") || self.take(">") {
            return Some(false);
        }
        if self.take("#") {
            self.rest = self.rest.split_once(')')?.1;
            return Some(true);
        }
        if self.take("<") {
            self.rest = self.rest.split_once('>')?.1;
            return Some(false);
        }
        let mut is_on = true;
        loop {
            match self.next()? {
                '-' => is_on = false,
                'i' => self.flags.ignore_case = is_on,
                'x' => self.flags.extended = is_on,
                'm' => {}
                ':' => return Some(false),
                ')' => return Some(true),
                _ => return None,
            }
        }
    }

    /// White space and comments that do not count.
    fn skip_space(&mut self) {
        while self.flags.extended {
            self.rest = self.rest.trim_ascii_start();
            if !self.take("#") {
                break;
            }
            self.rest = self.rest.split_once('\n').map_or("", |(_, rest)| rest);
        }
    }

    fn next(&mut self) -> Option<char> {
        let mut chars = self.rest.chars();
        let next = chars.next();
        self.rest = chars.as_str();
        next
    }

    fn take(&mut self, text: &str) -> bool {
        let rest = self.rest.strip_prefix(text);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }
}

#[cfg(test)]
mod tests;
