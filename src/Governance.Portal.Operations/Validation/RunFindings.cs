using Governance.Analytics.Robustness;
using Governance.Domain.Validation;
using Governance.Scoring;

namespace Governance.Portal.Operations.Validation;

/// <summary>What a run found, whether it scored rows or sent prompts: as it is filed, and as the list of runs shows it.</summary>
/// <param name="Verdict">The worst verdict of what was judged.</param>
/// <param name="Subject">The artifact and the held-out set, by their digests.</param>
/// <param name="Parts">What is filed.</param>
/// <param name="Figures">The main figures by name; those without a value are left out.</param>
internal sealed record RunFindings(
    RobustnessVerdict Verdict,
    EvidenceSubject Subject,
    IReadOnlyList<EvidencePart> Parts,
    IReadOnlyList<(string Name, double? Value)> Figures
)
{
    /// <summary>Rows that were scored, or prompts that were asked.</summary>
    public long RowsScored { get; init; }

    /// <summary>Requests that the endpoint answered.</summary>
    public long Requests { get; init; }

    /// <summary>The same as the run keeps it.</summary>
    /// <param name="figuresSha256">Digest over the digests of all that is filed.</param>
    public ValidationFound Found(string figuresSha256) =>
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
