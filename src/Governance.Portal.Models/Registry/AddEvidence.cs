using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Artifacts;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Governance.Transparency;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Models.Registry;

/// <summary>
/// Adds what was learned about a version: a JSON payload, or a file. While a promotion of the version is live, its bundle changes with it.
/// </summary>
public sealed class AddEvidence(
    ActionRunner runner,
    ContentStore store,
    IFactsChanged factsChanged,
    IMayAct mayAct,
    IOptions<LimitsOptions> limits
)
{
    private const string Json = "application/json";
    private const int MaxReadBytes = 16 * 1024 * 1024;

    /// <summary>What the caller says; nothing of it is checked yet.</summary>
    /// <param name="Model">Name of the model.</param>
    /// <param name="Version">Name of the version.</param>
    /// <param name="Kind">Evidence kind by its wire name.</param>
    /// <param name="Tool">The tool that made it.</param>
    /// <param name="ProducedAt">When the tool made it: RFC 3339.</param>
    public sealed record Command(string Model, string Version, string? Kind, string? Tool, string? ProducedAt)
    {
        /// <summary>The id that the action which records it has drawn; null for the next one.</summary>
        internal EvidenceId? Id { get; init; }
    }

    /// <summary>A file received already.</summary>
    /// <param name="Content">The bytes; kept only when the evidence is recorded. The caller disposes them.</param>
    /// <param name="Name">File name as uploaded, for display.</param>
    /// <param name="MediaType">Media type as declared.</param>
    public sealed record File(ContentStore.Incoming Content, string? Name, string? MediaType);

    /// <summary>The words for a kind that is none.</summary>
    internal static Sentence KindRule { get; } = $"This must be one of {string.Join(", ", WireName.All<EvidenceKind>())}.";

    /// <summary>Adds a JSON payload. Its digest is that of its RFC 8785 form, and that form is what is stored.</summary>
    public async Task<Result<EvidenceView>> RunAsync(Actor actor, Command command, JsonElement? payload, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(command);
        if (payload is not { ValueKind: not JsonValueKind.Undefined } given)
        {
            return Refusal.Field(
                "evidence.payload-missing",
                "payload",
                $"Send a JSON payload, or the evidence in the part named file of a multipart form."
            );
        }

        var canonical = ForeignJson.Canonicalize(Encoding.UTF8.GetBytes(given.GetRawText()));
        if (canonical.Refusal is { } malformed)
        {
            return Refusal.Field(malformed.Code, "payload", malformed.Words);
        }

        if (canonical.Value.Length > limits.Value.EvidenceBytes)
        {
            return ModelRefusals.TooLarge("Limits__EvidenceBytes", limits.Value.EvidenceBytes);
        }

        var bytes = canonical.Value;
        if (store.Inspects)
        {
            return await RunInspectedAsync(actor, command, bytes, ct);
        }

        await factsChanged.PrepareAsync(command.Model, command.Version, ct);
        return await runner.RunAsync<EvidenceView>(
            actor,
            AttemptOf(command),
            (context, cancel) => RecordAsync(context, command, OfJson(bytes, cancel), cancel),
            ct
        );
    }

    // What comes from outside is inspected as a file is: asked first, received, then recorded.
    private async Task<Result<EvidenceView>> RunInspectedAsync(Actor actor, Command command, byte[] bytes, CancellationToken ct)
    {
        var asked = await CheckBeforeUploadAsync(actor, command.Model, command.Version, ct);
        if (asked.Refusal is { } refusal)
        {
            return refusal;
        }

        using var stream = new MemoryStream(bytes, writable: false);
        var received = await ReceiveAsync(actor, stream, ct);
        if (received.Refusal is { } refused)
        {
            return refused;
        }

        await using var incoming = received.Value;
        return await RunAsync(actor, command, new File(incoming, null, Json), ct);
    }

    /// <summary>What takes long, before an action that records evidence of its own.</summary>
    internal Task PrepareAsync(string model, string version, CancellationToken ct) => factsChanged.PrepareAsync(model, version, ct);

    /// <summary>
    /// Records a JSON document as evidence in the transaction of the action that makes it. That action has asked for the permission.
    /// </summary>
    /// <param name="context">The running action.</param>
    /// <param name="command">What it is.</param>
    /// <param name="canonical">The document in its RFC 8785 form.</param>
    /// <param name="ct">Cancels.</param>
    internal async Task<Result<EvidenceView>> RecordAsync(ActionContext context, Command command, byte[] canonical, CancellationToken ct)
    {
        var found = await VersionLookup.FindAsync(context.Db, command.Model, command.Version, ct);
        return found.Refusal is { } refusal ? refusal : await RecordAsync(context, found.Value, command, OfJson(canonical, ct), ct);
    }

    /// <summary>As above, for a version that the action has locked already.</summary>
    internal Task<Result<EvidenceView>> RecordAsync(
        ActionContext context,
        ModelVersion version,
        Command command,
        byte[] canonical,
        CancellationToken ct
    ) => RecordAsync(context, version, command, OfJson(canonical, ct), ct);

    private Content OfJson(byte[] bytes, CancellationToken ct) =>
        new(Sha256Hex.Of(bytes), bytes.Length, Json, null, bytes, async () => await store.StoreAsync(bytes, ct));

    /// <summary>Whether a file may be added at all, before gigabytes are received.</summary>
    public Task<Result<Done>> CheckBeforeUploadAsync(Actor actor, string model, string version, CancellationToken ct) =>
        runner.RunAsync<Done>(
            actor,
            new Attempt("evidence.added", VersionLookup.Subject(model, version), Permission.AddEvidence),
            async (context, cancel) =>
                (await VersionLookup.FindAsync(context.Db, model, version, cancel)).Match<Result<Done>>(
                    _ => Done.Instance,
                    refusal => refusal
                ),
            ct
        );

    /// <summary>
    /// Receives a file for <see cref="RunAsync(Actor, Command, File, CancellationToken)"/>: hashed while it streams, bounded by the limit
    /// for evidence.
    /// </summary>
    public Task<Result<ContentStore.Incoming>> ReceiveAsync(Actor actor, Stream file, CancellationToken ct) =>
        store.ReceiveAsync(file, limits.Value.EvidenceBytes, "Limits__EvidenceBytes", actor, ct);

    /// <summary>Adds a file. Its digest is that of its bytes.</summary>
    public async Task<Result<EvidenceView>> RunAsync(Actor actor, Command command, File file, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(command);
        ArgumentNullException.ThrowIfNull(file);
        var stored = file.Content.Content;
        // A bill of materials is read in other forms, too, or named as what it is.
        var isRead = IsJson(file.MediaType) || IsMarkdown(file.MediaType) || command.Kind == WireName.Of(EvidenceKind.Sbom);
        var readable = isRead && stored.SizeBytes <= MaxReadBytes ? await ReadAsync(file.Content, (int)stored.SizeBytes, ct) : null;
        var content = new Content(stored.Sha256, stored.SizeBytes, file.MediaType, file.Name, readable, () => file.Content.KeepAsync(ct))
        {
            IsTooLargeToRead = isRead && readable is null,
        };
        // What is sent to object storage is not taken back: what is wrong in its fields is said first.
        if (
            !store.Shelf.IsInstant
            && (await runner.RunAsync<Done>(actor, AttemptOf(command), (context, _) => CheckAsync(context, command, content), ct)).Refusal
                is { } wrong
        )
        {
            return wrong;
        }

        if (await file.Content.StageAsync(ct) is { } away)
        {
            return away;
        }

        await factsChanged.PrepareAsync(command.Model, command.Version, ct);
        return await runner.RunAsync<EvidenceView>(
            actor,
            AttemptOf(command),
            (context, cancel) => RecordAsync(context, command, content, cancel),
            ct
        );
    }

    private static Attempt AttemptOf(Command command) =>
        new("evidence.added", VersionLookup.Subject(command.Model, command.Version), Permission.AddEvidence);

    private static async Task<byte[]> ReadAsync(ContentStore.Incoming incoming, int size, CancellationToken ct)
    {
        var bytes = new byte[size];
        await using var stream = incoming.OpenRead();
        await stream.ReadExactlyAsync(bytes, ct);
        return bytes;
    }

    private static bool IsMarkdown(string? mediaType) =>
        mediaType?.Split(';')[0].Trim().ToLowerInvariant() is "text/markdown" or "text/x-markdown";

    private static bool IsJson(string? mediaType) =>
        mediaType?.Split(';')[0].Trim() is { } type
        && (type.Equals(Json, StringComparison.OrdinalIgnoreCase) || type.EndsWith("+json", StringComparison.OrdinalIgnoreCase));

    private static string? FileName(string? name)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            return null;
        }

        // Browsers and tools may send a path, and a stranger may send anything: only the last part is shown, without what cannot be seen.
        var last = name.Replace('\\', '/').Split('/')[^1];
        var shown = NameText.Without(last);
        return shown.Length switch
        {
            0 => null,
            > 200 => shown[^200..],
            _ => shown,
        };
    }

    private static DateTimeOffset? ProducedAt(FieldErrors errors, string? text, DateTimeOffset now)
    {
        var given = errors.Required("producedAt", text, 40);
        if (given.Length == 0)
        {
            return null;
        }

        if (!Rfc3339.TryParse(given, out var time))
        {
            errors.Add("producedAt", $"This has to be a time such as 2026-11-20T08:15:00Z.");
            return null;
        }

        // Evidence from tomorrow would never grow old.
        if (time.IsAhead(now))
        {
            errors.Add("producedAt", $"This is in the future. Enter when the tool created it.");
        }

        return time;
    }

    private async Task<Result<EvidenceView>> RecordAsync(ActionContext context, Command command, Content content, CancellationToken ct)
    {
        var found = await VersionLookup.FindAsync(context.Db, command.Model, command.Version, ct);
        if (found.Refusal is { } refusal)
        {
            return refusal;
        }

        return RefusesLine(context, command) is { } notOfTheirLine
            ? notOfTheirLine
            : await RecordAsync(context, found.Value, command, content, ct);
    }

    // What another action records, such as the report of an experiment, that action has asked for.
    private static Refusal? RefusesLine(ActionContext context, Command command) =>
        WireName.TryParse<EvidenceKind>(command.Kind, out var kind) ? EvidenceFiling.Refuses(context.Access, kind) : null;

    private async Task<Result<EvidenceView>> RecordAsync(
        ActionContext context,
        ModelVersion version,
        Command command,
        Content content,
        CancellationToken ct
    )
    {
        var (wrong, kind, tool, producedAt, mediaType) = Fields(command, content, context.Now);
        if (wrong is not null)
        {
            return wrong;
        }

        if (
            kind is EvidenceKind.Validation
            && await mayAct.RefusesAsync(context, new("validate", version.Model, version.Version, null), ct) is { } notTheirs
        )
        {
            return notTheirs;
        }

        if (await ModelQuota.RefusesAsync(context.Db, version.Model, besides: null, content.SizeBytes, limits.Value, ct) is { } full)
        {
            return full;
        }

        // A report that covers windows to come would be newer than everything that is measured.
        var facts = content.IsTooLargeToRead
            ? EvidenceReadings.TooLarge(content.SizeBytes, MaxReadBytes)
            : EvidenceReadings.Of(kind, content.Readable, mediaType);
        if (
            StoredEvidenceFacts
                .Read(facts)
                .Facts.Windows?.Where(w => w.End.IsAhead(context.Now))
                .Select(w => (DateTimeOffset?)w.End)
                .Max() is
            { } ahead
        )
        {
            return Refusal.Field(
                "evidence.windows-ahead",
                "payload",
                $"The report covers a window that ends at {CanonicalJson.Time(ahead)}, which is in the future. Correct its windows."
            );
        }

        await content.KeepAsync();
        var evidence = new Evidence
        {
            Id = command.Id ?? await context.Db.NextIdAsync<EvidenceId>(ct),
            Model = version.Model,
            Version = version.Version,
            Kind = kind,
            Tool = tool,
            ProducedAt = producedAt!.Value,
            Sha256 = content.Sha256,
            SizeBytes = content.SizeBytes,
            MediaType = mediaType,
            FileName = FileName(content.FileName),
            DescribedSalt = RandomNumberGenerator.GetBytes(32),
            ArtifactSha256 = version.ArtifactSha256,
            FactsJson = facts,
            AddedAt = context.Now,
            AddedBy = context.Access.Actor.Id,
        };
        context.Db.Evidence.Add(evidence);
        context.Append(
            new AuditEvent(
                "evidence.added",
                evidence.Id.ToString(),
                new JsonObject
                {
                    ["model"] = version.Model,
                    ["version"] = version.Version,
                    ["kind"] = WireName.Of(kind),
                    ["sha256"] = evidence.Sha256,
                    ["artifactSha256"] = evidence.ArtifactSha256,
                    ["sizeBytes"] = evidence.SizeBytes,
                    ["mediaType"] = evidence.MediaType,
                    ["producedAt"] = CanonicalJson.Time(evidence.ProducedAt),
                    ["describedSha256"] = evidence.DescribedSha256(),
                    ["factsSha256"] = Sha256Hex.Of(Encoding.UTF8.GetBytes(evidence.FactsJson)),
                }
            )
            {
                Covers = [version.Id],
            }
        );
        await factsChanged.ChangedAsync(context, version.Model, version.Version, ct);
        return EvidenceView.Of(evidence, []);
    }

    private static Task<Result<Done>> CheckAsync(ActionContext context, Command command, Content content) =>
        Task.FromResult<Result<Done>>(
            (Fields(command, content, context.Now).Wrong ?? RefusesLine(context, command)) is { } wrong ? wrong : Done.Instance
        );

    private static (Refusal? Wrong, EvidenceKind Kind, string Tool, DateTimeOffset? ProducedAt, string MediaType) Fields(
        Command command,
        Content content,
        DateTimeOffset now
    )
    {
        var errors = new FieldErrors();
        var kindText = errors.Required("kind", command.Kind, 40);
        if (!WireName.TryParse<EvidenceKind>(kindText, out var kind) && kindText.Length > 0)
        {
            errors.Add("kind", KindRule);
        }

        var tool = errors.Required("tool", command.Tool, 200);
        var producedAt = ProducedAt(errors, command.ProducedAt, now);
        var mediaType = VersionFields.MediaType(errors, "file", content.MediaType ?? "application/octet-stream");
        if (content.SizeBytes == 0)
        {
            errors.Add("file", $"The file is empty.");
        }

        return (errors.Refuse("evidence.not-acceptable", $"The evidence was not added."), kind, tool, producedAt, mediaType);
    }

    private sealed record Content(
        string Sha256,
        long SizeBytes,
        string? MediaType,
        string? FileName,
        byte[]? Readable,
        Func<Task> KeepAsync
    )
    {
        public bool IsTooLargeToRead { get; init; }
    }
}

/// <summary>Times as callers write them.</summary>
internal static class Rfc3339
{
    private static readonly string[] s_forms =
    [
        "yyyy-MM-dd'T'HH:mm:ss'Z'",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'",
        "yyyy-MM-dd'T'HH:mm:sszzz",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz",
    ];

    /// <summary>Reads a time with its offset; a time without one means nothing.</summary>
    public static bool TryParse(string? text, out DateTimeOffset time) =>
        DateTimeOffset.TryParseExact(
            text,
            s_forms,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out time
        );
}
