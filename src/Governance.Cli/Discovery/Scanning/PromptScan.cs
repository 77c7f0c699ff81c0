using System.Text.RegularExpressions;
using Governance.Domain.Discovery;

namespace Governance.Cli.Discovery.Scanning;

/// <summary>
/// Prompts: files that say by their name or folder that they are one and read like one. Neither is enough: folders called prompts hold
/// other files, and many texts address their reader.
/// </summary>
internal static partial class PromptScan
{
    private static readonly string[] s_instructions =
    [
        "CLAUDE.md",
        "AGENTS.md",
        "GEMINI.md",
        ".cursorrules",
        ".windsurfrules",
        "copilot-instructions.md",
    ];

    public static IEnumerable<DiscoveryFinding> Find(SourceText text)
    {
        if (FormOf(text) is { } form)
        {
            yield return DiscoveryFinding.Of(DiscoveryKind.Prompt, text.Name, text.Path, null, form);
        }
    }

    private static string? FormOf(SourceText text)
    {
        if (s_instructions.Contains(text.Name, StringComparer.Ordinal))
        {
            return string.IsNullOrWhiteSpace(text.Text) ? null : "instructions for an agent";
        }

        if (text.Extension is ".prompty" or ".prompt")
        {
            return text.Text.StartsWith("---", StringComparison.Ordinal) || Reads(text.Text) ? "prompt" : null;
        }

        if (
            text.Extension
            is not (".txt" or ".md" or ".jinja" or ".jinja2" or ".j2" or ".hbs" or ".mustache" or ".yaml" or ".yml" or ".json")
        )
        {
            return null;
        }

        if (text.Extension is ".yaml" or ".yml" or ".json" && Chat().IsMatch(text.Text) && Model().IsMatch(text.Text))
        {
            return "chat messages";
        }

        var named =
            Named().IsMatch(text.Name)
            || text.Path.Split('/')[..^1].Any(f => f.ToLowerInvariant() is "prompts" or "prompt_templates" or "prompt-templates");
        return named && !text.Name.StartsWith("README", StringComparison.OrdinalIgnoreCase) && Reads(text.Text) ? "prompt" : null;
    }

    private static bool Reads(string text) =>
        Address().IsMatch(text) || Chat().IsMatch(text) || (Variable().IsMatch(text) && Task().IsMatch(text));

    private const RegexOptions Plain =
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.Multiline;

    [GeneratedRegex(@"(?:^|[_.-])(?:system[_-]?prompt|prompt[_-]?template|user[_-]?prompt|prompt)(?:[_.-]|$)", Plain)]
    private static partial Regex Named();

    [GeneratedRegex(@"\b(?:you are|act as|du bist|sie sind) (?:an?|the|ein|eine)\b", Plain)]
    private static partial Regex Address();

    [GeneratedRegex("""["']?role["']?\s*:\s*["']?(?:system|developer)["']?\s*[,}\r\n]""", Plain)]
    private static partial Regex Chat();

    [GeneratedRegex("""^\s*["']?model["']?\s*:""", Plain)]
    private static partial Regex Model();

    [GeneratedRegex(@"\{\{[^{}\r\n]+\}\}|\{[a-z_]+\}", Plain)]
    private static partial Regex Variable();

    [GeneratedRegex(@"^\W*(?:answer|respond|reply|summari[sz]e|classify|extract|translate|write|generate|rewrite|explain)\b", Plain)]
    private static partial Regex Task();
}
