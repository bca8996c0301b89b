package schema

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"roi2nwb/internal/metadata/tree"
)

// words reports what may be lost of a text by the way in which it is written,
// and what other readers of YAML make of it.
func (c *checker) words(n *tree.Node, s *Schema, path string) {
	key := path[strings.LastIndexByte(path, '.')+1:]
	if i := strings.IndexByte(key, '['); i > 0 {
		key = "" // an item of a list
	}
	line := func(text string) string {
		if key == "" {
			return tree.QuotedEntry("", text)
		}
		return tree.QuotedEntry(key+": ", text)
	}
	warn := func(rule, hint, format string, args ...any) {
		c.problems = append(c.problems, tree.ProblemAt(n.At, path, hint, format, args...).As(tree.Warning, rule))
	}
	free := s.FirstRule() == nil || s.FirstRule().Name == descriptionRule().Name
	whole := !free && n.Kind == tree.Scalar && s.FirstRule().restricts() && s.FirstRule().keeps(n.Text)
	if n.Comment != "" && !whole && (free || !n.Spaced) {
		message := fmt.Sprintf("%q is a comment, and no part of the text %q", tree.Shorten(n.Comment), tree.Shorten(n.Text))
		if n.Kind == tree.Null {
			message = fmt.Sprintf("%q is a comment, and so nothing is given", tree.Shorten(n.Comment))
		}
		warn("comment-cuts", line(strings.TrimSpace(n.Text+" "+n.Comment))+"; if it is a comment, put two spaces before the # and one behind it", "%s", message)
	}
	if n.Kind != tree.Scalar {
		return
	}
	if n.Anchor != "" {
		warn("anchor-unused", line("&"+n.Anchor+" "+n.Text), "&%s is read as a name for the text behind it, which nothing uses", n.Anchor)
	}
	if curly := strings.IndexAny(n.Text, "“”„«»‘"); n.Bare && curly == 0 {
		warn("curly-quotes", `write straight quotes around the text, " or ', or none`, "the curly quotes are part of the text")
	}
	if at := strings.Index(n.Text, ": "); n.Bare && at >= 0 && !strings.Contains(n.Text, "\n") {
		warn("colon-in-text", "put the text in quotes, or a comma before the next key", "%q is one text, with a colon in it", tree.Shorten(n.Text))
	}
	if n.Bare && n.Text != "" && strings.ContainsAny(n.Text[:1], "%,]}") {
		warn("yaml-start", line(n.Text), "other readers of YAML refuse a text that begins with %s", n.Text[:1])
	}
	if other := otherReading(n.Text); n.Bare && !n.At.Assigned && other != "" && !s.FirstRule().restricts() {
		warn("yaml-type", line(n.Text), "%s is kept as it is written, but other readers of YAML take it for %s", n.Text, other)
	}
}

// restricts reports whether a rule leaves so few values that it finds those of
// a wrong type itself.
func (rule *Rule) restricts() bool {
	return rule != nil && (rule.Enum != nil || rule.Pattern != "")
}

// The ways in which YAML 1.1, which most readers keep to, writes numbers and
// dates: yaml.org/type.
const (
	yamlInteger     = `^[-+]?[0-9][0-9_]*$`
	yamlBased       = `^[-+]?0(x[0-9a-fA-F_]+|o[0-7]+|b[01_]+)$`
	yamlFloating    = `^[-+]?([0-9][0-9_]*)?(\.[0-9_]*)?([eE][-+]?[0-9]+)?$`
	yamlSexagesimal = `^[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?$`
	yamlDate        = `^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt ].*)?$`
	yamlNoNumber    = `^[-+]?\.(inf|Inf|INF)$|^\.(nan|NaN|NAN)$`
)

// otherReading returns what readers that give values a type make of a text without
// quotes, "" where it comes back as it was written.
func otherReading(text string) string {
	is := func(pattern string) bool { return regexp.MustCompile(pattern).MatchString(text) }
	switch strings.ToLower(text) {
	case "":
		return ""
	case "yes", "on", "true", "y":
		return "true"
	case "no", "off", "false", "n":
		return "false"
	}
	if text[0] >= 'A' {
		return "" // most texts
	}
	digits := strings.ReplaceAll(text, "_", "")
	switch {
	case is(yamlSexagesimal):
		return "a number in base 60"
	case is(yamlDate):
		return "a date"
	case is(yamlNoNumber):
		return "a number"
	case is(yamlBased):
		return "a number in another base"
	case is(yamlInteger):
		value := strings.TrimLeft(strings.TrimLeft(digits, "+-"), "0")
		if value == "" {
			value = "0"
		}
		if text[0] == '-' {
			value = "-" + value
		}
		if text == value {
			return ""
		}
		return "the number " + value
	case is(yamlFloating) && strings.ContainsAny(text, "0123456789"):
		value, err := strconv.ParseFloat(digits, 64)
		if written := strconv.FormatFloat(value, 'f', -1, 64); err == nil && written != text && written+".0" != text {
			return "the number " + strconv.FormatFloat(value, 'g', -1, 64)
		}
	}
	return ""
}

// oneOfMany reports a lone text that looks like several, where a list belongs.
func (c *checker) oneOfMany(n *tree.Node, path string) {
	parts := severalIn(path, n.Text)
	if parts == nil {
		return
	}
	list := make([]string, len(parts))
	for i, part := range parts {
		list[i] = tree.Quote(part, true)
	}
	key := path[strings.LastIndexByte(path, '.')+1:]
	several := "[" + strings.Join(list, ", ") + "]"
	hint, cure := fmt.Sprintf("if they are several, write %s: %s", key, several), tree.Cure{}
	if n.At.Assigned {
		hint, cure = "", tree.CureOf(tree.GiveList, path, several)
	}
	c.problems = append(c.problems, tree.ProblemAt(n.At, path, hint, "%q is read as one text, not as %d", tree.Shorten(n.Text), len(parts)).
		As(tree.Warning, "list-in-one").CuredBy(cure))
}

// severalIn splits a text that looks like several; nil where it does not. Names
// of people have a comma each, and other texts none.
func severalIn(path, text string) []string {
	cut := ","
	switch {
	case strings.Contains(text, ";"):
		cut = ";"
	case strings.Contains(text, "\n"):
		cut = "\n"
	case path == "NWBFile.related_publications" && strings.Count(text, "10.") > 1:
		cut = ","
		if !strings.Contains(text, ",") {
			cut = " "
		}
	case path == "NWBFile.related_publications":
		return nil // DOIs may hold commas
	case path == "NWBFile.experimenter":
		for _, and := range []string{" and ", " & "} {
			if strings.Contains(text, and) {
				cut = and
			}
		}
		if cut == "," && strings.Count(text, ",") < 3 {
			return nil
		}
	}
	var parts []string
	for part := range strings.SplitSeq(text, cut) {
		if part = strings.TrimSpace(part); part != "" {
			parts = append(parts, part)
		}
	}
	if cut == "," && path == "NWBFile.experimenter" && len(parts)%2 == 0 {
		for i := 0; i < len(parts); i += 2 { // "Doe, Jane, Roe, Richard"
			parts[i/2] = parts[i] + ", " + parts[i+1]
		}
		parts = parts[:len(parts)/2]
	}
	if len(parts) < 2 {
		return nil
	}
	return parts
}
