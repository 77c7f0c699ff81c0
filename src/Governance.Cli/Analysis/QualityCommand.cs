using System.CommandLine;
using System.Text.Json;
using Governance.Analytics.Drift;
using Governance.Analytics.Io;
using Governance.Analytics.Quality;
using Governance.Cli.Output;
using Governance.Cli.Shared;

namespace Governance.Cli.Analysis;

/// <summary><c>analyze quality</c>: data quality of a log alone, or against a reference.</summary>
internal static class QualityCommand
{
    public static Command Create(CliHost host)
    {
        var command = new ExampleCommand(
            "quality",
            "Check the data quality of a log, alone or against a reference.",
            "governance analyze quality --data week-31.csv --reference ref.csv --fail-on fail"
        );
        var data = CommonOptions.Text("--data", "The log to check.", "FILE", required: true);
        var reference = CommonOptions.Text("--reference", "Reference log; without one, the log is checked on its own.", "FILE");
        var failOn = CommonOptions.OneOf("--fail-on", "Exit 1 at this verdict or worse.", ["warn", "fail"]);
        var maximumAge = CommonOptions.Text(
            "--max-age",
            "The log fails if its latest row is older than this, for example 36h; requires a timestamp column.",
            "DURATION"
        );
        var timestamp = CommonOptions.Text("--timestamp", "Column with the time of each row (ISO 8601; default: timestamp).", "COLUMN");
        maximumAge.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(t => !Duration.TryParse(t.Value, out _)))
            {
                result.AddError($"--max-age must be a duration such as 36h or 2d; \"{token.Value}\" is not.");
            }
        });
        foreach (var option in new[] { data, reference, failOn, maximumAge, timestamp })
        {
            command.Add(option);
        }

        var roles = new RoleOptions(command);
        command.Does(
            host,
            isCheck: true,
            async (parse, ct) =>
            {
                var (dataPath, columnRoles) = (
                    parse.GetRequiredValue(data),
                    roles.Read(parse) with
                    {
                        Timestamp = parse.GetValue(timestamp),
                    }
                );
                var options = Bounds(parse.GetValue(maximumAge), host.Clock);
                var read = roles.Reading(parse, host, columnRoles) with { Types = Types(columnRoles, options.Quality) };
                var result = parse.GetValue(reference) is { } referencePath
                    ? await AgainstAsync(referencePath, dataPath, read, options, ct)
                    : await AloneAsync(dataPath, read, options.Quality, ct);
                var fails = parse.GetValue(failOn) switch
                {
                    "warn" => result.Worst is CheckVerdict.Warn or CheckVerdict.Fail,
                    "fail" => result.Worst is CheckVerdict.Fail,
                    _ => false,
                };
                var asked = new[]
                {
                    (Check: "freshness", By: parse.GetValue(maximumAge) is null ? null : "--max-age"),
                    (Check: "label_leakage", By: columnRoles.Label is null ? null : "--label"),
                };
                string[] notRun =
                [
                    .. asked
                        .Where(a => a.By is not null)
                        .SelectMany(a =>
                            result.NotRun(a.Check).Select(c => $"{a.By} requires {a.Check}, which was not run. {c.Reason}{Hint(a.Check)}")
                        ),
                ];
                return new CommandOutcome(result with { IsDecided = notRun.Length == 0 }, fails ? ExitCode.Refused : ExitCode.Done)
                {
                    Notes = result.Notes,
                    NotRun = notRun,
                };
            }
        );
        return command;
    }

    private static string Hint(string check) =>
        check is "freshness"
            ? " The column must be called timestamp or named with --timestamp, and hold times such as 2026-11-27T09:00:00Z."
            : string.Empty;

    // Asked for its age, a column is one of instants: those that can be read count, whatever else stands in it.
    private static Dictionary<string, ColumnType> Types(ColumnRoles roles, QualityOptions options) =>
        options.MaximumAge is null
            ? []
            : new(StringComparer.Ordinal) { [roles.Timestamp ?? ColumnRoles.KnownTimestamp] = ColumnType.DateTime };

    private static DriftOptions Bounds(string? maximumAge, TimeProvider clock) =>
        DriftOptions.Default with
        {
            Quality = new QualityOptions
            {
                AsOf = clock.GetUtcNow(),
                MaximumAge = maximumAge is not null && Duration.TryParse(maximumAge, out var age) ? age : null,
            },
        };

    private static async Task<QualityReport> AgainstAsync(
        string referencePath,
        string dataPath,
        TabularReadOptions read,
        DriftOptions options,
        CancellationToken ct
    )
    {
        var result = await DriftCommand.CompareAsync(referencePath, dataPath, read, ct, options);
        return new QualityReport(dataPath, result.CurrentRows, result.Quality) { Compared = result, Notes = result.Notes };
    }

    private static async Task<QualityReport> AloneAsync(
        string dataPath,
        TabularReadOptions read,
        QualityOptions options,
        CancellationToken ct
    )
    {
        var table = await LogTables.ReadAsync(dataPath, read, ct);
        return new QualityReport(dataPath, table.RowCount, QualityAnalysis.Describe(table, read.Roles, options, ct))
        {
            Notes = table.Notes,
        };
    }

    private sealed record QualityReport(string DataPath, int Rows, IReadOnlyList<QualityCheck> Quality) : CommandResult
    {
        /// <summary>How the files were read.</summary>
        public IReadOnlyList<string> Notes { get; init; } = [];

        /// <summary>The comparison the checks come from; null when the log was judged by itself.</summary>
        public DriftResult? Compared { get; init; }

        /// <summary>Every check that was asked for was run.</summary>
        public bool IsDecided { get; init; } = true;

        public CheckVerdict Worst =>
            Quality.Any(c => c.Verdict == CheckVerdict.Fail) ? CheckVerdict.Fail
            : Quality.Any(c => c.Verdict == CheckVerdict.Warn) ? CheckVerdict.Warn
            : CheckVerdict.Ok;

        public IEnumerable<QualityCheck> NotRun(string check) =>
            Quality.Where(c => c.Verdict is CheckVerdict.NotRun && string.Equals(c.Check, check, StringComparison.Ordinal));

        public override CheckReport Checks =>
            new("quality", DataPath, DataPath, [.. QualityItems.Of(Quality)])
            {
                Headline =
                    IsDecided || Worst is CheckVerdict.Fail
                        ? $"Data quality of {DataPath}: {Worst.ToWireName()}"
                        : $"Data quality of {DataPath}: not determined, because a requested check could not be run",
            };

        public override void WriteText(TextPage page)
        {
            page.Verdict(
                Worst switch
                {
                    CheckVerdict.Fail => CheckOutcome.Fail,
                    _ when !IsDecided => CheckOutcome.Error,
                    CheckVerdict.Warn => CheckOutcome.Warn,
                    _ => CheckOutcome.Pass,
                },
                Checks.Headline + "."
            );
            page.Fact(
                "rows",
                Compared is null ? Numbers.Count(Rows) : $"{Numbers.Count(Rows)} (reference {Numbers.Count(Compared.ReferenceRows)})"
            );
            page.Fact("checks", Numbers.Count(Quality.Count));
            QualityItems.WriteFindings(page, Quality);
        }

        public override void WriteJson(Utf8JsonWriter writer)
        {
            writer.WriteStartObject();
            writer.WriteStartObject("rows");
            if (Compared is null)
            {
                writer.WriteNull("reference");
            }
            else
            {
                writer.WriteNumber("reference", Compared.ReferenceRows);
            }

            writer.WriteNumber("current", Rows);
            writer.WriteEndObject();
            if (Compared is not null)
            {
                writer.WriteStartObject("schema");
                WriteNames(writer, "missingColumns", Compared.MissingColumns);
                WriteNames(writer, "addedColumns", Compared.AddedColumns);
                writer.WriteEndObject();
            }

            QualityJson.WriteChecks(writer, "quality", Quality);
            writer.WriteString("verdict", Worst.ToWireName());
            writer.WriteEndObject();
        }

        private static void WriteNames(Utf8JsonWriter writer, string name, IReadOnlyList<string> names)
        {
            writer.WriteStartArray(name);
            foreach (var item in names)
            {
                writer.WriteStringValue(item);
            }

            writer.WriteEndArray();
        }
    }
}
