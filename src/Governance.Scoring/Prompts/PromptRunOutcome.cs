using Governance.Analytics.Assistants;

namespace Governance.Scoring.Prompts;

/// <summary>What asking a suite of a live model found, and what it is about.</summary>
/// <param name="Suite">The suite.</param>
/// <param name="Findings">What was found.</param>
/// <param name="Path">Name of the suite's file.</param>
/// <param name="Subject">The artifact and the file, by their digests.</param>
public sealed record PromptRunOutcome(PromptSuiteFile Suite, PromptFindings Findings, string Path, EvidenceSubject Subject)
{
    /// <summary>The endpoint, without a query.</summary>
    public required string Address { get; init; }

    /// <summary>What it speaks.</summary>
    public required string Protocol { get; init; }

    /// <summary>What of the sampling was sent.</summary>
    public required SuiteSampling Sent { get; init; }

    /// <summary>The artifact the endpoint says it serves; null when it does not.</summary>
    public string? EndpointArtifactSha256 { get; init; }

    /// <summary>Who says which artifact was measured; null when no one does.</summary>
    public string? ArtifactFrom { get; init; }

    /// <summary>Largest upper end of the interval of the attack success rate.</summary>
    public double Bound { get; init; } = PromptSuite.DefaultBound;

    /// <summary>Requests that were answered.</summary>
    public long Requests { get; init; }

    /// <summary>Requests that were made again.</summary>
    public long Retries { get; init; }

    /// <summary>Durations of requests in milliseconds, ascending.</summary>
    public double[] Latencies { get; init; } = [];

    /// <summary>The figures, as <c>evaluate prompts</c> computes them of any suite.</summary>
    public PromptSuiteResult Result =>
        PromptSuite.Evaluate(
            [
                .. Findings.Prompts.Select(asked => new PromptCase(asked.Prompt.Id, asked.Prompt.IsAttack, asked.Outcome)
                {
                    Category = asked.Prompt.Category,
                    Channel = asked.Prompt.Channel,
                    Risk = asked.Prompt.Risk,
                    Judge = asked.Judge,
                }),
            ],
            bound: Bound
        );

    /// <summary>What is stored as evidence.</summary>
    public EvidencePart Part => new("prompt-safety", writer => PromptRunJson.Write(writer, this));

    /// <summary>What this endpoint was asked and answered.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="suite">The suite.</param>
    /// <param name="findings">What was found.</param>
    /// <param name="path">Name of the suite's file.</param>
    /// <param name="subject">The artifact and the file, by their digests.</param>
    public static PromptRunOutcome Of(
        PromptEndpoint endpoint,
        PromptSuiteFile suite,
        PromptFindings findings,
        string path,
        EvidenceSubject subject
    )
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentNullException.ThrowIfNull(suite);
        return new(suite, findings, path, subject)
        {
            Address = endpoint.Address,
            Protocol = endpoint.Protocol,
            Sent = endpoint.Sent(suite.Sampling),
            EndpointArtifactSha256 = endpoint.ArtifactSha256,
            Requests = endpoint.Requests,
            Retries = endpoint.Retries,
            Latencies = endpoint.Latencies,
        };
    }
}
