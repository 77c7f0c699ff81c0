using System.Globalization;
using System.Text.RegularExpressions;

namespace Governance.Portal.Tests.Components;

/// <summary>
/// WCAG 2.2, 1.4.3 and 1.4.11, over the colour roles of tokens.css: text 4.5 to 1, marks, outlines of controls and focus 3 to 1.
/// Relative luminance and contrast ratio as WCAG defines them.
/// </summary>
public sealed partial class TokenContrastTests
{
    private const double Text = 4.5;
    private const double Mark = 3.0;

    public static TheoryData<string, string, string, double> Pairs()
    {
        var pairs = new TheoryData<string, string, string, double>();
        foreach (var theme in new[] { "light", "dark" })
        {
            void Add(double ratio, string[] above, params string[] below)
            {
                foreach (var on in below)
                {
                    foreach (var colour in above)
                    {
                        pairs.Add(theme, colour, on, ratio);
                    }
                }
            }

            Add(Text, ["text", "text-2", "text-3", "link"], "bg", "surface", "sunken", "hover", "selected");
            Add(Text, ["on-accent"], "accent", "accent-hover");
            foreach (var tone in new[] { "pass", "warn", "fail", "waive", "info", "idle" })
            {
                Add(Text, [tone], tone + "-soft", "surface", "bg");
            }

            Add(Text, ["on-alarm"], "alarm");
            Add(Text, ["text"], "add", "del", "h2");
            Add(Text, ["info"], "accent-soft");
            Add(Text, ["surface"], "text");
            Add(Text, ["h0t"], "h0");
            Add(Text, ["h4t"], "h4");
            Add(Text, [theme == "light" ? "h4t" : "text"], "h3");
            Add(Text, ["h5t"], "h5");
            Add(Text, ["axis"], "surface");
            Add(
                Mark,
                ["pass-mark", "warn-mark", "fail-mark", "waive-mark", "accent", "control-line", "c1", "c2", "c3", "c4", "c5", "c6"],
                "surface"
            );
            Add(Mark, ["focus"], "bg", "surface", "sunken", "selected");
        }

        return pairs;
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Pair_InEachTheme_IsLegible(string theme, string above, string below, double least)
    {
        var tokens = Tokens.Value[theme];

        var ratio = Contrast(tokens[above], tokens[below]);

        Assert.True(ratio >= least, $"{theme}: --gp-{above} on --gp-{below} is {ratio:0.00}, needs {least:0.0}.");
    }

    [Fact]
    public void SequentialScale_InEachTheme_IsMonotoneInLightness()
    {
        foreach (var theme in new[] { "light", "dark" })
        {
            var lightness = Enumerable.Range(0, 6).Select(step => Luminance(Tokens.Value[theme]["h" + step])).ToList();

            // Dark grows lighter, light grows darker; on the pale first step of each a hair's breadth is allowed.
            var ordered = theme == "dark" ? lightness.Order() : lightness.OrderDescending();
            Assert.Equal(ordered, lightness);
        }
    }

    private static readonly Lazy<Dictionary<string, Dictionary<string, string>>> Tokens = new(Read);

    private static Dictionary<string, Dictionary<string, string>> Read()
    {
        var css = CommentPattern().Replace(File.ReadAllText(Path.Combine(RepositoryRoot(), "wwwroot-assets", "css", "tokens.css")), "");
        var themes = new Dictionary<string, Dictionary<string, string>> { ["light"] = [], ["dark"] = [] };
        foreach (Match rule in RulePattern().Matches(css))
        {
            var dark =
                rule.Groups["selector"].Value.Contains("dark", StringComparison.Ordinal)
                && !rule.Groups["selector"].Value.Contains(":root", StringComparison.Ordinal);
            foreach (Match declaration in TokenPattern().Matches(rule.Groups["body"].Value))
            {
                foreach (var theme in dark ? ["dark"] : new[] { "light", "dark" })
                {
                    themes[theme][declaration.Groups["name"].Value] = declaration.Groups["value"].Value.Trim();
                }
            }
        }

        return themes.ToDictionary(
            theme => theme.Key,
            theme => theme.Value.ToDictionary(token => token.Key, token => Resolve(token.Value, theme.Value))
        );
    }

    private static string Resolve(string value, Dictionary<string, string> tokens)
    {
        while (
            ReferencePattern().Match(value) is { Success: true } reference
            && tokens.TryGetValue(reference.Groups["name"].Value, out var target)
        )
        {
            value = target;
        }

        return value;
    }

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Governance.Portal.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("The tests do not run below the repository.");
    }

    private static double Contrast(string one, string other)
    {
        var (a, b) = (Luminance(one), Luminance(other));
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    private static double Luminance(string colour)
    {
        Assert.Matches("^#([0-9a-fA-F]{6}|[0-9a-fA-F]{3})$", colour);
        var hex = colour.Length == 4 ? string.Concat(colour[1..].Select(digit => new string(digit, 2))) : colour[1..];
        double Channel(int index)
        {
            var value = int.Parse(hex.AsSpan(index * 2, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
            return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
        }

        return (0.2126 * Channel(0)) + (0.7152 * Channel(1)) + (0.0722 * Channel(2));
    }

    [GeneratedRegex(@"/\*.*?\*/", RegexOptions.Singleline)]
    private static partial Regex CommentPattern();

    [GeneratedRegex(@"(?<selector>[^{}]+)\{(?<body>[^{}]*)\}")]
    private static partial Regex RulePattern();

    [GeneratedRegex(@"--gp-(?<name>[\w-]+)\s*:\s*(?<value>[^;}]+)")]
    private static partial Regex TokenPattern();

    [GeneratedRegex(@"^var\(--gp-(?<name>[\w-]+)\)$")]
    private static partial Regex ReferencePattern();
}
