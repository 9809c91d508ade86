//! A card as a picture: its words, its fonts → the bytes of a PNG. The same words give the same bytes.

use std::collections::BTreeMap;

use rustybuzz::Face;
use tiny_skia::{Color, FillRule, Paint, Pixmap, Rect, Transform};

use super::Card;
use super::lines::Type;
use crate::render::theme::fonts::CardFonts;

/// The width of a picture in pixels, as Open Graph's readers expect it.
pub(in crate::render::web) const WIDTH: u32 = 1200;

/// The height of a picture in pixels.
pub(in crate::render::web) const HEIGHT: u32 = 630;

/// Changes when pictures of the same words look otherwise.
pub(super) const LOOK: usize = 1;

/// The space between the words and the edges, in pixels.
const MARGIN: f32 = 84.0;

/// Sizes of the title in pixels, from the largest, with the number of lines that each may take.
const TITLE_SIZES: [(f32, usize); 6] = [
    (92.0, 2),
    (80.0, 3),
    (70.0, 4),
    (60.0, 4),
    (52.0, 5),
    (46.0, 6),
];

/// The distance of two base lines, in sizes.
const LINE_HEIGHT: f32 = 1.18;

/// The size of the small texts in pixels.
const SMALL: f32 = 34.0;

/// Red, green and blue.
type Rgb = [u8; 3];

const BACKGROUND: Rgb = [0x14, 0x1b, 0x1f];
const ACCENT: Rgb = [0x5e, 0xc4, 0xc8];
const TITLE: Rgb = [0xff, 0xff, 0xff];
const BELOW: Rgb = [0xb4, 0xbf, 0xc6];

/// Whether there are fonts, and the one of each text has all its letters.
pub(super) fn can_draw(card: &Card, fonts: &CardFonts) -> bool {
    let has_all = |bytes: &[u8], text: &str| {
        let face = rustybuzz::ttf_parser::Face::parse(bytes, 0).ok();
        let is_drawn = |c: &char| !c.is_whitespace() && !c.is_control();
        face.is_some_and(|face| {
            text.chars()
                .filter(is_drawn)
                .all(|c| face.glyph_index(c).is_some())
        })
    };
    has_all(&fonts.bold, &card.title)
        && has_all(&fonts.regular, &card.above)
        && has_all(&fonts.regular, &card.below)
}

/// Draws a card. Without fonts it is empty, which [`can_draw`] has told before.
pub(super) fn png(card: &Card, fonts: &CardFonts) -> Vec<u8> {
    let faces = (
        Face::from_slice(&fonts.regular, 0),
        Face::from_slice(&fonts.bold, 0),
    );
    let (Some(regular), Some(bold), Some(pixmap)) = (faces.0, faces.1, Pixmap::new(WIDTH, HEIGHT))
    else {
        return Vec::new();
    };
    let mut canvas = Canvas { pixmap };
    canvas.pixmap.fill(color(BACKGROUND));
    let (width, height) = (f32::from(1200_u16), f32::from(630_u16));
    canvas.bar(0.0, 0.0, 14.0, height, ACCENT);
    let inner = width - 2.0 * MARGIN;
    let small = Type::new(&regular, SMALL);
    let top = MARGIN + SMALL * 0.75;
    for line in small.lines(&card.above, inner, 1).0 {
        canvas.line(&small, &line, top, ACCENT);
    }
    let below = small.lines(&card.below, inner, 2).0;
    let step = SMALL * 1.35;
    let mut base = height - MARGIN + SMALL * 0.25;
    let rule = base - SMALL * 1.25 - step * lines_before(below.len());
    if !below.is_empty() {
        canvas.bar(MARGIN, rule - 22.0, 72.0, 4.0, ACCENT);
    }
    for line in below.iter().rev() {
        canvas.line(&small, line, base, BELOW);
        base -= step;
    }
    canvas.title(card, &bold, (top + SMALL * 0.6, rule - 40.0), inner);
    canvas.bytes()
}

/// How many lines stand before the last one.
fn lines_before(count: usize) -> f32 {
    f32::from(u8::try_from(count.saturating_sub(1)).unwrap_or(u8::MAX))
}

fn color([red, green, blue]: Rgb) -> Color {
    Color::from_rgba8(red, green, blue, 255)
}

struct Canvas {
    pixmap: Pixmap,
}

