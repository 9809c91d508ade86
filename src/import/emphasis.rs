//! Bold and italic marks of a Markdown source: taken off titles, put right where one of a pair is lost.
//!
//! In: a line or a paragraph of Markdown. Out: the same without marks, or with balanced ones. Asterisks in code
//! (`x**2`) and in formulas are no marks.

/// Pieces of a text: what is code or a formula, and what is not.
pub(super) fn pieces(text: &str) -> Vec<(bool, &str)> {
    let mut out = Vec::new();
    let (mut from, mut at) = (0, 0);
    while let Some(found) = text[at..].find(['`', '$', '\\']) {
        at += found;
        let c = char::from(text.as_bytes()[at]);
        let end = match c {
            '`' => closing(text, at, '`'),
            '$' => closing(text, at, '$'),
            '\\' => {
                at += 1 + text[at + 1..].chars().next().map_or(0, char::len_utf8);
                continue;
            }
            _ => None,
        };
        let Some(end) = end else {
            // A run that closes nowhere is text as a whole.
            at += text[at..].chars().take_while(|other| *other == c).count();
            continue;
        };
        out.push((false, &text[from..at]));
        out.push((true, &text[at..end]));
        (from, at) = (end, end);
    }
    out.push((false, &text[from..]));
    out.retain(|(_, piece)| !piece.is_empty());
    out
}

/// Where a run of marks that begins at a place is closed by an equal run.
fn closing(text: &str, at: usize, mark: char) -> Option<usize> {
    let length = text[at..].chars().take_while(|c| *c == mark).count();
    let run = &text[at..at + length];
    let mut from = at + length;
    loop {
        let found = from + text[from..].find(run)?;
        let end = found + length;
        let is_longer = text[end..].starts_with(mark);
        if !is_longer && found > at + length {
            // `$5 and $6` are prices.
            let inner = &text[at + length..found];
            let is_formula =
                mark == '`' || length > 1 || (inner.trim() == inner && !inner.contains("\n\n"));
            return is_formula.then_some(end);
        }
        from = end + text[end..].chars().take_while(|c| *c == mark).count();
    }
}

/// A text in one line without the marks of bold and italic. Code and formulas stay as they are typed.
pub(super) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (is_code, piece) in pieces(text) {
        match is_code {
            true => out.push_str(piece),
            false => unmarked(piece, &mut out),
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A run of asterisks or underscores that may be a mark.
struct Run {
    start: usize,
    end: usize,
    mark: char,
    opens: bool,
    closes: bool,
    is_paired: bool,
}

/// A piece without the marks that come in pairs around words, and without escapes: `*args` and `2 * 3` stay.
fn unmarked(piece: &str, out: &mut String) {
    let runs = paired(runs(piece));
    let mut at = 0;
    for run in runs.iter().filter(|run| run.is_paired) {
        unescaped(&piece[at..run.start], out);
        at = run.end;
    }
    unescaped(&piece[at..], out);
}

fn unescaped(text: &str, out: &mut String) {
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        if c != '\\' || !characters.peek().is_some_and(char::is_ascii_punctuation) {
            out.push(c);
        }
    }
}

fn runs(text: &str) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut before: Option<char> = None;
    for (at, c) in text.char_indices() {
        if matches!(c, '*' | '_') && before != Some('\\') {
            match runs.last_mut() {
                Some(run) if run.end == at && run.mark == c => run.end += 1,
                _ => {
                    let is_word = before.is_some_and(|c| !c.is_whitespace());
                    let is_letter = before.is_some_and(char::is_alphanumeric);
                    runs.push(Run {
                        start: at,
                        end: at + 1,
                        mark: c,
                        opens: !is_letter || c == '*',
                        closes: is_word,
                        is_paired: false,
                    });
                }
            }
        }
        before = Some(c);
    }
    for run in &mut runs {
        let after = text[run.end..].chars().next();
        let is_letter = after.is_some_and(char::is_alphanumeric);
        run.opens &= after.is_some_and(|c| !c.is_whitespace());
        run.closes &= !is_letter || run.mark == '*';
        // A single asterisk inside of a word multiplies.
        let is_inside = is_letter
            && text[..run.start]
                .chars()
                .next_back()
                .is_some_and(char::is_alphanumeric);
        if is_inside && run.end - run.start == 1 {
            (run.opens, run.closes) = (false, false);
        }
    }
    runs
}

