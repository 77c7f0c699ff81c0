using Governance.Analytics.Robustness;
using Governance.Domain.Validation;
using Governance.Scoring;

namespace Governance.Portal.Operations.Validation;

/// <summary>
/// The outcome of a run, whether it scored rows or sent prompts: the evidence to be filed, and the figures that the list of runs shows.
/// </summary>
/// <param name="Verdict">The worst verdict of what was judged.</param>
/// <param name="Subject">The artifact and the held-out set, by their digests.</param>
/// <param name="Parts">The evidence that is filed with the version.</param>
/// <param name="Figures">The main figures by name; those without a value are left out.</param>
internal sealed record RunOutcome(
    RobustnessVerdict Verdict,
    EvidenceSubject Subject,
    IReadOnlyList<EvidencePart> Parts,
    IReadOnlyList<(string Name, double? Value)> Figures
)
{
    /// <summary>Rows that were scored; of a run that sends prompts, the prompts that were asked.</summary>
    public long RowsScored { get; init; }

    /// <summary>Requests that the endpoint answered.</summary>
    public long Requests { get; init; }

    /// <summary>What the run itself keeps: all but the evidence, and the digest of that. Figures without a value are left out.</summary>
    /// <param name="figuresSha256">Digest over the digests of all evidence that is filed, not of <see cref="Figures"/> alone.</param>
    public ValidationFound ToValidationFound(string figuresSha256) =>
        new(
            Verdict switch
            {
                RobustnessVerdict.Ok => ValidationVerdict.Ok,
                RobustnessVerdict.Warn => ValidationVerdict.Warn,
                RobustnessVerdict.Fail => ValidationVerdict.Fail,
                RobustnessVerdict.InsufficientData => ValidationVerdict.InsufficientData,
                RobustnessVerdict.NotRun => ValidationVerdict.NotRun,
            },
            Subject.DatasetSha256,
            Subject.ArtifactSha256,
            figuresSha256
        )
        {
            Figures =
            [
                .. Figures
                    .Where(f => f.Value is { } value && double.IsFinite(value))
                    .Select(f => new ValidationFigure(f.Name, f.Value!.Value)),
            ],
            RowsScored = RowsScored,
            Requests = Requests,
        };
}
