#![allow(clippy::unwrap_used)]
use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

/// Every line holds the forms of a word; no two lines share a stem.
#[track_caller]
fn classes(stemmer: Stemmer, lines: &str) {
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    for line in lines.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let stems: Vec<String> = line
            .split_whitespace()
            .map(|form| stemmer.stem(&crate::normalise(form)).into_owned())
            .collect();
        assert!(
            stems.iter().all(|stem| *stem == stems[0]),
            "{line}: {stems:?}"
        );
        let other = seen.insert(stems[0].clone(), line);
        assert_eq!(other, None, "{} is the stem of {line} too", stems[0]);
    }
}

#[test]
fn only_the_language_of_a_tag_counts() {
    assert_eq!(Stemmer::of("uk"), Stemmer::Ukrainian);
    assert_eq!(Stemmer::of("en-GB"), Stemmer::English);
    assert_eq!(Stemmer::of("RU_ru"), Stemmer::Russian);
    for tag in ["de", "", "-", "ukr", "e", "rue-Cyrl"] {
        assert_eq!(Stemmer::of(tag), Stemmer::None, "{tag}");
    }
}

#[test]
fn ukrainian_nouns_of_machine_learning() {
    classes(
        Stemmer::Ukrainian,
        "навчання навчанням навчаннями навчань навчанню навчанні
         перенавчання перенавчанням перенавчанню
         узагальнення узагальненням узагальнень
         мережа мережі мереж мережею мережам мережами мережах мережу
         нейромережа нейромережі нейромереж нейромережами
         функція функції функцій функцію функцією функціям функціями функціях
         регуляризація регуляризації регуляризацією регуляризацію
         ентропія ентропії ентропією
         теорія теорії теорій теорією
         теорема теореми теорем теоремі теорему
         дисперсія дисперсії дисперсією
         критерій критерію критерієм критерії критеріїв критеріями
         вибірка вибірки вибірок вибірці вибіркою вибірками
         підвибірка підвибірок підвибірці
         помилка помилки помилок помилці помилками
         оцінка оцінок оцінці оцінкою
         точка точок точці
         рядок рядка рядків рядками
         список списку списків
         зв'язок зв’язку зв'язки зв'язками
         стовпець стовпця стовпці стовпців
         ознака ознаки ознак ознакою ознаками
         шар шару шари шарів шарами шарі
         вага ваги ваг вазі вагою вагами
         градієнт градієнта градієнти градієнтом градієнтів
         матриця матриці матриць матрицею матрицями
         модель моделі моделей моделлю моделям моделями
         змінна змінної змінною
         ймовірність ймовірності ймовірністю ймовірностей ймовірностями
         точність точності точністю
         повнота повноти повнотою
         система системи систем системою системами
         програма програми програм програмі програмами
         проблема проблеми проблем проблемою
         гістограма гістограми гістограм
         алгоритм алгоритму алгоритми алгоритмів алгоритмом
         атом атома атому атоми атомів
         прийом прийому прийоми прийомів
         об'єм об'єму об'ємом
         результат результату результати результатів результатами
         формат формату формати форматів
         форма форми форм формою
         сигнал сигналу сигнали сигналів
         втрата втрати втрат втратою втратами
         основа основи основ основі
         умова умови умов умовам
         набір набору набори наборів набором
         розподіл розподілу розподілів розподілом розподіли
         потік потоку потоки потоків
         слово слова слів словами
         число числа чисел числами
         ядро ядра ядер ядром
         вузол вузла вузли вузлів
         вікно вікна вікон
         рівень рівня рівні рівнів
         ступінь ступеня ступеню ступенів
         значення значень значенням значеннями
         стаття статті статей статтями
         пристрій пристрою пристрої пристроїв
         пам'ять пам'яті пам'яттю
         день дня дні днів днями",
    );
}

