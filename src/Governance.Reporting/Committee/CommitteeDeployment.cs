namespace Governance.Reporting.Committee;

/// <summary>A deployment out of policy.</summary>
/// <param name="Record">Id of the posture.</param>
/// <param name="Version">The version that runs, as it is named.</param>
/// <param name="Environment">Where it runs.</param>
/// <param name="Since">Since when it is out of policy.</param>
/// <param name="Rules">The rules that fail, each with what was found.</param>
/// <param name="GraceUntil">Until when it is to be put right; null where no policy says so.</param>
/// <param name="PermitsEndAt">When it may no longer be started again; null where no policy says so.</param>
public sealed record CommitteeDeployment(
    string Record,
    string Version,
    string Environment,
    DateTimeOffset Since,
    IReadOnlyList<string> Rules,
    DateTimeOffset? GraceUntil,
    DateTimeOffset? PermitsEndAt
)
{
    /// <summary>The rules in the language of the document; null where they are found by their English.</summary>
    public IReadOnlyList<string>? Said { get; init; }
}
