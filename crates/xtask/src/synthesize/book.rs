//! The files of a synthetic book.
//!
//! In: [`Settings`]. Out: paths and texts, one after another, so that a large book is never in memory.
//! Everything is drawn from the seed by integer arithmetic, so the bytes are the same everywhere.
//! Touches no disk and uses nothing but the standard library: the benchmarks of the stages include
//! this file too.

// Long because the benchmarks include it by its path, and a file included so cannot have modules beside it
// that both find.

use std::fmt::Write;

/// How many topics, tags and terms a book has, however large it is: as a large book of the real kind.
const TOPICS: usize = 24;
const TAGS: usize = 200;
const TERMS: usize = 300;

/// The longest track, in questions, and the questions of one of its blocks.
const TRACK: usize = 250;
const BLOCK: usize = 25;

/// Formulas and code blocks of a question.
const FORMULAS: usize = 5;
const CODE_BLOCKS: usize = 2;

/// How many formulas, and how many code blocks, a book has that repeats them.
const POOL: usize = 200;

/// Words that a language has are 2 to this power, some four times as many as a reader of textbooks meets.
const VOCABULARY_BITS: u32 = 14;

/// What kind of a book it is.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    /// How many questions it has.
    pub(crate) questions: usize,
    /// Its languages, the default one first; every question exists in all of them.
    pub(crate) languages: Vec<String>,
    /// What else it is drawn from.
    pub(crate) seed: u64,
    /// Whether formulas and code come from a pool of 200 each; otherwise all of them differ.
    pub(crate) is_repeated: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            questions: 1000,
            languages: vec!["en".to_owned()],
            seed: 1,
            is_repeated: false,
        }
    }
}

/// Every file of the book: its path, with `/` between folders, and its text.
pub(crate) fn files(settings: &Settings) -> impl Iterator<Item = (String, String)> {
    let writers: Vec<Writer<'_>> = (0..settings.languages.len())
        .map(|language| Writer::new(settings, language))
        .collect();
    let glossary = glossary(settings, &writers);
    let once = [
        ("book.toml".to_owned(), book_toml(settings)),
        ("content/glossary.toml".to_owned(), glossary),
        ("content/tracks/all.toml".to_owned(), track(settings)),
    ];
    let each = writers.into_iter().flat_map(move |writer| {
        (0..=TOPICS + settings.questions).map(move |number| match number {
            0 => writer.home(),
            number if number <= TOPICS => writer.topic(number - 1),
            number => writer.question(number - TOPICS - 1),
        })
    });
    once.into_iter().chain(each)
}

fn book_toml(settings: &Settings) -> String {
    let mut text = format!(
        "[book]\ntitle = \"A synthetic book\"\ndescription = \"{} questions.\"\nlanguage = \"{}\"\n\n[site]\nbase_url = \"https://example.org/book\"\n\n",
        settings.questions, settings.languages[0]
    );
    for tag in &settings.languages {
        let _ = writeln!(text, "[languages.{tag}]");
    }
    text.push_str("\n[levels]\n");
    for level in LEVELS {
        let _ = writeln!(text, "{level} = {}", in_all(settings, |_| level.to_owned()));
    }
    text
}

const LEVELS: [&str; 3] = ["junior", "middle", "senior"];

/// An inline table with a text per language.
fn in_all(settings: &Settings, mut text: impl FnMut(usize) -> String) -> String {
    let entries = settings.languages.iter().enumerate();
    let entries: Vec<String> = entries
        .map(|(number, tag)| format!("{tag} = \"{}\"", text(number)))
        .collect();
    format!("{{ {} }}", entries.join(", "))
}

