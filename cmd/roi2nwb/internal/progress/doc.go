// Package progress shows what a command is doing and how far it is: as a line
// that is drawn over and over on a terminal, as lines now and then in a log.
//
// A Progress is told of work by Begin, and of what is done of it by Add, from
// any number of goroutines; none of them ever waits for the terminal, which a
// user may have stopped. A goroutine of its own samples the work and draws it.
// Stop and Finish leave nothing of it on the terminal; Aside prints beside it.
// All methods do nothing for a nil *Progress.
//
// What is shown is true at the time: a rate is the mean of the last five
// seconds, and there is none before one second has passed or while nothing
// moves; the time left goes by that rate; 100 % is never shown, since then the
// work would be over. On a terminal each frame is one write, drawn over the one
// before, so that the line is never empty in between. It fits the terminal at
// its present width by leaving out what matters least.
//
// # Why not progressbar
//
// github.com/schollz/progressbar/v3 (v3.19.1) was tried as state and renderer.
// With OptionUseANSICodes a frame is one write and does not flicker. But:
//
//   - Its rate cannot be held back: the first Add, 10 ms after the start, shows
//     "777 MB/s" for 8 MB done, and "0s" left.
//   - Rate and time left change with Add alone, and are means of ten earlier
//     ones: after six seconds in which nothing moved it still shows 88 MB/s and
//     7 s left. With nothing done at all, 0 s are left.
//   - It draws in the goroutine that calls Add, under its lock: a stopped
//     terminal stops the encoders.
//   - A line is as wide as the options at its creation make it, but for the bar,
//     and that only where the writer is an *os.File: a writer of ours, or a
//     terminal that is resized, needs a new bar for each frame.
//   - At 100 % it is finished, and shows no later work.
//
// With its numbers switched off and ours as its description, what remains of it
// is the row of full and empty blocks, which is one function here; the
// sampling, the fitting, the drawing goroutine and the lines in logs stay, and
// the options to make it silent come on top.
package progress
