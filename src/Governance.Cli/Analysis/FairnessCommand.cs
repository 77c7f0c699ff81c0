using System.CommandLine;
using System.Text.Json;
using Governance.Analytics.Fairness;
using Governance.Cli.Output;
using Governance.Cli.Shared;

namespace Governance.Cli.Analysis;

/// <summary><c>analyze fairness</c>: differences between the groups of protected attributes.</summary>
internal static class FairnessCommand
{
    public static Command Create(CliHost host)
    {
        var command = new ExampleCommand(
            "fairness",
            "Compare the groups of protected attributes.",
            "governance analyze fairness --data test.csv --protected sex,age_band --label approved --format json=fairness.json"
        );
        var data = CommonOptions.Text("--data", "The log to measure.", "FILE", required: true);
        var failOn = CommonOptions.OneOf(
            "--fail-on",
            "Exit 1 at this verdict or worse; warn includes what could not be determined.",
            ["warn", "fail"]
        );
        var favourable = CommonOptions.OneOf(
            "--favourable",
            "Which prediction is favourable for the person (default: positive). For credit default scoring: negative.",
            ["positive", "negative"]
        );
        var groups = CommonOptions.Text(
            "--reference-group",
            "Reference groups for signed differences, as ATTRIBUTE=GROUP, comma-separated.",
            "A=X,B=Y"
        );
        foreach (var option in new[] { data, failOn, favourable, groups })
        {
            command.Add(option);
        }

        var roles = new RoleOptions(command, needsProtected: true);
        var binary = new BinaryArguments(command);
        var slices = new SliceArguments(command);
        var artifact = new ArtifactOption(command);
        command.Does(
            host,
            isCheck: true,
            async (parse, ct) =>
            {
                var columnRoles = roles.Read(parse);
                var path = parse.GetRequiredValue(data);
                var by = slices.Read(parse);
                var measured = await artifact.ReadAsync(parse, ct);
                var (table, sha256) = await LogTables.ReadHashedAsync(
                    path,
                    roles.Reading(parse, host, TableSlices.Reading(columnRoles, by)),
                    ct
                );
                var options = FairnessOptions.Default with
                {
                    Binary = binary.Read(parse),
                    FavourableIsPositive = parse.GetValue(favourable) is not "negative",
                    ReferenceGroups = CommonOptions
                        .Names(parse.GetValue(groups))
                        .Select(g => g.Split('=', 2))
                        .Where(g => g.Length == 2)
                        .DistinctBy(g => g[0])
                        .ToDictionary(g => g[0], g => g[1], StringComparer.Ordinal),
                };
                var report = new FairnessReport(FairnessAnalysis.Evaluate(table, columnRoles, options), path)
                {
                    Subject = new EvidenceSubject(measured, sha256),
                    Rows = table.RowCount,
                    Slices = TableSlices.Measure(
                        table,
                        SliceArguments.Of(table, by, path),
                        part => FairnessAnalysis.Evaluate(part, columnRoles, options)
                    ),
                };
                if (report.Result.Attributes.All(a => a.Groups.Count == 0))
                {
                    // No two classes: either several, each against the rest, or a number.
                    report = report with
                    {
                        Classes = FairnessAnalysis.EvaluateClasses(table, columnRoles, options),
                        Regression = RegressionFairness.Evaluate(table, columnRoles, options),
                    };
                }

                return new CommandOutcome(report, report.Fails(parse.GetValue(failOn)) ? ExitCode.Refused : ExitCode.Done)
                {
                    Notes = table.Notes,

                    NotRun = parse.GetValue(failOn) is null
                        ? []
                        :
                        [
                            .. report
                                .NotJudged(columnRoles.Protected)
                                .Select(a =>
                                    $"--fail-on has nothing to check for \"{a}\": no two groups are large enough, or no classes are "
                                    + "predicted."
                                ),
                        ],
                };
            }
        );
        return command;
    }

    private sealed record FairnessReport(FairnessResult Result, string Path) : CommandResult
    {
        public IReadOnlyDictionary<string, FairnessResult> Classes { get; init; } =
            new Dictionary<string, FairnessResult>(StringComparer.Ordinal);

        public IReadOnlyList<RegressionFairness> Regression { get; init; } = [];

        public required EvidenceSubject Subject { get; init; }

        public required int Rows { get; init; }

        public IReadOnlyList<Sliced<FairnessResult>> Slices { get; init; } = [];

        public override CheckReport Checks =>
            new(
                "fairness",
                Path,
                Path,
                [
                    .. Result.Attributes.Select(AnalysisItems.Of),
                    .. Slices.SelectMany(slice => slice.Result.Attributes.Select(a => AnalysisItems.Of(slice, a))),
                ]
            )
            {
                Headline = $"Fairness on {Path}",
            };

        /// <summary>What is judged: the attributes, for a model of several classes once a class.</summary>
        private IReadOnlyList<AttributeFairness> Judged =>
            Classes.Count == 0 ? Result.Attributes : [.. Classes.Values.SelectMany(c => c.Attributes)];

        /// <remarks>Of slices, many of which are small, only those count that have rows enough for a verdict.</remarks>
        public bool Fails(string? failOn) =>
            failOn switch
            {
                "warn" => Judged.Count == 0
                    || Judged.Any(a => a.Verdict != FairnessVerdict.Ok)
                    || InSlices.Any(v => v is FairnessVerdict.Fail or FairnessVerdict.Inconclusive),
                "fail" => Judged.Any(a => a.Verdict == FairnessVerdict.Fail) || InSlices.Contains(FairnessVerdict.Fail),
                _ => false,
            };

        private IEnumerable<FairnessVerdict> InSlices => Slices.SelectMany(slice => slice.Result.Attributes).Select(a => a.Verdict);

        /// <summary>The attributes of which nothing can be told.</summary>
        public IEnumerable<string> NotJudged(IReadOnlyList<string> asked) =>
            asked.Where(name => !Judged.Any(a => a.Attribute == name && a.Verdict is not FairnessVerdict.InsufficientData));

        public override void WriteText(TextPage page)
        {
            foreach (var attribute in Result.Attributes)
            {
                AnalysisItems.WriteText(page, attribute);
                page.Line();
            }

            AnalysisItems.WriteText(page, Slices);
            foreach (var (name, result) in Classes)
            {
                foreach (var attribute in result.Attributes)
                {
                    page.Mark(
                        AnalysisItems.OutcomeOf(attribute.Verdict),
                        $"{name}: {attribute.Attribute}: {attribute.Verdict.ToWireName()}. {attribute.Reason}".TrimEnd()
                    );
                }
            }

            foreach (var attribute in Regression)
            {
                page.Table(
                    ["  " + attribute.Attribute, "ROWS", "MEAN", "MEAN ERROR"],
                    attribute.Groups.Select(g =>
                        new[] { "  " + g.Name, Numbers.Count(g.Count), Numbers.General(g.MeanPrediction), Numbers.General(g.MeanError) }
                    )
                );
            }

            page.Line($"Minimum group size for differences: {Result.MinimumGroupSize}.");
        }

        public override void WriteJson(Utf8JsonWriter writer)
        {
            writer.WriteStartObject();
            JsonMembers.CopyTo(writer, inner => FairnessJson.Write(Result, inner, Classes, Regression));
            Subject.Write(writer, Rows, seed: null);
            SlicedJson.Write(writer, Slices, (inner, part) => FairnessJson.Write(part, inner));
            writer.WriteEndObject();
        }
    }
}
