//! stub
#![allow(missing_docs)]
pub fn words(tex: &str) -> String {
    tex.replace(['\\', '{', '}', '$'], "")
}
