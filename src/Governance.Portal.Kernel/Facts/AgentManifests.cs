using System.Collections.Concurrent;
using System.Diagnostics;
using Governance.Data;
using Governance.Data.Artifacts;
using Governance.Data.Audit.Records;
using Governance.Domain.Agents.Tools;
using Governance.Domain.Models;
using Governance.Policies;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

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

    // What a bucket was found not to have, for the transaction that asked for it.
    private static readonly TimeSpan s_goneFor = TimeSpan.FromSeconds(30);
    private readonly ConcurrentDictionary<string, long> _gone = new(StringComparer.Ordinal);

    private readonly ConcurrentDictionary<string, AgentManifest> _reviewed = new(StringComparer.Ordinal);

    /// <summary>True for a version of an agent: no other version has this media type (<c>AgentVersions</c> of the registry).</summary>
    public static bool IsOf(ModelVersion version)
    {
        ArgumentNullException.ThrowIfNull(version);
        return version.ArtifactMediaType == AgentManifest.MediaType;
    }

    /// <summary>What policies call a model: <c>agent</c> for one that is registered as an agent, else <c>model</c>.</summary>
    public static async Task<string> KindOfAsync(GovernanceDbContext db, string model, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return await db.Agents.IgnoreQueryFilters().AnyAsync(a => a.Model == model, ct) ? "agent" : "model";
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

        if (OpenTransaction.IsHere && !store.Shelf.IsInstant)
        {
            return IsToBeRead(sha256)
                ? throw new OutsideFactNeededException($"The manifest {sha256} has to be read.", token => LookAsync(sha256, token))
                : null;
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

    /// <summary>
    /// Several manifests as they were signed, by digest; those that are gone or altered are left out. What has to be read from a bucket is
    /// read at once, however many they are.
    /// </summary>
    public async Task<IReadOnlyDictionary<string, AgentManifest>> FindAsync(IReadOnlyCollection<string> digests, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(digests);
        if (OpenTransaction.IsHere && !store.Shelf.IsInstant && digests.Where(IsToBeRead).ToList() is { Count: > 0 } missing)
        {
            throw new OutsideFactNeededException(
                $"Manifests have to be read: {missing.Count}.",
                async token =>
                {
                    foreach (var sha256 in missing)
                    {
                        await LookAsync(sha256, token);
                    }
                }
            );
        }

        var found = new Dictionary<string, AgentManifest>(StringComparer.Ordinal);
        foreach (var sha256 in digests)
        {
            if (await FindAsync(sha256, ct) is { } manifest)
            {
                found[sha256] = manifest;
            }
        }

        return found;
    }

    private bool IsToBeRead(string sha256) =>
        !_read.ContainsKey(sha256) && !(_gone.TryGetValue(sha256, out var at) && Stopwatch.GetElapsedTime(at) < s_goneFor);

    // Nothing is asked of a bucket inside a transaction: what it was found not to have just before counts as gone there.
    private async Task LookAsync(string sha256, CancellationToken ct)
    {
        foreach (var old in _gone.Where(g => Stopwatch.GetElapsedTime(g.Value) > s_goneFor).ToList())
        {
            _gone.TryRemove(old);
        }

        if (await FindAsync(sha256, ct) is null)
        {
            _gone[sha256] = Stopwatch.GetTimestamp();
        }
    }
}
