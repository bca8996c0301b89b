package tree

import "testing"

func TestNearest(t *testing.T) {
	known := []string{"indicator", "location", "name", "device", "Device", "excitation_lambda", "ask", "mask"}
	for _, c := range []struct{ word, want string }{
		{"indicater", "indicator"}, {"INDICATOR", "indicator"}, {"locatoin", "location"}, {"nmae", "name"},
		{"devices", "device"}, {"exitation_lamda", "excitation_lambda"}, {"colour", ""}, {"", ""}, {"ä", ""}, {"msk", "mask"}, {"as", "ask"},
	} {
		if got := Nearest(c.word, known); got != c.want {
			t.Errorf("Nearest(%q): got %q, want %q", c.word, got, c.want)
		}
	}
}

func TestEditDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"", "abc", 3}, {"abc", "", 3}, {"abc", "abd", 1}, {"abc", "acb", 1}, {"abc", "bcd", 2}, {"kitten", "sitting", 3}} {
		if got := editDistance(c.a, c.b); got != c.want {
			t.Errorf("editDistance(%q, %q): got %d, want %d", c.a, c.b, got, c.want)
		}
	}
}
