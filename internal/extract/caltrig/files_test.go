package caltrig

import (
	"os"
	"path/filepath"
	"testing"
)

func FuzzCalTrigFiles(f *testing.F) {
	f.Add("Frame Number,Time Stamp (ms),ALP\n0,0,1\n1,50,0\n")
	f.Add("[Session_Info]\nmouseID = AA058\nday: D1\n")
	f.Add(`{"Group 1": [4, 4, 11], "others": [7]}`)
	f.Fuzz(func(t *testing.T, text string) {
		path := filepath.Join(t.TempDir(), "file")
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		_, _ = ReadBehavior(path)
		_ = ParseConfig(path, []byte(text))
		_, _ = ParseGroups([]byte(text))
	})
}
