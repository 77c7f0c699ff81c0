using Governance.Data.Audit;
using Governance.Domain.Notifications;

namespace Governance.Portal.Administration.Notifications.Telling;

/// <summary>
/// Makes news of entries of the log about one sort of things. It reads the things as they are now: who is told follows from that.
/// </summary>
internal interface INewsTeller
{
    /// <summary>Beginning of the actions it listens to: <c>promotion.</c></summary>
    IReadOnlyList<string> Actions { get; }

    /// <summary>What is to be told because of an entry.</summary>
    Task<IReadOnlyList<News>> ReadAsync(TellContext telling, FollowedEntry entry, CancellationToken ct);
}
