//! A formula → atoms: what every command and character stands for.
//!
//! In come tokens, out go atoms in their order. Structure that one line of text cannot show becomes
//! part of an atom's text here; the space between atoms is [`mod@super::line`]'s.

use super::letters::{accent, blackboard, marked, negated, raised};
use super::line::{Atom, Class, factor, fraction, is_mark, line, parenthesised};
use super::symbols::{class, symbol};
use super::tokens::{Token, Tokens};
use super::{is_markup, plain};

/// How deep groups may nest; deeper ones lose their structure, not their letters.
const MAX_DEPTH: usize = 48;

/// Where a run of atoms ends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stop {
    /// At the end of the formula.
    End,
    /// At `}`.
    Brace,
    /// At `]`.
    Bracket,
    /// Before `&`, `\\` or `\end`.
    Cell,
}

/// Reads one formula.
pub(super) struct Reader<'t> {
    tokens: Tokens<'t>,
    depth: usize,
}

impl<'t> Reader<'t> {
    pub(super) fn new(tex: &'t str) -> Self {
        Self {
            tokens: Tokens::new(tex),
            depth: 0,
        }
    }

    /// All atoms of the formula.
    pub(super) fn read(mut self) -> Vec<Atom> {
        self.atoms(Stop::End)
    }

    /// Atoms up to a stop, which is consumed unless it is a cell's.
    fn atoms(&mut self, stop: Stop) -> Vec<Atom> {
        let mut atoms: Vec<Atom> = Vec::new();
        while let Some(token) = self.tokens.peek() {
            match token {
                Token::Char('&') | Token::Command("\\" | "cr" | "end") if stop == Stop::Cell => {
                    break;
                }
                Token::Char('^' | '_' | '\'') => {
                    let base = atoms.pop_if(|atom| atom.class != Class::Space);
                    let base = base.unwrap_or_else(|| Atom::new(Class::Ord, ""));
                    atoms.push(self.scripts(base));
                    continue;
                }
                Token::Char(c) if c.is_ascii_digit() => {
                    atoms.push(Atom::new(Class::Ord, self.tokens.number()));
                    continue;
                }
                _ => {}
            }
            self.tokens.next();
            match token {
                Token::Char('}') if stop == Stop::Brace => break,
                Token::Char(']') if stop == Stop::Bracket => break,
                _ => self.atom(token, &mut atoms),
            }
        }
        atoms
    }

    /// An atom with the scripts that follow it.
    fn scripts(&mut self, mut base: Atom) -> Atom {
        let (mut sub, mut sup) = (Vec::new(), Vec::new());
        loop {
            if self.tokens.accept('\'') {
                base.text.push('′');
            } else if self.tokens.accept('_') {
                sub.extend(self.argument());
            } else if self.tokens.accept('^') {
                sup.extend(self.argument());
            } else {
                return base.with_scripts(&sub, &sup);
            }
        }
    }

    /// A command's argument: a group, or else one token.
    fn argument(&mut self) -> Vec<Atom> {
        let token = match self.tokens.peek() {
            None | Some(Token::Char('}')) => return Vec::new(),
            Some(token) => token,
        };
        if self.depth >= MAX_DEPTH {
            return vec![Atom::word(plain(self.tokens.raw()))];
        }
        self.tokens.next();
        self.depth += 1;
        let mut atoms = Vec::new();
        match token {
            Token::Char('{') => atoms = self.atoms(Stop::Brace),
            // Of a number without braces this is the first digit only.
            _ => self.atom(token, &mut atoms),
        }
        self.depth -= 1;
        atoms
    }

    /// An argument in square brackets, if there is one.
    fn optional(&mut self) -> Option<Vec<Atom>> {
        if self.depth >= MAX_DEPTH || !self.tokens.accept('[') {
            return None;
        }
        self.depth += 1;
        let atoms = self.atoms(Stop::Bracket);
        self.depth -= 1;
        Some(atoms)
    }

