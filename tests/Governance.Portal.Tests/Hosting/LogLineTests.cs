using System.Diagnostics;
using System.Text.Json.Nodes;
using Governance.Portal.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Governance.Portal.Tests.Hosting;

/// <summary>A line of the server's log, as it is written outside development.</summary>
public sealed class LogLineTests
{
    [Fact]
    public async Task Line_WithinASpan_IsJsonWithItsTraceAndItsSpan()
    {
        var builder = PortalHost.CreateBuilder([]);
        using var lines = new Written();
        builder.Logging.AddProvider(lines);
        await using var app = builder.Build();
        lines.Formatter = app.Services.GetServices<ConsoleFormatter>().Single(f => f.Name == ConsoleFormatterNames.Json);
        using var span = new Activity("test").SetIdFormat(ActivityIdFormat.W3C).Start();

        app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Governance.Test").LogWarning("Something happened");

        var line = JsonNode.Parse(lines.Last!)!;
        var scope = line["Scopes"]!.AsArray().Single(s => s!["TraceId"] is not null)!;
        Assert.Equal("Something happened", (string?)line["Message"]);
        Assert.EndsWith("Z", (string?)line["Timestamp"], StringComparison.Ordinal);
        Assert.Equal((span.TraceId.ToHexString(), span.SpanId.ToHexString()), ((string?)scope["TraceId"], (string?)scope["SpanId"]));
    }

    private sealed class Written : ILoggerProvider, ILogger, ISupportExternalScope
    {
        private IExternalScopeProvider? _scopes;

        public ConsoleFormatter? Formatter { get; set; }

        public string? Last { get; private set; }

        public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

        public ILogger CreateLogger(string categoryName) => this;

        public void Dispose() { }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => _scopes?.Push(state);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            using var text = new StringWriter();
            Formatter?.Write(new LogEntry<TState>(logLevel, "Governance.Test", eventId, state, exception, formatter), _scopes, text);
            Last = text.ToString();
        }
    }
}