fn glossary(settings: &Settings, writers: &[Writer<'_>]) -> String {
    let mut text = String::new();
    for number in 0..TERMS {
        let mut random = Random::new(settings.seed, Part::Term, number);
        let definition = in_all(settings, |language| {
            writers[language].words(&mut random, 20)
        });
        let _ = writeln!(
            text,
            "[[terms]]\nid = \"term-{number}\"\nterm = {}\ndefinition = {definition}\nsee = [\"term-{}\"]\nabout = \"{}\"\n",
            in_all(settings, |language| writers[language].term(number)),
            (number + 1) % TERMS,
            id(random.below(settings.questions)),
        );
    }
    text
}

fn track(settings: &Settings) -> String {
    let mut text = format!("title = {}\n", in_all(settings, |_| "Track".to_owned()));
    let questions = settings.questions.min(TRACK);
    for first in (0..questions).step_by(BLOCK) {
        let ids: Vec<String> = (first..questions.min(first + BLOCK))
            .map(|number| format!("\"{}\"", id(number)))
            .collect();
        let title = in_all(settings, |_| format!("Part {}", first / BLOCK + 1));
        let _ = writeln!(
            text,
            "\n[[blocks]]\ntitle = {title}\nquestions = [{}]",
            ids.join(", ")
        );
    }
    text
}

fn id(question: usize) -> String {
    format!("question-{question:05}")
}

pub(crate) fn topic_path(question: usize) -> String {
    format!("topic-{:02}", question % TOPICS)
}

/// Writes the texts of one language.
struct Writer<'s> {
    settings: &'s Settings,
    /// Position of the language.
    language: usize,
    /// The words, the frequent ones first.
    vocabulary: Vec<String>,
    /// The words that every second one in a text is.
    particles: &'static [&'static str],
}

impl<'s> Writer<'s> {
    fn new(settings: &'s Settings, language: usize) -> Self {
        let (consonants, vowels, particles) = letters(&settings.languages[language]);
        let word = |number: usize| {
            let mut random = Random::new(settings.seed, Part::Word, number);
            let mut word = String::new();
            for _ in 0..2 + random.below(3) {
                word.extend([random.pick(consonants), random.pick(vowels)]);
            }
            word.extend([random.pick(consonants)]);
            word
        };
        Self {
            settings,
            language,
            vocabulary: (0..1 << VOCABULARY_BITS).map(word).collect(),
            particles,
        }
    }

    /// The path of a file in the content folder in this language.
    fn path(&self, stem: &str) -> String {
        match self.language {
            0 => format!("content/{stem}.md"),
            language => format!("content/{stem}.{}.md", self.settings.languages[language]),
        }
    }

    /// The numbers of another thing drawn for each language apart, so that translations differ.
    fn random(&self, part: Part, number: usize) -> Random {
        Random::new(
            self.settings.seed ^ ((self.language as u64 + 1) << 56),
            part,
            number,
        )
    }

    fn home(&self) -> (String, String) {
        let text = self.words(&mut self.random(Part::Home, 0), 60);
        let text = format!("+++\ntitle = \"A synthetic book\"\n+++\n\n{text}.\n");
        (self.path("index"), text)
    }

    fn topic(&self, number: usize) -> (String, String) {
        let mut random = self.random(Part::Topic, number);
        let text = format!(
            "+++\ntitle = \"{} {number}\"\ndescription = \"{}.\"\norder = {number}\n+++\n\n{}.\n",
            self.words(&mut random, 2),
            self.words(&mut random, 12),
            self.words(&mut random, 40),
        );
        let path = self.path(&format!("{}/index", topic_path(number)));
        (path, text)
    }

    fn question(&self, number: usize) -> (String, String) {
        let mut random = self.random(Part::Question, number);
        let random = &mut random;
        let mut text = self.front_matter(number, random);
        // Formulas, code and links are the same in every language, as in a book that is translated.
        let mut shared = Random::new(self.settings.seed, Part::Shared, number);
        let formulas: [String; FORMULAS] =
            std::array::from_fn(|slot| formula(self.serial(number, slot, FORMULAS, &mut shared)));
        let code: [String; CODE_BLOCKS] =
            std::array::from_fn(|slot| code(self.serial(number, slot, CODE_BLOCKS, &mut shared)));
        let questions = self.settings.questions;
        let (near, far) = (shared.below(questions), shared.below(questions));
        let term = self.term(shared.below(TERMS));
        let mut words = |count| self.words(random, count);
        let _ = write!(
            text,
            "{}, **{term}**, {} ${}$ {}.\n\n## {}\n\n{} ${}$ {} [[{}]] {}.\n\n$$\n{}\n$$\n\n{}\n\n{}",
            words(12),
            words(14),
            formulas[0],
            words(14),
            words(3),
            words(50),
            formulas[1],
            words(20),
            id(near),
            words(30),
            formulas[2],
            words(30),
            code[0],
        );
        let _ = write!(text, "\n## {}\n\n{}.\n\n", words(4), words(80));
        list_and_table(&mut text, &mut words);
        let _ = write!(
            text,
            "\n### {}\n\n{} ${}$ {}.\n\n$$\n{}\n$$\n\n{}.\n\n{}\n> [!PITFALL]\n> {}.\n\n{} [{}](../{}/{}.md) {}.\n",
            words(3),
            words(40),
            formulas[3],
            words(40),
            formulas[4],
            words(40),
            code[1],
            words(50),
            words(50),
            words(2),
            topic_path(far),
            id(far),
            words(40),
        );
        let stem = format!("{}/{}", topic_path(number), id(number));
        (self.path(&stem), text)
    }

