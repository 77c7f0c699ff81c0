using System.CommandLine;
using System.CommandLine.Parsing;
using Governance.Analytics.Assistants;
using Governance.Analytics.Robustness;
using Governance.Cli.Shared;
using Governance.Scoring.Prompts;

namespace Governance.Cli.Validation;

/// <summary>Options by which a prompt suite is sent to a live model, in place of rows.</summary>
internal sealed class PromptArguments
{
    private readonly Option<string> _suite = CommonOptions.Text(
        "--prompts",
        "Suite of prompts for a model that answers with text, instead of --data; see docs/prompt-suites.md.",
        "SUITE"
    );
    private readonly Option<string> _bound = NumberOptions.Share(
        "--max-asr",
        "With --prompts: highest value allowed for the upper end of the confidence interval of the attack success rate (default: 0.05)."
    );
    private readonly Option<string> _keep = CommonOptions.Text(
        "--keep-failures",
        "With --prompts: new file, readable by this account only, for the answers that failed. It is never sent anywhere.",
        "FILE"
    );

    /// <param name="command">Takes the options.</param>
    /// <param name="data">The file of rows, which is given or a suite is.</param>
    /// <param name="endpoint">Which endpoint is asked.</param>
    /// <param name="shared">Other options that mean something for prompts, too; those of the portal and the formats do anyway.</param>
    public PromptArguments(Command command, Option<string> data, EndpointArguments endpoint, IReadOnlyList<Option> shared)
    {
        foreach (var option in new[] { _suite, _bound, _keep })
        {
            command.Add(option);
        }

        Option[] known = [_suite, _bound, _keep, .. endpoint.ForPrompts, .. shared];
        string[] always = ["--model", "--version", "--server", "--api-key-file", "--format", "--artifact"];
        command.Validators.Add(result =>
        {
            var sends = result.GetValue(_suite) is not null;
            if (sends == result.GetValue(data) is not null)
            {
                result.AddError("Give either --data with rows, or --prompts with a suite.");
            }
            else if (sends)
            {
                foreach (
                    var other in result
                        .Children.OfType<OptionResult>()
                        .Where(o => !o.Implicit && !known.Contains(o.Option) && !always.Contains(o.Option.Name, StringComparer.Ordinal))
                )
                {
                    result.AddError($"{other.Option.Name} belongs to --data, not to --prompts.");
                }
            }
            else if (result.GetValue(_bound) is not null || result.GetValue(_keep) is not null)
            {
                result.AddError("--max-asr and --keep-failures belong to --prompts.");
            }
            else if (endpoint.IsChat(result))
            {
                result.AddError("Chat completions answer with text, which has no score. Give a suite with --prompts.");
            }
            else if (endpoint.NamesModel(result))
            {
                result.AddError("--endpoint-model belongs to --prompts.");
            }
        });
    }

    /// <summary>The suite's file; null when rows are scored.</summary>
    public string? Suite(ParseResult parse) => parse.GetValue(_suite);

    /// <summary>Sends a suite, judges the answers, and stores what was found where a version is named.</summary>
    public async Task<CommandOutcome> RunAsync(
        CliHost host,
        ParseResult parse,
        EndpointArguments endpoint,
        EvidenceTarget target,
        string? artifact,
        string? failOn,
        CancellationToken ct
    )
    {
        var path = parse.GetRequiredValue(_suite);
        var suite = await ReadAsync(path, ct);
        var sha256 = (await LocalFile.HashAsync(path, null, ct)).Sha256;
        using var store = await target.OpenAsync(host, parse, "governance validate", ct);
        var (asked, connection) = await endpoint.OpenForPromptsAsync(host, parse, ct);
        using var closes = connection;
        // Opened before anything is asked: what may not be written is said at once.
        await using var kept = parse.GetValue(_keep) is { } file ? FailedAnswers.Create(file) : null;
        await asked.LearnAsync(ct);
        var measured = MeasuredArtifact.Of((asked.ArtifactSha256, asked.Address), artifact, store);
        var known = store is null ? sha256 : await store.DigestAsync(path, sha256, ct);
        var findings = await CountProgress.RunAsync(
            host,
            $"Asking {asked.Address}",
            "prompts",
            suite.Prompts.Count,
            progress => new PromptRun(asked, suite) { KeepFailures = kept is not null, Progress = progress }.RunAsync(ct)
        );
        if (kept is not null)
        {
            await kept.WriteAsync(findings, ct);
        }

        var outcome = PromptRunOutcome.Of(asked, suite, findings, path, new EvidenceSubject(measured.Sha256, known)) with
        {
            ArtifactFrom = measured.From,
            Bound = parse.Share(_bound, PromptSuite.DefaultBound),
        };
        if (store is not null)
        {
            await store.AddAsync(outcome.Part.Kind, outcome.Part.Write, ct);
        }

        var report = new PromptRunReport(outcome)
        {
            IsHeldOut = store is null || store.HeldOut.Contains(known, StringComparer.Ordinal),
            Evidence = store?.Stored ?? [],
        };
        return new CommandOutcome(report, report.Fails(failOn) ? ExitCode.Refused : ExitCode.Done)
        {
            NotRun = failOn is null
                ? []
                : outcome.Result.Verdict switch
                {
                    RobustnessVerdict.NotRun => ["--fail-on has nothing to check: no attack of the suite has an outcome."],
                    RobustnessVerdict.InsufficientData => ["--fail-on has nothing to check: there are too few attacks."],
                    _ => [],
                },
        };
    }

    private static async Task<PromptSuiteFile> ReadAsync(string path, CancellationToken ct)
    {
        await using var file = LocalFile.Open(path);
        try
        {
            return await SuiteReader.ReadAsync(file, path, ct)
                ?? throw CliException.Usage($"{path} is not a prompt suite: its first line must name one (\"suite\" and \"version\").");
        }
        catch (Exception problem) when (LocalFile.IsReadProblem(problem))
        {
            throw LocalFile.Unreadable(path, problem);
        }
    }
}
