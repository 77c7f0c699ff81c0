using System.CommandLine;
using System.Text.Json;
using Governance.Cli.Gates;
using Governance.Cli.Output;
using Governance.Cli.Shared;
using Governance.Policies;

namespace Governance.Cli.Policies;

/// <summary><c>policy eval</c>: what the gate would say, from files alone.</summary>
internal static class PolicyEvalCommand
{
    private const int MaxInput = 16 * 1024 * 1024;

    public static Command Create(CliHost host)
    {
        var command = new ExampleCommand(
            "eval",
            "Evaluate policies against the input of a gate; exit 1 when the gate blocks.",
            "governance policy eval policy.yaml --input gate-input.json"
        );
        var files = new Argument<string[]>("POLICY")
        {
            Description = "Policy files; the built-in baseline is always evaluated with them.",
            Arity = ArgumentArity.OneOrMore,
        };
        var input = CommonOptions.Text("--input", "The input, a governance.input/v1 document.", "FILE", required: true);
        command.Add(files);
        command.Add(input);
        command.Does(
            host,
            isCheck: true,
            async (parse, ct) =>
            {
                var policies = new List<PolicyDocument>();
                foreach (var path in parse.GetRequiredValue(files))
                {
                    var parsed = PolicyDocument.Parse(await PolicyFiles.ReadAsync(path, ct), path);
                    policies.Add(parsed.IsValid ? parsed.Document : throw Invalid(path, parsed.Problems));
                }

                var inputPath = parse.GetRequiredValue(input);
                var read = GateInput.Read(await LocalFile.ReadAsync(inputPath, MaxInput, ct));
                var outcome = read.IsValid ? End(GateEvaluator.Evaluate(policies, read.Input)) : throw Invalid(inputPath, read.Problems);
                await GitHubFiles.SummariseAsync(host, outcome.Result.Checks!, ct);
                return outcome;
            }
        );
        return command;
    }

    private static CommandOutcome End(GateResult result) => new(new EvalReport(result), result.IsShut ? ExitCode.Refused : ExitCode.Done);

    /// <summary>A file that opens but is malformed inside shuts the gate.</summary>
    private static CliException Invalid(string path, IReadOnlyList<object> problems) =>
        new(
            ExitCode.Refused,
            string.Join('\n', problems.Take(20).Select(p => $"{path}:{p}").Prepend($"{path} is invalid, so nothing can pass:"))
        );

    private sealed record EvalReport(GateResult Result) : CommandResult
    {
        public override CheckReport Checks =>
            new("gate", Subject, "baseline.yaml", [.. Result.Results.Select(Item)])
            {
                Headline = Headline,
                Facts = [KeyValuePair.Create("input sha256", Result.InputSha256), KeyValuePair.Create("result sha256", Result.Sha256)],
            };

        private string Subject => $"{Result.Subject.Model}@{Result.Subject.Version}";

        private string Headline =>
            $"{Subject} to {Result.Subject.To}: {Result.Outcome switch
        {
            GateOutcome.Pass => "the gate passes",
            GateOutcome.Warn => "the gate passes with warnings",
            GateOutcome.Fail => "the gate blocks",
            GateOutcome.Error => "the gate could not be evaluated, so it blocks",
        }}";

        public override void WriteText(TextPage page)
        {
            page.Verdict(Result.IsShut ? CheckOutcome.Fail : CheckOutcome.Pass, Headline + ".");
            foreach (var policy in Result.Policies.Where(p => !p.Applied))
            {
                page.Line($"{policy.Name} {policy.Version} was not applied: {policy.Reason}");
            }

            foreach (var notice in Result.Notices)
            {
                page.Line(notice);
            }

            foreach (var item in Checks.Items)
            {
                page.Mark(item);
            }

            foreach (var bound in Result.Bounds ?? [])
            {
                page.Line(
                    $"{bound.On}: {bound.Bound}, set by {bound.Policy}{(bound.Looser.Count == 0 ? string.Empty : $"; less strict: "
                        + $"{string.Join(", ", bound.Looser)}")}."
                );
            }

            page.Fact(
                "needs",
                Result.Approvals.Roles.Count == 0 ? "no sign-off" : $"sign-off by {string.Join(", ", Result.Approvals.Roles)}"
            );
            page.Fact("result", Result.Sha256);
        }

        public override void WriteJson(Utf8JsonWriter writer)
        {
            using var document = JsonDocument.Parse(Result.ToBytes());
            document.RootElement.WriteTo(writer);
        }

        private static CheckItem Item(RuleResult rule) =>
            new(
                rule.RuleId,
                rule.Type,
                CheckWireNames.SeverityOf(rule.Severity.ToWireName()),
                CheckWireNames.OutcomeOf(rule.Outcome.ToWireName()),
                rule.Message
            )
            {
                Suite = rule.Policy,
                Expected = rule.Expected,
                Actual = rule.Actual,
                IsAdvisory = !rule.Blocking,
                Evidence = [.. rule.Evidence.Select(e => e.Id)],
                Controls = rule.Controls,
                File = rule.Location.File,
                Line = rule.Location.Line,
            };
    }
}
