using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Governance.Portal.Hosting;

/// <summary>
/// The readable console of development: the framework's own, which gets no sign that steers a terminal. What others wrote, such as a
/// provider's words for a refusal, cannot go back to the start of a line and write over it. JSON, as written elsewhere, escapes such signs.
/// </summary>
internal sealed class PlainConsole(IServiceProvider services) : ConsoleFormatter(FormatterName)
{
    /// <summary>Its name in the settings of the console.</summary>
    public const string FormatterName = "plain";

    private const char Replacement = '\uFFFD';

    // This one is in the list of formatters too: the list can be read once it is complete.
    private readonly Lazy<ConsoleFormatter> _simple = new(() =>
        services.GetServices<ConsoleFormatter>().Single(f => f.Name == ConsoleFormatterNames.Simple)
    );

    /// <inheritdoc/>
    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var text = logEntry.Formatter(logEntry.State, logEntry.Exception);
        var whole = logEntry.Exception is { } exception ? $"{text}{Environment.NewLine}{exception}" : text;
        _simple.Value.Write(
            new LogEntry<string>(logEntry.LogLevel, logEntry.Category, logEntry.EventId, Plain(whole), null, static (plain, _) => plain),
            scopeProvider,
            textWriter
        );
    }

    // Lines that follow are indented by the framework, so line ends may stay.
    private static string Plain(string text)
    {
        var plain = new StringBuilder(text.ReplaceLineEndings());
        for (var i = 0; i < plain.Length; i++)
        {
            if (char.IsControl(plain[i]) && plain[i] is not '\t' && !Environment.NewLine.Contains(plain[i], StringComparison.Ordinal))
            {
                plain[i] = Replacement;
            }
        }

        return plain.ToString();
    }
}
