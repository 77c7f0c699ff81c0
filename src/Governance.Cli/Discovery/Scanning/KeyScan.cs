using System.Text.RegularExpressions;
using Governance.Domain.Discovery;

namespace Governance.Cli.Discovery.Scanning;

/// <summary>That a provider's key is there, by its shape. Its value is neither kept nor digested.</summary>
internal static partial class KeyScan
{
    private const int MinDistinct = 12;

    private static readonly (string Start, string Name)[] s_providers =
    [
        ("sk-ant-", "Anthropic API key"),
        ("sk-or-", "OpenRouter API key"),
        ("sk-", "OpenAI API key"),
        ("AIza", "Google API key"),
        ("hf_", "Hugging Face token"),
        ("gsk_", "Groq API key"),
        ("r8_", "Replicate API key"),
        ("xai-", "xAI API key"),
        ("pplx-", "Perplexity API key"),
        ("ABSK", "Amazon Bedrock API key"),
    ];

    private static readonly string[] s_placeholders = ["xxxx", "example", "your", "placeholder", "dummy", "changeme", "redacted", "000000"];

    public static IEnumerable<DiscoveryFinding> Find(SourceText text)
    {
        for (var number = 0; number < text.Lines.Count; number++)
        {
            var line = text.Lines[number];
            foreach (Match match in Shape().Matches(line))
            {
                // In the middle of a longer word it is a piece of something else.
                if ((match.Index == 0 || !IsWord(line[match.Index - 1])) && IsRandom(match.Value))
                {
                    var name = s_providers.First(p => match.Value.StartsWith(p.Start, StringComparison.Ordinal)).Name;
                    yield return DiscoveryFinding.Of(DiscoveryKind.ProviderKey, name, text.Path, number + 1, null);
                }
            }

            if (Assigned().Match(line) is { Success: true } assigned && IsRandom(assigned.Groups["value"].Value))
            {
                var name = assigned.Groups["provider"].Value.ToUpperInvariant() switch
                {
                    "AZURE_OPENAI" => "Azure OpenAI API key",
                    "MISTRAL" => "Mistral API key",
                    "COHERE" => "Cohere API key",
                    "TOGETHER" => "Together API key",
                    _ => "DeepSeek API key",
                };
                yield return DiscoveryFinding.Of(DiscoveryKind.ProviderKey, name, text.Path, number + 1, null);
            }
        }
    }

    /// <summary>Whether a text looks like a key; for places that must not show one.</summary>
    public static bool IsLikely(string text) =>
        Shape().IsMatch(text) || (text.Length >= 24 && IsRandom(text) && text.Any(char.IsAsciiDigit));

    private static bool IsWord(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '-';

    private static bool IsRandom(string key) =>
        key.Distinct().Count() >= MinDistinct
        && key.Any(char.IsAsciiDigit)
        && !s_placeholders.Any(p => key.Contains(p, StringComparison.OrdinalIgnoreCase));

    [GeneratedRegex(
        "sk-ant-[A-Za-z0-9_-]{80,}|sk-or-v1-[0-9a-f]{64}|sk-proj-[A-Za-z0-9_-]{40,}|sk-svcacct-[A-Za-z0-9_-]{40,}|sk-[A-Za-z0-9]{48}"
            + "|AIza[0-9A-Za-z_-]{35}|hf_[A-Za-z0-9]{34}|gsk_[A-Za-z0-9]{52}|r8_[A-Za-z0-9]{37}|xai-[A-Za-z0-9]{80}"
            + "|pplx-[A-Za-z0-9]{48}|ABSK[A-Za-z0-9+/=]{100,}",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking
    )]
    private static partial Regex Shape();

    [GeneratedRegex(
        """(?<provider>AZURE_OPENAI|MISTRAL|COHERE|TOGETHER|DEEPSEEK)_(?:API_)?KEY["']?\s*[:=]\s*["']?(?<value>[A-Za-z0-9]{32,100})""",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking
    )]
    private static partial Regex Assigned();
}
