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
using Governance.Domain.Models;

namespace Governance.Cli.Experiments;

/// <summary>
/// <c>experiment compare</c>: champion and challenger on the same decisions. Works without a portal, and files the comparison as evidence
/// of the challenger where a model is named.
/// </summary>
internal static class ExperimentCompareCommand
{
    public static Command Create(CliHost host)
    {
        var command = new ExampleCommand(
            "compare",
            "Compare two models on the same decisions: agreement, McNemar, AUC with DeLong's interval; works offline. With --model, the "
                + "comparison is stored as evidence of the challenger, and the page of its experiment shows it.",
            "governance experiment compare --file predictions.csv.gz --challenger shadow_predictions.csv.gz --version 2.1.0 "
                + "--late-labels late_labels.csv.gz --format json=comparison.json"
        );
        var file = CommonOptions.Text("--file", "Log of the champion, with decision_id and labels.", "FILE", required: true);
        var challenger = CommonOptions.Text("--challenger", "Log of the challenger on the same decisions.", "FILE", required: true);
        var version = CommonOptions.Text("--version", "Version of the challenger, if its log holds several.", "VERSION");
        var late = CommonOptions.Text("--late-labels", "File of labels that arrived later, joined on decision_id.", "FILE");
        var cluster = CommonOptions.Text(
            "--cluster",
            "Column of the champion's log that says which rows belong together, such as one that identifies a person.",
            "COLUMN"
        );
        var current = CommonOptions.Text("--champion", "Version of the champion, if its log holds several.", "VERSION");
        foreach (Option option in new Option[] { file, challenger, version, current, late, cluster })
        {
            command.Add(option);
        }

        var target = new EvidenceTarget(command, version);
        command.Validators.Add(result =>
        {
            if (target.IsNamedIn(result) && (result.GetValue(version) is null || result.GetValue(current) is null))
            {
                result.AddError(
                    "A stored comparison must name the two versions that it compares: give --champion and --version with --model."
                );
            }
        });
        var roles = new RoleOptions(command);
        var binary = new BinaryArguments(command);
        command.Does(
            host,
            isCheck: false,
            async (parse, ct) =>
            {
                using var store = await target.OpenAsync(host, parse, "governance experiment compare", ct);
                if (store is not null)
                {
                    await store.RequireVersionAsync(parse.GetRequiredValue(current), ct);
                }

                var columns = roles.Read(parse);
                var path = parse.GetRequiredValue(file);
                var (table, sha256) = await LogTables.ReadHashedAsync(
                    path,
                    new TabularReadOptions { Roles = columns, Where = Rows(parse.GetValue(current)) },
                    ct
                );
                var (other, otherSha256) = await LogTables.ReadHashedAsync(
                    parse.GetRequiredValue(challenger),
                    new TabularReadOptions { Roles = columns, Where = Rows(parse.GetValue(version)) },
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
                    var report = new PairedReport(
                        new(parse.GetValue(current), path, sha256),
                        new(parse.GetValue(version), parse.GetRequiredValue(challenger), otherSha256),
                        PairedComparison.Of(rows)
                    )
                    {
                        Model = store?.Model,
                        Cluster = parse.GetValue(cluster),
                    };
                    if (store is not null)
                    {
                        await FileAsync(store, report, ct);
                    }

                    return new CommandOutcome(new Compared(report, store?.Stored ?? []));
                }
                catch (TabularFormatException problem)
                {
                    throw CliException.Usage(problem.Message, problem);
                }
            }
        );
        return command;
    }

    private static RowFilter? Rows(string? version) => version is null ? null : new RowFilter("model_version", version);

    // Files are named without their folders, which say something about the machine and nothing about the comparison.
    private static Task FileAsync(EvidenceStore store, PairedReport report, CancellationToken ct)
    {
        if (report.Found.Rows == 0)
        {
            throw CliException.Usage("The two logs have no decision in common, so there is nothing to store.");
        }

        var named = report with
        {
            Champion = report.Champion with { File = Path.GetFileName(report.Champion.File) },
            Challenger = report.Challenger with { File = Path.GetFileName(report.Challenger.File) },
        };
        return store.AddAsync(
            EvidenceKind.Other,
            writer =>
            {
                writer.WriteStartObject();
                named.Write(writer);
                writer.WriteEndObject();
            },
            ct
        );
    }

    private sealed record Compared(PairedReport Report, IReadOnlyList<StoredEvidence> Stored) : CommandResult
    {
        public override void WriteText(TextPage page)
        {
            var found = Report.Found;
            page.Line($"Decisions made by both: {Numbers.Count(found.Rows)}, labelled: {Numbers.Count(found.Labelled)}.");
            page.Line();
            page.Table(
                ["FIGURE", "CHAMPION", "CHALLENGER", "DIFFERENCE", "95 % INTERVAL", "P"],
                [
                    [
                        "accuracy",
                        Numbers.Short(found.ChampionRight.Value),
                        Numbers.Short(found.ChallengerRight.Value),
                        Numbers.Short(found.Difference),
                        Words(found.DifferenceInterval),
                        Numbers.Short(found.McNemarMidP),
                    ],
                    [
                        "auc",
                        Numbers.Short(found.Auc?.Champion),
                        Numbers.Short(found.Auc?.Challenger),
                        Numbers.Short(found.Auc?.Difference),
                        Words(found.Auc?.Interval),
                        Numbers.Short(found.Auc?.PValue),
                    ],
                ]
            );
            page.Line($"They agree on {Numbers.Short(found.Agreement.Value)} of the decisions.");
            page.Line(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Only the champion is right: {found.OnlyChampion}; only the challenger is right: {found.OnlyChallenger}."
                )
            );
            foreach (var one in Stored)
            {
                page.Line($"Stored as {one.Id}, evidence of {Report.Model}@{Report.Challenger.Version}.");
            }
        }

        public override void WriteJson(Utf8JsonWriter writer)
        {
            writer.WriteStartObject();
            Report.Write(writer);
            StoredEvidence.Write(writer, Stored);
            writer.WriteEndObject();
        }

        private static string Words(Interval? interval) =>
            interval is { } ends ? $"{Numbers.Short(ends.Low)} to {Numbers.Short(ends.High)}" : "";
    }
}
