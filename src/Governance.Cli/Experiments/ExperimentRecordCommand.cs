using System.CommandLine;
using System.Text.Json;
using Governance.Analytics.Experiments;
using Governance.Analytics.Io;
using Governance.Cli.Analysis;
using Governance.Cli.Shared;

namespace Governance.Cli.Experiments;

/// <summary><c>experiment record</c>: sums up rows by arm and sends them as one batch.</summary>
internal static class ExperimentRecordCommand
{
    public static Command Create(CliHost host)
    {
        var command = new ExampleCommand(
            "record",
            "Send rows of both arms as one batch; a batch sent again under the same name is counted only once. Exit 1 if a "
                + "guardrail stopped the experiment.",
            "governance experiment record EXP-0001 --batch 2026-11-26 --file rows.csv --metric found --metric complaints"
        );
        var id = new Argument<string>("EXPERIMENT") { Description = "The experiment." };
        var batch = CommonOptions.Text("--batch", "Name of the batch; each batch needs its own.", "NAME", required: true);
        var file = CommonOptions.Text(
            "--file",
            "Rows with the columns arm (champion or challenger) and one for each metric; in shadow mode also decision_id.",
            "FILE",
            required: true
        );
        var metrics = CommonOptions.Many("--metric", "Column of a metric; repeatable.", "COLUMN");
        metrics.Required = true;
        var paired = new Option<bool>("--paired") { Description = "For shadow experiments: both arms scored the same decision_id." };
        command.Add(id);
        foreach (Option option in new Option[] { batch, file, metrics, paired })
        {
            command.Add(option);
        }

        var portal = new PortalOptions(command);
        command.Does(
            host,
            isCheck: false,
            async (parse, ct) =>
            {
                var path = parse.GetRequiredValue(file);
                var table = await LogTables.ReadAsync(path, new TabularReadOptions { Roles = ColumnRoles.Default }, ct);
                var sums = Sum(table, parse.GetRequiredValue(metrics), parse.GetValue(paired), path);
                using var client = await portal.OpenAsync(host, parse, ct);
                var answer = await client.PostAsync(
                    $"api/v1/experiments/{Uri.EscapeDataString(parse.GetRequiredValue(id))}/observations",
                    writer => Write(writer, parse.GetRequiredValue(batch), sums),
                    ct
                );
                return ExperimentStatusCommand.Of(answer.Body);
            }
        );
        return command;
    }

    private static void Write(Utf8JsonWriter writer, string batch, IEnumerable<ArmSums> sums)
    {
        writer.WriteStartObject();
        writer.WriteString("batch", batch);
        writer.WriteStartArray("figures");
        foreach (var sum in sums)
        {
            writer.WriteStartObject();
            writer.WriteString("metric", sum.Metric);
            writer.WriteNumber("championCount", sum.Counts[0]);
            writer.WriteNumber("championSum", sum.Sums[0]);
            writer.WriteNumber("challengerCount", sum.Counts[1]);
            writer.WriteNumber("challengerSum", sum.Sums[1]);
            if (sum.Both is { } both)
            {
                writer.WriteNumber("both", both);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static IReadOnlyList<ArmSums> Sum(Table table, IEnumerable<string> metrics, bool paired, string path)
    {
        try
        {
            return ArmTables.Sum(table, [.. metrics.Select(m => new ArmMetric(m))], paired);
        }
        catch (TabularFormatException problem)
        {
            throw CliException.Usage($"{path}: {problem.Message}", problem);
        }
    }
}