    /// A translation has only its title; everything else is inherited.
    fn front_matter(&self, number: usize, random: &mut Random) -> String {
        let mut text = format!("+++\ntitle = \"{} {number}?\"\n", self.words(random, 7));
        if self.language == 0 {
            let questions = self.settings.questions;
            let first = random.below(TAGS);
            // Steps of 0, 1 to 90 and 100 around a circle of 200: the three differ.
            let tags = [first, first + 1 + random.below(90), first + 100];
            let tags = tags.map(|tag| format!("\"tag-{:03}\"", tag % TAGS));
            let _ = writeln!(
                text,
                "level = \"{}\"\ntags = [{}]\nasked = {}\nrelated = [\"{}\"]\nupdated = 2026-01-{:02}",
                LEVELS[random.below(LEVELS.len())],
                tags.join(", "),
                random.below(10),
                id((number + 1 + random.below(questions.max(2) - 1)) % questions),
                1 + random.below(28),
            );
            let _ = writeln!(
                text,
                "sources = [{{ title = \"{}\", authors = \"{}\", year = {}, url = \"https://example.org/{number}\" }}]",
                self.words(random, 6),
                self.words(random, 2),
                1950 + random.below(76),
            );
        }
        text.push_str("+++\n\n");
        text
    }

    /// The number of a formula or a code block in the whole book, the same in every language.
    fn serial(&self, question: usize, slot: usize, slots: usize, random: &mut Random) -> usize {
        // Drawn in any case, so that a book that repeats them is the same in all else.
        let drawn = random.below(POOL / slots);
        let question = if self.settings.is_repeated {
            drawn
        } else {
            question
        };
        question * slots + slot
    }

    fn term(&self, number: usize) -> String {
        // Not among the most frequent words: a term is not in every sentence.
        format!(
            "{} {}",
            self.vocabulary[1000 + number],
            self.vocabulary[2000 + 7 * number]
        )
    }

    /// Words as frequent as in real texts: the n-th word comes with a probability of about 1/n (Zipf's
    /// law), and two of five are particles.
    fn words(&self, random: &mut Random, count: usize) -> String {
        let mut text = String::with_capacity(count * 8);
        for number in 0..count {
            if number > 0 {
                text.push(' ');
            }
            let is_particle = number > 0 && number + 1 < count && random.below(5) < 2;
            text.push_str(if is_particle {
                self.particles[random.below(self.particles.len())]
            } else {
                // Each power of two is as likely as any other, and so is each word within it.
                let power = 1 << random.below(VOCABULARY_BITS as usize);
                &self.vocabulary[power + random.below(power)]
            });
        }
        text
    }
}

/// A list of five items and a table of four rows.
fn list_and_table(text: &mut String, words: &mut impl FnMut(usize) -> String) {
    for _ in 0..5 {
        let _ = writeln!(text, "- **{}**: {}", words(2), words(16));
    }
    let _ = write!(
        text,
        "\n| {} | {} | {} |\n|---|---|---|\n",
        words(1),
        words(1),
        words(1)
    );
    for _ in 0..4 {
        let _ = writeln!(text, "| {} | {} | `{}` |", words(2), words(4), words(1));
    }
}

