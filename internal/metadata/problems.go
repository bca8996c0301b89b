package metadata

import "roi2nwb/internal/metadata/tree"

// Problem is one thing that is wrong with metadata, and where.
type Problem = tree.Problem

// Problems is every problem of a document at once, as an error.
type Problems = tree.Problems

// Severity says how much a problem weighs.
type Severity = tree.Severity

// The severities, the heaviest first.
const (
	Error      = tree.Error      // nothing is written
	Warning    = tree.Warning    // allowed; DANDI or readers would object, or it looks wrong
	Suggestion = tree.Suggestion // good practice
)
