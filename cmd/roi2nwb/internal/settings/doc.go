// Package settings gives the flags of commands the values that stay the same on
// a machine or for a project: those of settings files and of the environment.
//
//	Find     where settings files are looked for, the farthest first
//	KnownOf  the flags that settings can be about
//	Read     the files
//	For      what files and environment say for the section of one command
//	Apply    the flags that the command line does not give take that
//
// A flag takes its value from the command line, from its variable, from the
// nearest file that gives it, and else has its default. Of one file, what stands
// in the command's own section wins over what is for all. A list whose flag is
// repeated to give more is added up, the farthest first; an empty list drops
// what is farther. Names of files in a settings file are relative to it.
//
// github.com/spf13/viper merges the files and puts the environment before them.
// It is given neither files nor sections: it knows no lines, folds the case of
// keys and splits them at dots. A decoder of ours reads the YAML, refuses what
// is no setting, with its place, and folds the command's section into the rest.
// Values carry where they stand, so that whoever refuses one later can say so.
//
// Errors are metadata.Problems for what a file says, and *Error for the rest.
// Which flags are for the command line alone, and which answer one question, is
// told by Rules: the package knows no flag.
package settings
