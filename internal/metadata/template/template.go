package template

import (
	"slices"

	"roi2nwb/internal/metadata/tree"
)

// Options are what a template is made for.
type Options struct {
	Title     string   // what the file is about, in one sentence
	Use       []string // the commands that read the file, and what serves to edit it, as lines of a comment
	OnePhoton bool     // the examples are of a one-photon recording
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

// head returns the comment at the top: what the file is and how it is used.
func (o Options) head() []string {
	head := append(tree.Wrap(o.Title, LineWidth-2), "")
	head = append(head, tree.Wrap("Write what is true in place of each TODO, or nothing where you do not know: converting refuses a TODO that "+
		"NWB asks for, and leaves the others out. Take the \"#\" away from what "+
		"else you know, and change the example; what you do not know is better left out than guessed. "+
		"A key without a value means \"not given\".", LineWidth-2)...)
	return slices.Concat(head, []string{""}, o.Use)
}
