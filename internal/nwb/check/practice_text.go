package check

import (
	"regexp"
	"slices"
	"strings"
)

// textColumn looks at the first texts of a column: for such as mean yes and no,
// and for dictionaries.
func (e *examination) textColumn(column *node, predefined bool) {
	texts, err := e.firstTexts(column)
	if err != nil || len(texts) == 0 {
		return // textRule finds what cannot be read
	}
	if !predefined && column.data.Type.Variable { // nwbinspector has those of fixed length as bytes
		if a, b := two(texts); isYesNo(a, b) {
			e.find(columnBinary, column.path, "bools, in a column whose name begins with is_", "all of its values are %q or %q", a, b)
		}
	}
	if len(column.data.Shape) != 1 || !slices.ContainsFunc(texts, func(text string) bool { return strings.Contains(text, "{") }) {
		return
	}
	dictionary := regexp.MustCompile(`\{.+:.+\}`)
	if i := slices.IndexFunc(texts, dictionary.MatchString); i >= 0 {
		e.find(columnDict, column.path, "columns for what is in it", "element %d is a dictionary: %.60q", i, texts[i])
	}
}

// firstTexts returns the texts of the first rows of a column.
func (e *examination) firstTexts(column *node) ([]string, error) {
	if column.rows() <= firstRows {
		if texts, ok, err := e.file.StoredTexts(column.data, maxText); ok {
			return texts, err
		}
	}
	d, err := e.open(column)
	if err != nil {
		return nil, err
	}
	defer d.Close()
	start, count := make([]int, len(column.data.Shape)), slices.Clone(column.data.Shape)
	count[0] = min(count[0], firstRows)
	texts, err := d.ReadTexts(start, count, maxText)
	return texts, e.crashed(column, err)
}

// two returns the two different texts of a list, "" where there are not two.
func two(texts []string) (a, b string) {
	a = texts[0]
	i := slices.IndexFunc(texts, func(text string) bool { return text != a })
	if i < 0 {
		return "", ""
	}
	b = texts[i]
	if slices.ContainsFunc(texts, func(text string) bool { return text != a && text != b }) {
		return "", ""
	}
	return a, b
}

// isYesNo reports whether two texts mean yes and no, in either order.
func isYesNo(a, b string) bool {
	pairs := []string{"yes no", "y n", "true false", "t f", "hit miss"}
	return slices.Contains(pairs, a+" "+b) || slices.Contains(pairs, b+" "+a)
}
