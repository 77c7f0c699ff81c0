using System.Collections.Concurrent;
using Governance.Data;

namespace Governance.Portal.Kernel.Observability;

/// <summary>
/// Hears of calls to other systems that begin inside a transaction. While developing and in tests it stops them; in production the call is
/// made, since a late answer is better than none, and the server's log names it as critical.
/// </summary>
public sealed partial class OutsideCalls(IHostEnvironment environment, ILogger<OutsideCalls> logger) : IOutsideCallWatch
{
    private const int Most = 100;

    private readonly ConcurrentQueue<string> _made = new();

    /// <summary>The first of them, for tests: one that a broad catch swallowed is still one.</summary>
    public IReadOnlyCollection<string> Made => _made;

    /// <inheritdoc/>
    public void Called(string action, string to)
    {
        if (_made.Count < Most)
        {
            _made.Enqueue($"{action}: {to}");
        }

        LogInside(to, action);
        if (environment.IsDevelopment())
        {
            throw new InvalidOperationException(
                $"{to} is called while the transaction of {action} is open. Ask before it, or throw {nameof(OutsideFactNeededException)}."
            );
        }
    }

    [LoggerMessage(1230, LogLevel.Critical, "{To} is called while the transaction of {Action} is open; others wait for it")]
    private partial void LogInside(string to, string action);
}
