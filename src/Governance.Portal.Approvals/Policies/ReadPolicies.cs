using System.Collections.Concurrent;
using Governance.Policies;
using Governance.Transparency;

namespace Governance.Portal.Approvals.Policies;

/// <summary>
/// Policies that were read lately, by the digest of their bytes: a gate reads the same few texts again and again. A text that was changed
/// has another digest, so nothing old is ever answered.
/// </summary>
internal sealed class ReadPolicies
{
    private const int Most = 64;
    private readonly ConcurrentDictionary<(string Sha256, string File), PolicyDocument> _known = new();

    /// <summary>The policy, or null when the bytes are none.</summary>
    /// <param name="source">The exact bytes.</param>
    /// <param name="file">Name of the file, for messages and locations.</param>
    public PolicyDocument? Get(byte[] source, string file)
    {
        var key = (Sha256Hex.Of(source), file);
        if (_known.TryGetValue(key, out var known))
        {
            return known;
        }

        if (PolicyDocument.Parse(source, file).Document is not { } policy)
        {
            return null;
        }

        if (_known.Count >= Most)
        {
            _known.Clear();
        }

        return _known[key] = policy;
    }
}
