// The rules of studying, without a browser: when a question comes back, what is to be reviewed, how plans and files are
// brought together.

import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { repository } from './site.mjs';

// Node takes a `.js` file for a module only if a package.json says so.
const folder = mkdtempSync(join(tmpdir(), 'answerbook-study-'));
after(() => rmSync(folder, { recursive: true }));
for (const path of ['js', 'vendor/ts-fsrs']) cpSync(join(repository, 'static', path), join(folder, path), { recursive: true });
writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
const load = (name) => import(pathToFileURL(join(folder, 'js/study', name)).href);
const [record, schedule, plan, queue, { Catalogue }] = await Promise.all(
  ['record.js', 'schedule.js', 'plan.js', 'queue.js', '../catalogue.js'].map(load),
);

const NOW = new Date(2026, 10, 22, 10);
const MINUTE = 60_000;
const DAY = 86_400_000;
const later = (time) => new Date(NOW.getTime() + time);

/** Numbers from a seed: a test that fails, fails again. */
function random(seed) {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return state % below;
  };
}

describe('when a question comes back', () => {
  test('a new one: at once if it was not known, in days if it was', () => {
    const intervals = schedule.intervals(undefined, NOW);
    assert.deepEqual([...intervals.keys()], ['again', 'hard', 'good', 'easy']);
    assert.equal(intervals.get('again'), 10 * MINUTE);
    assert.equal(intervals.get('hard'), 15 * MINUTE);
    assert.ok(intervals.get('good') >= DAY && intervals.get('good') < intervals.get('easy'));
  });

  test('known ones come later and later, forgotten ones soon', () => {
    let known = schedule.rated(undefined, 'good', '00000000', NOW);
    let before = 0;
    for (let review = 0; review < 5; review += 1) {
      assert.equal(known.state, 'review');
      assert.ok(known.interval > before, `${known.interval} days after ${before}`);
      before = known.interval;
      known = schedule.rated(known, 'good', '00000000', new Date(known.due));
    }
    const forgotten = schedule.rated(known, 'again', '00000000', new Date(known.due));
    assert.equal(forgotten.state, 'relearning');
    assert.equal(forgotten.lapses, known.lapses + 1);
    assert.equal(Date.parse(forgotten.due) - Date.parse(forgotten.reviewed), 10 * MINUTE);
  });

  test('after an interval the odds are those that are wanted', () => {
    // FSRS: stability is the number of days after which they are 0.9.
    const known = schedule.rated(undefined, 'good', '00000000', NOW);
    assert.equal(known.interval, Math.round(known.stability));
  });

  test('what is shown on a button is what a press on it does', () => {
    let known;
    const draw = random(7);
    let at = NOW;
    for (let number = 0; number < 40; number += 1) {
      const grade = record.GRADES[draw(4)];
      const shown = schedule.intervals(known, at).get(grade);
      known = schedule.rated(known, grade, '00000000', at);
      assert.equal(Date.parse(known.due) - at.getTime(), shown);
      assert.deepEqual(record.recordOf(JSON.parse(JSON.stringify(known))), known);
      at = new Date(Date.parse(known.due) + draw(5) * DAY);
    }
  });

  test('a clock that was set back does not run time backwards', () => {
    const known = schedule.rated(undefined, 'good', '00000000', NOW);
    const again = schedule.rated(known, 'good', '00000000', later(-3 * DAY));
    assert.ok(again.reviewed >= known.reviewed && again.due > again.reviewed);
  });
});

