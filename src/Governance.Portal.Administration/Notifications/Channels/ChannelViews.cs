using Governance.Data;
using Governance.Domain;
using Governance.Domain.Notifications;
using Governance.Portal.Kernel.Api;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Notifications.Channels;

/// <summary>A channel as administrators see it, without its address or key.</summary>
/// <param name="Id">Such as <c>CHN-0001</c>.</param>
/// <param name="Kind"><c>slack</c>, <c>teams</c> or <c>pager-duty</c>.</param>
/// <param name="Name">Name of the channel.</param>
/// <param name="Host">Host of the address.</param>
/// <param name="From">The lowest urgency that is sent.</param>
/// <param name="Kinds">Kinds of messages that are sent; none means all.</param>
/// <param name="IsOn">False while it is switched off.</param>
/// <param name="CreatedAt">When it was set up.</param>
/// <param name="LastSentAt">When a message was last delivered.</param>
/// <param name="Waiting">Number of waiting messages.</param>
/// <param name="Failed">Number of messages that could not be delivered.</param>
/// <param name="Revision">Number of changes; the ETag.</param>
public sealed record ChannelView(
    string Id,
    ChannelKind Kind,
    string Name,
    string Host,
    Urgency From,
    IReadOnlyList<NotificationKind> Kinds,
    bool IsOn,
    DateTimeOffset CreatedAt,
    DateTimeOffset? LastSentAt,
    int Waiting,
    int Failed,
    int Revision
);

/// <summary>One message to a channel, or one e-mail, as administrators see it, without its text or recipient.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Key">Key of what the message is about.</param>
/// <param name="State">State of the message.</param>
/// <param name="CreatedAt">When the message was requested.</param>
/// <param name="NextAt">Time of the next attempt; null once it has ended.</param>
/// <param name="EndedAt">When it ended.</param>
/// <param name="Tries">Number of attempts so far.</param>
/// <param name="Problem">What last went wrong.</param>
public sealed record DispatchView(
    long Id,
    string Key,
    DispatchState State,
    DateTimeOffset CreatedAt,
    DateTimeOffset? NextAt,
    DateTimeOffset? EndedAt,
    int Tries,
    string? Problem
);

/// <summary>How mail goes.</summary>
/// <param name="Waiting">Mails that wait.</param>
/// <param name="Sent">Mails that were sent.</param>
/// <param name="Failed">Mails that were given up.</param>
/// <param name="LastProblem">What went wrong last, or null.</param>
public sealed record MailStanding(int Waiting, int Sent, int Failed, string? LastProblem);

/// <summary>Reads channels and what was sent there.</summary>
public sealed class ListChannels(IDbContextFactory<GovernanceDbContext> dbFactory)
{
    /// <summary>All channels, in the order of their names.</summary>
    public async Task<Result<ApiPage<ChannelView>>> RunAsync(ListQuery query, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(query);
        var asked = query.TakeAfter();
        if (asked.Refusal is { } refusal)
        {
            return refusal;
        }

        var (take, after) = asked.Value;
        var below = 0;
        if (after is not null && (!DisplayId.TryParse<ChannelId>(after, out var last) || (below = last.Number) < 1))
        {
            return Cursor.NotOurs;
        }

        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var rows = await db
            .NotificationChannels.AsNoTracking()
            .Where(c => (int)(object)c.Id > below)
            .OrderBy(c => c.Id)
            .Take(take + 1)
            .ToListAsync(ct);
        var views = new List<ChannelView>();
        foreach (var channel in rows.Take(take))
        {
            views.Add(await ViewAsync(db, channel, ct));
        }

        return new ApiPage<ChannelView>(views, rows.Count > take ? Cursor.Encode(views[^1].Id) : null);
    }

    /// <summary>One; null when there is none.</summary>
    public async Task<ChannelView?> GetAsync(ChannelId id, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await db.NotificationChannels.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, ct) is { } found
            ? await ViewAsync(db, found, ct)
            : null;
    }

    /// <summary>The last messages to a channel, the newest first.</summary>
    public async Task<IReadOnlyList<DispatchView>> DispatchesAsync(ChannelId id, int most, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var recipient = id.ToString();
        var rows = await db
            .Dispatches.AsNoTracking()
            .Where(d => d.Recipient == recipient)
            .OrderByDescending(d => d.Id)
            .Take(most)
            .ToListAsync(ct);
        return
        [
            .. rows.Select(d => new DispatchView(
                d.Id,
                d.Key,
                d.State,
                d.CreatedAt,
                d.EndedAt is null ? d.NextAt : null,
                d.EndedAt,
                d.Tries,
                d.Problem
            )),
        ];
    }

    /// <summary>How mail goes.</summary>
    public async Task<MailStanding> MailAsync(CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var mails = db.Dispatches.AsNoTracking().Where(d => d.Recipient.StartsWith("USR-"));
        var byState = await mails
            .GroupBy(d => d.State)
            .Select(g => new { State = g.Key, Count = g.Count() })
            .ToDictionaryAsync(g => g.State, g => g.Count, ct);
        var problem = await mails
            .Where(d => d.Problem != null && d.State != DispatchState.Dropped)
            .OrderByDescending(d => d.Id)
            .Select(d => d.Problem)
            .FirstOrDefaultAsync(ct);
        return new MailStanding(
            byState.GetValueOrDefault(DispatchState.Waiting) + byState.GetValueOrDefault(DispatchState.Sending),
            byState.GetValueOrDefault(DispatchState.Sent),
            byState.GetValueOrDefault(DispatchState.Failed) + byState.GetValueOrDefault(DispatchState.Unsure),
            problem
        );
    }

    private static async Task<ChannelView> ViewAsync(GovernanceDbContext db, NotificationChannel channel, CancellationToken ct)
    {
        var recipient = channel.Id.ToString();
        var of = db.Dispatches.AsNoTracking().Where(d => d.Recipient == recipient);
        return new ChannelView(
            recipient,
            channel.Kind,
            channel.Name,
            channel.Host,
            channel.From,
            channel.Kinds,
            channel.IsOn,
            channel.CreatedAt,
            await of.Where(d => d.State == DispatchState.Sent).MaxAsync(d => d.EndedAt, ct),
            await of.CountAsync(d => d.State == DispatchState.Waiting || d.State == DispatchState.Sending, ct),
            await of.CountAsync(d => d.State == DispatchState.Failed || d.State == DispatchState.Unsure, ct),
            channel.Revision
        );
    }
}