    /// Appends what a token stands for, with the arguments that it takes.
    fn atom(&mut self, token: Token<'t>, atoms: &mut Vec<Atom>) {
        match token {
            Token::Command(name) => self.command(name, atoms),
            Token::Char('{') => {
                let inner = self.inside();
                self.group(inner, atoms);
            }
            Token::Char(':') if self.tokens.accept('=') => atoms.push(Atom::new(Class::Rel, ":=")),
            Token::Char(c) => match atoms.last_mut() {
                Some(letter) if is_mark(c) => letter.text.push(c),
                _ => atoms.extend(character(c)),
            },
        }
    }

    /// The rest of a group whose brace has been read.
    fn inside(&mut self) -> Vec<Atom> {
        if self.depth >= MAX_DEPTH {
            return Vec::new();
        }
        self.depth += 1;
        let atoms = self.atoms(Stop::Brace);
        self.depth -= 1;
        atoms
    }

    /// Appends a group. Alone it is one atom; what is in it counts as such.
    fn group(&mut self, mut inner: Vec<Atom>, atoms: &mut Vec<Atom>) {
        let has_scripts = matches!(self.tokens.peek(), Some(Token::Char('^' | '_' | '\'')));
        match &mut inner[..] {
            // TeX's way to take an operation for a letter: `1{,}000`.
            [
                Atom {
                    class: class @ (Class::Bin | Class::Rel | Class::Punct),
                    ..
                },
            ] => *class = Class::Ord,
            [_, _, ..] if has_scripts => {
                let text = parenthesised(&line(&inner, false));
                inner = vec![Atom::new(Class::Ord, text)];
            }
            _ => {}
        }
        atoms.append(&mut inner);
    }

    fn command(&mut self, name: &str, atoms: &mut Vec<Atom>) {
        match name {
            "frac" | "dfrac" | "tfrac" | "cfrac" | "nicefrac" | "sfrac" => {
                let above = self.argument();
                let below = self.argument();
                atoms.push(fraction(&above, &below));
            }
            "binom" | "dbinom" | "tbinom" => {
                let (n, k) = (self.argument(), self.argument());
                let text = format!("C({}, {})", line(&n, false), line(&k, false));
                atoms.push(Atom::new(Class::Ord, text));
            }
            "sqrt" => atoms.push(self.root()),
            "begin" => self.environment(atoms),
            "left" | "bigl" | "Bigl" | "biggl" | "Biggl" => {
                atoms.extend(self.delimiter(Class::Open))
            }
            "right" | "bigr" | "Bigr" | "biggr" | "Biggr" => {
                atoms.extend(self.delimiter(Class::Close))
            }
            "middle" | "bigm" | "Bigm" | "big" | "Big" | "bigg" | "Bigg" => {
                atoms.extend(self.delimiter(Class::Glue));
            }
            "overset" | "stackrel" | "xrightarrow" | "xleftarrow" | "underset" => {
                self.stacked(name, atoms)
            }
            "not" => {
                let crossed = line(&self.argument(), true);
                let crossed = match crossed.chars().next() {
                    Some(c) => negated(c).map_or_else(|| format!("{crossed}\u{338}"), String::from),
                    None => crossed,
                };
                atoms.push(Atom::new(Class::Rel, crossed));
            }
            "pmod" | "tag" => {
                let argument = line(&self.argument(), false);
                let relation = if name == "pmod" { "mod " } else { "" };
                let text = format!("({relation}{argument})");
                atoms.push(Atom::new(Class::Word, text));
            }
            "\\" | "cr" => atoms.push(Atom::new(Class::Punct, ";")),
            "end" | "label" | "color" | "textcolor" | "colorbox" | "href" | "hspace" | "vspace"
            | "phantom" | "hphantom" | "vphantom" => {
                self.tokens.accept('*');
                self.tokens.raw();
            }
            _ => self.word(name, atoms),
        }
    }

