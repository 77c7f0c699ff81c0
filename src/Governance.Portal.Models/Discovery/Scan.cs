using Governance.Domain;
using Governance.Domain.Discovery;

namespace Governance.Portal.Models.Discovery;

/// <summary>A scan that was checked.</summary>
/// <param name="Source">Where was scanned.</param>
/// <param name="At">When.</param>
/// <param name="Commit">Which commit.</param>
/// <param name="IsComplete">Whether everything was searched: what is missing then is gone.</param>
/// <param name="Findings">What was found.</param>
public sealed record Scan(string Source, DateTimeOffset At, string? Commit, bool IsComplete, IReadOnlyList<FoundThing> Findings)
{
    /// <summary>Checks what was sent.</summary>
    internal static Result<Scan> Of(ScanBody body, DateTimeOffset now)
    {
        if (!DiscoverySource.IsName(body.Source))
        {
            return DiscoveryRefusals.SourceNotValid;
        }

        if (body.ScannedAt is not { } at || at.IsAhead(now))
        {
            return DiscoveryRefusals.TimeNotValid;
        }

        if (body.Commit is { } commit && !(commit.Length is >= 7 and <= 64 && commit.All(char.IsAsciiLetterOrDigit)))
        {
            return DiscoveryRefusals.CommitNotValid;
        }

        var sent = body.Findings ?? [];
        if (sent.Count > DiscoveryRefusals.MaxFindings)
        {
            return DiscoveryRefusals.TooMany;
        }

        var findings = new List<FoundThing>(sent.Count);
        foreach (var (index, one) in sent.Index())
        {
            if (one is null || FoundThing.Of(one.Kind, one.Name, (one.Path, one.Line), (one.Detail, one.Note), one.Sha256) is not { } found)
            {
                return DiscoveryRefusals.FindingNotValid(index);
            }

            findings.Add(found);
        }

        return new Scan(body.Source!, at, body.Commit, body.Complete ?? true, findings);
    }
}
