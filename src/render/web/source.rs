//! Where the source of a page is: the links to edit its file and to report a problem of it.

use super::{percent, plain_address};
use crate::relate::Place;
use crate::render::page::Page;

/// The two addresses, where there are such.
#[derive(Default)]
pub(super) struct Source {
    /// Where the page's file is edited.
    pub(super) edit: Option<String>,
    /// Where a problem of the page is reported.
    pub(super) report: Option<String>,
}

/// The addresses that a host of repositories has for the two, below that of the repository.
struct Host {
    name: &'static str,
    edit: &'static str,
    report: &'static str,
}

const HOSTS: [Host; 3] = [
    Host {
        name: "github.com",
        edit: "edit/{branch}/{path}",
        report: "issues/new?title={title}&body={url}",
    },
    Host {
        name: "gitlab.com",
        edit: "-/edit/{branch}/{path}",
        report: "-/issues/new?issue[title]={title}&issue[description]={url}",
    },
    Host {
        name: "codeberg.org",
        edit: "_edit/{branch}/{path}",
        report: "issues/new?title={title}&body={url}",
    },
];

impl Page<'_> {
    pub(super) fn source(&self, title: &str) -> Source {
        let config = &self.site.book.config;
        let table = &config.repository;
        let typed = |url: &Option<toml::Spanned<String>>, of_host: fn(&Host) -> &str| {
            if let Some(url) = url {
                return Some(url.get_ref().clone()).filter(|url| !url.is_empty());
            }
            let repository = config.site.repository.as_deref()?;
            let repository = repository.trim_end_matches('/').trim_end_matches(".git");
            let host = repository.strip_prefix("https://")?.split('/').next()?;
            let host = HOSTS.iter().find(|known| known.name == host)?;
            Some(format!("{repository}/{}", of_host(host)))
        };
        let file = self.source_file();
        let file = file.map(|file| match table.folder.trim_matches('/') {
            "" => file,
            folder => format!("{folder}/{file}"),
        });
        let path = percent(file.as_deref().unwrap_or_default(), "/");
        let edit = typed(&table.edit_url, |host| host.edit).filter(|_| file.is_some());
        let report = typed(&table.report_url, |host| host.report);
        let address = match config.base_url() {
            Some(base) => plain_address(base, &self.path),
            None => self.path.clone(),
        };
        let branch = percent(&table.branch, "/");
        // The names are known, and what stands for them has no braces.
        Source {
            edit: edit.map(|url| url.replace("{path}", &path).replace("{branch}", &branch)),
            report: report.map(|url| {
                url.replace("{title}", &percent(title, ""))
                    .replace("{url}", &percent(&address, ""))
                    .replace("{path}", &percent(file.as_deref().unwrap_or_default(), ""))
            }),
        }
    }

    /// The file that the page is made from, if it is one.
    fn source_file(&self) -> Option<String> {
        let book = self.site.book;
        match self.place {
            Place::Track(number) => Some(book.tracks[number].file.to_string()),
            Place::Glossary => Some(format!("{}/glossary.toml", book.config.book.src)),
            _ => Some(self.written()?.1.document(book).file.to_string()),
        }
    }
}
