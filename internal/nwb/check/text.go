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

// textRule checks that text is what its type says it is.
func textRule() rule {
	return rule{
		checks: []Check{
			{Name: badText, Doc: "a text is neither UTF-8 nor ASCII"},
			{Name: otherEnum, Severity: Remark, Doc: "a dataset is an enumeration that is no bool: readers of NWB see its numbers"},
		},
		run: func(ctx context.Context, s *session) error {
			for _, n := range s.tree.nodes {
				if ctx.Err() != nil {
					return context.Cause(ctx)
				}
				for _, a := range n.attrs {
					for _, text := range a.Value.Texts {
						s.encoding(n.attrPath(a.Name), text)
					}
				}
				if n.data == nil || s.isCached(n) {
					continue
				}
				if n.data.Type.Labels != nil && !isBool(n.data.Type) {
					s.find(otherEnum, n.path, "a bool, which is an enumeration of FALSE and TRUE", "it is %s", n.data.Type)
				}
				if n.data.Type.Class == h5.ClassString && !n.data.Null && !s.skims(n) {
					s.texts(ctx, n)
				}
			}
			return context.Cause(ctx)
		},
	}
}

// texts reads all strings of a dataset.
func (s *session) texts(ctx context.Context, n *node) {
	s.unread(ctx, n, s.eachText(ctx, n, func(_ int64, text string) { s.encoding(n.path, text) }))
}

func (s *session) encoding(path, text string) {
	if !utf8.ValidString(text) {
		s.find(badText, path, "text in UTF-8", "%.40q is not in UTF-8", text)
	}
}
