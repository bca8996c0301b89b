package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

// ownWords puts words of ours in the place of cobra's: in the usage, the help
// flag and the commands that it adds by itself.
func ownWords(root *cobra.Command, s Streams) {
	root.AddCommand(newCompletionCommand(s))
	root.SetHelpCommand(newHelpCommand())
	root.InitDefaultHelpCmd()
	root.Flags().BoolP("version", "v", false, "show the version")
	root.SetUsageFunc(func(c *cobra.Command) error {
		_, err := fmt.Fprint(c.OutOrStdout(), usageText(c, s))
		return err
	})
	addHelpFlags(root)
}

func addHelpFlags(c *cobra.Command) {
	c.Flags().BoolP("help", "h", false, "show this")
	for _, sub := range c.Commands() {
		addHelpFlags(sub)
	}
}

// usageText is the end of the help of a command whose flags need no groups.
func usageText(c *cobra.Command, s Streams) string {
	var b strings.Builder
	use := c.UseLine()
	if c.HasAvailableSubCommands() {
		use = c.CommandPath() + " COMMAND"
	}
	fmt.Fprintf(&b, "Usage:\n  %s\n", use)
	if c.HasExample() {
		fmt.Fprintf(&b, "\nExamples:\n%s\n", c.Example)
	}
	if c.HasAvailableSubCommands() {
		fmt.Fprintf(&b, "\nCommands:\n")
		for _, sub := range c.Commands() {
			if sub.IsAvailableCommand() || sub.Name() == "help" {
				fmt.Fprintf(&b, "  %-*s %s\n", sub.NamePadding(), sub.Name(), sub.Short)
			}
		}
	}
	fmt.Fprintf(&b, "\nFlags:\n%s", c.LocalFlags().FlagUsagesWrapped(s.pageWidth()))
	if c.HasAvailableSubCommands() {
		fmt.Fprintf(&b, "\n%s COMMAND --help tells more of a command.\n", c.CommandPath())
	}
	return b.String()
}

func newHelpCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "help [COMMAND]",
		Short:   "Show the help of a command",
		Long:    "Help shows what a command does, and its flags, as --help behind the command does.",
		Example: "  roi2nwb help convert\n  roi2nwb help metadata init",
		// It must work where the settings are broken.
		PersistentPreRunE: func(*cobra.Command, []string) error { return nil },
		ValidArgsFunction: func(c *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			var names []string
			if about, rest, err := c.Root().Find(args); err == nil && len(rest) == 0 {
				for _, sub := range about.Commands() {
					if sub.IsAvailableCommand() {
						names = append(names, cobra.CompletionWithDesc(sub.Name(), sub.Short))
					}
				}
			}
			return names, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(c *cobra.Command, args []string) error {
			about, rest, err := c.Root().Find(args)
			if err != nil {
				return err
			}
			if len(rest) > 0 {
				return unknownSubcommand(about, rest[0])
			}
			return about.Help()
		},
	}
}

// shells are those that cobra can write completion for.
func shells() []string { return []string{"bash", "zsh", "fish", "powershell"} }

func newCompletionCommand(s Streams) *cobra.Command {
	return &cobra.Command{
		Use:   "completion SHELL",
		Short: "Let a shell complete commands, flags and their values",
		Long: `Completion prints a script by which a shell completes what is typed: commands,
flags, values of flags such as --mask and --timezone, paths of --set, and the
files that a command takes. To have it in every new shell:

  bash        echo 'source <(roi2nwb completion bash)' >> ~/.bashrc
              (needs the package bash-completion)
  zsh         roi2nwb completion zsh > "${fpath[1]}/_roi2nwb"
              (needs "autoload -U compinit; compinit" in ~/.zshrc)
  fish        roi2nwb completion fish > ~/.config/fish/completions/roi2nwb.fish
  powershell  roi2nwb completion powershell | Out-String | Invoke-Expression
              (in the file that $PROFILE names)`,
		Example: `  source <(roi2nwb completion bash)`,
		// It runs whenever a shell begins, whatever the settings there.
		PersistentPreRunE: func(*cobra.Command, []string) error { return nil },
		ValidArgsFunction: atMostOne(completeWords(shells()...)),
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 1 {
				return nil
			}
			return &usageError{fmt.Errorf("one shell is expected; %d were given", len(args)), "these are known: " + strings.Join(shells(), ", ")}
		},
		RunE: func(c *cobra.Command, args []string) error {
			root := c.Root()
			switch args[0] {
			case "bash":
				return root.GenBashCompletionV2(s.Out, true)
			case "zsh":
				return root.GenZshCompletion(s.Out)
			case "fish":
				return root.GenFishCompletion(s.Out, true)
			case "powershell":
				return root.GenPowerShellCompletionWithDesc(s.Out)
			}
			return &usageError{fmt.Errorf("unknown shell %q", args[0]), "these are known: " + strings.Join(shells(), ", ")}
		},
	}
}
