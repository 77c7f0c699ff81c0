using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.RegularExpressions;
using Governance.Portal.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Tests.Doors;

/// <summary>The server's log as its console writes it in production and in development, by the formatters chosen there.</summary>
internal sealed partial class ConsoleLines : ILoggerProvider, ISupportExternalScope
{
    private readonly ConcurrentQueue<string> _forged = new();
    private readonly ConcurrentQueue<string> _written = new();
    private readonly ServiceProvider _production = ServicesOf("Production");
    private readonly ServiceProvider _development = ServicesOf("Development");
    private IExternalScopeProvider? _scopes;

    /// <summary>Entries so far.</summary>
    public int Count => _written.Count;

    /// <summary>Entries as production writes them.</summary>
    public IReadOnlyCollection<string> Written => _written;

    /// <summary>Entries that look like more than the one they are, or that steer the terminal they are read on.</summary>
    public IReadOnlyCollection<string> Forged => _forged;

    public ILogger CreateLogger(string categoryName) => new Writer(this, categoryName, FormatterOf(_production), FormatterOf(_development));

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public void Dispose()
    {
        _production.Dispose();
        _development.Dispose();
    }

    private static ServiceProvider ServicesOf(string environment) =>
        PortalHost.CreateBuilder(["--environment", environment]).Services.BuildServiceProvider();

    private static ConsoleFormatter FormatterOf(ServiceProvider services)
    {
        var options = services.GetRequiredService<IOptionsMonitor<ConsoleLoggerOptions>>().CurrentValue;
        return services.GetServices<ConsoleFormatter>().Single(f => f.Name == (options.FormatterName ?? ConsoleFormatterNames.Simple));
    }

    private static bool IsOneJsonLine(string text)
    {
        if (!text.EndsWith('\n') || text[..^1].Any(char.IsControl))
        {
            return false;
        }

        using var json = JsonDocument.Parse(text);
        return json.RootElement.ValueKind is JsonValueKind.Object;
    }

    // The entry's own line, and what belongs to it indented below.
    private static bool IsOneEntry(string text) =>
        text.EndsWith('\n')
        && FirstLine().IsMatch(text)
        && text[..^1].Split('\n').Skip(1).All(line => line.StartsWith("      ", StringComparison.Ordinal))
        && !text.Any(c => c is not ('\n' or '\t') && (char.IsControl(c) || c is '\u2028' or '\u2029'));

    [GeneratedRegex("^(?:trce|dbug|info|warn|fail|crit): ")]
    private static partial Regex FirstLine();

    private sealed class Writer(ConsoleLines lines, string category, ConsoleFormatter production, ConsoleFormatter development) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => lines._scopes?.Push(state);

        public bool IsEnabled(LogLevel logLevel) => logLevel is not LogLevel.None;

        public void Log<TState>(LogLevel level, EventId id, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var entry = new LogEntry<TState>(level, category, id, state, exception, formatter);
            var (json, text) = (With(production, entry), With(development, entry));
            // An entry without words is none on the console either.
            if (json.Length == 0)
            {
                return;
            }

            lines._written.Enqueue(json);
            if (!IsOneJsonLine(json) || !IsOneEntry(text))
            {
                lines._forged.Enqueue($"The log of {category}: {JsonSerializer.Serialize(json)} {JsonSerializer.Serialize(text)}");
            }
        }

        private string With<TState>(ConsoleFormatter formatter, LogEntry<TState> entry)
        {
            using var writer = new StringWriter();
            formatter.Write(entry, lines._scopes, writer);
            return writer.ToString();
        }
    }
}
