package damagetest

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// Reader reads files in another process, one after another. A fuzz target asks
// it first, and reads for itself, where what it covers is seen, only what did
// no harm there.
type Reader struct {
	test string
	temp string // where it may leave what it likes
	cmd  *exec.Cmd
	ask  *os.File
	told *bufio.Reader

	crashed bool // here: nothing of libhdf5 can be read any more
}

// servesOnly names the variable that tells a process to be a Reader's.
const servesOnly = "ROI2NWB_DAMAGE_SERVES"

// NewReader returns a Reader that has the test of the given name, which must
// begin with a call of Serve, read.
func NewReader(tb testing.TB, test string) *Reader {
	r := &Reader{test: test, temp: tb.TempDir()}
	tb.Cleanup(r.stop)
	return r
}

// Serve is what the test of a Reader does. Where it is run as any other test,
// it returns at once.
func Serve(read func(path string) Outcome) {
	if os.Getenv(servesOnly) == "" {
		return
	}
	out, paths := os.NewFile(4, "outcomes"), bufio.NewScanner(os.NewFile(3, "paths"))
	for paths.Scan() {
		if _, err := out.Write([]byte{byte(read(paths.Text()))}); err != nil {
			break
		}
	}
	end()
}

// Read has a file read. An error means that the process died or hung.
func (r *Reader) Read(path string) (Outcome, error) {
	if r.cmd == nil {
		if err := r.start(); err != nil {
			return 0, err
		}
	}
	if _, err := fmt.Fprintln(r.ask, path); err != nil {
		return 0, err
	}
	running := r.cmd.Process
	watch := time.AfterFunc(patience, func() { _ = running.Kill() })
	outcome, err := r.told.ReadByte()
	hung := !watch.Stop()
	if err == nil && Outcome(outcome) != Crashed {
		return Outcome(outcome), nil
	}
	words := r.cmd.Stderr.(*head)
	ended := r.end()
	switch {
	case err == nil:
		return Crashed, nil
	case hung:
		return 0, fmt.Errorf("no end after %v", patience)
	case strings.Contains(words.String(), lastWords):
		return Crashed, nil
	default:
		return 0, fmt.Errorf("%w: %s", ended, words)
	}
}

// ReadHereToo has a file read, and reads it in this process as well, where that
// did no harm there and nothing has crashed here. An error is as for Read.
func (r *Reader) ReadHereToo(path string, read func(path string) Outcome) error {
	there, err := r.Read(path)
	if err == nil && there != Crashed && !r.crashed {
		r.crashed = read(path) == Crashed
	}
	return err
}

func (r *Reader) start() error {
	inR, inW, err := os.Pipe()
	if err != nil {
		return err
	}
	outR, outW, err := os.Pipe()
	if err != nil {
		return err
	}
	r.cmd = exec.Command(os.Args[0], "-test.run=^"+r.test+"$", "-test.timeout=0")
	r.cmd.Env = append(os.Environ(), servesOnly+"=1", "GOTRACEBACK=none", "TMPDIR="+r.temp)
	r.cmd.ExtraFiles = []*os.File{inR, outW}
	words := &head{}
	r.cmd.Stdout, r.cmd.Stderr = words, words
	r.ask, r.told = inW, bufio.NewReader(outR)
	if err := r.cmd.Start(); err != nil {
		return err
	}
	return errors.Join(inR.Close(), outW.Close())
}

// end waits for a process that is about to end.
func (r *Reader) end() error {
	err := errors.Join(r.ask.Close(), r.cmd.Wait())
	r.cmd = nil
	if err == nil {
		err = errors.New("ended early")
	}
	return err
}

func (r *Reader) stop() {
	if r.cmd != nil {
		_ = r.end()
	}
}
