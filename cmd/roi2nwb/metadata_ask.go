package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"roi2nwb/cmd/roi2nwb/internal/page"
	"roi2nwb/internal/metadata"
	"roi2nwb/internal/metadata/template"
)

// interview asks for metadata on a terminal, line by line.
type interview struct {
	out     io.Writer
	width   int           // of the terminal
	lines   chan string   // closed at the end of the input
	over    chan struct{} // closed when nothing is asked any more
	options metadata.Options
}

// newInterview begins to read the input, which goes on in the background until
// the interview is over: a read from a terminal cannot be called off.
func newInterview(s Streams, o metadata.Options) *interview {
	i := &interview{out: s.Err, width: s.errWidth(), lines: make(chan string), over: make(chan struct{}), options: o}
	go i.read(bufio.NewReader(s.In))
	return i
}

func (i *interview) read(in *bufio.Reader) {
	defer close(i.lines)
	for {
		line, err := in.ReadString('\n')
		if line != "" {
			select {
			case i.lines <- line:
			case <-i.over:
				return
			}
		}
		if err != nil {
			return
		}
	}
}

// run asks for all that is wanted, and returns the document with the answers.
func (i *interview) run(ctx context.Context, document *metadata.Document, o template.Options) (*metadata.Document, error) {
	defer close(i.over)
	questions := document.Questions(o)
	i.say("Return keeps what is in brackets, or leaves a field open. ? tells more.\n" +
		"Ctrl-D ends the questions and leaves the rest open; ctrl-C leaves nothing.\n")
	known := map[string]bool{}
	for n, q := range questions {
		known[q.Path] = q.Known != ""
		if known[q.InsteadOf] {
			continue
		}
		i.say("\n(%d of %d) %s\n", n+1, len(questions), q.Doc)
		i.say("    example: %s%s\n", q.Example, parted(&q))
		answered, ok, err := i.ask(ctx, document, &q)
		if err != nil {
			return nil, err
		}
		if !ok {
			i.say("\n")
			break
		}
		known[q.Path] = known[q.Path] || answered != document
		document = answered
	}
	return document, nil
}

// ask asks until an answer is right, doubtful and given twice, or empty. It
// returns false at the end of the input.
func (i *interview) ask(ctx context.Context, document *metadata.Document, q *template.Question) (*metadata.Document, bool, error) {
	doubted := ""
	for {
		i.say("%s: ", i.prompt(q))
		answer, ok, err := i.answer(ctx)
		if err != nil || !ok {
			return document, ok, err
		}
		switch {
		case answer == "?":
			i.explain(q)
			continue
		case strings.ContainsFunc(answer, unicode.IsControl) || !utf8.ValidString(answer):
			i.say("    not taken: the answer holds characters that cannot be seen\n")
			continue
		}
		answered, problems := document.Answer(q.Path, answer, i.options)
		problems = slices.DeleteFunc(worded(problems), func(p metadata.Problem) bool {
			return p.Rule == "time-without-zone" && p.Hint == "" // --timezone is for that
		})
		if len(problems) == 0 || !hasErrors(problems) && answer == doubted {
			return answered, true, nil
		}
		for _, p := range problems {
			i.object(p)
		}
		if doubted = ""; !hasErrors(problems) {
			doubted = answer
			i.say("    give the same answer again to keep it\n")
		}
	}
}

// prompt names what is asked for, with what is known of it.
func (i *interview) prompt(q *template.Question) string {
	name := q.Path
	if q.Unit != "" {
		name += " in " + q.Unit
	}
	if q.Known != "" {
		name += " [" + page.OneLine(q.Known) + "]"
	}
	return name
}

// answer waits for a line. It returns false at the end of the input.
func (i *interview) answer(ctx context.Context) (string, bool, error) {
	select {
	case <-ctx.Done():
		i.say("\n")
		return "", false, context.Cause(ctx)
	case line, ok := <-i.lines:
		return strings.TrimSpace(line), ok, nil
	}
}

// explain says all that is known of a question.
func (i *interview) explain(q *template.Question) {
	why := map[string]string{
		"nwb":   "NWB files cannot be without it",
		"dandi": "DANDI asks for it",
	}[q.For]
	if why == "" {
		why = "good practice, which DANDI's inspector looks for"
	}
	i.say("    %s\n    why: %s\n", q.Doc, why)
	if q.Unit != "" {
		i.say("    unit: %s, which is not typed\n", q.Unit)
	}
	if q.Allowed != nil {
		i.say("    one of: %s\n", strings.Join(q.Allowed, ", "))
	}
	i.say("    example: %s%s\n", q.Example, parted(q))
}

// parted says how several answers are typed, where there may be several.
func parted(q *template.Question) string {
	if !q.List {
		return ""
	}
	return " (a semicolon between several)"
}

// object says what is wrong with an answer.
func (i *interview) object(p metadata.Problem) {
	verdict := "doubtful"
	if p.Severity == metadata.Error {
		verdict = "not taken"
	}
	i.say("    %s: %s\n", verdict, page.OneLine(p.Message))
	if p.Hint != "" {
		i.say("    hint: %s\n", page.OneLine(p.Hint))
	}
}

// say writes to the terminal. What cannot be shown there cannot be told.
func (i *interview) say(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	if strings.HasSuffix(text, "\n") { // it is no prompt
		text = page.WrapTree(text, i.width, page.Indent)
	}
	_, _ = io.WriteString(i.out, text)
}
