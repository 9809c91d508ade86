//! Reading order: topics as a walk, parents first, and questions within them.

use super::{Question, Structure, Topic};

/// Puts topics and questions in reading order and renumbers what refers to them.
pub(super) fn sort(structure: &mut Structure, topics: &mut Vec<Topic>, questions: &mut [Question]) {
    let order = |topic: &Topic| {
        let order = topic
            .article
            .as_ref()
            .and_then(|a| a.original().head(structure).front_matter.order);
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
    for group in &mut structure.groups {
        group.topic = place[group.topic];
    }
    for question in questions.iter_mut() {
        question.topic = place[question.topic];
    }
    questions.sort_by_cached_key(|question| {
        let version = question.article.original();
        let front_matter = &version.head(structure).front_matter;
        let asked = std::cmp::Reverse(front_matter.asked.unwrap_or(0));
        (
            question.topic,
            front_matter.order.is_none(),
            front_matter.order,
            asked,
            // Documents are in the order of their files.
            version.at(),
        )
    });
}

/// Puts the ordinary pages in order.
pub(super) fn sort_pages(structure: &mut Structure) {
    let mut pages = std::mem::take(&mut structure.pages);
    pages.sort_by_cached_key(|page| {
        let front_matter = &page.original().head(structure).front_matter;
        (
            front_matter.order.is_none(),
            front_matter.order,
            page.path.clone(),
        )
    });
    structure.pages = pages;
}