describe('files brought together', () => {
  const draw = random(11);
  const rating = () => schedule.rated(undefined, record.GRADES[draw(4)], '0123abcd', later(draw(4) * MINUTE));
  const kept = () => ({
    records: new Map(Array.from({ length: draw(6) }, () => [`q${draw(8)}`, rating()])),
    plan: draw(2) ? { ...plan.planned([{ id: 'a' }, { id: `b${draw(2)}` }], { track: 't' }, 3, later(draw(3) * DAY)) } : undefined,
  });
  const sorted = ({ records, plan }) => ({ records: [...records].sort(([a], [b]) => (a < b ? -1 : 1)), plan });
  const same = (a, b) => assert.deepEqual(sorted(a), sorted(b));

  test('it does not matter in which order, or how often', () => {
    for (let number = 0; number < 500; number += 1) {
      const [a, b, c] = [kept(), kept(), kept()];
      same(record.merge(a, b), record.merge(b, a));
      same(record.merge(a, a), a);
      same(record.merge(record.merge(a, b), b), record.merge(a, b));
      same(record.merge(record.merge(a, b), c), record.merge(a, record.merge(b, c)));
    }
  });

  test('the newest rating of a question counts', () => {
    const old = schedule.rated(undefined, 'easy', '00000000', NOW);
    const young = schedule.rated(undefined, 'again', '00000000', later(MINUTE));
    const both = record.merge({ records: new Map([['q', young]]) }, { records: new Map([['q', old]]) });
    assert.deepEqual(both.records.get('q'), young);
  });

  test('a file holds what was kept', () => {
    for (let number = 0; number < 100; number += 1) {
      const all = kept();
      same(record.readFile(record.fileOf(all, 'A book', NOW)), all);
    }
  });

  const refused = (text, reason) => assert.throws(() => record.readFile(text), (error) => error.reason === reason, text.slice(0, 80));
  const file = () => JSON.parse(record.fileOf({ records: new Map([['q', rating()]]), plan: plan.planned([{ id: 'q' }], {}, 2, NOW) }, 'A book', NOW));

  test('a file that is something else is refused', () => {
    for (const text of ['[]', '7', 'null', '{}', '{"format":"anki"}']) refused(text, 'foreign');
    refused(JSON.stringify({ ...file(), version: 2 }), 'newer');
  });

  test('a damaged file is refused as a whole', () => {
    refused('', 'damaged');
    refused(JSON.stringify(file()).slice(0, -20), 'damaged');
    const damages = [
      (file) => delete file.questions,
      (file) => (file.questions = []),
      (file) => (file.version = 'one'),
      (file) => (file.plan.ids = ['q', 'q']),
      (file) => (file.plan.start = '2026-13-45'),
      (file) => (file.plan.days = 0),
      (file) => (file.plan.done = { q: 'yesterday' }),
      (file) => (file.questions['two words'] = file.questions.q),
      ...['reviewed', 'due', 'grade', 'state', 'stability', 'difficulty', 'interval', 'step', 'reviews', 'lapses', 'content'].flatMap((key) =>
        [undefined, null, 'x', -1, {}].map((value) => (file) => (file.questions.q[key] = value)),
      ),
    ];
    for (const damage of damages) {
      const damaged = file();
      damage(damaged);
      refused(JSON.stringify(damaged), 'damaged');
    }
  });

  test('names that mean something to the language are names', () => {
    const text = JSON.stringify(file()).replace('"q":', '"__proto__":');
    const { records } = record.readFile(text);
    assert.deepEqual([...records.keys()], ['__proto__']);
    assert.deepEqual([...record.readFile(record.fileOf({ records }, '', NOW)).records.keys()], ['__proto__']);
  });
});

