using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.JSInterop;

namespace Governance.EndToEnd.Tests.Infrastructure;

/// <summary>Keeps the server's errors and warnings: a page that answers nicely while the server failed is a failure too.</summary>
public sealed class ServerLog : ILoggerProvider
{
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly ConcurrentQueue<string> _warnings = new();

    public IReadOnlyCollection<string> Errors => _errors;

    public IReadOnlyCollection<string> Warnings => _warnings;

    public ILogger CreateLogger(string categoryName) => new Writer(_errors, _warnings, categoryName);

    public void Dispose()
    {
        // Nothing is held open.
    }

    private sealed class Writer(ConcurrentQueue<string> errors, ConcurrentQueue<string> warnings, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        // The framework counts a page that is closed while the server still tells it something as an error of the page.
        private bool IsOfAClosedPage(Exception? exception) =>
            category.StartsWith("Microsoft.AspNetCore.Components.Server.Circuits.", StringComparison.Ordinal)
            && exception is TaskCanceledException or JSDisconnectedException;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            if (IsEnabled(logLevel) && !IsOfAClosedPage(exception))
            {
                (logLevel is LogLevel.Warning ? warnings : errors).Enqueue($"{category}: {formatter(state, exception)} {exception}");
            }
        }
    }
}