/// Consonants, vowels and particles of a language.
fn letters(tag: &str) -> (&'static [char], &'static [char], &'static [&'static str]) {
    const CYRILLIC: &[char] = &[
        'б', 'в', 'г', 'д', 'ж', 'з', 'к', 'л', 'м', 'н', 'п', 'р', 'с', 'т', 'ф', 'х', 'ч', 'ш',
    ];
    match tag {
        "uk" => (
            CYRILLIC,
            &['а', 'е', 'и', 'і', 'о', 'у', 'ю', 'я', 'ї', 'є'],
            &[
                "і", "в", "на", "що", "з", "до", "не", "як", "та", "це", "для", "від",
            ],
        ),
        "ru" => (
            CYRILLIC,
            &['а', 'е', 'и', 'о', 'у', 'ы', 'ю', 'я', 'ё', 'э'],
            &[
                "и", "в", "на", "что", "с", "к", "не", "как", "по", "это", "для", "от",
            ],
        ),
        _ => (
            &[
                'b', 'c', 'd', 'f', 'g', 'h', 'k', 'l', 'm', 'n', 'p', 'r', 's', 't', 'v', 'w',
                'x', 'z',
            ],
            &['a', 'e', 'i', 'o', 'u', 'y'],
            &[
                "the", "of", "and", "to", "in", "is", "that", "for", "with", "as", "by", "from",
            ],
        ),
    }
}

/// A formula of the length that formulas of textbooks have. The serial number stands in it, so each differs.
fn formula(serial: usize) -> String {
    const INLINE: [&str; 6] = [
        r"O(n^{@} \log n)",
        r"x_{@} \in \mathbb{R}^{d \times k}",
        r"\hat{y}_{@} = \sigma(w^\top x + b)",
        r"p(y \mid x, \theta_{@})",
        r"\lVert w_{@} \rVert_2^2 \le \varepsilon",
        r"\frac{\partial L}{\partial w_{@}}",
    ];
    const DISPLAY: [&str; 4] = [
        r"\mathcal{L}(\theta_{@}) = -\frac{1}{N} \sum_{i=1}^{N} \left[ y_i \log \hat{y}_i + (1 - y_i) \log (1 - \hat{y}_i) \right]",
        r"\operatorname{Attention}(Q, K, V)_{@} = \operatorname{softmax}\left( \frac{Q K^\top}{\sqrt{d_k}} \right) V",
        r"A_{@} = \begin{pmatrix} a_{11} & a_{12} \\ a_{21} & a_{22} \end{pmatrix}, \qquad \det A_{@} = a_{11} a_{22} - a_{12} a_{21}",
        r"\int_{-\infty}^{\infty} e^{-x^2 / 2\sigma_{@}^2} \, dx = \sigma_{@} \sqrt{2\pi}",
    ];
    // The third and the fifth formula of a question are displayed.
    let is_display = matches!(serial % FORMULAS, 2 | 4);
    let group = serial / FORMULAS + serial % FORMULAS;
    let shape = if is_display {
        DISPLAY[group % DISPLAY.len()]
    } else {
        INLINE[group % INLINE.len()]
    };
    shape.replace('@', &serial.to_string())
}

/// Eight lines of Python and what they print. The serial number stands in them, so each differs.
fn code(serial: usize) -> String {
    const SHAPES: [&str; 3] = [
        "import numpy as np\n\ndef loss_@(y, p, eps=1e-7):\n    \"\"\"Mean cross-entropy.\"\"\"\n    p = np.clip(p, eps, 1 - eps)  # no log(0)\n    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))\n\nprint(f\"{loss_@(np.ones(3), np.full(3, 0.5)):.4f}\")\n",
        "from collections import Counter\n\ndef top_@(words, k=2):\n    counts = Counter(w.lower() for w in words if len(w) > 3)\n    for word, count in counts.most_common(k):\n        yield word, count / len(words)\n\nprint(list(top_@([\"alpha\", \"beta\", \"alpha\"])))\n",
        "class Layer@:\n    def __init__(self, rate=0.1):\n        self.rate = rate\n        self.weights = [0.0] * 8\n\n    def step(self, gradient):\n        self.weights = [w - self.rate * g for w, g in zip(self.weights, gradient)]\n        return sum(self.weights) > 0 or None\n",
    ];
    let shape = SHAPES[(serial / CODE_BLOCKS + serial) % SHAPES.len()];
    let source = shape.replace('@', &serial.to_string());
    format!("```python\n{source}```\n```output\n0.{serial}\n```\n")
}

/// What a stream of numbers is for. Each thing has a stream of its own, so that its text does not depend on
/// how many others there are.
#[derive(Clone, Copy)]
enum Part {
    Word,
    Term,
    Home,
    Topic,
    Question,
    Shared,
}