describe('a plan', () => {
  const questions = [{ id: 'a', asked: 1 }, { id: 'b', asked: 5 }, { id: 'c' }, { id: 'd', asked: 5 }, { id: 'e' }];
  const made = (days) => plan.planned(questions, { track: 't' }, days, NOW);
  const idsOf = ({ days }) => days.map(({ ids }) => ids.join(''));

  test('the most asked come first, else in their order', () => {
    assert.deepEqual(made(2).ids, ['b', 'd', 'a', 'c', 'e']);
  });

  test('days have even shares, the larger first', () => {
    assert.deepEqual(idsOf(plan.schedule(made(2), NOW)), ['bda', 'ce']);
    assert.deepEqual(idsOf(plan.schedule(made(1), NOW)), ['bdace']);
    assert.deepEqual(plan.schedule(made(2), NOW).days.map(({ date }) => date), ['2026-11-22', '2026-11-23']);
    assert.deepEqual(idsOf(plan.schedule(made(30), NOW)).filter(Boolean), ['b', 'd', 'a', 'c', 'e']);
  });

  test('what is done stays on today’s list, and tomorrow’s does not grow', () => {
    const done = plan.ticked(made(2), 'b', true, NOW);
    assert.deepEqual(idsOf(plan.schedule(done, NOW)), ['bda', 'ce']);
    assert.deepEqual(plan.ticked(done, 'b', false, NOW).done, {});
  });

  test('missed days are spread over those that are left', () => {
    const third = later(2 * DAY);
    const done = plan.ticked(made(5), 'b', true, NOW);
    const { days, behind, left } = plan.schedule(done, third);
    assert.deepEqual(days.map(({ date, ids }) => [date, ids.join('')]), [['2026-11-22', 'b'], ['2026-11-24', 'da'], ['2026-11-25', 'c'], ['2026-11-26', 'e']]);
    assert.equal(behind, 1);
    assert.deepEqual(left, []);
    const punctual = plan.ticked(done, 'd', true, later(DAY));
    assert.equal(plan.schedule(punctual, third).behind, 0);
  });

  test('when the time is up, it says what is left, and more days can be had', () => {
    const end = later(2 * DAY);
    const done = plan.ticked(made(2), 'b', true, NOW);
    const { left, days } = plan.schedule(done, end);
    assert.deepEqual(left, ['d', 'a', 'c', 'e']);
    assert.deepEqual(days.map(({ ids }) => ids.join('')), ['b']);
    const more = plan.extended(done, 2, end);
    assert.deepEqual(idsOf(plan.schedule(more, end)), ['b', 'da', 'ce']);
  });

  test('every question is on exactly one day, whatever was done when', () => {
    const draw = random(3);
    for (let number = 0; number < 500; number += 1) {
      const many = Array.from({ length: draw(30) }, (_, id) => ({ id: `q${id}`, asked: draw(3) }));
      const length = 1 + draw(12);
      let current = plan.planned(many, {}, length, NOW);
      const today = later(draw(length) * DAY);
      for (const { id } of many) if (draw(3) === 0) current = plan.ticked(current, id, true, later(draw(length) * DAY));
      // Nothing is done in the future.
      for (const [id, day] of Object.entries(current.done)) if (day > plan.dayOf(today)) delete current.done[id];
      const { days, left } = plan.schedule(current, today);
      assert.deepEqual([...days.flatMap(({ ids }) => ids), ...left].sort(), [...current.ids].sort());
      assert.deepEqual(left, []);
      const dates = days.map(({ date }) => date);
      assert.deepEqual(dates, [...new Set(dates)].sort());
    }
  });

  test('days are those of the calendar, also when the clocks change', () => {
    assert.equal(plan.later('2026-03-28', 2), '2026-03-30');
    assert.equal(plan.later('2026-12-31', 1), '2027-01-01');
    assert.equal(plan.daysBetween('2026-10-20', '2026-10-30'), 10);
  });
});

