using System.CommandLine;
using Governance.Cli.Gates;
using Governance.Cli.Shared;

namespace Governance.Cli.Models;

/// <summary><c>promote</c>: requests a promotion and says what the gate found.</summary>
internal static class PromoteCommand
{
    private static readonly string[] s_targets = ["staging", "production", "retired"];

    public static Command Create(CliHost host)
    {
        var command = new ExampleCommand(
            "promote",
            "Request a promotion; exit 1 when its gate blocks.",
            "governance promote --model fraud-scorer --version 1.4.0 --to production --reason \"Fewer false alarms\""
        );
        var model = CommonOptions.Model();
        var version = CommonOptions.Version();
        var to = CommonOptions.OneOf("--to", "Stage to promote to.", s_targets, required: true);
        var reason = CommonOptions.Text("--reason", "Reason, which the signers will read.", "TEXT", required: true);
        var experiment = CommonOptions.Text(
            "--experiment",
            "Experiment that the promotion to production is limited to: the version then decides for its share alone.",
            "ID"
        );
        foreach (Option option in new Option[] { model, version, to, reason, experiment })
        {
            command.Add(option);
        }

        var portal = new PortalOptions(command);
        command.Does(
            host,
            isCheck: true,
            async (parse, ct) =>
            {
                using var client = await portal.OpenAsync(host, parse, ct);
                var answer = await client.PostAsync(
                    $"{ModelPaths.Version(parse.GetRequiredValue(model), parse.GetRequiredValue(version))}/promotions",
                    writer =>
                    {
                        writer.WriteStartObject();
                        writer.WriteString("to", parse.GetRequiredValue(to));
                        writer.WriteString("reason", parse.GetRequiredValue(reason));
                        if (parse.GetValue(experiment) is { } limit)
                        {
                            writer.WriteString("experiment", limit);
                        }

                        writer.WriteEndObject();
                    },
                    ct
                );
                var result = new PromotionResult(answer.Body);
                return new CommandOutcome(result, result.GatePasses ? ExitCode.Done : ExitCode.Refused);
            }
        );
        return command;
    }
}
