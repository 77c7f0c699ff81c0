using Governance.Cli.Shared;

namespace Governance.Cli.Validation;

/// <summary>Which artifact an endpoint serves, and who says so.</summary>
/// <param name="Sha256">Its digest; null when no one says.</param>
/// <param name="From"><c>endpoint</c>, <c>option</c>, or <c>version</c> for the one the evidence is stored for; null when no one
/// says.</param>
internal sealed record MeasuredArtifact(string? Sha256, string? From)
{
    /// <summary>
    /// What the endpoint says of itself, else what the person says, else that of the version: they may not contradict one another.
    /// </summary>
    /// <param name="endpoint">The artifact the endpoint says it serves, null when it does not, and its address.</param>
    /// <param name="named">The one the person names; null when they do not.</param>
    /// <param name="store">Where the evidence is stored; null when it is not.</param>
    public static MeasuredArtifact Of((string? Sha256, string Address) endpoint, string? named, EvidenceStore? store)
    {
        var said = new[] { (endpoint.Sha256, "endpoint"), (named, "option"), (store?.ArtifactSha256, "version") }
            .Where(one => one.Item1 is not null)
            .Select(one => new MeasuredArtifact(one.Item1, one.Item2))
            .ToList();
        if (said.Find(other => other.Sha256 != said[0].Sha256) is { } different)
        {
            throw new CliException(
                ExitCode.Refused,
                $"{Words(said[0], endpoint.Address, store)} {said[0].Sha256}, "
                    + $"and {Words(different, endpoint.Address, store)} {different.Sha256}. "
                    + "Use the endpoint that serves the artifact of this version."
            );
        }

        return said.Count > 0 ? said[0] : new(null, null);
    }

    private static string Words(MeasuredArtifact said, string address, EvidenceStore? store) =>
        said.From switch
        {
            "endpoint" => $"The artifact that {address} says it serves is",
            "option" => "that of --artifact is",
            _ => $"that of {store!.Model}@{store.Version} is",
        };
}
