package page

import (
	"strings"
	"testing"
)

// No message is longer than a person reads, whatever it quotes.
func TestOneLineIsShort(t *testing.T) {
	for text, most := range map[string]int{
		strings.Repeat("x", 1e6): LongestWord, strings.Repeat("ß", 1e5): 2 * LongestWord, strings.Repeat("x ", 1e6): LongestMessage,
		strings.Repeat("\x1b[31m", 1e5): LongestMessage, strings.Repeat("\xff", 1e5): 3 * LongestMessage,
	} {
		if got := OneLine(text); len(got) > most || got == "" {
			t.Errorf("%.20q: %d bytes", text, len(got))
		}
	}
	for _, text := range []string{"", "a b", strings.Repeat("x", LongestWord), "two words"} {
		if got := OneLine(text); got != text {
			t.Errorf("%q became %q", text, got)
		}
	}
	if got := OneLine("a\nb\x1b[1mc"); got != "a b [1mc" {
		t.Errorf("%q", got)
	}
}
