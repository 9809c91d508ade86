//! stub
#![allow(missing_docs)]
pub struct Sanitizer;
impl Sanitizer {
    pub fn new() -> Self {
        Self
    }
}
