//! Whether lines of plain text are code that lost its fence.
//!
//! In: lines. Out: how many of them, from the first on, are code, and the language that it looks like. Prose that
//! mentions a call is no code: a line counts only as a whole.

/// Beginnings of lines that only code has.
const STARTS: &[&str] = &[
    "import ",
    "from ",
    "def ",
    "class ",
    "return ",
    "return",
    "print(",
    "for ",
    "while ",
    "if ",
    "elif ",
    "else:",
    "try:",
    "except",
    "with ",
    "async def ",
    "await ",
    "lambda ",
    "assert ",
    "raise ",
    "yield ",
    ">>> ",
    "SELECT ",
    "select ",
    "FROM ",
    "WHERE ",
    "GROUP BY ",
    "ORDER BY ",
    "JOIN ",
    "LEFT JOIN ",
    "INSERT ",
    "UPDATE ",
    "CREATE TABLE ",
    "const ",
    "let ",
    "var ",
    "function ",
    "#include",
    "pip install ",
    "$ ",
];

/// Of those above, the ones that prose has too: the line must also end like code or hold a sign of it.
const ALSO_WORDS: &[&str] = &[
    "import ",
    "from ",
    "class ",
    "return ",
    "return",
    "for ",
    "while ",
    "if ",
    "with ",
    "let ",
    "select ",
    "except",
    "assert ",
    "raise ",
    "yield ",
    "await ",
    "$ ",
    "function ",
    "var ",
    "FROM ",
    "WHERE ",
    "JOIN ",
    "UPDATE ",
    "INSERT ",
];

/// Words that open a block of code, which a colon or a brace ends.
const BLOCKS: &[&str] = &[
    "if ", "elif ", "for ", "while ", "with ", "class ", "except",
];

/// Beginnings of the lines of a query behind its first.
const CLAUSES: &[&str] = &[
    "FROM ",
    "WHERE ",
    "GROUP BY ",
    "ORDER BY ",
    "HAVING ",
    "JOIN ",
    "LEFT ",
    "RIGHT ",
    "INNER ",
    "OUTER ",
    "ON ",
    "AND ",
    "OR ",
    "LIMIT ",
    "UNION",
    "VALUES",
    "SET ",
    "WITH ",
    "SELECT ",
];

/// How many lines from the first on are code; 0 if the first is none.
pub(super) fn code_length(lines: &[&str]) -> usize {
    let mut end = 0;
    let mut depth = 0_i64;
    let mut at = 0;
    let is_query = lines
        .first()
        .is_some_and(|line| looks_like_code(line) && language(&[line]) == "sql");
    while let Some(line) = lines.get(at) {
        let is_open = depth > 0 && at - end < 40;
        let is_inside = at > 0 && end > 0 && (line.starts_with([' ', '\t']) || is_comment(line));
        if line.trim().is_empty() {
            at += 1;
            continue;
        }
        let is_clause = is_query
            && CLAUSES
                .iter()
                .any(|clause| line.trim().to_uppercase().starts_with(clause));
        let is_decorator = line.starts_with('@')
            && lines
                .get(at + 1)
                .is_some_and(|next| next.starts_with(['@', 'd', 'c']) && looks_like_code(next));
        if !(is_open || looks_like_code(line) || is_inside || is_clause || is_decorator)
            || is_prose(line) && !is_open
        {
            break;
        }
        depth = (depth + balance(line)).max(0);
        at += 1;
        end = at;
    }
    end
}

/// The language that code looks like; empty if it is not clear.
pub(super) fn language(code: &[&str]) -> &'static str {
    let has = |words: &[&str]| {
        code.iter()
            .any(|line| words.iter().any(|word| line.trim_start().starts_with(word)))
    };
    if has(&["SELECT ", "select ", "INSERT ", "CREATE TABLE ", "UPDATE "]) {
        "sql"
    } else if has(&["const ", "let ", "var ", "function "]) {
        "javascript"
    } else if has(&["$ ", "pip install "]) {
        "sh"
    } else if has(&["#include"]) {
        "cpp"
    } else if code.iter().any(|line| looks_like_code(line)) {
        "python"
    } else {
        ""
    }
}

