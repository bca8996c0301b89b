// Package caltrig reads the files that CalTrig adds to a Minian session: its
// configuration, groups of cells, and the table of behaviour. What it adds to
// Minian's own variables is read with these, by package minian.
package caltrig
