using System.CommandLine;
using Governance.Analytics.Assistants;
using Governance.Analytics.Robustness;
using Governance.Cli.Shared;
using Governance.Domain.Models;

namespace Governance.Cli.Evaluation;

/// <summary>Checks of assistants and what they retrieve, from logs.</summary>
internal static class EvaluateCommands
{
    public static Command Create(CliHost host) =>
        new("evaluate", "Evaluate assistants: prompt injection, retrieval, answers; works offline.")
        {
            Prompts(host),
            Retrieval(host),
            Answers(host),
        };

    private static ExampleCommand Prompts(CliHost host)
    {
        var command = new ExampleCommand(
            "prompts",
            "Summarise a prompt-injection suite or a filter's log: attack success with its interval, over-refusal, regressions.",
            "governance evaluate prompts --data cases.csv --reference last-release.csv --judge tool-trace --max-asr 0.05 --fail-on fail"
        );
        var data = CommonOptions.Text(
            "--data",
            "The cases: id, attack, outcome; optional category, channel, owasp, task_done, judge. Or a filter's log with "
                + "label and prediction or score.",
            "FILE",
            required: true
        );
        var reference = CommonOptions.Text("--reference", "The same cases, run against the previous release.", "FILE");
        var judge = CommonOptions.Text(
            "--judge",
            "What judged the outcomes, if the file does not say: string-match, tool-trace, or a model's name.",
            "TEXT"
        );
        var bound = NumberOptions.Share(
            "--max-asr",
            "Highest value allowed for the upper end of the confidence interval of the attack success rate (default: 0.05)."
        );
        var threshold = NumberOptions.Share(
            "--threshold",
            "Score at or above which a filter stops a prompt, if no prediction is logged (default: 0.5)."
        );
        Add(command, data, reference, judge, bound, threshold);
        return Finish(
            command,
            host,
            EvidenceKind.PromptSafety,
            data,
            data,
            async (parse, path, digest, ct) =>
            {
                var mark = parse.Share(threshold, 0.5);
                var cases = await PromptCases.ReadAsync(path, parse.GetValue(judge), mark, ct);
                var before = parse.GetValue(reference) is { } last ? await PromptCases.ReadAsync(last, null, mark, ct) : null;
                var most = parse.Share(bound, PromptSuite.DefaultBound);
                return new PromptReport(PromptSuite.Evaluate(cases, before, most), most, path, digest);
            }
        );
    }

    private static ExampleCommand Retrieval(CliHost host)
    {
        var command = new ExampleCommand(
            "retrieval",
            "Measure retrieval against judgements: recall, precision and nDCG at the given depths, and MRR.",
            "governance evaluate retrieval --data results.csv --judgements qrels.csv --depths 1,5,10 --min-recall 0.8"
        );
        var data = CommonOptions.Text(
            "--data",
            "The retrieved documents: query_id, doc_id, rank; optional latency_ms.",
            "FILE",
            required: true
        );
        var judgements = CommonOptions.Text(
            "--judgements",
            "The relevance judgements: query_id, doc_id, relevance (a grade; 0 means not relevant).",
            "FILE",
            required: true
        );
        var depths = CommonOptions.Text("--depths", "Depths, comma-separated (default: 1,3,5,10).", "1,5,10");
        depths.Validators.Add(result =>
        {
            foreach (
                var wrong in CommonOptions
                    .Names(result.GetValue(depths))
                    .Where(d =>
                        !(
                            int.TryParse(
                                d,
                                System.Globalization.NumberStyles.None,
                                System.Globalization.CultureInfo.InvariantCulture,
                                out var n
                            ) && n is >= 1 and <= 10_000
                        )
                    )
            )
            {
                result.AddError($"--depths must be whole numbers from 1 to 10,000; \"{wrong}\" is not.");
            }
        });
        var least = NumberOptions.Share("--min-recall", "Minimum mean recall at the largest depth.");
        Add(command, data, judgements, depths, least);
        return Finish(
            command,
            host,
            EvidenceKind.Validation,
            data,
            judgements,
            async (parse, path, digest, ct) =>
            {
                var chosen = CommonOptions
                    .Names(parse.GetValue(depths))
                    .Select(d => int.Parse(d, System.Globalization.CultureInfo.InvariantCulture))
                    .ToList();
                var (queries, latency) = await RetrievalLogs.ReadAsync(path, parse.GetRequiredValue(judgements), ct);
                var result = RetrievalQuality.Evaluate(queries, chosen.Count > 0 ? chosen : null);
                return new RetrievalReport(result, latency, path, digest)
                {
                    Bound = parse.GetValue(least) is null ? null : (result.Depths[^1].Depth, parse.Share(least, 0)),
                };
            }
        );
    }