fn looks_like_code(line: &str) -> bool {
    let text = line.trim();
    if text.is_empty() || is_prose(text) {
        return false;
    }
    let starts = STARTS.iter().any(|start| text.starts_with(start));
    let is_word = ALSO_WORDS.iter().any(|start| text.starts_with(start));
    let ends = text.ends_with([':', ')', ';', '{', '}', ']', ',', '(', '[']);
    let has_sign = ends
        || text.contains(['=', '(', '*', '_'])
        || text.starts_with("import ") && text.split(' ').count() <= 4;
    // English begins sentences with the same words.
    let is_english = BLOCKS.iter().any(|word| text.starts_with(word)) && !ends_block(text)
        || text.starts_with("for ") && !text.contains(" in ") && !text.contains('(')
        || text.starts_with("from ") && !text.contains(" import ");
    if is_english {
        return false;
    }
    (starts && (!is_word || has_sign))
        || is_assignment(text)
        || is_call(text)
        || matches!(text, "}" | "]" | ")" | "});" | "{" | "...")
}

/// Whether a line ends as the head of a block does.
fn ends_block(text: &str) -> bool {
    let code = text.split('#').next().unwrap_or(text);
    code.trim_end().ends_with([':', '{', '(', ',', '\\'])
}

fn is_comment(line: &str) -> bool {
    line.trim_start().starts_with("# ") || line.trim_start().starts_with("//")
}

/// Whether a line has words of a human language outside of strings and comments.
fn is_prose(line: &str) -> bool {
    let mut text = String::new();
    let mut quote = None;
    for c in line.chars() {
        match quote {
            Some(open) if c == open => quote = None,
            Some(_) => {}
            None if c == '"' || c == '\'' => quote = Some(c),
            None if c == '#' => break,
            None => text.push(c),
        }
    }
    let code = text.split("//").next().unwrap_or_default();
    code.chars().any(|c| c.is_alphabetic() && !c.is_ascii())
}

/// `name = value`, `a, b = c`, `name[0] += 1`.
fn is_assignment(text: &str) -> bool {
    let Some(at) = text.find('=') else {
        return false;
    };
    let left = text[..at]
        .trim_end_matches(['+', '-', '*', '/', '%', '|', '&', ':', '@'])
        .trim();
    let right = text[at + 1..].trim();
    let is_name = |name: &str| {
        let name = name.trim();
        name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && name
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "_.[]'\":-".contains(c))
    };
    !left.is_empty() && !right.is_empty() && left.split(',').all(is_name) && !right.starts_with('>')
}

/// `name.other(…)` as a whole line.
fn is_call(text: &str) -> bool {
    let Some(at) = text.find('(') else {
        return false;
    };
    let name = &text[..at];
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "_.".contains(c));
    is_name
        && (text.ends_with([')', ';', '(', ',', '[', '{'])
            || text.contains(").")
            || text.contains(")  #"))
}

/// How many brackets a line opens more than it closes, those in strings left out.
fn balance(line: &str) -> i64 {
    let mut depth = 0;
    let mut quote = None;
    for c in line.chars() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(c),
            (None, '#') => break,
            (None, '(' | '[' | '{') => depth += 1,
            (None, ')' | ']' | '}') => depth -= 1,
            _ => {}
        }
    }
    depth
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_is_told_from_prose() {
        for (text, length) in [
            (
                "import numpy as np\nx = np.array([\n  1,\n  2,\n])\nprint(x)\nЩо виведе код?",
                6,
            ),
            (
                "for x in range(3):\n    print(x)\n\nprint(\"готово\")  # так",
                4,
            ),
            ("SELECT a\nFROM b\nWHERE c = 1;", 3),
            ("for example, this", 0),
            ("if you want (really), do", 0),
            ("from the book", 0),
            ("f(x) це функція", 0),
            ("y = kx + b — пряма", 0),
            ("import this idea", 1),
            ("a = [1, 2]\nb = a", 2),
            ("df.groupby('x').mean()", 1),
        ] {
            let lines: Vec<&str> = text.lines().collect();
            assert_eq!(code_length(&lines), length, "{text}");
        }
    }
}
