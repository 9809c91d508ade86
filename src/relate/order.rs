//! Reading order: topics as a walk, parents first, and questions within them.

use super::article::Origin;
use super::{Book, Question, Topic};

/// Puts topics and questions in reading order and renumbers what refers to them.
pub(super) fn sort(book: &mut Book, topics: &mut Vec<Topic>, questions: &mut [(Question, Origin)]) {
    let order = |topic: &Topic| {
        let order = topic
            .article
            .as_ref()
            .and_then(|a| a.original().document(book).front_matter.order);
        (order.is_none(), order, topic.path.clone())
    };
    // A topic's place is that of its parents, then its own: the sorted list is a walk, parents first.
    let keys: Vec<_> = topics.iter().map(order).collect();
    let lineage = |mut at: usize| {
        let mut line = vec![keys[at].clone()];
        while let Some(parent) = topics[at].parent {
            line.push(keys[parent].clone());
            at = parent;
        }
        line.reverse();
        line
    };
    let mut sorted: Vec<usize> = (0..topics.len()).collect();
    sorted.sort_by_cached_key(|at| lineage(*at));
    let mut place = vec![0; topics.len()];
    for (new, old) in sorted.iter().enumerate() {
        place[*old] = new;
    }
    let mut moved: Vec<Option<Topic>> = topics.drain(..).map(Some).collect();
    topics.extend(sorted.iter().filter_map(|old| moved[*old].take()));
    for number in 0..topics.len() {
        if let Some(parent) = topics[number].parent.map(|p| place[p]) {
            topics[number].parent = Some(parent);
            topics[parent].subtopics.push(number);
        }
    }
    for group in &mut book.groups {
        group.topic = place[group.topic];
    }
    for (question, _) in questions.iter_mut() {
        question.topic = place[question.topic];
    }
    let documents = &book.documents;
    questions.sort_by_cached_key(|(question, _)| {
        let version = question.article.original();
        let front_matter = &documents[version.document].front_matter;
        let part = version.part.unwrap_or(0);
        let asked = std::cmp::Reverse(front_matter.asked.unwrap_or(0));
        (
            question.topic,
            front_matter.order.is_none(),
            front_matter.order,
            asked,
            documents[version.document].file.clone(),
            part,
        )
    });
}

/// Puts the ordinary pages in order.
pub(super) fn sort_pages(book: &mut Book) {
    let mut pages = std::mem::take(&mut book.pages);
    pages.sort_by_cached_key(|page| {
        let front_matter = &page.original().document(book).front_matter;
        (
            front_matter.order.is_none(),
            front_matter.order,
            page.path.clone(),
        )
    });
    book.pages = pages;
}
