package batch

import (
	"fmt"
	"strings"
	"testing"
)

// How sessions stand is told without running any, from the journals alone.
func TestStandings(t *testing.T) {
	l := newLab(t, map[string][2]string{"s00": {}, "s01": {"fail no frames", ""}, "s02": {"", "kill"}, "s03": {}, "s04": {}})
	all := l.Sessions
	l.Sessions = all[:3]
	l.run(t)
	l.Sessions = all[3:4]
	l.run(t)
	touch(t, l.path("s03"))
	l.Sessions = all
	lock, _, err := claim(l.Folder.lock("s04"))
	if err != nil {
		t.Fatal(err)
	}
	stands := func() string {
		standings, err := l.Standings()
		if err != nil {
			t.Fatal(err)
		}
		var lines []string
		for _, st := range standings {
			text := fmt.Sprintf("%s %d running %t", st.ID, st.State, st.Running)
			if st.Record != nil {
				text += " " + st.Record.Error
			}
			lines = append(lines, strings.TrimSpace(text+" "+strings.Join(st.Why, ", ")))
		}
		return strings.Join(lines, "\n")
	}
	expect(t, "standings", stands(),
		fmt.Sprintf("s00 %d running false", Finished), fmt.Sprintf("s01 %d running false no frames", Wrong),
		fmt.Sprintf("s02 %d running false the conversion was killed", Wrong), fmt.Sprintf("s03 %d running false the source changed", Ready),
		fmt.Sprintf("s04 %d running true", Elsewhere))
	release(lock)
	if got := stands(); !strings.HasSuffix(got, fmt.Sprintf("s04 %d running false", Ready)) {
		t.Error(got)
	}
}
