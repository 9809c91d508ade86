//! Turns the rules of `data/ukrainian.txt` into one table per pass, so that nothing is parsed and
//! nothing is built where words are stemmed.
//!
//! The head of the data file says how rules are written. A table is a graph of nodes, one letter a
//! step, from the end of a word to its beginning; equal nodes are written once, after those that they lead to.
//! Its first two bytes say where the root is, numbers of two bytes are little-endian. A node is:
//!
//! | bytes | meaning |
//! |--|--|
//! | 1 | how many rules end here (upper 2 bits) and how many letters go on (lower 6) |
//! | per rule: 1 | letters to drop (upper 4 bits), 1 if no vowel must stay (next bit), letters that must stay (lower 3) |
//! | 1 + n | how many letters come in their place, and those |
//! | per letter: 1 | the letter |
//! | per letter: 2 | how far its node stands before this one |
//!
//! Distances are small and alike where places are not: the engine, in which the tables are, packs better.

use std::collections::BTreeMap;
use std::env;
use std::error::Error;
use std::fs;
use std::path::Path;

const DATA: &str = "data/ukrainian.txt";

/// The rules of a pass by what a word must end with, in the order of the file.
type Rules = BTreeMap<String, Vec<Rule>>;

/// What happens to a word.
struct Rule {
    /// How many letters go.
    drop: usize,
    /// What must stay.
    least: Least,
    /// What comes in place of the letters that go.
    replacement: String,
}

/// What must stay of a word.
#[derive(Clone, Copy, Default)]
struct Least {
    letters: usize,
    is_vowelless: bool,
}

#[derive(Default)]
struct Node {
    rules: Vec<Rule>,
    children: BTreeMap<u8, Node>,
}

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={DATA}");
    let out = env::var("OUT_DIR")?;
    for (name, rules) in passes(&fs::read_to_string(DATA)?)? {
        let path = Path::new(&out).join(format!("{name}.table"));
        fs::write(
            path,
            table(rules).map_err(|e| format!("{DATA}: pass {name}: {e}"))?,
        )?;
    }
    Ok(())
}

/// The passes of the file with their rules.
fn passes(text: &str) -> Result<Vec<(String, Rules)>, String> {
    let mut passes: Vec<(String, Rules)> = Vec::new();
    let mut least = Least::default();
    for (at, line) in text.lines().enumerate() {
        let wrong = |what: &str| format!("{DATA}:{}: {what}: {line}", at + 1);
        let line = line.split('#').next().unwrap_or_default();
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            [] => {}
            ["pass", name] => passes.push(((*name).to_owned(), Rules::new())),
            ["least", number, rest @ ..] => {
                least = Least {
                    letters: number.parse().map_err(|_| wrong("no number"))?,
                    is_vowelless: rest == ["vowelless"],
                };
            }
            words => {
                let (_, rules) = passes.last_mut().ok_or_else(|| wrong("no pass yet"))?;
                for rule in words.iter().flat_map(|word| expand(word)) {
                    add(&rule, least, rules).map_err(|what| wrong(&what))?;
                }
            }
        }
    }
    Ok(passes)
}

/// `{а,б}{в,г}` → `ав`, `аг`, `бв`, `бг`; braces may stand in braces.
fn expand(word: &str) -> Vec<String> {
    let Some(open) = word.find('{') else {
        return vec![word.to_owned()];
    };
    let mut depth = 0;
    let mut starts = open + 1;
    let mut choices = Vec::new();
    for (at, c) in word.char_indices().skip_while(|(at, _)| *at < open) {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if (c == ',' && depth == 1) || depth == 0 {
            choices.push(&word[starts..at]);
            starts = at + 1;
        }
        if depth == 0 {
            break;
        }
    }
    let (before, after) = (&word[..open], &word[starts..]);
    choices
        .iter()
        .flat_map(|choice| expand(&format!("{before}{choice}{after}")))
        .collect()
}

/// Adds a rule `context|ending>replacement`.
fn add(rule: &str, least: Least, rules: &mut Rules) -> Result<(), String> {
    let (tail, replacement) = rule.split_once('>').unwrap_or((rule, ""));
    let (context, ending) = tail.split_once('|').unwrap_or(("", tail));
    // The letters of the ending are counted, and a word has its beginning once.
    if ending.contains('^') || context.rfind('^').is_some_and(|at| at > 0) {
        return Err(format!("`^` begins a context, not so in {rule}"));
    }
    // A rule for a whole word knows what is left of it.
    let is_whole = Least {
        letters: 0,
        is_vowelless: true,
    };
    let rule = Rule {
        drop: ending.chars().count(),
        least: if context.starts_with('^') {
            is_whole
        } else {
            least
        },
        replacement: replacement.to_owned(),
    };
    rules
        .entry(format!("{context}{ending}"))
        .or_default()
        .push(rule);
    Ok(())
}

fn table(rules: Rules) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut root = Node::default();
    for (tail, rules) in rules {
        let mut node = &mut root;
        for c in tail.chars().rev() {
            node = node.children.entry(code(c)?).or_default();
        }
        node.rules = rules;
    }
    let mut table = vec![0; 2];
    let place = write(&root, &mut table, &mut BTreeMap::new())?;
    table[..2].copy_from_slice(&place.to_le_bytes());
    Ok(table)
}

/// Writes a node after what it leads to, and tells where it is.
fn write(
    node: &Node,
    table: &mut Vec<u8>,
    written: &mut BTreeMap<(Vec<u8>, Vec<u16>), u16>,
) -> Result<u16, Box<dyn Error>> {
    let mut bytes = vec![packed(node.rules.len(), 2, node.children.len(), 6)?];
    for rule in &node.rules {
        let least = packed(rule.least.is_vowelless.into(), 1, rule.least.letters, 3)?;
        bytes.push(packed(rule.drop, 4, least.into(), 4)?);
        bytes.push(u8::try_from(rule.replacement.chars().count())?);
        for c in rule.replacement.chars() {
            bytes.push(code(c)?);
        }
    }
    bytes.extend(node.children.keys());
    let mut children = Vec::new();
    for child in node.children.values() {
        children.push(write(child, table, written)?);
    }
    let equal = (bytes, children);
    if let Some(place) = written.get(&equal) {
        return Ok(*place);
    }
    let place = u16::try_from(table.len())?;
    table.extend(&equal.0);
    for child in &equal.1 {
        table.extend((place - child).to_le_bytes());
    }
    written.insert(equal, place);
    Ok(place)
}

/// Two numbers in a byte, the first in the upper bits.
fn packed(upper: usize, upper_bits: u32, lower: usize, lower_bits: u32) -> Result<u8, String> {
    if upper >> upper_bits != 0 || lower >> lower_bits != 0 {
        return Err(format!("{upper} or {lower} is too much for the table"));
    }
    u8::try_from(upper << lower_bits | lower).map_err(|e| e.to_string())
}

/// The byte for a letter, as `src/stem/ukrainian.rs` has it; 0 is the beginning of the word.
fn code(c: char) -> Result<u8, String> {
    match c {
        '^' => Ok(0),
        'а'..='я' => u8::try_from(u32::from(c) - u32::from('а') + 1).map_err(|e| e.to_string()),
        'є' => Ok(33),
        'і' => Ok(34),
        'ї' => Ok(35),
        _ => Err(format!("{c:?} is no letter of a rule")),
    }
}
