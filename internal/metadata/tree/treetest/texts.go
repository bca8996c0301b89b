// Package treetest holds texts for tests of all that writes YAML.
package treetest

import "strings"

// AwkwardTexts returns texts that YAML tends to read as something else.
func AwkwardTexts() []string {
	return []string{
		"007", "no", "No", "ON", "y", "1e5", "1_000", "0x1F", "0o17", "12:30:45", "190:20:30", "2024-02-17", "2024-05-17T14:30:00+02:00",
		"null", "~", "true", ".5", "+1", "-", "- a", "?", "? a", ":", "a: b", "a:", ":a", "# a", "a # b", "a#b", "&a", "*a", "!a", "|", ">", "%a", "@a", "`a`",
		"'a'", `"a"`, `a "b" c`, "Doe, Jane", "[a]", "{a: b}", "a\nb", "a\n\nb\n  c", " a", "a ", "\ta", "a\tb", "a\n", "\n", "a  b", "=", "<<", "---", "...",
		"Größe in µm", "日本語", "🐭 mouse", "a\u00a0b", "\ufeffa", "a\x00b", "\x1b[31m", "\x7f", "a\u0085b", "a\u2028b", "a\\nb", `C:\data`, "TODO", "\U000e0001", "\ufffd",
		"NaN", ".nan", ".inf", "None", strings.Repeat("long word ", 30) + "end", strings.Repeat("x", 300), "a\r\nb",
	}
}
