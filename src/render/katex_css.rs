//! stub
#![allow(missing_docs)]
pub fn rewrite(css: &str, _: &dyn Fn(&str) -> Option<String>) -> String {
    css.into()
}
