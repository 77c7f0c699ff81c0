using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Artifacts;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Compliance;
using Governance.Domain.Documents;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Kernel.Pages;
using Governance.Portal.Kernel.Reference;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Documents.Records;

/// <summary>
/// Evidence of the versions in use, the newest of each kind. The stored bytes are hashed as they are read: a file that is gone or was
/// altered fills nothing, and the point says so.
/// </summary>
internal sealed class FindEvidenceRecords(ContentStore store) : IFindRecords
{
    private const int MaxJson = 8 * 1024 * 1024;
    private const int MaxEvidence = 500;
    private const int MaxOfAll = 2_000;
    private const int MaxDeclared = 10_000;

    // What a stored file declares itself to be never changes: it goes by its digest.
    private readonly ConcurrentDictionary<string, string> _declared = new(StringComparer.Ordinal);

    public string Name => "Evidence";

    /// <summary>What evidence is by its kind; instructions for use come as a document that says so.</summary>
    public IReadOnlyList<string> Kinds { get; } =
    [.. Enum.GetValues<EvidenceKind>().Select(KindOf).Append("instructions_for_use").Distinct(StringComparer.Ordinal)];

    public async Task<IReadOnlyList<SystemEvidence>> NewestAsync(
        GovernanceDbContext db,
        IReadOnlyList<SystemVersions> systems,
        CancellationToken ct
    )
    {
        var models = systems.SelectMany(s => s.Versions.Select(v => v.Model)).Distinct(StringComparer.Ordinal).ToList();
        var evidence =
            models.Count == 0
                ? []
                : await db
                    .Evidence.AsNoTracking()
                    .Where(e => models.Contains(e.Model) && e.WithdrawnAt == null)
                    .OrderByDescending(e => e.Id)
                    .Take(MaxOfAll)
                    .Select(e => new Evidence
                    {
                        Id = e.Id,
                        Model = e.Model,
                        Version = e.Version,
                        Kind = e.Kind,
                        ProducedAt = e.ProducedAt,
                        Sha256 = e.Sha256,
                        SizeBytes = e.SizeBytes,
                        MediaType = e.MediaType,
                    })
                    .ToListAsync(ct);
        var kinds = new Dictionary<EvidenceId, string>();
        foreach (var one in evidence)
        {
            kinds[one.Id] = one.Kind is EvidenceKind.Other ? await DeclaredAsync(one, ct) : KindOf(one.Kind);
        }

        var found = new List<SystemEvidence>();
        foreach (var (system, served) in systems.SelectMany(s => s.Versions.Select(v => (s.System, v))))
        {
            // The newest of a kind about the version in use; without one the newest about another, which then does not count.
            foreach (var kind in evidence.Where(e => e.Model == served.Model).GroupBy(e => (e.Kind, kinds[e.Id])))
            {
                var newest = kind.FirstOrDefault(e => e.Version == served.Version) ?? kind.First();
                found.Add(
                    new(
                        system,
                        new FoundEvidence(
                            kinds[newest.Id],
                            $"{new PortalWords(RecordLabels.Kind(newest.Kind))}",
                            newest.Id.ToString(),
                            ModelAddresses.Version(newest.Model, newest.Version),
                            newest.ProducedAt,
                            ModelName.Of(newest.Model, newest.Version),
                            newest.Version == served.Version,
                            Live: false
                        )
                    )
                );
            }
        }

        return found;
    }

    public async Task<IReadOnlyList<FoundRecord>> FindAsync(GovernanceDbContext db, SystemScope scope, CancellationToken ct)
    {
        var found = new List<FoundRecord>();
        foreach (var served in scope.Served)
        {
            var all = await db
                .Evidence.AsNoTracking()
                .Where(e => e.Model == served.Model && e.Version == served.Version && e.WithdrawnAt == null)
                .OrderByDescending(e => e.Id)
                .Take(MaxEvidence)
                .ToListAsync(ct);
            var names = await ActorNames.LoadAsync(db, all.Select(e => e.AddedBy), ct);
            var signed = await SignaturesAsync(db, served.Model, served.Version, ct);
            // Of "other" there may be several kinds of record.
            foreach (
                var evidence in all.GroupBy(e => e.Kind == EvidenceKind.Other ? e.Id.ToString() : WireName.Of(e.Kind))
                    .Select(g => g.First())
                    .OrderBy(e => e.Id.Number)
            )
            {
                found.Add(await ReadAsync(evidence, names[evidence.AddedBy], signed.GetValueOrDefault(evidence.Id.ToString()), ct));
            }
        }

        return found;
    }

