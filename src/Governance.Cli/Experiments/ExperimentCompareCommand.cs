using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Governance.Analytics.Experiments;
using Governance.Analytics.Io;
using Governance.Analytics.Performance;
using Governance.Analytics.Statistics;
using Governance.Cli.Analysis;
using Governance.Cli.Output;
using Governance.Cli.Shared;

namespace Governance.Cli.Experiments;

/// <summary><c>experiment compare</c>: champion and challenger on the same decisions. Works without a portal.</summary>
internal static class ExperimentCompareCommand
{
    public static Command Create(CliHost host)
    {
        var command = new ExampleCommand(
            "compare",
            "Compare two models on the same decisions: agreement, McNemar, AUC with DeLong's interval; works offline.",
            "governance experiment compare --file predictions.csv.gz --challenger shadow_predictions.csv.gz --version 2.1.0 "
                + "--late-labels late_labels.csv.gz --format json=comparison.json"
        );
        var file = CommonOptions.Text("--file", "Log of the champion, with decision_id and labels.", "FILE", required: true);
        var challenger = CommonOptions.Text("--challenger", "Log of the challenger on the same decisions.", "FILE", required: true);
        var version = CommonOptions.Text("--version", "Version of the challenger, if its log holds several.", "VERSION");
        var late = CommonOptions.Text("--late-labels", "File of labels that arrived later, joined by decision_id.", "FILE");
        var cluster = CommonOptions.Text(
            "--cluster",
            "Column of the champion's log that says which rows belong together, such as one that identifies a person.",
            "COLUMN"
        );
        foreach (Option option in new Option[] { file, challenger, version, late, cluster })
        {
            command.Add(option);
        }

        var roles = new RoleOptions(command);
        var binary = new BinaryArguments(command);
        command.Does(
            host,
            isCheck: false,
            async (parse, ct) =>
            {
                var columns = roles.Read(parse);
                var path = parse.GetRequiredValue(file);
                var table = await LogTables.ReadAsync(path, new TabularReadOptions { Roles = columns }, ct);
                var where = parse.GetValue(version) is { } one ? new RowFilter("model_version", one) : null;
                var other = await LogTables.ReadAsync(
                    parse.GetRequiredValue(challenger),
                    new TabularReadOptions { Roles = columns, Where = where },
                    ct,
                    mayLackColumns: true
                );
                try
                {
                    if (parse.GetValue(late) is { } latePath)
                    {
                        var labels = new TabularReadOptions { Roles = new ColumnRoles { Label = columns.Label } };
                        table = LateLabels.Join(table, await LogTables.ReadAsync(latePath, labels, ct), columns).Table;
                    }

                    var rows = PairedTables.Join(table, other, columns, binary.Read(parse), parse.GetValue(cluster));
                    return new CommandOutcome(new Compared(PairedComparison.Of(rows), path, parse.GetRequiredValue(challenger)));
                }
                catch (TabularFormatException problem)
                {
                    throw CliException.Usage(problem.Message, problem);
                }
            }
        );
        return command;
    }

    private sealed record Compared(PairedComparison Found, string Champion, string Challenger) : CommandResult
    {
        public override void WriteText(TextPage page)
        {
            page.Line($"Decisions made by both: {Numbers.Count(Found.Rows)}, labelled: {Numbers.Count(Found.Labelled)}.");
            page.Line();
            page.Table(
                ["FIGURE", "CHAMPION", "CHALLENGER", "DIFFERENCE", "95 % INTERVAL", "P"],
                [
                    [
                        "accuracy",
                        Numbers.Short(Found.ChampionRight.Value),
                        Numbers.Short(Found.ChallengerRight.Value),
                        Numbers.Short(Found.Difference),
                        Words(Found.DifferenceInterval),
                        Numbers.Short(Found.McNemarMidP),
                    ],
                    [
                        "auc",
                        Numbers.Short(Found.Auc?.Champion),
                        Numbers.Short(Found.Auc?.Challenger),
                        Numbers.Short(Found.Auc?.Difference),
                        Words(Found.Auc?.Interval),
                        Numbers.Short(Found.Auc?.PValue),
                    ],
                ]
            );
            page.Line($"They agree on {Numbers.Short(Found.Agreement.Value)} of the decisions.");
            page.Line(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Only the champion is right: {Found.OnlyChampion}; only the challenger is right: {Found.OnlyChallenger}."
                )
            );
        }

        public override void WriteJson(Utf8JsonWriter writer)
        {
            writer.WriteStartObject();
            writer.WriteString("format", "governance-paired-comparison/1");
            writer.WriteString("championFile", Champion);
            writer.WriteString("challengerFile", Challenger);
            PairedJson.Write(writer, Found);
            writer.WriteEndObject();
        }

        private static string Words(Interval? interval) =>
            interval is { } ends ? $"{Numbers.Short(ends.Low)} to {Numbers.Short(ends.High)}" : "";
    }
}
