// Checks the rules of k8s/components/monitoring and runs their tests. promtool does the same; its rule tests alone are
// built here, without the clients of thirty clouds that it brings for other commands (build.sh fetches the file).
package main

import (
	"fmt"
	"log/slog"
	"os"
	"time"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/rulefmt"
	"github.com/prometheus/prometheus/promql/parser"
	"github.com/prometheus/prometheus/promql/promqltest"
)

const (
	successExitCode = 0
	failureExitCode = 1
)

func main() {
	if len(os.Args) < 3 {
		fmt.Fprintln(os.Stderr, "usage: rule-tests check|test FILE ...")
		os.Exit(2)
	}
	language := parser.NewParser(parser.Options{})
	if os.Args[1] == "test" {
		os.Exit(RulesUnitTest(promqltest.LazyLoaderOpts{}, language, nil, false, false, false, os.Args[2:]...))
	}
	status := successExitCode
	for _, file := range os.Args[2:] {
		groups, problems := rulefmt.ParseFile(file, false, model.UTF8Validation, language, slog.Default())
		for _, problem := range problems {
			fmt.Fprintln(os.Stderr, problem)
			status = failureExitCode
		}
		if groups != nil {
			fmt.Printf("%s: %d groups\n", file, len(groups.Groups))
		}
	}
	os.Exit(status)
}

// Of promtool's main: when a test begins, where it says so.
func parseTime(text string) (time.Time, error) {
	return time.Parse(time.RFC3339, text)
}