impl Canvas {
    fn paint(color: Rgb) -> Paint<'static> {
        let mut paint = Paint::default();
        paint.set_color(self::color(color));
        paint.anti_alias = true;
        paint
    }

    fn bar(&mut self, x: f32, y: f32, width: f32, height: f32, color: Rgb) {
        if let Some(rect) = Rect::from_xywh(x, y, width, height) {
            let paint = Self::paint(color);
            self.pixmap
                .fill_rect(rect, &paint, Transform::identity(), None);
        }
    }

    /// A line of text at the margin, on the base line `y`.
    fn line(&mut self, font: &Type<'_>, text: &str, y: f32, color: Rgb) {
        if let Some(path) = font.path(text, MARGIN, y) {
            let (paint, rule) = (Self::paint(color), FillRule::Winding);
            self.pixmap
                .fill_path(&path, &paint, rule, Transform::identity(), None);
        }
    }

    /// The title in the largest size that it fits in, in the middle between two heights.
    fn title(&mut self, card: &Card, bold: &Face<'_>, (top, bottom): (f32, f32), width: f32) {
        for (number, (size, most)) in TITLE_SIZES.into_iter().enumerate() {
            let font = Type::new(bold, size);
            let (lines, is_cut) = font.even_lines(&card.title, width, most);
            let height = size * (LINE_HEIGHT * lines_before(lines.len()) + 1.0);
            let is_last = number + 1 == TITLE_SIZES.len();
            if (is_cut || height > bottom - top) && !is_last {
                continue;
            }
            // Letters stand between a quarter of the size below the base line and three quarters above it.
            let mut y = f32::midpoint(top, bottom) - height / 2.0 + size * 0.8;
            for line in &lines {
                self.line(&font, line, y, TITLE);
                y += size * LINE_HEIGHT;
            }
            return;
        }
    }

    /// The picture as a PNG. It has few colours, and a number for each makes a file of half the size.
    fn bytes(&self) -> Vec<u8> {
        let palette = palette();
        let mut numbers = BTreeMap::new();
        let mut last = (BACKGROUND, 0);
        let mut number = |rgb: Rgb| {
            // Nearly every pixel is as the one before.
            if rgb != last.0 {
                let number = *numbers.entry(rgb).or_insert_with(|| nearest(&palette, rgb));
                last = (rgb, number);
            }
            last.1
        };
        let mut pixels = Vec::with_capacity(self.pixmap.pixels().len());
        for pixel in self.pixmap.pixels() {
            pixels.push(number([pixel.red(), pixel.green(), pixel.blue()]));
        }
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, WIDTH, HEIGHT);
        encoder.set_color(png::ColorType::Indexed);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_palette(palette.concat());
        encoder.set_filter(png::Filter::NoFilter);
        encoder.set_compression(png::Compression::Fast);
        let written = encoder.write_header().and_then(|mut writer| {
            writer.write_image_data(&pixels)?;
            writer.finish()
        });
        // Writing into memory fails only for sizes that do not fit, and these do.
        written.map_or(Vec::new(), |()| bytes)
    }
}

/// The colours of a picture: the background, and each colour of letters mixed with it, as their edges are.
fn palette() -> Vec<Rgb> {
    const STEPS: u16 = 48;
    let mut palette = vec![BACKGROUND];
    for color in [ACCENT, TITLE, BELOW] {
        for step in 1..=STEPS {
            let mix = |at: usize| {
                let (from, to) = (u16::from(BACKGROUND[at]), u16::from(color[at]));
                // All colours are lighter than the background.
                let mixed = from + to.saturating_sub(from) * step / STEPS;
                u8::try_from(mixed).unwrap_or(u8::MAX)
            };
            palette.push([mix(0), mix(1), mix(2)]);
        }
    }
    palette
}

/// The number of the colour that is most like another.
fn nearest(palette: &[Rgb], rgb: Rgb) -> u8 {
    let distance = |color: &Rgb| -> u32 {
        let parts = color.iter().zip(rgb);
        parts.map(|(a, b)| u32::from(a.abs_diff(b)).pow(2)).sum()
    };
    let colors = palette.iter().enumerate();
    let found = colors.min_by_key(|(_, color)| distance(color));
    found.map_or(0, |(number, _)| u8::try_from(number).unwrap_or(0))
}
