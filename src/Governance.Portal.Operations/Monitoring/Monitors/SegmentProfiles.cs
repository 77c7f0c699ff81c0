using Governance.Analytics.Drift;
using Governance.Analytics.Io;
using Governance.Domain;
using Governance.Domain.Monitoring;

namespace Governance.Portal.Operations.Monitoring.Monitors;

/// <summary>
/// The profiles of segments of references, each made once on a node: they only depend on the bytes of the reference and on what its columns
/// are. The least recently used one goes first.
/// </summary>
public sealed class SegmentProfiles(WindowRows rows)
{
    private const int MaxKept = 64;

    private readonly Lock _gate = new();
    private readonly LinkedList<(Key Key, ReferenceProfile Profile)> _kept = new();

    /// <summary>The profiles of some segments of a reference; those that are not kept are made in one pass over it.</summary>
    internal async Task<IReadOnlyDictionary<RowFilter, Result<ReferenceProfile>>> OfAsync(
        MonitoringWindow reference,
        IReadOnlyCollection<RowFilter> segments,
        CancellationToken ct
    )
    {
        var profiles = new Dictionary<RowFilter, Result<ReferenceProfile>>();
        foreach (var segment in segments)
        {
            if (Kept(KeyOf(reference, segment)) is { } kept)
            {
                profiles[segment] = kept;
            }
        }

        var missing = segments.Where(s => !profiles.ContainsKey(s)).ToList();
        var parts = await rows.ReadPartsAsync(reference, [.. missing.Select(s => (s, (TableSchema?)null))], ct);
        foreach (var (segment, read) in missing.Zip(parts))
        {
            profiles[segment] = read.Refusal is { } refusal
                ? refusal
                : Keep(KeyOf(reference, segment), ReferenceProfile.FromTable(read.Value, WindowRows.ColumnsOf(reference).ToRoles(), ct));
        }

        return profiles;
    }

    private ReferenceProfile? Kept(Key key)
    {
        lock (_gate)
        {
            for (var node = _kept.First; node is not null; node = node.Next)
            {
                if (node.Value.Key == key)
                {
                    _kept.Remove(node);
                    _kept.AddFirst(node);
                    return node.Value.Profile;
                }
            }
        }

        return null;
    }

    private ReferenceProfile Keep(Key key, ReferenceProfile profile)
    {
        lock (_gate)
        {
            _kept.AddFirst((key, profile));
            if (_kept.Count > MaxKept)
            {
                _kept.RemoveLast();
            }
        }

        return profile;
    }

    private static Key KeyOf(MonitoringWindow reference, RowFilter segment) => new(reference.DataSha256, reference.OptionsJson, segment);

    private sealed record Key(string DataSha256, string OptionsJson, RowFilter Segment);
}
