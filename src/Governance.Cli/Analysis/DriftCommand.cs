using System.CommandLine;
using System.Globalization;
using Governance.Analytics.Drift;
using Governance.Analytics.Io;
using Governance.Analytics.Multivariate;
using Governance.Cli.Shared;

namespace Governance.Cli.Analysis;

/// <summary><c>analyze drift</c>.</summary>
internal static class DriftCommand
{
    public static Command Create(CliHost host)
    {
        var command = new ExampleCommand(
            "drift",
            "Compare a log with a reference, column by column.",
            "governance analyze drift --reference ref.csv --current week-31.csv.gz --fail-on major --format json"
        );
        var reference = CommonOptions.Text(
            "--reference",
            "The log to compare with (CSV or NDJSON, gzip or not; Parquet or Arrow).",
            "FILE",
            required: true
        );
        var current = CommonOptions.Text("--current", "The log to check.", "FILE", required: true);
        var columns = CommonOptions.Text("--columns", "Compare only these columns, comma-separated.", "A,B");
        var failOn = CommonOptions.OneOf("--fail-on", "Exit 1 at this severity or above.", ["moderate", "major"]);
        var explain = CommonOptions.Text(
            "--explain",
            "Show how the numbers of these columns were computed: bins, counts, formulas.",
            "A,B"
        );
        foreach (var option in new[] { reference, current, columns, failOn, explain })
        {
            command.Add(option);
        }

        var classifier = new Option<bool>("--classifier")
        {
            Description = "Also train a classifier to tell the logs apart, and name the columns it relies on.",
        };
        var discrepancy = new Option<bool>("--mmd") { Description = "Also test the maximum mean discrepancy of whole rows." };
        command.Add(classifier);
        command.Add(discrepancy);

        var memory = CommonOptions.Text(
            "--memory",
            "Memory in MiB for the columns of one log; beyond it, sketches with a known error are used; 0 always uses sketches "
                + "(default: 768).",
            "MIB"
        );
        memory.Validators.Add(result =>
        {
            foreach (
                var token in result.Tokens.Where(t =>
                    !long.TryParse(t.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number > 1 << 20
                )
            )
            {
                result.AddError($"--memory must be a number of MiB; \"{token.Value}\" is not.");
            }
        });
        command.Add(memory);
        var roles = new RoleOptions(command);
        command.Does(
            host,
            isCheck: true,
            async (parse, ct) =>
            {
                var columnRoles = roles.Read(parse);
                var only = CommonOptions.Names(parse.GetValue(columns));
                var (referencePath, currentPath) = (parse.GetRequiredValue(reference), parse.GetRequiredValue(current));
                var options = DriftOptions.Default with
                {
                    Multivariate = MultivariateOptions.Default with
                    {
                        DomainClassifier = parse.GetValue(classifier),
                        MaximumMeanDiscrepancy = parse.GetValue(discrepancy),
                    },
                };
                var result = await CompareAsync(
                    referencePath,
                    currentPath,
                    roles.Reading(parse, host, columnRoles) with
                    {
                        Only = only.Count == 0 ? null : only.ToHashSet(StringComparer.Ordinal),
                    },
                    ct,
                    options,
                    Mebibytes(parse.GetValue(memory))
                );
                var explained = CommonOptions.Names(parse.GetValue(explain));
                if (explained.FirstOrDefault(n => result.Features.All(f => f.Name != n)) is { } unknown)
                {
                    throw CliException.Usage(
                        $"--explain names \"{unknown}\", which is not among the compared columns: "
                            + $"{string.Join(", ", result.Features.Select(f => f.Name))}."
                    );
                }
                var fails = parse.GetValue(failOn) switch
                {
                    "moderate" => result.Severity != DriftSeverity.None,
                    "major" => result.Severity == DriftSeverity.Major,
                    _ => false,
                };
                var notRun = new List<string>();
                if (
                    parse.GetValue(failOn) is not null
                    && result.Features.All(f => f.Verdict is DriftVerdict.InsufficientData or DriftVerdict.Skipped)
                )
                {
                    notRun.Add("--fail-on has nothing to check: no column could be compared.");
                }

                if (parse.GetValue(classifier) && result.Multivariate.DomainClassifier is null)
                {
                    notRun.Add($"--classifier was not run. {result.Multivariate.Reason}".TrimEnd());
                }

                if (parse.GetValue(discrepancy) && result.Multivariate.Discrepancy is null)
                {
                    notRun.Add($"--mmd was not run. {result.Multivariate.Reason}".TrimEnd());
                }

                return new CommandOutcome(
                    new DriftReport(result, referencePath, currentPath) { Explained = explained },
                    fails ? ExitCode.Refused : ExitCode.Done
                )
                {
                    Notes = result.Notes,

                    NotRun = notRun,
                };
            }
        );
        return command;
    }

    private static long Mebibytes(string? text) =>
        text is null ? LogComparison.DefaultExactBytes : long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture) << 20;

    public static async Task<DriftResult> CompareAsync(
        string referencePath,
        string currentPath,
        TabularReadOptions read,
        CancellationToken ct,
        DriftOptions? drift = null,
        long exactBytes = LogComparison.DefaultExactBytes
    )
    {
        await using var reference = LocalFile.Open(referencePath);
        await using var current = LocalFile.Open(currentPath);
        try
        {
            // A column the current file lacks is a finding, not a mistake of the caller.
            return await LogComparison.CompareAsync(
                reference,
                current,
                read,
                drift,
                (names, isReference) => LogTables.CheckNames(names, referencePath, read.Roles, mayLackColumns: !isReference),
                exactBytes,
                ct
            );
        }
        catch (LogComparisonException problem)
        {
            throw CliException.Usage($"{(problem.IsReference ? referencePath : currentPath)}: {problem.Message}", problem);
        }
        catch (IOException problem)
        {
            throw LocalFile.Unreadable(referencePath + " or " + currentPath, problem);
        }
    }
}
