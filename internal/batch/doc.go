// Package batch converts many sessions: it reads the manifest that lists them,
// finds out which are done, has the others checked, runs each in a process of
// its own, and keeps a journal of what came of them.
//
// A session is converted by the program itself, run again as a child: whatever
// happens to one, a crash or an out-of-memory kill, harms no other. The child
// tells on its stdout, a JSON object a line, what it plans, how far it is and
// what came of it; see Event.
//
// A session is done when its output exists, has the size that the journal says,
// and was made with the fingerprint that the session has now. A fingerprint
// covers the options, the content of metadata files, and the names, sizes and
// times of the source's files. It is in the output too, so that a journal that
// was lost is made again from the outputs.
//
// Each process writes a journal file of its own, a line at a time, and no line
// is ever changed: any number of them can write, also on file systems that
// machines share, and a kill costs at most the line that was being written. What
// keeps two processes from one session is a lock that the child inherits, so
// that it is held as long as any of them lives.
//
// The package knows no command line, prints nothing, and imports nothing of
// ours: what flags there are is told to it by a Grammar.
package batch
