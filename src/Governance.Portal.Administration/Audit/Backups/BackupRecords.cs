using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Api;
using Governance.Domain;
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
    private const string LateSetting = "backup-late-";

    /// <summary>The last of each; null where there was none.</summary>
    public async Task<(BackupRecord? Backup, BackupRecord? Drill)> ReadAsync(CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await ReadAsync(db, ct);
    }

    /// <summary>The last of each, by a context that is there.</summary>
    public static async Task<(BackupRecord? Backup, BackupRecord? Drill)> ReadAsync(GovernanceDbContext db, CancellationToken ct)
    {
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
                    ["madeAt"] = result.MadeAt is { } madeAt ? Instant(madeAt) : null,
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

    /// <summary>
    /// Enters that one is late, or that it never came: once for each success that it is late after, so that those who follow the log
    /// hear of what does not happen too.
    /// </summary>
    public async Task LateAsync(BackupConcern concern, TimeSpan allowed, CancellationToken ct)
    {
        var key = $"{LateSetting}{WireName.Of(concern.Of)}";
        var since = concern.GoodAt is { } good ? Instant(good) : "never";
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        if (await db.Settings.AsNoTracking().AnyAsync(s => s.Key == key && s.Value == since, ct))
        {
            return;
        }

        await KeepAsync(db, key, since, ct);
        db.Append(
            new AuditEvent(
                concern.Of is BackedUp.Drill ? "backup.rehearsal-late" : "backup.late",
                "backup",
                new JsonObject
                {
                    ["of"] = WireName.Of(concern.Of),
                    ["lastGoodAt"] = concern.GoodAt is null ? null : since,
                    ["allowedSeconds"] = (long)allowed.TotalSeconds,
                }
            ),
            Actor.Host,
            clock.GetUtcNow()
        );
        await db.SaveChangesAsync(ct);
    }

    private async Task WriteAsync(string key, BackupRecord record, AuditEvent fact, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var before = await db.Settings.AsNoTracking().SingleOrDefaultAsync(s => s.Key == key, ct) is { } row ? Parse(row.Value) : null;
        await KeepAsync(db, key, JsonSerializer.Serialize(record with { GoodAt = record.Wrong is null ? record.At : before?.GoodAt }), ct);
        db.Append(fact, Actor.Host, clock.GetUtcNow());
        await db.SaveChangesAsync(ct);
    }

    private static async Task KeepAsync(GovernanceDbContext db, string key, string value, CancellationToken ct)
    {
        if (await db.Settings.SingleOrDefaultAsync(s => s.Key == key, ct) is { } row)
        {
            row.Value = value;
        }
        else
        {
            db.Settings.Add(new Setting { Key = key, Value = value });
        }
    }

    private static string Instant(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);

    private static BackupRecord? Of(List<Setting> rows, string key) => rows.Find(r => r.Key == key) is { } row ? Parse(row.Value) : null;

    private static BackupRecord? Parse(string text) => JsonSerializer.Deserialize<BackupRecord>(text);
}
