using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Governance.Cli.Analysis;
using Governance.Cli.Gates;
using Governance.Cli.Output;
using Governance.Cli.Shared;
using Governance.Policies;

namespace Governance.Cli.Policies;

/// <summary><c>policy lint</c>.</summary>
internal static class PolicyLintCommand
{
    private static readonly PolicyProblem s_withoutTests = new(
        1,
        1,
        "tests",
        "No test of this policy was found: proposed without tests, it can never come into force.",
        "Write its cases into a file beside it, such as policy_test.yaml for policy.yaml."
    );

    // Beside it under its own name, or in this folder or one named tests, where a file names it.
    private static bool HasTests(string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var (name, bare) = (Path.GetFileName(path), Path.GetFileNameWithoutExtension(path));
        return new[] { folder, Path.Combine(folder, "tests") }
            .Where(Directory.Exists)
            .SelectMany(place => Directory.EnumerateFiles(place, "*_test.y*ml"))
            .Any(test =>
                Path.GetFileNameWithoutExtension(test) == $"{bare}_test"
                || File.ReadLines(test).Any(line => line.Contains(name, StringComparison.Ordinal))
            );
    }

    public static Command Create(CliHost host)
    {
        var command = new ExampleCommand(
            "lint",
            "Check policy files; exit 1 when one is invalid.",
            "governance policy lint policy.yaml --format github"
        );
        var files = new Argument<string[]>("POLICY") { Description = "Policy files.", Arity = ArgumentArity.OneOrMore };
        var failOn = CommonOptions.OneOf("--fail-on", "Exit 1 for warnings too.", ["warn", "fail"]);
        command.Add(files);
        command.Add(failOn);
        command.Does(
            host,
            isCheck: true,
            async (parse, ct) =>
            {
                var now = host.Clock.GetUtcNow();
                var linted = new List<LintedFile>();
                foreach (var path in parse.GetRequiredValue(files))
                {
                    var result = PolicyLint.Check(await PolicyFiles.ReadAsync(path, ct), path, now);
                    linted.Add(
                        new LintedFile(
                            path,
                            result.Errors.Count > 0 || HasTests(path)
                                ? result
                                : result with
                                {
                                    Warnings = [.. result.Warnings, s_withoutTests],
                                }
                        )
                    );
                }

                var fails = linted.Any(f => f.Result.Errors.Count > 0 || (parse.GetValue(failOn) == "warn" && f.Result.Warnings.Count > 0));
                var report = new LintReport(linted);
                await GitHubFiles.SummariseAsync(host, report.Checks, ct);
                return new CommandOutcome(report, fails ? ExitCode.Refused : ExitCode.Done);
            }
        );
        return command;
    }

    private sealed record LintedFile(string Path, PolicyLintResult Result);

    private sealed record LintReport(IReadOnlyList<LintedFile> Files) : CommandResult
    {
        public override CheckReport Checks =>
            new("policy-lint", string.Join(", ", Files.Select(f => f.Path)), Files[0].Path, [.. Files.SelectMany(Items)])
            {
                Headline = Files.All(f => f.Result.Errors.Count == 0) ? "Every policy is valid" : "A policy is invalid",
            };

        public override void WriteText(TextPage page)
        {
            foreach (var file in Files)
            {
                foreach (var item in Items(file).Where(i => i.IsFinding))
                {
                    page.Mark(item.Outcome, $"{file.Path}:{item.Line}: {item.Message}");
                }

                if (file.Result.Document is { } policy)
                {
                    page.Mark(
                        CheckOutcome.Pass,
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{file.Path}: {policy.Name} {policy.Version}, {Numbers.Counted(policy.Rules.Count, "rule")}, sha256 "
                                + $"{policy.Sha256}"
                        )
                    );
                }
            }
        }

        public override void WriteJson(Utf8JsonWriter writer)
        {
            writer.WriteStartArray();
            foreach (var file in Files)
            {
                writer.WriteStartObject();
                writer.WriteString("file", file.Path);
                writer.WriteBoolean("valid", file.Result.Errors.Count == 0);
                writer.WriteString("name", file.Result.Document?.Name);
                writer.WriteString("version", file.Result.Document?.Version);
                writer.WriteString("sha256", file.Result.Document?.Sha256);
                WriteProblems(writer, "errors", file.Result.Errors);
                WriteProblems(writer, "warnings", file.Result.Warnings);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        private static void WriteProblems(Utf8JsonWriter writer, string name, IReadOnlyList<PolicyProblem> problems)
        {
            writer.WriteStartArray(name);
            foreach (var problem in problems)
            {
                writer.WriteStartObject();
                writer.WriteNumber("line", problem.Line);
                writer.WriteNumber("column", problem.Column);
                writer.WriteString("path", problem.Path);
                writer.WriteString("message", problem.Message);
                writer.WriteString("suggestion", problem.Suggestion);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        private static IEnumerable<CheckItem> Items(LintedFile file)
        {
            foreach (var problem in file.Result.Errors)
            {
                yield return Item(file.Path, problem, CheckOutcome.Fail, CheckSeverity.High);
            }

            foreach (var problem in file.Result.Warnings)
            {
                yield return Item(file.Path, problem, CheckOutcome.Warn, CheckSeverity.Low);
            }

            if (file.Result.Document is not null)
            {
                yield return new CheckItem("schema", "lint", CheckSeverity.High, CheckOutcome.Pass, "The policy is valid.")
                {
                    File = file.Path,
                    Line = 1,
                };
            }
        }

        private static CheckItem Item(string file, PolicyProblem problem, CheckOutcome outcome, CheckSeverity severity) =>
            new(
                problem.Path.Length == 0 ? "syntax" : problem.Path,
                "lint",
                severity,
                outcome,
                $"{(problem.Path.Length == 0 ? string.Empty : problem.Path + ": ")}{problem.Message}"
                    + $"{(problem.Suggestion is null ? string.Empty : " " + problem.Suggestion)}"
            )
            {
                File = file,
                Line = problem.Line,
            };
    }
}
