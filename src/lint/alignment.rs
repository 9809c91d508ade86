//! Two sequences put side by side, order kept: what in one corresponds to what in the other.
//!
//! In come the lengths and how well any two items match, out go [`Step`]s. Knows nothing of texts.

/// A place in an alignment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// An item of the first and one of the second that correspond.
    Both(usize, usize),
    /// An item of the first only.
    First(usize),
    /// An item of the second only.
    Second(usize),
}

/// How many pairs are looked at; longer sequences are compared place by place. A text of a thousand
/// blocks is far below it, and a hostile one cannot cost more than some megabytes.
const MAX_PAIRS: usize = 2_000_000;

/// The alignment with the greatest sum of matches, the longest common subsequence with weights
/// (Needleman and Wunsch 1970, gaps at no cost). Items that match by 0 never correspond.
///
/// Between two pairs, what only the first has comes before what only the second has.
pub(super) fn align(
    first: usize,
    second: usize,
    matches: impl Fn(usize, usize) -> u32,
) -> Vec<Step> {
    if first.saturating_mul(second) > MAX_PAIRS {
        return place_by_place(first, second, matches);
    }
    let width = second + 1;
    // best[i * width + j]: the greatest sum for the items from i and j on.
    let mut best = vec![0_u32; (first + 1) * width];
    for i in (0..first).rev() {
        for j in (0..second).rev() {
            let skip = best[(i + 1) * width + j].max(best[i * width + j + 1]);
            let take = match matches(i, j) {
                0 => 0,
                score => score + best[(i + 1) * width + j + 1],
            };
            best[i * width + j] = skip.max(take);
        }
    }
    let mut steps = Vec::with_capacity(first.max(second));
    let (mut i, mut j) = (0, 0);
    while i < first && j < second {
        let here = best[i * width + j];
        let score = matches(i, j);
        if score > 0 && here == score + best[(i + 1) * width + j + 1] {
            steps.push(Step::Both(i, j));
            (i, j) = (i + 1, j + 1);
        } else if here == best[(i + 1) * width + j] {
            steps.push(Step::First(i));
            i += 1;
        } else {
            steps.push(Step::Second(j));
            j += 1;
        }
    }
    steps.extend((i..first).map(Step::First));
    steps.extend((j..second).map(Step::Second));
    steps
}

fn place_by_place(first: usize, second: usize, matches: impl Fn(usize, usize) -> u32) -> Vec<Step> {
    let both = first.min(second);
    let mut steps = Vec::with_capacity(first + second);
    for number in 0..both {
        if matches(number, number) > 0 {
            steps.push(Step::Both(number, number));
        } else {
            steps.extend([Step::First(number), Step::Second(number)]);
        }
    }
    steps.extend((both..first).map(Step::First));
    steps.extend((both..second).map(Step::Second));
    steps
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Step::{Both, First, Second};
    use super::*;

    fn aligned(first: &str, second: &str) -> Vec<Step> {
        let (a, b) = (first.as_bytes(), second.as_bytes());
        align(a.len(), b.len(), |i, j| u32::from(a[i] == b[j]))
    }

    #[test]
    fn what_is_missing_makes_nothing_else_differ() {
        assert_eq!(aligned("abc", "ac"), [Both(0, 0), First(1), Both(2, 1)]);
        assert_eq!(aligned("ac", "abc"), [Both(0, 0), Second(1), Both(1, 2)]);
        assert_eq!(aligned("ab", "cb"), [First(0), Second(0), Both(1, 1)]);
        assert_eq!(aligned("", ""), []);
    }

    #[test]
    fn the_better_match_wins() {
        // The second item of the first fits the only one of the second better than the first does.
        let steps = align(2, 1, |i, _| if i == 1 { 7 } else { 4 });
        assert_eq!(steps, [First(0), Both(1, 0)]);
    }

    #[test]
    fn sequences_of_any_length_are_compared_in_bounded_time() {
        let count = 100_000;
        let steps = align(count, count + 1, |i, j| u32::from(i == j));
        assert_eq!(steps.len(), count + 1);
        assert_eq!(steps.last(), Some(&Second(count)));
    }

    proptest! {
        #[test]
        fn every_item_stands_in_the_alignment_once_and_in_order(a in "[ab]{0,12}", b in "[ab]{0,12}") {
            let (mut i, mut j) = (0, 0);
            for step in aligned(&a, &b) {
                let (first, second) = match step {
                    Both(i, j) => (Some(i), Some(j)),
                    First(i) => (Some(i), None),
                    Second(j) => (None, Some(j)),
                };
                prop_assert!(first.is_none_or(|n| n == i) && second.is_none_or(|n| n == j));
                i += usize::from(first.is_some());
                j += usize::from(second.is_some());
            }
            prop_assert_eq!((i, j), (a.len(), b.len()));
        }
    }
}
