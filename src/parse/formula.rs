//! Formulas that were not meant to be formulas, and words in formulas.
//!
//! The text between two `$` and the characters around them in; a [`Lint`], if it looks like prices
//! (`US$5 and US$6`) or prose, out. Markdown takes what stands between two dollar signs for a
//! formula also where an author meant money. This neither parses nor renders formulas: it must stay
//! silent about every formula that somebody could have meant, and says nothing about wrong TeX.

/// What an author should look at again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lint {
    /// What is suspicious, in the style of a [`Diagnostic`](crate::diagnostic::Diagnostic).
    pub message: String,
    /// What to write instead.
    pub hint: &'static str,
}

/// How many characters of what is no formula are shown.
const MAX_SHOWN: usize = 40;

const ESCAPE_DOLLARS: &str = r"write `\$` for a dollar sign";
const USE_TEXT: &str =
    r"put words into `\text{…}`, write functions as `\log`; for a dollar sign write `\$`";
const USE_LATIN: &str = r"write the Latin letter, or `\text{…}` if it is meant to be Cyrillic";

/// Commands whose argument is text, or letters that form a word. Commands that begin with `\text`
/// are recognised apart.
const WORDS: [&str; 14] = [
    "mathrm",
    "mathbf",
    "mathit",
    "mathsf",
    "mathtt",
    "mathnormal",
    "operatorname",
    "mbox",
    "hbox",
    "fbox",
    "tag",
    "llap",
    "rlap",
    "clap",
];

/// Cyrillic letters that look like Latin ones.
const LOOK_LATIN: &str = "аеорсухіјѕԁԛԝАВЕКМНОРСТХУІЈЅ";

/// Looks for prices, words and letters of the wrong alphabet in a formula.
///
/// `before` and `after` are the characters of the Markdown text before the opening and after the
/// closing `$`, `None` at the start and the end of a block and for display formulas.
pub fn lint(tex: &str, before: Option<char>, after: Option<char>) -> Option<Lint> {
    if is_price(tex, before, after) {
        let shown: String = tex.chars().take(MAX_SHOWN).collect();
        let dots = if shown.len() < tex.len() { "…" } else { "" };
        return Some(Lint {
            message: format!("`${shown}{dots}$` is taken for a formula, but looks like prices"),
            hint: ESCAPE_DOLLARS,
        });
    }
    let bare = without_text(tex);
    cyrillic(&bare).or_else(|| prose(&bare))
}

/// Whether the dollar signs belong to numbers outside: `$10–$20` or `5$, then 10$`.
fn is_price(tex: &str, before: Option<char>, after: Option<char>) -> bool {
    let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    if tex.contains(['\\', '^', '_', '{', '}', '=', '<', '>', '|', '*']) {
        return false;
    }
    let (first, last) = (tex.chars().next(), tex.chars().next_back());
    let next_is_price = is_digit(first) && is_digit(after);
    // `3$x$` and `2$(a + b)$` are formulas, `5$-10$` and `5$, потом 10$` are not.
    let continues = first.is_some_and(|c| !c.is_ascii_alphanumeric() && !"'([".contains(c));
    let last_was_price = is_digit(before) && continues && is_digit(last);
    next_is_price || last_was_price
}

/// The formula with every command, text argument and comment replaced by a `\`.
fn without_text(tex: &str) -> String {
    let mut bare = String::with_capacity(tex.len());
    let mut rest = tex;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        match c {
            '\\' => {
                bare.push('\\');
                rest = after_command(rest);
            }
            '%' => rest = rest.split_once('\n').map_or("", |(_, rest)| rest),
            c => bare.push(c),
        }
    }
    bare
}

