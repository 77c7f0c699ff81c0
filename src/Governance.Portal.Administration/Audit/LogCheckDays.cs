using System.Data.Common;
using Governance.Data;
using Governance.Data.Audit;
using Governance.Domain;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Audit;

/// <summary>Keeps how each day's verifications of the log went, for the page. Several nodes count in the same row.</summary>
public sealed partial class LogCheckDays(IDbContextFactory<GovernanceDbContext> dbFactory, TimeProvider clock, ILogger<LogCheckDays> logger)
{
    /// <summary>Days shown.</summary>
    public const int Shown = 28;

    /// <summary>Counts a verification that ended. That it cannot be counted is no reason not to report it.</summary>
    public async Task CountAsync(bool found, CancellationToken ct)
    {
        var (day, failures) = (Today(), found ? 1 : 0);
        try
        {
            await using var db = await dbFactory.CreateDbContextAsync(ct);
            await db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO "LogCheckDays" ("Day", "Checks", "Failures") VALUES ({day}, 1, {failures})
                ON CONFLICT ("Day") DO UPDATE
                SET "Checks" = "LogCheckDays"."Checks" + 1, "Failures" = "LogCheckDays"."Failures" + {failures}
                """,
                ct
            );
        }
        catch (DbException e)
        {
            LogNotCounted(e);
        }
    }

    /// <summary>The last days, oldest first; days without a verification are left out.</summary>
    public async Task<IReadOnlyList<LogCheckDay>> RecentAsync(CancellationToken ct)
    {
        var after = Today() - Shown;
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await db.LogCheckDays.AsNoTracking().Where(d => d.Day > after).OrderBy(d => d.Day).ToListAsync(ct);
    }

    /// <summary>Today, as rows name it.</summary>
    public int Today() => clock.Today().DayNumber;

    [LoggerMessage(1508, LogLevel.Warning, "A verification of the audit log could not be counted")]
    private partial void LogNotCounted(Exception e);
}
