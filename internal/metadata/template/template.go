package template

import (
	"fmt"
	"strconv"
	"strings"

	"roi2nwb/internal/metadata/tree"
)

// Options says what a template is for.
type Options struct {
	Source    string // path of the source, for the commands in the template's head; "" for none
	File      string // where the template will stand; "" for a name such as session.yaml
	OnePhoton bool   // the examples are of a one-photon recording
	// Objects are the traces, images and tables that the source fills. The names
	// of others are left out of the template; nil shows all there are.
	Objects []Object
}

// Object is something that a source fills and metadata can name.
type Object struct {
	Path        string // "Ophys.Fluorescence.PlaneSegmentation.raw", "Ophys.ImageSegmentation.BackgroundPlaneSegmentation"
	Description string // what the source says of it
	Unit        string // "" where it has none
}

// Write returns a metadata file in list shape to be filled in, about what the
// merged tree root says. What is known of the recording is in it; what NWB or
// DANDI ask for, and good practice, says TODO; the rest is commented out. As a
// layer over the others it changes nothing but that. The tables of ROIs have the
// names that are given by their default ones.
func Write(root *tree.Node, names map[string]string, o Options) []byte {
	var page page
	page.comment(0, o.head()...)
	for _, f := range layOutFields(root, names, o).fields {
		page.gap()
		page.section(f)
	}
	return []byte(page.String())
}

// head says how the file is used.
func (o Options) head() []string {
	source, file := "SOURCE", "session.yaml"
	if o.Source != "" {
		source = commandWord(o.Source)
	}
	if o.File != "" {
		file = commandWord(o.File)
	}
	what := "Metadata of one recording, begun by roi2nwb metadata init."
	if o.Source != "" {
		what = fmt.Sprintf("Metadata of %s, begun by roi2nwb metadata init.", source)
	}
	head := append(tree.Wrap(what, LineWidth-2), "")
	head = append(head, tree.Wrap("Write what is true in place of each TODO, or nothing where you do not know: converting refuses a TODO that "+
		"NWB asks for, and leaves the others out. Take the \"#\" away from what "+
		"else you know, and change the example; what you do not know is better left out than guessed. "+
		"A key without a value means \"not given\".", LineWidth-2)...)
	return append(head, "",
		fmt.Sprintf("  roi2nwb metadata check %s -m %s --dandi", source, file),
		fmt.Sprintf("  roi2nwb convert %s -m %s", source, file), "",
		"Editors that know the YAML language server complete and check this file, once there is",
		"",
		"  roi2nwb metadata schema > roi2nwb.schema.json",
		"",
		"and the first \"# \" of the next line is taken away:",
		"# yaml-language-server: $schema=roi2nwb.schema.json")
}

// commandWord writes a path as a shell takes it, on one line.
func commandWord(path string) string {
	plain := func(r rune) bool {
		return r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || strings.ContainsRune("/._-+,@%:", r)
	}
	if path != "" && strings.TrimFunc(path, plain) == "" {
		return path
	}
	if strings.ContainsFunc(path, func(r rune) bool { return !tree.IsPrinted(r) }) {
		return strconv.QuoteToGraphic(path) // no word for a shell, but to be seen
	}
	return "'" + strings.ReplaceAll(path, "'", `'\''`) + "'"
}