/// Finds the partners: a run that closes goes with the last open one of its mark and length.
fn paired(mut runs: Vec<Run>) -> Vec<Run> {
    let mut open: Vec<usize> = Vec::new();
    for number in 0..runs.len() {
        let (mark, length) = (runs[number].mark, runs[number].end - runs[number].start);
        let is_partner = |other: &&usize| {
            let other = &runs[**other];
            other.mark == mark
                && other.end - other.start == length
                && other.end < runs[number].start
        };
        let partner = open.iter().rev().take(16).find(is_partner).copied();
        if let Some(partner) = partner.filter(|_| runs[number].closes) {
            // Places grow, so what was opened behind the partner is at the end.
            while open.last().is_some_and(|other| *other >= partner) {
                open.pop();
            }
            runs[partner].is_paired = true;
            runs[number].is_paired = true;
        } else if runs[number].opens {
            open.push(number);
        }
    }
    runs
}

/// Where `**` stands outside of code and formulas.
pub(super) fn bold_places(text: &str) -> Vec<usize> {
    let mut places = Vec::new();
    let mut base = 0;
    for (is_code, piece) in pieces(text) {
        if !is_code {
            places.extend(piece.match_indices("**").map(|(at, _)| base + at));
        }
        base += piece.len();
    }
    places
}

/// How many `**` a text has outside of code and formulas.
pub(super) fn bold_marks(text: &str) -> usize {
    bold_places(text).len()
}

/// The text of a run of bold at the beginning of a line, and what follows it.
pub(super) fn bold_head(text: &str) -> Option<(&str, &str)> {
    let inner = text.strip_prefix("**")?;
    let mut at = text.len() - inner.len();
    for (is_code, piece) in pieces(inner) {
        if let (false, Some(found)) = (is_code, piece.find("**")) {
            let end = at + found;
            return Some((&text[2..end], &text[end + 2..]));
        }
        at += piece.len();
    }
    None
}

/// A paragraph whose bold marks are in pairs, and whether that took a change. A mark without a partner goes.
pub(super) fn balanced(text: &str) -> (String, bool) {
    let mut out = String::with_capacity(text.len());
    let count = bold_marks(text);
    if count.is_multiple_of(2) {
        return (text.to_owned(), false);
    }
    let lonely = lonely_mark(text, count);
    let mut seen = 0;
    for (is_code, piece) in pieces(text) {
        if is_code {
            out.push_str(piece);
            continue;
        }
        for (number, part) in piece.split("**").enumerate() {
            if number > 0 {
                if seen != lonely {
                    out.push_str("**");
                }
                seen += 1;
            }
            out.push_str(part);
        }
    }
    (out, true)
}

/// Which of an odd number of marks has no partner: the first that closes where none is open, else the last.
fn lonely_mark(text: &str, count: usize) -> usize {
    let mut is_open = false;
    let mut number = 0;
    for (_, piece) in pieces(text).into_iter().filter(|(is_code, _)| !is_code) {
        for (at, _) in piece.match_indices("**") {
            let closes = piece[at + 2..]
                .chars()
                .next()
                .is_none_or(char::is_whitespace)
                && piece[..at]
                    .chars()
                    .next_back()
                    .is_some_and(|c| !c.is_whitespace());
            if closes && !is_open {
                return number;
            }
            is_open = !is_open;
            number += 1;
        }
    }
    count - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_have_no_marks_but_keep_code() {
        for (text, expected) in [
            ("**Що таке** `x**2`?", "Що таке `x**2`?"),
            (
                "What is *bias*, a_b_c and _so_ on?",
                "What is bias, a_b_c and so on?",
            ),
            ("2 * 3 * 4", "2 * 3 * 4"),
            ("a\\*b \\_c", "a*b _c"),
            ("*args and **kwargs", "*args and **kwargs"),
            ("**a *b* c**", "a b c"),
            ("$x_1 * y_2$ is _it_", "$x_1 * y_2$ is it"),
        ] {
            assert_eq!(plain(text), expected);
        }
    }

    #[test]
    fn code_and_formulas_hold_no_marks() {
        assert_eq!(bold_marks("`x**2` and **a** $b**c$"), 2);
        assert_eq!(
            bold_head("**`**kwargs` — що це?** Словник."),
            Some(("`**kwargs` — що це?", " Словник."))
        );
        assert_eq!(bold_head("no **bold** here"), None);
    }

    #[test]
    fn a_mark_without_a_partner_goes() {
        assert_eq!(balanced("**a** b"), ("**a** b".to_owned(), false));
        assert_eq!(balanced("**a b"), ("a b".to_owned(), true));
        assert_eq!(
            balanced("a b** and **c**"),
            ("a b and **c**".to_owned(), true)
        );
    }
}
