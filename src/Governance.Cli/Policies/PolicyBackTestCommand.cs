using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Governance.Cli.Gates;
using Governance.Cli.Output;
using Governance.Cli.Shared;
using Governance.Policies;

namespace Governance.Cli.Policies;

/// <summary><c>policy backtest</c>: what a changed policy would have said to the gate runs of the last days.</summary>
internal static class PolicyBackTestCommand
{
    private const int MaxDays = 3_650;

    public static Command Create(CliHost host)
    {
        var command = new ExampleCommand(
            "backtest",
            "Show what a changed policy would have blocked or let through.",
            "governance policy backtest policy.yaml --days 90 --fail-on let-through"
        );
        var file = new Argument<string>("POLICY") { Description = "The changed policy." };
        var days = new Option<int>("--days")
        {
            Description = "How many days to look back, from 1 to 3650.",
            HelpName = "N",
            DefaultValueFactory = _ => 90,
        };
        days.Validators.Add(result =>
        {
            if (
                result.Tokens.Count > 0
                && (
                    !int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var n)
                    || n is < 1 or > MaxDays
                )
            )
            {
                result.AddError($"--days must be a whole number from 1 to {MaxDays}.");
            }
        });
        var failOn = CommonOptions.OneOf(
            "--fail-on",
            "Exit 1 if a gate run would have been blocked (blocked), let through (let-through), or either (any).",
            ["blocked", "let-through", "any"]
        );
        command.Add(file);
        command.Add(days);
        command.Add(failOn);
        var portal = new PortalOptions(command);
        command.Does(
            host,
            isCheck: true,
            async (parse, ct) =>
            {
                var path = parse.GetRequiredValue(file);
                var bytes = await PolicyFiles.ReadAsync(path, ct);
                var parsed = PolicyDocument.Parse(bytes, path);
                if (!parsed.IsValid)
                {
                    throw new CliException(
                        ExitCode.Refused,
                        string.Join('\n', parsed.Problems.Take(20).Select(problem => $"{path}:{problem}").Prepend($"{path} is invalid:"))
                    );
                }

                using var client = await portal.OpenAsync(host, parse, ct);
                var answer = await client.PostAsync(
                    "api/v1/policies/backtest",
                    writer =>
                    {
                        writer.WriteStartObject();
                        writer.WriteString("policy", Encoding.UTF8.GetString(bytes));
                        writer.WriteNumber("days", parse.GetValue(days));
                        writer.WriteEndObject();
                    },
                    ct
                );
                var result = new BackTestReport(path, answer.Body);
                await GitHubFiles.SummariseAsync(host, result.Checks, ct);
                var (blocked, through) = (result.Count("blocked"), result.Count("letThrough"));
                var fails = parse.GetValue(failOn) switch
                {
                    "blocked" => blocked > 0,
                    "let-through" => through > 0,
                    "any" => blocked + through > 0,
                    _ => false,
                };
                return new CommandOutcome(result, fails ? ExitCode.Refused : ExitCode.Done);
            }
        );
        return command;
    }

    private sealed record BackTestReport(string Path, JsonElement Body) : CommandResult
    {
        public override CheckReport Checks =>
            new("policy-backtest", Path, Path, [.. Body.Items("items").Select(Item)]) { Headline = Headline };

        private string Headline =>
            string.Create(
                CultureInfo.InvariantCulture,
                $"Gate runs: {Count("runs")}. Would have been blocked: {Count("blocked")}, let through: {Count("letThrough")}, decided "
                    + $"the same with different rule results: {Count("rulesDiffer")}"
            );

        public long Count(string name) => Body.Count(name) ?? throw CliException.Undecided($"The portal's answer has no count \"{name}\".");

        public override void WriteText(TextPage page)
        {
            page.Verdict(Count("blocked") + Count("letThrough") == 0 ? CheckOutcome.Pass : CheckOutcome.Warn, Headline + ".");
            foreach (var item in Checks.Items)
            {
                page.Mark(item.Outcome, $"{item.Id}  {item.Message}");
            }

            if (Body.Flag("complete") == false)
            {
                page.Line("Not every run of that period was checked: there are more runs than one back-test can evaluate.");
            }
        }

        public override void WriteJson(Utf8JsonWriter writer) => Body.WriteTo(writer);

        /// <summary>A run that would have been let through deserves the same look as one that would have been blocked.</summary>
        private CheckItem Item(JsonElement item)
        {
            var rules = string.Join(
                "; ",
                item.Items("rules")
                    .Select(rule => $"{rule.Text("policy")}/{rule.Text("rule")} {rule.Text("before")} → {rule.Text("after")}")
            );
            var change = item.Text("change");
            return new(
                item.Text("gateRun") ?? "run",
                "backtest",
                change == "rules-differ" ? CheckSeverity.Low : CheckSeverity.Medium,
                change is "blocked" or "let-through" ? CheckOutcome.Warn : CheckOutcome.Pass,
                $"{item.Text("model")}@{item.Text("version")} to {item.Text("stage")}: {item.Text("before")} → "
                    + $"{item.Text("after")}. {rules}"
            )
            {
                File = Path,
                Line = 1,
                Expected = item.Text("before"),
                Actual = item.Text("after"),
                IsAdvisory = true,
            };
        }
    }
}
