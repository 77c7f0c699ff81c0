using System.Collections.Concurrent;
using Governance.Data;
using Governance.Data.Artifacts;
using Governance.Data.Audit.Records;
using Governance.Domain.Agents.Tools;
using Governance.Domain.Models;
using Governance.Policies;
using Governance.Transparency;

namespace Governance.Portal.Kernel.Facts;

/// <summary>
/// Reads what versions of agents may do: the manifest that is their artifact, once for each digest. Versions of other models have none,
/// and cost nothing.
/// </summary>
public sealed class AgentManifests(ContentStore store)
{
    private const int Remembered = 1_024;

    // Under the digest of its bytes a manifest never changes.
    private readonly ConcurrentDictionary<string, AgentManifest> _read = new(StringComparer.Ordinal);

    private readonly ConcurrentDictionary<string, AgentManifest> _reviewed = new(StringComparer.Ordinal);

    /// <summary>True for a version of an agent: no other version has this media type (<c>AgentVersions</c> of the registry).</summary>
    public static bool IsOf(ModelVersion version)
    {
        ArgumentNullException.ThrowIfNull(version);
        return version.ArtifactMediaType == AgentManifest.MediaType;
    }

    /// <summary>
    /// The manifest of a version with the risks that count (<see cref="ToolReviews"/>); null for a version of another model.
    /// </summary>
    /// <exception cref="RecordAlteredException">It is an agent's, and its bytes are gone or other ones: nothing is judged without
    /// them.</exception>
    public async Task<AgentManifest?> OfAsync(GovernanceDbContext db, ModelVersion version, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(version);
        return !IsOf(version)
            ? null
            : await ReviewedAsync(db, version.ArtifactSha256, ct)
                ?? throw new RecordAlteredException($"The stored manifest of {version.Id} is missing or was changed.");
    }

    /// <summary>The manifest with this digest and the risks that count; null when it is gone or altered.</summary>
    public async Task<AgentManifest?> ReviewedAsync(GovernanceDbContext db, string sha256, CancellationToken ct)
    {
        if (await FindAsync(sha256, ct) is not { } manifest)
        {
            return null;
        }

        var reviews = await ToolReviews.OfAsync(db, manifest.Tools.Select(t => t.SchemaSha256), ct);
        return reviews.Count == 0 ? manifest : WithReviews(sha256, manifest, reviews);
    }

    /// <summary>A manifest with the risks that count, where its reviews were read already.</summary>
    public AgentManifest WithReviews(string sha256, AgentManifest manifest, IReadOnlyDictionary<string, AgentToolReview> reviews)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        var reviewed = ToolReviews.ApplyTo(manifest, reviews);
        if (ReferenceEquals(reviewed, manifest))
        {
            return manifest;
        }

        // The same facts are one object, so that what decisions lay out of it is laid out once.
        var key = $"{sha256}:{string.Join(';', reviewed.Tools.Select(t => string.Join(',', t.Risks)))}";
        if (_reviewed.Count >= Remembered)
        {
            _reviewed.Clear();
        }

        return _reviewed.GetOrAdd(key, reviewed);
    }

    /// <summary>The manifest with this digest as it was signed; null when it is gone or altered.</summary>
    public async Task<AgentManifest?> FindAsync(string sha256, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(sha256);
        if (_read.TryGetValue(sha256, out var known))
        {
            return known;
        }

        if (await store.FindAsync(sha256, ct) is not { SizeBytes: <= AgentManifest.MaxBytes })
        {
            return null;
        }

        using var bytes = new MemoryStream();
        try
        {
            await using var file = await store.OpenReadAsync(sha256, ct);
            await file.CopyToAsync(bytes, ct);
        }
        catch (IOException)
        {
            return null;
        }

        var text = bytes.ToArray();
        if (Sha256Hex.Of(text) != sha256 || AgentManifest.Read(text).Manifest is not { } manifest)
        {
            return null;
        }

        if (_read.Count >= Remembered)
        {
            _read.Clear();
        }

        _read[sha256] = manifest;
        return manifest;
    }
}