    /// Commands that set their argument in some way, symbols, and whatever else.
    fn word(&mut self, name: &str, atoms: &mut Vec<Atom>) {
        match name {
            "text" | "textrm" | "textbf" | "textit" | "textsf" | "texttt" | "textnormal"
            | "textsc" | "emph" | "mbox" | "hbox" => self.text(atoms),
            "operatorname" | "mathop" => {
                self.tokens.accept('*');
                let name = line(&self.argument(), true);
                atoms.push(Atom::new(Class::Function, name));
            }
            "mathrm" | "mathsf" | "mathtt" | "mathit" => {
                let word = line(&self.argument(), true);
                atoms.push(Atom::word(word));
            }
            "mathbb" | "Bbb" => {
                let letters = line(&self.argument(), true)
                    .chars()
                    .map(blackboard)
                    .collect::<String>();
                atoms.push(Atom::new(Class::Ord, letters));
            }
            // The letters are all that plain text has of them.
            "mathbf" | "boldsymbol" | "bm" | "pmb" | "mathcal" | "mathscr" | "mathfrak"
            | "mathord" | "mathinner" | "underline" | "underbrace" | "overbrace" | "boxed"
            | "fbox" | "cancel" | "bcancel" | "substack" | "ensuremath" | "smash" | "mathclap" => {
                let inner = self.argument();
                self.group(inner, atoms);
            }
            _ => match (accent(name), symbol(name)) {
                (Some((name, mark)), _) => {
                    let argument = self.argument();
                    atoms.push(accented(argument, name, mark));
                }
                (None, Some((text, class))) => atoms.push(Atom::new(class, text)),
                (None, None) => {
                    let unknown = plain(name);
                    atoms.push(match unknown.is_empty() {
                        true => Atom::new(Class::Space, " "),
                        false => Atom::word(unknown),
                    });
                }
            },
        }
    }

    /// `\sqrt{x}`, `\sqrt[n]{x}`.
    fn root(&mut self) -> Atom {
        let index = self
            .optional()
            .map(|index| line(&index, true))
            .unwrap_or_default();
        let radicand = factor(&self.argument());
        match index.chars().map(raised).collect::<Option<String>>() {
            Some(index) => Atom::new(Class::Ord, format!("{index}√{radicand}")),
            None => Atom::new(Class::Ord, format!("{radicand}^(1/{index})")),
        }
    }

    /// One thing over or under another, as its script.
    fn stacked(&mut self, name: &str, atoms: &mut Vec<Atom>) {
        let below = self.optional().unwrap_or_default();
        let mark = self.argument();
        let mut base = match name {
            "xrightarrow" => vec![Atom::new(Class::Rel, "→")],
            "xleftarrow" => vec![Atom::new(Class::Rel, "←")],
            _ => self.argument(),
        };
        let last = base.pop().unwrap_or_else(|| Atom::new(Class::Ord, ""));
        base.push(match name {
            "underset" => last.with_scripts(&mark, &[]),
            _ => last.with_scripts(&below, &mark),
        });
        atoms.append(&mut base);
    }

    /// The delimiter after `\left` and its like; a point stands for none.
    fn delimiter(&mut self, side: Class) -> Option<Atom> {
        let (text, own) = match self.tokens.next()? {
            Token::Char('.') => return None,
            Token::Char('<') => ("⟨".to_owned(), Class::Open),
            Token::Char('>') => ("⟩".to_owned(), Class::Close),
            Token::Char(c) => character(c).map(|atom| (atom.text, atom.class))?,
            Token::Command(name) => symbol(name).map(|(text, class)| (text.to_owned(), class))?,
        };
        let is_sided = matches!(own, Class::Open | Class::Close);
        let class = match side {
            Class::Glue if is_sided => own,
            side => side,
        };
        Some(Atom::new(class, text))
    }

    /// `\text{…}`: words as they are typed, spaces included.
    fn text(&mut self, atoms: &mut Vec<Atom>) {
        let mut typed = Tokens::new(self.tokens.raw());
        let mut words = String::new();
        loop {
            match typed.typed() {
                Some('~') => words.push(' '),
                Some(c) => words.push(c),
                None => match typed.next() {
                    Some(Token::Command(name)) => {
                        words.push_str(symbol(name).map_or(name, |(text, _)| text))
                    }
                    _ => break,
                },
            }
        }
        let space = || Atom::new(Class::Space, " ");
        atoms.extend(words.starts_with(' ').then(space));
        atoms.push(Atom::word(plain(&words)));
        atoms.extend(words.ends_with(' ').then(space));
    }

