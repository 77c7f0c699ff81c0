using System.CommandLine;
using System.Text.Json;
using Governance.Analytics.Io;
using Governance.Analytics.Performance;
using Governance.Analytics.Statistics;
using Governance.Cli.Output;
using Governance.Cli.Shared;

namespace Governance.Cli.Analysis;

/// <summary><c>analyze performance</c>: metrics of a two-class model on labelled rows.</summary>
internal static class PerformanceCommand
{
    public static Command Create(CliHost host)
    {
        var command = new ExampleCommand(
            "performance",
            "Measure a two-class model on labelled rows.",
            "governance analyze performance --data test.csv --label approved --score score --format json=performance.json"
        );
        var data = CommonOptions.Text("--data", "The log to measure.", "FILE", required: true);
        var reference = CommonOptions.Text("--reference", "A log to compare the metrics with.", "FILE");
        var failOn = CommonOptions.OneOf("--fail-on", "Exit 1 at this verdict or worse; requires --reference.", ["warn", "fail"]);
        var late = CommonOptions.Text("--late-labels", "File of labels that arrived later, joined to --data on decision_id.", "FILE");
        foreach (var option in new[] { data, reference, failOn, late })
        {
            command.Add(option);
        }

        command.Validators.Add(result =>
        {
            if (result.GetValue(failOn) is not null && result.GetValue(reference) is null)
            {
                result.AddError("--fail-on needs a reference to compare with; name one with --reference.");
            }
        });
        var roles = new RoleOptions(command);
        var binary = new BinaryArguments(command);
        var slices = new SliceArguments(command);
        var artifact = new ArtifactOption(command);
        command.Does(
            host,
            isCheck: true,
            async (parse, ct) =>
            {
                var columnRoles = roles.Read(parse);
                var options = binary.Read(parse);
                var path = parse.GetRequiredValue(data);
                var by = slices.Read(parse);
                var measured = await artifact.ReadAsync(parse, ct);
                var (table, sha256) = await LogTables.ReadHashedAsync(
                    path,
                    roles.Reading(parse, host, TableSlices.Reading(columnRoles, by)),
                    ct
                );
                if (parse.GetValue(late) is { } latePath)
                {
                    table = Join(
                        table,
                        await LogTables.ReadAsync(latePath, roles.Reading(parse, host, new ColumnRoles { Label = columnRoles.Label }), ct),
                        columnRoles,
                        latePath
                    );
                }

                var result = PerformanceAnalysis.Evaluate(table, columnRoles, options);
                IReadOnlyList<MetricComparison>? comparison = null;
                EstimatedPerformance? estimate = null;
                if (parse.GetValue(reference) is { } referencePath)
                {
                    var past = await LogTables.ReadAsync(referencePath, roles.Reading(parse, host, columnRoles), ct);
                    comparison = PerformanceComparison.Compare(PerformanceAnalysis.Evaluate(past, columnRoles, options), result, options);
                    estimate = EstimatedPerformance.Of(past, table, columnRoles, options);
                }

                var report = new PerformanceReport(result, comparison, path)
                {
                    Estimate = estimate,
                    Subject = new EvidenceSubject(measured, sha256),
                    Slices = TableSlices.Measure(
                        table,
                        SliceArguments.Of(table, by, path),
                        part => PerformanceAnalysis.Evaluate(part, columnRoles, options)
                    ),
                };
                return new CommandOutcome(report, report.Fails(parse.GetValue(failOn)) ? ExitCode.Refused : ExitCode.Done)
                {
                    Notes = table.Notes,

                    NotRun =
                        parse.GetValue(failOn) is not null && comparison?.Any(m => m.Verdict is not MetricVerdict.InsufficientData) != true
                            ? ["--fail-on has nothing to check: no metric could be measured on both logs."]
                            : [],
                };
            }
        );
        return command;
    }

    private static Table Join(Table table, Table labels, ColumnRoles roles, string path)
    {
        try
        {
            return LateLabels.Join(table, labels, roles).Table;
        }
        catch (TabularFormatException problem)
        {
            throw CliException.Usage($"{path}: {problem.Message}", problem);
        }
    }

