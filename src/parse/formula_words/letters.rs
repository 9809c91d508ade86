//! Letters and digits as formulas dress them: raised, lowered, doubled, with a mark over them.
//!
//! Tables from one character to another; knows nothing of TeX but the names of accents.

/// Letters with a stroke through a blackboard; the others stand in a row from U+1D538.
pub(super) fn blackboard(c: char) -> char {
    match c {
        'C' => 'ℂ',
        'H' => 'ℍ',
        'N' => 'ℕ',
        'P' => 'ℙ',
        'Q' => 'ℚ',
        'R' => 'ℝ',
        'Z' => 'ℤ',
        'A'..='Z' => shifted(c, 'A', 0x1D538),
        'a'..='z' => shifted(c, 'a', 0x1D552),
        '0'..='9' => shifted(c, '0', 0x1D7D8),
        _ => c,
    }
}

fn shifted(c: char, from: char, to: u32) -> char {
    char::from_u32(u32::from(c) - u32::from(from) + to).unwrap_or(c)
}

/// The raised form of a digit or a sign.
pub(super) fn raised(c: char) -> Option<char> {
    at_same_place("0123456789+−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", c)
}

/// The lowered form of a digit or a sign.
pub(super) fn lowered(c: char) -> Option<char> {
    at_same_place("0123456789+−", "₀₁₂₃₄₅₆₇₈₉₊₋", c)
}

/// A relation crossed out.
pub(super) fn negated(c: char) -> Option<char> {
    at_same_place("=∈∋⊂⊃⊆⊇≡∼≈≅<>≤≥|∥∃→⇒⇔", "≠∉∌⊄⊅⊈⊉≢≁≉≇≮≯≰≱∤∦∄↛⇏⇎", c)
}

fn at_same_place(from: &str, to: &str, c: char) -> Option<char> {
    from.chars()
        .zip(to.chars())
        .find(|(a, _)| *a == c)
        .map(|(_, b)| b)
}

/// Commands that put a mark over a letter: the name that stands for the mark where there is no single
/// letter to put it over, and the mark as a combining character.
pub(super) fn accent(command: &str) -> Option<(&'static str, char)> {
    Some(match command {
        "hat" | "widehat" => ("hat", '\u{302}'),
        "tilde" | "widetilde" => ("tilde", '\u{303}'),
        "bar" | "overline" => ("bar", '\u{304}'),
        "vec" | "overrightarrow" => ("vec", '\u{20D7}'),
        "dot" => ("dot", '\u{307}'),
        "ddot" => ("ddot", '\u{308}'),
        "check" | "widecheck" => ("check", '\u{30C}'),
        "breve" => ("breve", '\u{306}'),
        "acute" => ("acute", '\u{301}'),
        "grave" => ("grave", '\u{300}'),
        "mathring" => ("ring", '\u{30A}'),
        _ => return None,
    })
}

/// A letter with a combining mark, as one character if there is one.
pub(super) fn marked(letter: char, mark: char) -> Option<char> {
    let (_, letters, composed) = COMPOSED.iter().find(|(m, ..)| *m == mark)?;
    at_same_place(letters, composed, letter)
}

/// Characters that Unicode has composed, for the marks that formulas have over Latin letters.
const COMPOSED: &[(char, &str, &str)] = &[
    (
        '\u{302}',
        "aceghijosuwyzACEGHIJOSUWYZ",
        "âĉêĝĥîĵôŝûŵŷẑÂĈÊĜĤÎĴÔŜÛŴŶẐ",
    ),
    ('\u{303}', "aeinouvyAEINOUVY", "ãẽĩñõũṽỹÃẼĨÑÕŨṼỸ"),
    ('\u{304}', "aegiouyAEGIOUY", "āēḡīōūȳĀĒḠĪŌŪȲ"),
    (
        '\u{307}',
        "abcdefghmnoprstwxyzABCDEFGHMNOPRSTWXYZ",
        "ȧḃċḋėḟġḣṁṅȯṗṙṡṫẇẋẏżȦḂĊḊĖḞĠḢṀṄȮṖṘṠṪẆẊẎŻ",
    ),
    ('\u{308}', "aehioutwxyAEHIOUWXY", "äëḧïöüẗẅẍÿÄËḦÏÖÜẄẌŸ"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn composed_characters_stand_at_their_letters() {
        for (mark, letters, composed) in COMPOSED {
            assert_eq!(letters.chars().count(), composed.chars().count());
            for letter in letters.chars() {
                assert!(marked(letter, *mark).is_some_and(|c| c.is_alphabetic() && !c.is_ascii()));
            }
        }
        assert_eq!(marked('y', '\u{302}'), Some('ŷ'));
        assert_eq!(marked('Y', '\u{308}'), Some('Ÿ'));
        assert_eq!(marked('Z', '\u{307}'), Some('Ż'));
        assert_eq!(marked('β', '\u{302}'), None);
    }

    #[test]
    fn tables_of_characters_are_of_one_length() {
        assert_eq!(raised('−'), Some('⁻'));
        assert_eq!(lowered('−'), Some('₋'));
        assert_eq!(negated('⇔'), Some('⇎'));
        assert_eq!(blackboard('E'), '𝔼');
        assert_eq!(blackboard('Y'), '𝕐');
        assert_eq!(blackboard('1'), '𝟙');
        assert_eq!(blackboard('z'), '𝕫');
    }
}
