using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Governance.Portal.Tests.Monitoring;

/// <summary>What the server logs of exceptions.</summary>
internal sealed class FaultLog : ILoggerProvider, ILogger
{
    public ConcurrentQueue<string> Seen { get; } = new();

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    )
    {
        if (exception is not null && IsEnabled(logLevel))
        {
            Seen.Enqueue(exception.ToString());
        }
    }

    public void Dispose() { }
}
