using System.CommandLine;
using System.Text.Json;
using Governance.Cli.Output;
using Governance.Cli.Shared;
using Governance.Transparency;

namespace Governance.Cli.Gates;

/// <summary><c>gate replay</c>: has a stored gate run evaluated again.</summary>
internal static class GateReplayCommand
{
    public static Command Create(CliHost host)
    {
        var command = new ExampleCommand(
            "replay",
            "Evaluate a stored gate run again; exit 1 unless every byte of the result is the same.",
            "governance gate replay GATE-0034"
        );
        var run = new Argument<string>("GATE") { Description = "ID of the gate run, or a file with an answer of gate check in JSON." };
        command.Add(run);
        var portal = new PortalOptions(command);
        command.Does(
            host,
            isCheck: false,
            async (parse, ct) =>
            {
                var id = await RunOfAsync(parse.GetRequiredValue(run), ct);
                using var client = await portal.OpenAsync(host, parse, ct);
                var body = (await client.PostAsync($"api/v1/gates/{Uri.EscapeDataString(id)}/replay", null, ct)).Body;
                var identical =
                    body.Flag("identical") ?? throw CliException.Undecided("The portal does not say whether the result is identical.");
                return new CommandOutcome(
                    new AnswerResult(
                        body,
                        page =>
                        {
                            page.Verdict(
                                identical ? CheckOutcome.Pass : CheckOutcome.Fail,
                                $"{id}: the result is {(identical ? "identical" : "not identical")}."
                            );
                            page.Fact("outcome", body.Text("outcome"));
                            if (body.Member("firstDifference") is { } difference)
                            {
                                page.Fact("differs at", difference.Text("path"));
                                page.Fact("stored", difference.Text("stored"));
                                page.Fact("now", difference.Text("now"));
                            }
                        }
                    ),
                    identical ? ExitCode.Done : ExitCode.Refused
                );
            }
        );
        return command;
    }

    // An answer names the run that decided; one of an earlier portal only that of the approval.
    private static async Task<string> RunOfAsync(string given, CancellationToken ct)
    {
        if (!File.Exists(given))
        {
            return given;
        }

        var bytes = await File.ReadAllBytesAsync(given, ct);
        try
        {
            using var answer = JsonDocument.Parse(bytes);
            return answer.RootElement.Member("decision")?.Text("run")
                ?? answer.RootElement.Text("decisionRun")
                ?? answer.RootElement.Text("gateRun")
                ?? throw CliException.Undecided($"{given} names no gate run. Give the ID of one, or an answer of gate check.");
        }
        catch (JsonException problem)
        {
            throw CliException.Undecided(
                $"{given}: {JsonFault.Sentence(problem, bytes)} Give the ID of a gate run, or an answer of gate check in JSON."
            );
        }
    }
}
