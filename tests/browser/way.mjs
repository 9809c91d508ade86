// A small book for the tests of finding one's way and of the small services: three levels, a track in which a question
// stands twice, a glossary with definitions, with questions, and with neither.

const ending = { en: '.md', uk: '.uk.md', ru: '.ru.md' };

const BOOK = `[book]
title = "Numbers"
language = "en"

[languages.en]
[languages.uk]
[languages.ru]

[levels]
junior = { en = "Junior", uk = "Junior", ru = "Junior" }
middle = { en = "Middle", uk = "Middle", ru = "Middle" }
senior = { en = "Senior", uk = "Senior", ru = "Senior" }
`;

const GLOSSARY = `[[terms]]
id = "sum"
term = { en = "sum", uk = "сума", ru = "сумма" }
about = "sum"

[[terms]]
id = "number"
term = { en = "number", uk = "число", ru = "число" }
definition = { en = "What one counts with.", uk = "Те, чим рахують.", ru = "То, чем считают." }

[[terms]]
id = "count"
term = { en = "count", uk = "кількість", ru = "количество" }

[[terms]]
id = "parity"
term = { en = "parity", uk = "парність", ru = "чётность" }
about = "product"
`;

const TRACK = `title = { en = "A short track", uk = "Короткий маршрут", ru = "Короткий маршрут" }

[[blocks]]
title = { en = "First", uk = "Спершу", ru = "Сначала" }
questions = ["sum", "mean", "pick"]

[[blocks]]
title = { en = "Then", uk = "Потім", ru = "Потом" }
questions = ["riddle"]

[[blocks.blocks]]
title = { en = "Deeper", uk = "Глибше", ru = "Глубже" }
questions = ["product", "sum"]
`;

const PLANNED = `[[questions]]
id = "product"
title = { en = "What is a product?", uk = "Що таке добуток?", ru = "Что такое произведение?" }
topic = "math"
level = "senior"
`;

/** The mean is spoken of with sums and numbers, inflected, after a heading and a code span that name them too. */
const MEAN = {
  en: 'The mean is the sum divided by the count; sums of numbers with $x$ have it.\n\n## The sum and the numbers\n\nParity, numbers and `sum`.\n',
  uk: 'Середнє: числа додають, і сума ділиться на їхню кількість.\n\n## Сума і числа\n\nБез суми нічого.\n',
  ru: 'Среднее — это сумма, делённая на количество чисел.\n\n## Сумма и числа\n\nБез суммы ничего.\n',
};

const TITLES = {
  sum: ['What is a sum?', 'Що таке сума?', 'Что такое сумма?'],
  mean: ['What is a mean?', 'Що таке середнє?', 'Что такое среднее?'],
  pick: ['Which is even?', 'Що з цього парне?', 'Что из этого чётное?'],
  one: ['What is one?', 'Що таке один?', 'Что такое один?'],
  two: ['What is two?', 'Що таке два?', 'Что такое два?'],
  last: ['What comes last?', 'Що останнє?', 'Что последнее?'],
};

const HEADS = {
  sum: 'level = "junior"\nasked = 9\ntags = ["numbers"]\n',
  mean: 'level = "junior"\nasked = 8\ntags = ["numbers"]\n',
  pick: 'level = "senior"\nkind = "quiz"\nasked = 7\ntags = ["numbers"]\n',
  one: 'level = "junior"\nasked = 6\n',
  two: 'level = "senior"\nasked = 5\n',
  last: 'asked = 4\n',
};

/** The book's files by their paths. */
export function wayBook() {
  const files = {
    'book.toml': BOOK,
    'content/glossary.toml': GLOSSARY,
    'content/planned.toml': PLANNED,
    'content/tracks/short.toml': TRACK,
    'content/logic/riddle.md': '+++\ntitle = "A riddle"\nlevel = "middle"\n+++\n\nIt has a number in it.\n',
  };
  for (const [at, language] of Object.keys(ending).entries()) {
    const page = (path, title, text, head = '') => (files[`content/${path}${ending[language]}`] = `+++\ntitle = "${title}"\n${at === 0 ? head : ''}+++\n\n${text}`);
    page('math/index', ['Numbers', 'Числа', 'Числа'][at], '');
    page('logic/index', ['Logic', 'Логіка', 'Логика'][at], '');
    for (const [id, titles] of Object.entries(TITLES)) {
      const answer = ['What $a + b$ gives, see [ones](one.md).', 'Що дає $a + b$.', 'Что даёт $a + b$.'][at];
      const text = { sum: answer, mean: MEAN[language], pick: '- [x] sum\n\n  The number two.\n\n- [ ] one\n\n  It is odd.\n' }[id] ?? `${titles[at]} $n$`;
      page(`math/${id}`, titles[at], `${text}\n`, HEADS[id]);
    }
  }
  return files;
}