/// SplitMix64 by Sebastiano Vigna (<https://prng.di.unimi.it/splitmix64.c>), after Steele, Lea and Flood,
/// "Fast Splittable Pseudorandom Number Generators" (OOPSLA 2014).
struct Random {
    state: u64,
}

impl Random {
    fn new(seed: u64, part: Part, number: usize) -> Self {
        let mut random = Self { state: seed };
        for more in [part as u64, number as u64] {
            random.state = random.next() ^ more;
        }
        random
    }

    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.state ^ (self.state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `bound`, which is small against 2⁶⁴: no number is visibly more likely than another.
    fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }

    fn pick(&mut self, letters: &[char]) -> char {
        letters[self.below(letters.len())]
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::collections::BTreeSet;

    use super::*;

    fn settings(questions: usize, is_repeated: bool) -> Settings {
        Settings {
            questions,
            languages: vec!["en".into(), "uk".into()],
            seed: 42,
            is_repeated,
        }
    }

    /// The formulas and code blocks of a book, and how many there are in its first language.
    fn pieces(settings: &Settings) -> (BTreeSet<String>, BTreeSet<String>) {
        let (mut formulas, mut code) = (BTreeSet::new(), BTreeSet::new());
        for (path, text) in files(settings) {
            if !path.contains("question-") {
                continue;
            }
            let fences: Vec<&str> = text.split("```python\n").skip(1).collect();
            assert_eq!(fences.len(), CODE_BLOCKS, "{path}");
            code.extend(fences.iter().map(|f| f.split("```").next().unwrap().into()));
            let prose: Vec<&str> = text.split("```").step_by(2).collect();
            let prose = prose.concat().replace("$$", "$");
            let found: Vec<&str> = prose.split('$').skip(1).step_by(2).collect();
            assert_eq!(found.len(), FORMULAS, "{path}");
            formulas.extend(found.iter().map(|f| f.trim().to_owned()));
        }
        (formulas, code)
    }

    #[test]
    fn the_same_seed_gives_the_same_bytes() {
        let book: Vec<_> = files(&settings(30, false)).collect();
        let again: Vec<_> = files(&settings(30, false)).collect();
        assert!(book == again);
        let other = Settings {
            seed: 43,
            ..settings(30, false)
        };
        assert!(book != files(&other).collect::<Vec<_>>());
    }

    #[test]
    fn numbers_are_those_of_the_reference_implementation() {
        let mut random = Random { state: 1_234_567 };
        let numbers: [u64; 3] = std::array::from_fn(|_| random.next());
        assert_eq!(
            numbers,
            [
                6_457_827_717_110_365_317,
                3_203_168_211_198_807_973,
                9_817_491_932_198_370_423
            ]
        );
    }

    #[test]
    fn formulas_and_code_differ_or_come_from_a_pool() {
        let (formulas, code) = pieces(&settings(300, false));
        assert_eq!(formulas.len(), 300 * FORMULAS);
        assert_eq!(code.len(), 300 * CODE_BLOCKS);
        let (formulas, code) = pieces(&settings(2000, true));
        assert_eq!(formulas.len(), POOL);
        assert_eq!(code.len(), POOL);
    }

    #[test]
    fn questions_have_some_seven_hundred_words_in_the_letters_of_their_language() {
        for (path, text) in files(&settings(5, false)).filter(|(p, _)| p.contains("question-")) {
            let cyrillic = text.chars().filter(|c| ('а'..='я').contains(c)).count();
            assert_eq!(cyrillic > 1000, path.ends_with(".uk.md"), "{path}");
            let body = text.rsplit_once("+++\n").unwrap().1.replace("$$", "$");
            let prose: Vec<&str> = body.split("```").step_by(2).collect();
            let prose: String = prose.concat().split('$').step_by(2).collect();
            let words = prose.split_whitespace().count();
            assert!((650..750).contains(&words), "{path}: {words}");
        }
    }

    #[test]
    fn every_question_has_three_tags() {
        for (path, text) in files(&settings(500, false)) {
            if let Some(line) = text.lines().find(|line| line.starts_with("tags = ")) {
                let tags: BTreeSet<&str> = line.split('"').filter(|t| t.contains("tag-")).collect();
                assert_eq!(tags.len(), 3, "{path}: {line}");
            }
        }
    }
}
