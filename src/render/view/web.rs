//! The view of what a page tells programs, and of its source: `page.web`.

use serde::Serialize;

/// What a page tells programs that are no browsers, and where its source is: `page.web`.
#[derive(Debug, Default, Serialize)]
pub struct WebView {
    /// The Atom feeds that the page belongs to: that of its language, and that of its topic.
    pub feeds: Vec<FeedView>,
    /// Address of the page's text in Markdown, if it has such a copy.
    pub markdown: Option<String>,
    /// What sites show for a link to the page; `None` without the site's address.
    pub social: Option<SocialView>,
    /// JSON-LD, ready to stand in a `script` element of the type `application/ld+json`; empty if there is none.
    pub structured_data: String,
    /// Where the page's file is edited.
    pub edit: Option<String>,
    /// Where a problem of the page is reported.
    pub report: Option<String>,
    /// The authors of the page's file, the first one first.
    pub contributors: Vec<String>,
}

/// An Atom feed.
#[derive(Debug, Serialize)]
pub struct FeedView {
    /// Its title.
    pub title: String,
    /// Its address.
    pub address: String,
    /// Whether it is that of a topic.
    pub is_of_topic: bool,
}

/// What sites show for a link to the page, in the terms of Open Graph.
#[derive(Debug, Serialize)]
pub struct SocialView {
    /// `website` for the home page, `article` for a text, else `website`.
    pub kind: &'static str,
    /// The page's title.
    pub title: String,
    /// One or two sentences; may be empty.
    pub description: String,
    /// The page's full address.
    pub address: String,
    /// Full address of the picture; `None` if there are no pictures.
    pub image: Option<String>,
    /// The picture in words.
    pub image_text: String,
    /// The picture's width in pixels.
    pub image_width: u32,
    /// The picture's height in pixels.
    pub image_height: u32,
}
