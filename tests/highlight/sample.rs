//! A bounded queue.
use std::collections::VecDeque;

#[derive(Debug, Clone)]
pub struct Queue<'a, T: Clone> {
    name: &'a str,
    items: VecDeque<T>,
}

impl<'a, T: Clone> Queue<'a, T> {
    const LIMIT: usize = 1_024;

    /// Adds an item; `false` if there is no room.
    pub fn push(&mut self, item: T) -> bool {
        if self.items.len() >= Self::LIMIT || !matches!(self.name, "a" | "b") {
            return false;
        }
        let raw = r#"no "escape" here"#;
        println!("{} of {}: {raw}\n", self.items.len(), 0xff_u8 as char);
        self.items.push_back(item); /* nested /* comment */ */
        'outer: loop {
            break 'outer;
        }
        true
    }
}
