using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Artifacts;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Models.Registry;

/// <summary>
/// Takes the bytes of a version's artifact. They are hashed while they stream; a difference from what was declared leaves nothing behind.
/// </summary>
public sealed class StoreArtifact(
    ActionRunner runner,
    ContentStore store,
    IFactsChanged factsChanged,
    ScanEvidence scans,
    IOptions<LimitsOptions> limits
)
{
    /// <summary>What was stored.</summary>
    /// <param name="Version">The version.</param>
    /// <param name="First">True when its bytes were not in the store before.</param>
    public sealed record Outcome(VersionView Version, bool First);

    /// <summary>Reads the stream to its end and stores it.</summary>
    /// <param name="actor">Who.</param>
    /// <param name="model">Name of the model.</param>
    /// <param name="version">Name of the version.</param>
    /// <param name="bytes">The file; read once, never held whole.</param>
    /// <param name="announcedLength">Length the caller announces, if any: a wrong one is refused before anything is read.</param>
    /// <param name="ct">Cancels; nothing is kept.</param>
    public async Task<Result<Outcome>> RunAsync(
        Actor actor,
        string model,
        string version,
        Stream bytes,
        long? announcedLength,
        CancellationToken ct
    )
    {
        // Whether this may be done at all is asked before gigabytes are taken in, and again when they are recorded.
        var attempt = new Attempt("artifact.stored", VersionLookup.Subject(model, version), Permission.WriteRegistry);
        var asked = await runner.RunAsync<long>(
            actor,
            attempt,
            (context, cancel) => DeclaredSizeAsync(context, model, version, announcedLength, cancel),
            ct
        );
        if (asked.Refusal is { } refusal)
        {
            return refusal;
        }

        var declared = asked.Value;
        var limit = limits.Value.ArtifactBytes;
        if (announcedLength > limit)
        {
            return ModelRefusals.TooLarge("Limits__ArtifactBytes", limit);
        }

        var received = await store.ReceiveAsync(bytes, Math.Min(limit, declared), "Limits__ArtifactBytes", actor, ct);
        if (received.Refusal is { } tooLarge)
        {
            return declared < limit && tooLarge.Code == "limit.exceeded" ? ModelRefusals.ArtifactLonger(declared) : tooLarge;
        }

        await using var incoming = received.Value;
        // What is sent to object storage is not taken back: other bytes than those declared are not sent at all.
        if (
            !store.Shelf.IsInstant
            && (
                await runner.RunAsync<Done>(
                    actor,
                    attempt,
                    (context, cancel) => FitsAsync(context, model, version, incoming.Content, cancel),
                    ct
                )
            ).Refusal
                is { } other
        )
        {
            return other;
        }

        if (await incoming.StageAsync(ct) is { } away)
        {
            return away;
        }

        await scans.PrepareAsync(model, version, incoming, ct);
        var repair = new Repair();
        return await runner.RunAsync<Outcome>(
            actor,
            attempt,
            (context, cancel) => RecordAsync(context, model, version, incoming, repair, cancel),
            ct
        );
    }

    /// <summary>The fact that a version's bytes are in the store.</summary>
    internal static AuditEvent Stored(ModelVersion version) =>
        new(
            "artifact.stored",
            version.Id,
            new JsonObject { ["sha256"] = version.ArtifactSha256, ["sizeBytes"] = version.ArtifactSizeBytes }
        );

    private async Task<Result<long>> DeclaredSizeAsync(
        ActionContext context,
        string model,
        string name,
        long? announced,
        CancellationToken ct
    )
    {
        var found = await VersionLookup.FindAsync(context.Db, model, name, ct);
        if (found.Refusal is { } refusal)
        {
            return refusal;
        }

        var version = found.Value;
        if (version.ArtifactSha256.Length == 0)
        {
            return long.MaxValue; // nothing was declared: the limit alone counts
        }

        if (announced is { } length && length != version.ArtifactSizeBytes)
        {
            return ModelRefusals.ArtifactSizeDiffers(version.ArtifactSizeBytes, length);
        }

        return
            await ModelQuota.RefusesAsync(context.Db, version.Model, version.Version, version.ArtifactSizeBytes, limits.Value, ct)
                is { } full
            ? full
            : version.ArtifactSizeBytes;
    }

    private static async Task<Result<Done>> FitsAsync(
        ActionContext context,
        string model,
        string name,
        StoredContent content,
        CancellationToken ct
    )
    {
        var found = await VersionLookup.FindAsync(context.Db, model, name, ct);
        return found.Match<Result<Done>>(
            version => version.RefusesArtifact(content.Sha256, content.SizeBytes) is { } differs ? differs : Done.Instance,
            refusal => refusal
        );
    }

    private async Task<Result<Outcome>> RecordAsync(
        ActionContext context,
        string model,
        string name,
        ContentStore.Incoming incoming,
        Repair repair,
        CancellationToken ct
    )
    {
        var found = await VersionLookup.FindAsync(context.Db, model, name, ct);
        if (found.Refusal is { } refusal)
        {
            return refusal;
        }

        var version = found.Value;
        if (
            await ModelQuota.RefusesAsync(context.Db, version.Model, version.Version, incoming.Content.SizeBytes, limits.Value, ct) is
            { } full
        )
        {
            return full;
        }

        if (await AgentVersions.RefusesAsync(version, incoming, ct) is { } ofAgent)
        {
            return ofAgent;
        }

        var outcome = version.StoreArtifact(incoming.Content.Sha256, incoming.Content.SizeBytes, context.Access.Actor.Id, context.Now);
        if (outcome.Refusal is { } differs)
        {
            return differs;
        }

        if (outcome.Value)
        {
            // Kept before the commit: bytes without a row do no harm under their own digest, a row without bytes would lie.
            await incoming.KeepAsync(ct);
            context.Append(Stored(version));
            await factsChanged.ChangedAsync(context, version.Model, version.Version, ct);
            if (await scans.RecordAsync(context, version, incoming, ct) is { } notRecorded)
            {
                return notRecorded;
            }
        }
        else if (repair.IsNeeded is not { } isNeeded)
        {
            // All of it is read, and where need be written: not while others wait for the transaction.
            throw new OutsideFactNeededException(
                $"What is stored of {version.Id} has to be read.",
                token => repair.RunAsync(store, incoming, version.ArtifactSha256, token)
            );
        }
        else if (isNeeded)
        {
            context.Append(new AuditEvent("artifact.restored", version.Id, new JsonObject { ["sha256"] = version.ArtifactSha256 }));
        }

        return new Outcome(VersionView.Of(version), outcome.Value);
    }

    // Uploading the same bytes again repairs what the disk lost or changed.
    private sealed class Repair
    {
        /// <summary>Null until what is stored was read.</summary>
        public bool? IsNeeded { get; private set; }

        public async Task RunAsync(ContentStore store, ContentStore.Incoming incoming, string sha256, CancellationToken ct)
        {
            IsNeeded = await store.RehashAsync(sha256, ct) is not { } stored || stored.Sha256 != sha256;
            if (IsNeeded is true)
            {
                await incoming.KeepAsync(ct, replace: true);
            }
        }
    }
}
