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

    /// <summary>The profile of those rows of a reference.</summary>
    internal async Task<Result<ReferenceProfile>> OfAsync(MonitoringWindow reference, RowFilter segment, CancellationToken ct)
    {
        var key = new Key(reference.DataSha256, reference.OptionsJson, segment);
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

        var read = await rows.ReadAsync(reference, segment, null, ct);
        if (read.Refusal is { } refusal)
        {
            return refusal;
        }

        var profile = ReferenceProfile.FromTable(read.Value, WindowRows.ColumnsOf(reference).ToRoles(), ct);
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

    private sealed record Key(string DataSha256, string OptionsJson, RowFilter Segment);
}
