using Governance.Domain.Competences;

namespace Governance.Portal.Compliance.Competences.Import;

/// <summary>What a line or a statement says, before anything is made of it.</summary>
internal sealed record RawTraining(int Line, string Email, string Course, string On)
{
    public string Topic { get; init; } = "";

    /// <summary>Address of the activity of an xAPI statement.</summary>
    public string Activity { get; init; } = "";

    public string Provider { get; init; } = "";

    public string Until { get; init; } = "";

    public string Reference { get; init; } = "";

    public string Sha256 { get; init; } = "";

    public CompetenceSource Source { get; init; }

    public bool IsCompleted { get; init; } = true;

    public IReadOnlyList<string> Problems { get; init; } = [];
}