/// What follows a command whose backslash is gone, and its argument if that is text.
fn after_command(rest: &str) -> &str {
    let end = rest.find(|c: char| !c.is_ascii_alphabetic());
    let (name, after) = rest.split_at(end.unwrap_or(rest.len()));
    let (starred, after) = match after.strip_prefix('*') {
        Some(after) if !name.is_empty() => (true, after),
        _ => (false, after),
    };
    let is_text = name.starts_with("text") && !matches!(name, "textcolor" | "textstyle");
    match name {
        "" => skip_char(after),
        "verb" => {
            let fence = after.chars().next().unwrap_or_default();
            let inside = skip_char(after);
            inside.split_once(fence).map_or(inside, |(_, rest)| rest)
        }
        "begin" | "end" => skip_argument(after),
        "char" => skip_char(after).trim_start_matches('\\'),
        _ if is_text || WORDS.contains(&name) => skip_argument(after),
        _ if starred => &rest[name.len()..],
        _ => after,
    }
}

fn skip_char(text: &str) -> &str {
    let mut chars = text.chars();
    chars.next();
    chars.as_str()
}

/// Skips a group in braces, or one character.
fn skip_argument(text: &str) -> &str {
    let text = text.trim_start();
    if !text.starts_with('{') {
        return skip_char(text);
    }
    let mut depth = 0_usize;
    let mut is_escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return &text[at + c.len_utf8()..];
        }
    }
    ""
}

fn is_cyrillic(c: char) -> bool {
    matches!(c, '\u{400}'..='\u{52f}') && c.is_alphabetic()
}

fn cyrillic(bare: &str) -> Option<Lint> {
    let mut runs = bare
        .split(|c| !is_cyrillic(c))
        .filter(|run| !run.is_empty());
    if let Some(word) = runs.clone().find(|run| run.chars().nth(1).is_some()) {
        return Some(Lint {
            message: format!("`{word}` stands in a formula outside of `\\text`"),
            hint: USE_TEXT,
        });
    }
    let letter = runs.find(|letter| LOOK_LATIN.contains(*letter))?;
    Some(Lint {
        message: format!("`{letter}` in a formula is a Cyrillic letter"),
        hint: USE_LATIN,
    })
}

