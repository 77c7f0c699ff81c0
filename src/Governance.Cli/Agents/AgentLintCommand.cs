using System.CommandLine;
using System.Text.Json;
using Governance.Cli.Gates;
using Governance.Cli.Output;
using Governance.Cli.Shared;
using Governance.Policies;

namespace Governance.Cli.Agents;

/// <summary><c>agent lint</c>.</summary>
internal static class AgentLintCommand
{
    public static Command Create(CliHost host)
    {
        var command = new ExampleCommand(
            "lint",
            "Check manifests (JSON or YAML); exit 1 when one is invalid.",
            "governance agent lint agent.yaml --format github"
        );
        var files = new Argument<string[]>("FILE") { Description = "Manifests.", Arity = ArgumentArity.OneOrMore };
        command.Add(files);
        command.Does(
            host,
            isCheck: true,
            async (parse, ct) =>
            {
                var linted = new List<Linted>();
                foreach (var path in parse.GetRequiredValue(files))
                {
                    linted.Add(new(path, AgentManifest.Read(await AgentFiles.ReadAsync(path, ct))));
                }

                var report = new LintReport(linted);
                await GitHubFiles.SummariseAsync(host, report.Checks, ct);
                return new CommandOutcome(report, linted.TrueForAll(file => file.Read.IsValid) ? ExitCode.Done : ExitCode.Refused);
            }
        );
        return command;
    }

    private sealed record Linted(string Path, AgentManifestReadResult Read);

    private sealed record LintReport(IReadOnlyList<Linted> Files) : CommandResult
    {
        public override CheckReport Checks =>
            new("agent-lint", string.Join(", ", Files.Select(file => file.Path)), Files[0].Path, [.. Files.SelectMany(Items)])
            {
                Headline = Files.All(file => file.Read.IsValid) ? "Every manifest is valid" : "A manifest is invalid",
            };

        public override void WriteText(TextPage page)
        {
            foreach (var item in Files.SelectMany(Items))
            {
                page.Mark(item.Outcome, item.IsFinding ? $"{item.File}:{item.Line}: {item.Message}" : $"{item.File}: {item.Message}");
            }
        }

        public override void WriteJson(Utf8JsonWriter writer)
        {
            writer.WriteStartArray();
            foreach (var (path, read) in Files)
            {
                writer.WriteStartObject();
                writer.WriteString("file", path);
                writer.WriteBoolean("valid", read.IsValid);
                writer.WriteString("sha256", read.Manifest is { } manifest ? AgentDigestCommand.Of(manifest) : null);
                writer.WriteStartArray("problems");
                foreach (var problem in read.Problems)
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
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        private static IEnumerable<CheckItem> Items(Linted file)
        {
            foreach (var problem in file.Read.Problems)
            {
                var place = problem.Path.Length == 0 ? string.Empty : $"{problem.Path}: ";
                var suggestion = problem.Suggestion is null ? string.Empty : $" {problem.Suggestion}";
                yield return new(
                    problem.Path.Length == 0 ? "syntax" : problem.Path,
                    "lint",
                    CheckSeverity.High,
                    CheckOutcome.Fail,
                    $"{place}{problem.Message}{suggestion}"
                )
                {
                    File = file.Path,
                    Line = problem.Line,
                };
            }

            if (file.Read.Manifest is { } manifest)
            {
                yield return new(
                    "schema",
                    "lint",
                    CheckSeverity.High,
                    CheckOutcome.Pass,
                    $"valid, sha256 {AgentDigestCommand.Of(manifest)}"
                )
                {
                    File = file.Path,
                    Line = 1,
                };
                foreach (var tool in manifest.Tools.Where(tool => tool.Risks.Count == 0))
                {
                    yield return new(
                        tool.Id,
                        "lint",
                        CheckSeverity.Low,
                        CheckOutcome.Warn,
                        $"No one has reviewed the tool {tool.Id}: rules treat it as having every risk."
                    )
                    {
                        File = file.Path,
                        Line = 1,
                    };
                }
            }
        }
    }
}
