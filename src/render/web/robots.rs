//! `robots.txt` (RFC 9309): everything may be read, and where the sitemap is.

use super::add;
use crate::plan::{Made, Plan};
use crate::render::Site;

/// Adds the file to the plan, where programs would look for it: at the root of a host alone.
pub(super) fn file<'b>(site: &Site<'b>, base: &'b str, plan: &mut Plan<'b>) {
    let host = base.split_once("://").map_or(base, |(_, rest)| rest);
    if !site.book.config.site.robots || host.contains('/') {
        return;
    }
    let text = format!("User-agent: *\nAllow: /\n\nSitemap: {base}/sitemap.xml\n");
    let make = move || Made::from(text.clone().into_bytes());
    add(site, plan, "robots.txt".into(), make, None);
}
