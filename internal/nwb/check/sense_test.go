package check

import (
	"math"
	"testing"
)

func TestSpacing(t *testing.T) {
	nan := math.NaN()
	for _, c := range []struct {
		name   string
		values []float64
		want   bool
	}{
		{"regular", []float64{0, 0.1, 0.2, 0.3}, true},
		{"regular to nine decimals", []float64{0, 0.1, 0.2 + 4e-10, 0.3}, true},
		{"irregular", []float64{0, 0.1, 0.2, 0.31}, false},
		{"two", []float64{0, 0.1}, false},
		{"none", nil, false},
		{"constant", []float64{1, 1, 1}, false},
		{"steps too short for nine decimals", []float64{0, 1e-12, 3e-12}, true},
		{"not numbers", []float64{nan, nan, nan}, true},
		{"with one that is no number", []float64{0, nan, 2}, true},
		{"with one that is no number, later", []float64{0, 1, nan, 3}, false},
	} {
		var d spacing
		for _, v := range c.values {
			d.add(v)
		}
		if got := d.same(); got != c.want {
			t.Errorf("%s: %t, want %t", c.name, got, c.want)
		}
	}
}

func TestMarks(t *testing.T) {
	m := make(marks, 2)
	for _, i := range []int{0, 63, 64, 127} {
		if m.set(i) {
			t.Errorf("%d was there", i)
		}
		if !m.set(i) {
			t.Errorf("%d is not there", i)
		}
	}
}

func TestTwo(t *testing.T) {
	for _, c := range []struct {
		texts []string
		want  bool
	}{
		{[]string{"yes", "no", "yes"}, true}, {[]string{"n", "y"}, true}, {[]string{"miss", "hit"}, true},
		{[]string{"yes"}, false}, {[]string{"yes", "no", ""}, false}, {[]string{"Yes", "No"}, false}, {[]string{"yes", "n"}, false},
	} {
		if a, b := two(c.texts); isYesNo(a, b) != c.want {
			t.Errorf("%q: %q and %q, want yes and no: %t", c.texts, a, b, c.want)
		}
	}
}

func TestPluginOf(t *testing.T) {
	for _, id := range []int{307, 32001, 32004, 32008, 32015} {
		if pluginOf(id) == "" || isBuiltIn(id) {
			t.Errorf("filter %d has no plugin", id)
		}
	}
	for id := range 8 {
		if want := id >= 1 && id <= 6; isBuiltIn(id) != want {
			t.Errorf("filter %d is built in: %t, want %t", id, !want, want)
		}
	}
}

func TestIsOdd(t *testing.T) {
	for name, want := range map[string]bool{"ROIs": false, "ß ü": false, "a:b": false, " a": true, "a\t": true, "a\nb": true, "\xff": true, "a\x7f": true} {
		if isOdd(name) != want {
			t.Errorf("%q: %t, want %t", name, !want, want)
		}
	}
}
