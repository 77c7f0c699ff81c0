using Microsoft.Extensions.Logging;

namespace Governance.Data;

/// <summary>Something was done to something, and is committed.</summary>
/// <param name="Action">As in the log.</param>
/// <param name="Subject">As in the log.</param>
public sealed record Change(string Action, string Subject);

/// <summary>
/// Tells open pages of this process what was committed, here and on other nodes. Tells nothing but names: anyone who listens reads again
/// from the database.
/// </summary>
public sealed partial class ChangeFeed(ILogger<ChangeFeed> logger)
{
    /// <summary>What listeners hear when changes may have passed them by.</summary>
    public const string Resumed = "feed.resumed";

    private readonly Lock _gate = new();
    private readonly List<Subscription> _subscriptions = [];

    /// <summary>Raised for what is to be told to other nodes, on the thread that announces.</summary>
    public event EventHandler<IReadOnlyList<Change>>? Announced;

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

    /// <summary>
    /// Publishes what is committed and has no entry in the log, on every node. What is in the log, other nodes hear with the commit.
    /// </summary>
    public void Announce(IReadOnlyList<Change> changes)
    {
        Publish(changes);
        Announced?.Invoke(this, changes);
    }

    /// <summary>Says to all listeners that they may have missed something: the connection to the other nodes was gone.</summary>
    public void PublishMissed()
    {
        foreach (var listener in Listeners())
        {
            Hear(listener, new Change(Resumed, listener.Subjects.FirstOrDefault("")));
        }
    }

    /// <summary>Publishes committed changes on this node.</summary>
    public void Publish(IReadOnlyList<Change> changes)
    {
        ArgumentNullException.ThrowIfNull(changes);
        foreach (var listener in Listeners())
        {
            foreach (var change in changes)
            {
                if (listener.Subjects.Count > 0 && !listener.Subjects.Contains(change.Subject))
                {
                    continue;
                }

                Hear(listener, change);
            }
        }
    }

    private Subscription[] Listeners()
    {
        lock (_gate)
        {
            return [.. _subscriptions];
        }
    }

    private void Hear(Subscription listener, Change change)
    {
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
