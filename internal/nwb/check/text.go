package check

import (
	"context"
	"unicode/utf8"

	"roi2nwb/internal/chunkio/h5"
)

// The checks of stored values that readers stumble over.
const (
	badText   = "bad-text"
	otherEnum = "other-enumeration"
)

// textRule checks that texts are in the encoding that their type says.
func textRule() rule {
	return rule{
		checks: []Check{
			{Name: badText, Doc: "a text is neither UTF-8 nor ASCII"},
			{Name: otherEnum, Severity: Remark, Doc: "a dataset is an enumeration that is no bool: readers of NWB see its numbers"},
		},
		run: func(ctx context.Context, e *examination) error {
			for _, n := range e.tree.nodes {
				if ctx.Err() != nil {
					return context.Cause(ctx)
				}
				for _, a := range n.attrs {
					for _, text := range a.Value.Texts {
						e.encoding(n.attrPath(a.Name), text)
					}
				}
				if n.data == nil || e.isCached(n) {
					continue
				}
				if n.data.Type.Labels != nil && !isBool(n.data.Type) {
					e.find(otherEnum, n.path, "a bool, which is an enumeration of FALSE and TRUE", "it is %s", n.data.Type)
				}
				if n.data.Type.Class == h5.ClassString && !n.data.Null && !e.skims(n) {
					e.texts(ctx, n)
				}
			}
			return context.Cause(ctx)
		},
	}
}

// texts reads all strings of a dataset.
func (e *examination) texts(ctx context.Context, n *node) {
	e.unread(ctx, n, e.eachText(ctx, n, func(_ int64, text string) { e.encoding(n.path, text) }))
}

func (e *examination) encoding(path, text string) {
	if !utf8.ValidString(text) {
		e.find(badText, path, "text in UTF-8", "%.40q is not in UTF-8", text)
	}
}