#[test]
fn ukrainian_adjectives_and_verbs() {
    classes(
        Stemmer::Ukrainian,
        "градієнтний градієнтного градієнтна градієнтної градієнтну градієнтні градієнтних градієнтними градієнтно
         середній середнього середньої середня середньою середніх середніми
         випадковий випадкового випадкові випадкових випадковою
         числовий числові числових
         навчений навченого навчена навчені
         потрібен потрібна потрібний потрібні
         навчати навчаю навчає навчаємо навчають навчав навчала навчали навчай навчатиме навчається навчаючи
         навчити навчить навчимо навчив навчила навчили навчиться
         оптимізувати оптимізує оптимізують оптимізував оптимізувала
         обчислювати обчислює обчислюють обчислювали
         робити робить роблять роблю робив робили роблячи
         могти може можуть могла могли міг
         допомогти допоможе допоможуть допомогла
         показати покаже покажуть показав
         описати опише опишуть описав
         знайти знайде знайдуть знайшов знайшла
         бути буде будуть був була було були",
    );
}

#[test]
fn ukrainian_words_are_found_without_their_apostrophe_and_with_either_g() {
    classes(
        Stemmer::Ukrainian,
        "об'єкт обєкт обʼєкта\n обґрунтування обгрунтувань",
    );
}

#[test]
fn russian_forms_have_one_stem() {
    classes(
        Stemmer::Russian,
        "функция функции функций функциями
         обучение обучения обучением
         сеть сети сетью сетей
         четкий четкого чёткие
         градиентный градиентного градиентная",
    );
}

#[test]
fn english_forms_have_one_stem_in_every_language_that_has_a_stemmer() {
    for stemmer in [Stemmer::English, Stemmer::Russian, Stemmer::Ukrainian] {
        classes(
            stemmer,
            "gradient gradients
             training trained trains
             network networks network's
             regularization regularize regularized",
        );
    }
}

/// Every beginning with every ending: our stems are those of another crate with the same algorithm.
#[track_caller]
fn same_stems(stemmer: Stemmer, algorithm: frostem::Algorithm, heads: &str, endings: &str) {
    let other = frostem::Stemmer::new(algorithm);
    for head in heads.split_whitespace() {
        for ending in endings.split_whitespace().chain([""]) {
            let word = format!("{head}{ending}");
            assert_eq!(stemmer.stem(&word), other.stem(&word), "{word}");
        }
    }
}

#[test]
fn english_stems_are_those_of_another_crate() {
    let heads = "a ab abil activ agree analog anal andes appl arsen atlas bead bias bleed bod classif commun complic \
         control cosmos cr dai die dy earl early electr emerg enjoy even ex exceed feud fin fl gen gener gentl gentle \
         hap happ hop hopp howe idl inning inter later lie loss luxuri matr national network new news normal on organ \
         outing past pl preced proceed rat regular relat rev say ses shr sing singl sk ski sky skies succeed \
         sw t tan tim toss tr trans try ugl univers us veget vi vil x y yes young";
    let endings = "s 's s' ' es ies ied ed edly ing ingly ly eed eedly li y e tional enci anci abli entli izer ization \
         ational ation ator alism aliti alli fulness ousli ousness iveness iviti biliti bli ogi ogist ogy fulli lessli \
         cy icate iciti ical ful ness ative alize al ance ence er ic able ible ant ement ment ent ism ate iti ous ive \
         ize ion sion tion ll l e's ying yly tting pped nne bbing ee oes ous's ativeness izations fulnesses";
    same_stems(
        Stemmer::English,
        frostem::Algorithm::English,
        heads,
        endings,
    );
}

