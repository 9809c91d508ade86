//! The search engine for browsers: what JavaScript calls.
//!
//! Memory is handed over by address and length. JavaScript asks for room with [`allocate`], writes there, and
//! calls a function that takes the room over. An answer is a buffer that JavaScript reads with [`answer_address`]
//! and [`answer_length`] and gives back with [`answer_free`]. Texts are UTF-8.
//!
//! The only unsafe code of the project: the boundary cannot be crossed without. Each function says what it relies
//! on, and `static/js/search/engine.js` is its only caller.

// Nothing here runs natively, where the allocator could not even be made.
#![cfg(target_family = "wasm")]
#![no_std]
#![expect(unsafe_code, reason = "addresses come from JavaScript")]
#![allow(clippy::missing_safety_doc)]

extern crate alloc;

use alloc::boxed::Box;
use alloc::vec::Vec;

use answerbook_search::blob::Name;
use answerbook_search::engine::{Engine, Request};
use answerbook_search::json;

/// A panic stops the module; nobody would see its message, so that none is compiled in.
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}

/// The standard library's allocator takes three times the space. There is one thread.
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

/// Room for `length` bytes, which is taken over by the function that its address is passed to.
#[unsafe(no_mangle)]
pub extern "C" fn allocate(length: usize) -> *mut u8 {
    let mut room = Vec::<u8>::with_capacity(length);
    let address = room.as_mut_ptr();
    core::mem::forget(room);
    address
}

/// What stands at an address that [`allocate`] gave for exactly this length.
unsafe fn taken(address: *mut u8, length: usize) -> Vec<u8> {
    // SAFETY: the caller filled all of the room that `allocate` made for this length, and passes it once.
    unsafe { Vec::from_raw_parts(address, length, length) }
}

/// Bytes of JavaScript's `TextEncoder`, which gives nothing but UTF-8.
fn text(bytes: &[u8]) -> &str {
    core::str::from_utf8(bytes).unwrap_or_default()
}

/// An engine for a book; its languages' tags come line by line. It lives as long as the page.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn engine_new(address: *mut u8, length: usize) -> *mut Engine {
    // SAFETY: as `taken` asks.
    let tags = unsafe { taken(address, length) };
    Box::into_raw(Box::new(Engine::new(text(&tags).split_terminator('\n'))))
}

/// Gives the engine the manifest of a language. 0 if it was good, 1 if it is damaged.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn engine_manifest(
    engine: *mut Engine,
    language: usize,
    address: *mut u8,
    length: usize,
) -> u32 {
    // SAFETY: the engine is one of `engine_new`, and nothing else uses it during the call.
    let (engine, bytes) = unsafe { (&mut *engine, taken(address, length)) };
    u32::from(engine.provide_manifest(language, &bytes).is_err())
}

/// Gives the engine a file. 0 if it was good, 1 if it is damaged.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn engine_file(
    engine: *mut Engine,
    name: u64,
    address: *mut u8,
    length: usize,
) -> u32 {
    // SAFETY: as in `engine_manifest`.
    let (engine, bytes) = unsafe { (&mut *engine, taken(address, length)) };
    u32::from(engine.provide(Name(name), bytes).is_err())
}

/// Searches: a request as [`Request::from_lines`] reads it, an answer as [`json::answer`] writes it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn engine_search(
    engine: *mut Engine,
    address: *mut u8,
    length: usize,
) -> *mut Vec<u8> {
    // SAFETY: as in `engine_manifest`.
    let (engine, bytes) = unsafe { (&*engine, taken(address, length)) };
    let request = Request::from_lines(text(&bytes));
    let answer = json::answer(&engine.search(&request));
    Box::into_raw(Box::new(answer.into_bytes()))
}

/// Where an answer stands.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn answer_address(answer: *const Vec<u8>) -> *const u8 {
    // SAFETY: the answer is one of `engine_search` that was not given back yet.
    unsafe { (*answer).as_ptr() }
}

/// How long an answer is, in bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn answer_length(answer: *const Vec<u8>) -> usize {
    // SAFETY: as in `answer_address`.
    unsafe { (*answer).len() }
}

/// Gives an answer back.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn answer_free(answer: *mut Vec<u8>) {
    // SAFETY: as in `answer_address`; the caller does not use it again.
    drop(unsafe { Box::from_raw(answer) });
}
