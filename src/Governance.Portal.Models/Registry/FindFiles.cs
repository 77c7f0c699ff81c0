using Governance.Data;
using Governance.Domain;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Kernel.Storage;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.Registry;

/// <summary>Finds the stored files of a version: its artifact, and what evidence consists of.</summary>
public sealed class FindFiles(IDbContextFactory<GovernanceDbContext> dbFactory, StoredFiles files)
{
    /// <summary>Finds the artifact of a version.</summary>
    public async Task<Result<StoredFile>> ArtifactAsync(string model, string version, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var found = await VersionLookup.ReadAsync(db, model, version, ct);
        if (found.Refusal is { } refusal)
        {
            return refusal;
        }

        var facts = found.Value;
        return facts.ArtifactErasedAt is not null ? ModelRefusals.ArtifactErased(facts.Id)
            : facts.ArtifactStoredAt is null ? ModelRefusals.ArtifactNotStored(facts.Id)
            : await files.PresentAsync(
                new StoredFile(
                    facts.Id,
                    facts.ArtifactSha256,
                    facts.ArtifactSizeBytes,
                    facts.ArtifactMediaType,
                    $"{facts.Model}-{facts.Version}.bin"
                ),
                ct
            );
    }

    /// <summary>What gates read from a piece of evidence, as stored JSON, and its content, which may be gone from the store.</summary>
    public async Task<Result<(string Facts, Result<StoredFile> File)>> EvidenceWithFactsAsync(
        string model,
        string version,
        string id,
        CancellationToken ct
    )
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var found = await ListEvidence.FindAsync(db, model, version, id, ct);
        return found.Refusal is { } refusal ? refusal : (found.Value.FactsJson, await PresentAsync(found.Value, ct));
    }

    /// <summary>Finds the content of a piece of evidence.</summary>
    public async Task<Result<StoredFile>> EvidenceAsync(string model, string version, string id, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var found = await ListEvidence.FindAsync(db, model, version, id, ct);
        return found.Refusal is { } refusal ? refusal : await PresentAsync(found.Value, ct);
    }

    private Task<Result<StoredFile>> PresentAsync(Evidence evidence, CancellationToken ct) =>
        files.PresentAsync(
            new StoredFile(
                evidence.Id.ToString(),
                evidence.Sha256,
                evidence.SizeBytes,
                evidence.MediaType,
                evidence.FileName ?? $"{evidence.Id}.json"
            ),
            ct
        );
}
