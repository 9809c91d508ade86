//! The plan of a build: every file of the output and how its bytes are made.
//!
//! `render` and `search` write plans, `write` carries them out, `check` carries them out and drops
//! the bytes, `serve` makes single files of them. Nothing is made before it is asked for.

use std::path::PathBuf;

use rayon::prelude::*;

use crate::diagnostic::Diagnostic;
use crate::inputs::Inputs;

/// Every file of the output, sorted by path, each path once.
#[derive(Default)]
pub struct Plan<'b> {
    /// The files.
    pub files: Vec<File<'b>>,
}

/// One file of the output.
pub struct File<'b> {
    /// Where it goes, relative to the output folder, with `/` between folders.
    pub path: String,
    /// How its bytes are made.
    pub content: Content<'b>,
    /// Files of one group have much in common, as a page and its translations have formulas: whoever makes
    /// many files makes them group by group, while what they share is at hand.
    pub group: usize,
    /// What its bytes are made from, for files that are dearer to make than this is to tell: the same inputs mean
    /// the same bytes and the same diagnostics. `None` for files that are always made.
    pub inputs: Option<Told<'b>>,
}

/// A pure function that tells what a file is made from.
pub type Told<'b> = Box<dyn Fn() -> Inputs + Send + Sync + 'b>;

/// How the bytes of a file are made.
pub enum Content<'b> {
    /// By a pure function: the same bytes and the same diagnostics whenever and wherever it runs.
    Made(Box<dyn Fn() -> Made + Send + Sync + 'b>),
    /// By copying a file of the book.
    Copied(PathBuf),
    /// Not at all: the site that is there has the file, made from the same inputs. Whoever plans this has seen it.
    Kept,
}

/// What a file's function made.
#[derive(Clone, Default)]
pub struct Made {
    /// The file's bytes. To be dropped if there is an error among the diagnostics.
    pub bytes: Vec<u8>,
    /// Problems found on the way.
    pub diagnostics: Vec<Diagnostic>,
}

impl<'b> Plan<'b> {
    /// Adds a file of no group, and without inputs, whose bytes are made by `make`.
    pub fn make(&mut self, path: impl Into<String>, make: impl Fn() -> Made + Send + Sync + 'b) {
        self.files.push(File {
            path: path.into(),
            content: Content::Made(Box::new(make)),
            group: 0,
            inputs: None,
        });
    }

    /// Has all files tell what they are made from, once: on all threads, or on those that have nothing else to do.
    pub fn tell(&mut self) {
        let files = self.files.par_iter();
        let told: Vec<_> = files
            .map(|file| file.inputs.as_ref().map(|told| told()))
            .collect();
        for (file, told) in self.files.iter_mut().zip(told) {
            file.inputs = told.map(|inputs| Box::new(move || inputs) as Told<'b>);
        }
    }

    /// The positions of all files, group by group.
    pub fn by_group(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.files.len()).collect();
        order.sort_by_key(|number| self.files[*number].group);
        order
    }
}

impl From<Vec<u8>> for Made {
    fn from(bytes: Vec<u8>) -> Self {
        Self {
            bytes,
            diagnostics: Vec::new(),
        }
    }
}
