package terminal

import "testing"

func TestKinds(t *testing.T) {
	for term, want := range map[string]bool{"": true, "dumb": true, "xterm-256color": false, "linux": false} {
		if got := IsDumb(term); got != want {
			t.Errorf("TERM=%s: %t", term, got)
		}
	}
	for _, tt := range []struct {
		environment map[string]string
		want        bool
	}{
		{nil, true},
		{map[string]string{"LANG": "de_DE.UTF-8"}, false},
		{map[string]string{"LANG": "C.utf8"}, false},
		{map[string]string{"LANG": "C"}, true},
		{map[string]string{"LANG": "de_DE.UTF-8", "LC_ALL": "C"}, true},
		{map[string]string{"LANG": "de_DE.UTF-8", "LC_CTYPE": "POSIX"}, true},
		{map[string]string{"LANG": "C", "LC_ALL": "en_US.UTF-8"}, false},
	} {
		if got := IsASCII(func(name string) string { return tt.environment[name] }); got != tt.want {
			t.Errorf("%v: %t", tt.environment, got)
		}
	}
}
