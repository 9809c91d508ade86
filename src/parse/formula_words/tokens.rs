//! Reading TeX token by token.
//!
//! In comes a formula, out go commands and characters. What they mean is for [`super::read`].

/// What TeX reads at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Token<'t> {
    /// `\name`, or a backslash and one other character.
    Command(&'t str),
    /// Any other character.
    Char(char),
}

/// A formula and how much of it has been read.
#[derive(Clone, Copy)]
pub(crate) struct Tokens<'t> {
    rest: &'t str,
}

impl<'t> Tokens<'t> {
    pub(crate) fn new(tex: &'t str) -> Self {
        Self { rest: tex }
    }

    /// The next token; spaces and comments are skipped.
    pub(crate) fn next(&mut self) -> Option<Token<'t>> {
        self.skip_space();
        let first = self.rest.chars().next()?;
        if first != '\\' {
            self.take(first.len_utf8());
            return Some(Token::Char(first));
        }
        self.take(1);
        let letters = self
            .rest
            .bytes()
            .take_while(u8::is_ascii_alphabetic)
            .count();
        let length = match letters {
            0 => self.rest.chars().next().map_or(0, char::len_utf8),
            _ => letters,
        };
        Some(Token::Command(self.take(length)))
    }

    pub(crate) fn peek(&self) -> Option<Token<'t>> {
        let mut ahead = *self;
        ahead.next()
    }

    /// Takes the next token if it is this character.
    pub(crate) fn accept(&mut self, c: char) -> bool {
        let is_next = self.peek() == Some(Token::Char(c));
        if is_next {
            self.next();
        }
        is_next
    }

    /// The number that comes next: digits, and after a point more of them. Empty if none comes.
    pub(super) fn number(&mut self) -> &'t str {
        let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
        self.skip_space();
        let whole = digits(self.rest);
        let decimals = self.rest[whole..].strip_prefix('.').map_or(0, digits);
        self.take(if decimals > 0 {
            whole + 1 + decimals
        } else {
            whole
        })
    }

    /// A command's argument as it is typed: a group without its braces, or else one token.
    pub(crate) fn raw(&mut self) -> &'t str {
        self.skip_space();
        let start = self.rest;
        match self.next() {
            Some(Token::Char('{')) => {}
            Some(Token::Command(name)) => return name,
            Some(Token::Char(c)) => return &start[..c.len_utf8()],
            None => return "",
        }
        let mut depth = 1;
        let mut is_escaped = false;
        for (at, c) in self.rest.char_indices() {
            match c {
                _ if is_escaped => {}
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => {}
            }
            is_escaped = c == '\\' && !is_escaped;
            if depth == 0 {
                let group = self.take(at);
                self.take(1);
                return group;
            }
        }
        self.take(self.rest.len())
    }

    /// The next character as it is typed, be it a space; a command is left for [`Self::next`].
    pub(super) fn typed(&mut self) -> Option<char> {
        let c = self.rest.chars().next().filter(|c| *c != '\\')?;
        self.take(c.len_utf8());
        Some(c)
    }

    fn skip_space(&mut self) {
        loop {
            self.rest = self.rest.trim_start();
            if !self.rest.starts_with('%') {
                return;
            }
            self.take(self.rest.find('\n').unwrap_or(self.rest.len()));
        }
    }

    fn take(&mut self, length: usize) -> &'t str {
        let (taken, rest) = self.rest.split_at(length);
        self.rest = rest;
        taken
    }
}
