package main

import (
	"errors"
	"fmt"
	"strings"

	"roi2nwb/internal/inspect"
	"roi2nwb/internal/metadata"
	"roi2nwb/internal/metadata/schema"
	"roi2nwb/internal/metadata/tree"
)

// problems returns all that is wrong with a document, each problem with its cure in
// words.
func (o *metadataOptions) problems(document *metadata.Document) metadata.Problems {
	return worded(document.Report(o.resolve()))
}

// resolved returns the metadata of a document, or what forbids to use it, with the
// cures in words.
func (o *metadataOptions) resolved(document *metadata.Document) (*metadata.Metadata, error) {
	meta, err := document.Resolve(o.resolve())
	meta.Warnings = worded(meta.Warnings)
	var problems metadata.Problems
	if errors.As(err, &problems) {
		err = worded(problems)
	}
	return meta, err
}

// worded returns the problems with their cures as hints.
func worded(problems metadata.Problems) metadata.Problems {
	for i, p := range problems {
		if p.Cure.Kind != tree.SeeHint {
			problems[i].Hint, problems[i].Cure = cureWords(&p), tree.Cure{}
		}
	}
	return problems
}

// cureWords says how a problem of metadata is cured by flags.
func cureWords(p *metadata.Problem) string {
	value := p.Cure.Values[0]
	switch p.Cure.Kind {
	case tree.GiveExample:
		return giveExample(p.Cure.Path, value)
	case tree.GiveOneOf:
		var all []string
		for _, value := range p.Cure.Values {
			if value != "" {
				all = append(all, setFlag(p.Cure.Path, value))
			}
		}
		if p.Cure.More > 0 {
			all = append(all, fmt.Sprintf("one of %d more", p.Cure.More))
		}
		return strings.Join(all, ", or ")
	case tree.GiveList:
		return "if they are several, write " + setFlag(p.Cure.Path, value)
	case tree.GiveStart:
		return "give it with --start-time " + value + ", or " + p.Cure.Path + " in a metadata file"
	case tree.GiveZone:
		return "add the zone of the recording, as in " + value + ", or give it with --timezone Europe/Berlin"
	case tree.SeeWhich:
		return "see which is right; the last to say it counts: the source, its path, files in their order, --set"
	case tree.GiveForSession:
		return fmt.Sprintf("%q counts as shared between sessions: take the value out of it, or say what is right for this session: %s",
			p.File, setFlag(p.Cure.Path, value))
	}
	return p.Hint
}

// The flags that positions of values name.
const (
	setFlagName   = "--set"
	startTimeFlag = "--start-time"
	timezoneFlag  = "--timezone"
)

// setFlag is the flag that gives one value of metadata, as a shell takes it.
func setFlag(path, value string) string { return setFlagName + " " + shellWord(path+"="+value) }

// giveExample is the flag that gives a value of metadata, with an example.
func giveExample(path, example string) string {
	if path == schema.SessionStartPath {
		return startTimeFlag + " " + example
	}
	return setFlag(path, example)
}

// missingFrom lists the metadata that nobody gave, with an example of giving it.
func missingFrom(meta *metadata.Metadata) []inspect.Missing {
	all := []inspect.Missing{}
	for _, m := range meta.Missing() {
		all = append(all, inspect.Missing{Path: m.Path, For: m.For, Why: m.Why, How: giveExample(m.Path, m.Example)})
	}
	return all
}