    private static ExampleCommand Answers(CliHost host)
    {
        var command = new ExampleCommand(
            "answers",
            "Summarise scores of answers (groundedness, faithfulness, …) and their latency.",
            "governance evaluate answers --data answers.csv --scores groundedness,correctness --by system --min-score 0.8"
        );
        var data = CommonOptions.Text(
            "--data",
            "One row per answer: scores from 0 to 1; optional latency_ms, claims and claims_supported.",
            "FILE",
            required: true
        );
        var scores = CommonOptions.Text(
            "--scores",
            $"Columns of scores, comma-separated (default: those of {string.Join(", ", AnswerQuality.KnownScores)} that are present).",
            "A,B"
        );
        var by = CommonOptions.Text("--by", "Column by whose values the answers are grouped.", "COLUMN");
        var mark = NumberOptions.Share("--low", "Score below which an answer is counted as low.");
        var least = NumberOptions.Share("--min-score", "Minimum mean for every score.");
        Add(command, data, scores, by, mark, least);
        return Finish(
            command,
            host,
            EvidenceKind.Validation,
            data,
            data,
            async (parse, path, digest, ct) =>
            {
                var group = parse.GetValue(by);
                var log = await LogColumns.ReadAsync(path, group is null ? [] : [group], ct);
                var groups = group is null ? null : log.Texts(group);
                double? low = parse.GetValue(mark) is null ? null : parse.Share(mark, 0);
                double? bound = parse.GetValue(least) is null ? null : parse.Share(least, 0);
                var found = AnswerLogs.Scores(log, CommonOptions.Names(parse.GetValue(scores)));
                var latency = log.NumbersOrNone("latency_ms") is { } times ? Latency.Of(times) : null;
                return new AnswerReport(
                    [.. found.Select(s => AnswerQuality.Evaluate(s.Name, s.Values, groups, low, bound))],
                    group,
                    latency,
                    path,
                    digest
                );
            }
        );
    }

    private static void Add(Command command, params Option<string>[] options)
    {
        foreach (var option in options)
        {
            command.Add(option);
        }
    }

    private static ExampleCommand Finish(
        ExampleCommand command,
        CliHost host,
        EvidenceKind kind,
        Option<string> data,
        Option<string> measuredOn,
        Func<ParseResult, string, string, CancellationToken, Task<EvaluationReport>> evaluate
    )
    {
        var artifact = new ArtifactOption(command);
        var set = CommonOptions.Text(
            "--set",
            "The questions or cases that were judged, as a file or SHA-256, "
                + "as the version declares them with role test (default: the file "
                + $"of {measuredOn.Name}); stated in the report.",
            "FILE|SHA256"
        );
        command.Add(set);
        var failOn = CommonOptions.OneOf(
            "--fail-on",
            "Exit 1 at this verdict or worse; warn includes what could not be determined.",
            ["warn", "fail"]
        );
        command.Add(failOn);
        var target = new EvidenceTarget(command);
        var start = CommonOptions.Instant(
            "--start",
            "Start of the evaluated period: the measures are then also sent to the model's monitors, so that a drop raises an alert."
        );
        var end = CommonOptions.Instant("--end", "End of the evaluated period.");
        command.Add(start);
        command.Add(end);
        command.Validators.Add(result =>
        {
            if (result.GetValue(start) is null != result.GetValue(end) is null)
            {
                result.AddError("Give both --start and --end, or neither.");
            }
            else if (result.GetValue(start) is not null && result.GetValue<string>("--model") is null)
            {
                result.AddError("Measures are sent for a version: --start and --end require --model and --version.");
            }
            else if (
                CommonOptions.TryReadInstant(result.GetValue(start), out var from)
                && CommonOptions.TryReadInstant(result.GetValue(end), out var to)
                && to <= from
            )
            {
                result.AddError("--end must be after --start.");
            }
        });
        command.Does(
            host,
            isCheck: true,
            async (parse, ct) =>
            {
                using var store = await target.OpenAsync(host, parse, $"governance evaluate {command.Name}", ct);
                var path = parse.GetRequiredValue(data);
                var asked = parse.GetValue(set) ?? parse.GetRequiredValue(measuredOn);
                var askedSha256 = Sha256Text.Of(asked) ?? (await LocalFile.HashAsync(asked, null, ct)).Sha256;
                if (store is not null && Sha256Text.Of(asked) is null)
                {
                    askedSha256 = await store.DigestAsync(asked, askedSha256, ct);
                }

                var report = await evaluate(parse, path, (await LocalFile.HashAsync(path, null, ct)).Sha256, ct);
                report = report with { Subject = new EvidenceSubject(await artifact.ReadAsync(parse, ct), askedSha256) };
                if (store is not null)
                {
                    await store.AddAsync(kind, writer => report.Write(writer, withEvidence: false), ct);
                    report = report with { Evidence = store.Stored };
                    if (
                        CommonOptions.TryReadInstant(parse.GetValue(start), out var from)
                        && CommonOptions.TryReadInstant(parse.GetValue(end), out var to)
                        && report.Figures.ToList() is { Count: > 0 } figures
                    )
                    {
                        report = report with { Monitored = await store.PushAsync(from, to, figures, ct) };
                    }
                }

                return new CommandOutcome(report, report.Fails(parse.GetValue(failOn)) ? ExitCode.Refused : ExitCode.Done)
                {
                    NotRun = parse.GetValue(failOn) is null
                        ? []
                        : report.Verdict switch
                        {
                            RobustnessVerdict.NotRun => ["--fail-on has nothing to check: give a limit, see --help."],
                            RobustnessVerdict.InsufficientData => ["--fail-on has nothing to check: there are too few cases."],
                            _ => [],
                        },
                };
            }
        );
        return command;
    }
}