#[test]
fn russian_stems_are_those_of_another_crate() {
    let heads = "а бел бы больш важн вектор весел вид возможн выборк выявл гибк глуб дел длинн зна испол класс \
         матриц модел нейрон нн обуч огром оптим отказ оценк перенес петл пис поверх прогноз проста пут регуляр \
         результат сверт сеть сил скорост слой сред стран строен тест тих точн у услов функци част шаг эффект язык";
    let endings = "а ав ая ававшись авши авший авшийся аем аемый ает аете аешь ай айш айший ал ала али ало ам ами ан \
         ана анн анная аны ать ах ая в вш вший вшись е ев его ее ей ейш ейший ем ему ен ена ение ениями енн енная \
         енно енность ены ер ерь ете ется еть еще ешь ею и ив ивши ившись ие ием ии ий ийся ил ила или ило им ими ися \
         ит ите ить иться их иям иями иях й йте ла лась ли ло лся н нн нная но ность ностями ны ные о ов ого \
         ое ой ом ому остей ость остью ою ся сь т тся ть у уем уемый уешь уй ующ ующая ующийся ую ущая ы ый ыв ывать \
         ывш ывшая ывшись ые ым ыми ых ь ье ьи ью юсь ю ют ющ ющими ющаяся юю я яв явшись яем яет яла ям ями янн ят ять \
         ях яя";
    same_stems(
        Stemmer::Russian,
        frostem::Algorithm::Russian,
        heads,
        endings,
    );
}

#[test]
fn what_is_not_of_the_language_stays() {
    for (stemmer, words) in [
        (
            Stemmer::English,
            "градієнтами f1 word2vec 3.14 c++ a* naïves мережа",
        ),
        (Stemmer::Russian, "їжаки фильтр2 naïves функції"),
        (Stemmer::Ukrainian, "объектами выборки ф1ами эти 0.5"),
        (Stemmer::None, "gradients функции мережі Kurven"),
    ] {
        for word in words.split(' ') {
            assert_eq!(stemmer.stem(word), word, "{stemmer:?}");
        }
    }
}

#[test]
fn short_words_keep_a_letter() {
    for word in [
        "а", "і", "та", "не", "це", "що", "її", "є", "ш", "ум", "ся", "'", "''", "'а",
    ] {
        assert!(!Stemmer::Ukrainian.stem(word).is_empty(), "{word}");
    }
}

#[test]
fn words_without_an_ending_are_not_copied() {
    for (stemmer, word) in [
        (Stemmer::Ukrainian, "шар"),
        (Stemmer::Ukrainian, "шарами"),
        (Stemmer::English, "gradient"),
        (Stemmer::None, "gradients"),
    ] {
        assert!(matches!(stemmer.stem(word), Cow::Borrowed(_)), "{word}");
    }
}

proptest! {
    #[test]
    fn any_text_has_a_stem(text in "([а-яіїєґ']|[a-z']|\\PC){0,24}", tag in "en|ru|uk|de") {
        let stem = Stemmer::of(&tag).stem(&text);
        prop_assert_eq!(stem.is_empty(), text.is_empty());
    }

    #[test]
    fn any_word_has_the_stem_of_another_crate(latin in "[a-z][a-z']{0,80}", cyrillic in "[а-я]{1,40}") {
        let other = frostem::Stemmer::new(frostem::Algorithm::English);
        prop_assert_eq!(Stemmer::English.stem(&latin), other.stem(&latin));
        let other = frostem::Stemmer::new(frostem::Algorithm::Russian);
        prop_assert_eq!(Stemmer::Russian.stem(&cyrillic), other.stem(&cyrillic));
    }

    /// No rule puts more letters than it drops.
    #[test]
    fn a_ukrainian_stem_is_no_longer_than_its_word(word in "[а-щьюяіїєґ']{1,16}") {
        let stem = Stemmer::Ukrainian.stem(&word);
        prop_assert!(stem.chars().count() <= word.chars().count());
    }

    /// Stemming again may change a stem. In Ukrainian it comes to an end, because no rule can bring
    /// back what another drops.
    #[test]
    fn a_ukrainian_stem_of_a_stem_comes_to_an_end(word in "[а-щьюяіїєґ']{1,16}") {
        let mut stem = word.clone();
        for _ in 0..word.chars().count() * 2 {
            stem = Stemmer::Ukrainian.stem(&stem).into_owned();
        }
        prop_assert_eq!(Stemmer::Ukrainian.stem(&stem), stem.as_str());
    }

    #[test]
    fn an_ending_of_any_length_takes_linear_time(ending in "ами|ується|ого", times in 1000_usize..20_000) {
        let word = ending.repeat(times);
        prop_assert!(!Stemmer::Ukrainian.stem(&word).is_empty());
    }
}
