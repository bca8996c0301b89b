package settings

import (
	"fmt"
	"slices"
	"strings"

	"roi2nwb/internal/spelling"
)

// Strays says of each variable of an environment that looks like a setting and
// is none what it may have meant.
func (s *Known) Strays(environment []string) []string {
	variables := map[string]bool{FileVariable: true}
	for name := range s.flags {
		variables[Variable(name)] = true
	}
	for _, name := range s.rules.NoFlags {
		variables[prefix+name] = true
	}
	var strays []string
	for _, entry := range environment {
		name, value, _ := strings.Cut(entry, "=")
		if !strings.HasPrefix(name, prefix) || variables[name] || value == "" {
			continue
		}
		stray := fmt.Sprintf("the variable %s sets nothing", name)
		if near := spelling.Nearest(flagOf(name), s.names("")); near != "" {
			stray += fmt.Sprintf("; did you mean %s?", Variable(near))
		}
		strays = append(strays, stray)
	}
	slices.Sort(strays)
	return strays
}

// flagOf is the reverse of Variable.
func flagOf(variable string) string {
	return strings.ToLower(strings.ReplaceAll(strings.TrimPrefix(variable, prefix), "_", "-"))
}
