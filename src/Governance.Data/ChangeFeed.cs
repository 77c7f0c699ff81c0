using Microsoft.Extensions.Logging;

namespace Governance.Data;

/// <summary>Something was done to something, and is committed.</summary>
/// <param name="Action">As in the log.</param>
/// <param name="Subject">As in the log.</param>
public sealed record Change(string Action, string Subject);

/// <summary>
/// Tells open pages of this process what was committed. Tells nothing but names: whoever listens reads again from the database.
/// </summary>
public sealed partial class ChangeFeed(ILogger<ChangeFeed> logger)
{
    private readonly Lock _gate = new();
    private readonly List<Subscription> _subscriptions = [];

    /// <summary>Listens until disposed.</summary>
    /// <param name="subjects">Readable ids listened for; none means all.</param>
    /// <param name="heard">
    /// Called on the committing thread, in the flow of execution that subscribes: hand over and return. What a page does then is its
    /// reader's, in their language and data scope, and not that of who committed.
    /// </param>
    public IDisposable Subscribe(IEnumerable<string> subjects, Action<Change> heard)
    {
        var subscription = new Subscription(this, [.. subjects], heard);
        lock (_gate)
        {
            _subscriptions.Add(subscription);
        }

        return subscription;
    }

    /// <summary>Publishes committed changes.</summary>
    public void Publish(IReadOnlyList<Change> changes)
    {
        ArgumentNullException.ThrowIfNull(changes);
        Subscription[] listeners;
        lock (_gate)
        {
            listeners = [.. _subscriptions];
        }

        foreach (var listener in listeners)
        {
            foreach (var change in changes)
            {
                if (listener.Subjects.Count > 0 && !listener.Subjects.Contains(change.Subject))
                {
                    continue;
                }

                try
                {
                    listener.Hear(change);
                }
#pragma warning disable CA1031 // The action is committed; a page that fails to refresh must not turn it into an error.
                catch (Exception e)
#pragma warning restore CA1031
                {
                    LogListenerFailed(e, change.Action);
                }
            }
        }
    }

    [LoggerMessage(1003, LogLevel.Error, "A listener failed on {Action}")]
    private partial void LogListenerFailed(Exception e, string action);

    private sealed class Subscription(ChangeFeed feed, HashSet<string> subjects, Action<Change> heard) : IDisposable
    {
        private readonly OwnFlow _flow = new();

        public HashSet<string> Subjects { get; } = subjects;

        public void Hear(Change change) => _flow.Run(() => heard(change));

        public void Dispose()
        {
            lock (feed._gate)
            {
                feed._subscriptions.Remove(this);
            }
        }
    }
}
