package spelling

import "testing"

func TestNearest(t *testing.T) {
	known := []string{"indicator", "location", "name", "device", "Device", "excitation_lambda", "ask", "mask", "Größe"}
	for _, c := range []struct{ word, want string }{
		{"indicater", "indicator"}, {"INDICATOR", "indicator"}, {"locatoin", "location"}, {"nmae", "name"},
		{"devices", "device"}, {"exitation_lamda", "excitation_lambda"}, {"colour", ""}, {"", ""}, {"ä", ""}, {"msk", "mask"}, {"as", "ask"},
		{"Grösse", "Größe"}, {"Gross", ""}, {"Gröse", "Größe"}, {"GRÖßE", "Größe"}, {"Grüße", "Größe"},
	} {
		if got := Nearest(c.word, known); got != c.want {
			t.Errorf("Nearest(%q): got %q, want %q", c.word, got, c.want)
		}
	}
	if got := Nearest("name", nil); got != "" {
		t.Errorf("among none: %q", got)
	}
}

func TestEdits(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"", "abc", 3}, {"abc", "", 3}, {"abc", "abd", 1}, {"abc", "acb", 1}, {"abc", "bcd", 2}, {"kitten", "sitting", 3},
		{"ä", "a", 1}, {"ä", "", 1}, {"µm", "um", 1}, {"aä", "äa", 1},
	} {
		if got := Edits(c.a, c.b); got != c.want {
			t.Errorf("Edits(%q, %q): got %d, want %d", c.a, c.b, got, c.want)
		}
		if got := Edits(c.b, c.a); got != c.want {
			t.Errorf("Edits(%q, %q): got %d, want %d", c.b, c.a, got, c.want)
		}
	}
}