    /// `\begin{name}` … `\end{name}`: rows divided by semicolons.
    fn environment(&mut self, atoms: &mut Vec<Atom>) {
        let name = self.tokens.raw().trim_end_matches('*');
        if matches!(name, "array" | "alignat" | "alignedat" | "tabular") {
            self.tokens.raw();
        }
        let (open, between, close) = match name {
            "matrix" | "array" | "smallmatrix" | "tabular" => ("", " ", ""),
            "pmatrix" => ("(", " ", ")"),
            "bmatrix" => ("[", " ", "]"),
            "Bmatrix" => ("｛", " ", "｝"),
            "vmatrix" => ("|", " ", "|"),
            "Vmatrix" => ("‖", " ", "‖"),
            "cases" | "dcases" | "rcases" => ("｛", ", ", "｝"),
            // In the others `&` only says where to align.
            _ => ("", "", ""),
        };
        if self.depth >= MAX_DEPTH {
            return;
        }
        self.depth += 1;
        let rows = self.rows(between);
        self.depth -= 1;
        let class = match open {
            "" => Class::Word,
            _ => Class::Ord,
        };
        let text = rows.join("; ");
        atoms.push(Atom::new(class, format!("{open}{text}{close}")));
    }

    /// The rows of an environment up to its end, which is consumed; empty ones are left out.
    fn rows(&mut self, between: &str) -> Vec<String> {
        let mut rows = Vec::new();
        // Where cells are only aligned, the space around a sign depends on both sides of it.
        let mut row: Vec<Atom> = Vec::new();
        let mut cells: Vec<String> = Vec::new();
        loop {
            row.append(&mut self.atoms(Stop::Cell));
            let token = self.tokens.next();
            if token == Some(Token::Char('&')) && between.is_empty() {
                continue;
            }
            // Authors also put a comma where the next cell or row begins.
            let cell = line(&row, false);
            cells.push(cell.trim_end_matches([',', ';', ' ']).to_owned());
            row.clear();
            if token == Some(Token::Char('&')) {
                continue;
            }
            cells.retain(|cell| !cell.is_empty());
            if !cells.is_empty() {
                rows.push(cells.join(between));
                cells.clear();
            }
            if let None | Some(Token::Command("end")) = token {
                self.tokens.raw();
                return rows;
            }
        }
    }
}

/// The atom that a character makes by itself.
fn character(c: char) -> Option<Atom> {
    let class = match c {
        '(' | '[' => Class::Open,
        ')' | ']' => Class::Close,
        '=' | '<' | '>' => Class::Rel,
        '+' | '*' => Class::Bin,
        '-' | '−' => return Some(Atom::new(Class::Bin, "−")),
        ',' | ';' | ':' => Class::Punct,
        '/' | '|' | '‖' | '!' | '.' => Class::Glue,
        '~' | '&' => return Some(Atom::new(Class::Space, " ")),
        _ if is_markup(c) || c == '#' => return None,
        _ if c.is_ascii() => Class::Ord,
        _ => class(c).unwrap_or(Class::Ord),
    };
    Some(Atom::new(class, c))
}

/// A letter with a mark over it, or the mark's name before what is no single letter.
fn accented(mut argument: Vec<Atom>, name: &str, mark: char) -> Atom {
    let is_letter = |text: &str| {
        let mut chars = text.chars();
        chars.next().is_some_and(char::is_alphabetic)
            && !chars.next().is_some_and(char::is_alphabetic)
    };
    match &mut argument[..] {
        [atom] if is_letter(&atom.text) => {
            let letter = atom.text.remove(0);
            let marked =
                marked(letter, mark).map_or_else(|| format!("{letter}{mark}"), String::from);
            atom.text.insert_str(0, &marked);
            atom.clone()
        }
        _ => Atom::new(Class::Word, format!("{name}({})", line(&argument, false))),
    }
}
