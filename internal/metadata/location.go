package metadata

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"roi2nwb/internal/allen"
	"roi2nwb/internal/metadata/tree"
	"roi2nwb/internal/spelling"
)

// allenLocation compares the location of a mouse's imaging plane with the names
// and acronyms of the Allen CCF, letter by letter, as nwbinspector does. The
// list is unpacked only here.
func (r *resolver) allenLocation(v view, location string) {
	if !r.m.Subject.isMouse() || location == "" || location == Unknown || r.faulty[v.path] {
		return
	}
	known, err := allen.Has(location)
	if err == nil && known {
		return
	}
	acronyms, names, err := allen.Terms()
	if err != nil {
		r.problem("internal", v, "", "%v", err)
		return
	}
	r.warn("allen-location", v, allenHint(acronyms, names, location),
		"%q is neither a name nor an acronym of the Allen CCF, which nwbinspector asks of a mouse", location)
}

// allenHint names the structures that are likely meant: another case, a slip, or
// names with all of the words.
func allenHint(acronyms, names []string, location string) string {
	var same []string
	for _, term := range slices.Concat(names, acronyms) {
		if strings.EqualFold(term, location) {
			same = append(same, term)
		}
	}
	if len(same) == 0 {
		if near := spelling.Nearest(location, names); near != "" {
			same = append(same, near)
		}
	}
	if len(same) == 0 {
		same = withWords(names, location)
	}
	if len(same) == 0 {
		return `such as "Primary visual area" or "VISp"`
	}
	return fmt.Sprintf("did you mean %s?", strings.Join(tree.Quoted(same[:min(len(same), 3)]), " or "))
}

// withWords returns the names that hold all the words of a text, the shortest
// first: "visual cortex" finds none, "primary visual" does.
func withWords(names []string, text string) []string {
	words := strings.Fields(strings.ToLower(text))
	var found []string
	for _, name := range names {
		lower, all := strings.ToLower(name), true
		for _, w := range words {
			all = all && strings.Contains(lower, w)
		}
		if all {
			found = append(found, name)
		}
	}
	slices.SortStableFunc(found, func(a, b string) int { return cmp.Compare(len(a), len(b)) })
	return found
}
