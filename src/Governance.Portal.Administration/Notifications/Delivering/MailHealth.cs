using System.Runtime.CompilerServices;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Domain.Notifications;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Administration.Notifications.Delivering;

/// <summary>Whether the mail server takes what waits for people, as any node found it.</summary>
internal sealed class MailHealth(
    IDbContextFactory<GovernanceDbContext> dbFactory,
    IOptions<NotificationsOptions> options,
    TimeProvider clock
) : IHealthSource
{
    public string Subject => "Mail server";

    private static readonly string s_people = $"{UserId.Prefix}-";

    public async IAsyncEnumerable<HealthLine> ReadAsync([EnumeratorCancellation] CancellationToken ct)
    {
        var smtp = options.Value.Smtp;
        if (smtp.Host.Length == 0)
        {
            yield return HealthLine.Off(
                Subject,
                $"Not configured: notifications appear only in the portal.",
                $"Set Notifications__Smtp__Host to send e-mails."
            );
            yield break;
        }

        var patience = smtp.TimeoutSeconds;
        FormattableString limit =
            $"{Dispatch.MaxTries} attempts of {patience} seconds each, over about five hours (Notifications__Smtp__TimeoutSeconds).";
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var mails = db.Dispatches.AsNoTracking().Where(d => d.Recipient.StartsWith(s_people));
        var failing = mails.Where(d => d.State == DispatchState.Waiting && d.Tries > 0);
        var waiting = await failing.CountAsync(ct);
        if (waiting > 0)
        {
            var oldest = await failing.OrderBy(d => d.CreatedAt).Select(d => new { d.CreatedAt, d.Problem }).FirstOrDefaultAsync(ct);
            yield return HealthLine.Impaired(
                Subject,
                $"E-mails waiting for another attempt: {Formats.Count(waiting)}. {T.Recorded(oldest?.Problem)}",
                limit,
                oldest?.CreatedAt
            );
            yield break;
        }

        var day = clock.GetLocalNow().AddDays(-1);
        var lost = await mails.CountAsync(d => d.State == DispatchState.Failed && d.EndedAt >= day, ct);
        yield return lost == 0
            ? HealthLine.Well(Subject, $"No e-mail is waiting for another attempt.", limit)
            : HealthLine.Impaired(
                Subject,
                $"E-mails that could not be delivered in the last day: {Formats.Count(lost)}. Check the addresses and the mail server.",
                limit
            );
    }
}
