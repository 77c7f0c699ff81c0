using System.CommandLine;
using System.Text.Json;
using Governance.Analytics.Robustness;
using Governance.Cli.Output;
using Governance.Cli.Shared;

namespace Governance.Cli.Analysis;

/// <summary><c>analyze robustness</c>: evasion from a log of perturbed predictions, and screens of the data for poisoning.</summary>
internal static class RobustnessCommand
{
    public static Command Create(CliHost host)
    {
        var command = new ExampleCommand(
            "robustness",
            "Measure how easily predictions flip, and screen data for poisoning.",
            "governance analyze robustness --data perturbed.csv --reference original.csv --label approved --fail-on fail"
        );
        var data = CommonOptions.Text(
            "--data",
            "Predictions on perturbed inputs when --reference is given (with decision_id and, for the size, perturbation or epsilon); "
                + "otherwise data to screen.",
            "FILE",
            required: true
        );
        var reference = CommonOptions.Text(
            "--reference",
            "Predictions on the original inputs, joined by decision_id; screened for poisoning.",
            "FILE"
        );
        var failOn = CommonOptions.OneOf(
            "--fail-on",
            "Exit 1 at this verdict or worse; warn includes what could not be run.",
            ["warn", "fail"]
        );
        foreach (var option in new[] { data, reference, failOn })
        {
            command.Add(option);
        }

        var roles = new RoleOptions(command);
        var binary = new BinaryArguments(command);
        var artifact = new ArtifactOption(command);
        command.Does(
            host,
            isCheck: true,
            async (parse, ct) =>
            {
                var columnRoles = roles.Read(parse);
                var path = parse.GetRequiredValue(data);
                var options = RobustnessOptions.Default with { Binary = binary.Read(parse) };
                var measured = await artifact.ReadAsync(parse, ct);
                var (table, sha256) = await LogTables.ReadHashedAsync(
                    path,
                    roles.Reading(parse, host, columnRoles),
                    ct,
                    mayLackColumns: parse.GetValue(reference) is not null
                );
                var (original, originalSha256) = parse.GetValue(reference) is { } referencePath
                    ? await LogTables.ReadHashedAsync(referencePath, roles.Reading(parse, host, columnRoles), ct)
                    : (null, sha256);
                var evasion = original is null
                    ? new EvasionResult
                    {
                        Verdict = RobustnessVerdict.NotRun,
                        Reason = "Name the original predictions with --reference; without them, evasion cannot be assessed.",
                    }
                    : Evasion.OfPairs(original, table, columnRoles, options);
                var report = new RobustnessReport(
                    new RobustnessResult(evasion, PoisoningScreens.Run(original ?? table, columnRoles, options, ct)),
                    path
                )
                {
                    Subject = new EvidenceSubject(measured, originalSha256),
                    Rows = (original ?? table).RowCount,
                };
                return new CommandOutcome(report, report.Fails(parse.GetValue(failOn)) ? ExitCode.Refused : ExitCode.Done)
                {
                    Notes = table.Notes,

                    NotRun = parse.GetValue(failOn) is null ? [] : [.. report.NotJudged(evasionAsked: original is not null)],
                };
            }
        );
        return command;
    }

    private sealed record RobustnessReport(RobustnessResult Result, string Path) : CommandResult
    {
        /// <summary>The original inputs, where perturbed ones are compared with them.</summary>
        public required EvidenceSubject Subject { get; init; }

        public required int Rows { get; init; }

        public override CheckReport Checks =>
            new("robustness", Path, Path, [AnalysisItems.Of(Result.Evasion), .. Result.Poisoning.Select(AnalysisItems.Of)])
            {
                Headline = $"Robustness on {Path}: {Result.Verdict.ToWireName()}",
            };

        public bool Fails(string? failOn) =>
            failOn switch
            {
                "warn" => Result.Verdict != RobustnessVerdict.Ok
                    || Result.Poisoning.Select(p => p.Verdict).Append(Result.Evasion.Verdict).Contains(RobustnessVerdict.NotRun),
                "fail" => Result.Verdict == RobustnessVerdict.Fail,
                _ => false,
            };

        /// <summary>
        /// What was asked for and says nothing: evasion when a reference was named, and the screens when not one of them ran.
        /// </summary>
        public IEnumerable<string> NotJudged(bool evasionAsked)
        {
            if (evasionAsked && IsSilent(Result.Evasion.Verdict))
            {
                yield return $"Evasion could not be assessed. {Result.Evasion.Reason}".TrimEnd();
            }

            if (Result.Poisoning.All(p => IsSilent(p.Verdict)) && (!evasionAsked || IsSilent(Result.Evasion.Verdict)))
            {
                yield return "No screen for poisoning could be run.";
            }
        }

        private static bool IsSilent(RobustnessVerdict verdict) =>
            verdict is RobustnessVerdict.NotRun or RobustnessVerdict.InsufficientData;

        public override void WriteText(TextPage page)
        {
            AnalysisItems.WriteText(page, Result.Evasion);
            page.Line();
            AnalysisItems.WriteText(page, Result.Poisoning);
        }

        public override void WriteJson(Utf8JsonWriter writer)
        {
            writer.WriteStartObject();
            JsonMembers.CopyTo(writer, inner => RobustnessJson.Write(Result, inner));
            Subject.Write(writer, Rows, seed: null);
            writer.WriteEndObject();
        }
    }
}
