using System.CommandLine;
using Governance.Cli.Output;
using Governance.Cli.Shared;

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
        var run = new Argument<string>("GATE") { Description = "ID of the gate run." };
        command.Add(run);
        var portal = new PortalOptions(command);
        command.Does(
            host,
            isCheck: false,
            async (parse, ct) =>
            {
                var id = parse.GetRequiredValue(run);
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
}