/// Words with nothing but spaces between them (`such that`), or one word (`5 per token`) in what
/// has no sign of a formula at all.
fn prose(bare: &str) -> Option<Lint> {
    let has_signs = bare.contains(['\\', '^', '_', '{', '}', '=', '<', '>', '+', '*', '|', '&']);
    let is_word = |chunk: &str, min: usize| {
        chunk.len() >= min && chunk.chars().all(|c| c.is_ascii_alphabetic())
    };
    let chunks: Vec<&str> = bare.split_ascii_whitespace().collect();
    let pair = chunks.windows(2).find(|pair| {
        let are_words = pair.iter().all(|chunk| is_word(chunk, 2));
        are_words && pair.iter().any(|chunk| is_word(chunk, 3))
    });
    let lonely = (!has_signs && chunks.len() > 1)
        .then(|| {
            chunks
                .iter()
                .find(|chunk| is_word(chunk.trim_end_matches([',', '.']), 3))
        })
        .flatten();
    let words = pair.map(|pair| pair.join(" "));
    let words = words.or_else(|| lonely.map(|word| (*word).to_owned()))?;
    Some(Lint {
        message: format!("`{words}` in a formula is set as a product of letters"),
        hint: USE_TEXT,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Lints the formula of a line that has one, as Markdown would find it.
    fn lint_of(line: &str) -> Option<Lint> {
        let mut parts = line.splitn(3, '$');
        let (before, tex, after) = (parts.next()?, parts.next()?, parts.next()?);
        lint(tex, before.chars().next_back(), after.chars().next())
    }

    #[track_caller]
    fn assert_hint(line: &str, hint: &str) {
        let lint = lint_of(line);
        assert_eq!(
            lint.as_ref().map(|lint| lint.hint),
            Some(hint),
            "{line}: {lint:?}"
        );
    }

    #[test]
    fn prices_are_recognised() {
        for line in [
            "US$5 and US$6",
            "$10–$20",
            "$5-$6",
            "$1,000/$2,000",
            "($5)–($6)",
            "$5M–$6M",
            "от $5 до$10",
            "цена 5$, а потом 10$",
            "5$-10$",
            "5$/10$ за штуку",
        ] {
            assert_hint(line, ESCAPE_DOLLARS);
        }
    }

    #[test]
    fn words_outside_of_text_are_recognised() {
        for line in [
            "$x > 0 при y < 1$",
            "$точность = 0.9$",
            r"$\frac{верно}{всего}$",
            "$x such that y$",
            "$L = learning rate$",
            "$5 per 1000 tokens$",
            "$n mod m$",
            "$O(n log n)$",
            r"$\text{если } x иначе y$",
        ] {
            assert_hint(line, USE_TEXT);
        }
    }

    #[test]
    fn cyrillic_letters_that_look_latin_are_recognised() {
        for line in ["$х$", "$f(х)$", r"$\mathbb{Е}$", "$а + b$", "$і$"] {
            assert_hint(line, USE_LATIN);
        }
    }

    #[test]
    fn messages_show_what_is_meant() {
        let message = |line: &str| lint_of(line).map(|lint| lint.message).unwrap_or_default();
        let price = "`$5 and US$` is taken for a formula, but looks like prices";
        assert_eq!(message("US$5 and US$6"), price);
        assert_eq!(
            message("$x где y$"),
            "`где` stands in a formula outside of `\\text`"
        );
        let long = format!("$1{}.$2", " a".repeat(40));
        assert!(message(&long).contains(" a …$`"));
        let prose = "`such that` in a formula is set as a product of letters";
        assert_eq!(message("$x such that y$"), prose);
    }

    #[test]
    fn short_formulas_that_authors_mean_are_left_alone() {
        for line in [
            "$5$",
            "$n$-го",
            "$0.9$",
            "$x$й",
            r"$10\%$",
            "$-1$",
            "от $5$ до $10$",
            "$1{,}5$",
            r"3$\times$3",
            "10$^{-3}$",
            "2$n$",
            "2$(a + b)$",
            r"$\times$3",
            "$x_1$2",
            "$[0, 1]$",
            "$k$-NN",
            "функция$f$слитно",
            "$dx dy$",
            "$x_и$",
            "$10 - 20$",
            "$pos$",
            "$W_{out}$",
            "$1, 2, 3$",
            "$n!$",
            "$x'$",
            r"$\mathrm{Точность} > 0$",
            r"$P(\text{орёл и решка})$",
            r"$\operatorname*{мин}_x f$",
            "$x % комментарий о формуле\n$",
            r"$\verb|не формула|$",
        ] {
            assert_eq!(lint_of(line), None, "{line}");
        }
        assert_eq!(lint(r"\text{если $x$ больше} y", None, None), None);
    }

    #[test]
    fn no_formula_of_the_set_is_taken_for_prose() {
        let neighbours = [None, Some(' '), Some('('), Some('я'), Some('-'), Some('.')];
        for line in include_str!("../../tests/math/formulas.txt").lines() {
            let tex = line.split_once('\t').map_or("", |(_, tex)| tex);
            for around in neighbours {
                assert_eq!(lint(tex, around, around), None, "{tex}");
            }
        }
    }

    proptest! {
        #[test]
        fn any_text_is_linted_without_a_panic(
            tex in r"[\\{}$%*a-c1йх ,\n]{0,40}",
            before in any::<Option<char>>(),
            after in any::<Option<char>>(),
        ) {
            let lint = lint(&tex, before, after);
            prop_assert!(lint.is_none_or(|lint| !lint.message.is_empty()));
        }

        #[test]
        fn whatever_stands_in_text_is_fine(words in "[a-zа-я ]{0,20}") {
            prop_assert_eq!(lint(&format!(r"\text{{{words}}} x"), None, None), None);
        }
    }
}
