using System.Globalization;
using System.Text.Json;
using Governance.Data;
using Governance.Data.Audit;
using Governance.Domain.Models;
using Governance.Domain.Reports;
using Governance.Portal.Kernel.AuditLog;
using Governance.Portal.Kernel.Pages;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Audit.Verify;

/// <summary>
/// Looks a file's digest up in the registry, and for everything found proves from the log that it was recorded, when and by whom.
/// </summary>
public sealed class FindFile(IDbContextFactory<GovernanceDbContext> dbFactory, LogReader reader, LogReceipts receipts, LogKey key)
{
    private const int Most = 20;

    /// <summary>What is known under a digest.</summary>
    /// <param name="sha256">Lower-case hex.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<FileVerdict> RunAsync(string sha256, CancellationToken ct)
    {
        var found = await SearchAsync(sha256, ct);
        if (found.Count == 0)
        {
            return new FileVerdict(
                VerifiedKind.File,
                "Nothing is recorded under this file's digest.",
                null,
                [
                    new(
                        FindingKind.Note,
                        "No artifact, evidence or report in this portal has this SHA-256. A file that differs "
                            + "in a single byte has a different one."
                    ),
                ]
            )
            {
                Sha256 = sha256,
            };
        }

        var findings = new List<VerificationFinding>();
        foreach (var item in found)
        {
            findings.AddRange(await ProveAsync(item, sha256, ct));
        }

        var verified = findings.All(f => f.Kind is not FindingKind.Failed);
        return new FileVerdict(
            VerifiedKind.File,
            verified ? "This file is recorded, and the log proves it." : "This file is recorded, but the log does not prove it.",
            verified,
            [.. findings.OrderByDescending(f => f.Kind is FindingKind.Failed)]
        )
        {
            Sha256 = sha256,
            Known = [.. found.Select(f => new KnownFile(f.What, f.Subject, f.Address))],
        };
    }

    private async Task<List<Recorded>> SearchAsync(string sha256, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var found = new List<Recorded>();
        foreach (
            var v in await db
                .Versions.AsNoTracking()
                .Where(v => v.ArtifactSha256 == sha256)
                .OrderBy(v => v.Model)
                .ThenBy(v => v.Number)
                .Take(Most)
                .ToListAsync(ct)
        )
        {
            found.Add(
                new("Artifact of", v.Id, v.Id, ModelAddresses.Version(v.Model, v.Version), ["version.registered", "artifact.stored"])
            );
        }

        foreach (var e in await db.Evidence.AsNoTracking().Where(e => e.Sha256 == sha256).OrderBy(e => e.Id).Take(Most).ToListAsync(ct))
        {
            found.Add(
                new(
                    "Evidence of",
                    ModelName.Of(e.Model, e.Version),
                    e.Id.ToString(),
                    ModelAddresses.Version(e.Model, e.Version),
                    ["evidence.added"]
                )
            );
        }

        foreach (
            var r in await db
                .Reports.AsNoTracking()
                .Where(r => r.Sha256 == sha256 && r.State == ReportState.Ready)
                .OrderBy(r => r.Id)
                .Take(Most)
                .ToListAsync(ct)
        )
        {
            found.Add(new("Report", r.Id.ToString(), r.Id.ToString(), $"/reports/{r.Id}", ["report.made"]));
        }

        return found;
    }

    private async Task<IReadOnlyList<VerificationFinding>> ProveAsync(Recorded item, string sha256, CancellationToken ct)
    {
        var indexes = await IndexesAsync(item, ct);
        var findings = new List<VerificationFinding>();
        foreach (var index in indexes)
        {
            var row = await reader.ReadAsync(index, index + 1, ct).FirstOrDefaultAsync(ct);
            if (row is not null && Names(row.Leaf, item, sha256) is { } entry)
            {
                findings.Add(await ProveAsync(row, entry, ct));
            }
        }

        return findings.Count > 0
            ? findings
            :
            [
                new(
                    FindingKind.Failed,
                    $"The registry says that this file belongs to {item.Subject}, but no log entry contains its digest: one of the two "
                        + $"was altered."
                ),
            ];
    }

    private async Task<IReadOnlyList<long>> IndexesAsync(Recorded item, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await db
            .AuditEntries.AsNoTracking()
            .Where(e => e.Subject == item.LogSubject && item.Actions.Contains(e.Action) && !e.Refused)
            .OrderBy(e => e.Index)
            .Select(e => e.Index)
            .Take(Most)
            .ToListAsync(ct);
    }

    // The columns are for searching only: what the entry's bytes say is what counts.
    private static NamingEntry? Names(byte[] leaf, Recorded item, string sha256)
    {
        try
        {
            using var json = JsonDocument.Parse(leaf);
            var root = json.RootElement;
            return
                item.Actions.Contains(root.GetProperty("action").GetString()!, StringComparer.Ordinal)
                && root.GetProperty("subject").GetString() == item.LogSubject
                && root.GetProperty("outcome").GetString() == "done"
                && root.GetProperty("data")
                    .EnumerateObject()
                    .Any(p =>
                        p.Name is "sha256" or "artifactSha256" && p.Value.ValueKind is JsonValueKind.String && p.Value.ValueEquals(sha256)
                    )
                ? new NamingEntry(
                    root.GetProperty("action").GetString()!,
                    item.LogSubject,
                    root.GetProperty("actor").GetString()!,
                    root.GetProperty("time").GetString()!
                )
                : null;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }

    private async Task<VerificationFinding> ProveAsync(LogRow row, NamingEntry entry, CancellationToken ct)
    {
        var place = string.Create(
            CultureInfo.InvariantCulture,
            $"Entry {row.Index:N0} ({entry.Action} of {entry.Subject}, {entry.Time}, by {entry.Actor}) contains this digest"
        );
        var receipt = await receipts.ForAsync(row.Index, ct);
        if (receipt.Refusal is { } refusal)
        {
            return new(FindingKind.Failed, $"{place}, but it cannot be proven: {refusal.Message}", row.Index);
        }

        return
            key.All.Any(k => receipt.Value.Proves(MerkleHash.Leaf(row.Leaf), k))
            && Checkpoint.TryParse(receipt.Value.Checkpoint.Text, out var checkpoint)
            ? new(
                FindingKind.Proven,
                string.Create(CultureInfo.InvariantCulture, $"{place}. The signed checkpoint of {checkpoint.Size:N0} entries covers it."),
                row.Index
            )
            : new(FindingKind.Failed, $"{place}, but the signed checkpoint does not cover it: it was altered.", row.Index);
    }

    private sealed record Recorded(string What, string Subject, string LogSubject, string? Address, string[] Actions);

    private sealed record NamingEntry(string Action, string Subject, string Actor, string Time);
}
