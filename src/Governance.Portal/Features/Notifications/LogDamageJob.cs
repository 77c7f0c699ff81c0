using System.Globalization;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Domain.Notifications;
using Governance.Portal.Features.Audit;
using Governance.Portal.Features.Notifications.Telling;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Features.Notifications;

/// <summary>Tells those who answer for the log that it is damaged. Not by the log: what is damaged takes no more entries.</summary>
internal sealed partial class LogDamageJob(
    LogHealth health, IDbContextFactory<GovernanceDbContext> dbFactory, TellPeople tell, ChangeFeed feed, TimeProvider clock, ILogger<LogDamageJob> logger) : BackgroundService
{
    private static readonly string[] s_told = [Roles.Administrator, Roles.RiskOfficer, Roles.Auditor];

    /// <summary>Tells what is wrong now, once a day as long as it stays so.</summary>
    public async Task TellAsync(CancellationToken ct)
    {
        if ((health.Sentence ?? health.Records) is not { } sentence)
        {
            return;
        }

        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var now = clock.GetUtcNow();
        var news = new News(NotificationKind.LogDamaged, "log", $"log-damaged/{now.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}")
        {
            Urgency = Urgency.Urgent,
            Link = "/audit",
            Recipients = await new TellContext(db, now).InRolesAsync(s_told, ct),
            Parameters = TellContext.Words((NotificationWords.Thing, sentence)),
        };
        var told = await tell.RunAsync(db, [(news, now)], ct);
        try
        {
            await db.SaveChangesAsync(ct);
            Inbox.Changed(feed, told);
        }
        catch (DbUpdateException)
        {
            // Another node has told them.
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var changed = new SemaphoreSlim(0);
        void Hear(object? sender, EventArgs change) => changed.Release();
        health.Changed += Hear;
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                await changed.WaitAsync(stoppingToken);
                try
                {
                    await TellAsync(stoppingToken);
                }
#pragma warning disable CA1031 // Whoever cannot be told now is told with the next verification.
                catch (Exception e) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
                {
                    LogFailed(e);
                }
            }
        }
        finally
        {
            health.Changed -= Hear;
        }
    }

    [LoggerMessage(2103, LogLevel.Error, "That the log is damaged could not be told to those who answer for it")]
    private partial void LogFailed(Exception e);
}