describe('what is to be reviewed', () => {
  const question = (id, more) => ({ id, short: '', content: '11111111', title: id, address: `${id}.html`, topic: 0, kind: 0, minutes: 1, ...more });
  const catalogue = new Catalogue(
    {
      version: 1, book: 'A book', language: 'en', root: '../',
      levels: [{ id: 'junior', name: 'Junior' }, { id: 'senior', name: 'Senior' }],
      kinds: [{ id: 'open', name: 'Open' }],
      topics: [{ id: 'math', title: 'M', address: '' }, { id: 'math/deep', title: 'D', address: '', parent: 0 }, { id: 'other', title: 'O', address: '' }],
      questions: [question('a', { level: 0 }), question('b', { topic: 1, level: 1, aliases: ['old-b'] }), question('c', { topic: 2, asked: 4 }), question('d', { topic: 2, asked: 9 })],
      tracks: [{ id: 't', title: 'T', address: '', blocks: [{ title: '1', entries: [0, null, 2], blocks: [{ title: '2', entries: [2, 0, 1] }] }] }],
    },
    'https://example.org/book/assets/catalogue-en.json',
  );
  const known = (due, more) => ({ ...schedule.rated(undefined, 'good', '11111111', NOW), due: later(due).toISOString(), ...more });
  const joined = (records) => queue.joined(catalogue, new Map(Object.entries(records)));
  const ids = (items) => items.map(({ question }) => question.id);

  test('addresses count from the language’s root', () => {
    assert.equal(catalogue.addressOf(catalogue.questions[0]), 'https://example.org/book/a.html');
  });

  test('hidden levels are not offered; what has no level always is', () => {
    const left = (hidden) => queue.offered(catalogue.questions, catalogue, hidden).map(({ id }) => id);
    assert.deepEqual(left(''), ['a', 'b', 'c', 'd']);
    assert.deepEqual(left('junior'), ['b', 'c', 'd']);
    assert.deepEqual(left('junior senior'), ['c', 'd']);
  });

  test('what is due today, the longest overdue first; what is new, the most asked first', () => {
    const { items } = joined({ a: known(9 * 3_600_000), b: known(-DAY), c: known(DAY) });
    assert.deepEqual(ids(queue.due(items, NOW)), ['b', 'a']);
    assert.deepEqual(ids(queue.fresh(joined({}).items)), ['d', 'c', 'a', 'b']);
  });

  test('by topic with those in it, by level, by track', () => {
    const { items } = joined({});
    const narrowed = (filter) => ids(queue.narrowed(items, catalogue, filter));
    assert.deepEqual(narrowed({ topic: 'math' }), ['a', 'b']);
    assert.deepEqual(narrowed({ topic: 'math/deep' }), ['b']);
    assert.deepEqual(narrowed({ level: 'senior' }), ['b']);
    assert.deepEqual(narrowed({ track: 't' }), ['a', 'b', 'c']);
    assert.deepEqual(narrowed({ track: 't', topic: 'other' }), ['c']);
    assert.deepEqual(narrowed({ topic: 'gone' }), []);
  });

  test('a track’s entries are places: a question counts once', () => {
    const { items } = joined({ a: known(0), c: known(0, { state: 'learning' }) });
    assert.deepEqual(queue.progress(queue.narrowed(items, catalogue, { track: 't' })), { total: 3, rated: 2, learned: 1 });
    assert.deepEqual(catalogue.questionsOfTrack('t').map(({ id }) => id), ['a', 'c', 'b']);
  });

  test('former ids lead to their question, the newest rating counts, others are kept apart', () => {
    const young = known(DAY, { reviewed: later(MINUTE).toISOString() });
    const { items, gone } = joined({ 'old-b': young, b: known(0), lost: known(0) });
    assert.deepEqual(items[1].record, young);
    assert.deepEqual([...gone.keys()], ['lost']);
  });

  test('answers that have changed since', () => {
    const { items } = joined({ a: known(0, { content: '22222222' }), b: known(0) });
    assert.deepEqual(ids(queue.changed(items)), ['a']);
  });

  test('the days to come: what is overdue comes today, what is far is left out', () => {
    const { items } = joined({ a: known(-5 * DAY), b: known(0), c: known(2 * DAY), d: known(90 * DAY) });
    const days = queue.forecast(items, NOW, 14);
    assert.equal(days.length, 14);
    assert.deepEqual(days.filter(({ count }) => count > 0), [{ date: '2026-11-22', count: 2 }, { date: '2026-11-24', count: 1 }]);
  });
});