    /// <summary>The record of one piece of evidence.</summary>
    public async Task<FoundRecord> ReadAsync(
        Evidence evidence,
        string by,
        IReadOnlyList<(string Name, string Slot, PromotionId Promotion, DateTimeOffset At)>? signed,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(evidence);
        var (payload, fault) = await PayloadAsync(evidence, ct);
        var kind = evidence.Kind is EvidenceKind.Other ? DeclaredBy(payload) : KindOf(evidence.Kind);
        var rows = payload is null ? [] : PayloadFields.Rows(kind, payload);
        if (rows.Count > 0 && signed is { Count: > 0 } && kind is "validation_report" or "fairness_report" or "robustness_report")
        {
            rows =
            [
                PayloadFields.With(
                    rows[0],
                    "signed_by",
                    RecordValue.Of(
                        "; ",
                        [
                            .. signed.Select(s =>
                                (FormattableString)$"{s.Name} ({new PortalWords(s.Slot)}), as part of the evidence bundle of {s.Promotion}"
                            ),
                        ]
                    )
                ),
                .. rows.Skip(1),
            ];
            rows =
            [
                PayloadFields.With(
                    rows[0],
                    "signed_at",
                    RecordValue.Of(
                        new PortalWords(
                            signed
                                .Max(s => s.At)
                                .UtcDateTime.ToString("d MMM yyyy, HH:mm 'UTC'", System.Globalization.CultureInfo.InvariantCulture)
                        )
                    )
                ),
                .. rows.Skip(1),
            ];
        }

        var words = new PortalWords(RecordLabels.Kind(evidence.Kind));
        return new FoundRecord
        {
            Kind = kind,
            Id = evidence.Id.ToString(),
            Title = evidence.Tool.Length > 0 ? $"{words}, {evidence.Tool}" : (FormattableString)$"{words}",
            Evidence = words,
            Href = ModelAddresses.Version(evidence.Model, evidence.Version),
            Sha256 = evidence.Sha256,
            By = by,
            At = evidence.ProducedAt,
            Version = ModelName.Of(evidence.Model, evidence.Version),
            Rows = rows!,
            IsDocument = kind is "attached_document" or "instructions_for_use",
            Fault = fault,
        };
    }

    private static string DeclaredBy(JsonObject? payload) =>
        payload?["recordKind"] is JsonValue word
        && word.TryGetValue<string>(out var named)
        && LawLibrary.Shipped.Vocabulary.RecordKinds.ContainsKey(named)
            ? named
            : KindOf(EvidenceKind.Other);

    private async Task<string> DeclaredAsync(Evidence evidence, CancellationToken ct)
    {
        if (_declared.TryGetValue(evidence.Sha256, out var known))
        {
            return known;
        }

        var (payload, fault) = IsJson(evidence) ? await PayloadAsync(evidence, ct) : (null, null);
        var kind = DeclaredBy(payload);
        if (fault is null)
        {
            if (_declared.Count > MaxDeclared)
            {
                _declared.Clear();
            }

            _declared[evidence.Sha256] = kind;
        }

        return kind;
    }

    private static bool IsJson(Evidence evidence) =>
        evidence.MediaType.Contains("json", StringComparison.OrdinalIgnoreCase) && evidence.SizeBytes <= MaxJson;

    private static string KindOf(EvidenceKind kind) =>
        kind switch
        {
            EvidenceKind.Validation or EvidenceKind.Explainability => "validation_report",
            EvidenceKind.Fairness => "fairness_report",
            EvidenceKind.Robustness or EvidenceKind.SecurityScan or EvidenceKind.PromptSafety => "robustness_report",
            EvidenceKind.Drift => "drift_monitoring",
            EvidenceKind.Sbom => "sbom",
            EvidenceKind.ModelCard => "model_card",
            EvidenceKind.SystemCard => "system_card",
            EvidenceKind.Lineage or EvidenceKind.PiiScan => "data_lineage",
            EvidenceKind.Experiment or EvidenceKind.Other => "attached_document",
        };

    private async Task<(JsonObject? Payload, string? Fault)> PayloadAsync(Evidence evidence, CancellationToken ct)
    {
        if (!await store.HasAsync(evidence.Sha256, ct))
        {
            return (null, $"The file of {evidence.Id} is not in the store.");
        }

        if (!IsJson(evidence))
        {
            var hash = (await store.RehashAsync(evidence.Sha256, ct))?.Sha256;
            return (null, hash == evidence.Sha256 ? null : $"The file of {evidence.Id} was altered in the store.");
        }

        await using var stream = await store.OpenReadAsync(evidence.Sha256, ct);
        using var buffer = new MemoryStream();
        await stream.CopyToAsync(buffer, ct);
        var bytes = buffer.ToArray();
        if (Sha256Hex.Of(bytes) != evidence.Sha256)
        {
            return (null, $"The file of {evidence.Id} was altered in the store.");
        }

        try
        {
            return (JsonNode.Parse(bytes) as JsonObject, null);
        }
        catch (JsonException)
        {
            return (null, $"The file of {evidence.Id} cannot be read as JSON.");
        }
    }

    /// <summary>Who signed a bundle that names a piece of evidence: their signature covers its digest.</summary>
    private static async Task<
        Dictionary<string, List<(string Name, string Slot, PromotionId Promotion, DateTimeOffset At)>>
    > SignaturesAsync(GovernanceDbContext db, string model, string version, CancellationToken ct)
    {
        var signed = new Dictionary<string, List<(string, string, PromotionId, DateTimeOffset)>>(StringComparer.Ordinal);
        var promotions = await db
            .Promotions.AsNoTracking()
            .Where(p =>
                p.Model == model && p.Version == version && (p.State == PromotionState.Approved || p.State == PromotionState.Deployed)
            )
            .OrderBy(p => p.Id)
            .ToListAsync(ct);
        foreach (var promotion in promotions)
        {
            using var bundle = JsonDocument.Parse(promotion.Bundle);
            foreach (
                var evidence in bundle.RootElement.GetProperty("evidence").EnumerateArray().Select(e => e.GetProperty("id").GetString()!)
            )
            {
                signed[evidence] =
                [
                    .. promotion.LiveSignOffs.Select(s =>
                        (s.Attestation.PrintedName, RecordLabels.Slot(s.Role), promotion.Id, s.Attestation.At)
                    ),
                ];
            }
        }

        return signed;
    }
}
