namespace Governance.Data;

/// <summary>Is told when another system is called while a transaction is open: others then wait for as long as that system takes.</summary>
public interface IOutsideCallWatch
{
    /// <summary>A call begins.</summary>
    /// <param name="action">What runs in the transaction.</param>
    /// <param name="to">What is called.</param>
    void Called(string action, string to);
}

/// <summary>
/// Whether what runs here runs inside the transaction of an action or a follower. In it nothing may ask another system: on SQLite it holds
/// the one write turn, on PostgreSQL locks, for as long as that takes.
/// </summary>
public static class OpenTransaction
{
    private static readonly AsyncLocal<Scope?> s_current = new();

    /// <summary>True inside one.</summary>
    public static bool IsHere => s_current.Value is { IsOpen: true };

    /// <summary>Called right before another system is called; notifies the watch when that is inside a transaction.</summary>
    /// <param name="to">What is called, without secrets: a host, a kind of service.</param>
    public static void EnsureNone(string to)
    {
        if (s_current.Value is { IsOpen: true } scope)
        {
            scope.Watch?.Called(scope.Action, to);
        }
    }

    /// <summary>From here until it is disposed. What was begun inside and outlives it (a timer, a loop) is outside again.</summary>
    internal static IDisposable Begin(string action, IOutsideCallWatch? watch) => s_current.Value = new Scope(action, watch);

    private sealed class Scope(string action, IOutsideCallWatch? watch) : IDisposable
    {
        private volatile bool _closed;

        public string Action => action;

        public IOutsideCallWatch? Watch => watch;

        public bool IsOpen => !_closed;

        public void Dispose() => _closed = true;
    }
}

/// <summary>
/// Thrown inside a transaction by what needs a fact that only another system, or gigabytes of a file, can say and that nobody prepared. The
/// transaction is given up, the fact is fetched, and the action begins again: it finds the fact prepared, or that facts have moved.
/// </summary>
public sealed class OutsideFactNeededException : Exception
{
    private readonly Func<CancellationToken, Task> _fetch = _ => Task.CompletedTask;

    /// <summary>Needs nothing in particular.</summary>
    public OutsideFactNeededException() { }

    /// <summary>Needs nothing in particular.</summary>
    /// <param name="message">What is needed.</param>
    public OutsideFactNeededException(string message)
        : base(message) { }

    /// <summary>Needs nothing in particular.</summary>
    /// <param name="message">What is needed.</param>
    /// <param name="innerException">Its cause.</param>
    public OutsideFactNeededException(string message, Exception innerException)
        : base(message, innerException) { }

    /// <param name="message">What is needed.</param>
    /// <param name="fetch">Fetches it and remembers it; called outside any transaction.</param>
    public OutsideFactNeededException(string message, Func<CancellationToken, Task> fetch)
        : base(message) => _fetch = fetch;

    /// <summary>Fetches what is needed.</summary>
    public Task FetchAsync(CancellationToken ct) => _fetch(ct);
}