    private sealed record PerformanceReport(PerformanceResult Result, IReadOnlyList<MetricComparison>? Comparison, string Path)
        : CommandResult
    {
        public EstimatedPerformance? Estimate { get; init; }

        public required EvidenceSubject Subject { get; init; }

        public IReadOnlyList<Sliced<PerformanceResult>> Slices { get; init; } = [];

        public override CheckReport Checks => new("performance", Path, Path, [.. Items()]) { Headline = $"Performance on {Path}" };

        /// <summary>With <c>warn</c>, everything that is not known to be good; with nothing to compare, nothing is known.</summary>
        public bool Fails(string? failOn) =>
            failOn switch
            {
                "warn" => Comparison is null or { Count: 0 } || Comparison.Any(m => m.Verdict != MetricVerdict.Ok),
                "fail" => Comparison?.Any(m => m.Verdict == MetricVerdict.Fail) == true,
                _ => false,
            };

        public override void WriteText(TextPage page)
        {
            page.Line(
                $"{Path}: {Numbers.Counted(Result.Rows, "row")}, {(Result.Labelled is { } labelled ? Numbers.Count(labelled) : "none")} "
                    + "labelled."
            );
            page.Line();
            page.Table(
                ["METRIC", "VALUE", "95 % INTERVAL", "VERDICT"],
                Metrics()
                    .Select(m =>
                        new[]
                        {
                            m.Name,
                            Numbers.Short(m.Value),
                            IntervalOf(m.Name),
                            VerdictOf(m.Name)?.Verdict.ToWireName() ?? string.Empty,
                        }
                    )
            );
            if (Result.EceByChance is { } chance)
            {
                page.Line($"ece by chance alone: {Numbers.Short(chance.Mean)}, up to {Numbers.Short(chance.High)}");
            }

            if (Result.Confusion is { } counts)
            {
                page.Line();
                page.Line(
                    $"tp {Numbers.Count(counts.TruePositives)}, fp {Numbers.Count(counts.FalsePositives)}, tn "
                        + $"{Numbers.Count(counts.TrueNegatives)}, fn {Numbers.Count(counts.FalseNegatives)}"
                );
            }

            AnalysisItems.WriteText(page, Slices);
            if (Estimate is { } estimate)
            {
                page.Line();
                page.Line(
                    $"Estimate without labels: accuracy {Numbers.Short(estimate.Accuracy)}, AUC {Numbers.Short(estimate.Auc)}. It does "
                        + "not detect a change in how inputs relate to outcomes."
                );
                if (estimate.Contradicted)
                {
                    page.Mark(
                        CheckOutcome.Warn,
                        $"On the labels received so far, accuracy is {Numbers.Short(estimate.Realised?.Value)}; the estimate gives "
                            + $"{Numbers.Short(estimate.EstimateOfRealised)}."
                    );
                }
            }

            foreach (var values in Result.Invalid ?? [])
            {
                page.Mark(
                    CheckOutcome.Warn,
                    $"{values.Column}: {Numbers.Count(values.Count)} of {Numbers.Counted(Result.Rows, "row")} left out, for example "
                        + $"\"{values.Examples[0]}\" in line {values.Lines[0]}."
                );
            }

            foreach (var (name, reason) in Result.Reasons)
            {
                page.Line($"- {name} is undefined: {reason}");
            }
        }

        public override void WriteJson(Utf8JsonWriter writer)
        {
            writer.WriteStartObject();
            JsonMembers.CopyTo(writer, inner => PerformanceJson.Write(Result, Comparison, inner, Estimate, curve: true));
            Subject.Write(writer, Result.Rows, PerformanceAnalysis.Seed);
            SlicedJson.Write(writer, Slices, (inner, part) => PerformanceJson.Write(part, null, inner));
            writer.WriteEndObject();
        }

        private (string Name, double? Value)[] Metrics() =>
            [
                ("accuracy", Result.Confusion?.Accuracy.Value),
                ("precision", Result.Confusion?.Precision.Value),
                ("recall", Result.Confusion?.Recall.Value),
                ("f1", Result.Confusion?.F1),
                ("auc", Result.Auc),
                ("averagePrecision", Result.AveragePrecision),
                ("brier", Result.Brier),
                ("logLoss", Result.LogLoss),
                ("ece", Result.Ece),
                ("fpr", Result.Confusion?.FalsePositiveRate.Value),
                ("fnr", Result.Confusion?.FalseNegativeRate.Value),
            ];

        private string IntervalOf(string metric) =>
            Result.Intervals.TryGetValue(metric, out var interval)
                ? $"{Numbers.Short(interval.Low)} to {Numbers.Short(interval.High)}"
                : metric switch
                {
                    "fpr" => Words(Result.Confusion?.FalsePositiveRate.Wilson),
                    "fnr" => Words(Result.Confusion?.FalseNegativeRate.Wilson),
                    _ => string.Empty,
                };

        private static string Words(Interval? interval) =>
            interval is { } ends ? $"{Numbers.Short(ends.Low)} to {Numbers.Short(ends.High)}" : string.Empty;

        private static string Change(double? worsening) =>
            worsening switch
            {
                null => "",
                0 => ", unchanged",
                < 0 => $", better by {Numbers.Short(-worsening.Value)}",
                _ => $", worse by {Numbers.Short(worsening)}",
            };

        private MetricComparison? VerdictOf(string metric) => Comparison?.FirstOrDefault(m => m.Metric == metric);

        private IEnumerable<CheckItem> Items() =>
            Metrics()
                .Select(metric =>
                {
                    var compared = VerdictOf(metric.Name);
                    var outcome = compared?.Verdict switch
                    {
                        MetricVerdict.Ok => CheckOutcome.Pass,
                        MetricVerdict.Warn or MetricVerdict.Inconclusive or MetricVerdict.InsufficientData => CheckOutcome.Warn,
                        MetricVerdict.Fail => CheckOutcome.Fail,
                        null => CheckOutcome.NotApplicable,
                    };
                    var words = compared is null ? "not compared" : $"{compared.Verdict.ToWireName()}{Change(compared.Worsening)}";
                    return new CheckItem(
                        $"performance/{metric.Name}",
                        "performance",
                        CheckSeverity.High,
                        outcome,
                        $"{metric.Name} {Numbers.Short(metric.Value)}: {words}."
                    )
                    {
                        Actual = metric.Value is null ? null : Numbers.Short(metric.Value),
                    };
                });
    }
}
