using System.Text.RegularExpressions;
using Governance.Domain.Discovery;

namespace Governance.Cli.Discovery.Scanning;

/// <summary>Host names of providers in code and configuration. A page of words that speaks of one calls none.</summary>
internal static partial class HostScan
{
    private static readonly HashSet<string> s_endings =
    [
        .. (
            ".py .ipynb .js .jsx .ts .tsx .mjs .cjs .vue .svelte .cs .fs .vb .java .kt .kts .scala .go .rs .rb .php .sh .bash"
            + " .ps1 .r .swift "
            + ".tf .tfvars .bicep .json .jsonc .yaml .yml .toml .ini .cfg .conf .config .env .properties .xml"
            + " .c .cc .cpp .h .lua .ex .sql"
        ).Split(' '),
    ];

    public static bool IsCodeOrConfiguration(SourceText text) =>
        s_endings.Contains(text.Extension)
        || text.Name.StartsWith(".env", StringComparison.OrdinalIgnoreCase)
        || text.Name is "Dockerfile" or "Makefile" or "Procfile" or "Jenkinsfile";

    public static IEnumerable<DiscoveryFinding> Find(SourceText text)
    {
        if (!IsCodeOrConfiguration(text))
        {
            yield break;
        }

        for (var number = 0; number < text.Lines.Count; number++)
        {
            var line = text.Lines[number];
            if (!line.Contains('.', StringComparison.Ordinal) || IsComment(line))
            {
                continue;
            }

            foreach (Match match in Host().Matches(line))
            {
                if (AiHosts.ProviderOf(match.Value) is { } provider)
                {
                    yield return DiscoveryFinding.Of(
                        DiscoveryKind.Endpoint,
                        match.Value.ToLowerInvariant(),
                        text.Path,
                        number + 1,
                        provider
                    );
                }
            }
        }
    }

    internal static bool IsComment(string line)
    {
        var start = line.TrimStart();
        return start.StartsWith('#')
            || start.StartsWith("//", StringComparison.Ordinal)
            || start.StartsWith("/*", StringComparison.Ordinal)
            || start.StartsWith("* ", StringComparison.Ordinal)
            || start.StartsWith("<!--", StringComparison.Ordinal)
            || start.StartsWith(';')
            || start.StartsWith("-- ", StringComparison.Ordinal);
    }

    [GeneratedRegex(@"[A-Za-z0-9][A-Za-z0-9.-]*\.[A-Za-z]+", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Host();
}
