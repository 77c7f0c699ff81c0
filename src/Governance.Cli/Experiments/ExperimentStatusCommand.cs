using System.CommandLine;
using System.Text.Json;
using Governance.Cli.Output;
using Governance.Cli.Shared;

namespace Governance.Cli.Experiments;

/// <summary><c>experiment status</c>: where an experiment stands; exit 1 when a guardrail stopped it.</summary>
internal static class ExperimentStatusCommand
{
    public static Command Create(CliHost host)
    {
        var command = new ExampleCommand(
            "status",
            "Show the state of an experiment; exit 1 if it was refused or a guardrail stopped it.",
            "governance experiment status EXP-0001"
        );
        var id = new Argument<string>("EXPERIMENT") { Description = "The experiment." };
        command.Add(id);
        var portal = new PortalOptions(command);
        command.Does(
            host,
            isCheck: false,
            async (parse, ct) =>
            {
                using var client = await portal.OpenAsync(host, parse, ct);
                return Of((await client.GetAsync($"api/v1/experiments/{Uri.EscapeDataString(parse.GetRequiredValue(id))}", ct)).Body);
            }
        );
        return command;
    }

    /// <summary>An experiment as a result.</summary>
    public static CommandOutcome Of(JsonElement body)
    {
        var harmed = body.Text("stoppedBecause") == "guardrail" || body.Text("state") == "refused";
        var why = body.Text("stoppedBecause") is { Length: > 0 } because ? $" ({because.Replace('-', ' ')})" : string.Empty;
        return new CommandOutcome(
            new AnswerResult(
                body,
                page =>
                {
                    page.Verdict(harmed ? CheckOutcome.Fail : CheckOutcome.Pass, $"{body.Text("id")} is {body.Text("state")}{why}.");
                    page.Table(
                        ["METRIC", "ROLE", "CHAMPION", "CHALLENGER", "DIFFERENCE", "INTERVAL"],
                        body.Items("metrics")
                            .Select(m =>
                                new[]
                                {
                                    m.Text("name") ?? "",
                                    m.Text("role") ?? "",
                                    Raw(m, "champion"),
                                    Raw(m, "challenger"),
                                    Raw(m, "difference"),
                                    $"{Raw(m, "low")} to {Raw(m, "high")}",
                                }
                            )
                    );
                }
            ),
            harmed ? ExitCode.Refused : ExitCode.Done
        );
    }

    private static string Raw(JsonElement metric, string name) =>
        metric.Member(name) is { ValueKind: JsonValueKind.Number } number ? Analysis.Numbers.Short(number.GetDouble()) : "—";
}
