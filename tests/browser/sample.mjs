// A small book with every type of page and every kind of content, also such as breaks a layout: long words, wide
// formulas, tables and code. `hash` and `sidenote` are not translated, so other languages show them as they are.

const LONG_WORD = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft';

const WIDE_FORMULA = String.raw`\sum_{i=1}^{n} w_i x_i = w_1 x_1 + w_2 x_2 + w_3 x_3 + w_4 x_4 + w_5 x_5 + w_6 x_6 + w_7 x_7 + w_8 x_8 + \dots + w_n x_n`;

const title = (language, text) => `+++\ntitle = "${{ en: '', uk: 'Укр: ', ru: 'Рус: ' }[language]}${text}"\n`;
const ending = { en: '.md', uk: '.uk.md', ru: '.ru.md' };
export const languages = Object.keys(ending);

/** The book's files by their paths. */
export function sampleBook() {
  const files = { 'book.toml': BOOK, 'content/glossary.toml': GLOSSARY, 'content/planned.toml': PLANNED };
  files['content/tracks/short.toml'] = TRACK;
  files['content/math/plane.svg'] = FIGURE;
  for (const language of languages) {
    const page = (path, text) => (files[`content/${path}${ending[language]}`] = text);
    const original = language === 'en';
    page('index', `${title(language, 'Sample')}+++\n\nA book for tests.\n`);
    page('about', `${title(language, 'About')}+++\n\n## Why\n\nBecause.\n\n## How\n\nBy [writing](math/sum.md).\n`);
    page('math/index', `${title(language, 'Mathematics')}${original ? 'order = 1\n' : ''}+++\n\nSums and such.\n`);
    page('math/deep/index', `${title(language, 'Deeper')}+++\n`);
    page('math/sum', question(title(language, `What is a sum of ${LONG_WORD}?`), original));
    page('math/pick', quiz(title(language, 'Which of these is even?'), original));
    page('math/task', task(title(language, 'Compute it'), original));
    page('math/many', many(title(language, 'Many at once'), original));
    page('math/deep/plain', `${title(language, 'A plain one')}${original ? 'level = "junior"\ntags = ["plain"]\n' : ''}+++\n\nNo formula here.\n`);
  }
  files['content/math/hash.md'] = `+++\ntitle = "What is a hash?"\nlevel = "senior"\naliases = ["old-hash"]\n+++\n\nA number made of a text.\n\n## Use\n\nTables.\n`;
  // Made from an original that has changed since.
  files['translations.lock'] = 'version = 1\n\n[files]\n"content/math/deep/plain.uk.md" = ["000000000000", "000000000001"]\n';
  files['content/sidenote.md'] = '+++\ntitle = "Side note"\n+++\n\nIn English only.\n';
  return files;
}

const BOOK = `[book]
title = "Sample book with a rather long title"
description = "Everything that a page can hold."
language = "en"

[languages.en]
[languages.uk]
[languages.ru]

[site]
repository = "https://example.org/source"
licence = "CC BY 4.0"

[levels]
junior = { en = "Junior", uk = "Junior", ru = "Junior" }
senior = { en = "Senior", uk = "Senior", ru = "Senior" }
`;

const GLOSSARY = `[[terms]]
id = "sum"
term = { en = "sum", uk = "сума", ru = "сумма" }
synonyms = { en = ["total"], uk = ["підсумок"], ru = ["итог"] }
definition = { en = "What adding gives.", uk = "Що дає додавання.", ru = "Что даёт сложение." }
see = ["number"]
about = "sum"

[[terms]]
id = "number"
term = { en = "number", uk = "число", ru = "число" }
`;

const PLANNED = `[[questions]]
id = "product"
title = { en = "What is a product?", uk = "Що таке добуток?", ru = "Что такое произведение?" }
topic = "math"
level = "senior"
`;

const TRACK = `title = { en = "A short track", uk = "Короткий маршрут", ru = "Короткий маршрут" }

[[blocks]]
title = { en = "First", uk = "Спершу", ru = "Сначала" }
questions = ["sum", "pick"]

[[blocks]]
title = { en = "Then", uk = "Потім", ru = "Потом" }
questions = ["product", "hash"]
`;

const FIGURE = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 360 120"><path id="axis" d="M10 60H350" stroke="currentColor"/><text x="20" y="40">x</text></svg>
`;

const question = (head, original) => `${head}${original ? 'level = "junior"\ntags = ["sums", "plain"]\nasked = 3\nrelated = ["pick", "product"]\nprerequisites = ["hash"]\nsources = [{ title = "On sums", authors = "A. Adder", year = 1999, url = "https://example.org/sums" }]\n' : ''}+++

A sum adds numbers, such as $a + b$. It is called $${WIDE_FORMULA}$ in a text.[^1]

## Formula {#formula}

$$
${WIDE_FORMULA}
$$

- A list with $${WIDE_FORMULA}$ in it.
- See [[pick]], [[product]] and <https://example.org/${LONG_WORD}/${LONG_WORD}>.

## Code {#code}

\`\`\`python linenos hl=2 title="add_everything_that_there_is_to_add_in_this_very_long_file_name.py"
def add(numbers):
    return sum(number for number in numbers if number is not None and number == number)  # neither missing nor not a number
print(add([1, 2]))
\`\`\`

\`\`\`output
3
\`\`\`

\`inline_code_that_is_much_longer_than_a_phone_is_wide(and_has_no_place, to_break)\`

## Table {#table}

| What | First column of many | Second column of many | Third column of many | Fourth column of many |
|:-----|---------------------:|----------------------:|---------------------:|:---------------------:|
| $${WIDE_FORMULA.replaceAll('|', '\\|')}$ | 1 | 2 | 3 | 4 |
| ${LONG_WORD} | 1 | 2 | 3 | 4 |

![A line](plane.svg "The x axis")

> [!HINT]
> Take the first number.

> [!SOLUTION]
> Add the second, $c + d$:
>
> \`\`\`python
> 1 + 2
> \`\`\`

> [!PITFALL]
> Forgetting one.

> [!FOLLOWUP]
> - **And a product?** Later.

> [!NOTE]
> A note.

> [!WARNING]
> A warning.

> A quotation with ${LONG_WORD}.

- [x] done
- [ ] to do

Term
: Its definition

1. One

   $$
   x = \\frac{1}{2}
   $$

[^1]: A footnote with $e$.
`;

const quiz = (head, original) => `${head}${original ? 'kind = "quiz"\nlevel = "junior"\ntags = ["sums"]\n' : ''}+++

Mark the even one.

- [ ] $1$

  One is odd.

- [x] $2$

  Two is even.

- [ ] ${LONG_WORD}

  That is a word.

## Why {#why}

It can be halved.
`;

const task = (head, original) => `${head}${original ? 'kind = "task"\nlevel = "senior"\n' : ''}+++

Compute $1 + 1$.

> [!SOLUTION]
> It is 2.
>
> \`\`\`python
> 1 + 1
> \`\`\`
`;

const many = (head, original) => `${head}split = 2
+++

These belong together.

## What is one? {#one${original ? ' level=junior tags="plain"' : ''}}

The first number.

## What is two? {#two}

The second number.
`;
