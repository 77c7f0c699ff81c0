using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Artifacts;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Lineage;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Models.Registry;

/// <summary>Registers a version of a model. Its manifest never changes afterwards.</summary>
public sealed class RegisterVersion(
    ActionRunner runner,
    ContentStore store,
    IAlertsChanged rescore,
    ScanEvidence scans,
    IEnumerable<IVersionRegistered> handlers,
    IOptions<LimitsOptions> limits,
    CallerQuota quota
)
{
    /// <summary>What the caller says; nothing of it is checked yet.</summary>
    public sealed record Command(string Model, string? Version, ArtifactBody? Artifact)
    {
        public SourceBody? Source { get; init; }

        public IReadOnlyList<DatasetBody?>? Datasets { get; init; }

        public IReadOnlyDictionary<string, JsonElement>? Metrics { get; init; }

        public IReadOnlyList<DependencyBody?>? Dependencies { get; init; }

        public IReadOnlyList<string?>? Images { get; init; }

        /// <summary>True when its file is the manifest of an agent, read and written again.</summary>
        internal bool AsAgent { get; init; }
    }

    /// <summary>Registers it, or says everything that is wrong with it at once.</summary>
    public Task<Result<VersionView>> RunAsync(Actor actor, Command command, CancellationToken ct) =>
        RunAsync(actor, command, received: null, ct);

    /// <summary>Registers it together with its file, received already: both or neither.</summary>
    /// <param name="actor">Who.</param>
    /// <param name="command">What is declared of it.</param>
    /// <param name="received">The file; it is kept only when its digest and size are the declared ones. The caller disposes it.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Result<VersionView>> RunAsync(Actor actor, Command command, ContentStore.Incoming? received, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(command);
        if (received is not null && await received.StageAsync(ct) is { } away)
        {
            return away;
        }

        var attempt = new Attempt("version.registered", VersionLookup.Subject(command.Model, command.Version), Permission.WriteRegistry);
        return await runner.RunAsync<VersionView>(actor, attempt, (context, cancel) => ActAsync(context, command, received, cancel), ct);
    }

    /// <summary>
    /// Receives the file of a version to be registered: checks the permission first, hashes while streaming. The caller disposes it.
    /// </summary>
    public async Task<Result<ContentStore.Incoming>> ReceiveAsync(Actor actor, string model, Stream file, CancellationToken ct)
    {
        var asked = await runner.RunAsync<Done>(
            actor,
            new Attempt("version.registered", VersionLookup.Subject(model, version: null), Permission.WriteRegistry),
            async (context, cancel) =>
                ModelName.IsModel(model) && await context.Db.Models.AnyAsync(m => m.Name == model, cancel)
                    ? Done.Instance
                    : ModelRefusals.NotFound(model),
            ct
        );
        if ((asked.Refusal ?? quota.Refuses(actor.Id, 0)) is { } refusal)
        {
            return refusal;
        }

        var received = await store.ReceiveAsync(file, limits.Value.ArtifactBytes, "Limits__ArtifactBytes", actor, ct);
        if (received.IsDone && quota.Add(actor.Id, received.Value.Content.SizeBytes) is { } tooMuch)
        {
            await received.Value.DisposeAsync();
            return tooMuch;
        }

        return received;
    }

    private async Task<Result<VersionView>> ActAsync(
        ActionContext context,
        Command command,
        ContentStore.Incoming? received,
        CancellationToken ct
    )
    {
        if (!ModelName.IsModel(command.Model) || !await context.Db.Models.AnyAsync(m => m.Name == command.Model, ct))
        {
            return ModelRefusals.NotFound(command.Model);
        }

        var errors = new FieldErrors();
        if (!ModelName.IsVersion(command.Version))
        {
            errors.Add(
                "version",
                string.IsNullOrEmpty(command.Version)
                    ? ModelRefusals.Required
                    : ModelRefusals.VersionNameNotAllowed.FieldWords["version"][0]
            );
        }

        var manifest = new VersionManifest(
            command.Model,
            command.Version ?? "",
            VersionFields.Artifact(errors, command.Artifact),
            VersionFields.Source(errors, command.Source),
            VersionFields.Datasets(errors, command.Datasets),
            VersionFields.Metrics(errors, command.Metrics),
            VersionFields.Dependencies(errors, command.Dependencies)
        )
        {
            Images = VersionFields.Images(errors, command.Images),
        };
        if (errors.Refuse("version.not-acceptable", $"The version was not registered.") is { } refusal)
        {
            return refusal;
        }

        var key = manifest.Version.ToLowerInvariant();
        if (
            await context
                .Db.Versions.Where(v => v.Model == command.Model && v.VersionKey == key)
                .Select(v => v.Version)
                .FirstOrDefaultAsync(ct) is
            { } taken
        )
        {
            return ModelRefusals.VersionTaken(command.Model, taken);
        }

        var number = await NextNumberAsync(context, command.Model, ct);
        var registered = await AddAsync(context, manifest, number, command.AsAgent, ct);
        if (registered.Refusal is { } notAllowed)
        {
            return notAllowed;
        }

        var version = registered.Value;
        if (received is not null)
        {
            if (
                await ModelQuota.RefusesAsync(context.Db, version.Model, version.Version, received.Content.SizeBytes, limits.Value, ct) is
                { } full
            )
            {
                return full;
            }

            if (await AgentVersions.RefusesAsync(version, received, ct) is { } ofAgent)
            {
                return ofAgent;
            }

            var stored = version.StoreArtifact(received.Content.Sha256, received.Content.SizeBytes, context.Access.Actor.Id, context.Now);
            if (stored.Refusal is { } differs)
            {
                return differs;
            }

            await received.KeepAsync(ct);
            context.Append(StoreArtifact.Stored(version));
            if (await scans.RecordAsync(context, version, received, ct) is { } notRecorded)
            {
                return notRecorded;
            }
        }

        return VersionView.Of(version);
    }

    /// <summary>
    /// The next number: versions are never deleted, so it was never used. Two writers at once collide on the unique key and one runs again.
    /// </summary>
    internal static async Task<int> NextNumberAsync(ActionContext context, string model, CancellationToken ct) =>
        (await context.Db.Versions.Where(v => v.Model == model).MaxAsync(v => (int?)v.Number, ct) ?? 0) + 1;

    /// <summary>Registers a version within an action that has checked what it says.</summary>
    /// <param name="context">The action.</param>
    /// <param name="manifest">What is registered.</param>
    /// <param name="number">Its number.</param>
    /// <param name="asAgent">True when its file is the manifest of an agent.</param>
    /// <param name="ct">Cancels.</param>
    internal async Task<Result<ModelVersion>> AddAsync(
        ActionContext context,
        VersionManifest manifest,
        int number,
        bool asAgent,
        CancellationToken ct
    )
    {
        if (await AgentVersions.RefusesAsync(context.Db, manifest, asAgent, ct) is { } mixed)
        {
            return mixed;
        }

        var registered = ModelVersion.Register(manifest, number, context.Access.Actor.Id, context.Now);
        if (registered.Refusal is { } notAllowed)
        {
            return notAllowed;
        }

        var version = registered.Value;
        context.Db.Versions.Add(version);
        context.Db.RegisteredDatasets.AddRange(RegisteredDataset.Of(manifest));
        context.Append(
            new AuditEvent(
                "version.registered",
                version.Id,
                new JsonObject
                {
                    ["versionSha256"] = version.ManifestSha256,
                    ["artifactSha256"] = version.ArtifactSha256.Length == 0 ? null : version.ArtifactSha256,
                    ["number"] = version.Number,
                }
            )
            {
                Covers = [version.Model],
            }
        );
        foreach (var handler in handlers)
        {
            await handler.RegisteredAsync(context, manifest, ct);
        }

        await RaiseRiskAlerts.VersionRegisteredAsync(context, version, rescore, ct);
        return version;
    }
}
