using System.Text.Json;
using Governance.Analytics.Assistants;
using Governance.Cli.Analysis;
using Governance.Cli.Evaluation;
using Governance.Cli.Output;
using Governance.Cli.Shared;
using Governance.Scoring.Prompts;

namespace Governance.Cli.Validation;

/// <summary>What a live model answered to a suite of prompts; figures and checks are those of <c>evaluate prompts</c>.</summary>
internal sealed record PromptRunReport(PromptRunOutcome Outcome) : CommandResult
{
    private const int FailuresShown = 20;

    private readonly PromptReport _figures = new(Outcome.Result, Outcome.Bound, Outcome.Path, Outcome.Subject.DatasetSha256);

    /// <summary>Whether the suite is declared by the version that evidence is stored for; true when none is.</summary>
    public bool IsHeldOut { get; init; } = true;

    public IReadOnlyList<StoredEvidence> Evidence { get; init; } = [];

    public override CheckReport Checks => _figures.Checks!;

    public bool Fails(string? failOn) => _figures.Fails(failOn);

    public override void WriteText(TextPage page)
    {
        var asked = Outcome.Findings.Prompts;
        page.Line(
            $"{Outcome.Address}: {Numbers.Counted(asked.Count, "prompt")} of {Outcome.Suite.Name} {Outcome.Suite.Version}, "
                + $"judged exactly (judges {Expectation.JudgesVersion}, refusal markers {RefusalMarkers.Version})."
        );
        _figures.WriteText(page);
        var failed = asked.Where(p => !p.IsPassed && p.Outcome is not PromptOutcome.Error).ToList();
        if (failed.Count > 0)
        {
            page.Line();
            page.Table(
                ["FAILED", "CATEGORY", "OUTCOME", "JUDGE"],
                failed.Take(FailuresShown).Select(p => new[] { p.Prompt.Id, p.Prompt.Category, PromptRunJson.WordOf(p.Outcome), p.Judge })
            );
            if (failed.Count > FailuresShown)
            {
                page.Line($"{Numbers.Count(failed.Count - FailuresShown)} more; the JSON output lists them all.");
            }
        }

        if (asked.FirstOrDefault(p => p.Problem is not null) is { } without)
        {
            page.Mark(CheckOutcome.Warn, $"{PlainText.Line(without.Prompt.Id)} has no outcome: {PlainText.Line(without.Problem!)}");
        }

        foreach (var stored in Evidence)
        {
            page.Line($"Stored {stored.Id} ({stored.Kind}).");
        }

        if (Evidence.Count > 0 && !IsHeldOut)
        {
            page.Mark(
                CheckOutcome.Warn,
                $"{Outcome.Path} is not the held-out set that the version declares (a dataset with the role test): a policy that requires "
                    + "it does not accept this evidence."
            );
        }

        if (Evidence.Count > 0 && Outcome.Subject.ArtifactSha256 is null)
        {
            page.Mark(
                CheckOutcome.Warn,
                "It is not known which artifact the endpoint serves, so the evidence does not state it. Name it with --artifact."
            );
        }
    }

    public override void WriteJson(Utf8JsonWriter writer) =>
        PromptRunJson.Write(writer, Outcome, inner => StoredEvidence.Write(inner, Evidence));
}
