namespace Governance.Cli.Models;

/// <summary>Options of the form NAME=VALUE.</summary>
internal static class NamedValue
{
    public static (string Name, string Value) Read(string text, string option)
    {
        var at = text.IndexOf('=', StringComparison.Ordinal);
        return at > 0
            ? (text[..at], text[(at + 1)..])
            : throw CliException.Usage($"{option} must have the form NAME=VALUE; \"{text}\" " + "does not.");
    }
}
