package source

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Counted returns the number with its noun, in the plural where it is not one.
func Counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// ThisOrThese names things that were listed before.
func ThisOrThese(n int, noun string) string {
	if n == 1 {
		return "this " + noun
	}
	return "these " + noun + "s"
}

// NumbersText lists numbers, the first few of many.
func NumbersText(numbers []int64) string {
	texts := make([]string, len(numbers))
	for i, n := range numbers {
		texts[i] = strconv.FormatInt(n, 10)
	}
	return Listed(texts)
}

// Listed joins names, the first few of many.
func Listed(names []string) string {
	const most = 8
	if more := len(names) - most; more > 0 {
		names = append(slices.Clone(names[:most]), fmt.Sprintf("%d more", more))
	}
	return strings.Join(names, ", ")
}
