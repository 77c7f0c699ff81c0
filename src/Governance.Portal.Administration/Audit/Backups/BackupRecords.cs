using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Api;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Audit.Backups;

/// <summary>
/// Writes into the log what backups and rehearsals came to, and remembers the last of each beside it: for pages, alarms and the schedule.
/// </summary>
internal sealed class BackupRecords(IDbContextFactory<GovernanceDbContext> dbFactory, TimeProvider clock)
{
    public const string Backup = "backup-last";
    public const string Drill = "backup-drill-last";

    /// <summary>The last of each; null where there was none.</summary>
    public async Task<(BackupRecord? Backup, BackupRecord? Drill)> ReadAsync(CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var rows = await db.Settings.AsNoTracking().Where(s => s.Key == Backup || s.Key == Drill).ToListAsync(ct);
        return (Of(rows, Backup), Of(rows, Drill));
    }

    /// <summary>Enters a backup.</summary>
    public Task BackedUpAsync(string folder, MadeBackup made, CancellationToken ct) =>
        WriteAsync(
            Backup,
            new BackupRecord(clock.GetUtcNow(), folder, made.Wrong),
            new AuditEvent(
                made.Wrong is null ? "backup.made" : "backup.failed",
                "backup",
                new JsonObject
                {
                    ["entries"] = made.Manifest?.Entries,
                    ["files"] = made.Manifest?.StoreFiles,
                    ["bytes"] = made.Manifest?.StoreBytes,
                    ["keys"] = made.Manifest?.Parts.Any(p => p.File == BackupFolder.Keys) ?? false,
                    ["database"] = made.Manifest?.Parts.FirstOrDefault(p => p.File is BackupFolder.Sqlite or BackupFolder.Postgres)?.Sha256,
                    ["wrong"] = made.Wrong,
                }
            ),
            ct
        );

    /// <summary>Enters a rehearsal: the entry with its figures is the evidence of it.</summary>
    public Task RehearsedAsync(string folder, DrillResult result, CancellationToken ct) =>
        WriteAsync(
            Drill,
            new BackupRecord(result.At, folder, result.Findings.Count > 0 ? result.Findings[0] : null)
            {
                PointSeconds = (long?)result.RecoveryPoint?.TotalSeconds,
                TimeSeconds = (long)Math.Ceiling(result.RecoveryTime.TotalSeconds),
            },
            new AuditEvent(
                result.Findings.Count == 0 ? "backup.rehearsed" : "backup.rehearsal-failed",
                "backup",
                new JsonObject
                {
                    ["madeAt"] = result.MadeAt?.UtcDateTime.ToString(
                        "yyyy-MM-dd'T'HH:mm:ss'Z'",
                        System.Globalization.CultureInfo.InvariantCulture
                    ),
                    ["recoveryPointSeconds"] = (long?)result.RecoveryPoint?.TotalSeconds,
                    ["recoveryTimeSeconds"] = (long)Math.Ceiling(result.RecoveryTime.TotalSeconds),
                    ["entries"] = result.Entries,
                    ["files"] = result.Files,
                    ["findings"] = result.Findings.Count,
                    ["first"] = result.Findings is [var first, ..] ? first : null,
                }
            ),
            ct
        );

    private async Task WriteAsync(string key, BackupRecord record, AuditEvent fact, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var row = await db.Settings.SingleOrDefaultAsync(s => s.Key == key, ct);
        var before = row is null ? null : Parse(row.Value);
        var value = JsonSerializer.Serialize(record with { GoodAt = record.Wrong is null ? record.At : before?.GoodAt });
        if (row is null)
        {
            db.Settings.Add(new Setting { Key = key, Value = value });
        }
        else
        {
            row.Value = value;
        }

        db.Append(fact, Actor.Host, clock.GetUtcNow());
        await db.SaveChangesAsync(ct);
    }

    private static BackupRecord? Of(List<Setting> rows, string key) => rows.Find(r => r.Key == key) is { } row ? Parse(row.Value) : null;

    private static BackupRecord? Parse(string text) => JsonSerializer.Deserialize<BackupRecord>(text);
}
