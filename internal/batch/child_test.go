package batch

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// asChild has the test program behave as a conversion.
const asChild = "ROI2NWB_TEST_CHILD"

func TestMain(m *testing.M) {
	if os.Getenv(asChild) != "" {
		os.Exit(convertAsTold(os.Args[1:]))
	}
	os.Exit(m.Run())
}

// convertAsTold is a conversion that does what its source says: the first line for
// the check, the second for the conversion.
func convertAsTold(args []string) int {
	flags := map[string]string{}
	source := ""
	for i, arg := range args {
		if arg == "--" {
			source = args[i+1]
			break
		}
		name, value, _ := strings.Cut(strings.TrimPrefix(arg, "--"), "=")
		flags[name] = value
	}
	say := func(record any) {
		line, _ := json.Marshal(record)
		fmt.Println(string(line))
	}
	fail := func(message string, exit int) int {
		say(map[string]any{"status": "failed", "problems": []map[string]string{{"error": message, "hint": "mend it"}}, "exit_status": exit})
		return exit
	}
	content, err := os.ReadFile(source)
	if err != nil {
		return fail(fmt.Sprintf("%q does not exist", source), 1)
	}
	check, conversion, _ := strings.Cut(strings.TrimSuffix(string(content), "\n"), "\n")
	what := conversion
	_, dry := flags["dry-run"]
	if dry {
		what = check
	}
	output := flags["output"]
	if strings.HasSuffix(output, "/") {
		output = filepath.Join(output, "same.nwb")
	}
	switch what, value, _ := strings.Cut(what, " "); what {
	case "fail":
		return fail(value, 1)
	case "metadata":
		say(map[string]any{"status": "failed", "exit_status": 2, "problems": []map[string]string{
			{"error": "--set: Subject.sex: " + value, "hint": "M or F", "severity": "error", "path": "Subject.sex", "file": "--set"},
			{"error": "it looks odd", "severity": "warning"}}})
		return 2
	case "kill":
		_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
	case "silent":
		fmt.Fprintln(os.Stderr, "panic: out of words")
		return 2
	case "garbage":
		fmt.Println(strings.Repeat("x", 1<<20), "\n{", "\nnull\n[]")
	case "hang":
		time.Sleep(time.Minute)
	case "sleep":
		d, _ := time.ParseDuration(value)
		time.Sleep(d)
	}
	if dry {
		size := 100
		_, _ = fmt.Sscanf(check, "bytes %d", &size) // otherwise it is small
		plan := map[string]any{"output": output, "frames": 10, "rois": 2, "bytes": size, "work": 5 << 20}
		if b, err := os.ReadFile(output); err == nil {
			plan["exists"] = true
			_, fingerprint, _ := strings.Cut(strings.TrimSpace(string(b)), "fingerprint ")
			plan["fingerprint"] = fingerprint
		}
		say(map[string]any{"plan": plan})
		return 0
	}
	if _, err := os.Stat(output); err == nil && flags["overwrite"] != "true" {
		return fail(fmt.Sprintf("output %q exists", output), 5)
	}
	say(map[string]any{"progress": map[string]any{"doing": "writing", "done": 5, "total": 10}})
	text := fmt.Sprintf("mask %s, pid %d, fingerprint %s\n", flags["mask"], os.Getpid(), flags["fingerprint"])
	if err := os.WriteFile(output, []byte(text), 0o644); err != nil {
		return fail(err.Error(), 1)
	}
	say(map[string]any{"status": "done", "output": output, "bytes": len(text), "frames": 10, "rois": map[string]int{"total": 2}})
	return 0
}
