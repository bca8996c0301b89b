package main

import (
	"fmt"
	"strconv"
	"strings"

	"roi2nwb/internal/metadata"
	"roi2nwb/internal/metadata/schema"
)

// todosTogether makes one problem of all the fields of a file that still say
// TODO and weigh the same, in the place of the first of them. JSON has them one
// by one.
func todosTogether(problems metadata.Problems) metadata.Problems {
	type group struct {
		file     string
		severity metadata.Severity
	}
	groupOf := func(p metadata.Problem) group { return group{p.File, p.Severity} }
	groups := map[group]metadata.Problems{}
	for _, p := range problems {
		if p.Rule == schema.TodoRule {
			groups[groupOf(p)] = append(groups[groupOf(p)], p)
		}
	}
	var together metadata.Problems
	for _, p := range problems {
		all := groups[groupOf(p)]
		switch {
		case p.Rule != schema.TodoRule || len(all) == 1:
			together = append(together, p)
		case len(all) > 1:
			together = append(together, oneOfTodos(all))
			delete(groups, groupOf(p))
		}
	}
	return together
}

// oneOfTodos sums up several fields of one file.
func oneOfTodos(all metadata.Problems) metadata.Problem {
	sum := metadata.Problem{Severity: all[0].Severity, Rule: schema.TodoRule, File: all[0].File}
	var places, needed []string
	for _, p := range all {
		place := p.Path
		if p.Line > 0 {
			place = strconv.Itoa(p.Line)
		}
		places = append(places, place)
		if p.Needed {
			needed = append(needed, p.Path)
		}
	}
	sum.Message = fmt.Sprintf("%d fields still say TODO", len(all))
	if sum.Severity != metadata.Error {
		sum.Message += " and are left out"
	}
	sum.Message += ": "
	if all[0].Line > 0 {
		sum.Message += "lines "
	}
	sum.Message += strings.Join(places, ", ")
	switch {
	case len(needed) == len(all):
		sum.Hint = "fill them in"
	case len(needed) > 0:
		sum.Hint = "fill them in, or empty those that you do not know, but not " + strings.Join(needed, ", ")
	default:
		sum.Hint = "fill them in, or empty those that you do not know"
	}
	sum.Hint += "; --json tells what belongs in each"
	return sum
}
